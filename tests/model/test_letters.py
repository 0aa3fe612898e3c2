"""One name in many writings is one name; another script or another letter stays another."""

import pytest

from karta.model.letters import seen, stored_form
from karta.model.place import name_key


@pytest.mark.parametrize(
    "written",
    [
        "Bjo\u0308rktorget", "Björk\u00adtorget", "Björktorget\u200b", "\ufeffBjörktorget", "BJÖRKTORGET\u00a0",
        "Bj\u00f6rk\u2060torget", "\u0412jörktorget", "Bjö\u200drkt\u043erget",
    ],
)  # fmt: skip
def test_writings_of_one_name_are_one(written: str) -> None:
    """Invisible signs, composed and apart, capitals, and letters of Cyrillic among Latin ones."""
    assert name_key(written) == "björktorget"


def test_dashes_are_one_and_other_letters_are_others() -> None:
    """Every dash is a hyphen; a name wholly of another script, and a name without a dot or ring, are others."""
    assert {name_key(f"Norra{dash}Torget") for dash in "-\u2010\u2011\u2013\u2014\u2212"} == {"norra-torget"}
    assert name_key("\u041f\u0430\u0440\u043a") == "\u043f\u0430\u0440\u043a"
    assert name_key("Bjorktorget") != name_key("Björktorget")


def test_a_text_is_stored_composed_without_breaks() -> None:
    """What joins the parts of an emoji stays; soft hyphens and marks of a file's beginning do not."""
    family = "\U0001f468\u200d\U0001f469"
    assert stored_form(f"\ufeffA\u030angs\u00adbyn {family}") == f"Ångsbyn {family}"
    assert seen("o\u0308ppet\u200b") == "öppet"
