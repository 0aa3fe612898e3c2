"""The invented town as OpenStreetMap XML, so that it goes in by the same door as a real extract."""

import bz2
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import quoteattr

from pyproj import Transformer
from shapely.geometry import LineString, Polygon

from demo import plan
from demo.shapes import polygons_of

_TO_DEGREES = Transformer.from_crs("EPSG:3006", "EPSG:4326", always_xy=True)
NOTE = "Invented town, made by scripts/make_demo.py of Karta. No OpenStreetMap data, no real place."


def degrees(x: float, y: float) -> tuple[float, float]:
    """Return (lon, lat) of a point of the plan, to six decimals."""
    lon, lat = _TO_DEGREES.transform(plan.ORIGIN_E + x, plan.ORIGIN_N + y)
    return round(lon, 6), round(lat, 6)


class Extract:
    """Nodes, ways and relations that grow, and are written at the end in the order of their ids."""

    def __init__(self) -> None:
        self._nodes: dict[tuple[float, float], int] = {}
        self._node_tags: dict[int, Mapping[str, str]] = {}
        self._ways: list[tuple[list[int], Mapping[str, str]]] = []
        self._relations: list[tuple[list[tuple[int, str]], Mapping[str, str]]] = []

    def node(self, x: float, y: float, tags: Mapping[str, str] | None = None) -> int:
        """Return the id of the node at a point; one point is one node."""
        number = self._nodes.setdefault((round(x, 1), round(y, 1)), len(self._nodes) + 1)
        if tags:
            self._node_tags[number] = tags
        return number

    def way(self, coordinates: Iterable[tuple[float, ...]], tags: Mapping[str, str]) -> int:
        """Add a way through the points and return its id."""
        refs: list[int] = []
        for x, y, *_ in coordinates:
            number = self.node(x, y)
            if not refs or refs[-1] != number:
                refs.append(number)
        self._ways.append((refs, tags))
        return len(self._ways)

    def line(self, line: LineString, tags: Mapping[str, str]) -> int:
        """Add a line as a way."""
        return self.way(line.coords, tags)

    def area(self, shape: Polygon, tags: Mapping[str, str]) -> None:
        """Add each polygon as a closed way, or as a multipolygon where it has holes."""
        for part in polygons_of(shape):
            if not part.interiors:
                self.way(part.exterior.coords, tags)
                continue
            members = [(self.way(part.exterior.coords, {}), "outer")]
            members += [(self.way(ring.coords, {}), "inner") for ring in part.interiors]
            self._relations.append((members, {"type": "multipolygon", **tags}))

    def write(self, path: Path) -> None:
        """Write the extract, packed with bz2."""
        spots = {number: degrees(x, y) for (x, y), number in self._nodes.items()}
        west, south = (min(spot[axis] for spot in spots.values()) for axis in (0, 1))
        east, north = (max(spot[axis] for spot in spots.values()) for axis in (0, 1))
        lines = [
            "<?xml version='1.0' encoding='UTF-8'?>",
            f"<!-- {NOTE} -->",
            f'<osm version="0.6" generator="Karta demo" note={quoteattr(NOTE)}>',
            f'<bounds minlat="{south}" minlon="{west}" maxlat="{north}" maxlon="{east}"/>',
        ]
        for number, (lon, lat) in spots.items():
            head = f'<node id="{number}" lat="{lat:.6f}" lon="{lon:.6f}"'
            tags = self._node_tags.get(number)
            lines.append(f"{head}>{_tags(tags)}</node>" if tags else f"{head}/>")
        for number, (refs, tags) in enumerate(self._ways, 1):
            nodes = "".join(f'<nd ref="{ref}"/>' for ref in refs)
            lines.append(f'<way id="{number}">{nodes}{_tags(tags)}</way>')
        for number, (members, tags) in enumerate(self._relations, 1):
            parts = "".join(f'<member type="way" ref="{ref}" role="{role}"/>' for ref, role in members)
            lines.append(f'<relation id="{number}">{parts}{_tags(tags)}</relation>')
        lines.append("</osm>\n")
        path.write_bytes(bz2.compress("\n".join(lines).encode("utf-8"), 9))


def _tags(tags: Mapping[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())
