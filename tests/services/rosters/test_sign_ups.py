"""Signing up: every rule, within the act that writes; what is refused leaves nothing behind."""

from datetime import UTC, date, datetime
from threading import Thread

import pytest

from karta.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from karta.services import workspace as workspaces
from karta.services.register import organisations
from karta.services.rosters import sign_ups, volunteers
from karta.services.workspace import Workspace
from tests.services.rosters.conftest import (
    COORDINATOR,
    FRIDAY,
    Person,
    Plan,
    cancel,
    later,
    occurrence_of,
    occurrences,
    place_id,
    refusal,
    sign,
    undo_last,
)


def test_a_role_is_taken_and_missed_until_it_is(workspace: Workspace, plan: Plan, person: Person) -> None:
    """Two roles are needed: one taken leaves the other missing, who only waits takes none, and signing off frees it."""
    plan(roles=("walk_leader", "first_aid"), max_team=2)
    occurrence_id = occurrences(workspace)[0].occurrence_id
    leader, other, waiter = person(), person(), person()
    sign(workspace, leader, occurrence_id, role="walk_leader")
    assert occurrence_of(workspace, occurrence_id).missing_roles == ("first_aid",)
    sign(workspace, other, occurrence_id, role="king")
    sign(workspace, waiter, occurrence_id, wait=True, role="first_aid")
    assert occurrence_of(workspace, occurrence_id).missing_roles == ("first_aid",)
    sign_ups.ask_stand_in(workspace, leader, occurrence_id)
    assert occurrence_of(workspace, occurrence_id).missing_roles == ("first_aid",)
    sign_ups.sign_off(workspace, leader, occurrence_id)
    assert occurrence_of(workspace, occurrence_id).missing_roles == ("walk_leader",)


def test_one_under_eighteen_is_refused_and_nothing_is_stored(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """A no is refused before anything is written, also for somebody who said yes before; no answer is asked for."""
    plan()
    occurrence_id, who = occurrences(workspace)[0].occurrence_id, person()
    assert refusal(workspace, who, occurrence_id, is_adult=False).code == "under_age"
    assert refusal(workspace, who, occurrence_id, is_adult=None).code == "adult_unanswered"
    assert workspace.store.frame("person")["declared_adult"].tolist() == [None]
    assert isinstance(refusal(workspace, who, occurrence_id, is_adult=False), NotAllowedError)
    sign(workspace, who, occurrence_id)
    assert workspace.store.frame("person")["declared_adult"].tolist() == [True]
    undo_last(workspace)
    assert workspace.store.frame("person")["declared_adult"].tolist() == [None]
    assert occurrence_of(workspace, occurrence_id).adults == 0


def test_a_shift_at_the_same_time_is_named_in_the_refusal(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """On Torget 21-22, one can not be in the park 21:30-23, but the shift that touches needs the rest to be 0 hours."""
    park = place_id(workspace, "Parken")
    plan()
    plan(place_id=park, start="21:30", end="23:00")
    plan(place_id=park, start="22:00", end="23:00")
    own, overlapping, touching = (occurrence.occurrence_id for occurrence in occurrences(workspace))
    who = person()
    sign(workspace, who, own)
    error = refusal(workspace, who, overlapping)
    assert error.code == "shift_overlaps"
    assert error.facts == {"place": "Torget", "when": "fre 18 sep 21:00\u201322:00"}
    error = refusal(workspace, who, touching)
    assert (error.code, error.facts["hours"]) == ("shift_rest", 8.0)
    workspaces.set_setting(workspace, COORDINATOR, "rest_hours", "0", version=0)
    assert sign(workspace, who, touching) == "signed"


@pytest.mark.parametrize(("start", "fits"), [("05:59", False), ("06:00", True)])
def test_rest_is_counted_from_end_to_start(
    workspace: Workspace, plan: Plan, person: Person, start: str, fits: bool
) -> None:
    """After a shift that ends at 22, eight hours of rest are over at 06, not a minute earlier."""
    plan()
    plan(day=date(2026, 9, 19), start=start, end="09:00")
    first, second = (occurrence.occurrence_id for occurrence in occurrences(workspace))
    who = person()
    sign(workspace, who, first)
    if fits:
        assert sign(workspace, who, second) == "signed"
    else:
        assert refusal(workspace, who, second).code == "shift_rest"


def test_rest_is_counted_in_real_hours_when_the_clock_goes_back(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """From 22 on 24 October to 05 on the 25th the clock shows seven hours, and eight pass."""
    plan(day=date(2026, 10, 24))
    plan(day=date(2026, 10, 25), start="05:00", end="09:00")
    who = person()
    for occurrence in occurrences(workspace):
        assert sign(workspace, who, occurrence.occurrence_id) == "signed"


def test_two_cannot_take_the_last_place(workspace: Workspace, plan: Plan, person: Person) -> None:
    """Six threads for three places: three get in, three are told that it is full."""
    plan(max_team=3)
    occurrence_id = occurrences(workspace)[0].occurrence_id
    people = [person() for _ in range(6)]
    answers: list[str] = []

    def ask(who: volunteers.Volunteer) -> None:
        try:
            answers.append(sign(workspace, who, occurrence_id))
        except ConflictError as error:
            answers.append(error.code)

    threads = [Thread(target=ask, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["shift_full"] * 3 + ["signed"] * 3
    assert occurrence_of(workspace, occurrence_id).adults == 3


def test_what_is_not_theirs_past_or_cancelled_is_refused(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """A shift of another organisation is none for them; begun and cancelled ones say so; twice is once."""
    plan(weekly=True)
    first, second = (occurrence.occurrence_id for occurrence in occurrences(workspace)[:2])
    who = person()
    scout = person(org_id=organisations.add_organisation(workspace, COORDINATOR, "Scouterna"))
    assert isinstance(refusal(workspace, scout, first), NotFoundError)
    assert volunteers.page(workspace, scout)[1] == []
    begun = later(workspace, datetime(2026, 9, 18, 19, 0, tzinfo=UTC))
    assert isinstance(refusal(begun, who, first), InputError)
    cancel(workspace, second)
    assert refusal(workspace, who, second).code == "shift_cancelled"
    sign(workspace, who, first)
    before = workspace.store.revision()
    assert sign(workspace, who, first) == "signed"
    assert workspace.store.revision() == before
    for name in ("", "x", f"{first}x", f"none.{FRIDAY}"):
        assert refusal(workspace, who, name).code == "occurrence_unknown"
