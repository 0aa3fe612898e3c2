"""The route and the stops of a shift on Pass: drawn by keyboard, for which dates, and what it takes from a place."""

from collections.abc import Iterator
from datetime import date, time
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from karta.model.shift import Stop
from karta.privacy import Viewer
from karta.services.needs import rule_rows
from karta.services.rosters import routes
from karta.services.workspace import Workspace
from tests.ui.conftest import ShowPage, html
from tests.ui.test_rosters_page import ahead, opened, plan, press, signed, town

pytestmark = pytest.mark.slow

__all__ = ["town"]


def routed(workspace: Workspace, viewer: Viewer) -> list[bool]:
    """Return of the first three dates whether the shift walks a route."""
    days = ahead(workspace, viewer)[:3]
    return [bool(routes.route(workspace, viewer, occurrence.shift_id)) for occurrence in days]


def elements(block: Any) -> Iterator[Any]:
    """Give what stands in a part of a page, in the order in which it stands."""
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from elements(child)
        else:
            yield child


def drawn(page: AppTest, occurrence_id: str) -> None:
    """Draw a way from the square to the park."""
    page.toggle(f"route_open_{occurrence_id}").set_value(True).run()
    for points, name in enumerate(("Torget", "Parken")):
        page.text_input(f"route_name_{occurrence_id}_{points}").set_value(name)
        press(page, "Lägg till")


def test_a_route_and_stops_by_keyboard(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], show_page: ShowPage
) -> None:
    """Two places named in their order are a route, said to be straight; a stop with its minutes is kept."""
    occurrence = plan(workspace, viewer, town)
    page = opened(show_page("rosters"), occurrence)
    page.toggle(f"route_open_{occurrence.occurrence_id}").set_value(True).run()
    for points, name in ((0, "Ingenstans"), (0, "torget"), (1, "Parken")):
        page.text_input(f"route_name_{occurrence.occurrence_id}_{points}").set_value(name)
        press(page, "Lägg till")
        assert ("heter ”Ingenstans”" in html(page)) is (name == "Ingenstans")
    assert "Rutten går genom: Torget – Parken" in html(page)
    # What comes with each point stands below the map, so that the next click meets it where it was.
    order = [
        element.proto.body if element.type == "html" else element.type for element in elements(page.main)
    ]
    drawn_map = order.index("component_instance")
    assert not [words for words in order[:drawn_map] if "Rutten går genom" in words]
    assert [words for words in order[drawn_map:] if "Rutten går genom" in words]
    assert "i raka linjer: arbetsytan har inga gator." in html(page)
    press(page, "Spara rutten")
    assert len(routes.route(workspace, viewer, occurrence.shift_id)) == 2
    page.selectbox(f"stop_{occurrence.occurrence_id}_0").set_value(town[0])
    page.time_input(f"stop_at_{occurrence.occurrence_id}_0").set_value(time(21, 10)).run()
    press(page, "Spara stoppen")
    assert routes.stops(workspace, viewer, occurrence.shift_id) == [Stop(town[0], "21:10", "21:25")]
    press(page, "Ta bort rutten")
    assert routes.route(workspace, viewer, occurrence.shift_id) == ()


def test_a_full_shift_is_not_lost_to_a_route_unsaid(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], show_page: ShowPage
) -> None:
    """A route on one of many dates says that the square falls from five to a tenth, and is that date's alone."""
    rule_rows.decide_need(
        workspace, viewer, place_id=town[0], adults=2, days="FR", start="21:00", end="22:00", responsible="Kommunen"
    )  # fmt: skip
    first = plan(workspace, viewer, town, weekly=True)
    for n in range(5):
        signed(workspace, viewer, town[1], first, f"Person {n}")
    page = opened(show_page("rosters"), first)
    drawn(page, first.occurrence_id)
    assert "om 5 går" in html(page)
    assert "Torget: nu 5, sedan 0,1" in html(page)
    assert "1 plats får mindre närvaro än nu." in html(page)
    assert routed(workspace, viewer) == [False, False, False]
    press(page, "Spara rutten")
    assert routed(workspace, viewer) == [True, False, False]


@pytest.mark.parametrize(("scope", "expected"), [("from", [False, True, True]), ("all", [True, True, True])])
def test_a_route_is_saved_for_the_dates_that_were_chosen(
    workspace: Workspace,
    viewer: Viewer,
    town: tuple[str, str],
    show_page: ShowPage,
    scope: str,
    expected: list[bool],
) -> None:
    """Drawn on the second date, a route is saved from it on or for all, as the form asks."""
    plan(workspace, viewer, town, weekly=True)
    second = ahead(workspace, viewer)[1]
    page = opened(show_page("rosters"), second)
    drawn(page, second.occurrence_id)
    page.radio(f"route_scope_{second.occurrence_id}").set_value(scope).run()
    press(page, "Spara rutten")
    assert routed(workspace, viewer) == expected


def test_a_stop_is_saved_for_one_date_and_says_what_it_gives(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], show_page: ShowPage
) -> None:
    """A stop at the park outside the shift is refused before it is saved; within it, it is that date's alone."""
    first = plan(workspace, viewer, town, weekly=True)
    page = opened(show_page("rosters"), first)
    page.toggle(f"route_open_{first.occurrence_id}").set_value(True).run()
    assert not [button for button in page.button if button.label == "Spara stoppen"]
    page.selectbox(f"stop_{first.occurrence_id}_0").set_value(town[0])
    page.time_input(f"stop_at_{first.occurrence_id}_0").set_value(time(20, 0)).run()
    assert "20:00" in html(page)
    page.time_input(f"stop_at_{first.occurrence_id}_0").set_value(time(21, 10)).run()
    assert "Torget: nu 2, sedan 2" in html(page)
    press(page, "Spara stoppen")
    days = ahead(workspace, viewer)[:2]
    assert [routes.stops(workspace, viewer, day.shift_id) for day in days] == [
        [Stop(town[0], "21:10", "21:25")],
        [],
    ]
    assert days[0].day == date(2026, 9, 18)
