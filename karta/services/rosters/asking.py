"""Questions to volunteers whether they go on a shift: a yes is a sign-up like any other, a no needs no reason.

A question puts nobody on a shift. Until the one who is asked has said yes, nothing of it counts.
"""

from dataclasses import dataclass
from datetime import date, datetime

from karta.errors import NotFoundError
from karta.model.shift import ShiftOccurrence, occurrence_key
from karta.model.walltime import DAY
from karta.privacy import WORKSPACE, Viewer, belonging_to, require
from karta.services.rosters.occurrences import WITH_PEOPLE, occurrences_between
from karta.services.rosters.shifts import DAYS_AHEAD
from karta.services.rosters.volunteers import Volunteer
from karta.services.workspace import Workspace
from karta.store import asks, people
from karta.store.cells import Row
from karta.store.database import Reading


@dataclass(frozen=True, slots=True)
class Asked:
    """An open question: about which shift, to whom, what they are asked to take on, since when."""

    occurrence: ShiftOccurrence
    person_id: str
    name: str
    role: str | None
    at: datetime


def of_person(workspace: Workspace, who: Volunteer) -> dict[str, str | None]:
    """Return the open questions to a volunteer: the id of the shift, and what they are asked to take on."""
    with workspace.store.reading() as reading:
        rows = asks.of_people(reading.connection, [who.person_id])
    return {shift_id(row): row["role"] for row in rows if row["answer"] is None}


def decline(workspace: Workspace, who: Volunteer, occurrence_id: str) -> None:
    """Say no to a question, without a reason; nobody asks again about that shift. Twice is once."""
    series, day = occurrence_key(occurrence_id)
    with workspace.act(who, "answer_ask") as act:
        asks.end(act, who.person_id, series, day, asks.NO)


def open_asks(workspace: Workspace, viewer: Viewer, org_id: str) -> list[Asked]:
    """Return the open questions about shifts to come to an organisation's volunteers, by time of the shift and name."""
    require(viewer, "plan_rosters", belonging_to(org_id))
    with workspace.store.reading() as reading:
        names = {row["id"]: row["name"] for row in people.listed(reading.connection, org_id)}
        rows = [row for row in asks.of_people(reading.connection, names) if row["answer"] is None]
        coming = _coming(workspace, reading, rows)
    found = [
        Asked(coming[shift_id(row)], row["person_id"], names[row["person_id"]], row["role"], row["recorded_at"])
        for row in rows
        if shift_id(row) in coming
    ]  # fmt: skip
    return sorted(found, key=lambda each: (each.occurrence.start, each.name.casefold(), each.person_id))


def withdraw(workspace: Workspace, viewer: Viewer, occurrence_id: str, person_id: str) -> None:
    """Take a question back. Raises NotFoundError where it is not open any more."""
    require(viewer, "plan_rosters", WORKSPACE)
    series, day = occurrence_key(occurrence_id)
    with workspace.act(viewer, "withdraw_ask") as act:
        row = people.by_id(act.connection, person_id)
        if row is None:
            raise NotFoundError("person_missing")
        require(viewer, "plan_rosters", belonging_to(row["organisation_id"]))
        if not asks.end(act, person_id, series, day, asks.WITHDRAWN):
            raise NotFoundError("ask_answered")


def shift_id(row: Row) -> str:
    """Return the id of the shift that a question is about."""
    day: date = row["day"]
    return f"{row['series_id']}.{day.isoformat()}"


def _coming(workspace: Workspace, reading: Reading, rows: list[Row]) -> dict[str, ShiftOccurrence]:
    """Return the shifts to come that questions are about, by id; cancelled ones are left out."""
    if not rows:
        return {}
    first = workspace.today - DAY
    occurrences = occurrences_between(reading, first, first + (DAYS_AHEAD + 1) * DAY, WITH_PEOPLE)
    now = workspace.now()
    return {each.occurrence_id: each for each in occurrences if each.start > now and not each.cancelled}
