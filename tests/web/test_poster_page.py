"""The poster's code and where it leads: read off the paper by another reader, to an open page without place or hour."""

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from karta.errors import InputError, NotFoundError
from karta.privacy import Viewer
from karta.reports.paper import INK
from karta.reports.wall import Poster, poster_pdf
from karta.services.rosters import poster_contact
from karta.services.workspace import Workspace
from tests.reports import qr
from tests.services.rosters.conftest import COORDINATOR, Plan
from tests.web.client import HOST, Page, ask

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
WAY = "folj.med@exempel.se"


@pytest.mark.parametrize("path", ["", "/med", "/light/med/0198c1f0-7c1e-7000-8000-000000000001"])
def test_the_code_on_paper_says_the_address(path: str) -> None:
    """The squares that are drawn, read by hand after the standard, give the address that stands beside them."""
    address = f"https://{HOST}{path}"
    paper = poster_pdf(Poster("Vandrarna", "", address, NOW), "sv")
    assert qr.text(qr.modules(list(qr.squares(paper, INK)))) == address


def set_way(served: Workspace, org: str, way: str) -> None:
    """Set how the organisation is reached, as who has just read it."""
    poster_contact.set_way(
        served, COORDINATOR, org, way, version=poster_contact.way_setting(served, org).version
    )


def test_the_code_leads_to_an_open_page_without_place_or_hour(
    served: Workspace, org: str, plan: Plan
) -> None:
    """Who invites, how to reach them, in both languages, with a shift planned and nothing of it shown; no script."""
    plan()
    set_way(served, org, f" {WAY} ")
    paper = poster_pdf(Poster("", "", f"https://{HOST}{poster_contact.path(org)}", NOW), "sv")
    address = qr.text(qr.modules(list(qr.squares(paper, INK))))
    for query, lang, words, button in (
        ("", "sv", "Följ med ut!", "Jag vill följa med"),
        ("?lang=en", "en", "Come along!", "I want to come along"),
    ):
        answer = ask(urlsplit(address).path + query)
        assert answer.status == 200
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        page = Page(answer.html)
        assert ("html", {"lang": lang}) in page.tags
        assert ("a", {"href": f"mailto:{WAY}", "class": "button", "rel": "noreferrer"}) in page.tags
        assert [form.button for form in page.forms] == [button]
        for words_shown in (words, "Nattvandrarna", WAY):
            assert words_shown in page.text
        assert not re.search(r"\d\d[:.]\d\d|Torget|Parken|fre |sep", page.text)


def test_without_a_way_there_is_no_page(served: Workspace, org: str) -> None:
    """An organisation that has not said how it is reached has none, nor has an unknown one; taken back, it is gone."""
    for name in (org, "nobody"):
        assert ask(poster_contact.path(name)).status == 404
    set_way(served, org, "08-123 45 67")
    assert 'href="tel:081234567"' in ask(poster_contact.path(org)).html
    set_way(served, org, "")
    assert ask(poster_contact.path(org)).status == 404
    for way in ("javascript:alert(1)", "Kim", "a@b.se?subject=x", "https://", "http:// a", "<b>@a.se"):
        with pytest.raises(InputError):
            set_way(served, org, way)
    with pytest.raises(NotFoundError):
        poster_contact.set_way(
            served, Viewer("ledare", "organiser", frozenset({"other"})), org, WAY, version=0
        )
    set_way(served, org, "https://a.example/<img/src=x>'\"")
    assert "<img" not in ask(poster_contact.path(org)).html
