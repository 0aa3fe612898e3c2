"""An own town in a real browser: from an empty workspace to a gap on the map, and hostile names shown as typed."""

import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, Locator, Page, expect

from karta.privacy import Viewer
from karta.services import decisions, entries, register, standing
from karta.services.imports import import_file
from karta.services.workspace import create
from karta.settings import data_dir
from tests.browser.conftest import Serve, map_frame

pytestmark = pytest.mark.browser

Foreign = Callable[[Page], list[str]]
VIEWER = Viewer(function="samordnare", role="coordinator")
HOSTILE = (
    "{{7*7}}", "<img src=x onerror=alert(1)>", "**bold**", ":material/home:", "`code`", "[x](http://a.example)",
    "![x](http://a.example/b.png)", "$x^2$", "</style><script>alert(2)</script>", "{{ cycler.__init__ }}",
)  # fmt: skip
# Each page, and each part of the two that have parts, with words of its own.
PAGES = {"": "Så läser du kartan", "luckor": "Veckan, timme för timme", "kallor": "varifrån uppgifterna"}
REGISTER = {
    "Platser": "Kända öppettider", "Läs in fil": "Läs in en fil du redan har", "Behöver en plats": "nämner en plats",
    "Dubbletter?": "två gånger", "Historik": "aldrig personer",
}  # fmt: skip
BEGIN = {
    "Er ort": "Steg 1:", "Välj platser": "Steg 2:", "Behov": "Steg 3:", "Schema": "Steg 4:", "Fråga": "Steg 5:",
}  # fmt: skip
# The one place's state at each hour, as the map draws it: one frame an hour.
STATE_OF_EACH_HOUR = """async () => {
  const found = [];
  for (let hour = 0; hour < 168; hour++) {
    kartaMap.setHour(hour);
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    found.push(Object.entries(kartaMap.counts).filter(([, count]) => count > 0).map(([state]) => state)[0]);
  }
  return found;
}"""


def command(workspace: Path) -> list[str]:
    """Return how a workspace is served."""
    return [
        sys.executable, "-m", "karta.cli", "--workspace", str(workspace), "run", "--headless", "--port", "{port}",
    ]  # fmt: skip


def settled(page: Page) -> None:
    """Wait until Streamlit has nothing more to draw."""
    page.wait_for_timeout(250)
    idle = "document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"
    page.wait_for_function(idle, timeout=60_000)
    page.wait_for_timeout(150)


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
    opened(page, serve(command(tmp_path / "town")) + "/kom-igang")
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
    page.get_by_role("button", name="→").first.click()
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


@pytest.fixture(scope="module")
def hostile(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the address of a workspace in which every name is an attack."""
    folder = tmp_path_factory.mktemp("hostile")
    workspace = create(folder / "own")
    for number, name in enumerate(HOSTILE):
        entries.add_place(workspace, VIEWER, name=name, kind="square", lat=59.3 + number / 500, lon=18.0)
    places = register.places(workspace, VIEWER)
    for place_id, name in zip(places["id"], places["name"], strict=True):
        entries.add_shift(
            workspace, VIEWER, org=name, place_id=place_id, kind="night_walker", weekdays=["FR", "SA"], start="20:00",
            end="23:00", adults=3, from_day=date(2026, 1, 1),
        )  # fmt: skip
        entries.expect_source(workspace, VIEWER, org=f"väntar {name}", place_id=place_id)
    first, *rest = places["id"]
    decisions.decide_need(
        workspace, VIEWER, place_id=first, adults=2, days="all", start="18:00", end="23:00", mode="stay",
        responsible=HOSTILE[1], reason=HOSTILE[5], decided_by=HOSTILE[2],
    )  # fmt: skip
    for place_id in rest:
        standing.confirm_all(workspace, VIEWER, place_id, date(2030, 1, 1))
    file = folder / "**vandring** [x](http:a) {{7*7}}.csv"
    lines = [f'"{name} väntar";fredag;20:00;23:00;"{name}";nattvandrare;4' for name in HOSTILE]
    file.write_text("plats;veckodag;från;till;organisation;roll;antal\n" + "\n".join(lines), encoding="utf-8")
    import_file(workspace, VIEWER, file, "roster")
    return serve(command(workspace.folder))


@pytest.fixture(scope="module")
def visited(hostile: str, chromium: Browser) -> Iterator[dict[str, str]]:
    """Give the text of every part of every page, seen in one visit in which nothing was executed or asked of others."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="sv-SE")
    page = context.new_page()
    page.set_default_timeout(60_000)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: pytest.fail(f"a name was executed: {dialog.message}"))
    seen: dict[str, str] = {}

    def note(name: str, words: str) -> None:
        page.get_by_text(words).first.wait_for()
        settled(page)
        seen[name] = page.inner_text("body")
        assert "kunde inte visas" not in seen[name], name
        for frame in page.frames:
            assert frame.locator("img[src='x'], a[href^='http://a'], img[src^='http://a']").count() == 0, name
            assert frame.get_by_text("bold", exact=True).count() == 0, name
            assert frame.locator("code", has_text="code").count() == 0, name
            assert frame.locator(".katex").count() == 0, name

    for path, words in PAGES.items():
        opened(page, f"{hostile}/{path}")
        if path == "luckor":
            frame = map_frame(page)
            seen["karta"] = "\n".join(frame.evaluate("kartaMap.week.name"))
        note(path, words)
    for path, parts in (("platser", REGISTER), ("kom-igang", BEGIN)):
        opened(page, f"{hostile}/{path}")
        for part, words in parts.items():
            page.get_by_role("radio", name=part).or_(page.get_by_role("button", name=part)).first.click()
            note(part, words)
            if part == "Välj platser":
                _choose(page, HOSTILE[1:])
    own = hostile.split("//")[1]
    seen["asked"] = "\n".join(
        url for url in asked if not url.startswith(("data:", "blob:")) and own not in url
    )
    yield seen
    context.close()


def _choose(page: Page, names: tuple[str, ...]) -> None:
    """Choose places in the list by typing their names."""
    for name in names:
        page.get_by_role("combobox", name="Valda platser").fill(name)
        page.keyboard.press("Enter")
        settled(page)
        page.keyboard.press("Escape")
    page.get_by_text(f"valda: {len(names) + 1}").wait_for()


def test_no_page_asks_another_host(visited: dict[str, str]) -> None:
    """Not one request of any page or part went anywhere but to the app."""
    assert {*PAGES, *REGISTER, *BEGIN} <= set(visited)
    assert visited["asked"] == ""


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_shown_as_typed(name: str, visited: dict[str, str]) -> None:
    """On the map, in the week and in the guided start each name stands as it was typed, and is never calculated."""
    assert name in visited["karta"].split("\n")
    assert f"väntar {name}" in visited["Fråga"]
    assert name in visited["Fråga"].split("\n")
