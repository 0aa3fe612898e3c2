"""How many walks volunteers could staff on each night, so that none is proposed that nobody can walk.

Whoever has not said when they can may be able to: the unknown is never taken for a no. Only once enough have said that
they cannot is an hour closed, or a night full.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from karta.model.service_day import service_day_bounds
from karta.planning.roster_plan import most_by_night
from karta.planning.roster_problem import Person, RosterProblem, Walk
from karta.planning.shift_candidates import Window
from karta.privacy import WORKSPACE, Viewer, allowed, belonging_to, require
from karta.services.planning.roster_case import volunteers
from karta.services.planning.roster_people import EVER, MINUTE, minute
from karta.services.rosters.clashes import rest_between
from karta.services.workspace import Workspace
from karta.store import people

HOURS = 24


@dataclass(frozen=True, slots=True)
class Capacity:
    """What volunteers could staff of some service days, by the number of the day.

    `most` is how many groups a night can have at most, `closed` are hours for which there are too few; minutes count
    from the midnight before. `said` and `silent` are how many have said when they can, and how many have not.
    """

    most: dict[int, int]
    closed: tuple[Window, ...]
    said: int
    silent: int


def capacity(
    workspace: Workspace, viewer: Viewer, days: Sequence[date], adults: int, first_minute: int
) -> Capacity | None:
    """Return what the volunteers whom the viewer may ask could staff in groups of `adults`; None where there are none.

    `first_minute` is when a service day begins, in minutes after its midnight.
    """
    require(viewer, "see_gaps", WORKSPACE)
    persons: list[Person] = []
    silent = 0
    with workspace.store.reading() as reading:
        for org in sorted(people.organisations(reading.connection)):
            if allowed(viewer, "plan_rosters", belonging_to(org)):
                said, others = volunteers(workspace, reading, org, days)
                persons += said
                silent += others
    if not persons and not silent:
        return None
    unknown = [Person(((0, EVER),), adult=True, routine_until=EVER)] * silent
    problem = _problem(workspace, [*persons, *unknown], days, adults)
    able = [
        sum(problem.refusal(p, w) is None for p in range(len(problem.people)))
        for w in range(len(problem.walks))
    ]
    closed = [
        Window(None, w // HOURS, start := first_minute + (w % HOURS) * MINUTE, start + MINUTE)
        for w, count in enumerate(able)
        if count < adults
    ]
    most = most_by_night(problem)
    return Capacity(
        {number: most[day.toordinal()] for number, day in enumerate(days)}, tuple(closed), len(persons), silent
    )  # fmt: skip


def _problem(
    workspace: Workspace, persons: Sequence[Person], days: Sequence[date], adults: int
) -> RosterProblem:
    """Return a walk for each hour of each day, as if it were to be walked by itself."""
    walks = []
    for day in days:
        first, _ = service_day_bounds(day, workspace.zone, workspace.method.day_start_local)
        midnight = minute(first) - workspace.method.day_start_local.hour * MINUTE
        walks += [
            Walk(
                place=0, start=minute(first) + hour * MINUTE, end=minute(first) + (hour + 1) * MINUTE,
                night=day.toordinal(), week=0, month=0, midnight=midnight, least=adults, most=adults, leader=False,
            )
            for hour in range(HOURS)
        ]  # fmt: skip
    return RosterProblem(
        tuple(persons), tuple(walks), np.full((len(persons), len(walks)), np.nan),
        int(rest_between(workspace) / timedelta(minutes=1)),
    )  # fmt: skip
