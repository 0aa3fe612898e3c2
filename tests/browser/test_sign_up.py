"""From a gap to a filled shift in a real browser: the map, the week and the list change while one looks at them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from karta.model.recurrence import WEEKDAYS
from karta.model.shift import ShiftPlan
from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.register import organisations, places
from karta.services.rosters import cancelling, shifts, sign_ups, volunteers
from karta.services.workspace import Workspace, create
from tests import guests
from tests.browser.conftest import Serve, app_command, map_frame
from tests.browser.settling import PATIENCE, settled

pytestmark = pytest.mark.browser

VIEWER = Viewer(function="samordnare", role="local")
NO_GAPS = "Inga kända luckor den här veckan."
FOCUSED = """() => {
  let at = document.activeElement;
  while (at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement;
  return [at.tagName, at.innerText || "", at.getAttribute("aria-label") || ""];
}"""


@dataclass
class Town:
    """An app on a square where two are needed for an hour in some days' time, and where nobody is yet."""

    workspace: Workspace
    address: str
    square: str
    org: str
    day: date

    @property
    def week(self) -> str:
        """The query of the week and hour of the need: 21-22 is the 16th hour of a service day."""
        monday = self.day - timedelta(days=self.day.weekday())
        return f"vecka={monday}&timme={24 * self.day.weekday() + 15}"

    def invited(self, name: str) -> tuple[volunteers.Volunteer, str]:
        """Return a new person and the address of their personal link."""
        _, token = guests.invite(self.workspace, VIEWER, self.org, name)
        return volunteers.by_link(self.workspace, token), f"{self.address}/p/{token}"


@pytest.fixture
def town(serve: Serve, tmp_path: Path) -> Town:
    """Give the town; the need lies three days ahead, so that signing off is still open."""
    made = create(tmp_path / "own")
    day = made.today + timedelta(days=3)
    entries.add_place(made, VIEWER, name="Torget", kind="square", lat=59.0, lon=15.0)
    square = str(places.places(made, VIEWER)["id"].iloc[0])
    org = organisations.add_organisation(made, VIEWER, "Nattvandrarna")
    rule_rows.decide_need(
        made, VIEWER, place_id=square, adults=2, days=WEEKDAYS[day.weekday()], start="21:00", end="22:00",
        responsible="Kommunen",
    )  # fmt: skip
    organisations.confirm_source(made, VIEWER, "Nattvandrarna", square, day + timedelta(days=30))
    return Town(made, serve(app_command(made.folder)), square, org, day)


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """Give a small phone, 360 px wide, without scripts: the light pages need none."""
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


@pytest.fixture(params=["page_desktop", "page_phone"])
def page(request: pytest.FixtureRequest) -> Page:
    """Give a page on a desk, then one on a phone."""
    found: Page = request.getfixturevalue(request.param)
    found.set_default_timeout(PATIENCE)
    return found


def states(page: Page) -> dict[str, int]:
    """Return how many places the map shows in each state at the hour shown, the empty ones left out."""
    counts: dict[str, int] = map_frame(page).evaluate("window.kartaMap.counts")
    return {state: count for state, count in counts.items() if count}


def shows(page: Page, *, gap: bool) -> None:
    """Wait until list, week and map all show the hour as a gap, or as covered."""
    map_frame(page, seconds=60)
    expect(page.get_by_text(NO_GAPS)).to_have_count(0 if gap else 1, timeout=PATIENCE)
    expect(page.locator(f"td.s{4 if gap else 2}").first).to_be_attached(timeout=PATIENCE)
    for _ in range(300):
        if states(page) == {"empty" if gap else "full": 1}:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"the map shows {states(page)}")


def test_a_gap_becomes_a_shift_and_the_second_sign_up_covers_it(town: Town, page: Page, phone: Page) -> None:
    """Gap, shift, one of two, covered, a gap again, on an open page; a sixth and others are refused."""
    page.goto(f"{town.address}/luckor?{town.week}&plats={town.square}")
    shows(page, gap=True)
    page.evaluate("window.notReloaded = true")
    page.get_by_role("button", name="Gör ett pass av luckan").click()
    page.get_by_role("button", name="Skapa passet").click()
    expect(page.get_by_text("2 behövs till")).to_be_visible(timeout=PATIENCE)
    _, link = town.invited("Anna")
    phone.goto(link)
    phone.get_by_role("button", name="Jag kommer").tap()
    phone.get_by_role("button", name="Ja, jag är 18 eller äldre").tap()
    expect(phone.get_by_text("Tack! Du är anmäld.")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("1 behövs till")).to_be_visible(timeout=PATIENCE)
    shows(page, gap=True)
    (occurrence,) = shifts.ahead(town.workspace, VIEWER).understaffed
    sign_ups.sign_up(town.workspace, town.invited("Bo")[0], occurrence.occurrence_id, is_adult=True)
    shows(page, gap=False)
    expect(page.get_by_text("2 anmälda")).to_be_visible(timeout=PATIENCE)
    refused(town, phone, occurrence.occurrence_id)
    phone.goto(link)
    phone.get_by_role("button", name="Jag kan inte komma").tap()
    expect(phone.get_by_text("Du är avanmäld.")).to_be_visible(timeout=PATIENCE)
    shows(page, gap=True)
    assert page.evaluate("window.notReloaded") is True
    page.get_by_role("link", name="Öppna Pass").click()
    heading = page.locator("h2", has_text="Behöver fler (1)")
    expect(heading).to_be_visible(timeout=PATIENCE)
    assert "Torget" in page.locator("button.shift").first.inner_text()


def refused(town: Town, phone: Page, occurrence_id: str) -> None:
    """See on a phone that a sixth, somebody with a shift at the same time, and somebody under age are refused.

    All is as before afterwards: two are on the shift.
    """
    busy, busy_link = town.invited("Disa")
    other = ShiftPlan(town.square, town.day, "21:30", "23:00", (town.org,), min_team=1, title="Annat")
    shifts.create_shift(town.workspace, VIEWER, other)
    phone.goto(busy_link)
    stale = phone.locator("li", has_text="21:00–22:00").get_by_role("button")
    (twin,) = [t for t in shifts.ahead(town.workspace, VIEWER).understaffed if t.title]
    sign_ups.sign_up(town.workspace, busy, twin.occurrence_id, is_adult=True)
    stale.tap()
    expect(phone.get_by_role("alert")).to_contain_text("Du är redan anmäld till ett pass samma tid: Torget")
    _, young_link = town.invited("Elis")
    phone.goto(young_link)
    phone.locator("li", has_text="21:00–22:00").get_by_role("button").tap()
    phone.get_by_role("button", name="Nej").tap()
    expect(phone.get_by_role("alert")).to_contain_text("Man behöver ha fyllt 18 år")
    three = [town.invited(f"Person {n}")[0] for n in range(3)]
    for one in three:
        sign_ups.sign_up(town.workspace, one, occurrence_id, is_adult=True)
    phone.goto(young_link)
    expect(phone.get_by_text("5 anmälda – fullt")).to_be_visible(timeout=PATIENCE)
    phone.locator("li", has_text="21:00–22:00").get_by_role("button", name="Ställ mig i kö").tap()
    phone.get_by_role("button", name="Ja, jag är 18 eller äldre").tap()
    expect(phone.get_by_text("Du står nu i kö.")).to_be_visible(timeout=PATIENCE)
    phone.get_by_role("button", name="Jag kan inte komma").tap()
    for one in three:
        sign_ups.sign_off(town.workspace, one, occurrence_id)
    sign_ups.sign_off(town.workspace, busy, twin.occurrence_id)
    cancelling.cancel(town.workspace, VIEWER, twin.occurrence_id, version=twin.version)


def tab_to(page: Page, words: str, *, key: str = "Tab", kind: str = "", most: int = 120) -> None:
    """Press Tab until what has the focus says some words, and is of a kind (a tag's name) if one is named."""
    for _ in range(most):
        page.keyboard.press(key)
        tag, text, label = page.evaluate(FOCUSED)
        if tag != "BODY" and kind in ("", tag) and (words in text or words in label) and len(text) < 300:
            return
    raise AssertionError(f"Tab never comes to {words!r}")


def test_the_keyboard_alone_suffices(town: Town, page: Page) -> None:
    """From the start page to the week with its gap, a shift, an invitation and a sign-up without a mouse."""
    page.set_default_timeout(PATIENCE)
    page.goto(town.address)
    page.get_by_role("link", name="luckor").first.wait_for()
    tab_to(page, "Luckor", kind="A")
    page.keyboard.press("Enter")
    page.wait_for_url("**/luckor*")
    map_frame(page, seconds=60)
    # By a link to the hour of the need: the page opens at an hour ahead, of the week that is.
    page.goto(f"{town.address}/luckor?{town.week}&timme={town.day.weekday() * 24 + 21 - 6}")
    map_frame(page, seconds=60)
    settled(page)
    expect(page.locator("td.s4").first).to_be_attached(timeout=PATIENCE)
    tab_to(page, "2", kind="TD")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Torget")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Gör ett pass av luckan").wait_for()
    tab_to(page, "Gör ett pass av luckan", key="Shift+Tab")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Skapa passet").wait_for()
    tab_to(page, "Skapa passet")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 behövs till")).to_be_visible(timeout=PATIENCE)
    tab_to(page, "Öppna Pass")
    page.keyboard.press("Enter")
    page.locator("h2", has_text="Behöver fler (1)").wait_for()
    # The parts of the page are one stop of Tab; arrows move among them.
    tab_to(page, "Kommande", kind="BUTTON")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.get_by_role("textbox", name="Namn").wait_for()
    tab_to(page, "Namn", kind="TEXTAREA")
    page.keyboard.type("Anna")
    tab_to(page, "Bjud in och gör länkar")
    page.keyboard.press("Enter")
    link = page.locator(".st-key-karta_link code")
    link.wait_for()
    page.goto(link.inner_text().strip())
    tab_to(page, "Jag kommer")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Ja, jag är 18 eller äldre").wait_for()
    tab_to(page, "Ja, jag är 18 eller äldre")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Tack! Du är anmäld.")).to_be_visible(timeout=PATIENCE)
    assert shifts.ahead(town.workspace, VIEWER).understaffed[0].adults == 1
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == 360
