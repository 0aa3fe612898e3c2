"""The open side in a browser: no barrier by day or night, nothing wider than the phone, nobody else asked."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from karta.services.access import light_languages
from karta.services.register import contacts
from karta.services.register.open_tonight import public_key
from karta.web import open_tonight, patrol_card, volunteer
from tests.browser.looking import AXE, _axe
from tests.web import open_town
from tests.web.client import ask

pytestmark = pytest.mark.browser

SIZES = {"phone": (360, 740), "desktop": (1440, 900)}
# Whatever reaches out of the page sideways.
WIDER = "() => document.documentElement.scrollWidth - innerWidth"


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the page with something of everything, chosen and not, in two languages; closed; the card and a slip."""
    town = open_town.make(tmp_path / "own")
    monkeypatch.setenv("KARTA_WORKSPACE", str(town.workspace.folder))
    monkeypatch.setattr(volunteer, "_opened", lambda _: volunteer._Opened(town.workspace))
    closed = html("")
    town.open_up(contact="fritid@kommunen.exempel")
    town.share("Klubben")
    version = light_languages.reviews(town.workspace)["ar"].version
    light_languages.set_reviewer(town.workspace, open_town.LOCAL, "ar", "tolk", version=version)
    town.activity(
        "Klubben", "Gården", "Pingis med en väldigt lång rubrik", public_yes="shown;girls", girls=True, free=True,
        age_from=10, languages="ar;so;swl;ti", accessibility="Ramp vid entrén",
    )  # fmt: skip
    town.activity("Klubben", "Långt bort", "Schack", public_yes="shown", drop_in=True)
    town.opens("Skolan")
    near = public_key(town.places["Skolan"])
    queries = (
        "",
        "?gratis=1&tjejer=1",
        f"?nara={near}",
        "?sprak=so",
        "?lang=ar&tjejer=1",
        "?alder=7&anpassat=1",
    )
    contacts.add_contact(town.workspace, open_town.LOCAL, function="Socialjouren", channel="010-123 45 67")
    slip = f"{patrol_card.HOME}/lapp/{public_key(town.workspace.store.frame('activity')['id'].iloc[0])}"
    return [closed, *(html(query) for query in queries), html("", patrol_card.HOME), html("", slip)]


def html(query: str, path: str = open_tonight.HOME) -> str:
    """Return a page, asked for from a thread: the browser's own has its loop running."""
    with ThreadPoolExecutor(1) as other:
        return other.submit(ask, path + query).result().html


@pytest.fixture(params=[(size, scheme) for size in SIZES for scheme in ("light", "dark")])
def window(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    """Give a window of a phone and a desktop, by day and by night."""
    size, scheme = request.param
    width, height = SIZES[size]
    context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    yield context.new_page()
    context.close()


def test_the_open_side_has_no_barrier(window: Page, pages: list[str]) -> None:
    """Nothing that axe calls serious or critical, nothing too wide, and nothing asked of any server."""
    asked: list[str] = []
    window.on("request", lambda request: asked.append(request.url))
    for page in pages:
        window.set_content(page)
        window.evaluate(_axe())
        assert window.evaluate(AXE) == []
        assert window.evaluate(WIDER) <= 0
    assert asked == []
