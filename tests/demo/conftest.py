"""The demo municipality's files as a newcomer would read them: with the standard library, not with Karta."""

import bz2
import csv
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from karta.settings import data_dir

Row = dict[str, str]
Point = tuple[float, float]


@dataclass(frozen=True)
class Way:
    """A way of the extract: the ids of its nodes and its tags."""

    refs: tuple[str, ...]
    tags: dict[str, str]


@dataclass(frozen=True)
class Town:
    """The extract: the root's attributes and bounds, nodes as (lon, lat), ways."""

    head: dict[str, str]
    bounds: dict[str, float]
    nodes: dict[str, Point]
    ways: list[Way]

    def streets(self) -> list[Way]:
        """Return what one can walk along."""
        return [w for w in self.ways if "highway" in w.tags and w.tags.get("area") != "yes"]

    def houses(self) -> list[Way]:
        """Return the buildings."""
        return [w for w in self.ways if "building" in w.tags]


@cache
def rows(folder: Path, name: str) -> tuple[Row, ...]:
    """Return the rows of one of the demo's tables."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, delimiter=";"))


@cache
def features(folder: Path, name: str) -> tuple[dict[str, Any], ...]:
    """Return the features of one of the demo's maps."""
    return tuple(json.loads((folder / f"{name}.geojson").read_text(encoding="utf-8"))["features"])


@pytest.fixture(scope="session")
def demo() -> Path:
    """The folder of the committed files."""
    return data_dir() / "demo"


@pytest.fixture(scope="session")
def town(demo: Path) -> Town:
    """The extract of the invented town."""
    root = ET.fromstring(bz2.decompress((demo / "town.osm.bz2").read_bytes()))
    bounds = root.find("bounds")
    assert bounds is not None
    return Town(
        dict(root.attrib),
        {name: float(value) for name, value in bounds.attrib.items()},
        {n.attrib["id"]: (float(n.attrib["lon"]), float(n.attrib["lat"])) for n in root.iter("node")},
        [
            Way(
                tuple(nd.attrib["ref"] for nd in way.iter("nd")),
                {t.attrib["k"]: t.attrib["v"] for t in way.iter("tag")},
            )
            for way in root.iter("way")
        ],
    )
