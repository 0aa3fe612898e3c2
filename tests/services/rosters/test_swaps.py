"""A date that one organisation offers another: handed over when both have said yes, and until then as it was."""

from datetime import UTC, date, datetime

import pytest

from karta.errors import ConflictError, KartaError, NotAllowedError, NotFoundError
from karta.privacy import Role, Viewer
from karta.services import history
from karta.services.gaps import period
from karta.services.register import organisations
from karta.services.rosters import notices, shifts, swaps, volunteers
from karta.services.workspace import Workspace
from tests import viewers
from tests.services.at_once import WRITERS, at_once
from tests.services.rosters.conftest import (
    COORDINATOR,
    FRIDAY,
    Person,
    Plan,
    cancel,
    later,
    occurrence_of,
    occurrences,
    sign,
    undo_last,
)
from tests.services.rosters.roster_lines import add_line, covered, on, open_line
from tests.services.rosters.swapping import offered, whose

SECOND = date(2026, 9, 25)


@pytest.mark.parametrize("weekly", [False, True])
def test_a_date_is_taken_over_when_both_say_yes(
    workspace: Workspace,
    plan: Plan,
    person: Person,
    org: str,
    church: str,
    walkers: Viewer,
    sexton: Viewer,
    weekly: bool,
) -> None:
    """Until the yes two walkers cover their Friday; with it it is the church's with nobody on it, and other dates stay.

    Both walkers are told once, in the act that can be undone, and are on it again when it is.
    """
    plan(weekly=weekly, min_team=2, max_team=4, until=date(2026, 10, 2) if weekly else None)
    first = occurrences(workspace)[0]
    people = [person(), person()]
    for who in people:
        sign(workspace, who, first.occurrence_id)
    given = offered(workspace, walkers, org, church)
    assert covered(workspace, FRIDAY, FRIDAY) == 2.0
    assert occurrence_of(workspace, first.occurrence_id).version == first.version
    assert [one.offer_id for one in swaps.waiting(workspace, sexton)] == [given]
    assert swaps.waiting(workspace, walkers) == []
    assert swaps.answer(workspace, sexton, given, yes=True) == 2
    taken = occurrence_of(workspace, first.occurrence_id)
    assert (whose(taken), taken.adults, taken.phase) == (["Kyrkan"], 0, "understaffed")
    assert (taken.start, taken.end, taken.min_team, taken.max_team) == (first.start, first.end, 2, 4)
    assert covered(workspace, FRIDAY, FRIDAY) == 0.0
    assert [whose(each) for each in occurrences(workspace)[1:]] == [["Nattvandrarna"]] * (2 if weekly else 0)
    for who in people:
        assert [notice.kind for notice in notices.own(workspace, who.person_id)] == ["relieved"]
        assert volunteers.page(workspace, who)[0].coming == []
    assert swaps.waiting(workspace, sexton) == []
    undo_last(workspace)
    back = occurrence_of(workspace, first.occurrence_id)
    assert (whose(back), back.adults) == (["Nattvandrarna"], 2)
    assert covered(workspace, FRIDAY, FRIDAY) == 2.0
    assert [one.offer_id for one in swaps.waiting(workspace, sexton)] == [given]


def test_what_a_roster_brings_does_not_come_along(
    workspace: Workspace, square: str, org: str, church: str, walkers: Viewer, sexton: Viewer
) -> None:
    """A line of a roster with three adults: handed over, the church's Friday has none, known and not unknown.

    The Friday after has them still, and so has this one when it is undone.
    """
    series = add_line(workspace, square, org, 3.0)
    open_line(workspace, series, "present")
    assert [covered(workspace, day, day) for day in (FRIDAY, SECOND)] == [2.0, 2.0]
    given = swaps.offer(workspace, walkers, org, f"{series}.{FRIDAY}", church)
    swaps.answer(workspace, sexton, given, yes=True)
    taken = on(workspace, series)
    assert (whose(taken), taken.adults, taken.phase) == (["Kyrkan"], 0, "understaffed")
    totals = period.between(workspace, COORDINATOR, FRIDAY, FRIDAY).totals
    assert (totals["covered_ah"], totals["gap_ah"], totals["unknown_ah"]) == (0.0, 2.0, 0.0)
    assert covered(workspace, SECOND, SECOND) == 2.0
    undo_last(workspace)
    assert covered(workspace, FRIDAY, FRIDAY) == 2.0


def test_two_dates_are_swapped_in_one_act(
    workspace: Workspace, plan: Plan, person: Person, org: str, church: str, walkers: Viewer, sexton: Viewer
) -> None:
    """The walkers' 18th for the church's 25th: each is the other's, each one's people are told, and none has moved."""
    plan()
    plan(day=SECOND, organisations=(church,))
    first, second = (each.occurrence_id for each in occurrences(workspace))
    walker, member = person(), person(org_id=church)
    sign(workspace, walker, first)
    sign(workspace, member, second)
    given = offered(workspace, walkers, org, church, second)
    (asked,) = swaps.waiting(workspace, sexton)
    assert (asked.from_org, asked.to_org, asked.given.held_on) == ("Nattvandrarna", "Kyrkan", FRIDAY)
    assert asked.wanted is not None
    assert asked.wanted.held_on == SECOND
    revision = workspace.store.revision()
    assert swaps.answer(workspace, sexton, given, yes=True) == 2
    assert workspace.store.revision() == revision + 1
    assert [(whose(each), each.adults) for each in occurrences(workspace)] == [
        (["Kyrkan"], 0), (["Nattvandrarna"], 0),
    ]  # fmt: skip
    undo_last(workspace)
    assert [(whose(each), each.adults) for each in occurrences(workspace)] == [
        (["Nattvandrarna"], 1), (["Kyrkan"], 1),
    ]  # fmt: skip


def test_a_no_changes_nothing_and_says_nothing_more(
    workspace: Workspace, plan: Plan, org: str, church: str, walkers: Viewer, sexton: Viewer
) -> None:
    """The date is whose it was, in the same version; whoever asked sees the answer until the date, and may ask anew."""
    plan()
    (before,) = occurrences(workspace)
    given = offered(workspace, walkers, org, church)
    assert swaps.answer(workspace, sexton, given, yes=False) == 0
    assert occurrences(workspace) == [before]
    assert swaps.offers(workspace, sexton) == []
    assert [one.state for one in swaps.offers(workspace, walkers)] == ["no"]
    assert swaps.offers(later(workspace, datetime(2026, 9, 18, 19, 0, tzinfo=UTC)), walkers) == []
    assert offered(workspace, walkers, org, church) != given


def test_somebody_who_signs_up_meanwhile_ends_no_offer(
    workspace: Workspace, plan: Plan, person: Person, org: str, church: str, walkers: Viewer, sexton: Viewer
) -> None:
    """A walker who signs up after the question is told with the yes, as those before."""
    plan()
    given = offered(workspace, walkers, org, church)
    sign(workspace, person(), occurrences(workspace)[0].occurrence_id)
    assert swaps.answer(workspace, sexton, given, yes=True) == 1


def test_of_eight_yes_one_counts(
    workspace: Workspace, plan: Plan, org: str, church: str, walkers: Viewer, sexton: Viewer
) -> None:
    """Said eight times at once it is handed over once; the others hear that it is answered."""
    plan(weekly=True, until=date(2026, 10, 2))
    given = offered(workspace, walkers, org, church)
    winners, errors = at_once(
        lambda: given, lambda _, offer_id: swaps.answer(workspace, sexton, offer_id, yes=True)
    )
    assert len(winners) == 1
    assert [error.code for error in errors] == ["swap_answered"] * (WRITERS - 1)
    assert [whose(each) for each in occurrences(workspace)] == [["Kyrkan"], *[["Nattvandrarna"]] * 2]


def test_what_was_handed_over_is_not_taken_back_from_who_signed_up(
    workspace: Workspace, plan: Plan, person: Person, org: str, church: str, walkers: Viewer, sexton: Viewer
) -> None:
    """Once somebody of the church is on the date, undoing is refused, and they stay."""
    plan(weekly=True, until=date(2026, 10, 2))
    given = offered(workspace, walkers, org, church)
    swaps.answer(workspace, sexton, given, yes=True)
    act = str(workspace.store.acts(1)["id"].iloc[0])
    first = occurrences(workspace)[0].occurrence_id
    sign(workspace, person(org_id=church), first)
    with pytest.raises(ConflictError, match="undo_touched"):
        history.undo(workspace, COORDINATOR, act)
    taken = occurrence_of(workspace, first)
    assert (whose(taken), taken.adults) == (["Kyrkan"], 1)


def test_an_offer_is_seen_by_the_two_alone_and_without_names(
    workspace: Workspace, plan: Plan, person: Person, org: str, church: str, walkers: Viewer, sexton: Viewer
) -> None:
    """Both, and whoever has the machine; no third organisation and no other role; nobody's name or words in it."""
    plan(notes="Ta lampa", title="Runda")
    sign(workspace, person(), occurrences(workspace)[0].occurrence_id)
    given = offered(workspace, walkers, org, church)
    organisations.add_organisation(workspace, COORDINATOR, "Scouterna")
    for viewer in (walkers, sexton, COORDINATOR):
        (one,) = swaps.offers(workspace, viewer)
        assert (one.given.sign_ups, one.given.notes, one.given.title) == ((), "", "")
    roles: list[Role] = ["coordinator", "police", "municipality", "volunteer"]
    others = [
        viewers.of(workspace, "Scouterna"),
        *(viewers.of(workspace, "Kyrkan", role=role) for role in roles),
    ]
    for viewer in others:
        assert swaps.offers(workspace, viewer) == []
        with pytest.raises(NotAllowedError):
            swaps.answer(workspace, viewer, given, yes=True)
    with pytest.raises(NotAllowedError):
        swaps.answer(workspace, walkers, given, yes=True)
    with pytest.raises(NotAllowedError):
        swaps.withdraw(workspace, sexton, given)
    swaps.withdraw(workspace, walkers, given)
    assert swaps.offers(workspace, sexton) == []
    with pytest.raises(NotFoundError):
        swaps.answer(workspace, sexton, given, yes=True)


def test_what_cannot_be_offered(
    workspace: Workspace, plan: Plan, org: str, church: str, walkers: Viewer, sexton: Viewer
) -> None:
    """Another one's date, one's own to oneself, a cancelled one, the same twice: refused, and nothing stored."""
    plan()
    plan(day=SECOND, organisations=(church,))
    first, second = (each.occurrence_id for each in occurrences(workspace))

    def refused(viewer: Viewer, *asked: str) -> str:
        before = workspace.store.revision()
        with pytest.raises(KartaError) as caught:
            swaps.offer(workspace, viewer, *asked)
        assert workspace.store.revision() == before
        return caught.value.code

    assert refused(walkers, org, second, church) == "swap_same"
    assert refused(walkers, org, first, org) == "swap_same"
    assert refused(sexton, org, first, church) == "not_own"
    assert swaps.may_offer(workspace, sexton, shifts.occurrence(workspace, COORDINATOR, first)) == []
    assert swaps.may_offer(workspace, walkers, shifts.occurrence(workspace, COORDINATOR, first)) == [org]
    offered(workspace, walkers, org, church)
    assert refused(walkers, org, first, church) == "swap_asked"
    cancel(workspace, first)
    assert refused(walkers, org, first, church) == "swap_ended"
