"""The times of one occurrence in a calendar: each passes the same checks, whichever property of an event says it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from karta.sources import ics_zones as zones
from karta.sources.ics_events import Event
from karta.sources.row_checks import LONG_SHIFT_MINUTES

_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_DAY = 24 * 60
# The answer of who asks when somebody is busy: a day without hours is busy from midnight to midnight.
BUSY = "busy"

Row = dict[str, Any]


def span(event: Event, default: str | None) -> tuple[datetime | None, datetime | None]:
    """Return start and end of an event with their zones; why they cannot be read is noted on the event."""
    start = zones.read_time(event.component, "DTSTART", default)
    if isinstance(start, date) and not isinstance(start, datetime) and BUSY in event.accepted:
        return _whole_days(event, start, default)
    if not isinstance(start, datetime):
        event.tell("cell_blank" if start is None else "all_day", "DTSTART")
        return None, None
    if not is_possible(start):
        event.tell("date_far", "DTSTART", year=start.year)
        return None, None
    start = whole_minute(start)
    end = zones.read_time(event.component, "DTEND", default)
    length = stated_length(event)
    if end is None and length is not None:
        end = exact_end(start, length)
    if not isinstance(end, datetime):
        event.tell("cell_blank", "DTEND")
        return None, None
    end = closing(end)
    # The rule is judged before the length: what repeats each second is refused for that.
    if end <= start and not event.raw("RRULE"):
        event.tell("end_not_after_start", "DTEND")
        return None, None
    return start, end


def _whole_days(event: Event, first: date, default: str | None) -> tuple[datetime | None, datetime | None]:
    """Return the midnights between which an event of whole days lies, here; of one that says no end it is one day."""
    end = zones.read_time(event.component, "DTEND", default)
    length = stated_length(event)
    if end is None and length is not None:
        end = first + length
    if not (is_possible(first) and (end is None or is_possible(end))):
        event.tell("date_far", "DTSTART", year=first.year)
        return None, None
    last = end.date() if isinstance(end, datetime) else end
    later = max(last or first, first + timedelta(days=1))
    start, stop = (datetime.combine(day, time(), zones.HERE) for day in (first, later))
    return start, stop


def stated_length(event: Event) -> timedelta | None:
    """Return the DURATION of an event that states no end, None where there is none."""
    if event.component.get("DTEND") is not None or event.component.get("DURATION") is None:
        return None
    length = zones.plain_time(event.component.get("DURATION"))
    if not isinstance(length, timedelta):
        return None
    # As ends: a length of 2:59:59 is one of three hours.
    return timedelta(minutes=(length + timedelta(seconds=1)) // timedelta(minutes=1))


def exact_end(start: datetime, length: timedelta) -> datetime:
    """Return the end after a stated length: its days are days of the wall, its hours are real time."""
    if length < timedelta(0):
        return start + length
    later = start + timedelta(days=length.days)
    return (_instant(later) + timedelta(seconds=length.seconds)).astimezone(start.tzinfo)


def whole_minute(at: datetime) -> datetime:
    """Return the minute of a time; its last second is the next one: an event until 22:59:59 lasts until 23:00."""
    later = at + timedelta(seconds=1) if at.second == 59 and at.year <= _LAST_YEAR else at
    return later.replace(second=0, microsecond=0)


def closing(end: datetime) -> datetime:
    """Return an end as a whole minute; the last minute of a day is its midnight."""
    at = whole_minute(end)
    last = (at.hour, at.minute) == (23, 59) and at.year <= _LAST_YEAR
    return at + timedelta(minutes=1) if last else at


def single(event: Event, start: datetime, end: datetime, *, further: bool = False) -> list[Row]:
    """Return the times of an occurrence as the one row that they are; none where they cannot be.

    A `further` date of an event that cannot be is left out with a warning, so that the event's other dates stand.
    """
    first_name, last_name = ("RDATE", "RDATE") if further else ("DTSTART", "DTEND")
    if not (is_possible(start) and is_possible(end)):
        year = end.year if is_possible(start) else start.year
        if further:
            event.tell("further_date_far", "RDATE", "warning", year=year)
        else:
            event.tell("date_far", last_name if is_possible(start) else first_name, year=year)
        return []
    start, end = whole_minute(start), closing(end)
    if end <= start:
        if further:
            event.tell(
                "further_date_reversed", "RDATE", "warning", date=f"{zones.here(start):%Y-%m-%d %H:%M}"
            )
        else:
            event.tell("end_not_after_start", last_name)
        return []
    for name, at in ((first_name, start), (last_name, end)):
        _ask_skipped(event, name, at)
    minutes = (_instant(end) - _instant(start)).total_seconds() / 60
    if minutes <= 0 and event.stands:  # an hour that is not there, taken as it stands, is the hour after
        event.tell("end_not_after_start", last_name)
    if minutes >= LONG_SHIFT_MINUTES:
        # An event over days is a camp; one of a day at most is rather a slip.
        event.tell(
            "shift_long",
            last_name,
            "question" if minutes <= _DAY else "warning",
            hours=round(minutes / 60, 1),
        )
    first, last = zones.here(start), zones.here(end)
    return [
        {
            "date": first.date(),
            "start": f"{first:%H:%M}",
            "end": f"{last:%H:%M}",
            "end_date": last.date(),
            "start_offset_min": zones.offset_minutes(start),
            "end_offset_min": zones.offset_minutes(end),
        }
    ]


def is_possible(at: date) -> bool:
    """Tell whether something can take place on a date: other years are slips, and the ends of the calendar no dates."""
    return _FIRST_YEAR <= at.year <= _LAST_YEAR


def _ask_skipped(event: Event, name: str, at: datetime) -> None:
    """Ask about a time that the night of the clock change skips."""
    wall = at.replace(tzinfo=None)
    if at.astimezone(UTC).astimezone(at.tzinfo).replace(tzinfo=None) != wall:
        event.tell("time_missing", name)


def _instant(at: datetime) -> datetime:
    """Return a time as UTC: two times of one zone differ by wall time."""
    return at.astimezone(UTC)
