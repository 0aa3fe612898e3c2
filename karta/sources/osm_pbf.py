"""OpenStreetMap in its packed form (PBF), read by osmium into the same elements as XML; who mapped is not read.

The file is gone through once for its relations, once for its nodes and once for its ways. osmium keeps the positions of
nodes by itself and puts them to the ways: Python sees of the nodes those with a tag alone.
"""

from array import array
from collections.abc import Iterator
from pathlib import Path
from sys import intern
from typing import Any

from osmium import FileProcessor, InvalidLocationError, NodeLocationsForWays
from osmium.filter import KeyFilter
from osmium.geom import ALL, WKBFactory
from osmium.index import create_map
from osmium.io import File
from osmium.osm import NODE, RELATION, WAY, Relation, TagList, osm_entity_bits
from osmium.osm import Way as PackedWay

from karta.errors import InputError
from karta.sources.osm_elements import (
    AREA_RELATIONS,
    TAGS,
    Elements,
    Position,
    Tags,
    Way,
    is_walkable,
    way_through,
)

# Of words that stand in ten thousand ways one copy is enough.
_WANTED_TAGS = {name: name for name in TAGS}


def read_elements(path: Path) -> Elements:
    """Return the elements of an OSM PBF file.

    Raises
    ------
    InputError
        When it is cut off, broken, or holds the history of a map instead of the map.
    """
    try:
        if FileProcessor(File(str(path), "pbf")).header.has_multiple_object_versions:
            raise InputError("file_unreadable")
        return _Reader(path).elements
    # osmium's own errors are of this class; a text that is no UTF-8 is seen only when it is looked at.
    except (RuntimeError, UnicodeDecodeError) as error:
        raise InputError("file_unreadable") from error


class _Reader:
    """A reader that goes through a file for one kind of element after another."""

    def __init__(self, path: Path) -> None:
        self.elements = Elements()
        self._path = path
        self._positions = NodeLocationsForWays(create_map("flex_mem"))
        self._positions.ignore_errors()
        # osmium's own store passes over ids below zero, which editors give to what is new.
        self._new_nodes: dict[int, Position] | None = None
        self._read_relations()
        self._read_nodes()
        self._read_ways()

    def _pass(self, kind: osm_entity_bits, *filters: Any) -> Iterator[Any]:
        elements = FileProcessor(File(str(self._path), "pbf"), kind)
        for each in filters:
            elements.with_filter(each)
        return iter(elements)

    def _read_relations(self) -> None:
        for relation in self._pass(RELATION, KeyFilter("type")):
            tags = _tags(relation.tags)
            if tags["type"] in AREA_RELATIONS:
                self.elements.relations[relation.id] = ways_of(relation)
                self.elements.relation_tags[relation.id] = tags

    def _read_nodes(self) -> None:
        for node in self._pass(NODE, self._positions, KeyFilter(*TAGS)):
            if node.location.valid():
                self.elements.nodes[node.id] = node.location.lon, node.location.lat
                self.elements.node_tags[node.id] = _tags(node.tags)

    def _read_ways(self) -> None:
        members = {ref for ways in self.elements.relations.values() for ref, _ in ways}
        line = WKBFactory()
        for way in self._pass(WAY, self._positions):
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
        refs = list(refs_of(way))
        if min(refs, default=0) < 0:
            positions |= {ref: self._new()[ref] for ref in refs if ref in self._new()}
        return way_through(refs, positions.get, walked=walked)

    def _new(self) -> dict[int, Position]:
        if self._new_nodes is None:
            self._new_nodes = {
                node.id: (node.location.lon, node.location.lat)
                for node in self._pass(NODE)
                if node.id < 0 and node.location.valid()
            }
        return self._new_nodes


def ways_of(relation: Relation) -> list[tuple[int, str]]:
    """Return the ways of a relation, and what each of them is for."""
    return [(member.ref, member.role) for member in relation.members if member.type == "w"]


def refs_of(way: PackedWay) -> Iterator[int]:
    """Yield the ids of the nodes of a way."""
    return (node.ref for node in way.nodes)


def _tags(tags: TagList) -> Tags:
    return {_WANTED_TAGS[key]: intern(value) for key, value in tags if key in _WANTED_TAGS}
