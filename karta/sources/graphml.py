"""Graphs in GraphML, as osmnx writes them: only what a walk needs is taken, the length of each edge.

A streaming parser of the standard library: a city is read in seconds and without a tree in memory. DOCTYPEs, and with
them entities, are refused.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from xml.parsers import expat

import numpy as np
import pandas as pd

from karta.errors import InputError


def read_graphml(path: Path, attribute: str = "length") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return nodes (node, x, y; NaN where not given) and edges (u, v, metres) of a graph, ids as text.

    Raises
    ------
    InputError
        When the file is no GraphML, or an edge has no such number.
    """
    reading = _Reading(attribute)
    try:
        with path.open("rb") as source:
            reading.parse(source)
        nodes = pd.DataFrame({"node": reading.nodes, "x": reading.x, "y": reading.y})
        edges = pd.DataFrame({"u": reading.u, "v": reading.v, "metres": reading.metres})
        return nodes.astype({"x": "float64", "y": "float64"}), edges.astype({"metres": "float64"})
    except (expat.ExpatError, ValueError, KeyError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("file_unreadable", file=path.name) from error


@dataclass
class _Reading:
    """The nodes and edges read so far."""

    attribute: str
    nodes: list[str] = field(default_factory=list)
    x: list[Any] = field(default_factory=list)
    y: list[Any] = field(default_factory=list)
    u: list[str] = field(default_factory=list)
    v: list[str] = field(default_factory=list)
    metres: list[Any] = field(default_factory=list)
    keys: dict[str, list[Any]] = field(default_factory=dict)
    into: list[Any] | None = None
    text: str = ""

    def parse(self, source: BinaryIO) -> None:
        """Read a file."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._refuse
        parser.ParseFile(source)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "data":
            self.into = self.keys.get(attributes["key"])
            self.text = ""
        elif name == "edge":
            self.u.append(attributes["source"])
            self.v.append(attributes["target"])
            self.metres.append(None)
        elif name == "node":
            self.nodes.append(attributes["id"])
            self.x.append(np.nan)
            self.y.append(np.nan)
        elif name == "key":
            wanted = {("edge", self.attribute): self.metres, ("node", "x"): self.x, ("node", "y"): self.y}
            column = wanted.get((attributes.get("for", ""), attributes.get("attr.name", "")))
            if column is not None:
                self.keys[attributes["id"]] = column

    def _end(self, tag: str) -> None:
        if self.into is not None and tag.rpartition(" ")[2] == "data":
            self.into[-1] = float(self.text)
            self.into = None
        elif tag.rpartition(" ")[2] == "edge" and self.metres[-1] is None:
            raise ValueError(self.attribute)

    def _characters(self, data: str) -> None:
        if self.into is not None:
            self.text += data

    def _refuse(self, *_: Any) -> None:
        raise InputError("file_unreadable")
