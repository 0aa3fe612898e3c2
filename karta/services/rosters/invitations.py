"""The organiser's people: who is invited, and their personal links.

Names and phones are for the organisation whose people they are, and for the coordinator who runs the workspace.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from karta.errors import InputError, NotFoundError
from karta.model import day_bounds, typed_text
from karta.privacy import WORKSPACE, Resource, Viewer, allowed, belonging_to, require
from karta.services.access import looking
from karta.services.rosters import own_data
from karta.services.rosters.occurrences import WITH_PEOPLE, occurrences_between
from karta.services.workspace import Workspace
from karta.store import erasing, links, people
from karta.store.cells import Row
from karta.store.database import Reading

# So long before and after a shift one may have to call who is on it.
CALLED_WITHIN = timedelta(days=7)
# Numbers of several telephones have room; a story has not.
MOST_OF_NUMBER = 80


@dataclass(frozen=True, slots=True)
class Invitation:
    """A person who was invited just now, and the token of the personal link."""

    person_id: str
    name: str
    token: str


@dataclass(frozen=True, slots=True)
class Invited:
    """A person of an organisation; `link_since` is when the current personal link was made, None without one.

    `reminded_on`: when it was noted that nothing had happened for a year; a month later the person is erased.
    `routine_on`: when the organisation did its routine.
    """

    person_id: str
    organisation_id: str
    name: str
    phone: str
    is_adult: bool
    link_since: date | None
    reminded_on: date | None = None
    routine_on: date | None = None


def invite_all(
    workspace: Workspace, viewer: Viewer, org_id: str, guests: Sequence[tuple[str, str]]
) -> list[Invitation]:
    """Put people (name, phone) into the people room as one act; their links' tokens are shown this once."""
    require(viewer, "see_people", WORKSPACE)
    rows = [(typed_text.name(name), typed_text.clean(phone, MOST_OF_NUMBER)) for name, phone in guests]
    if not rows or not all(name for name, _ in rows):
        raise InputError("person_name_missing")
    with workspace.act(viewer, "invite") as act:
        require(viewer, "see_people", _of(Reading(act.connection), org_id))
        ids = [people.add(act, org_id, name, phone=phone or None) for name, phone in rows]
        return [
            Invitation(person_id, name, links.issue(act, person_id))
            for person_id, (name, _) in zip(ids, rows, strict=True)
        ]


def organisations_with_people(workspace: Workspace, viewer: Viewer) -> set[str]:
    """Return the ids of the organisations that have people; whose they are is asked where they are shown."""
    require(viewer, "see_people", WORKSPACE)
    with workspace.store.reading() as reading:
        return people.organisations(reading.connection)


def new_link(workspace: Workspace, viewer: Viewer, person_id: str) -> str:
    """Return the token of a new personal link; the one before stops working."""
    require(viewer, "see_people", WORKSPACE)
    visible_person(workspace, viewer, person_id)
    with workspace.act(viewer, "new_link") as act:
        return links.issue(act, person_id)


def withdraw_link(workspace: Workspace, viewer: Viewer, person_id: str) -> None:
    """Withdraw a person's link: whoever holds it sees nothing more."""
    require(viewer, "see_people", WORKSPACE)
    visible_person(workspace, viewer, person_id)
    with workspace.act(viewer, "withdraw_link") as act:
        links.withdraw(act, person_id)


def edit(
    workspace: Workspace, viewer: Viewer, person_id: str, name: str, phone: str, *, shown: tuple[str, str]
) -> None:
    """Give a person another name or phone; `shown` is the name and phone that were read.

    Raises
    ------
    InputError
        `person_name_missing`.
    ConflictError
        `row_changed` when another one has been stored since.
    """
    require(viewer, "see_people", WORKSPACE)
    visible_person(workspace, viewer, person_id)
    own_name, own_phone = typed_text.name(name), typed_text.clean(phone, MOST_OF_NUMBER)
    if not own_name:
        raise InputError("person_name_missing")
    with workspace.act(viewer, "edit_person") as act:
        people.edit(act, person_id, own_name, own_phone or None, (shown[0], shown[1] or None))


def note_routine(workspace: Workspace, viewer: Viewer, person_id: str, day: date) -> None:
    """Note on which day the organisation did its routine for a person; what it showed is nobody's to write down here.

    Raises
    ------
    InputError
        `routine_ahead` for a day to come, `day_outside`.
    """
    require(viewer, "see_people", WORKSPACE)
    visible_person(workspace, viewer, person_id)
    if day_bounds.checked(day) > workspace.today:
        raise InputError("routine_ahead")
    with workspace.act(viewer, "note_routine") as act:
        people.note_routine(act, person_id, day)


def erase(workspace: Workspace, viewer: Viewer, person_id: str) -> own_data.Receipt:
    """Erase a person: name, phone, sign-ups, links and notices go, hours stay. This cannot be undone."""
    require(viewer, "see_people", WORKSPACE)
    visible_person(workspace, viewer, person_id)
    return own_data.erase(workspace, person_id, viewer)


def month_counts(workspace: Workspace, viewer: Viewer, org_id: str) -> pd.DataFrame:
    """Return how many shifts the people of an organisation went to: person_id, month, place, shifts.

    Of shifts whose names have gone; who has been erased is counted with nobody (None).
    """
    require(viewer, "see_people", WORKSPACE)
    with workspace.store.reading() as reading:
        require(viewer, "see_people", _of(reading, org_id))
        rows = erasing.month_counts(reading.connection, org_id)
        places = reading.frame("place", include_superseded=True, columns=["id", "name"])
    names = dict(zip(places["id"], places["name"], strict=True))
    columns = ["person_id", "month", "place", "shifts"]
    return pd.DataFrame([{**row, "place": names.get(row["place_id"], "")} for row in rows], columns=columns)


def invited(workspace: Workspace, viewer: Viewer, org_id: str) -> list[Invited]:
    """Return the people of an organisation, by name; a phone is blank unless there is a shift to call about."""
    require(viewer, "see_people", WORKSPACE)
    with workspace.store.reading() as reading:
        own = _of(reading, org_id)
        require(viewer, "see_people", own)
        since = links.issued(reading.connection)
        rows = people.listed(reading.connection, org_id)
        called = None if viewer.role == "local" else _called(reading, workspace.today)
    if any(row["phone"] and _may_call(viewer, own, row["id"], called) for row in rows):
        looking.note(workspace, viewer, "see_phones")
    return [
        Invited(
            row["id"],
            org_id,
            row["name"],
            (row["phone"] or "") if _may_call(viewer, own, row["id"], called) else "",
            bool(row["declared_adult"]),
            since.get(row["id"]),
            row["reminded_on"],
            row["routine_on"],
        )
        for row in rows
    ]


def _may_call(viewer: Viewer, own: Resource, person_id: str, called: Collection[str] | None) -> bool:
    return bool(allowed(viewer, "see_phones", own)) and (called is None or person_id in called)


def _called(reading: Reading, today: date) -> set[str]:
    """Return the people who were or will be on a shift within so many days that one may have to call them."""
    near = occurrences_between(reading, today - CALLED_WITHIN, today + CALLED_WITHIN, WITH_PEOPLE)
    return {sign_up.person_id for occurrence in near for sign_up in occurrence.sign_ups}


def counts(workspace: Workspace, viewer: Viewer) -> dict[str, int]:
    """Return how many people each organisation has, by its name in order: those that the viewer may know."""
    require(viewer, "see_people", WORKSPACE)
    with workspace.store.reading() as reading:
        of_org, orgs = people.counts(reading.connection), reading.frame("organisation")
    named = {
        name: of_org[org]
        for org, name in zip(orgs["id"], orgs["name"], strict=True)
        if org in of_org and allowed(viewer, "see_people", belonging_to(org))
    }
    return dict(sorted(named.items(), key=lambda item: item[0].casefold()))


def visible_person(workspace: Workspace, viewer: Viewer, person_id: str) -> Row:
    """Return a person whom the viewer may know. Raises NotFoundError."""
    require(viewer, "see_people", WORKSPACE)
    with workspace.store.reading() as reading:
        row = people.by_id(reading.connection, person_id)
        if row is None:
            raise NotFoundError("person_missing")
        require(viewer, "see_people", _of(reading, row["organisation_id"]))
    return row


def names(workspace: Workspace, viewer: Viewer, person_ids: set[str]) -> dict[str, str]:
    """Return the names of those of the people whom the viewer may know."""
    require(viewer, "see_people", WORKSPACE)
    with workspace.store.reading() as reading:
        rows = [
            row
            for person_id in sorted(person_ids)
            if (row := people.by_id(reading.connection, person_id)) is not None
        ]
        return {
            row["id"]: row["name"]
            for row in rows
            if allowed(viewer, "see_people", _of(reading, row["organisation_id"]))
        }


def _of(reading: Reading, org_id: str) -> Resource:
    """Return what is an organisation's, as the policy is asked about it. Raises NotFoundError."""
    organisation = reading.frame("organisation", [org_id])
    if organisation.empty:
        raise NotFoundError("no_such_organisation", name=org_id)
    return belonging_to(org_id)
