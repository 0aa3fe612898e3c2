"""The days of a line: a date, weekdays from one date to another, or weeks by their numbers."""

import re
from datetime import date

from karta.model.recurrence import WEEKDAYS
from karta.sources import values
from karta.sources.lines import Line
from karta.sources.table_cells import CellError

_WEEK = re.compile(
    r"(?:(?P<year>20\d\d)[- ]?)?(?:v(?:eck(?:a|or)(?:na)?|\.)?|w)? ?(?P<week>\d{1,2})"
    r"(?: ?(?:-|till) ?(?:v\.? ?)?(?P<last>\d{1,2}))?(?:[ ,/-]+(?P<late>20\d\d))?",
    re.IGNORECASE,
)
# From so many days on two dates are the bounds of something, not the nights of one shift.
_MOST_DAYS = 7


def days_of(line: Line, start_date: date | None) -> tuple[date | None, str | None, date | None]:
    """Return the date or the weekdays of a line, and the last day of weekdays that go on from the date to it.

    A weekday beside a single date must agree with it.
    """
    at = line.day("date") or start_date
    byday = line.value("byday", values.weekdays) or None
    last = line.day("end_date") or line.day("valid_to")
    goes_on = _goes_on(line, at or line.day("valid_from"), last)
    if line.has("day") and byday is None and (at is None or goes_on):
        try:
            byday = values.weekdays(line.cells["day"])
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


def _goes_on(line: Line, first: date | None, last: date | None) -> bool:
    """Tell whether a first and a last day are those of something that is held week after week."""
    if first is None or last is None:
        return False
    with_weekday = line.has("byday") or line.has("day")
    return (last - first).days >= (_MOST_DAYS if not with_weekday else 2)


def weeks_of(line: Line, byday: str | None) -> tuple[date, date | None] | None:
    """Return the date of a week number and a weekday, or the first and the last day of several weeks.

    A year that is not said is asked about, never guessed.
    """
    if not line.has("week"):
        return None
    typed = values.text(line.cells["week"])
    match = _WEEK.fullmatch(values.dashed(typed))
    if match is None:
        skipped = values.skips_weeks(typed) or values.skips_weeks(f"{typed} veckor")
        line.tell("weeks_skipped" if skipped else "week_bad", "week")
        return None
    if byday is None or (";" in byday and not match["last"]):
        line.tell("week_without_day", "week")
        return None
    year = match["year"] or match["late"] or values.text(line.cells.get("year"))
    if not re.fullmatch(r"20\d\d", year):
        line.tell("week_without_year", "week")
        return None
    try:
        if not match["last"]:
            return date.fromisocalendar(int(year), int(match["week"]), WEEKDAYS.index(byday) + 1), None
        first = date.fromisocalendar(int(year), int(match["week"]), 1)
        return first, date.fromisocalendar(int(year) + (match["last"] < match["week"]), int(match["last"]), 7)
    except ValueError:
        line.tell("week_bad", "week")
        return None
