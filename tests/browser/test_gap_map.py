"""The map in a real browser: it draws, asks nobody, moves by itself and speaks once."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Page

from tests.browser.apps.invented_town import HOSTILE
from tests.browser.conftest import Serve, map_frame

APPS = Path(__file__).parent / "apps"
STATES = {"not_decided", "no_need", "full", "thin", "empty", "unknown", "suggested", "visit"}
Foreign = Callable[[Page], list[str]]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def town(serve: Serve) -> str:
    """Give the address of the smallest page with the map."""
    return serve(APPS / "gap_map_app.py")


def heard(page: Page) -> int:
    """Return how many messages Python has acted on."""
    found = re.search(r"heard=(\d+)", page.inner_text("body"))
    assert found is not None
    return int(found.group(1))


def slider_box(frame: Frame) -> dict[str, float]:
    """Return where the slider lies on the page."""
    box = frame.locator("input[type=range]").bounding_box()
    assert box is not None
    return dict(box)


def test_the_map_is_drawn_and_asks_no_other_host(
    town: str, page_desktop: Page, foreign_requests: Foreign
) -> None:
    """A drawn map with over 100 streets and the whole legend, and no request to any host but the app's own."""
    page_desktop.goto(town)
    frame = map_frame(page_desktop)
    assert frame.evaluate("kartaMap.streets") == 224
    assert frame.evaluate("kartaMap.places") == 30
    assert set(frame.evaluate("kartaMap.states")) == STATES
    shown = frame.locator(".karta-legend-count").all_inner_texts()
    assert sum(map(int, shown)) == 30
    assert sorted(map(int, shown)) == sorted(frame.evaluate("Object.values(kartaMap.counts)"))
    page_desktop.wait_for_timeout(500)
    assert foreign_requests(page_desktop) == []


def test_the_check_for_foreign_requests_can_fail(
    serve: Serve, page_desktop: Page, foreign_requests: Foreign
) -> None:
    """The same map with one picture from elsewhere is seen to ask that host."""
    page_desktop.goto(serve(APPS / "foreign_tile_app.py"))
    frame = map_frame(page_desktop)
    assert frame.evaluate("kartaMap.streets") > 100
    page_desktop.wait_for_timeout(500)
    assert any("tiles.example.org" in url for url in foreign_requests(page_desktop))


def test_scrubbing_draws_in_the_browser_and_speaks_once_at_release(town: str, page_desktop: Page) -> None:
    """While the hour is dragged counts and label follow and Python hears nothing; letting go is one message."""
    page_desktop.goto(town)
    frame = map_frame(page_desktop)
    before = frame.evaluate("[kartaMap.hour, kartaMap.counts, kartaMap.frames, kartaMap.sent]")
    box = slider_box(frame)
    middle = box["y"] + box["height"] / 2
    page_desktop.mouse.move(box["x"] + 9 + (box["width"] - 18) * 15 / 167, middle)
    page_desktop.mouse.down()
    for share in (0.2, 0.3, 0.4, 0.5):
        page_desktop.mouse.move(box["x"] + box["width"] * share, middle)
        page_desktop.wait_for_timeout(60)
    page_desktop.wait_for_timeout(500)
    hour, counts, frames, sent = frame.evaluate(
        "[kartaMap.hour, kartaMap.counts, kartaMap.frames, kartaMap.sent]"
    )
    assert hour != before[0]
    assert counts != before[1]
    assert frames >= before[2] + 4
    assert sent == before[3] == 0
    assert heard(page_desktop) == 0
    page_desktop.mouse.up()
    page_desktop.get_by_text(f"kind='hour', hour={hour}").wait_for(timeout=5000)
    page_desktop.wait_for_timeout(800)
    assert frame.evaluate("kartaMap.sent") == 1
    assert heard(page_desktop) == 1
    assert frame.evaluate("kartaMap.hour") == hour


def test_a_held_arrow_key_is_one_message(town: str, page_desktop: Page) -> None:
    """Five quick steps with the keyboard move five hours and speak once, when the hand rests."""
    page_desktop.goto(town)
    frame = map_frame(page_desktop)
    frame.locator("input[type=range]").focus()
    for _ in range(5):
        page_desktop.keyboard.press("ArrowRight")
    assert frame.evaluate("[kartaMap.hour, kartaMap.sent]") == [20, 0]
    page_desktop.get_by_text("kind='hour', hour=20").wait_for(timeout=5000)
    assert frame.evaluate("kartaMap.sent") == 1
    assert frame.locator("input[type=range]").get_attribute("aria-valuetext") == "fre 18 sep 20–21"


def test_what_python_has_not_heard_is_told_once_more(town: str, page_desktop: Page) -> None:
    """A message that is lost on its way comes again after a while, by itself; one that was heard does not."""
    page_desktop.goto(town)
    frame = map_frame(page_desktop)
    frame.evaluate("""() => {
      const plain = Streamlit.setComponentValue.bind(Streamlit);
      window.attempts = 0;
      Streamlit.setComponentValue = (value) => { if ((window.attempts += 1) > 1) plain(value); };
    }""")
    frame.locator("input[type=range]").focus()
    page_desktop.keyboard.press("ArrowRight")
    page_desktop.get_by_text("kind='hour', hour=16").wait_for(timeout=8000)
    page_desktop.wait_for_timeout(4000)
    assert frame.evaluate("[attempts, kartaMap.sent]") == [2, 1]
    assert heard(page_desktop) == 1


def test_a_click_on_a_place_names_it(town: str, page_desktop: Page) -> None:
    """A click on a symbol brings that place and the shown hour to Python."""
    page_desktop.goto(town)
    frame = map_frame(page_desktop)
    offset = frame.frame_element().bounding_box()
    assert offset is not None
    at = frame.evaluate("kartaMap.pointOf('place_17')")
    page_desktop.mouse.click(offset["x"] + at["x"], offset["y"] + at["y"])
    page_desktop.get_by_text("kind='click', hour=15, place_id='place_17'").wait_for(timeout=5000)
    assert frame.evaluate("kartaMap.selected") == "place_17"
    assert frame.locator(".karta-card-name").text_content() == "Plats 17"


def test_names_come_out_as_typed_and_nothing_runs(town: str, page_desktop: Page) -> None:
    """Templates, tags, quotes, marks and line ends in a name are letters, for Jinja, HTML and JavaScript alike."""
    alarms: list[str] = []
    page_desktop.on("dialog", lambda dialog: (alarms.append(dialog.message), dialog.dismiss()))
    page_desktop.on("pageerror", lambda error: alarms.append(str(error)))
    page_desktop.goto(town)
    frame = map_frame(page_desktop)
    frame.locator(".karta-keys").focus()
    option = frame.locator("#karta-option")
    seen = []
    for i in range(len(HOSTILE)):
        seen.append(frame.locator(".karta-card-name").text_content())
        said = frame.evaluate(f"kartaMap.describe('place_{i:02d}')")
        assert option.text_content() == ", ".join(
            (said["name"], said["kind"], said["state"], said["figures"])
        ).rstrip(", ")
        page_desktop.keyboard.press("ArrowRight")
    assert tuple(seen) == HOSTILE
    assert frame.locator(".karta-card-name *").count() == 0
    page_desktop.wait_for_timeout(300)
    assert alarms == []


def test_another_week_keeps_zoom_and_centre(town: str, page_desktop: Page) -> None:
    """A new picture from Python is drawn into the same frame, with the view as the hand left it."""
    page_desktop.goto(town)
    frame = map_frame(page_desktop)
    frame.evaluate(
        "document.sameFrame = true; kartaMap.touched = true; kartaMap.map.setView([59.012, 15.02], 15.5)"
    )
    before = frame.evaluate("[kartaMap.counts, kartaMap.map.getCenter(), kartaMap.map.getZoom()]")
    page_desktop.get_by_text("another week").click()
    frame.wait_for_function(
        "counts => JSON.stringify(kartaMap.counts) !== counts", arg=json_of(frame, before[0])
    )
    after = frame.evaluate("[document.sameFrame, kartaMap.map.getCenter(), kartaMap.map.getZoom()]")
    assert after == [True, *before[1:]]


def json_of(frame: Frame, value: object) -> str:
    """Return a value as the browser writes it."""
    written = frame.evaluate("value => JSON.stringify(value)", value)
    assert isinstance(written, str)
    return written


def test_enter_chooses_a_place_without_a_mouse(town: str, page_desktop: Page) -> None:
    """The places are one stop of the Tab key; arrows browse them and Enter chooses."""
    page_desktop.goto(town)
    frame = map_frame(page_desktop)
    frame.locator(".karta-keys").focus()
    page_desktop.keyboard.press("ArrowRight")
    page_desktop.keyboard.press("Enter")
    page_desktop.get_by_text("kind='click', hour=15, place_id='place_01'").wait_for(timeout=5000)


def test_days_and_jumps_are_a_key_or_a_press_away(town: str, page_desktop: Page) -> None:
    """Shift and Ctrl step a day within the week; a day's name keeps the hour; jumps land; play goes on and stops."""
    page_desktop.goto(town)
    frame = map_frame(page_desktop)
    frame.locator(".karta-slider").focus()
    seen = []
    for key in ("Shift+ArrowRight", "Control+ArrowRight", "PageDown", "Shift+ArrowLeft", "Shift+ArrowLeft"):
        page_desktop.keyboard.press(key)
        seen.append(frame.evaluate("kartaMap.hour"))
    assert seen == [39, 63, 39, 15, 15]
    frame.locator(".karta-day").nth(2).click()
    assert frame.evaluate("kartaMap.hour") == 2 * 24 + 15
    frame.get_by_role("button", name="Fredag natt").click()
    page_desktop.get_by_text("kind='hour', hour=17,").wait_for(timeout=5000)
    assert frame.evaluate("kartaMap.hour") == 17
    frame.get_by_role("button", name="Nästa vecka").click()
    page_desktop.get_by_text("hour=3,").wait_for(timeout=5000)
    assert "week=datetime.date(2026, 9, 25)" in page_desktop.inner_text("body")
    at = frame.evaluate("kartaMap.hour")
    frame.locator(".karta-play").click()
    frame.wait_for_function("at => kartaMap.hour > at + 1", arg=at)
    frame.locator(".karta-play").click()
    stopped = frame.evaluate("kartaMap.hour")
    page_desktop.get_by_text(f"kind='hour', hour={stopped},").wait_for(timeout=5000)
