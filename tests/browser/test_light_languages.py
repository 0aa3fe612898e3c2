"""The light pages on a narrow phone, in every language: nothing is cut, and Arabic stands mirrored."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Page

from karta.i18n import LIGHT_LANGUAGES
from karta.services.access import light_languages
from karta.services.register import open_side
from karta.services.register.open_side import OpenSide
from karta.services.rosters import poster_contact
from karta.services.workspace import Workspace
from karta.web import open_tonight
from karta.web.posts import guard_of
from tests.services.rosters.conftest import COORDINATOR, Plan
from tests.web.client import ask
from tests.web.conftest import link, made_once, org, person, plan, served, square, workspace

__all__ = ["link", "made_once", "org", "person", "plan", "served", "square", "workspace"]
pytestmark = pytest.mark.browser

# What is wider than what it stands in, or reaches out of the page; by half a pixel it may.
CUT = """() => [...document.querySelectorAll("body *")].filter((box) => {
  const at = box.getBoundingClientRect();
  return box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).display !== "inline"
    || at.width && (at.left < -0.5 || at.right > innerWidth + 0.5);
}).map((box) => box.outerHTML.slice(0, 100))"""
# On which side of it a card that needs somebody has its mark, and where the words of a heading begin.
MARKED = """() => {
  const few = getComputedStyle(document.querySelector(".few"));
  const range = document.createRange();
  range.selectNodeContents(document.querySelector("h1"));
  const words = range.getBoundingClientRect();
  return [few.borderLeftWidth, few.borderRightWidth, words.left < innerWidth - words.right ? "left" : "right"];
}"""


@pytest.fixture
def pages(served: Workspace, org: str, link: str, plan: Plan) -> dict[str, str]:
    """Give the addresses of what a volunteer and somebody without a link see, with a shift that needs people."""
    plan()
    version = poster_contact.way_setting(served, org).version
    poster_contact.set_way(
        served, COORDINATOR, org, "kom.med.oss.ut@nattvandrarna.exempel.se", version=version
    )
    open_side.set_open_side(
        served, COORDINATOR, OpenSide(is_on=True, contact="fritid@kommunen.exempel"),
        versions=open_side.open_side(served)[1],
    )  # fmt: skip
    for code, setting in light_languages.reviews(served).items():
        light_languages.set_reviewer(served, COORDINATOR, code, "tolkförmedlingen", version=setting.version)
    return {
        "home": link,
        "own": f"{link}/uppgifter",
        "erase": f"{link}/ta-bort",
        "join": poster_contact.path(org),
        "open": f"{open_tonight.HOME}?anpassat=1",
    }


@pytest.fixture
def narrow(page_phone: Page) -> Page:
    """Give a phone of 320 points."""
    page_phone.set_viewport_size({"width": 320, "height": 640})
    return page_phone


def html(path: str, fields: dict[str, str] | None = None) -> str:
    """Return a page, asked for from a thread: the browser's own has its loop running."""
    with ThreadPoolExecutor(1) as other:
        return other.submit(ask, path, fields).result().html


def test_nothing_is_cut_in_any_language(narrow: Page, pages: dict[str, str]) -> None:
    """At 320 points every text of every page fits in each language; Arabic begins and is marked on the right."""
    for language in LIGHT_LANGUAGES:
        for name, path in pages.items():
            narrow.set_content(html(f"{path}?lang={language}"))
            assert narrow.evaluate(CUT) == [], (language, name)
        home = pages["home"]
        sent = {"guard": guard_of(home.removeprefix("/p/"))}
        for path, fields in (("/anmal", sent), ("/anmal", {}), ("/mejl", {**sent, "address": "x" * 300})):
            narrow.set_content(html(f"{home}{path}?lang={language}", fields))
            assert narrow.evaluate(CUT) == [], (language, path, fields)
        narrow.set_content(html(f"{pages['home']}?lang={language}"))
        expected = ["0px", "4px", "right"] if language == "ar" else ["4px", "0px", "left"]
        assert narrow.evaluate(MARKED) == expected, language
