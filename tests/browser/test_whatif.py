"""Tänk om, by hand: three changes side by side with their price, on a computer and on a phone."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from karta.services.planning import scenarios
from karta.services.workspace import create, open_workspace
from karta.ui import view
from tests.browser.conftest import Serve, app_command
from tests.browser.looking import barriers, english, faults
from tests.browser.settling import settled
from tests.services.planning import scenario_town

pytestmark = pytest.mark.browser

PATIENCE = 60_000
# Change by change: its place, the kronor of an hour, and what its row says of hours, kronor and what they close.
CHANGES = (
    (scenario_town.CENTRE, "350", "1 Gården stänger senare", ("4", "1\u00a0400", "1,4", "0,35", "1", "0")),
    (scenario_town.SQUARE, "0", "2 Sex vandrare", ("12", "0", "6", "0,5", "kostar inga kronor", "0")),
    (scenario_town.SCHOOL, "300", "3 Skolvärd längre", ("10", "3\u00a0000", "10", "1", "3,33", "0")),
)
BY_PLACE = {"Torget": ["4", "1,4", "4", ""], "Gården": ["2", "", "2", ""], "Skolan": ["10", "", "", "10"]}
BY_HOUR = {"fre 21–22": ["2,7", "4", ""], "fre 22–23": ["0,7", "2", ""], "fre 23–00": ["−2", "", ""]}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give the folder of the story's town, with needs and rosters from this week on."""
    town = create(tmp_path / "own")
    scenario_town.fill(town, view.monday(town.service_day))
    town.store.close()
    return tmp_path / "own"


def compare(page: Page, address: str) -> None:
    """Choose a place for each of the three changes and what it costs, and compare them."""
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/pass?del=whatif")
    expect(page.locator(".karta-title")).to_be_visible(timeout=PATIENCE)
    settled(page)
    for number, (place, kronor, _, _) in enumerate(CHANGES):
        box = page.locator(f".st-key-whatif_places_{number}").get_by_role("combobox")
        box.click()
        box.press_sequentially(place)
        box.press("Enter")
        page.keyboard.press("Escape")
        page.locator(f".st-key-whatif_kronor_{number} input").fill(kronor)
    page.get_by_role("button", name="Jämför", exact=True).click()
    settled(page)


def cells(page: Page, table: str, row: str) -> list[str]:
    """Return what the cells of a row say, by the table's name and the row's."""
    head = page.get_by_role("table", name=table).get_by_role("rowheader", name=row)
    return head.locator("xpath=../td").all_inner_texts()


def read(page: Page) -> None:
    """Read all that the comparison says: the price of each change, where and when it closes the gap, and the sums."""
    expect(page.get_by_text("Luckorna är 16 vuxentimmar som det är nu.")).to_be_visible()
    for _, _, name, figures in CHANGES:
        assert cells(page, "Vad varje förändring gör", name) == list(figures)
    for place, figures in BY_PLACE.items():
        assert cells(page, "Stänger per plats", place) == figures
    for hour, figures in BY_HOUR.items():
        assert cells(page, "Stänger per veckodag och timme", hour) == figures
    assert cells(page, "Stänger per plats", "Summa") == ["", "1,4", "6", "10"]
    assert cells(page, "Stänger per veckodag och timme", "Summa") == ["1,4", "6", "10"]
    pictures = page.locator(".karta-plan-map img, .karta-week-hours img")
    expect(pictures).to_have_count(4)
    for picture in pictures.all():
        assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
        assert picture.get_attribute("alt")
    wide = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert wide, "the page is wider than the screen"
    assert [*faults(page), *barriers(page), *english(page)] == []


def test_three_changes_with_their_price_on_a_computer_and_a_phone(
    serve: Serve, home: Path, page_desktop: Page, page_phone: Page
) -> None:
    """The centre open to 23 closes 1.4 for 1,400 kronor, six walkers 6 for none, a host 10 for 3,000; on both screens.

    Kept on the computer it stands there on the phone, and the gap of the town is what it was.
    """
    address = serve(app_command(home))
    compare(page_desktop, address)
    read(page_desktop)
    page_desktop.get_by_role("textbox", name="Spara som").fill("Fredagarna")
    page_desktop.get_by_role("button", name="Spara jämförelsen").click()
    expect(page_desktop.get_by_text("Fredagarna är sparad. Inget annat är ändrat.")).to_be_visible()
    compare(page_phone, address)
    read(page_phone)
    page_phone.get_by_text("Fredagarna, sparad").click()
    expect(page_phone.get_by_text("Luckorna var 16 vuxentimmar när den sparades.")).to_be_visible()
    expect(page_phone.get_by_text("Nu är de 16 vuxentimmar.")).to_be_visible()
    town = open_workspace(home)
    assert [each.name for each in scenarios.kept(town, scenario_town.COORDINATOR)] == ["Fredagarna"]
    town.store.close()
