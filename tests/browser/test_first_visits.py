"""An officer of a new workspace comes to a first plan: a function, a file of earlier visits, and four ticks."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook as Book
from playwright.sync_api import Locator, Page, expect

from karta.services.planning import visits
from karta.services.workspace import create
from tests.browser.conftest import Serve, app_command
from tests.browser.settling import PATIENCE, settled
from tests.services.planning import eight_venues

pytestmark = pytest.mark.browser


def test_a_first_plan_stands_after_fifteen_steps(serve: Serve, page_phone: Page, tmp_path: Path) -> None:
    """On a phone: twelve presses, two fields and a file; the earlier visits are by the function just added."""
    town = create(tmp_path / "own")
    eight_venues.fill(town)
    book = Book()
    book.active.append(("Datum", "Tid", "Var", "Kommentar"))
    for number, name in enumerate(eight_venues.WELCOMING):
        book.active.append((town.today - timedelta(days=20 + number), "17:00-18:30", name, "fika"))
    book.save(tmp_path / "besök.xlsx")
    page, steps = page_phone, 0

    def press(what: Locator) -> None:
        nonlocal steps
        what.click()
        settled(page)
        steps += 1

    def fill(name: str, words: str) -> None:
        nonlocal steps
        page.get_by_label(name, exact=True).fill(words)
        steps += 1

    main = page.get_by_test_id("stMain")
    page.goto(f"{serve(app_command(tmp_path / 'own'))}/besok")
    expect(page.get_by_role("heading", name="Besök", exact=True)).to_be_visible(timeout=PATIENCE)
    settled(page)
    press(page.get_by_role("radio", name="Planera", exact=True))
    press(main.get_by_role("button", name="Vilka som besöker"))
    fill("Funktion", "Områdespolis 1")
    fill("Timmar i veckan", "10")
    press(page.get_by_role("button", name="Spara funktionen"))
    press(page.get_by_text("Tidigare besök från en fil"))
    page.locator("input[type=file]").last.set_input_files(tmp_path / "besök.xlsx")
    steps += 1
    press(page.get_by_role("button", name="Lägg till 7 tidigare besök"))
    expect(page.get_by_text("7 tidigare besök är sparade: Områdespolis 1.")).to_be_visible()
    press(page.get_by_role("radio", name="Planera", exact=True))
    press(page.get_by_role("button", name="Föreslå besök"))
    for question in ("Vet de unga", "Har de fått säga", "Är det deras plats", "Har vi tänkt"):
        press(page.get_by_text(question))
    press(page.get_by_role("button", name=re.compile(r"^Godkänn \d+ besök$")))
    expect(page.get_by_text(re.compile(r"^\d+ besök är planerade"))).to_be_visible(timeout=PATIENCE)
    assert steps == 15
    rows = visits.listed(town, eight_venues.LOCAL, town.today, town.today + timedelta(days=28))
    assert {row.officer for row in rows} == {"Områdespolis 1"}
    assert {row.place for row in rows} == set(eight_venues.WELCOMING)
