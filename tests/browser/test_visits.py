"""An officer plans visits on a page; the host moves one and declines another on a phone; the plan heals around it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from karta.privacy import Viewer
from karta.services.planning import visit_officers, visit_terms, visits
from karta.services.planning.visit_terms import Hours
from karta.services.workspace import create
from tests.browser.conftest import Serve, app_command
from tests.browser.settling import settled

pytestmark = pytest.mark.browser

PATIENCE = 60_000
# Two days soon to come, as lines of a file.
DAYS = [f"{datetime.now(UTC).date() + timedelta(days=number)};08:00;12:00" for number in (2, 3)]
LOCAL = Viewer("områdespolis", "local")


@pytest.fixture
def address(serve: Serve, tmp_path: Path) -> str:
    """Give the address of an app with one venue that welcomes visits every Tuesday and Thursday, fortnightly."""
    town = create(tmp_path / "own")
    with town.store.act("test", "import") as act:
        org = act.insert("organisation", [{"name": "Påhittade gården", "admitted_on": town.today}])[0]
        act.insert("place", [{"name": "Gården", "kind": "youth_centre", "owner_org_id": org}])
    (blank,) = visit_terms.venues(town, LOCAL)
    hours = (Hours("TU;TH", "17:00", "20:00"),)
    visit_terms.set_terms(town, LOCAL, replace(blank, answer="welcome", welcome=hours))
    officer = visit_officers.put(town, LOCAL, name="Områdespolis 1", hours=10)
    visits.set_cadence(
        town, LOCAL, blank.place_id, days=7, decided_by="områdespolis", main_officer_id=officer
    )
    town.store.close()
    return serve(app_command(tmp_path / "own"))


def propose(page: Page) -> int:
    """Ask for a plan, and return how many visits it has."""
    page.get_by_role("button", name="Föreslå besök").click()
    heading = page.get_by_role("heading", name="besök föreslås")
    expect(heading).to_be_visible(timeout=PATIENCE)
    return int(heading.inner_text().split()[0])


def test_a_plan_is_proposed_accepted_answered_and_heals(
    address: str, page_desktop: Page, page_phone: Page
) -> None:
    """Four weeks in a minute; the host's phone needs no sign-in; a decline is told as an answer, not as a fault."""
    page_desktop.set_default_timeout(PATIENCE)
    page_desktop.goto(f"{address}/besok?del=plan")
    expect(page_desktop.locator(".karta-head")).to_be_visible(timeout=PATIENCE)
    planned = propose(page_desktop)
    assert planned >= 1
    take = page_desktop.get_by_role("button", name=f"Godkänn {planned} besök")
    take.click()
    expect(page_desktop.get_by_text("Svara på de fyra frågorna först.")).to_be_visible()
    for question in ("Vet de unga", "Har de fått säga", "Är det deras plats", "Har vi tänkt"):
        page_desktop.get_by_text(question).click()
        settled(page_desktop)
    take.click()
    expect(page_desktop.get_by_text(f"{planned} besök är planerade")).to_be_visible()
    page_desktop.goto(f"{address}/besok?del=venues")
    page_desktop.get_by_role("combobox", name="Mötesplats").last.click()
    page_desktop.get_by_role("option", name="Gården").click()
    page_desktop.get_by_role("button", name="Gör en länk").click()
    link = page_desktop.get_by_text("/vard/").inner_text().strip()
    page_phone.goto(link)
    expect(page_phone.get_by_text("för att bygga relation, inget annat")).to_be_visible()
    page_phone.locator("summary").first.click()
    page_phone.get_by_role("button", name="Flytta hit").first.click()
    expect(page_phone.get_by_text("Besöket är flyttat.")).to_be_visible()
    page_phone.get_by_role("link", name="Lapp att sätta upp").first.click()
    expect(page_phone.get_by_text("Ingen måste prata med dem.")).to_be_visible()
    page_phone.goto(link)
    page_phone.get_by_role("button", name="Tacka nej").first.click()
    expect(page_phone.get_by_text("Ni behöver inte säga varför.")).to_be_visible()
    page_desktop.goto(f"{address}/besok?del=ahead")
    expect(page_desktop.get_by_text("mötesplatsen har tackat nej").first).to_be_visible(timeout=PATIENCE)
    page_desktop.goto(f"{address}/besok?del=plan")
    expect(page_desktop.get_by_role("button", name="Föreslå besök")).to_be_visible(timeout=PATIENCE)
    assert propose(page_desktop) >= 1


def test_an_officer_gets_a_calendar_and_stores_times_of_a_file(
    address: str, page_desktop: Page, tmp_path: Path
) -> None:
    """The link is a calendar until it is ended; of a file two times are shown and stored, the third row told."""
    page = page_desktop
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/besok?del=officers")
    page.get_by_role("combobox", name="Lägg till eller ändra").click()
    page.get_by_role("option", name="Områdespolis 1").click()
    page.get_by_role("button", name="Gör en kalenderlänk").click()
    link = page.get_by_text("/tjanst/").inner_text().strip()
    answer = page.request.get(link)
    assert (answer.status, answer.text().split("\r\n")[0]) == (200, "BEGIN:VCALENDAR")
    page.get_by_role("button", name="Avsluta länken").click()
    expect(page.get_by_text("gäller inte längre.")).to_be_visible()
    assert page.request.get(link).status == 404
    file = tmp_path / "tider.csv"
    lines = ("datum;start;slut", "2099-13-01;08:00;12:00", *DAYS)
    file.write_text("\n".join(lines), encoding="utf-8")
    page.get_by_text("Upptagna tider från en fil").click()
    page.locator("input[type=file]").first.set_input_files(file)
    expect(page.get_by_text("Rad 2, datum:")).to_be_visible()
    page.get_by_role("button", name="Lägg till 2 upptagna tider").click()
    expect(page.get_by_text("2 nya upptagna tider är sparade för Områdespolis 1.")).to_be_visible()


def test_a_year_is_a_strip_of_weeks_and_the_card_says_the_terms(address: str, page_phone: Page) -> None:
    """On a phone: 52 weeks of a venue, in words that no visit is known; the area card has the venue's hours."""
    page_phone.set_default_timeout(PATIENCE)
    page_phone.goto(f"{address}/besok?del=venues")
    page_phone.get_by_role("combobox", name="Mötesplats").last.click()
    page_phone.get_by_role("option", name="Gården").click()
    expect(page_phone.locator(".karta-year > span")).to_have_count(52)
    expect(page_phone.get_by_text("Inget besök är känt det senaste året.")).to_be_visible()
    page_phone.goto(f"{address}/besok?del=area")
    expect(page_phone.get_by_text("tis, tor 17:00–20:00")).to_be_visible()


def test_terms_of_a_file_are_shown_as_they_would_be_and_stored(
    address: str, page_phone: Page, tmp_path: Path
) -> None:
    """On a phone: another weekday for the venue, and a row that is none told by its cell; stored, the list has it."""
    page = page_phone
    page.goto(f"{address}/besok?del=terms")
    file = tmp_path / "villkor.csv"
    lines = ("plats;dagar;från;till;uniform", "Gården;mån;16;18;utan", "Okänd;mån;16;18;utan")
    file.write_text("\n".join(lines), encoding="utf-8")
    page.get_by_text("Villkor från en fil").click()
    page.locator("input[type=file]").first.set_input_files(file)
    expect(page.get_by_text("Rad 3, plats: platsen ”Okänd” är ingen mötesplats")).to_be_visible()
    page.get_by_role("button", name="Spara villkoren för 1 mötesplats").click()
    expect(page.get_by_text("Villkoren för 1 mötesplats är sparade.")).to_be_visible()
    expect(page.get_by_text("mån 16:00–18:00").first).to_be_visible()
    expect(page.get_by_text("tis, tor 17:00–20:00")).to_have_count(0)
