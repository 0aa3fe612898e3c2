"""Addresses that no telephone can open: wherever the app hands one out, it says so beside it."""

import pytest

from karta.model.web_address import is_here_alone
from karta.privacy import Viewer
from karta.services.register import organisations
from karta.services.workspace import Workspace
from karta.ui import own_address
from tests.ui.conftest import ShowPage, button, html, part

HERE, THERE = "http://127.0.0.1:8501", "https://karta.example.se"
NO_TELEPHONE = "ingen telefon kan öppna de"


@pytest.mark.parametrize(
    ("address", "is_told"),
    [
        ("http://127.0.0.1:8501/p/abc", True), ("http://localhost/a/1", True), ("http://[::1]:80/", True),
        ("https://karta.example.se/a/1", False), ("http://192.168.1.4:8501/p/abc", False), ("/p/abc", False),
        ("http://[broken", False), ("", False),
    ],
)  # fmt: skip
def test_an_address_of_this_machine_alone_is_told(address: str, is_told: bool) -> None:
    """What only this computer can open is told as that; a name or number of the network is not."""
    assert is_here_alone(address) is is_told


@pytest.mark.parametrize(("name", "is_told"), [(HERE, True), (THERE, False)])
def test_links_say_that_no_telephone_opens_them(
    show_page: ShowPage,
    workspace: Workspace,
    viewer: Viewer,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    is_told: bool,
) -> None:
    """Personal links and links of the month, under a name of this computer alone, and under one that others reach."""
    monkeypatch.setattr(own_address, "of", lambda path: f"{name}{path}")
    organisations.add_organisation(workspace, viewer, "Vandrarna")
    people = part(show_page("rosters"), "people")
    people.text_area("invite_names_0").set_value("Anna")
    button(people, "Bjud in och gör länkar")
    months = part(show_page("requests"), "months")
    button(months, "Gör en länk")
    for page in (people, months):
        assert page.code[0].value.startswith(f"{name}/")
        assert (NO_TELEPHONE in html(page)) is is_told


def test_the_poster_says_that_no_telephone_reaches_it(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer
) -> None:
    """A code that leads to this computer is printed with a word about it beside the button."""
    organisations.add_organisation(workspace, viewer, "Vandrarna")
    page = part(show_page("sheets"), "poster")
    for name in (HERE, THERE):
        next(one for one in page.text_input if one.placeholder == "https://").set_value(f"{name}/a/1").run()
        assert (NO_TELEPHONE in html(page)) is (name == HERE)
