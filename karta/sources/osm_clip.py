"""What of a packed OpenStreetMap file touches a municipality: found in passes, so that a country's file can be clipped.

Ways and areas that reach beyond the outline stay whole: a street goes on to its crossing, and a lake has its shore.
Only what is wanted is kept in memory, whatever the size of the file.
"""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from osmium.filter import TagFilter
from osmium.index import LocationTable, create_map
from osmium.osm import NODE, RELATION, WAY, Location
from pyproj import Transformer

from karta.errors import InputError
from karta.settings import CRS_DEGREES, CRS_METRES
from karta.sources.osm_elements import in_metres
from karta.sources.pbf_passes import each, readable, refs_of, ways_of

_UNIT = 1e-7  # degrees, in which osmium keeps positions
REACH_M = 2_000.0  # metres around a municipality in which its map goes on
_EDGE_STEP_M = 1_000.0  # a straight edge in metres is none in degrees

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Clip:
    """The ids of what is wanted of a file; `positions` holds all nodes of its ways, `nodes` those inside alone."""

    nodes: set[int]
    ways: set[int]
    relations: set[int]
    positions: LocationTable


def clip_of(path: Path, outline: shapely.Geometry) -> Clip:
    """Return what of a file touches an outline (EPSG:3006).

    Raises
    ------
    InputError
        When the file is broken, or nothing lies inside.
    """
    with readable():
        near = _near(path, outline)
        nodes = set(near.ids[near.within(outline)].tolist())
        if not nodes:
            raise InputError("within_empty", file=path.name)
        relations, ways, wanted = _touching(path, nodes)
        near = near.some(np.isin(near.ids, np.fromiter(wanted, dtype=np.int64)))
        beyond = wanted.difference(near.ids.tolist())
        far = _gathered(node for node in each(path, NODE) if node.id in beyond) if beyond else near.none()
    positions = create_map("flex_mem")
    for node, lon, lat in near.and_those(far).rows():
        if node > 0:
            positions.set(node, Location(lon, lat))
    return Clip(nodes, ways, relations, positions)


@dataclass(frozen=True)
class _Nodes:
    """Nodes with their ids, and longitude and latitude in osmium's units."""

    ids: Whole
    x: Whole
    y: Whole

    def some(self, chosen: npt.NDArray[np.bool_]) -> "_Nodes":
        return _Nodes(self.ids[chosen], self.x[chosen], self.y[chosen])

    def none(self) -> "_Nodes":
        return self.some(np.zeros(len(self.ids), dtype=bool))

    def and_those(self, others: "_Nodes") -> "_Nodes":
        pairs = ((self.ids, others.ids), (self.x, others.x), (self.y, others.y))
        return _Nodes(*map(np.concatenate, pairs))

    def rows(self) -> Iterator[tuple[int, float, float]]:
        """Yield ids in their order, with longitude and latitude in degrees."""
        order = np.argsort(self.ids)
        columns = self.ids[order], self.x[order] * _UNIT, self.y[order] * _UNIT
        return zip(*(column.tolist() for column in columns), strict=True)

    def within(self, outline: shapely.Geometry) -> npt.NDArray[np.bool_]:
        metres = in_metres(np.column_stack([self.x, self.y]).astype(np.float64) * _UNIT)
        shapely.prepare(outline)
        return np.asarray(shapely.contains_xy(outline, metres[:, 0], metres[:, 1]), dtype=bool)


def _near(path: Path, outline: shapely.Geometry) -> _Nodes:
    """Return the nodes in a box around an outline: those inside, and most that ways across its edge lead to."""
    reach = shapely.segmentize(shapely.box(*shapely.bounds(shapely.buffer(outline, REACH_M))), _EDGE_STEP_M)
    edge = shapely.get_coordinates(reach)
    to_degrees = Transformer.from_crs(CRS_METRES, CRS_DEGREES, always_xy=True)
    lon, lat = (np.asarray(degrees) / _UNIT for degrees in to_degrees.transform(edge[:, 0], edge[:, 1]))
    west, east, south, north = (int(bound) for bound in (lon.min(), lon.max(), lat.min(), lat.max()))
    return _gathered(
        node
        for node in each(path, NODE)
        if west <= (at := node.location).x <= east and south <= at.y <= north
    )


def _gathered(nodes: Iterable[Any]) -> _Nodes:
    """Return nodes of a file that have a position, packed."""
    ids, x, y = array("q"), array("q"), array("q")
    for node in nodes:
        if node.location.valid():
            ids.append(node.id)
            x.append(node.location.x)
            y.append(node.location.y)
    return _Nodes(*(np.array(column, dtype=np.int64) for column in (ids, x, y)))


def _touching(path: Path, inside: set[int]) -> tuple[set[int], set[int], set[int]]:
    """Return areas of several ways and ways that touch the nodes inside, and all nodes of these."""
    members = {
        relation.id: {ref for ref, _ in ways_of(relation)}
        for relation in each(path, RELATION, TagFilter(("type", "multipolygon")))
    }
    ways: set[int] = set()
    nodes: set[int] = set()
    for way in each(path, WAY):
        refs = refs_of(way)
        if not inside.isdisjoint(refs):
            ways.add(way.id)
            nodes.update(refs)
    relations = {relation for relation, parts in members.items() if not ways.isdisjoint(parts)}
    others = {ref for relation in relations for ref in members[relation]} - ways
    if others:
        for way in each(path, WAY):
            if way.id in others:
                nodes.update(refs_of(way))
    return relations, ways | others, nodes
