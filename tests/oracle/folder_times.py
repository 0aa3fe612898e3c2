"""Random times on the grid, more often than not at the hours where clocks and service days change."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from .tables import GRID
from .walltime import EPOCH, MINUTE, MINUTES_A_DAY, clock, wall_at

DAY_START = 6 * 60
TWO_AT_NIGHT = 26 * 60


def hhmm(at: int) -> str:
    """ "HH:MM" of minutes after midnight."""
    return f"{at // 60 % 24:02d}:{at % 60:02d}"


class Times:
    """Draws windows and date-times around one period.

    `spill` says whether a window that belongs to a day type may cross 06:00 into the next service day.
    """

    def __init__(self, rng: random.Random, first: date, days: int, *, spill: bool) -> None:
        self.rng, self.first, self.days, self.spill = rng, first, days, spill
        self.clock = clock("Europe/Stockholm")
        self.nights = [
            on for on in self.dates()[1:-1] if len(self.clock.readings_of(wall_at(on, TWO_AT_NIGHT))) != 1
        ]

    def dates(self) -> list[date]:
        """The local dates of the period and one at each side."""
        return [self.first + timedelta(days=step) for step in range(-1, self.days + 1)]

    def minutes(self, *, spill: bool) -> tuple[int, int]:
        """Start and end of a window in minutes after the midnight of its start; the end may be > 24 h."""
        rng = self.rng
        style = rng.choice(
            ("evening", "evening", "night", "night", "small", "change", "six", "morning", "day")
        )
        start, length = {
            "evening": (rng.randint(60, 86), rng.randint(1, 16)),
            "night": (rng.randint(76, 95), rng.randint(8, 28)),
            "small": (rng.randint(0, 16), rng.randint(1, 8)),
            "change": (rng.choice((4, 6, 8, 9, 10, 11, 12)), rng.choice((1, 2, 3, 4, 5, 6))),
            "six": (rng.choice((16, 20, 23, 84, 92)), rng.randint(20, 40)),
            "morning": (rng.randint(24, 40), rng.randint(2, 20)),
            "day": (rng.choice((24, 60, 0, 88)), 96),
        }[style]
        start, end = start * GRID, (start + length) * GRID
        limit = DAY_START + (MINUTES_A_DAY if start >= DAY_START else 0)
        return start, end if spill or end <= limit else limit

    def window(self, *, spill: bool | None = None) -> tuple[str, str]:
        """Start and end of a repeating window as times."""
        start, end = self.minutes(spill=self.spill if spill is None else spill)
        return hhmm(start), hhmm(end)

    def span(self, day: date | None = None) -> tuple[str, str]:
        """Start and end of a single window as date-times that exist, the end later in UTC."""
        while True:
            on = day or self.rng.choice(self.dates()[:-1])
            start, end = self.minutes(spill=True)
            if self.nights and day is None and self.rng.random() < 0.3:
                on = self.rng.choice(self.nights)
                start, end = self.across_the_change()
            written = [self.write(wall_at(on, at)) for at in (start, end)]
            if written[0] and written[1] and self.utc(written[0]) < self.utc(written[1]):
                return written[0], written[1]

    def across_the_change(self) -> tuple[int, int]:
        """Start and end of a window of which one lies in the hour that is repeated or skipped."""
        at, length = TWO_AT_NIGHT + GRID * self.rng.randrange(4), GRID * self.rng.randint(1, 24)
        return (at - length, at) if self.rng.random() < 0.6 else (at, at + length)

    def long_span(self) -> tuple[str, str]:
        """Most of the period, or all of it and more."""
        while True:
            first = self.rng.choice(self.dates()[:3])
            last = self.rng.choice(self.dates()[-2:])
            hours = self.rng.choice((DAY_START, 150, 0, 22 * 60))
            written = self.write(wall_at(first, hours)), self.write(wall_at(last, DAY_START))
            if written[0] and written[1] and self.utc(written[0]) < self.utc(written[1]):
                return written[0], written[1]

    def moved(self, text: str) -> str:
        """A date-time at most an hour earlier or later than a written one."""
        minute = self.utc(text) + GRID * self.rng.randint(-4, 4)
        return self.write(self.clock.reading(minute))

    def utc(self, text: str) -> int:
        """The UTC minute of a written date-time."""
        wall = datetime.fromisoformat(text)
        if wall.tzinfo is None:
            return self.clock.instant(wall)
        return (wall - EPOCH) // MINUTE

    def write(self, wall: datetime) -> str:
        """A wall time as text, blank if it does not exist; now and then with an offset it can have."""
        readings = self.clock.readings_of(wall)
        if not readings:
            return ""
        chance = 0.08 if len(readings) == 1 else 0.5
        if self.rng.random() >= chance:
            return wall.strftime("%Y-%m-%dT%H:%M")
        minute = self.rng.choice(readings)
        ahead = (wall - EPOCH.replace(tzinfo=None)) // MINUTE - minute
        return f"{wall:%Y-%m-%dT%H:%M}+{hhmm(ahead)}"
