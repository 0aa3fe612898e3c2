"""Who of an organisation goes when, and how the shifts to come are shared among people and among organisations.

Of a person there is what they have said yes to, and nothing else: no figure says whether they usually come.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from karta.model.shift import ShiftOccurrence
from karta.model.walltime import DAY
from karta.privacy import WORKSPACE, Viewer, belonging_to, require
from karta.services.rosters.occurrences import WITH_PEOPLE, occurrences_between, visible
from karta.services.workspace import Workspace
from karta.store import people

WEEKS = 4


@dataclass(frozen=True, slots=True)
class Member:
    """A person of a team: the state of their sign-up by the shift's id, how many shifts and hours they go to."""

    name: str
    states: dict[str, str]
    shifts: int
    hours: float


@dataclass(frozen=True, slots=True)
class Team:
    """An organisation's shifts of the weeks to come that people sign up to, by time, and its people, by name."""

    shifts: tuple[ShiftOccurrence, ...]
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """What an organisation has in the weeks to come: shifts, adult-hours that it comes with, adults still missing.

    What is missing on a shift of several organisations is missing for each of them.
    """

    name: str
    shifts: int
    adult_hours: float
    missing: int


def team(workspace: Workspace, viewer: Viewer, org_id: str, weeks: int = WEEKS) -> Team:
    """Return who of an organisation goes to which of its shifts in the weeks to come."""
    require(viewer, "see_people", belonging_to(org_id))
    with workspace.store.reading() as reading:
        rows = people.listed(reading.connection, org_id)
    own = [
        shift
        for shift in _coming(workspace, viewer, weeks)
        if any(party.organisation_id == org_id for party in shift.parties)
    ]
    return Team(tuple(own), tuple(_member(row["id"], row["name"], own) for row in rows))


def loads(workspace: Workspace, viewer: Viewer, weeks: int = WEEKS) -> list[Load]:
    """Return how the shifts of the weeks to come are shared among organisations, by name."""
    require(viewer, "see_shifts", WORKSPACE)
    coming = _coming(workspace, viewer, weeks)
    named = {p.organisation_id: p.organisation for shift in coming for p in shift.parties if p.organisation}
    return [
        _load(org_id or "", named[org_id], coming)
        for org_id in sorted(named, key=lambda org: named[org].casefold())
    ]


def _coming(workspace: Workspace, viewer: Viewer, weeks: int) -> list[ShiftOccurrence]:
    first = workspace.today
    with workspace.store.reading() as reading:
        occurrences = occurrences_between(reading, first, first + 7 * weeks * DAY, WITH_PEOPLE)
        shown = visible(reading, viewer, occurrences)
    return [shift for shift in shown if not shift.cancelled and shift.end > workspace.now()]


def _member(person_id: str, name: str, shifts: Sequence[ShiftOccurrence]) -> Member:
    states = {
        shift.occurrence_id: state for shift in shifts if (state := shift.state_of(person_id)) is not None
    }
    going = [shift for shift in shifts if states.get(shift.occurrence_id, "waiting") != "waiting"]
    return Member(name, states, len(going), sum(map(_hours, going)))


def _load(org_id: str, name: str, coming: Sequence[ShiftOccurrence]) -> Load:
    own = [shift for shift in coming if any(party.organisation_id == org_id for party in shift.parties)]
    adult_hours = 0.0
    for shift in own:
        brings = sum(party.brings for party in shift.parties if party.organisation_id == org_id)
        adults = brings + sum(sign_up.organisation_id == org_id for sign_up in shift.going)
        adult_hours += adults * _hours(shift)
    return Load(name, len(own), adult_hours, sum(shift.missing for shift in own))


def _hours(shift: ShiftOccurrence) -> float:
    return (shift.end - shift.start) / timedelta(hours=1)
