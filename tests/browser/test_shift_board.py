"""The board of shifts by key alone, by drag, and on a phone: nothing is moved before somebody says so."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from karta.model.shift import ShiftPlan
from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.register import organisations, places
from karta.services.rosters import shifts
from karta.services.workspace import Workspace, create
from tests.browser.conftest import Serve, app_command
from tests.browser.settling import PATIENCE, settled

pytestmark = pytest.mark.browser

VIEWER = Viewer(function="samordnare", role="local")
# What has the focus: within the board, its own part of the page; else what the page says.
FOCUSED = """() => {
  const at = document.activeElement;
  return (at.shadowRoot?.activeElement ?? at).getAttribute('aria-label') ?? at.innerText;
}"""


@pytest.fixture
def town(serve: Serve, tmp_path: Path) -> tuple[Workspace, str]:
    """Give a town where the walkers go out in two days, at the square, and in three, in the park."""
    made = create(tmp_path / "own")
    walkers = organisations.add_organisation(made, VIEWER, "Vandrarna")
    for name, lat, days in (("Torget", 59.0, 2), ("Parken", 59.1, 3)):
        entries.add_place(made, VIEWER, name=name, kind="square", lat=lat, lon=15.0)
        place = str(places.places(made, VIEWER).set_index("name")["id"][name])
        day = made.today + timedelta(days=days)
        shifts.create_shift(
            made, VIEWER, ShiftPlan(place, day, "20:00", "22:00", (walkers,), title=f"Runda {name}")
        )
    return made, serve(app_command(made.folder))


def held(workspace: Workspace) -> dict[str, int]:
    """Return in how many days each shift is held."""
    ahead = shifts.ahead(workspace, VIEWER).understaffed
    return {shift.place: (shift.held_on - workspace.today).days for shift in ahead}


def test_a_shift_is_opened_and_moved_by_key_and_offered_by_drag(
    town: tuple[Workspace, str], page_desktop: Page
) -> None:
    """Arrows lead from the park's shift to the square's, Enter opens it, the form moves it, Enter takes it back.

    A drag only asks.
    """
    workspace, address = town
    page = page_desktop
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/pass")
    park = page.locator(".shift-frame button.shift", has_text="Runda Parken")
    park.focus()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    while "Runda Torget" not in page.evaluate(FOCUSED):
        page.keyboard.press("ArrowLeft")
    assert "2 behövs till" in page.evaluate(FOCUSED)
    page.keyboard.press("Enter")
    page.locator(".st-key-karta_shift h3").wait_for()
    page.wait_for_function("document.activeElement.matches('.st-key-karta_shift [tabindex]')")
    assert "Torget · Runda Torget" in page.evaluate(FOCUSED)
    page.locator("summary", has_text="Flytta till").press("Enter")
    page.get_by_role("spinbutton", name="år, Ny dag").focus()
    page.keyboard.type(f"{workspace.today + timedelta(days=4):%Y%m%d}")
    page.get_by_role("button", name="Flytta", exact=True).press("Enter")
    expect(page.get_by_text("Passet är flyttat till")).to_be_visible()
    assert held(workspace) == {"Torget": 4, "Parken": 3}
    settled(page)
    # The button that was pressed has gone; what takes the move back has the focus.
    page.wait_for_function("document.activeElement.innerText.includes('Ångra')")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ångrat.")).to_be_visible()
    assert held(workspace) == {"Torget": 2, "Parken": 3}
    page.wait_for_function("document.activeElement.matches('.st-key-karta_note')")
    settled(page)
    cell = park.locator("xpath=ancestor::td/following-sibling::td[1]")
    park.drag_to(cell)
    expect(page.get_by_text("Inget är flyttat än.")).to_be_visible()
    assert held(workspace) == {"Torget": 2, "Parken": 3}
    page.get_by_role("button", name="Flytta", exact=True).first.click()
    expect(page.get_by_text("Inget är flyttat än.")).to_have_count(0)
    assert held(workspace) == {"Torget": 2, "Parken": 4}


def test_a_phone_has_the_days_under_one_another(town: tuple[Workspace, str], page_phone: Page) -> None:
    """Two days with their shifts, no table, nothing wider than the screen; the opened shift comes into sight."""
    _, address = town
    page = page_phone
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/pass")
    days = page.locator(".shift-day")
    days.first.wait_for()
    assert (days.count(), page.locator(".shift-frame").count()) == (2, 0)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    days.last.locator("button.shift").click()
    expect(page.locator(".st-key-karta_shift h3")).to_be_in_viewport()


def test_the_menu_of_a_phone_closes_when_it_has_been_used(
    town: tuple[Workspace, str], page_phone: Page
) -> None:
    """A page that is chosen is what one sees; a tap beside the menu closes it, and opens nothing under it."""
    _, address = town
    page = page_phone
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/pass")
    shift = page.locator(".shift-day button.shift").last
    shift.scroll_into_view_if_needed()
    menu = page.locator("[data-testid=stSidebar]")
    page.get_by_role("button", name="Meny").tap()
    expect(menu).to_have_attribute("data-collapsed", "false")
    settled(page)
    box = shift.bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] - 8, box["y"] + box["height"] / 2)
    expect(menu).to_have_attribute("data-collapsed", "true")
    settled(page)
    expect(page.locator(".st-key-karta_shift h3")).to_have_count(0)
    page.get_by_role("button", name="Meny").tap()
    menu.get_by_role("link", name="Önskemål").tap()
    expect(page.get_by_role("heading", name="Önskemål", level=1)).to_be_visible()
    expect(menu).to_have_attribute("data-collapsed", "true")
