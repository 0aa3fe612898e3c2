"""Map files of many makers: what they say of a place is read, and what is not read is told."""

import json
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import Point

from tests.sources.maps_by_hand import HERE, SPOT, collection, feature, gpx, intake, kml, mark, refusal, ring


def test_attributes_of_a_kml_are_read_in_both_forms(tmp_path: Path) -> None:
    """Data and SchemaData fill the columns that any file may have, also by the name that people see."""
    schema = (
        '<Schema id="s" name="s"><SimpleField type="string" name="typ"/><SimpleField type="string" name="a1">'
        "<displayName>&lt;b&gt;Öppettider&lt;/b&gt;</displayName></SimpleField></Schema>"
    )
    simple = (
        '<ExtendedData><SchemaData schemaUrl="#s"><SimpleData name="typ">torg</SimpleData>'
        '<SimpleData name="a1">Mo-Fr 15:00-21:00</SimpleData></SchemaData></ExtendedData>'
    )
    data = (
        '<ExtendedData><Data name="typ"><value>park</value></Data><Data name="name"><value>Annat</value></Data>'
        '<Data name="telefon"><value>070-1234567</value></Data></ExtendedData>'
    )
    address = "<address>Storgatan 1</address><description>Ring Åsa</description>"
    rows = intake(tmp_path, kml(mark("Torget", simple) + mark("Parken", address + data), schema)).rows
    assert rows[["name", "kind", "opening_hours", "address"]].to_numpy().tolist() == [
        ["Torget", "square", "Mo-Fr 15:00-21:00", None],
        ["Parken", "park", None, "Storgatan 1"],
    ]
    assert not any(word in rows.to_json(default_handler=str) for word in ("070", "Åsa", "Annat"))


def test_shapes_of_a_kml_become_one_kind_each(tmp_path: Path) -> None:
    """A point with an area, two areas, lines, a track and a hole are places of one kind; one without shape is told."""
    point_area = f"<MultiGeometry>{SPOT}<MultiGeometry>{ring(15, 60)}</MultiGeometry></MultiGeometry>"
    overlap = f"<MultiGeometry>{ring(15, 60)}{ring(15.001, 60)}</MultiGeometry>"
    line = "<LineString><coordinates>15, 60, 0 15.002, 60, 0</coordinates></LineString>"
    lines = f"<MultiGeometry>{SPOT}{line}{line.replace('60,', '60.1,')}</MultiGeometry>"
    track = "<gx:Track><gx:coord>15 60 0</gx:coord><gx:coord>15.1 60 0</gx:coord></gx:Track>"
    inner = (
        "<innerBoundaryIs><LinearRing><coordinates>15.0005,60.0005 15.0015,60.0005 15.0015,60.0015"
        " 15.0005,60.0015 15.0005,60.0005</coordinates></LinearRing></innerBoundaryIs></Polygon>"
    )
    shapes = {
        "Hel": ring(15, 60),
        "Blandad": point_area,
        "Två": overlap,
        "Inget": "",
        "Linjer": lines,
        "Spår": track,
        "Hål": ring(15, 60).replace("</Polygon>", inner),
    }
    intake_ = intake(tmp_path, kml("".join(mark(name, "", shape) for name, shape in shapes.items())))
    assert [(issue.row, issue.code) for issue in intake_.issues] == [(4, "geometry_missing")]
    geometry = intake_.rows.set_index("name")["geometry"]
    assert [geometry[name].geom_type for name in ("Blandad", "Två", "Linjer", "Spår")] == [
        "Polygon", "Polygon", "MultiLineString", "LineString"
    ]  # fmt: skip
    whole = geometry["Hel"].area
    assert geometry["Blandad"].equals(geometry["Hel"])
    assert geometry["Två"].area == pytest.approx(1.5 * whole, rel=1e-6)
    assert geometry["Hål"].area == pytest.approx(0.75 * whole, rel=1e-4)


def test_kml_that_only_refers_to_a_map_is_told(tmp_path: Path) -> None:
    """A link to a map on the web is no broken file and no empty one."""
    link = "<NetworkLink><Link><href>https://example.org/karta.kml</href></Link></NetworkLink>"
    assert refusal(tmp_path, kml(link)) == "map_linked"
    remote = collection() | {"_umap_options": {"remoteData": {"url": "https://example.org/karta.geojson"}}}
    assert refusal(tmp_path, json.dumps({"type": "umap", "layers": [remote]})) == "map_linked"


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(json.dumps(feature(name)) for name in ("Ett", "Två")),
        "".join(f"\x1e{json.dumps(feature(name))}\n" for name in ("Ett", "Två")),
        "\r\n".join(json.dumps(feature(name), indent=1) for name in ("Ett", "Två")),
        json.dumps([feature("Ett"), feature("Två")]),
        json.dumps({
            "type": "umap", "geometry": {"type": "Point", "coordinates": HERE}, "properties": {"name": "Kartan"},
            "layers": [collection(feature("Ett")), collection(feature("Två", _umap_options={"color": "Red"}))],
        }),
        json.dumps({
            "layers": [collection(feature("Ett"), feature("Två"))], "properties": {"name": "Kartan"},
            "geometry": {"type": "Point", "coordinates": HERE}, "type": "umap",
        }),
    ],
    ids=["lines", "sequence", "printed", "list", "umap", "umap turned"],
)  # fmt: skip
def test_objects_one_after_the_other_and_layers_are_read(tmp_path: Path, text: str) -> None:
    """However the features are put together, each is a place."""
    assert list(intake(tmp_path, text).rows["name"]) == ["Ett", "Två"]


def test_objects_keep_the_system_that_they_name(tmp_path: Path) -> None:
    """Metres in collections one a line are no question where each of them says in which system it is."""
    system = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3006"}}}
    point = feature("Ett") | {"geometry": {"type": "Point", "coordinates": [500_000, 6_650_000]}}
    read_in = intake(tmp_path, "\n".join([json.dumps(collection(point) | system)] * 2))
    assert [issue.code for issue in read_in.issues] == ["row_duplicate"]
    assert (read_in.rows["geometry"][0].x, read_in.rows["geometry"][0].y) == (500_000, 6_650_000)


def test_a_cut_line_is_a_broken_file(tmp_path: Path) -> None:
    """Of a file whose last object is cut off nothing is read: the rest would be missing."""
    assert (
        refusal(tmp_path, f"{json.dumps(feature('Ett'))}\n{json.dumps(feature('Två'))[:-3]}")
        == "file_unreadable"
    )


def test_other_forms_of_json_are_named(tmp_path: Path) -> None:
    """TopoJSON and Esri's JSON are no broken files: the sentence says to export GeoJSON."""
    topology = {"type": "Topology", "objects": {"a": {"type": "Point", "coordinates": HERE}}, "arcs": []}
    esri = {
        "geometryType": "esriGeometryPoint",
        "features": [{"attributes": {}, "geometry": {"x": 15, "y": 60}}],
    }
    assert refusal(tmp_path, json.dumps(topology)) == "map_form"
    assert refusal(tmp_path, json.dumps(esri)) == "map_form"


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ({"gata": "Storgatan 1", "postnr": "12345"}, None),
        ('{"gata": "Storgatan 1"}', None),
        (["Storgatan 1", "Lillgatan 2"], None),
        (["Storgatan 1"], "Storgatan 1"),
        ({"en": "Main St 1", "sv": "Storgatan 1"}, "Storgatan 1"),
        ({"sv": {"gata": "Storgatan 1"}}, None),
        ("[hörnet]", "[hörnet]"),
    ],
)
def test_values_in_values_are_plain_or_told(tmp_path: Path, value: Any, address: str | None) -> None:
    """No cell holds a list or an object: the one clear value is read, else the cell is blank and that is said."""
    # Another feature without it makes GDAL take the column for text, whatever is in it.
    intake_ = intake(tmp_path, json.dumps(collection(feature("Ett", adress=value), feature("Två"))))
    assert list(intake_.rows["address"]) == [address, None]
    assert [issue.code for issue in intake_.issues] == ([] if address else ["nested_not_read"])


def test_routes_of_a_gpx_are_told(tmp_path: Path) -> None:
    """Points are places; routes and tracks are counted and told, and a file of nothing else says so."""
    point = '<wpt lat="60" lon="15"><name>Torget</name></wpt>'
    route = '<rte><name>Rundan</name><rtept lat="60" lon="15"/><rtept lat="60.1" lon="15"/></rte>'
    track = '<trk><trkseg><trkpt lat="60" lon="15"/><trkpt lat="60.1" lon="15"/></trkseg></trk>'
    intake_ = intake(tmp_path, gpx(point, route, track))
    assert list(intake_.rows["name"]) == ["Torget"]
    assert [(issue.code, dict(issue.facts)) for issue in intake_.issues] == [
        ("routes_not_read", {"count": 2})
    ]
    assert refusal(tmp_path, gpx(route)) == "gpx_only_routes"


def shapefile(tmp_path: Path, written: str, stated: str | None, *, capitals: bool = False) -> bytes:
    """Return a zipped Shapefile whose table is written in one encoding and said to be in another."""
    frame = gpd.GeoDataFrame(
        {"namn": ["Ängsgården", "Torget"]}, geometry=[Point(HERE), Point(17, 59)], crs=4326
    )
    folder = tmp_path / "made"
    folder.mkdir()
    frame.to_file(folder / "karta.shp", driver="ESRI Shapefile", encoding=written)
    (folder / "karta.cpg").unlink(missing_ok=True)
    if stated is not None:
        (folder / "karta.cpg").write_text(stated)
    path = tmp_path / "karta.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for part in folder.iterdir():
            packed.write(part, part.name.upper() if capitals and part.suffix == ".dbf" else part.name)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("written", "stated"),
    [
        ("utf-8", None), ("utf-8", "ISO-8859-1"), ("utf-8", "ANSI 1252"), ("utf-8", "sjutton"), ("utf-8", "UTF-8"),
        ("cp1252", None), ("cp1252", "UTF-8"), ("cp1252", "65001"), ("cp1252", "ISO-8859-1"), ("cp1252", "850"),
        ("cp850", "1252"), ("cp850", "UTF-8"), ("cp1252", ""),
    ],
)  # fmt: skip
def test_letters_of_a_shapefile_are_read_as_they_are_written(
    tmp_path: Path, written: str, stated: str | None
) -> None:
    """Whatever the file beside the table says, Swedish letters come out as they were."""
    assert "Ängsgården" in set(intake(tmp_path, shapefile(tmp_path, written, stated)).rows["name"])


def test_shapefile_without_its_table_is_refused(tmp_path: Path) -> None:
    """Without a table no place has a name: that is said, with the table's name; capitals are no other name."""
    packed = shapefile(tmp_path, "utf-8", None, capitals=True)
    assert len(intake(tmp_path, packed).rows) == 2
    bare = tmp_path / "bare.zip"
    with zipfile.ZipFile(tmp_path / "karta.zip") as source, zipfile.ZipFile(bare, "w") as target:
        for name in source.namelist():
            if not name.lower().endswith(".dbf"):
                target.writestr(name, source.read(name))
    assert refusal(tmp_path, bare.read_bytes()) == "shape_without_table"


def test_shapes_finer_than_a_metre_are_simplified_or_refused(tmp_path: Path) -> None:
    """Of a circle of 110,000 corners some hundred stay and the area is the same; as many loose points are refused."""
    count = 110_000
    around = np.linspace(0, 2 * np.pi, count)
    corners = np.column_stack([500_000 + 300 * np.cos(around), 6_650_000 + 300 * np.sin(around)])
    corners[-1] = corners[0]
    shapes = {"Polygon": [corners.round(3).tolist()], "MultiPoint": corners.round(3).tolist()}
    features = [
        feature(shape) | {"geometry": {"type": shape, "coordinates": at}} for shape, at in shapes.items()
    ]
    read_in = intake(tmp_path, json.dumps(collection(*features)), crs="EPSG:3006")
    assert [(issue.row, issue.code, issue.severity) for issue in read_in.issues] == [
        (1, "geometry_simplified", "note"), (2, "geometry_too_fine", "error")
    ]  # fmt: skip
    shape = read_in.rows["geometry"][0]
    assert shapely.get_num_coordinates(shape) < 200
    assert shape.area == pytest.approx(np.pi * 300**2, rel=0.005)
