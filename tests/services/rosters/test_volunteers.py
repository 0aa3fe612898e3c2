"""Volunteers: their personal links, their names, and the shifts that their own page shows them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from karta.errors import NotAllowedError, NotFoundError
from karta.privacy import Viewer
from karta.services.rosters import invitations, shifts, volunteers
from karta.services.workspace import Workspace
from tests import guests, viewers
from tests.services.rosters.conftest import (
    COORDINATOR,
    Person,
    Plan,
    edit_occurrence,
    later,
    occurrences,
    place_id,
    sign,
    undo_last,
)


def test_shifts_that_need_one_more_come_first(workspace: Workspace, plan: Plan, person: Person) -> None:
    """Offered are understaffed ones, then others, full ones last; own, colliding and past ones are left out."""
    plan(weekly=True, until=date(2026, 10, 9))
    mine, staffed, needy, full = (occurrence.occurrence_id for occurrence in occurrences(workspace))
    edit_occurrence(workspace, full, max_team=2)
    plan(place_id=place_id(workspace, "Parken"), start="20:00", end="21:30")
    for occurrence_id in (staffed, full):
        for _ in range(2):
            sign(workspace, person(), occurrence_id)
    who = person()
    sign(workspace, who, mine)
    offered = volunteers.page(workspace, who)[1]
    assert [occurrence.occurrence_id for occurrence in offered] == [needy, staffed, full]
    assert [occurrence.occurrence_id for occurrence in volunteers.page(workspace, who)[0].coming] == [mine]


def test_a_volunteer_sees_the_dates_that_pass_shows(workspace: Workspace, plan: Plan, person: Person) -> None:
    """Of Fridays until further notice both show those of eight weeks, to 6 November."""
    plan(weekly=True)
    fridays = [date(2026, 9, 18) + timedelta(weeks=n) for n in range(8)]
    assert [occurrence.day for occurrence in shifts.ahead(workspace, COORDINATOR).understaffed] == fridays
    assert [occurrence.day for occurrence in volunteers.page(workspace, person())[1]] == fridays


def test_a_past_shift_waits_for_its_report(workspace: Workspace, plan: Plan, person: Person) -> None:
    """Once begun, the shift asks those who went for a report, for a week; those who waited are not asked."""
    plan(max_team=2)
    occurrence_id = occurrences(workspace)[0].occurrence_id
    went, waited = person(), person()
    sign(workspace, went, occurrence_id)
    sign(workspace, person(), occurrence_id)
    sign(workspace, waited, occurrence_id, wait=True)
    after = later(workspace, datetime(2026, 9, 18, 20, 5, tzinfo=UTC))
    assert [occurrence.occurrence_id for occurrence in volunteers.page(after, went)[0].to_report] == [
        occurrence_id
    ]
    assert volunteers.page(after, waited)[0].to_report == []
    gone = later(workspace, after.now() + timedelta(days=8))
    assert volunteers.page(gone, went)[0].to_report == []


def test_a_link_can_be_withdrawn_and_is_kept_as_a_hash(workspace: Workspace, org: str) -> None:
    """The token stands nowhere in the file; a new link ends the old one; a withdrawn one opens nothing until undo."""
    person_id, token = guests.invite(workspace, COORDINATOR, org, "Anna Ek", "070-123 45 67")
    assert len(token) == 33
    assert volunteers.by_link(workspace, token).name == "Anna Ek"
    everything = b"".join(path.read_bytes() for path in workspace.folder.iterdir())
    assert token.encode() not in everything
    new = invitations.new_link(workspace, COORDINATOR, person_id)
    with pytest.raises(NotFoundError, match="link_unknown"):
        volunteers.by_link(workspace, token)
    invitations.withdraw_link(workspace, COORDINATOR, person_id)
    for withdrawn in (new, "", "x" * 32, token[:-1]):
        with pytest.raises(NotFoundError, match="link_unknown"):
            volunteers.by_link(workspace, withdrawn)
    undo_last(workspace)
    assert volunteers.by_link(workspace, new).person_id == person_id


def test_names_are_in_no_log_and_for_their_organiser_alone(
    workspace: Workspace, plan: Plan, person: Person, org: str
) -> None:
    """Nothing of a person but an id leaves the people room; another organiser sees neither list nor name."""
    plan()
    who = person("Synnerligen Unik")
    sign(workspace, who, occurrences(workspace)[0].occurrence_id)
    changes = workspace.store.frame("change")
    assert not changes["after"].fillna("").str.contains("Unik").any()
    assert not changes["after"].fillna("").str.contains(who.person_id).any()
    own = viewers.of(workspace, "Nattvandrarna")
    assert [invited.name for invited in invitations.invited(workspace, own, org)] == ["Synnerligen Unik"]
    assert invitations.counts(workspace, own) == {"Nattvandrarna": 1}
    other = viewers.of(workspace, "Scouterna", "organiser", "kårchef")
    assert invitations.counts(workspace, other) == {}
    with pytest.raises(NotAllowedError):
        invitations.invited(workspace, other, org)
    with pytest.raises(NotAllowedError):
        invitations.new_link(workspace, other, who.person_id)
    assert invitations.names(workspace, other, {who.person_id}) == {}
    with pytest.raises(NotAllowedError):
        invitations.invited(workspace, Viewer("områdespolis", "police"), org)
