"""Platser, reading in a packed map: only a municipality of it is read, by its name or by a file of its areas."""

import json
from pathlib import Path

import pytest
import shapely
from streamlit.testing.v1 import AppTest

from tests.sources.packed_maps import Nodes, Ways, write_pbf
from tests.ui.conftest import ShowPage, html, part
from tests.ui.register_page import button, finish, upload

# Latitude and longitude.
CORNERS = [(59.0, 16.0), (59.0, 16.1), (59.1, 16.1), (59.1, 16.0)]
INSIDE, OUTSIDE = (59.05, 16.05), (60.0, 18.0)
OFFER = "Bara inom en kommun"


@pytest.fixture
def county(tmp_path: Path) -> bytes:
    """Give a map with a playground in Påhitta kommun, and one far from it."""
    playground = {"leisure": "playground", "name": "Lekplatsen"}
    spots = [*((at, {}) for at in CORNERS), (INSIDE, playground), (OUTSIDE, playground)]
    nodes: Nodes = {ref: (*at, tags) for ref, (at, tags) in enumerate(spots, 1)}
    ways: Ways = {1: ([1, 2, 3, 4, 1], {})}
    level = {"boundary": "administrative", "admin_level": "7", "name": "Påhitta kommun", "type": "boundary"}
    packed = write_pbf(tmp_path / "lan.osm.pbf", nodes, ways, {1: ([(1, "outer")], level)})
    return packed.read_bytes()


@pytest.fixture
def page(show_page: ShowPage, county: bytes) -> AppTest:
    """Give the page with the county's map, read as places: both playgrounds."""
    page = part(show_page("register"), "load")
    page.file_uploader[0].set_value(("platser.osm.pbf", county, "application/octet-stream")).run()
    finish(page)
    page.selectbox[0].set_value("places").run()
    finish(page)
    assert "2 lästa = 2 att spara" in html(page)
    return page


def test_a_map_is_read_within_a_municipality_by_its_name(page: AppTest) -> None:
    """A name that the map has not is answered with those it has; within the right one there is one playground."""
    (name,) = page.text_input
    name.set_value("Ankeborg")
    button(page, "Läs filen igen")
    assert "ingen gräns som heter ”Ankeborg”. Gränser som finns: Påhitta kommun." in html(page)
    page.text_input[0].set_value("Påhitta kommun")
    button(page, "Läs filen igen")
    assert "1 lästa = 1 att spara" in html(page)


def test_a_map_is_read_within_the_areas_of_a_file(page: AppTest) -> None:
    """Within an area around the other playground there is that one."""
    shape = shapely.Point(OUTSIDE[::-1]).buffer(0.01)
    area = {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(shape)}
    content = json.dumps({"type": "FeatureCollection", "features": [area]}).encode()
    page.file_uploader[1].set_value(("ytor.geojson", content, "application/json"))
    button(page, "Läs filen igen")
    assert "1 lästa = 1 att spara" in html(page)
    button(page, "Spara 1 rad")
    assert "platser.osm.pbf: 1 rad sparad" in html(page)


def test_other_files_are_not_offered_to_be_clipped(show_page: ShowPage) -> None:
    """A table has no boundary, whatever it is called."""
    page = part(show_page("register"), "load")
    upload(page, "lan.osm.pbf.csv", "plats;datum;tid\n")
    assert OFFER not in [box.label for box in page.expander]
