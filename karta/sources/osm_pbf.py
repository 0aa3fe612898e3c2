"""OpenStreetMap in its packed form (PBF), read by osmium into the same elements as XML; who mapped is not read."""

from pathlib import Path

from osmium import FileProcessor
from osmium.io import File
from osmium.osm import NODE, RELATION, WAY, Node, Relation, TagList, Way

from karta.errors import InputError
from karta.sources.osm_xml import TAGS, Elements

_WANTED_TAGS = frozenset(TAGS)


def read_elements(path: Path) -> Elements:
    """Return the elements of an OSM PBF file.

    Raises
    ------
    InputError
        When it is cut off, broken, or holds the history of a map instead of the map.
    """
    elements = Elements()
    try:
        file = FileProcessor(File(str(path), "pbf"), NODE | WAY | RELATION)
        if file.header.has_multiple_object_versions:
            raise InputError("file_unreadable")
        for element in file:
            if isinstance(element, Node):
                _add_node(element, elements)
            elif isinstance(element, Way):
                elements.ways[element.id] = [node.ref for node in element.nodes]
                elements.way_tags[element.id] = _tags(element.tags)
            elif isinstance(element, Relation):
                _add_relation(element, elements)
    # osmium's own errors are of this class; a text that is no UTF-8 is seen only when it is looked at.
    except (RuntimeError, UnicodeDecodeError) as error:
        raise InputError("file_unreadable") from error
    return elements


def _add_node(node: Node, elements: Elements) -> None:
    if node.location.valid():
        elements.nodes[node.id] = node.location.lon, node.location.lat
    if tags := _tags(node.tags):
        elements.node_tags[node.id] = tags


def _add_relation(relation: Relation, elements: Elements) -> None:
    tags = _tags(relation.tags)
    if tags.get("type") in {"multipolygon", "boundary"}:
        members = [(member.ref, member.role) for member in relation.members if member.type == "w"]
        elements.relations[relation.id] = members
        elements.relation_tags[relation.id] = tags


def _tags(tags: TagList) -> dict[str, str]:
    return {tag.k: tag.v for tag in tags if tag.k in _WANTED_TAGS}
