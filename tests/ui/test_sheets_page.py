"""Blad: the week it is about by itself, and the week, area and place that it takes along from Luckor."""

from datetime import UTC, date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from karta.privacy import Viewer
from karta.services.register import places as register_places
from karta.services.workspace import Workspace
from tests.ui.conftest import NOW, ShowPage, _page, html, part
from tests.ui.test_rosters_page import plan, town

__all__ = ["town"]
OF_A_WEEK = ("meeting", "exports", "wall")


def sheets(workspace: Workspace, at: str, now: datetime = NOW, luckor: AppTest | None = None) -> AppTest:
    """Return a part of the page in a moment, come to by the menu from Luckor, or from nowhere."""
    arguments = (str(workspace.folder), "sheets", now.isoformat())
    page = AppTest.from_function(_page, args=arguments, default_timeout=60)
    if luckor is not None:
        page.session_state["karta_view_last"] = luckor.session_state["karta_view_last"]
    return part(page, at)


def looked_at(show_page: ShowPage, now: datetime = NOW, **address: str) -> AppTest:
    """Return Luckor as an address shows it in a moment."""
    page = show_page("gaps", now)
    page.query_params.update(address)
    page.run()
    assert not page.exception
    return page


def week_of(page: AppTest) -> date:
    """Return the Monday of the week that the page says it is about."""
    return page.date_input[0].value


@pytest.mark.parametrize("at", OF_A_WEEK)
@pytest.mark.parametrize(
    ("now", "monday"),
    [
        ((16, 10), 14),  # Wednesday noon: this week
        ((20, 1), 14),  # Sunday before six is Saturday's night
        ((20, 10), 21),  # Sunday: this week is over, the next is planned
        ((21, 1), 21),
    ],
)
def test_the_sheet_of_a_week_that_is_over_helps_nobody(
    workspace: Workspace, town: tuple[str, str], at: str, now: tuple[int, int], monday: int
) -> None:
    """Without a week in the address it is the present one, on Sunday the next; an address that names one is obeyed."""
    page = sheets(workspace, at, datetime(2026, 9, *now, tzinfo=UTC))
    assert week_of(page) == date(2026, 9, monday)
    page.query_params["vecka"] = "2026-08-31"
    page.run()
    assert week_of(page) == date(2026, 8, 31)


def test_it_takes_along_the_week_and_the_area(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer, town: tuple[str, str]
) -> None:
    """From a week and an area of Luckor one comes to the sheet of that week and area, and to the wall of that week."""
    with workspace.store.act(viewer.function, "add") as act:
        area = act.insert("area", [{"name": "Norr"}])[0]
        act.update("place", town[0], None, {"area_id": area})
    luckor = looked_at(show_page, vecka="2026-10-05", omrade=area)
    page = sheets(workspace, "meeting", luckor=luckor)
    assert week_of(page) == date(2026, 10, 5)
    assert "Norr, vecka 41" in html(page)
    assert week_of(part(page, "wall")) == date(2026, 10, 5)
    # The present week was nobody's choice: on Sunday it is over all the same.
    sunday = datetime(2026, 9, 20, 10, tzinfo=UTC)
    present = looked_at(show_page, vecka="2026-09-14")
    assert week_of(sheets(workspace, "meeting", sunday, present)) == date(2026, 9, 21)


def test_it_takes_along_the_place(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer, town: tuple[str, str]
) -> None:
    """From the park, whose shift is the second in time, one comes to the sheet of the shift at the park."""
    places = register_places.places(workspace, viewer).set_index("name")["id"]
    first = plan(workspace, viewer, town)
    at_park = plan(workspace, viewer, town, place_id=places["Parken"], start="22:00", end="23:00")
    assert sheets(workspace, "walk").selectbox[0].value == first.occurrence_id
    luckor = looked_at(show_page, plats=places["Parken"])
    assert sheets(workspace, "walk", luckor=luckor).selectbox[0].value == at_park.occurrence_id
