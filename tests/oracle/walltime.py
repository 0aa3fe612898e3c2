"""From a wall-clock time to an instant, found by asking the clock and by nothing else.

No arithmetic with offsets is done here: every UTC minute of the days around a wanted wall time is shown to
the clock (`astimezone`), and the first minute that reads as wanted is the instant. An instant is a whole
number of minutes since 1970-01-01 00:00 UTC; a wall time is a naive `datetime`.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = EPOCH.toordinal()
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
MINUTES_A_DAY = 24 * 60
ABSENT = -(2**62)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class WallClock:
    """The clock of one time zone, with a memory of every minute it was ever asked about."""

    def __init__(self, zone: str = "Europe/Stockholm") -> None:
        self._zone = ZoneInfo(zone)
        self._asked: set[int] = set()
        self._complete: set[int] = set()
        # local day -> for each of its 1,440 wall minutes the first UTC minute that reads so
        self._first: dict[int, array[int]] = {}

    def reading(self, minute: int) -> datetime:
        """What the clock on the wall shows at a UTC minute."""
        return (EPOCH + minute * MINUTE).astimezone(self._zone).replace(tzinfo=None, fold=0)

    def exists(self, wall: datetime) -> bool:
        """Whether the clock ever shows this wall time."""
        return self._first_reading(wall) != ABSENT

    def readings_of(self, wall: datetime) -> list[int]:
        """Every UTC minute that reads as this wall time: none, one or two, in order."""
        if not self.exists(wall):
            return []
        first = self._first_reading(wall)
        return [minute for minute in range(first, first + 4 * 60) if self.reading(minute) == wall]

    def instant(self, wall: datetime) -> int:
        """The first UTC minute that reads as this wall time; a time that does not exist moves by the gap."""
        found = self._first_reading(wall)
        return found if found != ABSENT else self._first_reading(wall + self._gap(wall))

    def occurrence(self, day: date, start: int, end: int) -> tuple[int, int] | None:
        """UTC minutes of a wall window, start and end in minutes after midnight, starting on a local date.

        An end at or before the start lies on the next day. None where the converted end is not after the
        converted start: the occurrence is dropped.
        """
        first = self.instant(wall_at(day, start))
        last = self.instant(wall_at(day if end > start else day + DAY, end))
        return (first, last) if last > first else None

    def _gap(self, wall: datetime) -> timedelta:
        """How far the clock jumps over a wall time that it never shows."""
        before, after = wall, wall
        while not self.exists(before):
            before -= MINUTE
        while not self.exists(after):
            after += MINUTE
        return after - before - MINUTE

    def _first_reading(self, wall: datetime) -> int:
        day = wall.toordinal()
        if day not in self._complete:
            for utc_day in (day - 1, day, day + 1):
                self._ask(utc_day)
            self._complete.add(day)
        return self._first[day][wall.hour * 60 + wall.minute]

    def _ask(self, utc_day: int) -> None:
        """Ask the clock at each minute of a UTC day and file the answers under their local dates."""
        if utc_day in self._asked:
            return
        self._asked.add(utc_day)
        zone, moment, local_day = self._zone, datetime.fromordinal(utc_day).replace(tzinfo=UTC), -1
        minute = (utc_day - EPOCH_DAY) * MINUTES_A_DAY
        for asked in range(minute, minute + MINUTES_A_DAY):
            wall = moment.astimezone(zone)
            if wall.day != local_day:
                local_day = wall.day
                table = self._first.setdefault(wall.toordinal(), array("q", [ABSENT]) * MINUTES_A_DAY)
            place = wall.hour * 60 + wall.minute
            if table[place] == ABSENT or asked < table[place]:
                table[place] = asked
            moment += MINUTE


@cache
def clock(zone: str) -> WallClock:
    """The one clock of a zone, shared so that no minute is asked about twice."""
    return WallClock(zone)


def minute_of_day(text: str) -> int:
    """Minutes after midnight of "HH:MM"."""
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def wall_at(day: date, at: int) -> datetime:
    """The wall time some minutes after the midnight of a date."""
    return datetime.combine(day, time()) + at * MINUTE


def to_datetime(minute: int) -> datetime:
    """The aware UTC datetime of a UTC minute."""
    return EPOCH + minute * MINUTE


def occurrence_minutes(rule: Mapping[str, Any], first: date, last: date) -> list[tuple[datetime, datetime]]:
    """The occurrences of a weekly roster rule whose local start date lies in first..last, both included.

    Parameters
    ----------
    rule
        `start` and `end` ("HH:MM"), `byday` (list of MO..SU), `valid_from` and `valid_to` (ISO dates,
        inclusive, None or "" for open), `exdates` (list of ISO dates) and `tz`. All dates are local dates of
        the start.
    first, last
        The local dates asked about.

    Returns
    -------
    list of (start, end), aware UTC datetimes, sorted. Dropped occurrences are left out.
    """
    wall_clock = clock(rule["tz"])
    start, end = minute_of_day(rule["start"]), minute_of_day(rule["end"])
    exdates = {date.fromisoformat(text) for text in rule.get("exdates") or ()}
    if rule.get("valid_from"):
        first = max(first, date.fromisoformat(rule["valid_from"]))
    if rule.get("valid_to"):
        last = min(last, date.fromisoformat(rule["valid_to"]))
    found, day = [], first
    while day <= last:
        if WEEKDAYS[day.weekday()] in rule["byday"] and day not in exdates:
            occurrence = wall_clock.occurrence(day, start, end)
            if occurrence is not None:
                found.append((to_datetime(occurrence[0]), to_datetime(occurrence[1])))
        day += DAY
    return sorted(found)
