"""What closes gaps, by hand: the question to B on a computer, then on a phone, where a proposed shift is made."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from karta.services.workspace import create
from tests.browser.conftest import Serve, app_command
from tests.browser.looking import barriers, english, faults
from tests.browser.settling import settled
from tests.services.planning import double_town

pytestmark = pytest.mark.browser

PATIENCE = 60_000
FIGURES = (
    "Kända vuxentimmar är 10 som förut, luckan går från 4 till 0 vuxentimmar, tomma timmar från 2 till 0"
)


@pytest.fixture
def story(serve: Serve, tmp_path: Path) -> tuple[str, date]:
    """Give the address of an app with the two teams at the square, and the day on which they are there."""
    town = create(tmp_path / "own")
    day = town.today + timedelta(days=2)
    double_town.fill(town, day)
    town.store.close()
    return serve(app_command(tmp_path / "own")), day


def opened(page: Page, address: str) -> None:
    """Open a page and wait until it has been drawn."""
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    expect(page.locator(".karta-title")).to_be_visible(timeout=PATIENCE)
    settled(page)


def press_list(page: Page, name: str) -> None:
    """Press one of the three lists beside the gaps."""
    page.get_by_role("radio", name=name, exact=True).click()
    settled(page)


def test_the_question_to_b_is_sent_and_a_shift_is_made(
    story: tuple[str, date], page_desktop: Page, page_phone: Page
) -> None:
    """4 -> 0 is told on both; the question goes once; the shift is made after four ticks, and one press undoes it."""
    address, day = story
    opened(page_desktop, f"{address}/pass?del=suggest")
    press_list(page_desktop, "Dubbelt arbete")
    expect(page_desktop.get_by_text(FIGURES)).to_be_visible()
    page_desktop.get_by_role("button", name="Skicka frågan till Förening B").click()
    expect(page_desktop.get_by_text("Frågan är skickad till Förening B")).to_be_visible()
    opened(page_phone, f"{address}/luckor?vecka={day - timedelta(days=day.weekday())}")
    press_list(page_phone, "Dubbelt arbete")
    expect(page_phone.get_by_text(FIGURES)).to_be_visible()
    expect(page_phone.get_by_text("Frågan är skickad och väntar på svar.")).to_be_visible()
    press_list(page_phone, "Här behövs inget pass")
    expect(page_phone.get_by_text("Det frigör 6 vuxentimmar")).to_be_visible()
    press_list(page_phone, "Scheman att be om")
    expect(page_phone.get_by_text("Inget schema saknas för timmar som kommer.")).to_be_visible()
    _make(page_phone, address)


def _make(page: Page, address: str) -> None:
    """Make the shift that is proposed, and take it back."""
    opened(page, f"{address}/pass?del=suggest")
    page.get_by_role("button", name="Föreslå", exact=True).click()
    expect(page.get_by_role("heading", name="1 pass föreslås")).to_be_visible()
    settled(page)
    table = page.get_by_role("table", name="Passen efter plats och dag")
    # What a reader hears of the one cell with a walk: what is missing, and where and when the walk would be.
    (cell,) = [text for text in table.get_by_role("cell").all_text_contents() if "föreslås" in text]
    assert re.search(r"4 vuxentimmar saknas\..*Stationen, .*, 21:00–23:00, föreslås", cell)
    expect(page.get_by_role("img", name="Karta med pass 1 till 1.")).to_be_visible()
    assert [*faults(page), *barriers(page), *english(page)] == []
    make = page.get_by_role("button", name="Gör 1 pass")
    make.click()
    expect(page.get_by_text("Svara först på de fyra frågorna")).to_be_visible()
    page.get_by_role("combobox", name="Organisation").click()
    page.get_by_role("option", name="Förening A").click()
    settled(page)
    for question in ("Vet de unga", "Har de fått säga", "Vems plats är det", "Vad händer om vi"):
        page.get_by_text(re.compile(f"^{question}")).click()
        settled(page)
    make.click()
    expect(page.get_by_text("1 pass är gjort.")).to_be_visible()
    page.get_by_role("button", name="Ångra").click()
    expect(page.get_by_role("heading", name="1 pass föreslås")).to_be_visible()
