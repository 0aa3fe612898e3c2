"""The map on which a route is drawn, in a real browser: it stays where the hand has found it."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from karta.model.shift import ShiftPlan
from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.register import organisations, places
from karta.services.rosters import shifts
from karta.services.workspace import create
from tests.browser.conftest import Serve, app_command, map_frame
from tests.browser.settling import PATIENCE, settled

pytestmark = pytest.mark.browser

VIEWER = Viewer("samordnare", "local")
# How far down the page the map stands, whatever the page has scrolled to.
TOP = """() => {
  const top = (element) => element.getBoundingClientRect().top;
  return top(document.querySelector("iframe[src*=folium]")) - top(document.querySelector("h1"));
}"""


def test_the_map_of_a_route_stays_where_it_is(serve: Serve, page_desktop: Page, tmp_path: Path) -> None:
    """Of three clicks on three spots each is a point of the route, and none moves the map by as much as a pixel."""
    town = create(tmp_path / "own")
    entries.add_place(town, VIEWER, name="Torget", kind="square", lat=59.0, lon=15.0)
    (square,) = places.places(town, VIEWER)["id"]
    org = organisations.add_organisation(town, VIEWER, "Nattvandrarna")
    day = town.today + timedelta(days=3)
    shifts.create_shift(town, VIEWER, ShiftPlan(square, day, "20:00", "22:00", (org,)))
    (occurrence,) = shifts.ahead(town, VIEWER).understaffed
    page = page_desktop
    page.set_default_timeout(PATIENCE)
    page.goto(f"{serve(app_command(town.folder))}/pass?pass={occurrence.occurrence_id}")
    page.get_by_text("Rutt och stopp", exact=True).click()
    map_frame(page, seconds=60)
    settled(page)
    page.locator("iframe[src*=folium]").scroll_into_view_if_needed()
    before = page.evaluate(TOP)
    box = page.locator("iframe[src*=folium]").bounding_box()
    assert box is not None
    names = []
    for number, (x, y) in enumerate(((0.4, 0.4), (0.5, 0.6), (0.6, 0.4)), 1):
        page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])
        names.append(f"punkt {number}")
        expect(page.get_by_text(f"Rutten går genom: {' – '.join(names)}", exact=True)).to_be_visible(
            timeout=PATIENCE
        )
        settled(page)
        assert abs(page.evaluate(TOP) - before) < 1
