"""Volunteers: whose link it is, the shifts they have, and the shifts they could take.

Nothing here writes; signing up and off is in `sign_ups`.
"""

from dataclasses import dataclass
from datetime import date

from karta.errors import InputError, NotFoundError
from karta.i18n import text
from karta.model.shift import ShiftOccurrence
from karta.model.walltime import DAY
from karta.privacy import WORKSPACE, Viewer, require, require_hands
from karta.services.access import retention
from karta.services.rosters import notices
from karta.services.rosters.clashes import attended, clash, rest_between
from karta.services.rosters.invitations import visible_person
from karta.services.rosters.occurrences import WITH_PEOPLE, occurrence_by_id, occurrences_between
from karta.services.rosters.shifts import DAYS_AHEAD
from karta.services.workspace import Workspace
from karta.store import links, people, sign_ups
from karta.store import occurrences as store_occurrences
from karta.store.cells import Row
from karta.store.database import Reading

# How long a past shift waits for its report.
DAYS_TO_REPORT = 7


@dataclass(frozen=True, slots=True)
class Volunteer:
    """Somebody who signs up, and the function in whose name it is done."""

    person_id: str
    organisation_id: str
    organisation: str
    name: str
    is_adult: bool
    function: str
    email: str = ""
    # When it was noted that nothing had happened for a year, and when the person will be erased for that.
    reminded_on: date | None = None
    erased_on: date | None = None

    @property
    def member_id(self) -> None:
        """Nobody signs in by a personal link."""
        return

    @property
    def home_id(self) -> str:
        """The organisation in whose name one signs up."""
        return self.organisation_id


@dataclass(frozen=True)
class Own:
    """A volunteer's shifts: those to come (waiting and cancelled ones among them) and past ones without a report."""

    coming: list[ShiftOccurrence]
    to_report: list[ShiftOccurrence]


def by_link(workspace: Workspace, token: str) -> Volunteer:
    """Return the volunteer of a personal link. Raises NotFoundError when there is no such link, or not any more."""
    with workspace.store.reading() as reading:
        person_id = links.person_of(reading.connection, token)
        row = None if person_id is None else people.by_id(reading.connection, person_id)
    if row is None:
        raise NotFoundError("link_unknown")
    return _volunteer(workspace, row, text("rosters.volunteer", workspace.language))


def for_person(workspace: Workspace, viewer: Viewer, person_id: str) -> Volunteer:
    """Return a person of the viewer's people room, to act for them. Raises NotFoundError."""
    require(viewer, "see_people", WORKSPACE)
    require_hands(viewer)
    return _volunteer(workspace, visible_person(workspace, viewer, person_id), viewer.function)


def page(workspace: Workspace, who: Volunteer) -> tuple[Own, list[ShiftOccurrence]]:
    """Return a volunteer's own shifts and those that could be taken (`shifts_i_could_take`), from one reading."""
    today, now = workspace.today, workspace.now()
    first = today - DAYS_TO_REPORT * DAY
    with workspace.store.reading() as reading:
        occurrences = occurrences_between(reading, first, today + DAYS_AHEAD * DAY, WITH_PEOPLE)
        reported = store_occurrences.reported(reading, first)
    own = [occurrence for occurrence in occurrences if occurrence.state_of(who.person_id)]
    went = [
        occurrence
        for occurrence in own
        if occurrence.start <= now
        and not occurrence.cancelled
        and occurrence.state_of(who.person_id) != "waiting"
    ]
    coming = [occurrence for occurrence in own if occurrence.end > now]
    to_report = [
        occurrence
        for occurrence in went
        if not reported & {(p.party_id, occurrence.held_on) for p in occurrence.parties}
    ]
    return Own(coming, to_report), _by_need(
        could_take(workspace, occurrences, who.person_id, who.organisation_id)
    )


def calendar_occurrences(workspace: Workspace, who: Volunteer) -> list[ShiftOccurrence]:
    """Return what a volunteer's calendar shows: a month back and half a year ahead, cancelled shifts among it.

    Shifts that the volunteer could take and that are below their minimum within the days of the alarm are in it, too.
    """
    with workspace.store.reading() as reading:
        occurrences = occurrences_between(
            reading, workspace.today - 30 * DAY, workspace.today + 180 * DAY, WITH_PEOPLE
        )
    now, days = workspace.now(), notices.alarm_days(workspace)
    few = [occurrence for occurrence in occurrences if notices.is_short(occurrence, now, days)]
    free = {occurrence.occurrence_id for occurrence in few} & {
        occurrence.occurrence_id
        for occurrence in could_take(workspace, occurrences, who.person_id, who.organisation_id)
    }
    return [
        occurrence
        for occurrence in occurrences
        if occurrence.state_of(who.person_id) or occurrence.occurrence_id in free
    ]


def own_occurrence(workspace: Workspace, who: Volunteer, occurrence_id: str) -> ShiftOccurrence:
    """Return a shift that the volunteer goes or went to. Raises NotFoundError."""
    with workspace.store.reading() as reading:
        occurrence = occurrence_by_id(reading, occurrence_id)
    if occurrence.state_of(who.person_id) not in sign_ups.COUNTED:
        raise NotFoundError("occurrence_unknown")
    return occurrence


def roles_missing(workspace: Workspace, who: Volunteer, occurrence_id: str) -> tuple[str, ...]:
    """Return the roles of a shift that nobody has taken on yet; none where the volunteer knows no such shift."""
    try:
        with workspace.store.reading() as reading:
            return visible_occurrence(reading, who, occurrence_id).missing_roles
    except (InputError, NotFoundError):
        # Signing up says what is wrong with it.
        return ()


def visible_occurrence(reading: Reading, who: Volunteer, occurrence_id: str) -> ShiftOccurrence:
    """Return a shift that a volunteer may know of: they are on it, or it is one of their organisation's.

    Raises NotFoundError for any other, in the very words of one that does not exist.
    """
    occurrence = occurrence_by_id(reading, occurrence_id)
    theirs = occurrence.opened and is_theirs(occurrence, who.organisation_id)
    if occurrence.state_of(who.person_id) is None and not theirs:
        raise NotFoundError("occurrence_unknown")
    return occurrence


def could_take(
    workspace: Workspace, occurrences: list[ShiftOccurrence], person_id: str, org_id: str
) -> list[ShiftOccurrence]:
    """Return those of the occurrences of some days that a person could sign up to or wait for now."""
    mine, rest, now = attended(occurrences, person_id), rest_between(workspace), workspace.now()
    return [
        occurrence
        for occurrence in occurrences
        if occurrence.start > now
        and occurrence.opened
        and not occurrence.cancelled
        and occurrence.state_of(person_id) is None
        and is_theirs(occurrence, org_id)
        and clash(occurrence, mine, rest) is None
    ]


def erased_on(row: Row) -> date | None:
    """Return the first day on which somebody who was reminded may be erased."""
    reminded: date | None = row["reminded_on"]
    return None if reminded is None else reminded + (retention.SILENT_DAYS - retention.QUIET_DAYS) * DAY


def is_theirs(occurrence: ShiftOccurrence, org_id: str) -> bool:
    """Tell whether a shift is one of an organisation's."""
    return any(party.organisation_id == org_id for party in occurrence.parties)


def _by_need(free: list[ShiftOccurrence]) -> list[ShiftOccurrence]:
    return sorted(
        free,
        key=lambda occurrence: (
            occurrence.phase == "full",
            occurrence.phase != "understaffed",
            occurrence.start,
        ),
    )


def _volunteer(workspace: Workspace, row: Row, function: str) -> Volunteer:
    organisation = workspace.store.frame("organisation", [row["organisation_id"]])
    name = "" if organisation.empty else str(organisation["name"].iloc[0])
    return Volunteer(
        row["id"], row["organisation_id"], name, row["name"], bool(row["declared_adult"]), function,
        row["email"] or "", row["reminded_on"], erased_on(row),
    )  # fmt: skip
