"""An association answers its month on a phone: the taps are counted, scripts are off, and it takes seconds."""

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from karta.model.months import last_day, month_of, next_month
from karta.model.recurrence import WEEKDAYS
from karta.privacy import Viewer
from karta.services.access import viewers
from karta.services.follow_up import month_answers, month_lines, month_links, month_reports
from karta.services.importing import entries
from karta.services.needs import requests
from karta.services.register import places
from karta.services.workspace import Workspace, create
from tests.browser.conftest import Serve, app_command
from tests.browser.settling import PATIENCE, settled

pytestmark = pytest.mark.browser

COORDINATOR = Viewer(function="samordnare", role="local")
# The goal: a month's answer in two minutes and six taps.
MOST_TAPS, MOST_SECONDS = 6, 120
# A thumb needs 44 px. Source: WCAG 2.2, 2.5.5.
THUMB = 44


class Thumb:
    """A thumb that counts its taps, and sees that each target is large enough and in sight."""

    def __init__(self, phone: Page) -> None:
        self.phone, self.taps = phone, 0

    def tap(self, target: Locator) -> None:
        """Tap a target."""
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= THUMB, box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        target.tap()
        self.taps += 1

    def button(self, name: str) -> Locator:
        """Return the first button whose name begins so."""
        return self.phone.get_by_role("button", name=name).first


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """Give a small phone, 360 px wide, without scripts."""
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def town(tmp_path: Path) -> Workspace:
    """Give a town where the walkers go two days a week, one of them yesterday, and have been asked for a meeting."""
    made = create(tmp_path / "own")
    yesterday = made.today - timedelta(days=1)
    for name, lat, day, adults in (
        ("Torget", 59.0, yesterday, 4), ("Parken", 59.01, yesterday - timedelta(days=1), 3),
    ):  # fmt: skip
        entries.add_place(made, COORDINATOR, name=name, kind="square", lat=lat, lon=15.0)
        place = place_id(made, name)
        entries.add_shift(
            made, COORDINATOR, org="Nattvandrarna", place_id=place, kind="night_walker",
            weekdays=[WEEKDAYS[day.weekday()]], start="18:00", end="20:00", adults=adults, from_day=day,
        )  # fmt: skip
        entries.expect_source(made, COORDINATOR, org="Nattvandrarna", place_id=place)
    requests.ask_presence(
        made, COORDINATOR, place_id=place_id(made, "Torget"), to_org="Nattvandrarna", start="18:00", end="19:00",
        day=made.today + timedelta(days=7), kind="meeting",
    )  # fmt: skip
    return made


def place_id(workspace: Workspace, name: str) -> str:
    """Return the id of a place by its name."""
    return str(places.places(workspace, COORDINATOR).set_index("name")["id"][name])


def test_a_month_is_answered_in_six_taps(
    town: Workspace, serve: Serve, page_desktop: Page, phone: Page
) -> None:
    """The coordinator makes the link; on the phone a line gets fewer adults, then yes, a request, two past shifts.

    The coordinator's open page says that no phone reaches 127.0.0.1, and that the walkers have answered.
    """
    address = serve(app_command(town.folder))
    page_desktop.goto(f"{address}/onskemal?del=months")
    page_desktop.get_by_role("button", name="Gör länkar till alla som inte har svarat").click()
    made = page_desktop.locator(".st-key-karta_month_links")
    expect(made).to_contain_text("ingen telefon kan öppna dem", timeout=PATIENCE)
    link = made.locator("code").inner_text().strip()
    thumb, began = Thumb(phone), time.monotonic()
    phone.goto(link)
    box = phone.locator("body").bounding_box()
    assert box is not None
    assert box["width"] <= 360
    thumb.tap(phone.get_by_role("link", name="Ändra: ").first)
    thumb.tap(thumb.button("2: Så"))
    expect(phone.get_by_text("Ändringen är sparad.")).to_be_visible(timeout=PATIENCE)
    thumb.tap(thumb.button("Ja, schemat stämmer"))
    expect(phone.get_by_text("Tack! Svaret är sparat.")).to_be_visible(timeout=PATIENCE)
    thumb.tap(thumb.button("Ja: "))
    thumb.tap(thumb.button("Alla 2 blev av som planerat"))
    expect(phone.get_by_text("Tack! Det är sparat.")).to_be_visible(timeout=PATIENCE)
    assert thumb.taps == MOST_TAPS - 1
    assert time.monotonic() - began < MOST_SECONDS
    confirmed(town)
    page_desktop.reload()
    settled(page_desktop)
    expect(page_desktop.get_by_text("1 av 1 har svarat.")).to_be_visible(timeout=PATIENCE)


def test_the_plainest_answer_takes_three(town: Workspace, serve: Serve, phone: Page) -> None:
    """Nothing to change: yes, yes, and all went as planned; the page has nothing more to ask."""
    org = str(town.store.frame("organisation")["id"].iloc[0])
    token = month_links.make_link(town, COORDINATOR, org, month_of(town.today))
    phone.goto(f"{serve(app_command(town.folder))}/manad/{token}")
    thumb = Thumb(phone)
    for name in ("Ja, schemat stämmer", "Ja: ", "Alla 2 blev av som planerat"):
        thumb.tap(thumb.button(name))
    expect(phone.get_by_text("Tack! Det är sparat.")).to_be_visible(timeout=PATIENCE)
    assert (thumb.taps, phone.get_by_role("button").count()) == (3, 0)


@pytest.mark.parametrize("screen", ["page_desktop", "page_phone"])
def test_an_association_answers_its_month(
    town: Workspace,
    serve: Serve,
    foreign_requests: Callable[[Page], list[str]],
    request: pytest.FixtureRequest,
    screen: str,
) -> None:
    """A day is taken out, then yes, a request, and one walk that went as planned: five presses, and what is left over.

    Nothing is wider than the screen, and the page asks no other host for anything.
    """
    org = str(town.store.frame("organisation")["id"].iloc[0])
    token = month_links.make_link(town, COORDINATOR, org, month_of(town.today))
    page: Page = request.getfixturevalue(screen)
    page.goto(f"{serve(app_command(town.folder))}/manad/{token}")
    page.get_by_role("link", name="Ändra: ").first.click()
    page.get_by_role("button", name=": Ställs in den dagen").first.click()
    expect(page.get_by_text("Ändringen är sparad. Stämmer resten? Svara ja nedan.")).to_be_visible()
    for name in ("Ja, schemat stämmer", "Ja: ", "Blev av, 4 vuxna"):
        page.get_by_role("button", name=name).click()
        expect(page.get_by_text("Tack!").first).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("Tack! Det är sparat.")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("button", name="Ja, schemat stämmer")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert foreign_requests(page) == []
    lines = month_lines.lines(town, viewers.for_month_link(org, "Nattvandrarna"), org, month_of(town.today))
    assert sum(len(line.left_out) for line in lines) == 1
    assert [
        shift.adults
        for shift in month_reports.to_report(town, viewers.for_month_link(org, "Nattvandrarna"), org)
    ] == [3]
    assert (
        month_answers.answer(town, viewers.for_month_link(org, "Nattvandrarna"), org, month_of(town.today))
        is not None
    )


def confirmed(town: Workspace) -> None:
    """See that all of it is stored: the yes to the end of the next month, the request, two reports, and two adults."""
    org, month = str(town.store.frame("organisation")["id"].iloc[0]), month_of(town.today)
    answer = month_answers.answer(town, viewers.for_month_link(org, "Nattvandrarna"), org, month)
    assert answer == month_answers.Answer(town.today, last_day(next_month(month)))
    assert requests.visible(town, COORDINATOR)["answer"].to_list() == ["yes"]
    assert town.store.frame("report")["outcome"].to_list() == ["carried_out"] * 2
    assert 2.0 in [
        line.adults
        for line in month_lines.lines(town, viewers.for_month_link(org, "Nattvandrarna"), org, month)
    ]
    ends: list[date] = [
        date.fromisoformat(end[:10]) for end in town.store.frame("expected_source")["to_local"]
    ]
    assert ends == [last_day(next_month(month)) + timedelta(days=1)] * 2
