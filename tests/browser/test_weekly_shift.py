"""From a gap on a phone to a weekly shift with people invited: in nine presses, and no link is lost."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from karta.model.recurrence import WEEKDAYS
from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.register import organisations, places
from karta.services.rosters import shifts
from karta.services.workspace import create
from tests.browser.conftest import Serve, app_command, map_frame
from tests.browser.settling import PATIENCE, settled

pytestmark = pytest.mark.browser

VIEWER = Viewer(function="samordnare", role="local")
WEEKS = 20
# The goal of the issue: twelve before.
MOST_PRESSES = 9


class Hand:
    """A hand that counts what it presses; typing is none."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0

    def press(self, target: Locator) -> None:
        """Press something, and wait for what it does."""
        target.click()
        self.presses += 1
        settled(self.page)


def a_date(page: Page, label: str, day: date) -> None:
    """Type a date into the field of a label."""
    page.get_by_role("spinbutton", name=f"år, {label}").click()
    page.keyboard.type(f"{day:%Y%m%d}")


def test_a_friday_gap_becomes_a_weekly_shift_with_six_invited(
    serve: Serve, page_phone: Page, tmp_path: Path
) -> None:
    """Twenty weeks without the third and the fourth: eighteen shifts, said so; six links on the screen at once."""
    town = create(tmp_path / "own")
    day = town.today + timedelta(days=3)
    entries.add_place(town, VIEWER, name="Torget", kind="square", lat=59.0, lon=15.0)
    (square,) = places.places(town, VIEWER)["id"]
    organisations.add_organisation(town, VIEWER, "Nattvandrarna")
    rule_rows.decide_need(
        town, VIEWER, place_id=square, adults=2, days=WEEKDAYS[day.weekday()], start="21:00", end="22:00",
        responsible="Kommunen",
    )  # fmt: skip
    organisations.confirm_source(town, VIEWER, "Nattvandrarna", square, day + timedelta(days=30))
    page, hand = page_phone, Hand(page_phone)
    page.set_default_timeout(PATIENCE)
    address = serve(app_command(town.folder))
    page.goto(f"{address}/luckor?vecka={day - timedelta(days=day.weekday())}")
    map_frame(page, seconds=60)
    settled(page)
    hand.press(page.get_by_role("region", name="Luckor, störst först").get_by_role("button", name="Torget"))
    hand.press(page.get_by_role("button", name="Gör ett pass av luckan"))
    hand.press(page.get_by_text("Upprepa varje vecka"))
    off = [day + timedelta(weeks=number) for number in (2, 3)]
    last = day + timedelta(weeks=WEEKS - 1)
    a_date(page, "Till och med", last)
    page.get_by_role("textbox", name="Inte dessa dagar").fill(" ".join(f"{d.day}/{d.month}" for d in off))
    hand.press(page.get_by_role("button", name="Skapa passet"))
    made = page.get_by_text(re.compile(f"Skapat: {WEEKS - len(off)} pass till {last.day} .*, utom"))
    expect(made).to_be_visible(timeout=PATIENCE)
    hand.press(page.get_by_role("link", name="Öppna Pass"))
    part = page.get_by_role("radio", name="Personer och länkar")
    hand.press(part.or_(page.get_by_role("button", name="Personer och länkar")).first)
    page.get_by_role("textbox", name="Namn, ett per rad").fill("Anna\nBo, 070-000 00 00\nCia\nDan\nEva\nFia")
    hand.press(page.get_by_role("button", name="Bjud in och gör länkar"))
    links = page.locator(".st-key-karta_link code")
    expect(links).to_have_count(6, timeout=PATIENCE)
    assert hand.presses <= MOST_PRESSES
    (occurrence, *later) = shifts.ahead(town, VIEWER).understaffed
    assert (occurrence.held_on, {shift.held_on for shift in later} & set(off)) == (day, set())
    page.goto(links.last.inner_text().strip())
    expect(page.get_by_role("heading", name="Hej Fia!")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("button", name="Jag kommer").first).to_be_visible(timeout=PATIENCE)
