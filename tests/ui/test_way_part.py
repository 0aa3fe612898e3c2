"""Föreslå väg on the card of a shift: stops with their times, taken as the shift's own route, and out of the house."""

import pytest

from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.register import organisations
from karta.services.register import places as register_places
from karta.services.rosters import routes
from karta.services.workspace import Workspace
from tests.ui.conftest import ShowPage, button, html
from tests.ui.test_rosters_page import FRIDAY, opened, plan, town

__all__ = ["town"]


@pytest.fixture
def needing(workspace: Workspace, viewer: Viewer, town: tuple[str, str]) -> tuple[str, str]:
    """Give the town with a yard 100 m north of its square that wants two adults on Friday 21-22."""
    entries.add_place(workspace, viewer, name="<b>Gården", kind="park", lat=59.0 + 100 / 111_320, lon=15.0)
    places = register_places.places(workspace, viewer).set_index("name")["id"]
    entries.expect_source(workspace, viewer, org="Nattvandrarna", place_id=places["<b>Gården"])
    organisations.confirm_source(workspace, viewer, town[1], places["<b>Gården"], FRIDAY.replace(day=30))
    rule_rows.decide_need(
        workspace, viewer, place_id=places["<b>Gården"], days="FR", start="21:00", end="22:00", adults=2,
        responsible="Nattvandrarna", valid_to=FRIDAY.replace(month=12),
    )  # fmt: skip
    return town


def test_a_way_is_proposed_taken_and_handed_out(
    workspace: Workspace, viewer: Viewer, needing: tuple[str, str], show_page: ShowPage
) -> None:
    """130 m of walk are two minutes: 21:02 to 21:18; nowhere is a sentence; taken, it is the route, with a file."""
    occurrence = plan(workspace, viewer, needing)
    page = opened(show_page("rosters"), occurrence)
    assert not page.get("download_button")
    page.toggle(f"way_open_{occurrence.occurrence_id}").set_value(True).run()
    page.text_input(f"way_meeting_{occurrence.occurrence_id}").set_value("Ingenstans")
    button(page, "Sök väg")
    assert "heter ”Ingenstans”" in html(page)
    page.text_input(f"way_meeting_{occurrence.occurrence_id}").set_value("torget")
    button(page, "Sök väg")
    shown = html(page)
    assert "21:02–21:18" in shown
    assert "&lt;b&gt;Gården" in shown
    assert "Inga gator är hämtade" in shown
    button(page, "Använd vägen för passet")
    assert [(stop.start, stop.end) for stop in routes.stops(workspace, viewer, occurrence.shift_id)] == [
        ("21:02", "21:18")
    ]
    assert routes.route(workspace, viewer, occurrence.shift_id)
    assert page.get("download_button")
    (link,) = page.get("link_button")
    assert link.proto.url.startswith("geo:59.0000")


def test_the_stops_of_a_way_are_changed_by_buttons(
    workspace: Workspace, viewer: Viewer, needing: tuple[str, str], show_page: ShowPage
) -> None:
    """One place needs one group; two minutes less end at 21:16, more than 16 is told; a lone stop cannot go."""
    occurrence = plan(workspace, viewer, needing)
    key = occurrence.occurrence_id
    page = opened(show_page("rosters"), occurrence)
    page.toggle(f"way_open_{key}").set_value(True).run()
    page.radio(f"way_groups_{key}").set_value(3)
    button(page, "Sök väg")
    assert "Det finns bara stopp för 1 grupp." in html(page)
    page.toggle(f"way_change_{key}_0").set_value(True).run()
    disabled = {act: page.button(f"way_{act}_{key}_0").disabled for act in ("up", "down", "remove")}
    assert disabled == {"up": True, "down": True, "remove": True}
    button(page, "Längre")
    assert "Ett stopp är 10–16 minuter." in html(page)
    button(page, "Kortare")
    assert "21:02–21:16" in html(page)
    assert "Ett stopp är 10–16 minuter." not in html(page)
    button(page, "Använd vägen för passet")
    assert [(stop.start, stop.end) for stop in routes.stops(workspace, viewer, occurrence.shift_id)] == [
        ("21:02", "21:16")
    ]
