"""A risk evening's kit and a venue that opens, in a real browser, with a hostile name."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.needs import deciding
from karta.services.register import crisis_places, organisations, places
from karta.services.workspace import Workspace, create
from tests.browser.conftest import Serve, app_command
from tests.browser.settling import PATIENCE, settled

pytestmark = pytest.mark.browser

VIEWER = Viewer("samordnare", "local")
HOSTILE = "<img src=x onerror='window.hit=1'>"


@pytest.fixture
def own(tmp_path: Path) -> Workspace:
    """Give a town with a hall that can open, an organisation with a hostile name, and a risk evening in ten days."""
    made = create(tmp_path / "own")
    entries.add_place(made, VIEWER, name="Torget", kind="square", lat=59.0, lon=15.0)
    organisations.add_organisation(made, VIEWER, HOSTILE)
    deciding.add_risk_evening(made, VIEWER, made.today + timedelta(days=10), "Lucia i skolan")
    row = places.places(made, VIEWER).iloc[0]
    crisis_places.set_crisis(made, VIEWER, row["id"], opens=True, room=40, version=int(row["version"]))
    return made


def test_a_kit_and_a_venue(own: Workspace, serve: Serve, page_desktop: Page) -> None:
    """The kit is made and taken back with one press each; the venue opens and closes; nothing is executed."""
    page = page_desktop
    address = serve(app_command(own.folder))
    page.goto(f"{address}/behov?del=risk")
    page.locator("h1").first.wait_for(timeout=PATIENCE)
    settled(page)
    _pick(page, "Enskilda platser", "Torget (Torg)")
    _pick(page, "Fråga de här om två vuxna per plats", HOSTILE)
    page.get_by_role("textbox", name="Ansvarig för att behovet möts").fill("Kommunen")
    page.keyboard.press("Enter")
    settled(page)
    expect(page.get_by_text("Det frågar organisationer om 14 vuxentimmar.")).to_be_visible()
    page.get_by_role("button", name="Gör paketet").click()
    settled(page)
    assert _counts(own) == [1, 1]
    page.get_by_role("button", name="Ångra").click()
    settled(page)
    assert _counts(own) == [0, 0]
    page.goto(f"{address}/luckor")
    page.locator("h1").first.wait_for(timeout=PATIENCE)
    settled(page)
    page.get_by_text("Vid kris: öppna en lokal").click()
    settled(page)
    _pick(page, "Lokal", "Torget")
    _pick(page, "Värd", HOSTILE)
    page.get_by_role("button", name="Öppna nu").click()
    settled(page)
    expect(page.get_by_text(f"Värd: {HOSTILE}.")).to_be_visible()
    page.get_by_role("button", name="Stäng", exact=True).click()
    settled(page)
    expect(page.get_by_text("Öppet efter en händelse")).to_have_count(0)
    assert page.evaluate("window.hit") is None


def _pick(page: Page, label: str, option: str) -> None:
    """Choose an option of the field of a label. It is in sight first: a list closes where the page moves under it."""
    field = page.get_by_role("combobox", name=label, exact=True)
    field.scroll_into_view_if_needed()
    settled(page)
    field.click()
    page.get_by_role("option", name=option).first.click()
    # It closes a list of several; a field of one it would empty.
    if label not in ("Lokal", "Värd"):
        page.keyboard.press("Escape")
    settled(page)


def _counts(own: Workspace) -> list[int]:
    return [len(own.store.frame(name)) for name in ("need_rule", "request")]
