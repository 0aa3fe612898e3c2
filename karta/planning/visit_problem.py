"""What a plan of police visits is asked about: venues and their occasions, officers and their hours, and the ways.

Days are numbered from the first of the plan, 0; times are minutes after midnight of the day, local, and may pass 1,440.
Travel is in whole minutes, venues x venues, with the officers' base after the last venue. Officers are functions,
never names.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

Minutes = npt.NDArray[np.int64]
WEEK = 7
# Days between visits, and minutes that one takes. [K] (METHOD 3.10)
CADENCE_DAYS, VISIT_MINUTES = 28, 90


@dataclass(frozen=True, slots=True)
class Venue:
    """A venue that welcomes visits: how often, the last one's day (before 0; None: not known), its main officer."""

    cadence: int = CADENCE_DAYS
    last: int | None = None
    main: int | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """Hours in which a venue welcomes a visit.

    `volunteers`: police volunteers may come instead; `plain`: only without uniform; `wished`: the venue asked for it.
    """

    venue: int
    day: int
    start: int
    end: int
    volunteers: bool = False
    plain: bool = False
    wished: bool = False


@dataclass(frozen=True, slots=True)
class Officer:
    """A function that visits: minutes a week with travel, the first and last day, weekdays off, venues of its area.

    `busy`: day, start, end; `volunteer`: a police volunteer; `plain`: can come without uniform.
    """

    minutes: int
    first: int = 0
    last: int | None = None
    off: frozenset[int] = frozenset()
    venues: frozenset[int] | None = None
    busy: tuple[tuple[int, int, int], ...] = ()
    volunteer: bool = False
    plain: bool = True

    def serves(self, day: int) -> bool:
        """Tell whether the function is held that day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit: where, when, by whom, and who comes along to be introduced (a joint handover), None else."""

    venue: int
    day: int
    start: int
    officer: int
    along: int | None = None

    @property
    def officers(self) -> tuple[int, ...]:
        """All who come."""
        return (self.officer,) if self.along is None else (self.officer, self.along)


@dataclass(frozen=True)
class VisitProblem:
    """All of it. `weekday` is that of day 0 (Monday 0); `kept` are visits that stand, whatever else is planned."""

    days: int
    venues: tuple[Venue, ...]
    occasions: tuple[Occasion, ...]
    officers: tuple[Officer, ...]
    travel: Minutes = field(repr=False)
    weekday: int = 0
    visit_minutes: int = VISIT_MINUTES
    most_a_day: int = 2
    kept: tuple[Visit, ...] = ()

    def week(self, day: int) -> int:
        """Return the number of the calendar week that a day lies in."""
        return (self.weekday + day) // WEEK

    def minutes(self, venue: int) -> int:
        """Return what a visit takes, there and back with it."""
        base = len(self.venues)
        return self.visit_minutes + int(self.travel[base, venue] + self.travel[venue, base])

    def covered(self, visits: tuple[Visit, ...] = ()) -> npt.NDArray[np.bool_]:
        """Return the days on which the visit before lies within the cadence, venues x days.

        Where no visit is known, the cadence runs from the first day of the plan.
        """
        grid = np.zeros((len(self.venues), self.days), dtype=bool)
        for number, venue in enumerate(self.venues):
            last = 0 if venue.last is None else venue.last
            grid[number, : max(0, last + venue.cadence + 1)] = True
        for visit in (*self.kept, *visits):
            cadence = self.venues[visit.venue].cadence
            grid[visit.venue, visit.day + 1 : visit.day + cadence + 1] = True
        return grid

    @cached_property
    def mains(self) -> tuple[tuple[int | None, ...], ...]:
        """The main officer of each venue, day by day: who was, until they leave; then who has most time to spare."""
        spare = {
            number: float(officer.minutes)
            for number, officer in enumerate(self.officers)
            if not officer.volunteer
        }
        days: list[list[int | None]] = [[None] * self.days for _ in self.venues]
        for stays in (True, False):
            for number, venue in enumerate(self.venues):
                first = self._until(venue.main)
                if (first >= self.days) is stays:
                    self._fill(number, venue.main, first, days[number], spare)
        return tuple(map(tuple, days))

    def _until(self, main: int | None) -> int:
        """Return the first day from which a main officer is missing, 0 for none."""
        if main is None or not self.officers[main].serves(0):
            return 0
        last = self.officers[main].last
        return self.days if last is None else min(self.days, last + 1)

    def _fill(
        self, venue: int, main: int | None, first: int, days: list[int | None], spare: dict[int, float]
    ) -> None:
        share = self.minutes(venue) * WEEK / max(1, self.venues[venue].cadence)
        days[:first] = [main] * first
        if main is not None and main in spare:
            spare[main] -= share * first / self.days
        while first < self.days:
            able = [k for k in spare if self.officers[k].serves(first) and self.reaches(k, venue)]
            if not able:
                first += 1
                continue
            # Who is there to the end first: every change of hands costs trust.
            chosen = max(able, key=lambda k: (self._until_from(k), spare[k], -k))
            until = self._until_from(chosen)
            spare[chosen] -= share * (until - first) / self.days
            days[first:until] = [chosen] * (until - first)
            first = until

    def _until_from(self, officer: int) -> int:
        last = self.officers[officer].last
        return self.days if last is None else min(self.days, last + 1)

    def reaches(self, officer: int, venue: int) -> bool:
        """Tell whether a venue lies in an officer's area."""
        own = self.officers[officer].venues
        return own is None or venue in own
