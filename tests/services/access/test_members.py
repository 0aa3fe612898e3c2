"""Members and their invitations: who may invite whom, a link that works once, an end that leaves no address."""

import pytest

from karta.errors import InputError, NotAllowedError, NotFoundError
from karta.privacy import Viewer
from karta.services.access import members, sign_in
from karta.services.workspace import Workspace
from tests.services.access.conftest import Clock, person, signed_in


def viewer_of(workspace: Workspace, token: str) -> Viewer:
    """Return the viewer that a sign-in makes."""
    who = sign_in.who(workspace, token)
    assert who is not None
    return who.viewer


def test_an_invitation_works_once_for_a_week(workspace: Workspace, admin: Viewer, clock: Clock) -> None:
    """Looking uses nothing up; taken up, or seven days old, or replaced by a new one, it opens nothing."""
    token = members.invite(workspace, admin, role="organiser", function="ledare", org="vandrarna")
    assert sign_in.invited(workspace, token).function == "ledare"
    sign_in.begin(workspace, person("a"), token)
    with pytest.raises(NotFoundError, match="invitation_unknown"):
        sign_in.begin(workspace, person("b"), token)
    first = members.invite(workspace, admin, role="organiser", function="kassör", org="Vandrarna")
    (waiting,) = (member for member in members.listed(workspace, admin) if not member.is_bound)
    second = members.invite_again(workspace, admin, waiting.id)
    with pytest.raises(NotFoundError, match="invitation_unknown"):
        sign_in.invited(workspace, first)
    clock.forward(days=7, seconds=-1)
    assert sign_in.invited(workspace, second).id == waiting.id
    clock.forward(seconds=1)
    with pytest.raises(NotFoundError, match="invitation_unknown"):
        sign_in.invited(workspace, second)


def test_a_member_takes_up_no_second_invitation(workspace: Workspace, admin: Viewer) -> None:
    """Who is a member already is told so, and the invitation stays for whom it is meant."""
    signed_in(workspace, "a")
    other = members.invite(workspace, admin, role="police", function="polis", org="Bollklubben")
    with pytest.raises(InputError, match="member_already"):
        sign_in.begin(workspace, person("a"), other)
    assert sign_in.invited(workspace, other).role == "police"


def test_the_same_subject_of_another_service_is_somebody_else(workspace: Workspace) -> None:
    """A subject says something only together with the service that gave it."""
    signed_in(workspace, "a")
    with pytest.raises(NotFoundError, match="not_invited"):
        sign_in.begin(workspace, sign_in.identity("https://other.example", {"sub": "a"}))


def test_an_organiser_invites_for_its_own_organisation_alone(workspace: Workspace, admin: Viewer) -> None:
    """Not for another's, not with more rights than its own; it sees, changes and ends its own members alone."""
    own = viewer_of(workspace, signed_in(workspace, "a"))
    signed_in(workspace, "b", org="Bollklubben")
    assert members.grants(own) == ("organiser",)
    assert list(members.organisations(workspace, own).values()) == ["Vandrarna"]
    assert [member.organisation for member in members.listed(workspace, own)] == ["Vandrarna"]
    with pytest.raises(NotAllowedError):
        members.invite(workspace, own, role="organiser", function="ledare", org="Bollklubben")
    for role in ("coordinator", "police", "sysadmin", "org_admin"):
        with pytest.raises(InputError, match="member_role"):
            members.invite(workspace, own, role=role, function="ledare", org="Vandrarna")
    stranger = next(m for m in members.listed(workspace, admin) if m.organisation == "Bollklubben")
    for act in (members.end, members.end_sessions, members.invite_again):
        with pytest.raises(NotFoundError, match="member_missing"):
            act(workspace, own, stranger.id)
    with pytest.raises(NotFoundError, match="member_missing"):
        members.change_role(workspace, own, stranger.id, "organiser")
    assert sign_in.invited(
        workspace, members.invite(workspace, own, role="organiser", function="ny", org="Vandrarna")
    )


@pytest.mark.parametrize("role", ["evaluator", "school_host", "volunteer"])
def test_who_may_not_invite_is_refused(workspace: Workspace, admin: Viewer, role: str) -> None:
    """A role that the policy does not name neither invites nor sees who is a member; a volunteer is none."""
    if role == "volunteer":
        with pytest.raises(InputError, match="member_role"):
            members.invite(workspace, admin, role=role, function="vandrare", org="Vandrarna")
        return
    viewer = viewer_of(workspace, signed_in(workspace, "a", role=role))
    with pytest.raises(NotAllowedError):
        members.invite(workspace, viewer, role="organiser", function="ledare", org="Vandrarna")
    with pytest.raises(NotAllowedError):
        members.listed(workspace, viewer)


def test_what_an_invitation_needs_is_told(workspace: Workspace, admin: Viewer) -> None:
    """A function that is blank, an organisation that is missing or unknown; a coordinator needs none."""
    for facts, code in (
        ({"function": " ", "org": "Vandrarna"}, "member_function"),
        ({"function": "ledare", "org": None}, "member_organisation"),
        ({"function": "ledare", "org": "Okända"}, "no_such_organisation"),
    ):
        with pytest.raises((InputError, NotFoundError), match=code):
            members.invite(workspace, admin, role="organiser", **facts)
    assert members.listed(workspace, admin) == []
    members.invite(workspace, admin, role="coordinator", function="samordnare")
    assert [member.role for member in members.listed(workspace, admin)] == ["coordinator"]


def test_who_is_ended_leaves_no_address_and_can_be_invited_anew(workspace: Workspace, admin: Viewer) -> None:
    """Subject and address are deleted with the end; the same person can become a member once more."""
    signed_in(workspace, "a")
    (member,) = members.listed(workspace, admin)
    assert (member.address, member.is_bound) == ("a@work.example", True)
    members.end(workspace, admin, member.id)
    rows = workspace.store.frame("member")
    assert rows[["subject", "address"]].isna().all(axis=None)
    assert sign_in.who(workspace, signed_in(workspace, "a")) is not None
