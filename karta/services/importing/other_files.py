"""What a file of shifts says beside other files: shifts that they have under another id, and those it has no longer.

Files are given new names and new ids; place, time, organisation, role and number tell that a shift is the same.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from karta.errors import Issue
from karta.i18n import text
from karta.model.place import is_unknown, name_key
from karta.services import file_words
from karta.services.importing.faulty_rows import FaultyRows
from karta.services.importing.matched_rows import ENTERED, Bound
from karta.services.importing.same_shifts import Cells, Spot, are_same, bounds, is_told, organisation, spot
from karta.sources.row_shifts import has_own_id
from karta.store.file_marks import list_of
from karta.store.import_rows import ImportRow, own_id

SHIFTS = frozenset({"roster", "sessions"})

Party = tuple[str, str]


class OtherFiles:
    """The shifts of other files, and earlier ones of this file, beside the rows of a file."""

    def __init__(self, stored_rows: Iterable[ImportRow], keys: Collection[str]) -> None:
        self._rows = [row for row in stored_rows if row.key not in keys and row.source != ENTERED]
        self._cells: list[Cells] = []

    def doubled(self, new: Iterable[Bound], source: str) -> dict[int, ImportRow]:
        """Return for each new row that is the same shift as one under another id that one, by the row's number."""
        fresh = list(new)
        if not fresh or not self._rows:
            return {}
        stored: dict[Spot, list[tuple[ImportRow, Cells]]] = {}
        for row, cells in self._pairs():
            if row.row_id is not None and not _is_off(cells):
                stored.setdefault(spot(cells, row.source), []).append((row, cells))
        rows: dict[int, ImportRow] = {}
        for bound in fresh:
            cells = json.loads(bound.text)
            near = stored.get(spot(cells, source), ())
            same = next((row for row, other in near if are_same(cells, other)), None)
            if same is not None:
                rows[int(bound.row["row"])] = same
        return rows

    def twice(self, new: Iterable[Bound]) -> dict[int, str]:
        """Return in a few words, for each new row with an id, the shift that an earlier row of its file is, too.

        Lines that name different people are parties of one shift; one without a number counts for no more.
        """
        earlier: dict[Spot, list[tuple[Bound, Cells]]] = {}
        rows: dict[int, str] = {}
        for bound in new:
            cells = json.loads(bound.text)
            if not cells.get("adults") or cells.get("replaces") or not has_own_id(own_id(bound.row["key"])):
                continue
            near = earlier.setdefault(spot(cells, ""), [])
            if any(_names(bound) == _names(other) and are_same(cells, theirs) for other, theirs in near):
                rows[int(bound.row["row"])] = in_words(cells)
            near.append((bound, cells))
        return rows

    def gone(
        self,
        rows: Iterable[Bound],
        shared: Collection[str],
        source: str,
        faulty: FaultyRows,
    ) -> list[ImportRow]:
        """Return the rows of other files that this one replaces and no longer has.

        A file with a shift of an earlier one, of the files `shared`, replaces it for its organisations, from the month
        in which it begins; one of nearly its name for its places and organisations, from the first to the last of
        their days.
        """
        if not self._rows:
            return []
        told = [json.loads(bound.text) for bound in rows]
        here: dict[Spot, list[Cells]] = {}
        for cells in told:
            here.setdefault(spot(cells, source), []).append(cells)
        periods = _periods(told, source)
        return [
            row
            for row, cells in self._pairs()
            if row.source != source
            and row.row_id is not None
            and not _is_off(cells)
            and (period := periods.get(_reach(cells, row.source, shared, source))) is not None
            and _is_within(cells, period)
            and not is_told(cells, here.get(spot(cells, row.source), ()), *period)
            and not faulty.may_be(row)
        ]

    def _pairs(self) -> Iterator[tuple[ImportRow, Cells]]:
        self._cells = self._cells or [json.loads(row.payload) for row in self._rows]
        return zip(self._rows, self._cells, strict=True)


def shown(row: ImportRow) -> str:
    """Return a shift of a file in a few words, without its people: where and when it is."""
    return in_words(json.loads(row.payload)) or own_id(row.key)


def in_words(cells: Cells) -> str:
    """Return where and when a shift is, and whose."""
    days = [text(f"days.{day}") for day in str(cells.get("byday") or "").split(";") if day]
    when = cells.get("date") or " ".join([*days, *filter(None, [cells.get("valid_from")])])
    words = (cells.get("place") or cells.get("name"), when, cells.get("start"), cells.get("org"))
    return " ".join(str(word) for word in words if word)


def question(row: int, source: str, shift: str) -> Issue:
    """Return the question whether a row counts beside the same shift of a file."""
    return Issue(
        row,
        None,
        "row_doubled",
        "question",
        facts=(("source", file_words.in_words(source)), ("shift", shift)),
    )


def _names(bound: Bound) -> str:
    return "" if is_unknown(bound.row.get("persons")) else str(bound.row["persons"])


def _is_off(cells: Cells) -> bool:
    return cells.get("status") == "cancelled"


def _reach(cells: Cells, earlier: str, shared: Collection[str], source: str) -> Party | None:
    """Return in which period of a file a shift of an earlier one is looked for, None where the two are unlike."""
    if earlier in shared:
        return "", organisation(cells, earlier)
    if list_of(earlier) != list_of(source):
        return None
    return name_key(str(cells.get("place") or "")), organisation(cells, earlier)


def _periods(told: Iterable[Cells], source: str) -> dict[Party | None, tuple[date, date]]:
    """Return the first and the last day of each place with its organisation, and the reach of each organisation."""
    periods: dict[Party | None, tuple[date, date]] = {}
    for cells in told:
        own, org = bounds(cells), organisation(cells, source)
        place = name_key(str(cells.get("place") or ""))
        for party, days in (((place, org), own), (("", org), (own[0].replace(day=1), date.max))):
            first, last = periods.get(party, days)
            periods[party] = min(first, days[0]), max(last, days[1])
    return periods


def _is_within(cells: Cells, period: tuple[date, date]) -> bool:
    first, last = bounds(cells)
    return first <= period[1] and last >= period[0]
