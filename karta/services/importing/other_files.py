"""What a file of shifts says beside other files: shifts that they have under another id, and those it has no longer.

Files are given new names and new ids; place, time, organisation, role and number tell that a shift is the same.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from karta.errors import Issue
from karta.model.place import is_unknown, name_key
from karta.services.importing.faulty_rows import FaultyRows
from karta.services.importing.file_names import list_name
from karta.services.importing.matched_rows import ENTERED, Bound
from karta.store.import_rows import ImportRow, own_id

SHIFTS = frozenset({"roster", "sessions"})
_WHAT = ("kind", "adults", "activity", "leaders", "title")
_TIME = ("date", "start", "end", "byday", "rrule", "valid_from", "valid_to", "original_date")

Cells = Mapping[str, Any]
Party = tuple[str, str]


class OtherFiles:
    """The shifts of other files, and earlier ones of this file, beside the rows of a file."""

    def __init__(self, stored_rows: Iterable[ImportRow], keys: Collection[str]) -> None:
        self._rows = [row for row in stored_rows if row.key not in keys and row.source != ENTERED]
        self._cells: list[Cells] = []

    def doubled(self, new: Iterable[Bound], source: str) -> list[Issue]:
        """Return a question for each new row that is the same shift as one under another id."""
        fresh = list(new)
        if not fresh or not self._rows:
            return []
        stored = {_shift(cells, row.source): row for row, cells in self._pairs() if row.row_id is not None}
        issues = []
        for bound in fresh:
            row = stored.get(_shift(json.loads(bound.text), source))
            if row is not None:
                facts = (("source", row.source), ("id", own_id(row.key)))
                issues.append(Issue(int(bound.row["row"]), None, "row_doubled", "question", facts=facts))
        return issues

    def gone(
        self, rows: Iterable[Bound], stored: Iterable[ImportRow], source: str, faulty: FaultyRows
    ) -> list[ImportRow]:
        """Return the rows of other files that this one replaces and no longer has.

        A file with a shift of an earlier one replaces it for its organisations, from the month in which it begins; one
        of nearly its name for its places and organisations, from the first to the last of their days.
        """
        if not self._rows:
            return []
        told = [json.loads(bound.text) for bound in rows]
        shared = {row.source for row in stored if row.source != source}
        here, periods = {_shift(cells, source) for cells in told}, _periods(told, source)
        return [
            row
            for row, cells in self._pairs()
            if row.source != source
            and row.row_id is not None
            and _is_within(cells, periods.get(_reach(cells, row.source, shared, source)))
            and _shift(cells, row.source) not in here
            and not faulty.may_be(row)
        ]

    def _pairs(self) -> Iterator[tuple[ImportRow, Cells]]:
        self._cells = self._cells or [json.loads(row.payload) for row in self._rows]
        return zip(self._rows, self._cells, strict=True)


def shown(row: ImportRow) -> str:
    """Return a shift of a file in a few words, without its people: where and when it is."""
    cells = json.loads(row.payload)
    when = cells.get("date") or " ".join(str(cells.get(n) or "") for n in ("byday", "valid_from")).strip()
    words = (cells.get("place") or cells.get("name"), when, cells.get("start"), cells.get("org"))
    return " ".join(str(word) for word in words if word) or own_id(row.key)


def _shift(cells: Cells, source: str) -> tuple[str, ...]:
    where = str(cells.get("place_key") or "") or name_key(str(cells.get("place") or ""))
    return (
        where, _organisation(cells, source), *(str(cells.get(name)) for name in (*_TIME, *_WHAT)),
    )  # fmt: skip


def _organisation(cells: Cells, source: str) -> str:
    """Return whose a shift is; the list stands for an organisation that is not named."""
    return name_key(str(cells.get("org") or "")) or list_name(source)


def _reach(cells: Cells, earlier: str, shared: Collection[str], source: str) -> Party | None:
    """Return in which period of a file a shift of an earlier one is looked for, None where the two are unlike."""
    if earlier in shared:
        return "", _organisation(cells, earlier)
    if list_name(earlier) != list_name(source):
        return None
    return name_key(str(cells.get("place") or "")), _organisation(cells, earlier)


def _bounds(cells: Cells) -> tuple[date, date] | None:
    """Return the first and the last day of a shift, None where it does not say both."""
    days = [cells.get("date") or cells.get(name) for name in ("valid_from", "valid_to")]
    if any(map(is_unknown, days)):
        return None
    return date.fromisoformat(str(days[0])[:10]), date.fromisoformat(str(days[1])[:10])


def _periods(told: Iterable[Cells], source: str) -> dict[Party | None, tuple[date, date]]:
    """Return the first and the last day of each place with its organisation, and the reach of each organisation."""
    periods: dict[Party | None, tuple[date, date]] = {}
    for cells in told:
        bounds, org = _bounds(cells), _organisation(cells, source)
        if bounds is None:
            continue
        place = name_key(str(cells.get("place") or ""))
        for party, days in (((place, org), bounds), (("", org), (bounds[0].replace(day=1), date.max))):
            first, last = periods.get(party, days)
            periods[party] = min(first, days[0]), max(last, days[1])
    return periods


def _is_within(cells: Cells, period: tuple[date, date] | None) -> bool:
    bounds = _bounds(cells)
    if bounds is None or period is None:
        return False
    return bounds[0] <= period[1] and bounds[1] >= period[0]
