"""OpenStreetMap XML, read once into elements; who mapped what is not read."""

import bz2
from pathlib import Path
from typing import IO, Any, cast
from xml.parsers import expat

from karta.errors import InputError
from karta.sources.osm_elements import (
    AREA_RELATIONS,
    TAGS,
    Elements,
    Position,
    Tags,
    is_walkable,
    way_through,
)
from karta.sources.zipped import check_ratio

_WANTED = frozenset(TAGS)
_KINDS = frozenset({"node", "way", "relation"})


def read_elements(path: Path, *, packed: bool) -> Elements:
    """Return the elements of an OSM XML file, plain or packed with bzip2.

    Raises
    ------
    InputError
        When it is no well-formed OSM XML, or has a DOCTYPE.
    """
    reader = _Reader()
    with cast(IO[bytes], bz2.open(path)) if packed else path.open("rb") as handle:
        try:
            unpacked = 0
            while piece := handle.read(1 << 20):
                unpacked += len(piece)
                if packed:
                    check_ratio(path, unpacked)
                reader.parser.Parse(piece, False)  # noqa: FBT003 - expat's own form
            reader.parser.Parse(b"", True)  # noqa: FBT003 - expat's own form
            return reader.elements()
        except (expat.ExpatError, OSError, EOFError, ValueError, KeyError, OverflowError) as error:
            if isinstance(error, InputError):
                raise
            raise InputError("file_unreadable") from error


class _Reader:
    """A reader that keeps what is wanted of each element as it goes by."""

    def __init__(self) -> None:
        self._positions: dict[int, Position] = {}
        self._ways: dict[int, list[int]] = {}
        self._members_of: dict[int, list[tuple[int, str]]] = {}
        self._tags_of: dict[str, dict[int, Tags]] = {kind: {} for kind in _KINDS}
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._tags: Tags = {}
        self._refs: list[int] = []
        self._members: list[tuple[int, str]] = []
        self._id = 0
        self._gone = False
        self._remark: list[str] = []

    def elements(self) -> Elements:
        """Return what was read; a later version of an element has taken the place of an earlier one."""
        tags = self._tags_of["way"]
        ways = {
            ref: way_through(refs, self._positions.get, walked=is_walkable(tags[ref]))
            for ref, refs in self._ways.items()
        }
        tagged = self._tags_of["node"]
        nodes = {node: self._positions[node] for node in tagged if node in self._positions}
        remark = " ".join("".join(self._remark).split())
        return Elements(nodes, tagged, ways, tags, self._members_of, self._tags_of["relation"], remark)

    def _doctype(self, *_: Any) -> None:
        raise InputError("file_doctype", file="")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "nd":
            self._refs.append(int(attributes["ref"]))
        elif name == "tag":
            if attributes["k"] in _WANTED:
                self._tags[attributes["k"]] = attributes["v"]
        elif name == "member":
            if attributes.get("type") == "way":
                self._members.append((int(attributes["ref"]), attributes.get("role", "")))
        elif name == "remark":
            self.parser.CharacterDataHandler = self._remark.append
        elif name in _KINDS:
            self._tags, self._refs, self._members = {}, [], []
            self._id = int(attributes["id"])
            self._gone = attributes.get("action") == "delete" or attributes.get("visible") == "false"
            if name == "node" and not self._gone:
                lat, lon = float(attributes["lat"]), float(attributes["lon"])
                if abs(lat) <= 90 and abs(lon) <= 180:
                    self._positions[self._id] = (lon, lat)

    def _end(self, name: str) -> None:
        if name == "remark":
            self.parser.CharacterDataHandler = None
        if name not in _KINDS:
            return
        if self._gone:
            for entries in (self._stored(name), self._tags_of[name]):
                entries.pop(self._id, None)
        elif name == "node":
            if self._tags:
                self._tags_of[name][self._id] = self._tags
        elif name == "way":
            self._ways[self._id] = self._refs
            self._tags_of[name][self._id] = self._tags
        elif self._tags.get("type") in AREA_RELATIONS:
            self._members_of[self._id] = self._members
            self._tags_of[name][self._id] = self._tags

    def _stored(self, kind: str) -> dict[int, Any]:
        stored: dict[str, dict[int, Any]] = {
            "node": self._positions, "way": self._ways, "relation": self._members_of,
        }  # fmt: skip
        return stored[kind]
