"""When somebody can walk in an ordinary week: weekdays, each by day or in the evening.

A weekday is a service day: the evening of Friday goes on until six on Saturday.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import product
from zoneinfo import ZoneInfo

from karta.errors import InputError
from karta.model.recurrence import WEEKDAYS
from karta.model.service_day import DAY_START
from karta.model.walltime import DAY, instant, parse_list

PARTS = ("day", "evening")
# When the evening begins. [K]
EVENING = time(18)
TIMES = tuple(f"{weekday}-{part}" for weekday, part in product(WEEKDAYS, PARTS))


@dataclass(frozen=True, slots=True)
class FreeTimes:
    """Codes as `FR-evening`. Raises InputError `form_outdated` for others: no form of ours sends them."""

    codes: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Check the codes."""
        if not self.codes <= set(TIMES):
            raise InputError("form_outdated")

    @classmethod
    def read(cls, stored: str) -> "FreeTimes":
        """Return what a stored text says; codes that are none any more are left out."""
        return cls(frozenset(parse_list(stored)) & frozenset(TIMES))

    @property
    def stored(self) -> str:
        """The text that is stored: codes in the order of the week, joined by `;`."""
        return ";".join(code for code in TIMES if code in self.codes)

    def turned(self, code: str, *, is_free: bool) -> "FreeTimes":
        """Return the times with one more, or one less; twice is once."""
        return FreeTimes(self.codes | {code} if is_free else self.codes - {code})

    def spans(self, days: Iterable[date], tz: ZoneInfo) -> list[tuple[datetime, datetime]]:
        """Return from when until when (UTC) one is free on service days; what follows on without a gap is one span."""
        spans: list[tuple[datetime, datetime]] = []
        for day in sorted(days):
            bounds = (
                datetime.combine(day, DAY_START), datetime.combine(day, EVENING),
                datetime.combine(day + DAY, DAY_START),
            )  # fmt: skip
            for number, part in enumerate(PARTS):
                if f"{WEEKDAYS[day.weekday()]}-{part}" not in self.codes:
                    continue
                start, end = (instant(bound, tz) for bound in bounds[number : number + 2])
                if spans and spans[-1][1] == start:
                    spans[-1] = spans[-1][0], end
                else:
                    spans.append((start, end))
        return spans
