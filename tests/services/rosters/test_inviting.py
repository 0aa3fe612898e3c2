"""Inviting several people in one act, or none of them."""

import pytest

from karta.errors import InputError
from karta.services.rosters import invitations
from karta.services.workspace import Workspace
from tests.services.rosters.conftest import COORDINATOR


def test_six_are_invited_in_one_act(workspace: Workspace, org: str) -> None:
    """Six people with a link of their own each, in one act, which one undo takes back."""
    made = invitations.invite_all(workspace, COORDINATOR, org, [(name, "") for name in "ABCDEF"])
    assert [person.name for person in made] == list("ABCDEF")
    assert len({person.token for person in made}) == 6
    (act, *_) = workspace.store.acts(1).to_dict("records")
    assert act["verb"] == "invite"
    assert len(invitations.invited(workspace, COORDINATOR, org)) == 6


def test_nobody_is_invited_where_one_line_is_no_name(workspace: Workspace, org: str) -> None:
    """All of the lines or none: a name in which nothing can be seen refuses the others, too."""
    for guests in ([("Anna", ""), ("\u200b", "")], []):
        with pytest.raises(InputError) as refusal:
            invitations.invite_all(workspace, COORDINATOR, org, guests)
        assert refusal.value.code == "person_name_missing"
    assert invitations.invited(workspace, COORDINATOR, org) == []
