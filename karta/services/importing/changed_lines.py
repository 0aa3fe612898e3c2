"""A line of a roster that the app has changed from a date on, or for one date: what its file says of each part of it.

Each part keeps what people have edited in it. When it begins and ends, where another part goes on, and the date of a
part that stands for one, are not the file's to say.
"""

import json
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from karta.model.recurrence import WEEKDAYS
from karta.services.importing.cell_changes import changes_of
from karta.services.importing.conflicts import Answers
from karta.services.importing.matched_rows import Bound, Conflict
from karta.services.importing.registered import Registered, laid_out
from karta.store.line_parts import Part

_BEGINS = frozenset({"valid_from", "date"})
_ENDS = frozenset({"valid_to"})
_OF_DAYS = (
    _BEGINS
    | _ENDS
    | {"end_date", "byday", "rrule", "exdates", "school_days_only", "replaces", "original_date"}
    | {"start_offset_min", "end_offset_min"}
)


class Copy(NamedTuple):
    """A part of a line beside its own row, and that part's rows of the register."""

    part: Part
    current: Registered


class Member(NamedTuple):
    """What a row changes in one part of its line; `fixed` are the columns that it says nothing of there."""

    bound: Bound
    current: Registered
    fixed: frozenset[str]


def members_of(kind: str, bound: Bound, current: Registered, copies: list[Copy]) -> list[Member]:
    """Return the parts of a changed row: itself, unless it is ended, and its copies."""
    on = [copy for copy in copies if copy.part.original_date is None]
    members = [] if current.ended else [Member(bound, current, _ENDS if on else frozenset())]
    if current.ended:
        bound.changes = {}
    for copy in copies:
        of_series = _BEGINS | (frozenset() if copy in on[-1:] else _ENDS)
        fixed = of_series if copy.part.original_date is None else _OF_DAYS
        registered = replace(copy.current, told=current.told)
        members.append(Member(_part(kind, bound, copy), registered, fixed))
    return members


def ended_copies(
    bound: Bound, current: Registered, copies: list[Copy], answers: Answers, open_: dict[str, Conflict]
) -> list[str]:
    """Return the ids of dates changed in the app that the file holds no more, as answered; ask about the others."""
    if not copies or bound.stored_row is None:
        return []
    before, after = (laid_out(json.loads(text)) for text in (bound.stored_row["payload"], bound.text))
    ended = []
    for copy in copies:
        day = copy.part.original_date
        column = None if day is None else _left_out(day, before, after)
        if column is None:
            continue
        cells = before.get(column), current.cells.get(column), after.get(column)
        conflict = Conflict(int(bound.row["row"]), bound.row["key"], column, *cells)
        answer = answers.on(conflict)
        if answer == "file":
            ended.append(copy.part.id)
        elif answer is None:
            open_.setdefault(column, conflict)
    return ended


def _part(kind: str, bound: Bound, copy: Copy) -> Bound:
    assert bound.stored_row is not None
    changes = changes_of(kind, bound.text, bound.stored_row["payload"], bound.said, copy.current.own)
    return replace(bound, row=dict(bound.row), row_id=copy.part.id, changes=changes)


def _left_out(day: date, before: dict[str, Any], after: dict[str, Any]) -> str | None:
    """Return the column by which a row no longer holds a date that it held before, None where it says nothing new."""
    text = day.isoformat()
    leaves_out = {
        "exdates": text in str(after.get("exdates") or ""),
        "valid_from": text < str(after.get("valid_from") or ""),
        "valid_to": bool(after.get("valid_to")) and text > str(after["valid_to"]),
        "byday": bool(after.get("byday")) and WEEKDAYS[day.weekday()] not in after["byday"].split(";"),
    }
    return next(
        (name for name, is_out in leaves_out.items() if is_out and before.get(name) != after.get(name)), None
    )
