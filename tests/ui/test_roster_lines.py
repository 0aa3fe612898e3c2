"""Lines of rosters on Pass: listed by organisation, opened for sign-up, moved; and what a new series is told to be."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from karta.privacy import Viewer
from karta.services.register import organisations
from karta.services.rosters import shifts, young_leaders
from karta.services.workspace import Workspace
from tests.services.rosters.roster_lines import add_line, lines, on
from tests.ui.conftest import VIEWER, ShowPage, board, html, on_board, part
from tests.ui.test_rosters_page import FRIDAY, ahead, press, town

__all__ = ["town"]
SECOND = date(2026, 9, 25)


@pytest.fixture
def series(workspace: Workspace, town: tuple[str, str]) -> str:
    """Give a line of three adults every Friday."""
    return add_line(workspace, *town, 3.0)


def opened(page: AppTest, name: str) -> AppTest:
    """Return the page with a shift opened, as a link to it does."""
    page.query_params["pass"] = name
    page.run()
    assert not page.exception, page.exception[0].value
    return page


def test_a_line_is_opened_only_once_it_is_said_what_its_adults_are(
    workspace: Workspace, series: str, show_page: ShowPage
) -> None:
    """The line is marked as the roster's; without an answer it stays closed, with one it waits for sign-ups."""
    page = opened(show_page("rosters"), f"{series}.{FRIDAY}")
    assert "Nattvandrarna (1)" in page.selectbox("roster_ahead").options
    assert "3 vuxna enligt schemat · från schemat" in html(page)
    press(page, "Öppna passet")
    assert "Svara först" in html(page)
    assert on(workspace, series).phase == "rostered"
    page.radio(f"open_adults_{series}.{FRIDAY}").set_value("wanted")
    press(page, "Öppna passet")
    assert "Passet är öppet för anmälan. Det står nu under ”Behöver fler”" in html(page)
    assert (on(workspace, series).phase, on(workspace, series, SECOND).phase) == ("understaffed", "rostered")


@pytest.mark.parametrize("scope", ["one", "all"])
def test_the_chosen_organisation_stays_when_its_line_is_opened(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], series: str, show_page: ShowPage, scope: str
) -> None:
    """Of Brandkåren, first by name, and the walkers, the walkers are chosen: also when no line of theirs is left."""
    add_line(workspace, town[0], organisations.add_organisation(workspace, viewer, "Brandkåren"))
    page = show_page("rosters")
    page.selectbox("roster_ahead").set_value(town[1]).run()
    page = opened(page, f"{series}.{FRIDAY}")
    page.radio(f"open_adults_{series}.{FRIDAY}").set_value("present")
    page.radio(f"open_scope_{series}.{FRIDAY}").set_value(scope)
    press(page, "Öppna passet")
    assert page.selectbox("roster_ahead").value == town[1]
    assert "Det står nu under ”Har så många som behövs”" in html(page)
    part(page, "ahead")
    assert page.selectbox("roster_ahead").value == town[1]


def test_a_line_is_moved_from_the_page(workspace: Workspace, series: str, show_page: ShowPage) -> None:
    """The Friday is held on Saturday, and the line says from where it was moved."""
    page = opened(show_page("rosters"), f"{series}.{FRIDAY}")
    page.date_input(f"move_to_{series}.{FRIDAY}").set_value(date(2026, 9, 19))
    press(page, "Flytta")
    assert "Passet är flyttat till lör 19 sep." in html(page)
    assert "flyttat från fre 18 sep" in html(page)
    assert on(workspace, series).held_on == date(2026, 9, 19)


def test_the_number_of_adults_of_a_line_is_changed(
    workspace: Workspace, series: str, show_page: ShowPage
) -> None:
    """Two come on that date alone."""
    page = opened(show_page("rosters"), f"{series}.{FRIDAY}")
    page.number_input(f"adults_{series}.{FRIDAY}").set_value(2)
    # The form of the fields is the first that saves.
    next(button for button in page.button if button.label == "Spara").click().run()
    org = on(workspace, series).parties[0].organisation_id
    assert [line.adults for line in lines(workspace, org or "")][:2] == [2, 3]
    assert "2 vuxna enligt schemat" in html(page)


def test_a_new_series_says_how_many_it_has_become(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], show_page: ShowPage
) -> None:
    """Wednesdays from 16 September to 6 January are 17; 23 December and 6 January are off, the 25th is no Wednesday."""
    page = part(show_page("rosters"), "new")
    page.selectbox("new_place").select_index(0)
    page.checkbox("new_weekly").check()
    page.date_input("new_until").set_value(date(2027, 1, 6))
    page.text_input("new_exdates").set_value("23/12, 25/12 och 6/1")
    press(page, "Skapa passet")
    assert "Skapat: 15 pass till 6 jan, utom 23 dec och 6 jan." in html(page)
    assert ahead(workspace, viewer)[0].parties[0].organisation == "Nattvandrarna"


def test_a_shift_that_has_been_is_made_only_when_it_is_meant(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], show_page: ShowPage
) -> None:
    """Monday's is refused with a sentence, and stored once somebody says that it has been."""
    page = part(show_page("rosters"), "new")
    page.selectbox("new_place").select_index(0)
    page.date_input("new_day").set_value(date(2026, 9, 14))
    press(page, "Skapa passet")
    assert "Den tiden har redan varit. Välj en senare dag." in html(page)
    assert shifts.past(workspace, viewer) == []
    page.checkbox("new_afterwards").check()
    press(page, "Skapa passet")
    assert len(shifts.past(workspace, viewer)) == 1


def test_past_lines_wait_for_their_report(
    workspace: Workspace, town: tuple[str, str], viewer: Viewer, show_page: ShowPage
) -> None:
    """Last Friday's line is among what has been."""
    add_line(workspace, *town, 2.0, date=date(2026, 9, 11), start="21:00", end="22:00")
    page = part(show_page("rosters"), "past")
    assert "fre 11 sep 21:00–22:00 · Torget" in html(page)
    assert "2 vuxna enligt schemat · från schemat · ingen rapport än" in html(page)


@pytest.mark.parametrize(("least", "adults"), [(0, 2.0), (80, 120.0)])
def test_the_forms_of_a_line_of_any_size_can_be_sent(
    workspace: Workspace, town: tuple[str, str], show_page: ShowPage, least: int, adults: float
) -> None:
    """A roster may state no minimum, or a crowd: such a line is changed, opened and reported like any other."""
    line = add_line(workspace, *town, adults)
    add_line(workspace, *town, adults, date=date(2026, 9, 11), start="21:00", end="22:00")
    with workspace.store.act("samordnare", "import") as act:
        rows = workspace.store.frame("shift")["id"]
        act.update_many("shift", {row: {"min_team": float(least)} for row in rows})
    page = opened(show_page("rosters"), f"{line}.{FRIDAY}")
    page.text_input(f"d_{line}.{FRIDAY}_title").set_value("Stora vandringen")
    next(button for button in page.button if button.label == "Spara").click().run()
    assert not page.exception
    changed = on(workspace, line)
    assert (changed.title, changed.min_team, changed.adults) == (
        "Stora vandringen",
        max(1, least),
        int(adults),
    )
    page = part(show_page("rosters"), "past")
    press(page, "Skicka")
    assert not page.exception


def test_a_line_with_a_cancelled_party_is_changed(
    workspace: Workspace, series: str, show_page: ShowPage
) -> None:
    """A party that has cancelled is on the line no longer: the number is that of the one that is left."""
    with workspace.store.act("samordnare", "import") as act:
        party = {"shift_id": on(workspace, series).shift_id, "adults": 4.0, "status": "cancelled"}
        act.insert("shift_party", [party])
    page = opened(show_page("rosters"), f"{series}.{FRIDAY}")
    page.number_input(f"adults_{series}.{FRIDAY}").set_value(2)
    next(button for button in page.button if button.label == "Spara").click().run()
    assert (on(workspace, series).adults, on(workspace, series, SECOND).adults) == (2, 3)
    parties = workspace.store.frame("shift_party")
    assert list(parties.loc[parties["status"] == "cancelled", "adults"]) == [4.0, 4.0]


def test_a_shift_with_young_leaders_of_two_organisations_asks_once(
    workspace: Workspace, series: str, show_page: ShowPage
) -> None:
    """Two and one young leaders turn to the same adult: the question is about three, of both organisations."""
    shift = on(workspace, series).shift_id
    with workspace.store.act("samordnare", "import") as act:
        act.update_many(
            "shift_party",
            {row: {"young_leaders": 2.0} for row in workspace.store.frame("shift_party")["id"]},
        )
        act.insert("shift_party", [{"shift_id": shift, "adults": 1.0, "young_leaders": 1.0}])
    page = part(show_page("rosters"), "notices")
    asked = [field for field in page.text_input if str(field.key).startswith("pair_with_")]
    assert len(asked) == 1
    (row,) = young_leaders.unpaired(workspace, VIEWER)
    assert (row.organisation, row.count) == ("Nattvandrarna", 3)


def test_a_link_brings_its_weeks_and_its_organisation(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], series: str, show_page: ShowPage
) -> None:
    """The walkers' Friday of 16 October is linked: their own two weeks from the 12th, not Brandkåren's from today."""
    firemen = organisations.add_organisation(workspace, viewer, "Brandkåren")
    add_line(workspace, town[0], firemen, 1.0, date=FRIDAY, start="08:00", end="09:00")
    page = show_page("rosters")
    assert [when for _, _, when, _ in on_board(page)] == ["08:00–09:00"]
    page = opened(show_page("rosters"), f"{series}.2026-10-16")
    assert on_board(page) == [("Torget", f"2026-10-{day}", "21:00–22:00", "rostered") for day in (16, 23)]
    assert board(page)["chosen"] == f"{series}.2026-10-16"
    press(page, "Tidigare")
    assert [day for _, day, _, _ in on_board(page)] == ["2026-10-02", "2026-10-09"]
