"""An officer plans visits on a page; the host moves one and declines another on a phone; the plan heals around it."""

from dataclasses import replace
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
