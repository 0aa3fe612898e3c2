"""Small packed OpenStreetMap files, written by osmium as extracts are."""

from collections.abc import Mapping
from pathlib import Path

from osmium import SimpleWriter
from osmium.osm.mutable import Node, Relation, Way

Nodes = Mapping[int, tuple[float, float, dict[str, str]]]
Ways = Mapping[int, tuple[list[int], dict[str, str]]]
Relations = Mapping[int, tuple[list[tuple[int, str]], dict[str, str]]]


def write_pbf(path: Path, nodes: Nodes, ways: Ways, relations: Relations | None = None) -> Path:
    """Write nodes (latitude, longitude, tags), ways (nodes, tags) and relations (ways with roles, tags)."""
    with SimpleWriter(str(path)) as writer:
        for ref, (lat, lon, tags) in nodes.items():
            writer.add_node(Node(id=ref, location=(lon, lat), tags=tags, version=1))
        for ref, (refs, tags) in ways.items():
            writer.add_way(Way(id=ref, nodes=refs, tags=tags, version=1))
        for ref, (members, tags) in (relations or {}).items():
            parts = [("w", way, role) for way, role in members]
            writer.add_relation(Relation(id=ref, members=parts, tags=tags, version=1))
    return path
