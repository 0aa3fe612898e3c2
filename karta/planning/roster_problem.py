"""Who could walk, as data: people with what they have said of themselves, walks with what they need.

Times are whole minutes on one axis. Nights, weeks, months, places, organisations and roles are numbers. A person is
known here by a number alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

# A walk home at an unhurried pace.
METRES_A_MINUTE = 75.0
# Nobody works alone: no walk has fewer adults, whatever it says.
LEAST_ADULTS = 2


@dataclass(frozen=True, slots=True)
class Person:
    """A volunteer. `free` are the spans that he or she has said to be free in; None means no limit was set.

    `routine_until` is how long the noted routine holds, None where none is noted; `roles` what he or she is trained
    for; `latest_home` counts from the night's midnight (past 1,440: the next day). `walked` is the history, for a fair
    load, `week_used` and `month_used` what has been walked of a cap. `engaged` is (start, end, night) of walks that are
    no part of the question: they stand in the way as any other. `avoid` is nobody else's business: no reason tells of
    it.
    """

    free: tuple[tuple[int, int], ...]
    organisation: int | None = None
    week_cap: int | None = None
    month_cap: int | None = None
    leader: bool = False
    first_aid: bool = False
    adult: bool = False
    routine_until: int | None = None
    roles: frozenset[int] = frozenset()
    latest_home: int | None = None
    longest_minutes: int | None = None
    farthest_m: float | None = None
    wants_day: bool = False
    wants_short: bool = False
    pair_with: frozenset[int] = frozenset()
    avoid: frozenset[int] = frozenset()
    known_at: frozenset[int] = frozenset()
    walked: int = 0
    week_used: Mapping[int, int] = field(default_factory=dict)
    month_used: Mapping[int, int] = field(default_factory=dict)
    engaged: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk to be staffed: `least` to `most` adults. `midnight` is the night's on the axis of minutes.

    `confirmed` people stay; `published` is who a plan that is out already names. `organisation`, where it is set, is
    the only one whose people walk; `role` what all of them must be trained for.
    """

    place: int
    start: int
    end: int
    night: int
    week: int
    month: int
    midnight: int
    least: int = LEAST_ADULTS
    most: int = LEAST_ADULTS
    value: float = 1.0
    leader: bool = True
    first_aid: bool = False
    organisation: int | None = None
    role: int | None = None
    daytime: bool = False
    confirmed: frozenset[int] = frozenset()
    published: frozenset[int] = frozenset()

    @property
    def least_adults(self) -> int:
        """Return how many must go at least."""
        return max(self.least, LEAST_ADULTS)


@dataclass(frozen=True, slots=True)
class RosterProblem:
    """People, walks, metres from each person's home to each walk (NaN: not known), and the rest between two walks."""

    people: tuple[Person, ...]
    walks: tuple[Walk, ...]
    metres: npt.NDArray[np.float64]
    rest_minutes: int = 660

    def refusal(self, person: int, walk: int) -> str | None:
        """Return why this person cannot go on this walk whatever else is planned, None where he or she can."""
        who, what = self.people[person], self.walks[walk]
        broken = self.rule_broken(person, walk)
        if broken:
            return broken
        elsewhere = self.engagement(person, walk)
        if elsewhere:
            return elsewhere
        if not any(a <= what.start and what.end <= b for a, b in who.free):
            return "not_available"
        if self._too_late_home(person, walk):
            return "latest_home"
        if who.longest_minutes is not None and what.end - what.start > who.longest_minutes:
            return "too_long"
        return (
            "too_far" if who.farthest_m is not None and self.metres[person, walk] > who.farthest_m else None
        )

    def rule_broken(self, person: int, walk: int) -> str | None:
        """Return which rule that is never relaxed, not even for a confirmed person, keeps this one from this walk."""
        who, what = self.people[person], self.walks[walk]
        if who.routine_until is None or who.routine_until < what.end:
            return "routine"
        if not who.adult:
            return "age"
        if what.role is not None and what.role not in who.roles:
            return "role"
        return "organisation" if what.organisation not in {None, who.organisation} else None

    def meet(self, one: int, other: int) -> str | None:
        """Return why nobody can go on both walks: one a night, and a rest between them."""
        a, b = sorted((self.walks[one], self.walks[other]), key=lambda walk: walk.start)
        if a.night == b.night:
            return "same_night"
        return "rest" if b.start < a.end + self.rest_minutes else None

    def engagement(self, person: int, walk: int) -> str | None:
        """Return how a walk that this person has beside the question stands in the way: one a night, and a rest."""
        what = self.walks[walk]
        for start, end, night in self.people[person].engaged:
            if night == what.night:
                return "same_night"
            if start < what.end + self.rest_minutes and what.start < end + self.rest_minutes:
                return "rest"
        return None

    def promised(self, person: int) -> list[int]:
        """Return the walks that this person is confirmed for: he or she goes there whether a plan runs them or not."""
        return [w for w, walk in enumerate(self.walks) if person in walk.confirmed]

    def avoiding(self, one: int, other: int) -> bool:
        """Tell whether one of two people does not want to walk with the other."""
        return other in self.people[one].avoid or one in self.people[other].avoid

    def _too_late_home(self, person: int, walk: int) -> bool:
        latest, what = self.people[person].latest_home, self.walks[walk]
        if latest is None:
            return False
        metres = float(self.metres[person, walk])
        home = what.end - what.midnight + (0.0 if np.isnan(metres) else metres / METRES_A_MINUTE)
        return home > latest
