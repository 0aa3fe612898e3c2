"""A venue's year of visits as a strip of weeks: who came when, and where the wait was longer than its cadence."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from karta.services.planning.visit_question import HELD
from karta.services.planning.visits import PlannedVisit, VenueYear

WEEKS = 52


@dataclass(frozen=True, slots=True)
class Week:
    """A week: its Monday, the visits that took place in it, by time, and whether a day of it was past the cadence."""

    monday: date
    visits: tuple[PlannedVisit, ...]
    late: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """A wait longer than the cadence: from one visit to the next (None: it still lasts), in days."""

    first: date
    last: date | None
    days: int


@dataclass(frozen=True, slots=True)
class YearStrip:
    """The 52 weeks up to today, the waits in them, and how often each function came: name (blank: gone), kind, count.

    A joint visit counts for both functions. Before the first visit that is known nothing is a wait.
    """

    weeks: tuple[Week, ...]
    waits: tuple[Wait, ...]
    counts: tuple[tuple[str, str, int], ...]


def strip(year: VenueYear, today: date) -> YearStrip:
    """Return the strip of a venue's year, the current week last."""
    monday = today - timedelta(days=today.weekday())
    mondays = [monday - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
    held = [each for each in year.visits if each.state == HELD and mondays[0] <= each.day <= today]
    days = sorted({each.day for each in held})
    pairs: list[tuple[date, date | None]] = [*pairwise(days), *((day, None) for day in days[-1:])]
    waits = tuple(
        Wait(first, last, ((last or today) - first).days)
        for first, last in pairs
        if ((last or today) - first).days > year.cadence
    )
    weeks = tuple(
        Week(
            at,
            tuple(each for each in held if at <= each.day < at + timedelta(days=7)),
            _late(at, year, waits, today),
        )
        for at in mondays
    )
    counts = Counter((each.officer, each.kind) for each in held)
    counts.update((each.along, "officer") for each in held if each.along)
    ordered = sorted(counts.items(), key=lambda item: (item[0][1], item[0][0].casefold()))
    return YearStrip(weeks, waits, tuple((name, kind, count) for (name, kind), count in ordered))


def _late(monday: date, year: VenueYear, waits: tuple[Wait, ...], today: date) -> bool:
    """Tell whether a day of a week came later after the visit before than the cadence allows."""
    for wait in waits:
        begins, ends = wait.first + timedelta(days=year.cadence + 1), (wait.last or today + timedelta(days=1))
        # The day of the next visit ends the wait.
        if max(begins, monday) < min(ends, monday + timedelta(days=7)):
            return True
    return False
