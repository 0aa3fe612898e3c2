"""Signing off, stand-ins and the waiting list: who gets a place that becomes free."""

from datetime import UTC, datetime

import pytest

from karta.errors import ConflictError
from karta.services import history
from karta.services.rosters import invitations, sign_ups
from karta.services.workspace import Workspace
from tests.services.rosters.conftest import (
    COORDINATOR,
    Person,
    Plan,
    later,
    occurrence_of,
    occurrences,
    place_id,
    refusal,
    sign,
    undo_last,
)


def test_a_sixth_waits_and_gets_the_place_that_becomes_free(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """Five are taken, the sixth is refused and may wait; the first sign-off lets the first waiter in."""
    plan()
    occurrence_id = occurrences(workspace)[0].occurrence_id
    people = [person() for _ in range(7)]
    for volunteer in people[:5]:
        assert sign(workspace, volunteer, occurrence_id) == "signed"
    error = refusal(workspace, people[5], occurrence_id)
    assert (error.code, error.facts) == ("shift_full", {"most": 5})
    assert sign(workspace, people[5], occurrence_id, wait=True) == "waiting"
    assert sign(workspace, people[6], occurrence_id, wait=True) == "waiting"
    assert occurrence_of(workspace, occurrence_id).adults == 5
    sign_ups.sign_off(workspace, people[0], occurrence_id)
    occurrence = occurrence_of(workspace, occurrence_id)
    assert occurrence.state_of(people[5].person_id) == "signed"
    assert occurrence.state_of(people[6].person_id) == "waiting"
    assert occurrence.adults == 5
    undo_last(workspace)
    occurrence = occurrence_of(workspace, occurrence_id)
    assert [occurrence.state_of(volunteer.person_id) for volunteer in people] == ["signed"] * 5 + [
        "waiting"
    ] * 2


def test_signing_off_closes_and_a_stand_in_may_take_over(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """Until 24 hours before one may sign off; then a stand-in is asked for, counts until found, and frees the place."""
    plan()
    occurrence_id = occurrences(workspace)[0].occurrence_id
    first, second, third = person(), person(), person()
    sign(workspace, first, occurrence_id)
    sign(workspace, second, occurrence_id)
    late = later(workspace, datetime(2026, 9, 17, 19, 1, tzinfo=UTC))
    before = workspace.store.revision()
    with pytest.raises(ConflictError) as caught:
        sign_ups.sign_off(late, first, occurrence_id)
    assert caught.value.code == "sign_off_closed"
    assert caught.value.facts == {"when": "tor 17 sep 21:00"}
    assert workspace.store.revision() == before
    sign_ups.ask_stand_in(late, first, occurrence_id)
    assert (
        occurrence_of(workspace, occurrence_id).adults,
        occurrence_of(workspace, occurrence_id).stand_ins,
    ) == (2, 1)
    assert sign(late, third, occurrence_id) == "signed"
    occurrence = occurrence_of(workspace, occurrence_id)
    assert {volunteer.person_id for volunteer in occurrence.going} == {second.person_id, third.person_id}
    assert occurrence.stand_ins == 0
    sign_ups.ask_stand_in(late, second, occurrence_id)
    sign_ups.ask_stand_in(late, second, occurrence_id, wanted=False)
    assert occurrence_of(workspace, occurrence_id).stand_ins == 0


def test_a_stand_in_is_possible_on_a_full_shift(workspace: Workspace, plan: Plan, person: Person) -> None:
    """With five taken and one of them looking for a stand-in, the sixth takes that place."""
    plan()
    occurrence_id = occurrences(workspace)[0].occurrence_id
    people = [person() for _ in range(6)]
    for volunteer in people[:5]:
        sign(workspace, volunteer, occurrence_id)
    sign_ups.ask_stand_in(workspace, people[2], occurrence_id)
    assert sign(workspace, people[5], occurrence_id) == "signed"
    occurrence = occurrence_of(workspace, occurrence_id)
    assert occurrence.adults == 5
    assert occurrence.state_of(people[2].person_id) is None


def test_a_waiter_who_collides_by_now_is_passed_over(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """The first in line has taken another shift meanwhile: the place goes to the second."""
    plan(max_team=2)
    plan(place_id=place_id(workspace, "Parken"))
    full, other = sorted(
        (occurrence.occurrence_id for occurrence in occurrences(workspace)),
        key=lambda i: occurrence_of(workspace, i).place != "Torget",
    )
    first, second, third, fourth = (person() for _ in range(4))
    for volunteer in (first, second):
        sign(workspace, volunteer, full)
    for volunteer in (third, fourth):
        sign(workspace, volunteer, full, wait=True)
    sign(workspace, third, other)
    sign_ups.sign_off(workspace, first, full)
    assert occurrence_of(workspace, full).state_of(third.person_id) == "waiting"
    assert occurrence_of(workspace, full).state_of(fourth.person_id) == "signed"


def test_undo_refuses_where_somebody_has_the_place(workspace: Workspace, plan: Plan, person: Person) -> None:
    """A sign-off is not undone once another has taken the freed place; a sign-up not once it was signed off again."""
    plan(max_team=1, min_team=1)
    occurrence_id = occurrences(workspace)[0].occurrence_id
    first, second = person(), person()
    sign(workspace, first, occurrence_id)
    signed = str(workspace.store.acts(1)["id"].iloc[0])
    sign_ups.sign_off(workspace, first, occurrence_id)
    off = str(workspace.store.acts(1)["id"].iloc[0])
    with pytest.raises(ConflictError, match="undo_touched"):
        history.undo(workspace, COORDINATOR, signed)
    sign(workspace, second, occurrence_id)
    with pytest.raises(ConflictError, match="undo_touched"):
        history.undo(workspace, COORDINATOR, off)
    assert occurrence_of(workspace, occurrence_id).adults == 1


def test_erasing_a_person_frees_the_place(workspace: Workspace, plan: Plan, person: Person) -> None:
    """An erased person is on no shift and holds no link."""
    plan()
    occurrence_id, who = occurrences(workspace)[0].occurrence_id, person()
    sign(workspace, who, occurrence_id)
    invitations.erase(workspace, COORDINATOR, who.person_id)
    assert occurrence_of(workspace, occurrence_id).adults == 0
    assert workspace.store.frame("personal_link").empty
