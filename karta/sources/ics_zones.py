"""Time zones of a calendar's times, and the same times on the wall clock here."""

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

    A time without a zone is in that of `default`, or on the clock here.

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
    moment: datetime | date | None = with_zone(plain_time(value), value, default)
    return moment


def read_times(
    event: Component, name: str, default: ZoneName, broken: list[Any] | None = None
) -> list[tuple[Any, timedelta | None]]:
    """Return the times of EXDATE or RDATE, each with its length where a period is given.

    A line that cannot be read goes to `broken` where that is handed in. Raises CellError.
    """
    value = event.get(name)
    lists = value if isinstance(value, list) else [value] if value is not None else []
    times: list[tuple[Any, timedelta | None]] = []
    for part in lists:
        try:
            entries = part.dts
        except (BrokenCalendarProperty, AttributeError) as error:
            if broken is None:
                raise CellError("local_bad") from error
            broken.append(part)
            continue
        for entry in entries:
            moment = plain_time(entry)
            if isinstance(moment, tuple):
                times.append(_period(moment[0], moment[1], part, default))
            else:
                times.append((with_zone(moment, part, default), None))
    return times


def _period(start: Any, end: Any, value: Any, default: ZoneName) -> tuple[datetime, timedelta]:
    """Return the start and the length of a period. Raises CellError."""
    begins = with_zone(start, value, default)
    if isinstance(begins, datetime) and isinstance(end, timedelta):
        return begins, end
    ends = with_zone(end, value, default)
    if not (isinstance(begins, datetime) and isinstance(ends, datetime)):
        raise CellError("local_bad")
    return begins, ends - begins


def zone_key(name: Any) -> ZoneName:
    """Return the name of a zone that is known, else None."""
    try:
        return ZoneInfo(str(name)).key if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def with_zone(moment: Any, value: Any, default: ZoneName) -> Any:
    """Return a time with its zone: its own, the property's, `default` or the one here. Raises CellError."""
    if not isinstance(moment, date):  # a bare hour among dates
        raise CellError("local_bad")
    if not isinstance(moment, datetime) or moment.tzinfo is not None:
        return moment
    zone = getattr(value, "params", {}).get("TZID")
    # Outlook names zones by their cities: "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna".
    if zone and "stockholm" in str(zone).casefold():
        return moment.replace(tzinfo=HERE)
    if zone and default is None:
        raise CellError("zone_lost", (("zone", str(zone)),))
    return moment.replace(tzinfo=ZoneInfo(default) if default else HERE)


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
    """Return the time of a property as a Python value. Raises CellError where the file is broken there."""
    try:
        return value.dt
    except (BrokenCalendarProperty, AttributeError) as error:
        raise CellError("local_bad") from error
