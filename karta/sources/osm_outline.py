"""The outline within which a map is read: a boundary in the map's own file, by name, or the areas of another file."""

import tempfile
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import geopandas as gpd
import shapely
from osmium.filter import TagFilter
from osmium.osm import NODE, RELATION, WAY

from karta.errors import InputError
from karta.sources import guard
from karta.sources.osm_clip import REACH_M
from karta.sources.osm_elements import Elements, Position, areas_of, way_through
from karta.sources.pbf_passes import each, readable, refs_of, ways_of

MUNICIPALITY = "7"  # the level of a municipality among Swedish boundaries
_MOST_NAMES = 8
_MAPS = frozenset({"geojson", "gpkg", "fgb", "shp", "kml", "kmz"})


@dataclass(frozen=True)
class Outline:
    """An area in EPSG:3006 and what it is called; `lacking` of the ways that bound it are not in the file."""

    name: str
    shape: shapely.Geometry
    lacking: int = 0


@dataclass(frozen=True)
class _Boundary:
    ref: int
    name: str
    level: str
    ways: list[tuple[int, str]]

    @property
    def key(self) -> str:
        return f"relation/{self.ref}"


def outline_for(path: Path, within: str | Path) -> Outline:
    """Return the outline that a map is to be read within: the areas of a file, or a boundary in the map by name.

    Raises
    ------
    InputError
        When there is none, or several, or the boundary does not close in the file.
    """
    if isinstance(within, Path):
        return _of_file(within)
    with readable():
        boundary = _chosen(_boundaries(path), within.strip(), path.name)
        return _of_boundary(path, boundary)


def within_reach(drawn: gpd.GeoDataFrame, outline: Outline) -> gpd.GeoDataFrame:
    """Return features with areas cut off beyond `REACH_M` of the outline's box: a sea has its shore elsewhere, too."""
    west, south, east, north = shapely.bounds(outline.shape)
    box = shapely.box(west - REACH_M, south - REACH_M, east + REACH_M, north + REACH_M)
    shapes = drawn.geometry.to_numpy().copy()
    far = (shapely.get_dimensions(shapes) == 2) & ~shapely.covered_by(shapes, box)
    shapes[far] = shapely.intersection(shapes[far], box)
    return drawn.assign(geometry=shapes)


def _of_file(path: Path) -> Outline:
    form = guard.sniff(path)
    if form not in _MAPS:
        raise InputError("within_no_areas", file=path.name)
    from karta.sources.map_files import read_map
    from karta.sources.systems import placed

    with tempfile.TemporaryDirectory() as folder:
        areas = placed(read_map(path, form, Path(folder), {}).frame, {"accept": ["crs_unknown"]})
    shapes = areas.frame.geometry.to_numpy()
    shape = shapely.union_all(shapely.make_valid(shapes[shapely.get_dimensions(shapes) == 2]))
    if areas.guess is not None or shape.is_empty:
        raise InputError("within_no_areas", file=path.name)
    return Outline(path.stem, shape)


def _boundaries(path: Path) -> list[_Boundary]:
    relations = each(path, RELATION, TagFilter(("boundary", "administrative")))
    return [
        _Boundary(relation.id, relation.tags["name"], relation.tags.get("admin_level", ""), ways_of(relation))
        for relation in relations
        if "name" in relation.tags
    ]


def _chosen(boundaries: list[_Boundary], wanted: str, file: str) -> _Boundary:
    """Return the boundary of a name, with or without *kommun*, or of an id; where several fit, the municipality."""
    name = wanted.casefold()
    named = [
        boundary
        for boundary in boundaries
        if name in (boundary.key, boundary.name.casefold())
        or (
            boundary.level == MUNICIPALITY
            and boundary.name.casefold() in (f"{name} kommun", f"{name}s kommun")
        )
    ]
    municipalities = [boundary for boundary in named if boundary.level == MUNICIPALITY]
    if len(named) == 1 or len(municipalities) == 1:
        return (municipalities or named)[0]
    if named:
        keys = ", ".join(f"{boundary.name} ({boundary.key})" for boundary in named[:_MOST_NAMES])
        raise InputError("within_several", name=wanted, file=file, names=keys, key=named[0].key)
    names = sorted({boundary.name for boundary in boundaries if boundary.level == MUNICIPALITY} or {
        boundary.name for boundary in boundaries
    })  # fmt: skip
    if not names:
        raise InputError("within_none", file=file)
    alike = get_close_matches(wanted, names, n=_MOST_NAMES) or names[:_MOST_NAMES]
    raise InputError(
        "within_missing",
        name=wanted,
        file=file,
        names=", ".join(alike) + (" ..." if len(names) > len(alike) else ""),
    )


def _of_boundary(path: Path, boundary: _Boundary) -> Outline:
    wanted = {ref for ref, _ in boundary.ways}
    refs = {way.id: refs_of(way) for way in each(path, WAY) if way.id in wanted}
    nodes = {ref for way in refs.values() for ref in way}
    positions: dict[int, Position] = {
        node.id: (node.location.lon, node.location.lat)
        for node in each(path, NODE)
        if node.id in nodes and node.location.valid()
    }
    ways = {ref: way_through(nodes_of, positions.get, walked=False) for ref, nodes_of in refs.items()}
    elements = Elements(ways=ways, relations={boundary.ref: boundary.ways})
    shape = areas_of(elements, [boundary.ref])[boundary.ref]
    lacking = sum(ref not in ways or bool(ways[ref].gaps) for ref in wanted)
    if shape.is_empty:
        raise InputError(
            "within_open", name=boundary.name, file=path.name, lacking=lacking, count=len(wanted)
        )
    return Outline(boundary.name, shape, lacking)
