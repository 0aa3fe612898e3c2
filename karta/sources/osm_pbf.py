"""OpenStreetMap in its packed form (PBF), read by osmium into the same elements as XML; who mapped is not read.

The file is gone through once for its relations, once for its nodes and once for its ways. osmium keeps the positions of
nodes by itself and puts them to the ways: Python sees of the nodes those alone that may be a place.
"""

from array import array
from pathlib import Path
from sys import intern

from osmium import InvalidLocationError, NodeLocationsForWays
from osmium.filter import KeyFilter
from osmium.geom import ALL, WKBFactory
from osmium.index import create_map
from osmium.osm import NODE, RELATION, WAY, TagList
from osmium.osm import Way as PackedWay

from karta.errors import InputError
from karta.sources.osm_clip import Clip
from karta.sources.osm_elements import (
    AREA_RELATIONS,
    NODE_TAGS,
    TAGS,
    Elements,
    Position,
    Tags,
    Way,
    is_walkable,
    way_through,
)
from karta.sources.pbf_passes import each, is_history, readable, refs_of, ways_of

# Of words that stand in ten thousand ways one copy is enough.
_WANTED_TAGS = {name: name for name in TAGS}


def read_elements(path: Path, clip: Clip | None = None) -> Elements:
    """Return the elements of an OSM PBF file, or those of a clip.

    Raises
    ------
    InputError
        When it is cut off, broken, or holds the history of a map instead of the map.
    """
    with readable():
        if is_history(path):
            raise InputError("file_unreadable")
        return _Reader(path, clip).elements


class _Reader:
    """A reader that goes through a file for one kind of element after another."""

    def __init__(self, path: Path, clip: Clip | None) -> None:
        self.elements = Elements()
        self._path, self._clip = path, clip
        self._positions = NodeLocationsForWays(clip.positions if clip else create_map("flex_mem"))
        self._positions.ignore_errors()
        # osmium's own store passes over ids below zero, which editors give to what is new.
        self._new_nodes: dict[int, Position] | None = None
        self._read_relations()
        self._read_nodes()
        self._read_ways()

    def _read_relations(self) -> None:
        for relation in each(self._path, RELATION, KeyFilter("type")):
            tags = _tags(relation.tags)
            wanted = self._clip is None or relation.id in self._clip.relations
            if wanted and tags["type"] in AREA_RELATIONS:
                self.elements.relations[relation.id] = ways_of(relation)
                self.elements.relation_tags[relation.id] = tags

    def _read_nodes(self) -> None:
        stored = [] if self._clip else [self._positions]
        for node in each(self._path, NODE, *stored, KeyFilter(*NODE_TAGS)):
            if node.location.valid() and (self._clip is None or node.id in self._clip.nodes):
                self.elements.nodes[node.id] = node.location.lon, node.location.lat
                self.elements.node_tags[node.id] = _tags(node.tags)

    def _read_ways(self) -> None:
        members = {ref for ways in self.elements.relations.values() for ref, _ in ways}
        line = WKBFactory()
        for way in each(self._path, WAY, self._positions):
            if self._clip is not None and way.id not in self._clip.ways:
                continue
            tags = _tags(way.tags)
            if not tags and way.id not in members:
                continue
            walked = is_walkable(tags)
            try:
                hexadecimal = line.create_linestring(way, ALL)
            except (InvalidLocationError, RuntimeError):
                self.elements.ways[way.id] = self._incomplete(way, walked=walked)
            else:
                # Before the points stand what it is and how many.
                points = bytes.fromhex(hexadecimal[18:])
                refs = array("q", refs_of(way)).tobytes() if walked else b""
                self.elements.ways[way.id] = Way(points, way.nodes.is_closed(), refs=refs)
            self.elements.way_tags[way.id] = tags

    def _incomplete(self, way: PackedWay, *, walked: bool) -> Way:
        """Return a way of which osmium does not know all nodes, or that has less than two."""
        positions = {
            node.ref: (node.location.lon, node.location.lat) for node in way.nodes if node.location.valid()
        }
        refs = refs_of(way)
        if min(refs, default=0) < 0:
            positions |= {ref: self._new()[ref] for ref in refs if ref in self._new()}
        return way_through(refs, positions.get, walked=walked)

    def _new(self) -> dict[int, Position]:
        if self._new_nodes is None:
            self._new_nodes = {
                node.id: (node.location.lon, node.location.lat)
                for node in each(self._path, NODE)
                if node.id < 0 and node.location.valid()
            }
        return self._new_nodes


def _tags(tags: TagList) -> Tags:
    return {_WANTED_TAGS[key]: intern(value) for key, value in tags if key in _WANTED_TAGS}
