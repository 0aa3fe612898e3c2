"""Uppföljning: what stands on the page however little there is to follow up."""

from datetime import date

from karta.privacy import Viewer
from karta.services.follow_up.comparison import GROUPS
from karta.services.needs import rule_rows
from karta.services.workspace import Workspace
from tests.ui.conftest import ShowPage, button, html, part


def test_the_page_says_what_may_not_be_claimed(show_page: ShowPage) -> None:
    """An empty workspace shows no figure, and says what figures of Karta can never tell."""
    shown = html(show_page("follow_up"))
    assert "Den säger inget om brott eller om de unga på platsen" in shown
    assert "en organisation eller en volontär har misslyckats" in shown


def test_the_figures_of_a_town_are_shown_with_their_tables(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer, square: str
) -> None:
    """A square in need has months in a table beside the chart, and a card for each figure that says what it counts."""
    rule_rows.decide_need(
        workspace, viewer, place_id=square, days="FR", start="20:00", end="22:00", adults=2, responsible="Kommunen",
        valid_from=date(2026, 7, 1), valid_to=date(2026, 12, 31),
    )  # fmt: skip
    shown = html(show_page("follow_up"))
    assert "Månad</th>" in shown
    assert shown.count("Räknar inte") == 6


def test_a_difference_that_chance_could_give_is_told_as_such(show_page: ShowPage) -> None:
    """52 -> 58 % against 50 -> 53 % of 200 each: +3 points from -10.8 to 16.8, and a missing number is asked for."""
    page = part(show_page("follow_up"), "before")
    button(page, "Räkna")
    assert "Fyll i alla åtta rutor" in html(page)
    for name, share in zip(GROUPS, (52.0, 58.0, 50.0, 53.0), strict=True):
        page.number_input(key=f"follow_up_{name}_number").set_value(200)
        page.number_input(key=f"follow_up_{name}_share").set_value(share)
    button(page, "Räkna")
    shown = html(page)
    assert "Skillnad: 3 procentenheter. 95 procents intervall: −10,8 till 16,8." in shown
    assert "kan inte skiljas från slumpen" in shown


def test_the_other_parts_say_what_they_hold(show_page: ShowPage, square: str) -> None:
    """Without shifts there is no sector, no page of one's own, and nothing raised."""
    page = show_page("follow_up")
    assert "Bara antal" in html(part(page, "shifts"))
    assert "Det finns inga egna pass" in html(part(page, "result"))


def test_presence_of_neighbours_is_told_once_a_place_and_a_day_are_chosen(
    show_page: ShowPage, square: str
) -> None:
    """Torget and Parken lie a kilometre apart: no neighbour, and no adult-hours before or after without reports."""
    page = part(show_page("follow_up"), "before")
    assert "Välj plats och första dag" in html(page)
    page.selectbox(key="follow_up_place").select(square)
    page.date_input(key="follow_up_began").set_value(date(2026, 8, 1)).run()
    shown = html(page)
    assert "<td>Torget</td><td>0</td><td>0</td>" in shown
    assert "Ingen annan plats ligger inom 400 meter" in shown
