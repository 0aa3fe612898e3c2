"""A file's way in, in a real browser: asked, previewed, accepted, placed and undone; and a big file beside the rest."""

import sqlite3
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from playwright.sync_api import Page, expect
from shapely import LineString

from karta.services import history
from karta.services.access import retention
from karta.services.importing import entries
from karta.services.register import places
from karta.services.workspace import Workspace, create
from karta.store.layers import put_layer
from karta.store.schema import TABLES
from tests.browser.conftest import Serve, app_command, map_frame
from tests.browser.settling import settled
from tests.browser.test_own_town import VIEWER, opened, press

pytestmark = pytest.mark.browser

Foreign = Callable[[Page], list[str]]
ROWS = 50_000
# `checkpoint`, `chore`: the server does its chores once it has been up for a while.
BOOKS = {"act", "change", "meta", "checkpoint", "chore"}
ROSTER = (
    "id;plats;veckodag;bums;till;organisation;antal\n"
    "1;Torget;fredag;20:00;24:00;IF Björken;4\n"
    "2;Hamnen;lördag;20:00;24:00;Scouterna;3\n"
    "3;Torget;söndag;25:00;22:00;Scouterna;2\n"
    "4;Torget;lördag;20:00;22:00;Scouterna;2\n"
    "4;Torget;lördag;20:00;22:00;Scouterna;3\n"
)
# What can be pressed or filled in and is drawn, but says nothing to who cannot see it.
UNNAMED = """() => [...document.querySelectorAll('button, input, textarea, [role=combobox], [role=radio]')]
  .filter((one) => one.offsetParent !== null && one.type !== 'file')
  .filter((one) => !(one.innerText?.trim() || one.getAttribute('aria-label') || one.getAttribute('aria-labelledby')
    || one.title || [...(one.labels ?? [])].some((label) => label.innerText.trim())))
  .map((one) => one.outerHTML.slice(0, 160))"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Give a town with a square, a street and an organisation."""
    town = create(tmp_path / "town")
    entries.add_place(town, VIEWER, name="Torget", kind="square", lat=59.0, lon=15.0)
    place = str(places.places(town, VIEWER)["id"].item())
    entries.expect_source(town, VIEWER, org="Björkens IF", place_id=place)
    street = gpd.GeoDataFrame(
        {"name": ["Hamngatan"], "class": "street"},
        geometry=[LineString([(500000, 6540000), (500200, 6540000)])],
        crs=3006,
    )
    with town.store.act("samordnare", "import") as act:
        put_layer(act, "streets", street)
    return town


def tables(workspace: Workspace) -> dict[str, pd.DataFrame]:
    """Return every table of the store but its books, and what the server's daily chores note of themselves."""
    names = sorted(TABLES.keys() - BOOKS)
    frames = {name: workspace.store.frame(name, include_superseded=True) for name in names}
    chores = frames["setting"]["key"].isin([retention.FIRST_DAY, retention.BACKED_UP_AT])
    return {**frames, "setting": frames["setting"][~chores].reset_index(drop=True)}


def part(page: Page, name: str) -> None:
    """Go to a part of the page, and demand that it fits and that all of its controls have names."""
    page.get_by_role("radiogroup").first.get_by_text(name).first.click()
    settled(page)
    fits(page)


def fits(page: Page) -> None:
    """Demand that nothing is wider than the screen and that no control is without a name."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.evaluate(UNNAMED) == []


@pytest.mark.parametrize("width", ["page_desktop", "page_phone"])
def test_a_file_is_asked_about_stored_placed_and_undone(
    serve: Serve, workspace: Workspace, width: str, request: pytest.FixtureRequest, foreign_requests: Foreign
) -> None:
    """An unknown column, two rows at odds and a name alike are answered; a street gives a place; undo restores all."""
    page: Page = request.getfixturevalue(width)
    page.set_default_timeout(60_000)
    address = serve(app_command(workspace.folder))
    opened(page, address)
    opened(page, address + "/platser")
    before = tables(workspace)
    part(page, "Läs in fil")
    page.set_input_files(
        "input[type=file]", {"name": "schema.csv", "mimeType": "text/csv", "buffer": ROSTER.encode()}
    )
    page.get_by_role("combobox", name="Vilken kolumn säger: Från?").click()
    page.keyboard.type("bums")
    page.keyboard.press("Enter")
    press(page, "Läs filen igen")
    page.get_by_text(
        "5 lästa = 2 att spara + 0 redan kända + 1 som inte kan sparas + 2 som väntar på svar."
    ).wait_for()
    page.get_by_text("rad 6", exact=True).click()
    press(page, "Läs filen igen")
    page.get_by_text(
        "5 lästa = 3 att spara + 0 redan kända + 2 som inte kan sparas + 0 som väntar på svar."
    ).wait_for()
    page.get_by_text("Ja, samma").click()
    settled(page)
    fits(page)
    press(page, "Spara 3 rader")
    page.get_by_text("schema.csv: 3 rader sparade. 1 av dem behöver en plats").wait_for()
    settled(page)

    part(page, "Behöver en plats")
    page.get_by_role("textbox", name="Sök gata eller adress").fill("Hamngatan 3")
    press(page, "Sök")
    page.get_by_role("combobox", name="Gator som stämmer (1)").wait_for()
    map_frame(page)
    fits(page)
    press(page, "Här är platsen")
    page.get_by_text("Hamnen har fått sin plats. 1 rad räknas nu med.").wait_for()
    assert set(workspace.store.frame("organisation")["name"]) == {"Björkens IF", "Scouterna"}
    press(page, "Ångra")
    page.get_by_text("Ångrat. Det är som det var före.").wait_for()

    history.undo(workspace, VIEWER, latest_import(workspace))
    after = tables(workspace)
    for name, frame in before.items():
        assert_frame_equal(after[name], frame, obj=name)
    assert foreign_requests(page) == []


def latest_import(workspace: Workspace) -> str:
    """Return the id of the last import that is not undone."""
    acts = workspace.store.acts()
    return str(acts.loc[(acts["verb"] == "import") & ~acts["undone"].astype(bool), "id"].iloc[0])


def test_a_big_file_is_read_and_stored_while_others_work(
    serve: Serve, workspace: Workspace, page_desktop: Page, page_phone: Page, tmp_path: Path
) -> None:
    """50,000 rows: progress is told, Luckor answers meanwhile, the file is still there after another page; closing the
    browser once it is accepted leaves all of it stored.
    """
    page_desktop.set_default_timeout(120_000)
    address = serve(app_command(workspace.folder))
    opened(page_phone, address)
    opened(page_phone, address + "/luckor")
    map_frame(page_phone)
    opened(page_desktop, address + "/platser")
    part(page_desktop, "Läs in fil")
    page_desktop.set_input_files("input[type=file]", big(tmp_path / "schema.csv"))
    page_desktop.get_by_text("sekunder hittills").wait_for()
    expect(page_desktop.get_by_test_id("stProgress")).to_be_visible(timeout=30_000)

    page_phone.get_by_role("button", name="Veckan efter").first.click()
    page_phone.wait_for_url("**vecka=**")
    settled(page_phone)

    page_desktop.get_by_role("link", name="Källor").click()
    page_desktop.get_by_text("varifrån uppgifterna").first.wait_for()
    page_desktop.get_by_role("link", name="Platser").click()
    # It is still there, and being read or read: only how long that takes depends on the machine.
    page_desktop.get_by_role("heading", name="schema.csv").wait_for()
    page_desktop.get_by_text("50000 lästa = 50000 att spara").wait_for(timeout=300_000)
    settled(page_desktop)
    page_desktop.get_by_text("Nya rader (50000)").click()
    page_desktop.get_by_role("button", name="Nästa →", exact=True).first.wait_for()
    press(page_desktop, "Nästa →")
    page_desktop.get_by_text("Rad 101–200 av 50").wait_for()
    assert stored(workspace) == 0

    page_desktop.get_by_role("button", name="Spara 50000 rader").click()
    page_desktop.get_by_text("poster skrivna").wait_for()
    page_desktop.context.close()
    deadline = time.monotonic() + 120
    while (found := stored(workspace)) == 0 and time.monotonic() < deadline:
        time.sleep(0.5)
    assert found == ROWS


def big(path: Path) -> Path:
    """Return a roster of 50,000 rows: 250 places on 200 days."""
    first = date(2026, 9, 1)
    spots = [f"Plats {n};{59 + n / 5000:.4f};{15 + n / 5000:.4f}" for n in range(250)]
    lines = [f"{spots[n % 250]};{first + timedelta(n // 250)};20:00;23:00;2;L" for n in range(ROWS)]
    path.write_text(
        "\n".join(["plats;lat;lon;datum;start;slut;antal;organisation", *lines]), encoding="utf-8"
    )
    return path


def stored(workspace: Workspace) -> int:
    """Return how many lines of rosters the workspace holds, as another program sees them."""
    with sqlite3.connect(workspace.folder / "karta.sqlite") as found:
        return int(found.execute("select count(*) from shift_party").fetchone()[0])
