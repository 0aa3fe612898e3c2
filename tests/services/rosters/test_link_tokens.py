"""Tokens of links can be pasted anywhere: a chat cuts a dash or an underscore off the end of a link."""

from karta.services.rosters import invitations
from karta.services.workspace import Workspace
from karta.store import tokens
from tests.services.rosters.conftest import COORDINATOR


def test_a_personal_link_is_of_letters_and_digits(workspace: Workspace, org: str) -> None:
    """Forty links, each of 62 signs at 33 places: 196 bits. With two signs more, one in three would be free of them."""
    made = invitations.invite_all(workspace, COORDINATOR, org, [(f"Person {n}", "") for n in range(40)])
    assert {len(person.token) for person in made} == {33}
    assert all(person.token.isascii() and person.token.isalnum() for person in made)
    assert len({person.token for person in made}) == 40


def test_all_signs_are_used() -> None:
    """A thousand tokens hold each of the 62 signs."""
    assert len(set("".join(tokens.new_token() for _ in range(1_000)))) == 62
