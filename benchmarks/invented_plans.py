"""Invented towns with gaps, volunteers, evenings and venues, seeded, as the cores of planning take them."""

import numpy as np

from karta.planning.roster_problem import Person, RosterProblem, Walk
from karta.planning.route_problem import RouteProblem, walking_legs
from karta.planning.shift_candidates import Gaps
from karta.planning.visit_problem import Occasion, Officer, Venue, VisitProblem

DAY = 1_440
EVENING = 17 * 60


def gaps(places: int, slot_minutes: int, areas: int, seed: int = 1) -> Gaps:
    """Return a week of gaps from 17 to 02; seven places of ten gather around centres, where a shift reaches several."""
    rng = np.random.default_rng(seed)
    side = 4_000 * np.sqrt(places / 150)
    xy = rng.uniform(0, side, (places, 2))
    centres = rng.uniform(0, side, (max(12 * places // 150, 1), 2))
    near = rng.random(places) < 0.7
    xy[near] = centres[rng.integers(0, len(centres), near.sum())] + rng.normal(0, 150, (near.sum(), 2))
    share = np.clip(2 - np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)) / 100, 0, 1)
    slots = 9 * 60 // slot_minutes
    missing = np.zeros((places, 7, slots))
    for place, night in np.argwhere(rng.random((places, 7)) < 0.8):
        start = rng.integers(0, slots // 2)
        missing[place, night, start : rng.integers(start + slots // 4, slots + 1)] = rng.choice(
            [1, 2, 2, 2, 4]
        )
    weight = np.round(rng.uniform(0.5, 2, (places, 1, 1)), 2) * np.ones(missing.shape)
    reach = tuple((int(a), int(b), float(share[a, b])) for a, b in np.argwhere(share > 0) if a != b)
    duty = np.zeros(missing.shape, dtype=bool)
    return Gaps(missing, weight, duty, rng.integers(0, areas, places), slot_minutes, EVENING, reach)


def roster(people: int, walks: int, seed: int = 1) -> RosterProblem:
    """Return four weeks: volunteers who are free three evenings of ten, with caps and limits, and walks for them."""
    rng = np.random.default_rng(seed)

    def other() -> frozenset[int]:
        return frozenset([int(rng.integers(people))])

    crowd = [
        Person(
            free=tuple((d * DAY + EVENING, d * DAY + EVENING + 540) for d in range(28) if rng.random() < 0.3),
            week_cap=int(rng.integers(1, 3)),
            month_cap=int(rng.integers(1, 4)),
            leader=bool(rng.random() < 0.3),
            first_aid=bool(rng.random() < 0.4),
            adult=True,
            routine_until=10**6 if rng.random() < 0.9 else None,
            latest_home=None if rng.random() < 0.8 else DAY,
            farthest_m=None if rng.random() < 0.6 else 3_000.0,
            avoid=other() if rng.random() < 0.05 else frozenset(),
            pair_with=other() if rng.random() < 0.2 else frozenset(),
            known_at=frozenset([int(rng.integers(20))]),
            walked=int(rng.integers(0, 8)),
        )
        for _ in range(people)
    ]
    planned = []
    for _ in range(walks):
        night = int(rng.integers(28))
        start = night * DAY + int(rng.integers(18, 23)) * 60
        planned.append(
            Walk(
                int(rng.integers(20)), start, start + 180, night, night // 7, 0, night * DAY,
                most=int(rng.integers(2, 5)), value=float(rng.integers(2, 12)), first_aid=bool(rng.random() < 0.3),
            )
        )  # fmt: skip
    return RosterProblem(tuple(crowd), tuple(planned), rng.uniform(100, 6_000, (people, walks)))


def evening(spots: int, minutes: int, groups: int, seed: int = 1) -> RouteProblem:
    """Return an evening in a town of 2.5 km: spots with windows and worths, stops of ten minutes."""
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 2_500, (spots + 1, 2))
    xy[0] = 1_250
    legs = walking_legs(np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)) * 1.25)
    opens = rng.choice([0, 0, 0, 30, 60, 90], spots + 1)
    closes = np.minimum(opens + rng.choice([60, 120, 180], spots + 1), minutes)
    stay, worth = np.full(spots + 1, 10), np.round(rng.uniform(0.5, 4, spots + 1), 2)
    opens[0], closes[0], stay[0], worth[0] = 0, minutes, 0, 0
    return RouteProblem(legs, stay, worth, opens, closes, groups)


def visits(venues: int, occasions: int, officers: int, weeks: int, hours: int, seed: int = 0) -> VisitProblem:
    """Return weeks of visits: so many occasions a week at venues in a square of 20 km; each has an officer known there.

    A venue was visited one to 39 days ago; an officer has so many hours a week, and one weekday off.
    """
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 20, (venues + 1, 2))
    # At 30 km an hour.
    travel = np.ceil(np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)) * 2).astype(np.int64)
    weekly = [
        (
            number if number < venues else int(rng.integers(venues)),
            int(rng.integers(7)),
            int(rng.integers(15, 20)) * 60,
        )
        for number in range(occasions)
    ]
    every = tuple(
        Occasion(venue, 7 * week + day, start, start + int(rng.choice([90, 120, 180])))
        for week in range(weeks)
        for venue, day, start in weekly
    )
    known = tuple(Venue(28, -int(rng.integers(1, 40)), int(rng.integers(officers))) for _ in range(venues))
    staff = tuple(Officer(60 * hours, off=frozenset({int(rng.integers(7))})) for _ in range(officers))
    return VisitProblem(7 * weeks, known, every, staff, travel)
