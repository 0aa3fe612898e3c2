"""The clock that a calendar's times are told by, and the same times on the wall clock here."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Component
from icalendar.error import BrokenCalendarProperty

from karta.settings import TIMEZONE
from karta.sources.table_cells import CellError

HERE = ZoneInfo(TIMEZONE)

# What an answer or a calendar's own header may name.
ZoneName = str | None


def read_time(event: Component, name: str, default: ZoneName) -> datetime | date | None:
    """Return a property's time: a date where it is a whole day, else a date-time with its zone.

    A time without a zone is told by `default`, or by the clock here.

    Raises
    ------
    CellError
        `local_bad`, or the question `zone_lost` for a zone that nobody knows.
    """
    value = event.get(name)
    if value is None:
        return None
    if isinstance(value, list):
        raise CellError("local_bad")
    found: datetime | date | None = with_zone(plain_time(value), value, default)
    return found


def read_times(event: Component, name: str, default: ZoneName) -> list[tuple[Any, timedelta | None]]:
    """Return the times of EXDATE or RDATE, each with its length where a period is given. Raises CellError."""
    value = event.get(name)
    lists = value if isinstance(value, list) else [value] if value is not None else []
    found: list[tuple[Any, timedelta | None]] = []
    for one in lists:
        try:
            entries = one.dts
        except (BrokenCalendarProperty, AttributeError) as error:
            raise CellError("local_bad") from error
        for entry in entries:
            given = plain_time(entry)
            if isinstance(given, tuple):
                start = with_zone(given[0], one, default)
                length = given[1] if isinstance(given[1], timedelta) else given[1] - given[0]
                found.append((start, length))
            else:
                found.append((with_zone(given, one, default), None))
    return found


def known_zone(name: Any) -> ZoneName:
    """Return the name of a zone that is known, else None."""
    try:
        return ZoneInfo(str(name)).key if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def with_zone(given: Any, value: Any, default: ZoneName) -> Any:
    """Return a time with the zone it is told by. Raises CellError."""
    if not isinstance(given, datetime) or given.tzinfo is not None:
        return given
    named = getattr(value, "params", {}).get("TZID")
    # Outlook names zones by their cities: "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna".
    if named and "stockholm" in str(named).casefold():
        return given.replace(tzinfo=HERE)
    if named and default is None:
        raise CellError("zone_lost", (("zone", str(named)),))
    return given.replace(tzinfo=ZoneInfo(default) if default else HERE)


def here(moment: datetime) -> datetime:
    """Return the same instant on the wall clock here, naive; the second of two equal hours has fold 1."""
    return moment.astimezone(HERE).replace(tzinfo=None)


def offset_minutes(moment: datetime) -> float:
    """Return the offset from UTC in minutes where the wall clock alone does not tell the instant, else NaN."""
    wall = moment.astimezone(HERE)
    if wall.replace(fold=0).utcoffset() == wall.replace(fold=1).utcoffset():
        return float("nan")
    offset = wall.utcoffset()
    return offset.total_seconds() / 60 if offset is not None else float("nan")


def same_clock(zone: tzinfo | None, around: datetime) -> bool:
    """Return whether a zone's clock shows the same as the one here through the two years around a time."""
    if zone is None or zone is HERE:
        return True
    begin = around.astimezone(UTC) - timedelta(days=366)
    moments = (begin + timedelta(days=week * 7) for week in range(105))
    return all(
        moment.astimezone(zone).utcoffset() == moment.astimezone(HERE).utcoffset() for moment in moments
    )


def plain_time(value: Any) -> Any:
    """Return what a property says as Python has it. Raises CellError where the file is broken there."""
    try:
        return value.dt
    except (BrokenCalendarProperty, AttributeError) as error:
        raise CellError("local_bad") from error
