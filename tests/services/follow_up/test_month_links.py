"""The link of the month: one that works, hashed, revoked and undone by the coordinator, dead when the month is over."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from karta.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from karta.privacy import Viewer
from karta.services.access import viewers
from karta.services.follow_up import month_answers, month_links
from karta.services.needs import crowd_events
from karta.services.register import merging
from karta.services.workspace import Workspace
from tests.services.follow_up import month_town
from tests.services.follow_up.month_town import (
    COORDINATOR,
    MONTH,
    TODAY,
    link,
    org_id,
    place_id,
    shown,
    undo,
    walkers,
)


@pytest.fixture
def workspace(prepared: Path, tmp_path: Path) -> Workspace:
    """Give a copy of the town."""
    return month_town.copied(prepared, tmp_path)


def opens(workspace: Workspace, token: str) -> bool:
    """Tell whether a link opens."""
    try:
        month_links.holder(workspace, token)
    except NotFoundError as error:
        return error.args != ("month_link_unknown", {})
    return True


def test_the_holder_of_a_link_is_an_organiser_of_its_organisation(workspace: Workspace) -> None:
    """The link opens; a token that is none does not; only a hash of it lies in the store."""
    token = link(workspace)
    who = month_links.holder(workspace, token)
    assert (who.organisation_id, who.organisation, who.month) == (org_id(workspace), "Nattvandrarna", MONTH)
    assert (who.viewer.role, who.viewer.organisation) == ("organiser", "Nattvandrarna")
    assert not opens(workspace, token[:-1])
    assert not opens(workspace, "")
    row = workspace.store.frame("month_link").iloc[0]
    assert row["token_hash"] == sha256(token.encode()).hexdigest()
    assert token not in str(workspace.store.frame("act").to_dict()) + str(
        workspace.store.frame("change").to_dict()
    )


def test_a_link_dies_with_its_month(workspace: Workspace) -> None:
    """At 23:59 of the last day it opens, at midnight on the wall it does not: 22:00 in UTC."""
    token = link(workspace)
    for moment, works in (((2026, 9, 30, 21, 59), True), ((2026, 9, 30, 22, 0), False)):
        at = datetime(*moment, tzinfo=UTC)
        assert opens(replace(workspace, now=lambda at=at: at), token) == works


def test_a_link_is_made_for_this_month_or_the_next(workspace: Workspace) -> None:
    """Another month is refused, and so is an organisation that is none."""
    assert month_links.months(workspace) == ("2026-09", "2026-10")
    assert link(workspace, "2026-10")
    for month in ("2026-08", "2026-11", "", "x"):
        with pytest.raises(InputError):
            link(workspace, month)
    with pytest.raises(NotFoundError):
        month_links.make_link(workspace, COORDINATOR, "nope", MONTH)


def test_a_new_link_and_a_revoked_one_close_the_old(workspace: Workspace) -> None:
    """The second link closes the first; revoking closes the second; undoing that opens it again."""
    first, second = link(workspace), link(workspace)
    assert (opens(workspace, first), opens(workspace, second)) == (False, True)
    month_links.revoke_link(workspace, COORDINATOR, org_id(workspace), MONTH)
    assert not opens(workspace, second)
    with pytest.raises(ConflictError):
        month_links.revoke_link(workspace, COORDINATOR, org_id(workspace), MONTH)
    undo(workspace)
    assert opens(workspace, second)
    undo(workspace)
    assert not opens(workspace, second)


def test_nobody_who_has_answered_is_asked_again(workspace: Workspace) -> None:
    """Links for all: the walkers who have answered and the church that has one are left out."""
    states = month_links.states(workspace, COORDINATOR, MONTH)
    assert [(state.organisation, state.made_on, state.answered_on) for state in states] == [
        ("Kyrkan", None, None), ("Nattvandrarna", None, None),
    ]  # fmt: skip
    assert set(month_links.make_links(workspace, COORDINATOR, MONTH)) == {
        org_id(workspace, "Kyrkan"), org_id(workspace),
    }  # fmt: skip
    assert month_links.make_links(workspace, COORDINATOR, MONTH) == {}
    month_answers.confirm(workspace, walkers(workspace), org_id(workspace), MONTH, shown=shown(workspace))
    for org in ("Kyrkan", "Nattvandrarna"):
        month_links.revoke_link(workspace, COORDINATOR, org_id(workspace, org), MONTH)
    assert set(month_links.make_links(workspace, COORDINATOR, MONTH)) == {org_id(workspace, "Kyrkan")}
    states = month_links.states(workspace, COORDINATOR, MONTH)
    assert [state.answered_on for state in states] == [None, TODAY]


def test_all_links_are_made_in_one_act(workspace: Workspace) -> None:
    """Two links at a press; undone at another, neither opens."""
    tokens = month_links.make_links(workspace, COORDINATOR, MONTH).values()
    assert [opens(workspace, token) for token in tokens] == [True, True]
    # A chat cuts a dash off the end of a link.
    assert all(token.isalnum() and len(token) == 33 for token in tokens)
    undo(workspace)
    assert [opens(workspace, token) for token in tokens] == [False, False]
    acts = len(workspace.store.frame("act"))
    month_answers.confirm(workspace, walkers(workspace), org_id(workspace), MONTH, shown=shown(workspace))
    month_links.make_links(workspace, COORDINATOR, MONTH)
    assert month_links.make_links(workspace, COORDINATOR, MONTH) == {}
    assert len(workspace.store.frame("act")) == acts + 2
    for month in ("2026-08", "2026-11", "x"):
        with pytest.raises(InputError):
            month_links.make_links(workspace, COORDINATOR, month)


@pytest.mark.parametrize("viewer", [None, Viewer("chef", "municipality"), Viewer("polis", "police")])
def test_only_the_coordinator_makes_and_reads_links(workspace: Workspace, viewer: Viewer | None) -> None:
    """An organiser, the municipality and the police neither make, revoke nor list them."""
    viewer = viewer or walkers(workspace)
    for act in (
        lambda: month_links.make_link(workspace, viewer, org_id(workspace), MONTH),
        lambda: month_links.make_links(workspace, viewer, MONTH),
        lambda: month_links.revoke_link(workspace, viewer, org_id(workspace), MONTH),
        lambda: month_links.states(workspace, viewer, MONTH),
        lambda: month_answers.notes(workspace, viewer),
        lambda: month_answers.settle(workspace, viewer, "x", version=1),
    ):
        with pytest.raises(NotAllowedError):
            act()


def test_what_is_one_organisation_s_goes_along_when_two_become_one(workspace: Workspace) -> None:
    """The church becomes the walkers: its link opens for them, its answer, note and match are theirs; undone, not."""
    church, walkers = org_id(workspace, "Kyrkan"), org_id(workspace)
    token = link(workspace, org="Kyrkan")
    viewer, harbour = viewers.for_month_link(church, "Kyrkan"), place_id(workspace, "Hamnen")
    month_answers.note(workspace, viewer, church, harbour, "Fel tid")
    crowd_events.add(workspace, viewer, org_id=church, place_id=harbour, day=TODAY, kind="match")
    merging.merge(workspace, COORDINATOR, "organisation", walkers, church)
    assert month_links.holder(workspace, token).organisation == "Nattvandrarna"
    assert [note.organisation for note in month_answers.notes(workspace, COORDINATOR)] == ["Nattvandrarna"]
    assert [event.organisation for event in crowd_events.coming(workspace, COORDINATOR)] == ["Nattvandrarna"]
    undo(workspace)
    assert month_links.holder(workspace, token).organisation == "Kyrkan"
