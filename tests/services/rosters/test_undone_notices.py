"""Whoever knows of a change, or signed up to it since, is told when it is undone; nobody's page changes in silence."""

from collections.abc import Callable
from datetime import date

import pytest

from karta.services import history
from karta.services.rosters import notices, volunteers
from karta.services.rosters.series import Scope
from karta.services.workspace import Workspace
from tests.services.rosters.conftest import (
    COORDINATOR,
    Person,
    Plan,
    cancel,
    edit_occurrence,
    occurrences,
    place_id,
    sign,
    undo_last,
)
from tests.services.rosters.roster_lines import move

SATURDAY = date(2026, 9, 19)
BACK = "Passet är tillbaka på fre 18 sep. Ett tidigare besked gäller inte längre."


def unread(workspace: Workspace, who: volunteers.Volunteer) -> list[str]:
    """Return what a person has not read yet, but for sign-ups."""
    news = notices.own(workspace, who.person_id)
    return [notice.sentence("sv") for notice in news if not notice.read and notice.kind != "covered"]


def going(workspace: Workspace, person: Person) -> tuple[str, volunteers.Volunteer]:
    """Return the first shift of the weeks to come, and somebody who goes to it."""
    first, who = occurrences(workspace)[0].occurrence_id, person()
    sign(workspace, who, first)
    return first, who


def undo_once_read(workspace: Workspace, who: volunteers.Volunteer) -> None:
    """Undo the latest act after somebody has read of it."""
    latest = str(workspace.store.acts(1)["id"].iloc[0])
    notices.mark_read(workspace, who.person_id, "frivillig")
    history.undo(workspace, COORDINATOR, latest)


CHANGES: dict[str, Callable[[Workspace, str], object]] = {
    "moved": lambda workspace, first: move(workspace, first, SATURDAY),
    "cancelled": cancel,
    "hours": lambda workspace, first: edit_occurrence(workspace, first, start="20:00"),
    "place": lambda workspace, first: edit_occurrence(
        workspace, first, place_id=place_id(workspace, "Parken")
    ),
}


@pytest.mark.parametrize("weekly", [False, True])
@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_who_has_read_of_a_change_is_told_that_it_is_undone(
    workspace: Workspace, plan: Plan, person: Person, change: Callable[..., object], weekly: bool
) -> None:
    """Moved, cancelled, at other hours or elsewhere, read, undone: back on Friday, she is told once."""
    plan(weekly=weekly)
    first, who = going(workspace, person)
    change(workspace, first)
    undo_once_read(workspace, who)
    assert unread(workspace, who) == [BACK]


@pytest.mark.parametrize("scope", ["from", "all"])
def test_a_series_that_is_moved_back_is_told_of_by_its_day(
    workspace: Workspace, plan: Plan, person: Person, scope: Scope
) -> None:
    """Fridays become Saturdays under other names, and Fridays again: she goes on Friday and is told so."""
    plan(weekly=True)
    second, who = occurrences(workspace)[1].occurrence_id, person()
    sign(workspace, who, second)
    move(workspace, second, date(2026, 9, 26), scope)
    undo_once_read(workspace, who)
    assert unread(workspace, who) == [BACK.replace("18", "25")]


def test_who_signed_up_since_is_told_and_who_never_heard_is_not(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """On Friday before the move and unread: nothing; on Saturday since: it is Friday now."""
    plan()
    first, early = going(workspace, person)
    move(workspace, first, SATURDAY)
    moved, late = str(workspace.store.acts(1)["id"].iloc[0]), person()
    sign(workspace, late, first)
    history.undo(workspace, COORDINATOR, moved)
    assert (unread(workspace, early), unread(workspace, late)) == ([], [BACK])


def test_an_undone_change_of_words_is_nothing_to_tell(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """Other words to bring, undone: time and place are what they were."""
    plan(weekly=True)
    first, who = going(workspace, person)
    edit_occurrence(workspace, first, notes="Ta med västar")
    undo_last(workspace)
    assert unread(workspace, who) == []


def test_a_moved_shift_says_from_which_day(workspace: Workspace, plan: Plan, person: Person) -> None:
    """From Friday 18 to Saturday 19: she is told from where; the new day stands beside it."""
    plan(weekly=True)
    first, who = going(workspace, person)
    move(workspace, first, SATURDAY)
    assert unread(workspace, who) == ["Passet är flyttat från fre 18 sep. Så här gäller det nu."]
