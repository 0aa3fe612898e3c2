"""Maps of a GIS office: places and areas from every format, in metres, and never a guess about where they are."""

import json
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from shapely import Point

from karta.errors import InputError
from karta.i18n import LANGUAGES, issue_text
from karta.model.rows import AREA_ROWS, PLACE_ROWS
from karta.sources.intake import Intake
from karta.sources.population import population_columns
from karta.sources.reading import read

# On the central meridian of SWEREF 99 TM the easting is 500000 by definition, and the northing of 60 degrees is
# 0.9996 times the meridian's length from the equator, 6654072.82 m on GRS 80.
DEGREES, METRES = (15.0, 60.0), (500000, 6651411.19)


def feature(coordinates: Any, shape: str = "Point", **properties: Any) -> dict[str, Any]:
    """Return a GeoJSON feature."""
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": shape, "coordinates": coordinates},
    }


def collection(*features: dict[str, Any], crs: str | None = None) -> dict[str, Any]:
    """Return a GeoJSON collection, with the old crs member where a system is named."""
    found: dict[str, Any] = {"type": "FeatureCollection", "features": list(features)}
    return found | ({"crs": {"type": "name", "properties": {"name": crs}}} if crs else {})


def taken(tmp_path: Path, content: dict[str, Any], kind: str = "places", **answers: Any) -> Intake:
    """Return what a GeoJSON gives; issues have sentences, and the sum of rows is right."""
    path = tmp_path / "karta.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    found = read(path, kind, answers=answers, isolate=False)
    for issue in found.issues:
        assert all(not issue_text(issue, language).startswith("[") for language in LANGUAGES)
    assert found.rows_read == len(found.rows) + len(found.duplicates) + len(found.rejected) + len(
        found.pending
    )
    return found


def codes(found: Intake) -> list[tuple[int | None, str, str]]:
    """Return row, code and severity of each issue."""
    return [(issue.row, issue.code, issue.severity) for issue in found.issues]


def at(found: Intake) -> tuple[float, float]:
    """Return the first place's position in metres."""
    point = found.rows["geometry"][0]
    return point.x, point.y


def test_geojson_in_degrees_ends_up_in_metres(tmp_path: Path) -> None:
    """A point in degrees lies where it should in SWEREF 99 TM; Swedish words give its kind."""
    found = taken(tmp_path, collection(feature(DEGREES, namn="Ängsgården", typ="Fritidsgård", markerid="A1")))
    assert list(found.rows.columns) == PLACE_ROWS.names
    assert at(found) == pytest.approx(METRES, abs=0.5)
    row = found.rows.iloc[0]
    assert (row["key"], row["name"], row["kind"]) == ("A1", "Ängsgården", "youth_centre")
    assert row["external_ids"] == "markerid=A1"


@pytest.mark.parametrize("crs", ["urn:ogc:def:crs:EPSG::3006", "EPSG:3006"])
def test_geojson_with_the_old_crs_member_is_believed(tmp_path: Path, crs: str) -> None:
    """Metres with a crs member that says SWEREF 99 TM are read as such."""
    found = taken(tmp_path, collection(feature(METRES, namn="Torget"), crs=crs))
    assert found.issues == []
    assert at(found) == pytest.approx(METRES, abs=0.001)


def test_metres_without_a_system_are_asked_about(tmp_path: Path) -> None:
    """Metres that nobody named are a question with a guess, and an answer lets them in."""
    content = collection(feature(METRES, namn="Torget"), feature(METRES, namn="Parken"))
    found = taken(tmp_path, content)
    assert codes(found) == [(1, "crs_unknown", "question"), (2, "crs_unknown", "question")]
    assert dict(found.issues[0].facts) == {"guess": "EPSG:3006"}
    assert at(taken(tmp_path, content, crs="EPSG:3006")) == pytest.approx(METRES, abs=0.001)
    assert at(taken(tmp_path, content, accept=["crs_unknown"])) == pytest.approx(METRES, abs=0.001)


def test_degrees_that_are_said_to_be_metres_are_asked_about(tmp_path: Path) -> None:
    """What the numbers look like is proposed, and the answer puts them there."""
    content = collection(feature([15.0, 60.0], namn="Torget"), crs="EPSG:3006")
    found = taken(tmp_path, content)
    assert codes(found) == [(1, "crs_doubtful", "question")]
    assert dict(found.issues[0].facts) == {"guess": "EPSG:4326", "declared": "EPSG:3006"}
    # The northing of 60 degrees in the middle of SWEREF 99 TM, whose easting is 500000 there by definition.
    assert at(taken(tmp_path, content, crs="EPSG:4326")) == pytest.approx([500_000, 6_651_411.2], abs=0.1)


def test_metres_of_the_web_are_known_and_others_are_asked_about_without_a_guess(tmp_path: Path) -> None:
    """15 degrees east is 1669792.4 m of Web Mercator, 60 degrees north 8399737.9 m; 5,000 km east is nothing."""
    content = collection(feature([1_669_792.36, 8_399_737.89], namn="Torget"))
    found = taken(tmp_path, content)
    assert (codes(found), dict(found.issues[0].facts)) == (
        [(1, "crs_unknown", "question")],
        {"guess": "EPSG:3857"},
    )
    read_in = taken(tmp_path, content, accept=["crs_unknown"])
    assert at(read_in) == pytest.approx([500_000, 6_651_411.2], abs=0.1)
    assert codes(taken(tmp_path, collection(feature([5_000_000, 5_000_000], namn="Torget")))) == [
        (1, "crs_unseen", "question")
    ]


def test_swapped_far_and_missing_positions_are_named(tmp_path: Path) -> None:
    """Each doubtful feature is named by its number, the good one stays."""
    found = taken(
        tmp_path,
        collection(
            feature(DEGREES, namn="Bra"),
            feature(DEGREES[::-1], namn="Bytt"),
            feature((2.3, 48.8), namn="Långt bort"),
            {"type": "Feature", "properties": {"namn": "Ingenstans"}, "geometry": None},
            feature((17.0, 59.0)),
        ),
    )
    assert codes(found) == [
        (2, "coordinates_swapped", "question"),
        (3, "coordinates_outside", "question"),
        (4, "geometry_missing", "error"),
        (5, "name_blank", "warning"),
    ]
    assert list(found.rows["name"]) == ["Bra", ""]


@pytest.mark.parametrize(("numbers", "crs"), [(DEGREES, None), (METRES, "EPSG:3006")])
def test_a_yes_puts_axes_right(tmp_path: Path, numbers: tuple[float, float], crs: str | None) -> None:
    """North before east, in degrees or metres: asked about, and after a yes the place lies where it should."""
    content = collection(feature(numbers[::-1], namn="Bytt"), feature(numbers, namn="Bra"), crs=crs)
    assert codes(taken(tmp_path, content)) == [(1, "coordinates_swapped", "question")]
    found = taken(tmp_path, content, accept=["coordinates_swapped"])
    assert (found.issues, at(found)) == ([], pytest.approx(METRES, abs=0.5))


@pytest.mark.parametrize("driver", ["GPKG", "FlatGeobuf", "KML", "ESRI Shapefile"])
def test_formats_give_the_same_places(tmp_path: Path, driver: str) -> None:
    """However it was saved and whatever it is called, the place is the same."""
    frame = gpd.GeoDataFrame(
        {"namn": ["Ängsgården", "Torget"]}, geometry=[Point(DEGREES), Point(17, 59)], crs=4326
    )
    folder = tmp_path / "made"
    folder.mkdir()
    suffix = {"GPKG": "gpkg", "FlatGeobuf": "fgb", "KML": "kml", "ESRI Shapefile": "shp"}[driver]
    if driver == "KML":
        frame = frame.rename(columns={"namn": "Name"})
    frame.to_file(folder / f"p.{suffix}", driver=driver)
    path = tmp_path / "upload.bin"
    if driver == "ESRI Shapefile":
        with zipfile.ZipFile(path, "w") as packed:
            for part in folder.iterdir():
                packed.write(part, f"karta/{part.name}")
    else:
        path.write_bytes((folder / f"p.{suffix}").read_bytes())
    found = read(path, "places", isolate=False)
    # FlatGeobuf keeps its features in the order of their spatial index.
    rows = found.rows.set_index("name")
    assert set(rows.index) == {"Ängsgården", "Torget"}
    point = rows.loc["Ängsgården", "geometry"]
    assert (point.x, point.y) == pytest.approx(METRES, abs=0.5)


def test_several_layers_need_an_answer(tmp_path: Path) -> None:
    """A GeoPackage with two layers is read when someone says which."""
    path = tmp_path / "two.gpkg"
    for name in ("skolor", "parker"):
        frame = gpd.GeoDataFrame({"namn": [name]}, geometry=[Point(METRES)], crs=3006)
        frame.to_file(path, layer=name, driver="GPKG")
    with pytest.raises(InputError) as caught:
        read(path, "places", isolate=False)
    assert caught.value.code == "layers_several"
    assert list(read(path, "places", answers={"layer": "parker"}, isolate=False).rows["name"]) == ["parker"]


def test_zipped_kml_is_read(tmp_path: Path) -> None:
    """A KMZ is a KML in a zip; its folders are read together, descriptions are not."""
    placemark = (
        "<Placemark><name>{}</name><description>Ring Åsa</description>"
        "<Point><coordinates>17,59</coordinates></Point></Placemark>"
    )
    kml = (
        '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"<Folder><name>a</name>{placemark.format('Ett')}</Folder><Folder><name>b</name>{placemark.format('Två')}</Folder>"
        "</Document></kml>"
    )
    path = tmp_path / "x.kmz"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("doc.kml", kml)
    found = read(path, "places", isolate=False)
    assert list(found.rows["name"]) == ["Ett", "Två"]
    assert "Åsa" not in str(found)


def test_areas_with_population_by_sex_and_age(tmp_path: Path) -> None:
    """Columns of residents are summed over sexes; a lower age alone ends where the other sex's band does."""
    ring = [[[674000, 6580000], [675000, 6580000], [675000, 6581000], [674000, 6581000], [674000, 6580000]]]
    found = taken(
        tmp_path,
        collection(
            feature(ring, "Polygon", namn="Norra", nyckelkod="0101", ar=2014, ar_1=2015,
                    kvinnor_0=1, kvinnor_0_1=2, kvinnor_6=3, kvinnor_6_1=4, kvinnor_16=5, kvinnor_16_1=6,
                    man_0_5=10, man_0_5_1=20, man_6_15=30, man_6_15_1=40, man_16_19=50, man_16_19_1=60),
            crs="EPSG:3006",
        ),
        "areas",
    )  # fmt: skip
    assert list(found.rows.columns) == AREA_ROWS.names
    row = found.rows.iloc[0]
    assert (row["key"], row["name"], row["kind"]) == ("0101", "Norra", "district")
    assert (
        row["population"] == "2014:0-5=11;2014:6-15=33;2014:16-19=55;2015:0-5=22;2015:6-15=44;2015:16-19=66"
    )


def test_totals_go_before_sexes() -> None:
    """Where a total of a band is there, the sexes are not added to it."""
    columns = population_columns(["0-5 år", "6-15 år", "kvinnor 6-15", "män 6-15", "65-"], {"0-5 år": 1})
    assert columns == {"0-5 år": ("", (0, 5)), "6-15 år": ("", (6, 15))}
    assert population_columns(["namn", "kod 12", "rum 3"], {"namn": "x", "kod 12": 1, "rum 3": 2}) == {}


def test_areas_of_the_statistics_office_are_known_by_their_codes(tmp_path: Path) -> None:
    """A column of DeSO codes makes the areas DeSO, keyed by code; what is no surface is rejected."""
    ring = [[[17, 59], [17.1, 59], [17.1, 59.1], [17, 59]]]
    found = taken(
        tmp_path,
        collection(feature(ring, "Polygon", ruta="0180C1010", namn="Norr"),
                   feature(DEGREES, ruta="0180C1020", namn="Punkt")),
        "areas",
    )  # fmt: skip
    row = found.rows.iloc[0]
    assert (row["key"], row["kind"], row["code"]) == ("0180C1010", "deso", "0180C1010")
    assert codes(found) == [(2, "geometry_not_area", "error")]


def test_text_that_gdal_would_follow_is_refused(tmp_path: Path) -> None:
    """A virtual file that names other files is refused by what it says, whatever its name."""
    path = tmp_path / "map.geojson"
    for text in (
        "<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>"
        "</OGRVRTDataSource>",
        '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read /etc/passwd"}',
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError):
            read(path, "places")


def test_broken_files_are_one_error(tmp_path: Path) -> None:
    """A cut file is told as broken, a kind that a map cannot hold as such."""
    path = tmp_path / "map.geojson"
    path.write_text(json.dumps(collection(feature(DEGREES, namn="Torget")))[:-9], encoding="utf-8")
    with pytest.raises(InputError, match="file_unreadable"):
        read(path, "places", isolate=False)
    path.write_text(json.dumps(collection(feature(DEGREES, namn="Torget"))), encoding="utf-8")
    with pytest.raises(InputError, match="kind_not_in_format"):
        read(path, "roster", isolate=False)


def test_mixed_shapes_become_one_kind(tmp_path: Path) -> None:
    """A point with an area is the area, areas that overlap are one ground, and a spike of an outline goes."""
    ring = [[15, 60], [15.002, 60], [15.002, 60.002], [15, 60.002], [15, 60]]
    moved_ring = [[lon + 0.001, lat] for lon, lat in ring]
    spiked = [*ring[:-1], [15, 60], [14.999, 60], [15, 60]]
    point, polygon = {"type": "Point", "coordinates": [15, 60]}, {"type": "Polygon", "coordinates": [ring]}
    mixed = feature(None, name="Blandat") | {
        "geometry": {"type": "GeometryCollection", "geometries": [point, polygon]}
    }
    rows = taken(
        tmp_path,
        collection(
            mixed,
            feature([ring], "Polygon", name="Yta"),
            feature([[ring], [moved_ring]], "MultiPolygon", name="Två"),
            feature([spiked], "Polygon", name="Spets"),
        ),
    ).rows.set_index("name")["geometry"]
    assert set(rows.map(lambda shape: shape.geom_type)) == {"Polygon"}
    area = rows["Yta"].area
    assert rows["Blandat"].equals(rows["Yta"])
    assert rows["Spets"].area == pytest.approx(area)
    assert rows["Två"].area == pytest.approx(1.5 * area, rel=1e-6)


def test_entrances_that_are_no_points_are_told(tmp_path: Path) -> None:
    """A line is no entrance, nor are no points at all: the place is not stored until that is mended."""
    for wkt in ("LINESTRING (15 60, 15.1 60)", "POINT EMPTY"):
        read_in = taken(tmp_path, collection(feature([15, 60], name="Hall", entrances=wkt)))
        assert codes(read_in) == [(1, "geometry_bad", "error")]
