"""The rows of the register that rows of files became, as the cells of such a row: what stands in the app now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from karta.model.place import is_unknown
from karta.services.importing.cell_changes import registered_cell
from karta.services.importing.schedules import SCHEDULE
from karta.store import import_rows
from karta.store.cells import Row
from karta.store.database import Reading

Values = dict[str, Any]
# Column of a row of a roster -> the column of its shift.
_OF_SHIFT = {"title": "title", "purpose": "purpose", "min_adults": "min_team", "geometry": "geometry"}
_OF_SCHEDULE = (*(name for name in SCHEDULE if name != "original_date"), "date", "valid_from")


@dataclass(frozen=True)
class Registered:
    """A row of the register: `own` is its table's, `cells` what it has beside that as a row of a file has it.
    `defaults` is what its tables hold where a row says nothing, `told` are the payloads of all files' rows for it.

    `schedule` is the id of its series, `place_id` where it is; `used` tells whether people hang on dates of it,
    `replaced` whether somebody has decided it anew since a file brought it.
    """

    own: Row
    cells: Values = field(default_factory=dict)
    defaults: Values = field(default_factory=dict)
    schedule: str | None = None
    place_id: str | None = None
    used: bool = False
    replaced: bool = False
    told: tuple[str, ...] = ()

    @property
    def ended(self) -> bool:
        """Whether somebody has taken it out of the register."""
        return self.own.get("superseded_at") is not None


def registered_rows(reading: Reading, kind: str, table: str, ids: list[str]) -> dict[str, Registered]:
    """Return rows of the register by id, with their shift and schedule where they have one."""
    own = import_rows.registered(reading, table, ids)
    shifts: dict[str, Row] = {}
    if kind == "roster":
        shifts = import_rows.registered(reading, "shift", sorted({row["shift_id"] for row in own.values()}))
    series = {
        row_id: (shifts[row["shift_id"]] if shifts else row).get("schedule_id") for row_id, row in own.items()
    }
    wanted = sorted({schedule for schedule in series.values() if schedule})
    schedules = import_rows.registered(reading, "schedule", wanted)
    used = import_rows.in_use(reading, wanted) if wanted else set()
    defaults = {
        **{name: import_rows.defaults("shift").get(column) for name, column in _OF_SHIFT.items()},
        **import_rows.defaults("schedule"),
        **import_rows.defaults(table),
    }
    return {
        row_id: Registered(
            own=row,
            cells=_cells(shifts.get(str(row.get("shift_id"))), schedules.get(series[row_id] or "")),
            defaults=defaults,
            schedule=series[row_id],
            place_id=(shifts[row["shift_id"]] if shifts else row).get("place_id"),
            used=series[row_id] in used,
        )
        for row_id, row in own.items()
    }


def laid_out(cells: Mapping[str, Any]) -> Values:
    """Return the cells of a row as its tables hold them: a weekly one has a first day in place of a date."""
    values = dict(cells)
    if values.get("byday") is not None:
        values["valid_from"] = values.get("valid_from") or values.get("date")
        values["date"] = None
    return values


def _cells(shift: Row | None, schedule: Row | None) -> Values:
    values: Values = {}
    if shift is not None:
        values |= {name: _plain(shift[column]) for name, column in _OF_SHIFT.items()}
    if schedule is not None:
        values |= {name: _plain(schedule[name]) for name in _OF_SCHEDULE}
    return values


def _plain(cell: Any) -> Any:
    return None if is_unknown(cell) else registered_cell(cell)
