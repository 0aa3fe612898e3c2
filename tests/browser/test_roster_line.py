"""A line of a roster lives on in the app: opened, filled, moved with its people told, reported, and read in again."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from karta.model.shift import ShiftOccurrence
from karta.privacy import Viewer
from karta.services.follow_up import shift_reports
from karta.services.importing import entries
from karta.services.importing.imports import import_file
from karta.services.register import organisations
from karta.services.rosters import shifts
from karta.services.workspace import Workspace, create
from tests import guests
from tests.browser.conftest import Serve, app_command
from tests.browser.settling import PATIENCE, settled

pytestmark = pytest.mark.browser

VIEWER = Viewer(function="samordnare", role="local")
DAY = timedelta(days=1)
DAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
HEAD = "plats;veckodag;start;slut;organisation;roll;antal;läge;från;till\n"


@dataclass
class Town:
    """An app on a square where Vandrarna walk on one day of the week, with four weeks behind them."""

    workspace: Workspace
    address: str
    folder: Path
    day: date

    def take_in(self, *more: str) -> None:
        """Take in the walkers' roster, with further lines."""
        file, first = self.folder / "roster.csv", self.day - 28 * DAY
        line = f"Torget;{DAYS[self.day.weekday()]};20:00;23:00;Vandrarna;nattvandrare;2;aktiv;{first};\n"
        file.write_text(HEAD + "".join((line, *more)), encoding="utf-8")
        import_file(self.workspace, VIEWER, file, "roster")

    def link(self, name: str) -> str:
        """Return the address of a new person's link."""
        (org,) = self.workspace.store.frame("organisation")["id"]
        return f"{self.address}/p/{guests.invite(self.workspace, VIEWER, org, name)[1]}"


@pytest.fixture
def town(serve: Serve, tmp_path: Path) -> Town:
    """Give the town; the next walk lies three days ahead, so that signing off is still open."""
    made = create(tmp_path / "own")
    entries.add_place(made, VIEWER, name="Torget", kind="square", lat=59.0, lon=15.0)
    town = Town(made, serve(app_command(made.folder)), tmp_path, made.today + 3 * DAY)
    town.take_in()
    organisations.admit(made, VIEWER, ["Vandrarna"])
    return town


@pytest.fixture
def phone(chromium: Browser) -> Page:
    """Give a small phone without scripts, for the people's own links."""
    return chromium.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, java_script_enabled=False
    ).new_page()


@pytest.fixture(params=["page_desktop", "page_phone"])
def page(request: pytest.FixtureRequest) -> Page:
    """Give a page on a desk, then one on a phone."""
    page: Page = request.getfixturevalue(request.param)
    page.set_default_timeout(PATIENCE)
    return page


def press(page: Page, target: Locator) -> None:
    """Press something and wait for what it does."""
    target.click()
    settled(page)


def test_an_imported_walk_is_opened_filled_moved_reported_and_read_in_again(
    town: Town, page: Page, phone: Page
) -> None:
    """Two sign up and are told of the new day; last week's walk is reported; the file again changes none of it."""
    page.goto(f"{town.address}/pass")
    press(page, page.locator("button.shift").first)
    press(page, page.get_by_text("Öppna för anmälan"))
    page.get_by_text("De söks: bara de som anmäler sig räknas").click()
    press(page, page.get_by_role("button", name="Öppna passet"))
    expect(page.get_by_text("Behöver fler (1)")).to_be_visible(timeout=PATIENCE)
    anna = town.link("Anna")
    for link in (anna, town.link("Bo")):
        phone.goto(link)
        phone.get_by_role("button", name="Jag kommer").first.tap()
        phone.get_by_role("button", name="Ja, jag är 18 eller äldre").tap()
        expect(phone.get_by_text("Tack! Du är anmäld.")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("Nattvandring · 2 anmälda")).to_be_visible(timeout=PATIENCE)
    year = page.get_by_role("spinbutton", name="år, Ny dag")
    # The page is drawn anew as the second sign-up comes in: what was opened just then may be closed again.
    for _ in range(3):
        if not year.is_visible():
            press(page, page.get_by_text("Flytta till", exact=True))
    year.click()
    page.keyboard.type(f"{town.day + DAY:%Y%m%d}")
    press(page, page.get_by_role("button", name="Flytta", exact=True))
    expect(page.get_by_text("2 anmälda ser det på sin sida.")).to_be_visible(timeout=PATIENCE)
    expect(
        page.get_by_text(f"flyttat från {DAYS[town.day.weekday()][:3]} {town.day.day} ").first
    ).to_be_visible()
    phone.goto(anna)
    expect(phone.get_by_text("Passet är flyttat från").first).to_be_visible(timeout=PATIENCE)
    report(page)
    before = walk(town)
    assert (before.held_on, before.adults, before.from_roster) == (town.day + DAY, 2, True)
    town.take_in(f"Torget;{DAYS[(town.day + 2 * DAY).weekday()]};18:00;19:00;Scouterna;förening;1;aktiv;;\n")
    assert walk(town) == before
    assert reported(town) == {town.day - 7 * DAY: "carried_out"}


def report(page: Page) -> None:
    """Report the last walk, which was held as planned."""
    press(
        page, page.get_by_role("radio", name="Efteråt").or_(page.get_by_role("button", name="Efteråt")).first
    )
    press(page, page.get_by_text("Rapportera passet").first)
    page.get_by_text("1–10", exact=True).first.click()
    press(page, page.get_by_role("button", name="Skicka").first)
    expect(page.get_by_text("genomfört").first).to_be_visible(timeout=PATIENCE)


def walk(town: Town) -> ShiftOccurrence:
    """Return the walk that was opened."""
    ahead = shifts.ahead(town.workspace, VIEWER)
    (occurrence,) = (*ahead.understaffed, *ahead.staffed)
    return occurrence


def reported(town: Town) -> dict[date, str]:
    """Return the outcomes by the day of the walk."""
    outcomes = shift_reports.reported(town.workspace, VIEWER)
    return {day: outcome for (_, day), outcome in outcomes.items()}
