"""An own town in a real browser: from an empty workspace to a gap on the map."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Locator, Page, expect

from karta.privacy import Viewer
from karta.settings import data_dir
from tests.browser.conftest import Serve, app_command, map_frame
from tests.browser.settling import settled

pytestmark = pytest.mark.browser

Foreign = Callable[[Page], list[str]]
VIEWER = Viewer(function="samordnare", role="local")
# The one place's state at each hour, as the map draws it. In one go: an answer from the app may set the hour between.
STATE_OF_EACH_HOUR = """() => Array.from({length: 168}, (_, hour) => {
  kartaMap.hour = hour;
  kartaMap.redraw();
  return Object.entries(kartaMap.counts).filter(([, count]) => count > 0).map(([state]) => state)[0];
})"""


def press(page: Page, name: str) -> None:
    """Press a button, and wait for what it does."""
    page.get_by_role("button", name=name, exact=True).first.click()
    settled(page)


def opened(page: Page, address: str) -> None:
    """Open an address and wait for its title."""
    page.goto(address)
    page.locator(".karta-title, h1").first.wait_for(timeout=60_000)
    settled(page)


def field(page: Page, label: str) -> Locator:
    """Return a text field by its label."""
    return page.get_by_role("textbox", name=label, exact=True).first


@pytest.fixture(params=["page_desktop", "page_phone"])
def page(request: pytest.FixtureRequest) -> Page:
    """Give a page on a desk, then one on a phone."""
    found: Page = request.getfixturevalue(request.param)
    found.set_default_timeout(60_000)
    return found


def test_from_nothing_to_a_gap(serve: Serve, page: Page, tmp_path: Path, foreign_requests: Foreign) -> None:
    """Streets from a file, a place by a click, a decision, a shift, a confirmed roster: then the map shows a gap.

    Two adults are asked for 22-01 on Friday and Saturday, two are known on Friday 20-23: a gap in 5 of 6 hours.
    """
    opened(page, serve(app_command(tmp_path / "town"), anew=True) + "/kom-igang")
    expect(page.get_by_text("Inget är klart än")).to_be_visible()
    page.set_input_files("input[type=file]", data_dir() / "demo" / "town.osm.bz2")
    save = page.get_by_role("button", name="Spara")
    save.wait_for()
    save.click()
    page.get_by_text("Gatorna är inlästa").wait_for()

    press(page, "Vidare: Välj platser →")
    frame = map_frame(page)
    assert frame.evaluate("kartaMap.streets") > 100
    _click_middle(page, frame)
    page.get_by_text("Lägg till en plats här").wait_for()
    field(page, "Platsens namn").fill("Torget")
    field(page, "Platsens namn").press("Tab")
    settled(page)
    press(page, "Lägg till platsen")
    page.get_by_text("Torget finns nu i registret.").wait_for()

    press(page, "Vidare: Behov →")
    # The place was stored as a meeting place: its default is 22-01 on weekend nights.
    page.get_by_text("12 vuxentimmar i en vanlig vecka. Känd närvaro i dag: 0.").wait_for()
    field(page, "Ansvarig för att behovet möts").fill("Kommunen")
    field(page, "Ansvarig för att behovet möts").press("Tab")
    settled(page)
    press(page, "Besluta")
    page.get_by_text("Beslutat för Torget").wait_for()

    press(page, "Vidare: Schema →")
    field(page, "Organisation").fill("Nattvandrarna")
    page.get_by_role("combobox", name="Veckodagar").click()
    page.keyboard.type("fre")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.get_by_role("spinbutton", name="Antal vuxna").fill("2")
    press(page, "Lägg till passet")
    page.get_by_text("Nattvandrarna finns nu med på Torget").wait_for()

    press(page, "Vidare: Fråga →")
    page.get_by_text("Du känner till 2 vuxna här som mest, 6 vuxentimmar i veckan.").wait_for()
    press(page, "Alla scheman för den här platsen är inne")
    page.get_by_text("Alla scheman för Torget är inne").wait_for()
    page.get_by_role("link", name="Visa luckorna på kartan").click()
    page.wait_for_url("**/luckor**")
    frame = map_frame(page)
    settled(page)
    # The roster counts from this week's Monday and is confirmed from today on: look at the week after.
    page.get_by_role("button", name="Veckan efter").first.click()
    settled(page)
    frame = map_frame(page)
    states = frame.evaluate(STATE_OF_EACH_HOUR)
    assert states.count("empty") == 5
    assert states.count("full") == 1
    assert states.count("unknown") == 0
    assert foreign_requests(page) == []


def _click_middle(page: Page, frame: Frame) -> None:
    """Click or tap the middle of the map."""
    box = frame.locator("#map_div").bounding_box()
    assert box is not None
    frame.frame_element().scroll_into_view_if_needed()
    box = frame.locator("#map_div").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    settled(page)
