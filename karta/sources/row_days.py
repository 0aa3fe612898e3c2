"""The days of a line: a date, weekdays from one date to another, or those of every second week."""

from datetime import date
from typing import Any

from karta.model.recurrence import WEEKDAYS
from karta.sources import values
from karta.sources.lines import Line
from karta.sources.row_weeks import every_other, rule_of
from karta.sources.table_cells import CellError

# From so many days on two dates are the bounds of something, not the nights of one shift.
_MOST_DAYS = 7


def days_of(line: Line, start_date: date | None) -> tuple[date | None, str | None, date | None]:
    """Return the date or the weekdays of a line, and the last day of weekdays that go on from the date to it.

    A weekday beside a single date must agree with it.
    """
    at = line.day("date") or start_date
    byday = line.value("byday", _weekdays) or None
    last = line.day("end_date") or line.day("valid_to")
    goes_on = _goes_on(line, at or line.day("valid_from"), last)
    if line.has("day") and byday is None and (at is None or goes_on):
        try:
            byday = _weekdays(line.cells["day"])
        except CellError as error:
            if error.code == "weeks_skipped":
                line.tell(error.code, "day")
            at = at or line.day("day")
    if byday is not None and goes_on and not line.has("rrule"):
        return at, byday, last
    if goes_on and line.has("end_date") and not line.has("rrule"):
        line.tell("days_without_weekday", "end_date")
    if at is not None and byday is not None and not line.has("rrule"):
        if byday != WEEKDAYS[at.weekday()]:
            line.tell("weekday_differs", "byday", date=str(at))
        byday = None
    return at, byday, None


def every_second(line: Line, byday: str | None) -> tuple[date, str] | None:
    """Return the first date and the rule of a line that says every second week, beside its weekday or as its week."""
    if byday is None or line.has("rrule"):
        return None
    for name in ("byday", "day", "week"):
        rest, which = every_other(values.text(line.cells.get(name)))
        if which and (name != "week" or not rest):
            return rule_of(line, byday, which, name)
    return None


def _weekdays(cell: Any) -> str:
    """Return the weekdays of a cell, which may say that they are those of every second week. Raises CellError."""
    rest, which = every_other(values.text(cell))
    return values.weekdays(rest if which else cell)


def _goes_on(line: Line, first: date | None, last: date | None) -> bool:
    """Tell whether a first and a last day are those of something that is held week after week."""
    if first is None or last is None:
        return False
    with_weekday = line.has("byday") or line.has("day")
    return (last - first).days >= (_MOST_DAYS if not with_weekday else 2)
