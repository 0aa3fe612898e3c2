"""A packed map clipped to a municipality while it is read: what touches it is there, whole; what does not is not."""

import json
from pathlib import Path
from typing import Any

import pytest
from packed_maps import write_pbf

from karta.errors import InputError
from karta.sources.intake import Intake
from karta.sources.reading import read

# Two municipalities of 0.01 x 0.01 degrees, 572 m x 1,112 m, side by side at 59 degrees north.
NODES: dict[int, tuple[float, float, dict[str, str]]] = {
    1: (59.00, 16.00, {}), 2: (59.00, 16.01, {}), 3: (59.00, 16.02, {}),
    4: (59.01, 16.00, {}), 5: (59.01, 16.01, {}), 6: (59.01, 16.02, {}),
    # A street in each, and one from the one into the other.
    11: (59.001, 16.001, {}), 12: (59.009, 16.001, {}),
    13: (59.001, 16.019, {}), 14: (59.009, 16.019, {}),
    15: (59.005, 16.008, {}), 16: (59.005, 16.012, {}), 17: (59.005, 16.016, {}),
    # A lake across the border, in two ways, and a shore in the east alone.
    21: (59.006, 16.009, {}), 22: (59.006, 16.015, {}), 23: (59.008, 16.015, {}), 24: (59.008, 16.009, {}),
    31: (59.002, 16.002, {"shop": "kiosk", "name": "Västkiosken"}),
    32: (59.002, 16.018, {"shop": "kiosk", "name": "Östkiosken"}),
}  # fmt: skip
FOOT = {"highway": "footway"}
WAYS: dict[int, tuple[list[int], dict[str, str]]] = {
    101: ([5, 4, 1, 2], {}), 102: ([2, 5], {}), 103: ([2, 3, 6, 5], {}),
    111: ([11, 12], FOOT), 112: ([13, 14], FOOT), 113: ([15, 16, 17], FOOT),
    121: ([22, 21, 24, 23], {}), 122: ([22, 23], {}),
}  # fmt: skip
LINES = {"type": "boundary", "boundary": "administrative", "admin_level": "7"}
LAKE: tuple[list[tuple[int, str]], dict[str, str]] = (
    [(121, "outer"), (122, "outer")],
    {"type": "multipolygon", "natural": "water", "name": "Sjön"},
)
RELATIONS: dict[int, tuple[list[tuple[int, str]], dict[str, str]]] = {
    201: ([(101, "outer"), (102, "outer")], {**LINES, "name": "Västby kommun"}),
    202: ([(102, "outer"), (103, "outer")], {**LINES, "name": "Östby kommun"}),
    203: LAKE,
}


def clipped(folder: Path, within: str | Path, **changed: Any) -> Intake:
    """Return what the two municipalities give within one of them."""
    town: dict[str, Any] = {"nodes": NODES, "ways": WAYS, "relations": RELATIONS, **changed}
    path = write_pbf(folder / "lan.osm.pbf", **town)
    return read(path, "osm", answers={"within": within}, isolate=False)


def refusal(folder: Path, within: str | Path, **changed: Any) -> InputError:
    """Return why the map is refused."""
    with pytest.raises(InputError) as caught:
        clipped(folder, within, **changed)
    return caught.value


def areas(folder: Path) -> Path:
    """Write the western municipality as two areas of a map file."""
    squares = [
        [[16.0, south], [16.01, south], [16.01, south + 0.005], [16.0, south + 0.005], [16.0, south]]
        for south in (59.0, 59.005)
    ]
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for ring in squares
    ]
    path = folder / "stadsdelar.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


@pytest.mark.parametrize("within", ["Västby kommun", "västby", " VÄSTBY ", "relation/201", "a file"])
def test_what_touches_a_municipality_is_read(tmp_path: Path, within: str) -> None:
    """By name, by id or by areas: its kiosk, its street, the street that leaves it, the whole lake, and its outline."""
    intake = clipped(tmp_path, areas(tmp_path) if within == "a file" else within)
    assert list(intake.rows["name"]) == ["Västkiosken"]
    assert list(intake.layers["streets"]["osm"]) == ["way/111", "way/113"]
    # 0.008 degrees north, and 0.008 degrees east at 59 degrees.
    assert intake.layers["walk_edges"]["length"].sum() == pytest.approx(889.6 + 458, rel=0.002)
    lake = intake.layers["water"].geometry.iloc[0]
    assert lake.area == pytest.approx(222.4 * 343.6, rel=0.01)
    outline = intake.layers["boundary"].geometry.iloc[0]
    assert outline.area == pytest.approx(1112 * 573, rel=0.01)
    assert intake.issues == []


def test_a_sea_is_cut_off_far_out(tmp_path: Path) -> None:
    """Of a lake that goes on for 11 km east, what lies up to 2 km from the municipality is drawn."""
    nodes = {**NODES, 22: (59.006, 16.2, {}), 23: (59.008, 16.2, {})}
    lake = clipped(tmp_path, "Västby", nodes=nodes).layers["water"].geometry.iloc[0]
    west, _, east, _ = lake.bounds
    # From 16.009 to 16.01 and 2,000 m on; the municipality lies askew in the grid of the nation.
    assert east - west == pytest.approx(2_000 + 57, abs=25)


def test_an_unknown_name_is_told_with_those_that_there_are(tmp_path: Path) -> None:
    """Names that are like the one typed are listed, else all."""
    error = refusal(tmp_path, "Västbi kommun")
    assert error.code == "within_missing"
    assert str(error.facts["names"]).startswith("Västby kommun")
    (tmp_path / "lan.osm.pbf").unlink()
    assert refusal(tmp_path, "Ankeborg").facts["names"] == "Västby kommun, Östby kommun"


def test_of_several_with_a_name_the_municipality_is_meant(tmp_path: Path) -> None:
    """A county of the same name does not matter; two municipalities of one name are asked about, by their ids."""
    county = {**RELATIONS[202][1], "admin_level": "4", "name": "Västby kommun"}
    relations = {**RELATIONS, 202: (RELATIONS[202][0], county)}
    assert list(clipped(tmp_path, "Västby kommun", relations=relations).rows["name"]) == ["Västkiosken"]
    (tmp_path / "lan.osm.pbf").unlink()
    relations[202] = (RELATIONS[202][0], RELATIONS[201][1])
    error = refusal(tmp_path, "Västby kommun", relations=relations)
    assert error.code == "within_several"
    assert error.facts["names"] == "Västby kommun (relation/201), Västby kommun (relation/202)"


def test_a_boundary_that_lacks_a_way_is_told(tmp_path: Path) -> None:
    """One that does not close is refused with what is missing; one that closes all the same is warned of."""
    ways = {ref: way for ref, way in WAYS.items() if ref != 101}
    error = refusal(tmp_path, "Västby", ways=ways)
    assert error.code == "within_open"
    assert (error.facts["lacking"], error.facts["count"]) == (1, 2)
    (tmp_path / "lan.osm.pbf").unlink()
    island = [*RELATIONS[201][0], (999, "outer")]
    intake = clipped(tmp_path, "Västby", relations={**RELATIONS, 201: (island, RELATIONS[201][1])})
    assert [(i.code, dict(i.facts)) for i in intake.issues] == [
        ("within_lacking", {"name": "Västby kommun", "count": 1})
    ]


def test_what_cannot_be_clipped_is_one_sentence(tmp_path: Path) -> None:
    """A map without boundaries, areas that lie elsewhere, a file without areas, and a map that is no PBF."""
    assert refusal(tmp_path, "Västby", relations={203: LAKE}).code == "within_none"
    (tmp_path / "lan.osm.pbf").unlink()
    moved = {ref: (lat + 1, lon, tags) for ref, (lat, lon, tags) in NODES.items()}
    assert refusal(tmp_path, areas(tmp_path), nodes=moved).code == "within_empty"
    (tmp_path / "lan.osm.pbf").unlink()
    table = tmp_path / "omraden.csv"
    table.write_text("namn;x\nVästby;1\n", encoding="utf-8")
    assert refusal(tmp_path, table).code == "within_no_areas"
    plain = tmp_path / "by.osm"
    plain.write_text("<osm version='0.6'></osm>", encoding="utf-8")
    for path, kind in ((plain, "osm"), (table, "areas")):
        with pytest.raises(InputError) as caught:
            read(path, kind, answers={"within": "Västby"}, isolate=False)
        assert caught.value.code == "within_form"
