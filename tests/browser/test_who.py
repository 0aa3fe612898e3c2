"""An organiser asks who was proposed; a volunteer has said in two taps when she can, and says yes with one."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from karta.model.recurrence import WEEKDAYS
from karta.model.shift import ShiftPlan
from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.register import organisations, places
from karta.services.rosters import invitations, shifts
from karta.services.workspace import Workspace, create, open_workspace
from karta.store import availability, people
from tests.browser.conftest import Serve, app_command
from tests.browser.settling import settled

pytestmark = pytest.mark.browser

PATIENCE = 60_000
LOCAL = Viewer("samordnare", "local")
DAYS = ("mån", "tis", "ons", "tor", "fre", "lör", "sön")


def made(folder: Path) -> tuple[Workspace, list[str], str]:
    """Make a town with two volunteers and a shift in two days; return it, their links, and the weekday in short."""
    town = create(folder)
    org = organisations.add_organisation(town, LOCAL, "Påhittade vandrarna")
    entries.add_place(town, LOCAL, name="Torget", kind="square", lat=59.0, lon=15.0)
    place = str(places.places(town, LOCAL)["id"].iloc[0])
    day = town.today + timedelta(days=2)
    shifts.create_shift(town, LOCAL, ShiftPlan(place, day, "20:00", "22:00", (org,)))
    links = []
    for each in invitations.invite_all(town, LOCAL, org, [("Anna", ""), ("Bo", "")]):
        invitations.note_routine(town, LOCAL, each.person_id, town.today)
        links.append(f"/p/{each.token}")
    return town, links, DAYS[day.weekday()]


def say_when(page: Page, address: str, weekday: str) -> None:
    """Open the page of when one can by a tap, and say by another that one can that evening."""
    page.goto(address)
    page.get_by_role("link", name="Säg när jag kan").click()
    page.get_by_role("button", name=f"{weekday} kväll").click()
    expect(page.get_by_role("button", name=f"\u2713 {weekday} kväll")).to_have_attribute(
        "aria-pressed", "true"
    )
    page.get_by_role("button", name="Ja, jag är 18 eller äldre").click()
    expect(page.get_by_text("Är du 18 år eller äldre?")).to_have_count(0)


def adults(folder: Path) -> list[int]:
    """Return how many adults the shifts to come have."""
    town = open_workspace(folder)
    ahead = shifts.ahead(town, LOCAL)
    counts = [each.adults for each in (*ahead.understaffed, *ahead.staffed)]
    town.store.close()
    return counts


def test_two_are_asked_and_only_a_yes_counts(
    serve: Serve, tmp_path: Path, page_desktop: Page, page_phone: Page
) -> None:
    """Two taps each say when; one press asks both; until the first yes nobody is on the shift, after it one is."""
    town, links, weekday = made(tmp_path / "own")
    town.store.close()
    address = serve(app_command(tmp_path / "own"))
    for link in links:
        say_when(page_phone, address + link, weekday)
    page_desktop.set_default_timeout(PATIENCE)
    page_desktop.goto(f"{address}/pass?del=who")
    expect(page_desktop.locator(".karta-head")).to_be_visible(timeout=PATIENCE)
    page_desktop.get_by_role("button", name="Föreslå", exact=True).click()
    expect(page_desktop.get_by_role("heading", name="1 pass får folk")).to_be_visible(timeout=PATIENCE)
    settled(page_desktop)
    page_desktop.get_by_role("button", name="Fråga alla valda (2)").click()
    expect(page_desktop.get_by_text("2 personer är tillfrågade.")).to_be_visible()
    expect(page_desktop.get_by_text("Anna är tillfrågad och har inte svarat än")).to_be_visible()
    assert adults(tmp_path / "own") == [0]
    page_phone.goto(address + links[0])
    expect(page_phone.get_by_role("heading", name="Kan du gå?", exact=True)).to_be_visible()
    page_phone.get_by_role("button", name="Ja, jag kommer").click()
    expect(page_phone.get_by_text("Tack! Du är anmäld.")).to_be_visible()
    assert adults(tmp_path / "own") == [1]
    page_phone.goto(address + links[1])
    page_phone.get_by_role("button", name="Nej, inte den här gången").click()
    expect(page_phone.get_by_text("Tack för svaret!")).to_be_visible()
    assert adults(tmp_path / "own") == [1]
    # The organiser sees that one is missing, and nothing of a no.
    page_desktop.goto(f"{address}/pass?del=who")
    expect(page_desktop.locator(".karta-head")).to_be_visible(timeout=PATIENCE)
    page_desktop.get_by_role("button", name="Föreslå", exact=True).click()
    expect(page_desktop.get_by_role("heading", name="1 pass får inte folk")).to_be_visible(timeout=PATIENCE)
    expect(page_desktop.get_by_text("bara 1 kan, 1 är inte ledig")).to_be_visible()
    expect(page_desktop.get_by_text("Bo", exact=True)).to_have_count(0)


@pytest.mark.parametrize("width", ["page_desktop", "page_phone"])
def test_five_people_walk_two_of_twenty_shifts(
    serve: Serve, tmp_path: Path, request: pytest.FixtureRequest, width: str
) -> None:
    """Story (c): a shift a week each, teams of two: two get people, one person is over, 18 are listed with reasons."""
    page: Page = request.getfixturevalue(width)
    town = create(tmp_path / "own")
    org = organisations.add_organisation(town, LOCAL, "Påhittade vandrarna")
    entries.add_place(town, LOCAL, name="Torget", kind="square", lat=59.0, lon=15.0)
    place = str(places.places(town, LOCAL)["id"].iloc[0])
    evenings = ";".join(f"{day}-evening" for day in WEEKDAYS)
    for each in invitations.invite_all(town, LOCAL, org, [(f"Person {number}", "") for number in range(5)]):
        invitations.note_routine(town, LOCAL, each.person_id, town.today)
        with town.act(LOCAL, "test") as act:
            people.declare_adult(act, each.person_id)
            availability.put(act, each.person_id, {"times": evenings, "week_cap": 1})
    monday = town.today + timedelta(days=7 - town.today.weekday())
    for number in range(20):
        day = monday + timedelta(days=number % 7)
        shifts.create_shift(
            town, LOCAL, ShiftPlan(place, day, "19:00", "21:00", (org,), title=f"Pass {number}")
        )
    town.store.close()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{serve(app_command(tmp_path / 'own'))}/pass?del=who")
    expect(page.locator(".karta-head")).to_be_visible(timeout=PATIENCE)
    settled(page)
    page.get_by_label("Veckor framåt").fill("2")
    page.get_by_role("button", name="Föreslå", exact=True).click()
    expect(page.get_by_role("heading", name="2 pass får folk")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("heading", name="18 pass får inte folk")).to_be_visible()
    expect(page.get_by_text("bara 1 kan")).to_have_count(18)
    expect(page.get_by_text("1 av dem är inte med på något av passen.")).to_be_visible()
