"""An invented town, or a county of ten, as a packed OpenStreetMap file of any size: what `whole_town` measures on.

A town is a square of blocks: streets with bends, a path across, houses, a lawn, and in some a school, a pitch, a lake
with an island or a bus stop. A block has some 140 nodes, nine of ten without a tag, as in extracts of Swedish towns.
Each town of a county lies in a municipality with a boundary relation of its own, two kilometres of forest around it.
"""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

from osmium import SimpleWriter
from osmium.osm.mutable import Node, Relation, Way

SEED = 1
SOUTH, WEST = 59.0, 16.0
# Sides of a block, some 200 m, and how far apart the corners of two towns of a county lie beside their own side.
BLOCK = 0.0018, 0.0035
MARGIN = 0.018, 0.035
HOUSES = 15
NODES_A_BLOCK = 142.5

Point = tuple[float, float]
Tags = dict[str, str]


def write_map(file: Path, nodes: int, towns: int = 1) -> None:
    """Write so many towns of so many nodes each; the same for the same numbers."""
    drawing = Drawing(random.Random(SEED))
    side = max(1, round((nodes / NODES_A_BLOCK) ** 0.5))
    for number in range(towns):
        row, column = divmod(number, 5)
        corner = (
            SOUTH + row * (side * BLOCK[0] + 2 * MARGIN[0]), WEST + column * (side * BLOCK[1] + 2 * MARGIN[1]),
        )  # fmt: skip
        drawing.town(number + 1, corner, side)
    drawing.write(file)


class Drawing:
    """Nodes, ways and relations drawn so far; ids count from one."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.nodes: list[tuple[Point, Tags | None]] = []
        self.ways: list[tuple[list[int], Tags | None]] = []
        self.relations: list[tuple[list[tuple[int, str]], Tags]] = []

    def write(self, file: Path) -> None:
        """Write what was drawn, in the order that such files have."""
        with SimpleWriter(str(file), overwrite=True) as writer:
            for at, ((lat, lon), tags) in enumerate(self.nodes, start=1):
                writer.add_node(Node(id=at, location=(lon, lat), tags=tags or {}, version=1))
            for at, (refs, tags) in enumerate(self.ways, start=1):
                writer.add_way(Way(id=at, nodes=refs, tags=tags or {}, version=1))
            for at, (members, tags) in enumerate(self.relations, start=1):
                parts = [("w", way, role) for way, role in members]
                writer.add_relation(Relation(id=at, members=parts, tags=tags, version=1))

    def town(self, number: int, corner: Point, side: int) -> None:
        """Draw a town and the boundary of its municipality."""
        crossings = {
            (row, column): self.node(self.near(corner, row, column))
            for row in range(side + 1)
            for column in range(side + 1)
        }
        for row in range(side):
            for column in range(side):
                self.block(corner, row, column, crossings)
        south, west = corner[0] - MARGIN[0], corner[1] - MARGIN[1]
        north, east = (corner[n] + side * BLOCK[n] + MARGIN[n] for n in (0, 1))
        ring = [self.node(point) for point in ((south, west), (south, east), (north, east), (north, west))]
        edges = [self.way([ring[n], ring[(n + 1) % 4]]) for n in range(4)]
        about = {"type": "boundary", "boundary": "administrative", "admin_level": "7"}
        name = f"Påhitta {number} kommun"
        self.relations.append(([(edge, "outer") for edge in edges], {**about, "name": name}))
        self.way([*ring, ring[0]], {"landuse": "forest"})

    def block(self, corner: Point, row: int, column: int, crossings: dict[tuple[int, int], int]) -> None:
        """Draw the south and west street of a block, and what lies in it."""
        start = crossings[row, column]
        across = crossings[row + 1, column + 1]
        name = f"Gata {row} {column % 7}"
        for end in (crossings[row, column + 1], crossings[row + 1, column]):
            kind = "tertiary" if row % 8 == 0 else "residential"
            self.line([start, *self.between(start, end, 8), end], {"highway": kind, "name": name})
        path = [start, *self.between(start, across, 12), across]
        self.line(path, {"highway": "footway", "surface": "asphalt"})
        spur = self.point(corner, row, column)
        self.line([path[3], *self.between(path[3], self.node(spur), 2)], {"highway": "service"})
        for house in range(HOUSES):
            tags = {"building": "yes", "addr:street": name, "addr:housenumber": str(house + 1)}
            self.square(self.point(corner, row, column), 0.0001, tags, corners=6)
        self.square(self.point(corner, row, column), 0.0003, {"landuse": "grass"}, corners=14)
        for kind in ("tree", "tree", "tree"):
            self.node(self.point(corner, row, column), {"natural": kind})
        self.node(self.point(corner, row, column), {"highway": "crossing"})
        self.sights(corner, row, column)

    def sights(self, corner: Point, row: int, column: int) -> None:
        """Draw a place or two, of which a town has thousands, and a pond in some blocks."""
        number = row * 31 + column
        where, name = self.point(corner, row, column), f"{row}-{column}"
        if number % 20 == 0:
            self.square(where, 0.0004, {"amenity": "school", "name": f"Skola {name}"}, corners=8)
        elif number % 4 == 1:
            self.square(where, 0.0003, {"leisure": "pitch", "sport": "soccer"}, corners=4)
        elif number % 4 == 2:
            self.node(where, {"shop": "convenience", "name": f"Butik {name}"})
        else:
            self.node(where, {"leisure": "playground"})
        if number % 3 == 0:
            about = {"amenity": "fast_food", "name": f"Grill {name}", "opening_hours": "Mo-Su 10:00-21:00"}
            self.node(self.point(corner, row, column), about)
        if number % 12 == 3:
            outer = self.square(where, 0.0004, None, corners=16)
            inner = self.square(where, 0.0001, None, corners=8)
            pond = {"type": "multipolygon", "natural": "water", "name": f"Damm {name}"}
            self.relations.append(([(outer, "outer"), (inner, "inner")], pond))

    def node(self, point: Point, tags: Tags | None = None) -> int:
        """Draw a node and return its id."""
        self.nodes.append((point, tags))
        return len(self.nodes)

    def way(self, refs: list[int], tags: Tags | None = None) -> int:
        """Draw a way and return its id."""
        self.ways.append((refs, tags))
        return len(self.ways)

    def line(self, refs: list[int], tags: Tags) -> None:
        """Draw a street in two ways, as mappers leave them."""
        half = len(refs) // 2 + 1
        self.way(refs[:half], tags)
        self.way(refs[half - 1 :], tags)

    def square(self, middle: Point, half: float, tags: Tags | None, corners: int) -> int:
        """Draw an area around a point, with so many corners, four of them real."""
        lat, lon = middle
        ring: list[Point] = []
        for n in range(corners):
            side, along = divmod(4 * n / corners, 1)
            step = half * (2 * along - 1)
            ring.append(
                [(lat - half, lon + 2 * step), (lat + step, lon + 2 * half), (lat + half, lon - 2 * step),
                 (lat - step, lon - 2 * half)][int(side)]
            )  # fmt: skip
        refs = [self.node(point) for point in ring]
        return self.way([*refs, refs[0]], tags)

    def near(self, corner: Point, row: int, column: int) -> Point:
        """Return a crossing, a little beside where it would be in a grid."""
        lat, lon = (corner[n] + (row, column)[n] * BLOCK[n] for n in (0, 1))
        return lat + self.chance.uniform(-1, 1) * 0.0002, lon + self.chance.uniform(-1, 1) * 0.0004

    def point(self, corner: Point, row: int, column: int) -> Point:
        """Return a point in a block."""
        lat, lon = (corner[n] + (row, column)[n] * BLOCK[n] for n in (0, 1))
        return lat + self.chance.uniform(0.1, 0.9) * BLOCK[0], lon + self.chance.uniform(0.1, 0.9) * BLOCK[1]

    def between(self, start: int, end: int, count: int) -> Iterator[int]:
        """Yield bends between two nodes."""
        (south, west), (north, east) = self.nodes[start - 1][0], self.nodes[end - 1][0]
        for n in range(1, count + 1):
            share = n / (count + 1)
            yield self.node((
                south + (north - south) * share + self.chance.uniform(-1, 1) * 0.00005,
                west + (east - west) * share + self.chance.uniform(-1, 1) * 0.0001,
            ))  # fmt: skip


if __name__ == "__main__":
    write_map(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1)
