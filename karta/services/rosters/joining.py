"""Who asks on the open page to come along: a first name and a way to reach them, for their organisation to answer.

Anybody may ask, and learns nothing by it: the answer on the page is the same whoever asks, and however often.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from karta.errors import ConflictError, InputError, NotFoundError
from karta.model import typed_text
from karta.model.telephone import is_number
from karta.privacy import WORKSPACE, Resource, Viewer, allowed, belonging_to, require
from karta.services import free_text
from karta.services.access import retention
from karta.services.rosters import poster_contact
from karta.services.rosters.invitations import Invitation
from karta.services.workspace import Workspace
from karta.store import join_wishes, links, people
from karta.store.cells import Row

MOST_OF_NAME, MOST_OF_REACH = 40, 80
# So many may wait for one organisation; a program that fills in forms fills no more than that. [K]
MOST_WAITING = 50
_SET_OFF = re.compile(r"\d{6}\s?[-+]\s?\d{4}")
_NO_NAME = re.compile(r"[\d@/<>]")


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody who wants to come along, how they are reached, and since when they wait."""

    wish_id: str
    name: str
    reach: str
    asked_on: date


def ask(workspace: Workspace, viewer: Viewer, org_id: str, name: str, reach: str) -> None:
    """Ask an organisation that has an open page to let somebody come along.

    Raises
    ------
    InputError
        `join_name`, `join_reach`, and what the guard of free text holds back; nothing is stored then.
    ConflictError
        `join_full` where too many wait already.
    NotFoundError
        `no_invitation` where the organisation has no open page.
    """
    require(viewer, "ask_to_join", WORKSPACE)
    poster_contact.invitation(workspace, org_id)
    first = free_text.about_places(name, MOST_OF_NAME)
    if not first or _NO_NAME.search(first):
        raise InputError("join_name")
    way = _way(reach)
    with workspace.act(viewer, "ask_to_join") as act:
        join_wishes.remove_older(act, act.at - timedelta(days=retention.ENDED_DAYS))
        if join_wishes.count(act.connection, org_id) >= MOST_WAITING:
            raise ConflictError("join_full")
        join_wishes.add(act, org_id, first, way)


def waiting(workspace: Workspace, viewer: Viewer) -> int:
    """Return how many wait for an answer that the viewer may give, none where it may give none."""
    if not allowed(viewer, "see_people", WORKSPACE):
        return 0
    with workspace.store.reading() as reading:
        counts = join_wishes.counts(reading.connection, _first(workspace))
    return sum(count for org, count in counts.items() if allowed(viewer, "see_people", belonging_to(org)))


def wishes(workspace: Workspace, viewer: Viewer, org_id: str) -> list[Wish]:
    """Return who waits for an organisation's answer, the first first."""
    require(viewer, "see_people", belonging_to(org_id))
    with workspace.store.reading() as reading:
        rows = join_wishes.waiting(reading.connection, org_id)
    return [_wish(workspace, row) for row in rows if row["asked_at"] >= _first(workspace)]


def answer(workspace: Workspace, viewer: Viewer, wish_id: str, *, yes: bool) -> Invitation | None:
    """Answer somebody who waits: a yes makes them one of the people, with a personal link to hand over; a no, nothing.

    Raises NotFoundError `wish_missing` where somebody else has answered.
    """
    require(viewer, "see_people", WORKSPACE)
    with workspace.act(viewer, "answer_wish") as act:
        row = join_wishes.by_id(act.connection, wish_id)
        if row is None:
            raise NotFoundError("wish_missing")
        require(viewer, "see_people", Resource(frozenset({row["organisation_id"]})))
        join_wishes.remove(act, wish_id)
        if not yes:
            return None
        person = people.add(act, row["organisation_id"], row["name"], phone=row["reach"])
        return Invitation(person, row["name"], links.issue(act, person))


def _first(workspace: Workspace) -> datetime:
    """Return the moment before which whoever asked waits no longer, taken out or not."""
    return workspace.now() - timedelta(days=retention.ENDED_DAYS)


def _way(reach: str) -> str:
    """Return how somebody is reached: a telephone number or a mail address, and nothing that is neither."""
    way = typed_text.clean(reach, MOST_OF_REACH)
    if _SET_OFF.search(way):
        raise InputError("words_about_people")
    # A number starts as those that are called do: what does not may be anybody's number of another kind.
    is_called = is_number(way) and way[0] in "0+("
    if not is_called and not poster_contact.is_mail(way):
        raise InputError("join_reach")
    return way


def _wish(workspace: Workspace, row: Row) -> Wish:
    return Wish(row["id"], row["name"], row["reach"], row["asked_at"].astimezone(workspace.zone).date())
