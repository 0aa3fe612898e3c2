"""How the map looks in a real browser: states, kinds, clusters and a phone's width."""

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Serve, map_frame
from tests.browser.test_gap_map import STATES, slider_box

APPS = Path(__file__).parent / "apps"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def town(serve: Serve) -> str:
    """Give the address of the smallest page with the map."""
    return serve(APPS / "gap_map_app.py")


def test_a_click_puts_a_point(serve: Serve, page_desktop: Page) -> None:
    """On the map that puts a place, a click in the middle comes back as the middle's longitude and latitude."""
    page_desktop.goto(serve(APPS / "pick_map_app.py"))
    frame = map_frame(page_desktop)
    box = frame.locator("#map_div").bounding_box()
    assert box is not None
    page_desktop.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page_desktop.get_by_text("point=(").wait_for(timeout=5000)
    found = re.search(r"point=\(([\d.]+), ([\d.]+)\)", page_desktop.inner_text("body"))
    assert found is not None
    assert float(found.group(1)) == pytest.approx(15.025, abs=2e-4)
    assert float(found.group(2)) == pytest.approx(59.0125, abs=2e-4)


# How many places, chosen one after the other, have a card that lies over the legend: folded, and unfolded.
OVER_LEGEND = """() => [false, true].map((open) => {
  const legend = document.querySelector(".karta-legend");
  const card = document.querySelector(".karta-card");
  legend.open = open;
  const over = kartaMap.week.place_id.filter((id) => {
    kartaMap.selected = id;
    kartaMap.mark(-1);
    const look = getComputedStyle(card);
    if (card.hidden || look.visibility === "hidden" || look.opacity === "0") return false;
    const [a, b] = [card, legend].map((box) => box.getBoundingClientRect());
    return a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
  });
  legend.open = false;
  return over.length;
})"""
PIXELS = """() => Object.fromEntries(karta.STATES.map((state, code) => {
  const sprite = kartaMap.symbols.sprite(code, 2, 13.5);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 48;
  const ctx = canvas.getContext("2d");
  ctx.fillStyle = "#f6f3ec";
  ctx.fillRect(0, 0, 48, 48);
  const at = 24 - sprite.canvas.width / 2;
  ctx.drawImage(sprite.canvas, at, at);
  return [state, Array.from(ctx.getImageData(0, 0, 48, 48).data)];
}))"""


def test_states_are_told_apart_without_colour_and_none_is_red(town: str, page_desktop: Page) -> None:
    """In shades of grey any two symbols differ in at least 30 pixels, and no pixel of any symbol is reddish."""
    page_desktop.goto(town)
    frame = map_frame(page_desktop)
    grey = {}
    for state, flat in frame.evaluate(PIXELS).items():
        pixels = np.array(flat, dtype=float).reshape(-1, 4)[:, :3]
        red, green, blue = pixels.T
        assert not ((red > green + 25) & (red > blue + 25)).any(), state
        assert not ((green > red + 25) & (green > blue + 25)).any(), state
        grey[state] = pixels @ [0.2126, 0.7152, 0.0722]
    assert set(grey) == STATES
    for one, other in combinations(grey, 2):
        assert (abs(grey[one] - grey[other]) > 40).sum() >= 30, (one, other)


def test_less_motion_is_respected(town: str, page_desktop: Page) -> None:
    """Who asked for less motion gets no player and no animated zoom."""
    page_desktop.emulate_media(reduced_motion="reduce")
    page_desktop.goto(town)
    frame = map_frame(page_desktop)
    assert not frame.locator(".karta-play").is_visible()
    assert frame.evaluate("kartaMap.map.options.zoomAnimation") is False


def test_kinds_can_be_put_away(town: str, page_desktop: Page) -> None:
    """A third of the places are schools: put away they are neither counted nor found, and nothing is fetched."""
    page_desktop.goto(town)
    frame = map_frame(page_desktop)
    frame.evaluate("document.querySelector('.karta-legend').open = true")
    frame.locator(".karta-legend-kinds label", has_text="Skola").click()
    assert frame.evaluate("Object.values(kartaMap.counts).reduce((a, b) => a + b)") == 20
    school = "kartaMap.layer.latLng(kartaMap.layer.index.get('place_16'))"
    assert frame.evaluate(f"kartaMap.layer.find(kartaMap.map.latLngToContainerPoint({school}), 3)") == -1
    frame.locator(".karta-legend-kinds label", has_text="Skola").click()
    assert frame.evaluate("Object.values(kartaMap.counts).reduce((a, b) => a + b)") == 30
    assert frame.evaluate("[kartaMap.fetched, kartaMap.sent]") == [1, 0]


MIDDLE_CLUSTER = """() => {
  const { layer, map } = kartaMap;
  const corner = L.point(layer.left, layer.top).subtract(map.getPixelOrigin());
  const at = (c) => map.layerPointToContainerPoint(corner.add([c.x, c.y]));
  const middle = map.getSize().divideBy(2);
  const [nearest] = layer.clusters.list.map(at).sort((a, b) => a.distanceTo(middle) - b.distanceTo(middle));
  return [nearest.x, nearest.y];
}"""


def test_many_places_are_taken_together_from_afar(serve: Serve, page_desktop: Page) -> None:
    """Of 600 places every one is single or in one cluster; a click on a cluster goes closer, and sends nothing."""
    page_desktop.goto(serve(APPS / "gap_map_app.py", env={"TOWN_PLACES": "600"}))
    frame = map_frame(page_desktop)
    assert frame.evaluate("kartaMap.clusters") > 5
    held = "kartaMap.layer.single.length + kartaMap.layer.clusters.list.reduce((sum, c) => sum + c.members.length, 0)"
    assert frame.evaluate(held) == 600
    zoom = frame.evaluate("kartaMap.map.getZoom()")
    x, y = frame.evaluate(MIDDLE_CLUSTER)
    offset = frame.frame_element().bounding_box()
    assert offset is not None
    page_desktop.mouse.click(offset["x"] + x, offset["y"] + y)
    frame.wait_for_function("zoom => kartaMap.map.getZoom() > zoom", arg=zoom)
    page_desktop.wait_for_timeout(500)
    assert frame.evaluate("kartaMap.sent") == 0


def test_a_phone_has_room_for_map_hours_and_a_folded_legend(town: str, page_phone: Page) -> None:
    """At 390 points nothing spills over, the essential legend can be read, all of it opens by a tap; a tap chooses."""
    page_phone.goto(town)
    frame = map_frame(page_phone)
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not frame.locator(".karta-legend-body").is_visible()
    brief = frame.locator(".karta-legend-brief")
    assert [row.split() for row in brief.locator("li").all_inner_texts()] == [
        ["Täckt", str(frame.evaluate("kartaMap.counts.full"))],
        ["Lucka", str(frame.evaluate("kartaMap.counts.empty"))],
        ["Delvis", str(frame.evaluate("kartaMap.counts.thin"))],
        ["Besök", str(frame.evaluate("kartaMap.counts.visit"))],
        ["Okänt", str(frame.evaluate("kartaMap.counts.unknown"))],
    ]
    # Wherever a place lies, its card leaves the legend free, folded and unfolded.
    assert frame.evaluate(OVER_LEGEND) == [0, 0]
    at = frame.evaluate("kartaMap.pointOf('place_20')")
    offset = frame.frame_element().bounding_box()
    assert offset is not None
    page_phone.touchscreen.tap(offset["x"] + at["x"] + 8, offset["y"] + at["y"] + 8)
    page_phone.get_by_text("place_id='place_20'").wait_for(timeout=5000)
    frame.locator("summary").tap()
    assert frame.locator(".karta-legend-body [data-state]").count() == len(STATES)
    assert frame.locator(".karta-legend-body").is_visible()
    assert slider_box(frame)["height"] >= 40
