"""Maps as a GIS office, a map program and OpenStreetMap write them."""

import io
import json
import tempfile
import warnings
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

from karta.sources import guard  # noqa: F401 - tells GDAL which drivers there are, before it is loaded

# isort: split
import geopandas as gpd
import pyogrio
from shapely import Point, box

HERE = (18.0583, 59.3293)
# The same spot in SWEREF 99 TM, and in the local zone of Stockholm, to the metre.
METRES, LOCAL = (674012, 6580792), (153319, 6579370)
AREA = [[[18.05, 59.32], [18.07, 59.32], [18.07, 59.34], [18.05, 59.34], [18.05, 59.32]]]
TORGET = {"namn": "Torget", "typ": "torg"}


def feature(spot: Any, shape: str = "Point", **said: Any) -> dict[str, Any]:
    """Return a feature."""
    return {"type": "Feature", "properties": said, "geometry": {"type": shape, "coordinates": spot}}


def geojson(*features: dict[str, Any], crs: str = "") -> bytes:
    """Return a collection, with the old crs member where a system is named."""
    member = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    return json.dumps({"type": "FeatureCollection", **member, "features": list(features)}).encode()


def files() -> dict[str, bytes]:
    """Return maps by file name."""
    return {**_geojson(), **_areas(), **_written(), **_texts(), **_osm()}


def _geojson() -> dict[str, bytes]:
    torget = feature(HERE, **TORGET)
    return {
        "geojson_plain.geojson": geojson(torget, feature((18.07, 59.33), namn="Parken", typ="park")),
        "geojson_old_crs.geojson": geojson(torget, crs="urn:ogc:def:crs:OGC:1.3:CRS84"),
        "geojson_sweref.geojson": geojson(feature(METRES, **TORGET), crs="urn:ogc:def:crs:EPSG::3006"),
        "geojson_local_zone_named.geojson": geojson(
            feature(LOCAL, **TORGET), crs="urn:ogc:def:crs:EPSG::3011"
        ),
        "geojson_sweref_unsaid.geojson": geojson(feature(METRES, **TORGET)),
        "geojson_local_zone.geojson": geojson(feature(LOCAL, **TORGET)),
        "geojson_swapped.geojson": geojson(feature(HERE[::-1], **TORGET)),
        "geojson_outside.geojson": geojson(torget, feature((2.3522, 48.8566), namn="Paris")),
        "geojson_null_island.geojson": geojson(feature((0, 0), namn="Ingenstans")),
        "geojson_without_geometry.geojson": geojson(
            torget, {"type": "Feature", "properties": {"namn": "Parken"}, "geometry": None}
        ),
        "geojson_without_name.geojson": geojson(feature(HERE, typ="torg")),
        "geojson_one_feature.geojson": json.dumps(torget).encode(),
        "geojson_polygon.geojson": geojson(feature(AREA, "Polygon", namn="Ekparken", typ="park")),
        "geojson_bow_tie.geojson": geojson(
            feature([[*AREA[0][:2], AREA[0][3], AREA[0][2], AREA[0][0]]], "Polygon", namn="Rosetten")
        ),
        "geojson_3d.geojson": geojson(feature((*HERE, 12.5), **TORGET)),
        "geojson_twice.geojson": geojson(torget, torget),
        "geojson_empty.geojson": geojson(),
        "geojson_text_coordinates.geojson": geojson(feature(["a", "b"], **TORGET)),
        "geojson_infinite.geojson": geojson(feature((1e400, 59.0), **TORGET)),
        "geojson_cut.geojson": geojson(torget)[:-30],
        "geojson_named.txt": geojson(torget),
        "geojson_wrong_kind.geojson": geojson(torget),
    }


def _areas() -> dict[str, bytes]:
    def area(**said: Any) -> dict[str, Any]:
        return feature(AREA, "Polygon", **said)

    return {
        "areas_plain.geojson": geojson(area(namn="Norr")),
        "areas_deso.geojson": geojson(area(desokod="0180C1010", deso=2025)),
        "areas_population.geojson": geojson(area(namn="Norr", man_6_15=40, kvinnor_6_15=38, man_16_19=20)),
        "areas_as_points.geojson": geojson(feature(HERE, namn="Norr")),
        "areas_without_name.geojson": geojson(area(färg="röd")),
    }


@cache
def _written() -> dict[str, bytes]:
    """Return what GDAL itself writes."""
    places = gpd.GeoDataFrame(
        {"namn": ["Torget", "Ängsgården"], "typ": ["torg", "fritidsgård"]},
        geometry=[Point(METRES), Point(METRES[0] + 500, METRES[1])],
        crs="EPSG:3006",
    )
    areas = places.assign(
        geometry=[box(*METRES, METRES[0] + 400, METRES[1] + 400), box(*METRES, 674500, 6581200)]
    )
    unsaid = gpd.GeoDataFrame({"namn": ["Torget"]}, geometry=[Point(METRES)])
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2026-01-01T00:00:00Z"})  # the same bytes each time
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pyogrio.write_dataframe(places, folder / "one.gpkg", layer="platser")
        pyogrio.write_dataframe(places, folder / "two.gpkg", layer="platser")
        pyogrio.write_dataframe(areas, folder / "two.gpkg", layer="omraden", append=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # that no system is said is what the file is for
            pyogrio.write_dataframe(unsaid, folder / "unsaid.gpkg", layer="platser")
        pyogrio.write_dataframe(places, folder / "one.fgb")
        one, two, flat = ((folder / name).read_bytes() for name in ("one.gpkg", "two.gpkg", "one.fgb"))
        shape = _shapes(places, folder, ("platser",))
        return {
            "gpkg_plain.gpkg": one,
            "gpkg_two_layers.gpkg": two,
            "gpkg_without_system.gpkg": (folder / "unsaid.gpkg").read_bytes(),
            "gpkg_cut.gpkg": one[:20_000],
            "gpkg_overwritten.gpkg": one[:4096] + b"\xff" * 8192 + one[12_288:],
            "fgb_plain.fgb": flat,
            "fgb_cut.fgb": flat[: len(flat) // 2],
            "fgb_cut_late.fgb": flat[:-40],
            "shp_plain.zip": shape,
            "shp_two.zip": _shapes(places, folder, ("platser", "parker")),
            "shp_without_system.zip": _repacked(shape, leave_out=(".prj",)),
            "shp_without_table.zip": _repacked(shape, leave_out=(".dbf",)),
            "shp_without_index.zip": _repacked(shape, leave_out=(".shx",)),
            "shp_cut.zip": shape[: len(shape) // 2],
        }


def plain_geopackage() -> bytes:
    """Return a plain GeoPackage of one layer."""
    return _written()["gpkg_plain.gpkg"]


def _shapes(frame: gpd.GeoDataFrame, folder: Path, names: tuple[str, ...]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in names:
            pyogrio.write_dataframe(frame, folder / f"{name}.shp", encoding="UTF-8")
            for path in sorted(folder.glob(f"{name}.*")):
                packed.writestr(zipfile.ZipInfo(f"kartor/{path.name}"), path.read_bytes())
    return kept.getvalue()


def _repacked(packed: bytes, leave_out: tuple[str, ...]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as source, zipfile.ZipFile(kept, "w") as sink:
        for info in source.infolist():
            if Path(info.filename).suffix not in leave_out:
                sink.writestr(info, source.read(info))
    return kept.getvalue()


def _texts() -> dict[str, bytes]:
    mark = "<Placemark><name>{name}</name><Point><coordinates>{at}</coordinates></Point></Placemark>"
    here = "18.0583,59.3293,0"
    kml = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"{mark.format(name='Torget', at=here)}</Document></kml>"
    )
    folders = "".join(
        f"<Folder><name>{name}</name>{mark.format(name=name, at=here)}</Folder>"
        for name in ("Torget", "Parken")
    )
    gpx = (
        '<?xml version="1.0"?>\n<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'
        '<wpt lat="59.3293" lon="18.0583"><name>Torget</name></wpt></gpx>'
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as sink:
        sink.writestr(zipfile.ZipInfo("doc.kml"), kml)
    return {
        "kml_plain.kml": kml.encode(),
        "kml_folders.kml": kml.replace(mark.format(name="Torget", at=here), folders).encode(),
        "kml_swapped.kml": kml.replace(here, "59.3293,18.0583,0").encode(),
        "kml_empty.kml": kml.replace(mark.format(name="Torget", at=here), "").encode(),
        "kml_cut.kml": kml[:-40].encode(),
        "kmz_plain.kmz": packed.getvalue(),
        "gpx_plain.gpx": gpx.encode(),
        "gpx_without_points.gpx": gpx.replace("<wpt", "<!-- <wpt").replace("</wpt>", "</wpt> -->").encode(),
    }


def _osm() -> dict[str, bytes]:
    nodes = "".join(
        f'<node id="{at}" lat="{59.3293 + at / 10_000:.4f}" lon="18.0583"/>' for at in range(1, 4)
    )
    school = (
        '<node id="9" lat="59.33" lon="18.06" user="Påhittad"><tag k="amenity" v="school"/>'
        '<tag k="name" v="Ekskolan"/></node>'
    )
    street = (
        '<way id="5"><nd ref="1"/><nd ref="2"/><nd ref="3"/>{more}<tag k="highway" v="residential"/>'
        '<tag k="name" v="Ekgatan"/></way>'
    )

    def osm(*parts: str) -> bytes:
        text = "".join(parts)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6">{text}</osm>'.encode()

    plain = osm(nodes, school, street.format(more=""))
    return {
        "osm_plain.osm": plain,
        "osm_places.osm": plain,
        "osm_clipped.osm": osm(nodes, school, street.format(more='<nd ref="777"/><nd ref="778"/>')),
        "osm_nothing_wanted.osm": osm(nodes),
        "osm_cut.osm": plain[:-50],
        "osm_as_roster.osm": plain,
    }
