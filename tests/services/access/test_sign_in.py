"""Sign-ins: what is kept of whom, how long one lives, and what ends it."""

from typing import Any

import pytest

from karta.errors import InputError, NotFoundError
from karta.model.member import Identity
from karta.privacy import Viewer
from karta.services.access import members, sign_in
from karta.services.workspace import Workspace
from tests.services.access.conftest import ISSUER, Clock, person, signed_in


def test_subject_and_work_address_are_all_that_is_kept() -> None:
    """Of everything that a service says, two things stay; an address with a personal number in it does not."""
    claims = {"sub": "a7f", "email": "anna@work.example", "name": "Anna A", "personal_number": "191212121212"}
    assert sign_in.identity(ISSUER, claims) == Identity(ISSUER, "a7f", "anna@work.example")
    assert sign_in.identity(ISSUER, {**claims, "email": "19121212-1212@work.example"}).address is None
    assert sign_in.identity(ISSUER, {"sub": "a7f", "email": ["x"]}).address is None


@pytest.mark.parametrize(
    ("subject", "code"),
    [
        ("191212121212", "sign_in_personal_number"), ("121212-1212", "sign_in_personal_number"),
        ("SE/1212121212", "sign_in_personal_number"), ("", "sign_in_subject"), (None, "sign_in_subject"),
        (7, "sign_in_subject"), ("a" * 256, "sign_in_subject"), ("a\nb", "sign_in_subject"),
    ],
)  # fmt: skip
def test_who_is_called_by_a_number_is_refused(subject: Any, code: str) -> None:
    """A personal number is no subject, whatever stands around it; nor is what names nobody."""
    with pytest.raises(InputError, match=code):
        sign_in.identity(ISSUER, {"sub": subject})
    assert sign_in.identity(ISSUER, {"sub": "108204268033311374519"}).subject == "108204268033311374519"


def test_a_sign_in_ends_half_an_hour_after_the_last_act(workspace: Workspace, clock: Clock) -> None:
    """Alive 29 minutes after it was last used, over at 30; what has ended is not brought back by use."""
    token = signed_in(workspace, "a")
    clock.forward(minutes=29)
    sign_in.note_seen(workspace, sign_in.token_hash(token))
    clock.forward(minutes=29)
    assert sign_in.who(workspace, token) is not None
    clock.forward(minutes=1)
    assert sign_in.who(workspace, token) is None
    sign_in.note_seen(workspace, sign_in.token_hash(token))
    assert sign_in.who(workspace, token) is None


def test_a_sign_in_ends_after_half_a_day_whatever_is_done(workspace: Workspace, clock: Clock) -> None:
    """Used every 20 minutes it lives for 11 h 40 min and is over at 12 h."""
    token = signed_in(workspace, "a")
    for _ in range(35):
        clock.forward(minutes=20)
        sign_in.note_seen(workspace, sign_in.token_hash(token))
    assert sign_in.who(workspace, token) is not None
    clock.forward(minutes=20)
    assert sign_in.who(workspace, token) is None


def test_the_role_is_that_of_this_moment(workspace: Workspace, admin: Viewer) -> None:
    """Another role holds at the next look, and shows in what tells open pages to start anew."""
    token = signed_in(workspace, "a")
    hashes = [sign_in.token_hash(token)]
    before, could = sign_in.who(workspace, token), sign_in.living(workspace, hashes)
    assert before is not None
    assert (before.viewer.role, before.member.organisation) == ("organiser", "Vandrarna")
    members.change_role(workspace, admin, before.member.id, "police")
    after = sign_in.who(workspace, token)
    assert after is not None
    assert after.viewer.role == "police"
    assert sign_in.living(workspace, hashes) != could
    assert sign_in.living(workspace, hashes) == {hashes[0]: after.could}


def test_out_is_out_for_one_and_ended_is_out_for_all(workspace: Workspace, admin: Viewer) -> None:
    """Signing out ends one sign-in; ending sign-ins all of the member's, ending the member the way in, too."""
    first = signed_in(workspace, "a")
    second, third = (sign_in.begin(workspace, person("a")) for _ in range(2))
    other = signed_in(workspace, "b")
    sign_in.end(workspace, first)
    assert [sign_in.who(workspace, token) is None for token in (first, second, third)] == [True, False, False]
    member = sign_in.who(workspace, second)
    assert member is not None
    assert members.end_sessions(workspace, admin, member.member.id) == 2
    assert sign_in.who(workspace, second) is None
    again = sign_in.begin(workspace, person("a"))
    members.end(workspace, admin, member.member.id)
    assert sign_in.who(workspace, again) is None
    assert sign_in.living(workspace, [sign_in.token_hash(again)]) == {}
    with pytest.raises(NotFoundError, match="not_invited"):
        sign_in.begin(workspace, person("a"))
    assert sign_in.who(workspace, other) is not None


def test_a_token_is_kept_nowhere(workspace: Workspace) -> None:
    """Of tokens of sign-ins and invitations the store holds hashes."""
    token = signed_in(workspace, "a")
    written = b"".join(path.read_bytes() for path in workspace.folder.iterdir() if path.is_file())
    assert token.encode() not in written
    assert sign_in.token_hash(token).encode() in written


def test_looking_and_signing_in_are_no_acts(workspace: Workspace) -> None:
    """The revision, which open pages follow, stands still while people come and go."""
    signed_in(workspace, "a")
    revision = workspace.store.revision()
    token = sign_in.begin(workspace, person("a"))
    sign_in.note_seen(workspace, sign_in.token_hash(token))
    sign_in.end(workspace, token)
    sign_in.forget_old(workspace)
    assert workspace.store.revision() == revision


def test_old_sign_ins_are_forgotten(workspace: Workspace, clock: Clock) -> None:
    """Rows of sign-ins are gone after 30 days, those of yesterday are not."""
    signed_in(workspace, "a")
    clock.forward(days=30, minutes=1)
    signed_in(workspace, "b")
    sign_in.forget_old(workspace)
    assert len(workspace.store.frame("sign_in")) == 1
