"""Messages to all of a shift, or to a whole team about it: on their own page, in their calendar, by mail.

What is written is about the shift and never about people. Karta sends no SMS: text and numbers are there to copy.
"""

from dataclasses import dataclass
from typing import Literal

from karta.errors import InputError
from karta.i18n import text
from karta.model.shift import ShiftOccurrence
from karta.privacy import WORKSPACE, Viewer, allowed, belonging_to, require
from karta.services.free_text import about_places
from karta.services.rosters import invitations, notices
from karta.services.rosters.occurrences import occurrence_by_id, resource_of, visible, when_text
from karta.services.workspace import Workspace
from karta.store import people
from karta.store.database import Reading

Whom = Literal["shift", "team"]
WHOM: tuple[Whom, ...] = ("shift", "team")


@dataclass(frozen=True, slots=True)
class Receivers:
    """To whom a message goes: how many people, and the numbers of those who may be called about a shift just now."""

    people: int
    phones: tuple[str, ...]


def receivers(workspace: Workspace, viewer: Viewer, occurrence: ShiftOccurrence, whom: Whom) -> Receivers:
    """Return to whom a message about a shift would go: those on it, or all people of its organisations."""
    require(viewer, "see_people", WORKSPACE)
    with workspace.store.reading() as reading:
        ids = _ids(reading, viewer, occurrence, whom)
    phones = [
        person.phone
        for org in _own(viewer, occurrence)
        for person in invitations.invited(workspace, viewer, org)
        if person.person_id in ids and person.phone
    ]
    return Receivers(len(ids), tuple(dict.fromkeys(phones)))


def send(workspace: Workspace, viewer: Viewer, occurrence_id: str, whom: Whom, words: str) -> int:
    """Tell all on a shift, or all people of its organisations, something about it; return how many. One act.

    Of several organisations only the people of those are told whose people the viewer may see.

    Raises
    ------
    InputError
        `message_empty`, `message_nobody`, and what the guard of free text holds back.
    """
    require(viewer, "see_people", WORKSPACE)
    message = about_places(words)
    if not message:
        raise InputError("message_empty")
    with workspace.act(viewer, "message") as act:
        reading = Reading(act.connection)
        shown = visible(reading, viewer, [occurrence_by_id(reading, occurrence_id)])
        ids = sorted(_ids(reading, viewer, shown[0], whom)) if shown else []
        if not ids:
            raise InputError("message_nobody")
        require(viewer, "plan_shifts", resource_of(shown[0]))
        notices.tell(act, "message", shown[0], ids, message=message)
    return len(ids)


def sms(workspace: Workspace, occurrence: ShiftOccurrence, words: str) -> str:
    """Return a message as an SMS says it: when and where, and then the words."""
    about = f"{when_text(workspace, occurrence)}, {occurrence.place}"
    return text("rosters.message_sms", workspace.language, about=about, message=" ".join(words.split()))


def _own(viewer: Viewer, occurrence: ShiftOccurrence) -> list[str]:
    orgs = dict.fromkeys(party.organisation_id for party in occurrence.parties)
    return [org for org in orgs if org and allowed(viewer, "see_people", belonging_to(org))]


def _ids(reading: Reading, viewer: Viewer, occurrence: ShiftOccurrence, whom: Whom) -> set[str]:
    of_team = {
        row["id"] for org in _own(viewer, occurrence) for row in people.listed(reading.connection, org)
    }
    if whom == "team":
        return of_team
    return {sign_up.person_id for sign_up in occurrence.sign_ups} & of_team
