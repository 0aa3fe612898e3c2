"""The question who walks, as the solver takes it: an organisation's shifts that need people, and its volunteers.

Only who has said when they can walk is asked. Whoever goes, or has been asked and not answered yet, stays; shifts that
have all they need stand in the way of those who go there.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from karta.model.service_day import service_day_of
from karta.model.shift import ShiftOccurrence
from karta.planning.roster_problem import Person, RosterProblem
from karta.services.planning.roster_people import (
    EVER,
    Frame,
    Pick,
    known_of,
    metres_between,
    month_of,
    week_of,
)
from karta.services.rosters.asking import shift_id
from karta.services.rosters.clashes import rest_between
from karta.services.rosters.volunteers import is_theirs
from karta.services.workspace import Workspace
from karta.store import asks
from karta.store.database import Reading


@dataclass(frozen=True, slots=True)
class Case:
    """Shifts and people with the numbers that the solver knows them by.

    `people` are ids, those of nobody in particular (who come along anyway) blank; `silent` is how many have not said
    when they can walk and are on none of the shifts, `said` are the ids of those who have. `going`, `asked` and
    `refused` are pairs (id of the shift, id of the person).
    """

    problem: RosterProblem
    shifts: tuple[ShiftOccurrence, ...]
    people: tuple[str, ...]
    names: Mapping[str, str]
    silent: int
    said: frozenset[str]
    going: frozenset[Pick]
    asked: Mapping[Pick, str | None]
    refused: frozenset[Pick]


def case(
    workspace: Workspace,
    reading: Reading,
    org_id: str,
    days: Collection[date],
    locked: Collection[Pick] = (),
    rejected: Collection[Pick] = (),
) -> Case:
    """Return the question of some service days: `locked` pairs stay as if they had been asked, `rejected` are not made.

    Whoever may ask is decided by the caller.
    """
    known = known_of(workspace, reading, org_id, days)
    shifts = tuple(shift for shift in known.occurrences if _is_wanted(workspace, shift, org_id, days))
    ids = {shift.occurrence_id for shift in shifts}
    open_asks = {
        (shift_id(row), row["person_id"]): row["role"] for row in known.asks if row["answer"] is None
    }
    refused = {(shift_id(row), row["person_id"]) for row in known.asks if row["answer"] == asks.NO}
    refused |= set(rejected)
    going = {
        (shift.occurrence_id, sign_up.person_id)
        for shift in known.occurrences
        for sign_up in shift.going
        if not shift.cancelled
    }
    held = going | set(open_asks) | set(locked)
    own = [
        row_id
        for row_id in known.rows
        if row_id in known.said or any(person == row_id for shift, person in held if shift in ids)
    ]
    frame = Frame(workspace, known, days, frozenset(ids), frozenset(held), frozenset(refused))
    persons = [frame.person(row_id, own) for row_id in own]
    walks = []
    for shift in shifts:
        mine = {n for n, row_id in enumerate(own) if (shift.occurrence_id, row_id) in held}
        # Whoever comes along anyway, and those of other organisations: adults whom nobody here asks.
        others = [sign_up.role for sign_up in shift.going if sign_up.person_id not in known.rows]
        others += [None] * int(sum(party.brings for party in shift.parties))
        taken = {role for pair, role in open_asks.items() if pair[0] == shift.occurrence_id}
        wanted = tuple(role for role in shift.missing_roles if role not in taken)
        numbers = frozenset(mine | set(range(len(persons), len(persons) + len(others))))
        persons += [Person((), adult=True, routine_until=EVER)] * len(others)
        walks.append(frame.walk(shift, numbers, wanted))
    metres = np.full((len(persons), len(walks)), np.nan)
    metres[: len(own)] = metres_between(reading, known, own, [shift.place_id for shift in shifts])
    problem = RosterProblem(
        tuple(persons), tuple(walks), metres,
        int(rest_between(workspace) / timedelta(minutes=1)),
    )  # fmt: skip
    return Case(
        problem, shifts, (*own, *[""] * (len(persons) - len(own))),
        {row_id: known.rows[row_id]["name"] for row_id in own}, len(set(known.rows) - set(own)),
        frozenset(known.said),
        frozenset(going), open_asks, frozenset(refused),
    )  # fmt: skip


def volunteers(
    workspace: Workspace, reading: Reading, org_id: str, days: Collection[date]
) -> tuple[list[Person], int]:
    """Return an organisation's volunteers who have said when they can, and how many have not.

    Whoever has as many shifts as they want in a week or month is not free in it.
    """
    known = known_of(workspace, reading, org_id, days)
    held = {
        (shift.occurrence_id, sign_up.person_id) for shift in known.occurrences for sign_up in shift.going
    } | {(shift_id(row), row["person_id"]) for row in known.asks if row["answer"] is None}
    persons = []
    for row_id in sorted(known.said):
        frame = Frame(workspace, known, days, frozenset(), frozenset(held), frozenset())
        who = frame.person(row_id, [])
        open_days = [
            day
            for day in days
            if (who.week_cap is None or who.week_used.get(week_of(day), 0) < who.week_cap)
            and (who.month_cap is None or who.month_used.get(month_of(day), 0) < who.month_cap)
        ]
        free = Frame(workspace, known, open_days, frozenset(), frozenset(held), frozenset()).free(row_id)
        persons.append(replace(who, free=free))
    return persons, len(known.rows) - len(known.said)


def _is_wanted(workspace: Workspace, shift: ShiftOccurrence, org_id: str, days: Collection[date]) -> bool:
    """Tell whether a shift is one of the organisation's to come on these service days, and needs people.

    One that has adults enough is wanted, too, where it misses roles and has room for those who take them.
    """
    if shift.cancelled or not shift.opened or shift.start <= workspace.now() or not is_theirs(shift, org_id):
        return False
    room = len(shift.missing_roles) if shift.max_team is None else shift.max_team - shift.adults
    needs_role = bool(shift.missing_roles) and room >= len(shift.missing_roles)
    return (shift.missing > 0 or needs_role) and service_day_of(shift.start, workspace.zone) in days
