"""Platser, rows that need a place: bound to one of the register, put on the map, or sought by an address."""

import geopandas as gpd
import pytest
from shapely import LineString

from karta.privacy import Viewer
from karta.services.importing import unplaced_rows
from karta.services.needs import place_status
from karta.services.register import places as register_places
from karta.services.workspace import Workspace
from karta.store.layers import put_layer
from tests.ui.conftest import ShowPage, html, part
from tests.ui.register_page import ROSTER, button, upload


def test_a_waiting_row_is_bound_to_a_place_of_the_register(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """Both rows that name the same place, in whatever case, get it at once; undoing makes them wait again."""
    page = part(show_page("register"), "load")
    upload(page, "schema.csv", ROSTER)
    button(page, "Spara 3 rader")
    part(page, "waiting")
    assert "2 rader nämner samma plats" in html(page)
    button(page, "Det är den här platsen")
    assert "Välj en plats i listan först" in html(page)
    next(widget for widget in page.selectbox if widget.label == "Vilken plats är det?").set_value(square)
    button(page, "Det är den här platsen")
    assert "Gamla hamnen har fått sin plats. 2 rader räknas nu med." in html(page)
    assert "Ingen rad väntar" in html(page)
    assert place_status.progress(workspace, viewer).lines == 3
    button(page, "Ångra")
    assert place_status.progress(workspace, viewer).waiting == 2


def test_a_waiting_row_is_put_on_the_map(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """A click on the map makes the place where it was, under the name in the file."""
    page = part(show_page("register"), "load")
    upload(page, "schema.csv", ROSTER)
    button(page, "Spara 3 rader")
    part(page, "waiting")
    waits = unplaced_rows.waiting(workspace, viewer)["id"].iloc[0]
    page.session_state["karta_point"] = (f"wait_{waits}", (15.02, 59.005))
    page.run()
    button(page, "Här är platsen")
    places = register_places.places(workspace, viewer).set_index("name")
    assert places.loc["Gamla hamnen", "lat"] == pytest.approx(59.005, abs=1e-6)
    assert place_status.progress(workspace, viewer).lines == 3


def test_an_address_is_found_on_the_own_streets(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """The street of an address puts the point on the map halfway along it; accepted, the row has its place."""
    streets = gpd.GeoDataFrame(
        {"name": ["Hamngatan", "Norra Hamngatan"], "class": "street"},
        geometry=[
            LineString([(500000, 6540000), (500200, 6540000)]),
            LineString([(501000, 6540000), (501100, 6540000)]),
        ],
        crs=3006,
    )
    with workspace.store.act("samordnare", "import") as act:
        put_layer(act, "streets", streets)
    page = part(show_page("register"), "load")
    upload(page, "schema.csv", ROSTER)
    button(page, "Spara 3 rader")
    part(page, "waiting")
    next(widget for widget in page.text_input if widget.label == "Sök gata eller adress").set_value(
        "hamngatan 12 B, Ekby"
    )
    button(page, "Sök")
    choice = next(widget for widget in page.selectbox if widget.label == "Gator som stämmer (2)")
    assert choice.options == ["Hamngatan (200 m)", "Norra Hamngatan (100 m)"]
    button(page, "Här är platsen")
    places = register_places.places(workspace, viewer).set_index("name")
    assert (
        places.loc["Gamla hamnen", "geometry"].x,
        places.loc["Gamla hamnen", "geometry"].y,
    ) == pytest.approx((500100, 6540000), abs=0.2)
