"""Houses along the streets of the invented town, by the way each district was built up."""

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shapely import STRtree, affinity
from shapely.geometry import LineString, Polygon
from shapely.ops import polygonize, unary_union
from shapely.prepared import prep

from demo import plan
from demo.shapes import polygons_of, rectangle
from demo.streets import Street, farm_drives
from demo.tables import table

Range = tuple[float, float]


@dataclass(frozen=True)
class Manner:
    """How houses stand along a street: metres from its middle, their sizes, the gaps, the share of empty lots."""

    setback: Range
    width: Range
    depth: Range
    gap: Range
    empty: float
    kind: str
    clear: float = 5.0


MANNERS = {
    "medieval": Manner((5.5, 6.5), (12, 24), (10, 13), (0.0, 1.5), 0.05, "yes", 4.5),
    "grid": Manner((8, 9), (18, 36), (12, 14), (0.0, 5), 0.08, "apartments", 6),
    "mid": Manner((12, 15), (32, 52), (10.5, 12), (10, 22), 0.10, "apartments", 8),
    "villa": Manner((10, 15), (9, 14), (8, 10.5), (16, 27), 0.12, "house", 6),
    "village": Manner((10, 17), (9, 15), (8, 10.5), (18, 34), 0.18, "house", 6),
    "row": Manner((11, 14), (30, 56), (8.5, 9.5), (12, 26), 0.16, "terrace", 6),
    "industry": Manner((20, 30), (30, 85), (25, 60), (16, 40), 0.15, "industrial", 10),
}


class Ground:
    """What is already built, so that no two houses and no house and street stand in one another."""

    def __init__(self, streets: Sequence[Street]) -> None:
        self._streets = [s.line for s in streets]
        self._tree = STRtree(self._streets)
        self._cells: dict[tuple[int, int], list[Polygon]] = {}
        self._closed = prep(
            unary_union([plan.water().buffer(8), plan.rail().buffer(16), *[s.polygon for s in plan.sites()]])
        )

    def put(self, house: Polygon, clear: float, *, apart: float = 0.0, on_site: bool = False) -> bool:
        """Take the ground for a house if it is free; tell whether it was."""
        if not on_site and self._closed.intersects(house):
            return False
        if not on_site and len(self._tree.query(house, predicate="dwithin", distance=clear)):
            return False
        wide = house.buffer(apart) if apart else house
        cells = self._cells_of(wide)
        for cell in cells:
            for other in self._cells.get(cell, ()):
                if wide.intersects(other) and wide.intersection(other).area > 0.2:
                    return False
        for cell in self._cells_of(house):
            self._cells.setdefault(cell, []).append(house)
        return True

    @staticmethod
    def _cells_of(house: Polygon) -> list[tuple[int, int]]:
        a, b, c, d = house.bounds
        return [
            (x, y)
            for x in range(int(a // 60), int(c // 60) + 1)
            for y in range(int(b // 60), int(d // 60) + 1)
        ]


def houses(
    streets: Sequence[Street], grounds: dict[str, Polygon], rng: random.Random
) -> list[tuple[str, Polygon]]:
    """Return all houses as (kind, footprint)."""
    ground = Ground(streets)
    found = [(kind, shape) for kind, shape in special() if ground.put(shape, 0.5, on_site=True)]
    found += [("farm", shape) for shape in _farms() if ground.put(shape, 3)]
    for district in plan.districts():
        face = grounds[district.name].buffer(3)
        if district.built == "slab":
            found += _slabs(face, streets, ground, rng)
            continue
        manner = MANNERS[district.built]
        inside = prep(face)
        for street in streets:
            if street.highway in (
                "footway",
                "cycleway",
                "path",
                "track",
                "steps",
                "primary",
            ) or not inside.intersects(street.line):
                continue
            for house in _along(street.line, manner, rng):
                if inside.contains(house) and ground.put(house, manner.clear, apart=manner.gap[0] / 3):
                    found.append((manner.kind, house))
    return found


def _along(line: LineString, manner: Manner, rng: random.Random) -> Iterator[Polygon]:
    for side in (1, -1):
        at = rng.uniform(2, 8)
        while True:
            width, depth = rng.uniform(*manner.width), rng.uniform(*manner.depth)
            if at + width > line.length - 2:
                break
            a, b = line.interpolate(at), line.interpolate(at + width)
            angle = math.atan2(b.y - a.y, b.x - a.x)
            away = side * (rng.uniform(*manner.setback) + depth / 2)
            x = (a.x + b.x) / 2 - math.sin(angle) * away
            y = (a.y + b.y) / 2 + math.cos(angle) * away
            at += width + rng.uniform(*manner.gap)
            if rng.random() >= manner.empty:
                yield rectangle(x, y, width, depth, math.degrees(angle))


def _slabs(
    face: Polygon, streets: Sequence[Street], ground: Ground, rng: random.Random
) -> list[tuple[str, Polygon]]:
    """Three-storey slabs in rows inside the blocks that the footpaths make, a few towers among them."""
    lines = [s.line for s in streets if s.line.intersects(face)]
    found = []
    for number, block in enumerate(
        sorted(polygonize(unary_union(lines)), key=lambda p: (round(p.centroid.x), round(p.centroid.y)))
    ):
        if block.area < 3500 or not face.contains(block.centroid):
            continue
        middle = block.centroid
        across = 90 if number % 2 else 0
        angle = 6 + across
        for row in range(-4, 5):
            away = row * 36
            for piece in (-1, 0, 1):
                x = (
                    middle.x
                    - math.sin(math.radians(angle)) * away
                    + math.cos(math.radians(angle)) * piece * 78
                )
                y = (
                    middle.y
                    + math.cos(math.radians(angle)) * away
                    + math.sin(math.radians(angle)) * piece * 78
                )
                house = rectangle(x, y, rng.choice((54, 62, 70)), 11.5, angle)
                if block.buffer(-5).contains(house) and ground.put(house, 7, apart=10):
                    found.append(("apartments", house))
                elif block.buffer(-5).contains(tower := rectangle(x, y, 21, 19, angle)) and ground.put(
                    tower, 7, apart=12
                ):
                    found.append(("apartments", tower))
    return found


def _farms() -> Iterator[Polygon]:
    """Yield a dwelling, a barn and a shed around the end of each farm's drive."""
    for drive in farm_drives():
        (x0, y0), (x1, y1) = drive.line.coords[-2][:2], drive.line.coords[-1][:2]
        angle = math.degrees(math.atan2(y1 - y0, x1 - x0))
        for u, v, width, depth in ((16, 14, 13, 9), (26, -16, 34, 13), (46, 6, 13, 18)):
            house = rectangle(x1 + u, y1 + v, width, depth)
            yield affinity.rotate(house, angle, origin=(x1, y1))


def special() -> list[tuple[str, Polygon]]:
    """Return the houses of the sites (schools, churches, station, mall), and single houses that the plan names."""
    found: list[tuple[str, Polygon]] = []
    for site in plan.sites():
        box = list(site.polygon.minimum_rotated_rectangle.exterior.coords)
        long, wide = math.dist(box[0], box[1]), math.dist(box[1], box[2])
        angle = math.degrees(math.atan2(box[1][1] - box[0][1], box[1][0] - box[0][0]))
        if wide > long:
            angle, long, wide = angle + 90, wide, long
        middle = site.polygon.centroid
        for house in (row for row in table("site_houses") if row["use"] == site.use):
            u, v = long * float(house["along"]), wide * float(house["across"])
            shape = rectangle(middle.x + u, middle.y + v, float(house["width"]), float(house["depth"]))
            found.append((house["kind"], affinity.rotate(shape, angle, origin=middle)))
    for row in table("houses"):
        x, y, width, depth, angle = (float(row[name]) for name in ("x", "y", "width", "depth", "angle"))
        found.append((row["kind"], rectangle(x, y, width, depth, angle)))
    return found


def car_parks(streets: Sequence[Street], houses_: Sequence[tuple[str, Polygon]]) -> list[Polygon]:
    """Return car parks: at the mall, the station, the grounds, and at the end of each cul-de-sac."""
    built = STRtree([shape for _, shape in houses_])
    found = [
        rectangle(*(float(row[name]) for name in ("x", "y", "width", "depth", "angle")))
        for row in table("car_parks")
    ]
    for street in streets:
        if dict(street.tags).get("noexit") == "yes":
            (x0, y0), (x1, y1) = street.line.coords[-2][:2], street.line.coords[-1][:2]
            angle = math.degrees(math.atan2(y1 - y0, x1 - x0))
            for side in (1, -1):
                r = math.radians(angle + 90 * side)
                lot = rectangle(
                    (x0 + x1) / 2 + 13 * math.cos(r), (y0 + y1) / 2 + 13 * math.sin(r), 44, 17, angle
                )
                if not len(built.query(lot, predicate="intersects")):
                    found.append(lot)
    return [part for lot in found for part in polygons_of(lot)]
