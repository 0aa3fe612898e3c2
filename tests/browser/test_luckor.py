"""The demo municipality in a real browser: what a stranger meets on *Luckor*, and that nobody else is asked."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Frame, Page, expect

from karta.cli import main
from tests.browser.conftest import Serve, app_command, map_frame
from tests.browser.looking import cut_words
from tests.browser.settling import settled

pytestmark = pytest.mark.browser

STOCKHOLM = ZoneInfo("Europe/Stockholm")
STATES = {"not_decided", "no_need", "full", "thin", "empty", "unknown", "suggested", "visit"}
Foreign = Callable[[Page], list[str]]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a workspace with the demo municipality."""
    folder = tmp_path_factory.mktemp("demo")
    assert main(["--workspace", str(folder), "demo"]) == 0
    return folder


@pytest.fixture(scope="module")
def app(serve: Serve, workspace: Path) -> str:
    """Give the address of the app as `karta run` serves it."""
    return serve(app_command(workspace))


def counts(frame: Frame) -> dict[str, int]:
    """Return how many places the map shows in each state at the hour shown."""
    found: dict[str, int] = frame.evaluate("window.kartaMap.counts")
    return found


def counts_at(frame: Frame, hour: int) -> dict[str, int]:
    """Return the counts of an hour once the map has drawn it: it draws with the next frame."""
    found: dict[str, int] = frame.evaluate(
        """async (hour) => {
          kartaMap.setHour(hour);
          await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
          return kartaMap.counts;
        }""",
        hour,
    )
    return found


def test_luckor_is_a_town_with_every_state(page_desktop: Page, app: str, foreign_requests: Foreign) -> None:
    """The map is there with streets and a legend of every state, gaps and unknown places show, nobody is asked."""
    # Friday at three: by itself the page opens at an hour ahead, and late on a Sunday few are left.
    page_desktop.goto(f"{app}/luckor?vecka={monday()}&timme={4 * 24 + 9}")
    frame = map_frame(page_desktop)
    assert frame.evaluate("window.kartaMap.streets") > 100
    assert set(frame.evaluate("window.kartaMap.states")) == STATES
    shown = counts(frame)
    for state in ("full", "empty", "unknown", "suggested", "not_decided"):
        assert shown[state] > 0, state
    body = page_desktop.inner_text("body")
    assert "Karta visar skillnaden mellan beslutat behov och känd närvaro." in body
    assert re.search(r"Datatäckning \d+\s%", body)
    assert "Planerad närvaro · vecka" in body
    assert foreign_requests(page_desktop) == []


def test_a_cell_of_the_week_moves_map_panel_and_url(page_desktop: Page, app: str) -> None:
    """Choosing a cell shows that hour on the map, its place in the panel, both in the URL; the link opens the same."""
    page_desktop.goto(f"{app}/luckor?vecka={monday()}")
    map_frame(page_desktop)
    # The map may be there before the rest of the page has been sent.
    settled(page_desktop)
    cell = page_desktop.locator("td.s4").first
    cell.scroll_into_view_if_needed()
    cell.hover()
    said = cell.get_attribute("aria-label") or ""
    name, when = said.split(", ")[:2]
    cell.click()
    page_desktop.wait_for_url(re.compile(r"plats="))
    page_desktop.wait_for_function(
        "name => [...document.querySelectorAll('h2')].some(h => h.textContent === name)", arg=name
    )
    page_desktop.get_by_text(f"{when}: lucka, ").first.wait_for()
    hour = int(re.findall(r"timme=(\d+)", page_desktop.url)[0])
    frame = map_frame(page_desktop)
    frame.wait_for_function("hour => window.kartaMap.hour === hour", arg=hour)
    other = page_desktop.context.new_page()
    other.goto(page_desktop.url)
    assert map_frame(other).evaluate("window.kartaMap.hour") == hour
    other.wait_for_function(
        "name => [...document.querySelectorAll('h2')].some(h => h.textContent === name)", arg=name
    )
    other.close()


def test_a_link_shows_its_hour_everywhere_on_a_phone(page_phone: Page, app: str) -> None:
    """The grid comes to the hour of the address, the date above is its day, no word is cut; a cell moves both."""
    page_phone.goto(f"{app}/luckor?vecka={monday()}&timme={4 * 24 + 14}&vy=delivered")
    map_frame(page_phone)
    grid = page_phone.locator(".week-grid").first
    grid.scroll_into_view_if_needed()
    hour = grid.locator("th.hour-on")
    hour.wait_for()
    assert hour.inner_text() == "20"
    # The hour is brought into view once the first rows are written.
    names = grid.locator("tbody th").first.bounding_box()
    seen, frame = hour.bounding_box(), grid.bounding_box()
    assert seen is not None
    assert frame is not None
    assert names is not None
    assert frame["x"] + names["width"] <= seen["x"] <= frame["x"] + frame["width"] - seen["width"]
    day = page_phone.locator("[data-testid=stDateInput] input").first
    assert cut_words(page_phone) == []
    friday = monday() + timedelta(days=4)
    assert day.input_value().replace("/", "-").replace(" ", "") == f"{friday}"
    # Streamlit may drop a new date that comes while the page is still being drawn for the first time.
    settled(page_phone)
    grid.locator(f"td[data-c='{5 * 24 + 14}']").first.dispatch_event("click")
    page_phone.wait_for_url(re.compile(rf"timme={5 * 24 + 14}"))
    settled(page_phone)
    saturday = friday + timedelta(days=1)
    expect(day).to_have_value(re.compile(rf"{saturday:%Y}\D+{saturday:%m}\D+{saturday:%d}"), timeout=20_000)


def test_paper_has_panel_grid_and_list_below_the_map(page_desktop: Page, app: str) -> None:
    """Printed, the panel stands under the map, every place has its row in the grid, every gap one in the list."""
    page_desktop.goto(f"{app}/luckor?vecka={monday()}&timme={4 * 24 + 14}")
    map_frame(page_desktop)
    page_desktop.locator(".row-table tbody tr").first.wait_for(timeout=20_000, state="attached")
    page_desktop.emulate_media(media="print")
    page_desktop.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    boxes = [
        page_desktop.locator(name).first.bounding_box()
        for name in ("iframe[src*=folium]", ".st-key-gaps_stage h2", ".week-grid table", ".row-table table")
    ]
    tops = [box["y"] for box in boxes if box is not None]
    assert len(tops) == len(boxes)
    assert tops == sorted(tops)
    assert boxes[0] is not None
    assert tops[1] >= boxes[0]["y"] + boxes[0]["height"] - 1
    table = page_desktop.locator(".week-grid table").last
    assert table.locator("tbody th").count() == int(table.get_attribute("aria-rowcount") or 0)
    frame = page_desktop.locator(".row-table-frame").first
    assert frame.evaluate("e => e.scrollHeight <= e.clientHeight + 1")


def test_letting_go_of_the_hour_brings_the_rest_along(page_desktop: Page, app: str) -> None:
    """The hour moved by keyboard on the map comes into the URL with one message."""
    page_desktop.goto(f"{app}/luckor?vecka={monday()}&timme=60")
    frame = map_frame(page_desktop)
    assert frame.evaluate("window.kartaMap.hour") == 60
    frame.locator("input[type=range]").focus()
    page_desktop.keyboard.press("ArrowRight")
    page_desktop.wait_for_url(re.compile(r"timme=61"), timeout=10_000)
    assert frame.evaluate("window.kartaMap.hour") == 61
    # What stands below the map answers it, too, once it is there.
    page_desktop.wait_for_function("window.karta?.answered?.[1] === 1")
    assert frame.evaluate("kartaMap.isAlone()") is False


def test_a_shift_added_by_command_changes_the_next_drawing(
    page_desktop: Page, app: str, workspace: Path, tmp_path: Path
) -> None:
    """Two adults imported by command for a known gap cover it on the map at the next load."""
    listed = subprocess.run(
        [sys.executable, "-m", "karta.cli", "--workspace", str(workspace), "gaps", "--format", "json",
         *week_of_today()],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    gap = next(
        row for row in json.loads(listed.stdout) if row["state"] == "empty" and row["start"][14:16] == "00"
    )
    page_desktop.goto(f"{app}/luckor?vecka={monday()}")
    frame = map_frame(page_desktop)
    hour = hour_of_week(gap["start"])
    before = counts_at(frame, hour)
    roster = tmp_path / "roster.csv"
    roster.write_text(
        "plats;datum;start;slut;organisation;roll;antal;status\n"
        f"{gap['place']};{gap['start'][:10]};{gap['start'][11:16]};{gap['end'][11:16]};Prov;nattvandrare;2;confirmed\n",
        encoding="utf-8",
    )
    assert main(["--workspace", str(workspace), "import", str(roster), "--kind", "roster"]) == 0
    assert main(["--workspace", str(workspace), "organisations", "admit", "Prov"]) == 0
    page_desktop.goto(f"{app}/luckor?vecka={monday()}")
    frame = map_frame(page_desktop)
    after = counts_at(frame, hour)
    assert after["full"] >= before["full"] + 1
    assert after["empty"] <= before["empty"] - 1


def monday() -> date:
    """Return the Monday of the week that is under way: a night belongs to the day before."""
    today = (datetime.now(STOCKHOLM) - timedelta(hours=6)).date()
    return today - timedelta(days=today.weekday())


def week_of_today() -> list[str]:
    """Return the arguments that ask for the seven service days of this week."""
    return ["--from", monday().isoformat(), "--to", (monday() + timedelta(days=6)).isoformat()]


def hour_of_week(start: str) -> int:
    """Return the hour of this week's service days, from 0, that an ISO time with offset lies in."""
    first = datetime.combine(monday(), time(6), STOCKHOLM)
    return int((datetime.fromisoformat(start).timestamp() - first.timestamp()) // 3600)


def test_another_area_draws_the_map_anew(page_desktop: Page, app: str) -> None:
    """An area leaves no place, count or mark of the rest of the town on the map; one press of Back undoes it."""
    page_desktop.goto(f"{app}/luckor?vecka={monday()}")
    frame = map_frame(page_desktop)
    everywhere = sum(counts(frame).values())
    before = page_desktop.url
    page_desktop.locator("[data-testid=stSelectbox]").nth(1).click()
    page_desktop.keyboard.press("ArrowDown")
    page_desktop.keyboard.press("Enter")
    page_desktop.wait_for_url(re.compile(r"omrade="), timeout=15_000)
    here = everywhere
    for _ in range(80):
        page_desktop.wait_for_timeout(250)
        # The old frame may go away while it is asked.
        with suppress(PlaywrightError):
            here = sum(counts(map_frame(page_desktop)).values())
        if here < everywhere:
            break
    assert 0 < here < everywhere
    page_desktop.go_back()
    frame.wait_for_function(
        "all => Object.values(kartaMap.counts).reduce((a, b) => a + b) === all", arg=everywhere
    )
    assert page_desktop.url == before


def test_a_week_has_room_and_a_name_leads_to_its_place(page_desktop: Page, app: str) -> None:
    """All 168 hours stand side by side; a name in the panel shows its place without loading the page anew."""
    page_desktop.goto(f"{app}/luckor?vecka={monday()}&timme={4 * 24 + 9}&timmar=alla")
    map_frame(page_desktop)
    page_desktop.locator("td.s4").first.wait_for()
    grid = page_desktop.locator(".week-grid").first
    assert grid.locator("thead tr").last.locator("th").count() == 168
    assert grid.evaluate("e => e.scrollWidth <= e.clientWidth + 1")
    page_desktop.evaluate("window.sameDocument = true")
    name = page_desktop.locator(".karta-marked a").first
    place = name.inner_text()
    name.click()
    page_desktop.wait_for_url(re.compile(r"plats="))
    page_desktop.locator("h2", has_text=place).first.wait_for()
    assert page_desktop.evaluate("window.sameDocument")
    strip = page_desktop.get_by_role("grid", name=f"Vecka för {place}")
    strip.wait_for()
    assert strip.locator("tbody tr").count() == 7
    assert (strip.locator("td[data-c]").first.get_attribute("aria-label") or "").startswith(f"{place}, mån ")
