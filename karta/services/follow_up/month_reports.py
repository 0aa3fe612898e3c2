"""What came of an association's shifts of the past weeks, told by its link: carried out, fewer came, or nobody went.

How many young people were met is asked of those who went (`shift_reports`); here nothing is said of it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from karta.errors import ConflictError, InputError, NotFoundError
from karta.model import typed_numbers
from karta.model.shift import Party, ShiftOccurrence
from karta.model.walltime import DAY
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.follow_up.month_changes import MOST_ADULTS
from karta.services.register.organisations import require_own
from karta.services.rosters.occurrences import occurrences_between
from karta.services.workspace import Workspace
from karta.store import occurrences as store_occurrences
from karta.store.cells import Row
from karta.store.database import Reading
from karta.store.occurrences import Part

# How long a past shift waits for what came of it: a link is opened once a month.
DAYS_WAITING = 28
# So many past shifts are asked about at a time; those before wait for their turn.
MOST_ASKED = 12


@dataclass(frozen=True)
class PastShift:
    """A shift that is over and of which nobody has told what came of it.

    `day` is that on which it was held; `adults` were to come, None or 0 where nobody has said how many.
    """

    party_id: str
    day: date
    original_start: datetime
    start: datetime
    end: datetime
    place: str
    title: str
    adults: int | None


def to_report(workspace: Workspace, viewer: Viewer, org_id: str) -> list[PastShift]:
    """Return the organisation's shifts of the past weeks of which nobody has told what came, the latest first."""
    require(viewer, "report_shifts", WORKSPACE)
    first, now = workspace.today - DAYS_WAITING * DAY, workspace.now()
    with workspace.store.reading() as reading:
        require_own(reading, viewer, "report_shifts", org_id)
        occurrences = occurrences_between(reading, first, workspace.today, Part(organisation_id=org_id))
        reported = store_occurrences.reported(reading, first)
    past = [
        _past(occurrence, party)
        for occurrence in occurrences
        if occurrence.end <= now and not occurrence.cancelled
        for party in occurrence.parties
        if party.organisation_id == org_id and (party.party_id, occurrence.held_on) not in reported
    ]
    return sorted(past, key=lambda shift: (shift.start, shift.party_id), reverse=True)


def past_shift(workspace: Workspace, viewer: Viewer, org_id: str, party_id: str, day: date) -> PastShift:
    """Return one of these shifts.

    Raises
    ------
    NotFoundError
        `past_shift_unknown` for a shift that is somebody else's, does not wait any more, or is none.
    """
    require(viewer, "report_shifts", WORKSPACE)
    for shift in to_report(workspace, viewer, org_id):
        if (shift.party_id, shift.day) == (party_id, day):
            return shift
    raise NotFoundError("past_shift_unknown")


def fewer(shift: PastShift) -> range:
    """Return the numbers of adults that may have come instead of those who were to come."""
    return range(1, shift.adults or MOST_ADULTS + 1)


def report(workspace: Workspace, viewer: Viewer, org_id: str, party_id: str, day: date, adults: int) -> None:
    """Store how many adults came to one of the shifts that wait for a report; 0: it did not take place.

    Raises
    ------
    InputError
        `number_outside` for more than were to come, or than MOST_ADULTS where nobody knows how many were.
    NotFoundError
        As `past_shift`.
    """
    require(viewer, "report_shifts", WORKSPACE)
    with workspace.act(viewer, "report") as act:
        require_own(Reading(act.connection), viewer, "report_shifts", org_id)
        shift = past_shift(workspace, viewer, org_id, party_id, day)
        number = typed_numbers.whole(adults, 0, shift.adults or MOST_ADULTS)
        act.insert("report", [_row(workspace, shift, number)])


def report_all(workspace: Workspace, viewer: Viewer, org_id: str, *, shown: str) -> int:
    """Store that all shifts that are asked about went as planned, and return how many; one act, undone as one.

    `shown` is the fingerprint of those that were shown. A shift of which nobody knows how many were to come goes on
    waiting: its number is not guessed.

    Raises
    ------
    ConflictError
        `row_changed` when other shifts wait than were shown.
    """
    require(viewer, "report_shifts", WORKSPACE)
    with workspace.act(viewer, "report") as act:
        require_own(Reading(act.connection), viewer, "report_shifts", org_id)
        waiting = asked_about(to_report(workspace, viewer, org_id))
        if fingerprint(waiting) != shown:
            raise ConflictError("row_changed", table="report")
        rows = [_row(workspace, shift, shift.adults) for shift in waiting if shift.adults]
        if not rows:
            raise InputError("nothing_to_report")
        act.insert("report", rows)
    return len(rows)


def asked_about(waiting: list[PastShift]) -> list[PastShift]:
    """Return those of the shifts that are asked about now: the latest."""
    return waiting[:MOST_ASKED]


def fingerprint(shown: list[PastShift]) -> str:
    """Return a short text that is another one as soon as one of the shifts is."""
    return sha256("\n".join(map(repr, shown)).encode()).hexdigest()[:24]


def _past(occurrence: ShiftOccurrence, party: Party) -> PastShift:
    return PastShift(
        party.party_id, occurrence.held_on, occurrence.original_start, occurrence.start, occurrence.end,
        occurrence.place, occurrence.title, _adults(occurrence, party),
    )  # fmt: skip


def _adults(occurrence: ShiftOccurrence, party: Party) -> int | None:
    """Return how many adults of a party were to come, None where its line states no number.

    Who signs up counts on the party of their own organisation, else on the first: as in `store.staffing`.
    """
    if not occurrence.opened:
        return None if party.stated is None else int(party.stated)
    by_org = {each.organisation_id: each.party_id for each in reversed(occurrence.parties)}
    first = occurrence.parties[0].party_id
    going = sum(by_org.get(each.organisation_id, first) == party.party_id for each in occurrence.going)
    return int(party.brings) + going


def _row(workspace: Workspace, shift: PastShift, adults: int) -> Row:
    about = {
        "party_id": shift.party_id, "date": shift.day, "original_start": f"{shift.original_start:%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    if not adults:
        return {**about, "outcome": "no_show"}
    start, end = (moment.astimezone(workspace.zone) for moment in (shift.start, shift.end))
    return {
        **about, "outcome": "carried_out", "adults": adults, "start_local": f"{start:%Y-%m-%dT%H:%M}",
        "end_local": f"{end:%Y-%m-%dT%H:%M}",
    }  # fmt: skip
