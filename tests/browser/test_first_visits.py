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


def test_a_venue_that_is_asked_says_its_terms_on_its_link(
    serve: Serve, page_desktop: Page, page_phone: Page, tmp_path: Path
) -> None:
    """Whoever plans makes the link of one that has said nothing; on a phone it welcomes visits on Tuesdays."""
    town = create(tmp_path / "own")
    with town.store.act("test", "import") as act:
        org = act.insert("organisation", [{"name": "Påhittade gården", "admitted_on": town.today}])[0]
        act.insert("place", [{"name": "Gården", "kind": "youth_centre", "owner_org_id": org}])
    terms = f"{serve(app_command(tmp_path / 'own'))}/besok?del=terms"
    page_desktop.goto(terms)
    page_desktop.get_by_role("combobox", name="Fråga en mötesplats").click()
    page_desktop.get_by_role("option", name="Gården").click()
    page_desktop.get_by_role("button", name="Gör en länk").click()
    link = page_desktop.get_by_text("/vard/").inner_text().strip()
    page_phone.goto(link)
    page_phone.get_by_role("link", name="När är polisen välkommen?").click()
    page_phone.get_by_text("Ja, på de här tiderna").click()
    page_phone.get_by_role("checkbox", name="tis").first.check()
    page_phone.get_by_label("Från").first.fill("17:00")
    page_phone.get_by_label("Till").first.fill("20:00")
    page_phone.get_by_role("button", name="Spara").click()
    expect(page_phone.get_by_text("Det ni har sagt är sparat.")).to_be_visible()
    page_desktop.goto(terms)
    expect(page_desktop.get_by_text("tis 17:00–20:00").first).to_be_visible(timeout=PATIENCE)
