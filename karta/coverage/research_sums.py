"""Shifts that are over, summed for research so that no organisation and no cell held back can be worked out.

Three rules together: a cell is shown where at least three organisations and ten shifts stand behind it; what is shown
is rounded to fives, so that zero and few look alike; and nothing of a cell that is held back enters any other table.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from karta.model.shift import MET
from karta.model.small_counts import holds_back, in_fives

PRESENCE = [
    "month", "area", "shown", "shifts_planned", "shifts_cancelled", "shifts_carried_out", "adult_hours_carried_out",
]  # fmt: skip
CONTACT = ["month", "met", "shown", "shifts"]


@dataclass(frozen=True, slots=True)
class PastShift:
    """A shift that is over: its month and area, whose it was, and what it came to.

    `carried_out`: by as many adults as it needed at least. `met`: the class of whom it met, None where not said.
    """

    month: str
    area: str
    organisations: frozenset[str]
    cancelled: bool = False
    carried_out: bool = False
    adult_hours: float = 0.0
    met: str | None = None


def presence(shifts: Iterable[PastShift], months: Sequence[str], areas: Sequence[str]) -> pd.DataFrame:
    """Return a row for each month and area, blank where it is held back or there was nothing: columns PRESENCE."""
    cells = _cells(shifts)
    rows = [
        (month, area, *_figures(cells.get((month, area), ())))
        for month in sorted(months)
        for area in sorted(areas)
    ]
    return pd.DataFrame(rows, columns=PRESENCE, dtype=object)


def contact(shifts: Iterable[PastShift], months: Sequence[str]) -> pd.DataFrame:
    """Return how many shifts met whom, by month: columns CONTACT. Only shifts of cells that `presence` shows count."""
    counted: dict[tuple[str, str], list[PastShift]] = {}
    for cell in _cells(shifts).values():
        if is_shown(cell):
            for shift in cell:
                if shift.carried_out and shift.met is not None:
                    counted.setdefault((shift.month, shift.met), []).append(shift)
    rows = []
    for month in sorted(months):
        for met in MET:
            behind = counted.get((month, met), [])
            shown = is_shown(behind)
            rows.append((month, met, int(shown), in_fives(len(behind)) if shown else None))
    return pd.DataFrame(rows, columns=CONTACT, dtype=object)


def is_shown(cell: Sequence[PastShift]) -> bool:
    """Tell whether enough organisations and shifts stand behind a cell."""
    behind = {org for shift in cell for org in shift.organisations}
    return not (holds_back(len(behind), "organisations") or holds_back(len(cell), "shifts"))


def _cells(shifts: Iterable[PastShift]) -> Mapping[tuple[str, str], list[PastShift]]:
    cells: dict[tuple[str, str], list[PastShift]] = {}
    for shift in shifts:
        cells.setdefault((shift.month, shift.area), []).append(shift)
    return cells


def _figures(cell: Sequence[PastShift]) -> tuple[int | None, ...]:
    if not is_shown(cell):
        return 0, None, None, None, None
    counts = (
        len(cell), sum(shift.cancelled for shift in cell), sum(shift.carried_out for shift in cell),
        sum(shift.adult_hours for shift in cell if shift.carried_out),
    )  # fmt: skip
    return 1, *map(in_fives, counts)
