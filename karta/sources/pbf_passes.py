"""Going through a packed OpenStreetMap file for one kind of element; osmium's own errors become ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from osmium import FileProcessor
from osmium.io import File
from osmium.osm import Relation, Way, osm_entity_bits

from karta.errors import InputError


@contextmanager
def readable() -> Iterator[None]:
    """Raise InputError for what osmium cannot read in the block."""
    try:
        yield
    # osmium's own errors are of this class; a text that is no UTF-8 is seen only when it is looked at.
    except (RuntimeError, UnicodeDecodeError) as error:
        raise InputError("file_unreadable") from error


def each(path: Path, kind: osm_entity_bits, *filters: Any) -> Iterator[Any]:
    """Yield the elements of a kind that pass some filters; another pass for each call."""
    elements = FileProcessor(File(str(path), "pbf"), kind)
    for condition in filters:
        elements.with_filter(condition)
    return iter(elements)


def is_history(path: Path) -> bool:
    """Return whether a file holds all versions of a map, and not the map."""
    return bool(FileProcessor(File(str(path), "pbf")).header.has_multiple_object_versions)


def ways_of(relation: Relation) -> list[tuple[int, str]]:
    """Return the ways of a relation, and what each of them is for."""
    return [(member.ref, member.role) for member in relation.members if member.type == "w"]


def refs_of(way: Way) -> list[int]:
    """Return the ids of the nodes of a way."""
    return [node.ref for node in way.nodes]
