"""Which cells of the register a row of a file changes: those that it says, and says otherwise than they are.

A missing column or a blank cell changes nothing. What is told here is what is written, no more and no less.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any

from karta.errors import Issue
from karta.model.place import is_unknown
from karta.model.rows import ROWS
from karta.services.register.row_text import encoded, plain, plain_value, value_of
from karta.sources.intake import Intake

Values = dict[str, Any]
# Column of a row -> what it was and what it becomes, as JSON can hold them; None for blank.
Changes = dict[str, tuple[Any, Any]]

# The columns that a row has in common with its own table, by kind.
COPIED = {
    "places": (
        "name", "kind", "geometry", "entrances", "address", "opening_hours", "crisis", "around_min", "priority_weight",
    ),
    "areas": ("name", "kind", "code", "code_version", "geometry"),
    "population": ("year", "age_from", "age_to", "count"),
    "organisations": (
        "name", "types", "sector", "umbrella", "admitted_on", "admitted_by", "does", "does_not", "request_cap",
    ),
    "contacts": ("function", "channel", "hours", "valid_to"),
    "access": ("days", "start", "end", "valid_from", "valid_to"),
    "sessions": (
        "title", "leaders", "young_leaders", "age_from", "age_to", "girls", "adapted", "free", "drop_in",
        "membership", "languages", "accessibility",
    ),
    "roster": ("kind", "mode", "adults", "status"),
    "needs": (
        "type", "days", "start", "end", "adults", "outside_sessions", "within_access", "mode", "anchor", "valid_from",
        "valid_to", "state", "responsible", "decided_by", "decided_on", "reason",
    ),
    "sources": ("status", "from_local", "to_local", "confirmed_on", "asked_on"),
    "calendar": ("date", "date_to", "kind", "name"),
    "reports": ("date", "outcome", "adults", "met"),
}  # fmt: skip
# What a blank means where the row changes something that it hangs on: not that it stays, but what the row is without.
_HANGS_ON = {
    "date": ("byday",),
    "byday": ("date",),
    "rrule": ("byday",),
    "end_date": ("date", "start", "end", "byday"),
    "start_offset_min": ("date", "start", "end", "byday"),
    "end_offset_min": ("date", "start", "end", "byday"),
    "place_key": ("place", "lat", "lon"),
    "lat": ("place", "place_key"),
    "lon": ("place", "place_key"),
    "area": ("code",),
    "code": ("area",),
}
_NUMBERING = frozenset({"row", "key"})
_IN_ORDER = (("valid_from", "valid_to"), ("date", "date_to"), ("from_local", "to_local"))


def said_columns(intake: Intake, row: Values) -> frozenset[str]:
    """Return the columns that a row of an intake says something of."""
    unsaid = intake.unsaid.get(row["row"])
    if unsaid is not None:
        return frozenset(row).difference(unsaid, _NUMBERING)
    names = frozenset(row) - _NUMBERING
    # A calendar without any rule says that none of its events has one any more.
    filled = intake.whole.union(intake.rows.attrs.get("filled", names))
    return frozenset(
        name for name in filled if name in names and (name in intake.whole or not is_unknown(row[name]))
    )


def completed(row: Values, before: str, said: Collection[str]) -> tuple[Values, str]:
    """Return a row with what it leaves unsaid as the payload `before` has it, and its own payload."""
    stored, cells = json.loads(before), plain(row)
    differs = {name for name in said if stored.get(name) != cells.get(name)}
    merged, full = {}, dict(row)
    for name in {*stored, *cells, *row} - {"row", "key"}:
        own = name in said or not differs.isdisjoint(_HANGS_ON.get(name, ()))
        source = cells if own else stored
        if name in source:
            merged[name] = source[name]
        if not own and name in stored:
            full[name] = value_of(name, stored[name])
    return full, encoded(merged)


def said_text(row: Values, said: Collection[str]) -> str:
    """Return the payload of what a row says, for one that finds its row of the register made by another."""
    return encoded({name: cell for name, cell in plain(row).items() if name in said})


def changes_of(
    kind: str, bound_text: str, before: str | None, said: Collection[str], current: Values
) -> Changes:
    """Return the cells that a row changes: against its earlier payload, or what it says against the register.

    `current` is its row of the register; a cell that it has already is no change.
    """
    after = json.loads(bound_text)
    registered = own_cells(kind, current)
    if before is None:
        names: Collection[str] = set(said) & set(registered)
        stored: Values = registered
    else:
        stored = json.loads(before)
        names = {name for name in {*stored, *after} if stored.get(name) != after.get(name)}
    return {
        name: (registered.get(name, stored.get(name)), after.get(name))
        for name in sorted(names)
        if registered.get(name, stored.get(name)) != after.get(name)
    }


def written(
    kind: str, values: Values, changes: Changes | None, hangs_on: Mapping[str, Collection[str]]
) -> Values:
    """Return the values of a table's row that are to be written: all of a new row, else those that change.

    `hangs_on`: the columns of the row that a column of the table is made of, where it is not the one of its name.
    """
    if changes is None:
        return values
    return {
        name: value
        for name, value in values.items()
        if not set(hangs_on.get(name) or (_row_column(kind, name),)).isdisjoint(changes)
    }


def order_issue(row: Values) -> Issue | None:
    """Return the fault of a completed row whose two ends have come in the wrong order, None where they have not."""
    for first, last in _IN_ORDER:
        begin: Any = row.get(first)
        end: Any = row.get(last)
        if not is_unknown(begin) and not is_unknown(end) and end < begin:
            code = "end_not_after_start" if last == "to_local" else "dates_reversed"
            return Issue(int(row["row"]), last, code, value=str(end))
    return None


def own_cells(kind: str, current: Values) -> Values:
    """Return the cells of a row of the register that its table has in common with a row of a file."""
    names = [*COPIED[kind], *(("activity",) if kind == "sessions" else ())]
    return {
        name: registered_cell(current[_table_column(kind, name)])
        for name in names
        if _table_column(kind, name) in current and name in ROWS[kind].names
    }


def _table_column(kind: str, name: str) -> str:
    return "kind" if (kind, name) == ("sessions", "activity") else name


def _row_column(kind: str, name: str) -> str:
    return "activity" if (kind, name) == ("sessions", "kind") else name


def registered_cell(cell: Any) -> Any:
    """Return a cell of the register as a row's payload has it."""
    if isinstance(cell, bytes):
        return {"wkb": cell.hex().upper()}
    return None if is_unknown(cell) else plain_value(cell)
