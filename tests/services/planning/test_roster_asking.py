"""Volunteers are asked by one act: a question is no sign-up, a yes is, and a no needs no reason."""

from datetime import timedelta

import pytest

from karta.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from karta.services import history
from karta.services.planning import rosters
from karta.services.rosters import asking, availability, notices, sign_ups
from karta.services.workspace import Workspace
from karta.store import notices as store_notices
from karta.store import people
from tests import viewers
from tests.services.planning.who import FRIDAY, NOW, Join, join, names, org, prepared, propose, walk
from tests.services.rosters.conftest import COORDINATOR, cancel, occurrences

__all__ = ["NOW", "join", "org", "prepared"]


def test_a_question_is_no_sign_up_and_a_yes_is(workspace: Workspace, org: str, join: Join) -> None:
    """Asked, nothing counts; a yes makes one adult of two; a no needs no reason, and nobody asks again."""
    anna, bo = join("Anna"), join("Bo")
    shift = walk(workspace, org, FRIDAY)
    proposal = propose(workspace, org)
    (team,) = names(proposal)
    assert team == ("Anna", "Bo")
    before = workspace.store.revision()
    assert rosters.accept(workspace, COORDINATOR, proposal, proposal.picks) == 2
    assert workspace.store.revision() == before + 1
    assert [each.adults for each in occurrences(workspace)] == [0]
    assert asking.of_person(workspace, anna) == {shift: None}
    assert [notice.kind for notice in notices.own(workspace, anna.person_id)] == ["asked"]
    assert sign_ups.sign_up(workspace, anna, shift) == "signed"
    assert [each.adults for each in occurrences(workspace)] == [1]
    assert asking.of_person(workspace, anna) == {}
    asking.decline(workspace, bo, shift)
    asking.decline(workspace, bo, shift)
    assert [each.adults for each in occurrences(workspace)] == [1]
    assert notices.own(workspace, bo.person_id) == []
    cia = join("Cia")
    proposal = propose(workspace, org)
    assert names(proposal) == [("Cia",)]
    rosters.accept(workspace, COORDINATOR, proposal, proposal.picks)
    asking.decline(workspace, cia, shift)
    (left,) = propose(workspace, org).left
    # Whoever has said no is one who is not free, and nobody is told to ask again.
    assert left.reasons == (("too_few_free", 1), ("not_available", 2))
    assert left.changes == (("new_person", ""),)


def test_asking_is_one_act_that_can_be_undone(workspace: Workspace, org: str, join: Join) -> None:
    """Undone, the questions are gone with what was told of them; an answer that was given stays its giver's."""
    anna, bo = join("Anna"), join("Bo")
    shift = walk(workspace, org, FRIDAY)
    proposal = propose(workspace, org)
    rosters.accept(workspace, COORDINATOR, proposal, proposal.picks)
    sign_ups.sign_up(workspace, anna, shift)
    acts = history.acts(workspace, COORDINATOR).set_index("verb")
    assert acts.loc["ask_people", "note"] == "2"
    history.undo(workspace, COORDINATOR, acts.loc["ask_people", "id"])
    assert asking.of_person(workspace, bo) == {}
    assert notices.own(workspace, bo.person_id) == []
    assert [each.adults for each in occurrences(workspace)] == [1]
    assert names(propose(workspace, org)) == [("Bo",)]


def test_who_is_asked_stays_until_the_answer(workspace: Workspace, org: str, join: Join) -> None:
    """One of two is asked: the next proposal keeps her and names the other; a question that is taken back is open."""
    anna, bo = join("Anna"), join("Bo")
    shift = walk(workspace, org, FRIDAY)
    proposal = propose(workspace, org)
    join("Cia")
    availability.set_free(workspace, bo, "FR-evening", is_free=False)
    rosters.accept(workspace, COORDINATOR, proposal, [(shift, anna.person_id)])
    again = propose(workspace, org)
    assert [(each.name, each.is_asked) for each in again.shifts[0].people] == [("Anna", True), ("Cia", False)]
    assert {person for _, person in again.picks} == {again.shifts[0].people[1].person_id}
    # That evening she is not asked about another shift.
    walk(workspace, org, FRIDAY, place="Parken")
    assert [len(row.people) for row in propose(workspace, org).shifts] == [2]
    (asked,) = asking.open_asks(workspace, COORDINATOR, org)
    assert (asked.name, asked.occurrence.occurrence_id) == ("Anna", shift)
    asking.withdraw(workspace, COORDINATOR, shift, anna.person_id)
    assert asking.of_person(workspace, anna) == {}
    assert not any(each.is_asked for row in propose(workspace, org).shifts for each in row.people)


def test_what_has_changed_since_is_refused(workspace: Workspace, org: str, join: Join) -> None:
    """One of those chosen goes elsewhere by now, is not asked any more, or the shift is off: nobody is asked."""
    anna, bo = join("Anna"), join("Bo")
    shift = walk(workspace, org, FRIDAY)
    proposal = propose(workspace, org)
    other = walk(workspace, org, FRIDAY, place="Parken", start="18:00", end="19:00")

    def refused() -> bool:
        with pytest.raises(ConflictError) as error:
            rosters.accept(workspace, COORDINATOR, proposal, proposal.picks)
        assert asking.open_asks(workspace, COORDINATOR, org) == []
        return error.value.code == "roster_old"

    sign_ups.sign_up(workspace, anna, other)
    assert refused()
    sign_ups.sign_off(workspace, anna, other)
    availability.stop(workspace, bo)
    assert refused()
    availability.set_free(workspace, bo, "FR-evening", is_free=True)
    for picks in ([(shift, "nobody")], []):
        with pytest.raises(InputError):
            rosters.accept(workspace, COORDINATOR, proposal, picks)
    cancel(workspace, shift)
    assert refused()


def test_only_those_whose_people_they_are_may_ask(workspace: Workspace, org: str, join: Join) -> None:
    """A neighbour's organiser gets neither proposal nor question; nor is one accepted that was made for another."""
    join("Anna")
    join("Bo")
    walk(workspace, org, FRIDAY)
    mine = viewers.of(workspace, "Nattvandrarna", "organiser")
    other = viewers.of(workspace, "Grannarna", "organiser")
    proposal = rosters.propose(workspace, mine, org, FRIDAY)
    assert rosters.organisations(workspace, other) == {}
    assert rosters.organisations(workspace, mine) == {org: "Nattvandrarna"}
    for act in (
        lambda: rosters.propose(workspace, other, org, FRIDAY),
        lambda: rosters.accept(workspace, other, proposal, proposal.picks),
        lambda: asking.open_asks(workspace, other, org),
        lambda: rosters.propose(workspace, viewers.of(workspace, "Nattvandrarna", "volunteer"), org, FRIDAY),
    ):
        with pytest.raises(NotAllowedError):
            act()
    assert rosters.accept(workspace, mine, proposal, proposal.picks) == 2
    shift_id, person_id = min(proposal.picks)
    with pytest.raises(NotAllowedError):
        asking.withdraw(workspace, other, shift_id, person_id)
    with workspace.store.reading() as reading:
        assert people.by_id(reading.connection, person_id) is not None


def test_a_question_that_is_taken_back_comes_back_by_undo(workspace: Workspace, org: str, join: Join) -> None:
    """Undone it is open again; who was asked anew meanwhile has one question, not two."""
    anna, _ = join("Anna"), join("Bo")
    shift = walk(workspace, org, FRIDAY)

    def ask() -> None:
        proposal = propose(workspace, org)
        rosters.accept(workspace, COORDINATOR, proposal, proposal.picks)

    def take_back() -> str:
        asking.withdraw(workspace, COORDINATOR, shift, anna.person_id)
        return str(workspace.store.acts(1)["id"].iloc[0])

    ask()
    first = take_back()
    history.undo(workspace, COORDINATOR, first)
    assert asking.of_person(workspace, anna) == {shift: None}
    second = take_back()
    with pytest.raises(NotFoundError):
        take_back()
    ask()
    history.undo(workspace, COORDINATOR, second)
    assert [each.name for each in asking.open_asks(workspace, COORDINATOR, org)] == ["Anna", "Bo"]


def test_a_question_is_mailed_once(workspace: Workspace, org: str, join: Join) -> None:
    """Who has left an address hears of the question; once it is answered there is nothing left to send."""
    who = join("Anna"), join("Bo")
    shift = walk(workspace, org, FRIDAY)
    proposal = propose(workspace, org)
    rosters.accept(workspace, COORDINATOR, proposal, proposal.picks)
    kinds = [[notice.sentence("sv") for notice in notices.own(workspace, each.person_id)] for each in who]
    assert kinds == [["Du är tillfrågad. Kan du gå?"]] * 2
    asking.decline(workspace, who[1], shift)
    with workspace.act(COORDINATOR, "test") as act:
        due = store_notices.claim(act, timedelta(minutes=1), timedelta(minutes=1))
    assert [(row["kind"], row["person_id"]) for row in due if row["person_id"]] == [
        ("asked", who[0].person_id)
    ]
