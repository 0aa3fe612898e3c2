"""Who walks: proposed for an organisation's shifts that need people, with a reason for each that finds nobody.

Nothing changes until somebody asks the people, and a question puts nobody on a shift: only the yes of the one who is
asked counts as an adult there. Every proposal is looked at by the independent checker before it is shown.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from karta.errors import ConflictError, ContractError, InputError
from karta.model import day_bounds
from karta.model.shift import ShiftOccurrence
from karta.model.walltime import DAY
from karta.planning.check import Fault, faults_of_roster
from karta.planning.plan import Change, Plan, Unfilled
from karta.planning.roster_plan import Staffed, roster
from karta.privacy import WORKSPACE, Viewer, allowed, belonging_to, require, require_for
from karta.services.planning.roster_case import Case, case
from karta.services.planning.roster_people import Pick
from karta.services.rosters import notices
from karta.services.search import Search
from karta.services.workspace import Workspace
from karta.store import asks, people
from karta.store.database import Reading

SECONDS = 5.0
MOST_WEEKS = 4
ROLES = (("walk_leader", "leader"), ("first_aid", "first_aid"))
# What a team that is asked in part does not have yet, and what is no fault of who is asked.
_OF_TEAMS = frozenset({"too_few_adults", "too_many_adults", "no_leader", "no_first_aid"})


@dataclass(frozen=True, slots=True)
class ProposedPerson:
    """Somebody who could be asked, and what they would take on; `is_asked`: they have been, and not answered yet."""

    person_id: str
    name: str
    role: str | None
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class ProposedShift:
    """A shift that gets its people, if those who are asked say yes."""

    shift: ShiftOccurrence
    people: tuple[ProposedPerson, ...]


@dataclass(frozen=True, slots=True)
class LeftShift:
    """A shift that cannot be staffed: how many keep away for which reason, and single changes that would help.

    `reasons` are (code, count), `changes` are (code, name of the person who could be asked, "" for anybody new).
    """

    shift: ShiftOccurrence
    reasons: tuple[tuple[str, int], ...]
    changes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RosterProposal:
    """A proposal for an organisation's shifts of some service days, by time.

    `volunteers` is how many there are, `said` how many of them have said when they can walk, `over` how many of those
    are on none of these shifts. `locked` and `rejected` are the pairs that it was made with.
    """

    org_id: str
    organisation: str
    first: date
    days: int
    shifts: tuple[ProposedShift, ...]
    left: tuple[LeftShift, ...]
    volunteers: int
    said: int
    over: int
    locked: frozenset[Pick]
    rejected: frozenset[Pick]
    audience: str

    @property
    def picks(self) -> frozenset[Pick]:
        """The pairs (id of the shift, id of the person) that could be asked now."""
        return frozenset(
            (row.shift.occurrence_id, person.person_id)
            for row in self.shifts
            for person in row.people
            if not person.is_asked
        )


def organisations(workspace: Workspace, viewer: Viewer) -> dict[str, str]:
    """Return the names of the organisations whose volunteers the viewer may ask, by id, in the order of their names."""
    require(viewer, "plan_rosters", WORKSPACE)
    with workspace.store.reading() as reading:
        peopled = people.organisations(reading.connection)
        frame = reading.frame("organisation", sorted(peopled), columns=("id", "name"))
    rows = sorted(zip(frame["id"], frame["name"], strict=True), key=lambda row: str(row[1]).casefold())
    return {str(org): str(name) for org, name in rows if allowed(viewer, "plan_rosters", belonging_to(org))}


def propose(
    workspace: Workspace,
    viewer: Viewer,
    org_id: str,
    first: date,
    days: int = 7,
    *,
    locked: Collection[Pick] = (),
    rejected: Collection[Pick] = (),
    search: Search[RosterProposal] | None = None,
) -> RosterProposal:
    """Return who could walk on an organisation's shifts of some service days; there is always an answer.

    `locked` pairs stay, `rejected` ones are not proposed. `search` gets the first answer at once, and each that is
    better.

    Raises
    ------
    InputError
        `roster_days` for no days, and for more than four weeks.
    """
    require(viewer, "plan_rosters", belonging_to(org_id))
    day_bounds.checked(first)
    if not 1 <= days <= 7 * MOST_WEEKS:
        raise InputError("roster_days", most=MOST_WEEKS)
    every = [first + number * DAY for number in range(days)]
    with workspace.store.reading() as reading:
        asked = case(workspace, reading, org_id, every, locked, rejected)
        frame = reading.frame("organisation", [org_id], columns=("id", "name"))
        volunteers = len(people.listed(reading.connection, org_id))
    search = search or Search()
    empty = RosterProposal(
        org_id, "" if frame.empty else str(frame["name"].iloc[0]), first, days, (), (), volunteers, len(asked.said),
        0, frozenset(locked), frozenset(rejected), viewer.scope,
    )  # fmt: skip

    def better(plan: Plan[Staffed]) -> None:
        search.better(_filled(empty, asked, plan))

    return _filled(empty, asked, roster(asked.problem, SECONDS, stop=search.stopped, better=better))


def accept(workspace: Workspace, viewer: Viewer, proposal: RosterProposal, picks: Collection[Pick]) -> int:
    """Ask the people of a proposal, in one act that can be undone, and return how many are asked.

    Raises
    ------
    InputError
        `roster_nobody` where nobody is chosen, or somebody whom the proposal does not name.
    ConflictError
        `roster_old` where somebody who is chosen cannot be asked any more: nobody is.
    """
    require_for(viewer, "plan_rosters", proposal.audience)
    require(viewer, "plan_rosters", belonging_to(proposal.org_id))
    chosen = frozenset(picks)
    if not chosen or not chosen <= proposal.picks:
        raise InputError("roster_nobody")
    every = [proposal.first + number * DAY for number in range(proposal.days)]
    with workspace.act(viewer, "ask_people", f"{len(chosen)}") as act:
        now = case(workspace, Reading(act.connection), proposal.org_id, every)
        if not _still_fits(now, chosen):
            raise ConflictError("roster_old")
        for row in proposal.shifts:
            asked = [each for each in row.people if (row.shift.occurrence_id, each.person_id) in chosen]
            for each in asked:
                asks.put(act, each.person_id, row.shift.series_id, row.shift.original_start, each.role)
            notices.tell(act, asks.NOTICE, row.shift, [each.person_id for each in asked])
    return len(chosen)


def _filled(empty: RosterProposal, asked: Case, plan: Plan[Staffed]) -> RosterProposal:
    """Return the proposal with what a plan holds, once the independent checker is content."""
    teams = [(staffed.walk, _trimmed(asked, staffed.walk, staffed.people)) for staffed in plan.chosen]
    faults = faults_of_roster(asked.problem, teams)
    if faults:
        raise ContractError("plan_breaks_rules", faults=", ".join(sorted({fault.code for fault in faults})))
    used = {person for _, team in teams for person in team}
    free = {n for n, row_id in enumerate(asked.people) if row_id and asked.problem.people[n].free}
    proposed = (_proposed(asked, walk, team) for walk, team in teams)
    return replace(
        empty,
        shifts=tuple(row for row in proposed if row.people),
        left=tuple(_left(asked, row) for row in plan.unfilled),
        over=len(free - used),
    )


def _still_fits(now: Case, chosen: Iterable[Pick]) -> bool:
    """Tell whether those who are chosen can be asked beside all that holds by now, by the checker's own word."""
    shifts = {shift.occurrence_id: number for number, shift in enumerate(now.shifts)}
    persons = {row_id: number for number, row_id in enumerate(now.people) if row_id}
    teams = {number: set(walk.confirmed) for number, walk in enumerate(now.problem.walks)}
    for shift_id, person_id in chosen:
        if (
            shift_id not in shifts
            or person_id not in persons
            or persons[person_id] in teams[shifts[shift_id]]
        ):
            return False
        teams[shifts[shift_id]].add(persons[person_id])
    faults = faults_of_roster(now.problem, teams.items())
    return not _of_people(faults) - _of_people(
        faults_of_roster(now.problem, [(n, walk.confirmed) for n, walk in enumerate(now.problem.walks)])
    )


def _of_people(faults: Iterable[Fault]) -> set[Fault]:
    return {fault for fault in faults if fault.code not in _OF_TEAMS}


def _proposed(asked: Case, number: int, team: Collection[int]) -> ProposedShift:
    """Return a shift with those who are not on it yet; the roles that it misses go to those who can take them."""
    shift, walk = asked.shifts[number], asked.problem.walks[number]
    fresh = [n for n in team if asked.people[n] and _pick(asked, shift, n) not in asked.going]
    able = {role: [n for n in fresh if getattr(asked.problem.people[n], of)] for role, of in ROLES}
    roles: dict[int, str] = {}
    # Whom fewest can take over from goes first.
    for role in sorted((role for role, of in ROLES if getattr(walk, of)), key=lambda role: len(able[role])):
        taker = next(
            (n for n in able[role] if n not in roles and _pick(asked, shift, n) not in asked.asked), None
        )
        if taker is not None:
            roles[taker] = role
    rows = [
        ProposedPerson(
            asked.people[n], asked.names[asked.people[n]],
            asked.asked.get(_pick(asked, shift, n), roles.get(n)),
            _pick(asked, shift, n) in asked.asked,
        )
        for n in fresh
    ]  # fmt: skip
    return ProposedShift(shift, tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.person_id))))


def _left(asked: Case, row: Unfilled) -> LeftShift:
    shift = asked.shifts[row.what[0]]
    reasons = Counter[str]()
    for reason in row.reasons:
        reasons[reason.code] += reason.count
    # Those who come along anyway are nobody to be counted, and who has not said when they can is told apart.
    anonymous = sum(not row_id for row_id in asked.people) - sum(
        not asked.people[n] for n in asked.problem.walks[row.what[0]].confirmed
    )
    reasons["not_available"] -= anonymous
    if asked.silent:
        reasons["not_said"] = asked.silent
        del reasons["nobody"]
    refused = {person for shift_id, person in asked.refused if shift_id == shift.occurrence_id}
    changes = [
        (change.code, "" if change.person is None else asked.names[asked.people[change.person]])
        for change in row.changes
        if _can_be_asked(asked, change, refused)
    ]
    return LeftShift(
        shift, tuple((code, count) for code, count in reasons.items() if count > 0), tuple(changes)
    )


def _can_be_asked(asked: Case, change: Change, refused: Collection[str]) -> bool:
    """Tell whether a change is about anybody new, or about somebody who may be asked and has not said no."""
    if change.person is None:
        return True
    row_id = asked.people[change.person]
    return row_id in asked.said and row_id not in refused


def _pick(asked: Case, shift: ShiftOccurrence, number: int) -> Pick:
    return shift.occurrence_id, asked.people[number]


def _trimmed(asked: Case, number: int, team: Collection[int]) -> tuple[int, ...]:
    """Return a team without those whom nobody need ask: as many as the shift needs, and its roles."""
    walk, persons, kept = asked.problem.walks[number], asked.problem.people, list(team)
    for n in sorted(set(team) - walk.confirmed, key=lambda n: -persons[n].walked):
        rest = [other for other in kept if other != n]
        able = all(not getattr(walk, of) or any(getattr(persons[m], of) for m in rest) for _, of in ROLES)
        if len(rest) >= walk.least_adults and able:
            kept = rest
    return tuple(sorted(kept))
