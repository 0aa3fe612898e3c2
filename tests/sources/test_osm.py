"""OpenStreetMap from a file and by name, on a tiny invented town."""

import bz2
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import osmnx as ox
import pytest
import towns

from karta.errors import InputError
from karta.model.rows import ACCESS_ROWS, PLACE_ROWS
from karta.sources.intake import Intake
from karta.sources.osm import fetch
from karta.sources.osm_elements import is_walkable
from karta.sources.reading import read


@pytest.fixture
def town(tmp_path: Path) -> Intake:
    """Return what the file of the town gives."""
    path = tmp_path / "town.txt"
    path.write_text(towns.xml(), encoding="utf-8")
    return read(path, "osm", isolate=False)


def by_key(intake: Intake, key: str) -> dict[str, object]:
    """Return the place with a key."""
    rows = intake.rows[intake.rows["key"] == key].to_dict("records")
    assert len(rows) == 1
    return rows[0]


def test_places_are_classified_and_named_as_typed(town: Intake) -> None:
    """Tags give METHOD's kinds; names, also hostile ones, come as typed."""
    assert list(town.rows.columns) == PLACE_ROWS.names
    kinds = dict(zip(town.rows["key"], town.rows["kind"], strict=True))
    assert kinds == {
        "node/30": "library",
        "node/31": "station",
        "node/34": "eatery",
        "way/110": "upper_secondary",
        "way/114": "outdoor_pitch",
    }
    assert by_key(town, "node/30")["name"] == "Bokrummet {{7*7}}"
    assert by_key(town, "way/114")["name"] == ""
    assert by_key(town, "way/110")["external_ids"] == "osm=way/110;skolenhetskod=12345678"


def test_entrances_belong_to_their_station(town: Intake) -> None:
    """Entrances near a station are its entrances and no places of their own."""
    assert len(by_key(town, "node/31")["entrances"].geoms) == 2  # type: ignore[attr-defined]


def test_layers_of_the_base_map(town: Intake) -> None:
    """Streets have a class, a lake has its hole, a building is an area; no layer holds what is none of its own."""
    streets = town.layers["streets"]
    assert dict(zip(streets["osm"], streets["class"], strict=True)) == {
        "way/101": "minor",
        "way/102": "path",
        "way/103": "major",
        "way/104": "path",
        "way/105": "path",
        "way/106": "minor",
        "way/107": "path",
    }
    lake = town.layers["water"].geometry.iloc[0]
    # 0.001 x 0.001 degrees less 0.0003 x 0.0003 of it: 91 per cent of 111.3 m x 57.3 m.
    assert lake.area == pytest.approx(0.91 * 111.3 * 57.3, rel=0.01)
    assert list(town.layers["buildings"]["osm"]) == ["way/111"]
    assert all(layer.crs.to_epsg() == 3006 for name, layer in town.layers.items() if name != "access")


def test_walking_graph_holds_walkable_ways_alone(town: Intake) -> None:
    """Private ways, platforms and buildings are not walked, cut ways and loose pieces are told."""
    nodes, edges = town.layers["walk_nodes"], town.layers["walk_edges"]
    # Storgatan 1-2 and 2-3, and 2-4-5-6 in one: nodes 4 and 5 have no junction.
    assert sorted(nodes["node"]) == [1, 2, 3, 6]
    assert {frozenset(pair) for pair in zip(edges["u"], edges["v"], strict=True)} == {
        frozenset({1, 2}), frozenset({2, 3}), frozenset({2, 6})
    }  # fmt: skip
    assert edges["length"].sum() == pytest.approx(3 * 57.3 + 2 * 111.2, rel=0.002)
    told = {issue.code: dict(issue.facts) for issue in town.issues}
    assert told["ways_cut"] == {"count": 1}
    assert told["pieces_left_out"]["count"] == 1
    assert told["pieces_left_out"]["metres"] == pytest.approx(111, abs=1)


@pytest.mark.parametrize(
    ("tags", "walkable"),
    [
        ({"highway": "steps"}, True),
        ({"highway": "primary", "sidewalk": "separate"}, True),
        ({"highway": "cycleway"}, True),
        ({"highway": "service", "access": "customers"}, True),
        ({"highway": "footway", "access": "no"}, False),
        ({"highway": "trunk", "foot": "no"}, False),
        ({"highway": "motorway"}, False),
        ({"highway": "motorway_link", "foot": "yes"}, False),
        ({"highway": "pedestrian", "area": "yes"}, False),
        ({"building": "yes"}, False),
        ({}, False),
    ],
)
def test_what_adults_walk(tags: dict[str, str], walkable: bool) -> None:
    """The filter keeps what a grown-up walks, and nothing without a highway tag."""
    assert is_walkable(tags) is walkable


def test_simple_opening_hours_become_access(town: Intake) -> None:
    """Weekly hours become rows; a text that is none of OSM's grammar stays a text."""
    access = town.layers["access"]
    assert list(access.columns) == ACCESS_ROWS.names
    assert set(access[["days", "start", "end"]].itertuples(index=False, name=None)) == {
        ("MO;TU;WE;TH;FR;not_holiday", "10:00", "19:00"),
        ("SA;not_holiday", "11:00", "15:00"),
    }
    assert by_key(town, "node/34")["opening_hours"] == "Seasonal, only summer time"
    assert [dict(issue.facts) for issue in town.issues if issue.code == "hours_as_text"] == [{"count": 1}]


def test_each_wanted_element_counts_once(town: Intake) -> None:
    """What was read is what is a place or in a layer: 5 places, 7 streets, a lake, a building."""
    assert town.rows_read == 14
    assert town.notes["layer_rows"] == 9


def test_mappers_names_are_nowhere(town: Intake) -> None:
    """Who drew the map is not read."""
    held = [town.rows.to_json(default_handler=str), *(layer.to_json() for layer in town.layers.values())]
    assert not any("Kartritaren" in text for text in held)


def test_packed_file_gives_the_same(tmp_path: Path, town: Intake) -> None:
    """A file packed with bzip2 gives the same places, in the child process, too."""
    path = tmp_path / "town.osm.bz2"
    path.write_bytes(bz2.compress(towns.xml().encode()))
    assert read(path, "osm").rows["key"].tolist() == town.rows["key"].tolist()


def test_places_alone_have_no_layers(tmp_path: Path) -> None:
    """Asked for places, the same file gives no streets."""
    path = tmp_path / "town"
    path.write_text(towns.xml(), encoding="utf-8")
    found = read(path, "places", isolate=False)
    assert len(found.rows) == found.rows_read == 5
    assert "streets" not in found.layers


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (towns.xml()[:2000], "file_unreadable"),
        ("<osm version='0.6'></osm>", "osm_nothing_wanted"),
        (towns.xml().replace("lat='59.0' lon='16.0'", "lat='x' lon='16.0'"), "file_unreadable"),
        (" " * 70_000 + towns.xml(doctype="<!DOCTYPE osm [<!ENTITY a 'b'>]>"), "file_unknown"),
        (
            f"<?xml version='1.0'?><!--{'x' * 70_000}-->" + towns.xml(doctype="<!DOCTYPE osm>")[38:],
            "file_unknown",
        ),
    ],
)
def test_broken_files_are_one_error(tmp_path: Path, content: str, code: str) -> None:
    """A file that is cut, empty of streets, wrong or evasive is one clear error."""
    path = tmp_path / "town.osm"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read(path, "osm", isolate=False)
    assert caught.value.code == code


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Run the map's services on this machine with recorded answers; gives the paths that were asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            asked.append(self.path.split("?")[0])
            length = int(self.headers.get("Content-Length", 0))
            self.rfile.read(length)
            body = towns.nominatim() if "search" in self.path else towns.overpass()
            content = json.dumps(body if "nowhere" not in self.path else []).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = answer  # noqa: N815 - the names that http.server looks for

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    here = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setattr(ox.settings, "overpass_url", f"{here}/api")
    monkeypatch.setattr(ox.settings, "nominatim_url", f"{here}/")
    monkeypatch.setattr(ox.settings, "overpass_rate_limit", False)
    monkeypatch.setattr("osmnx._nominatim.time.sleep", lambda _: None)
    yield asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_town_is_fetched_by_name(
    services: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fetched town has the places, layers and graph of a file, its outline, and leaves no cache behind."""
    monkeypatch.chdir(tmp_path)
    found = fetch("Påhitta, Sverige")
    assert set(found.rows["kind"]) == {"library", "station", "eatery", "upper_secondary", "outdoor_pitch"}
    assert len(found.layers["streets"]) == 7
    assert len(found.layers["walk_edges"]) >= 3
    assert len(found.layers["boundary"]) == 1
    assert "ODbL" in found.licence
    assert services[0] == "/search"
    assert list(tmp_path.iterdir()) == []


def test_unknown_town_is_one_error(services: list[str]) -> None:
    """A name that the map does not know is told as such."""
    with pytest.raises(InputError, match="town_not_found"):
        fetch("nowhere")


def test_silent_network_is_one_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an answer nothing is stored and one sentence says so."""
    monkeypatch.setattr(ox.settings, "nominatim_url", "http://127.0.0.1:9/")
    monkeypatch.setattr("osmnx._nominatim.time.sleep", lambda _: None)
    with pytest.raises(InputError, match="network_silent"):
        fetch("Påhitta, Sverige")
