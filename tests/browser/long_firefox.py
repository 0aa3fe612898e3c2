"""Two main stories in Firefox, by `make firefox`: a gap is filled by two who sign up, and a month is answered."""

from collections.abc import Iterator

import pytest

from karta.model.months import month_of
from karta.services.access import light_languages
from karta.services.follow_up import month_links
from karta.services.needs import requests
from karta.services.rosters import shifts, sign_ups
from karta.services.workspace import Workspace
from tests.browser import firefox
from tests.browser.conftest import Serve, app_command
from tests.browser.firefox import Firefox
from tests.browser.test_month import town as month
from tests.browser.test_sign_up import NO_GAPS, VIEWER, Town, town

__all__ = ["month", "town"]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """Give Firefox."""
    with firefox.running(tmp_path_factory.mktemp("firefox")) as running:
        yield running


def test_a_gap_becomes_a_shift_that_two_fill(town: Town, browser: Firefox) -> None:
    """Map, list and week show the gap; a shift is made of it; Anna signs up by her link, Bo besides; all is covered.

    Her page speaks Arabic from the right, too, once somebody stands for it.
    """
    page, phone = browser.tab(), browser.tab()
    page.goto(f"{town.address}/luckor?{town.week}&plats={town.square}")
    page.map_shows({"empty": 1})
    page.press("Gör ett pass av luckan")
    page.press("Skapa passet")
    page.sees("2 behövs till")
    _, link = town.invited("Anna")
    phone.goto(link)
    phone.press("Jag kommer")
    phone.press("Ja, jag är 18 eller äldre")
    phone.sees("Tack! Du är anmäld.")
    page.sees("1 behövs till")
    (occurrence,) = shifts.ahead(town.workspace, VIEWER).understaffed
    sign_ups.sign_up(town.workspace, town.invited("Bo")[0], occurrence.occurrence_id, is_adult=True)
    page.map_shows({"full": 1})
    page.sees(NO_GAPS)
    light_languages.set_reviewer(town.workspace, VIEWER, "ar", "tolkförmedlingen", version=0)
    phone.goto(f"{link}?lang=ar")
    assert phone.evaluate("() => getComputedStyle(document.body).direction") == "rtl"
    phone.press("لا أستطيع الحضور")
    page.map_shows({"empty": 1})


def test_a_month_is_answered(month: Workspace, serve: Serve, browser: Firefox) -> None:
    """Yes to the roster, yes to the request, all went as planned."""
    org = str(month.store.frame("organisation")["id"].iloc[0])
    token = month_links.make_link(month, VIEWER, org, month_of(month.today))
    page = browser.tab()
    page.goto(f"{serve(app_command(month.folder))}/manad/{token}")
    for words in ("Ja, schemat stämmer", "Ja", "Alla 2 blev av som planerat"):
        page.press(words)
        page.sees("Tack!")
    page.sees("Tack! Det är sparat.")
    assert requests.visible(month, VIEWER)["answer"].to_list() == ["yes"]
    assert month.store.frame("report")["outcome"].to_list() == ["carried_out"] * 2
