"""The plan of the invented town Almhamn, drawn by hand in metres around its square: water, roads, sites, districts.

Town and villages are invented. They are put into open water in the middle of a great lake, so that no real
neighbourhood lies under them.
"""

import math
from dataclasses import dataclass
from functools import cache

from shapely.geometry import LineString, Polygon, box
from shapely.ops import unary_union

from demo.shapes import BentGrid, curve, rectangle, rounded
from demo.tables import Point, Row, points, table

ORIGIN_E, ORIGIN_N = 411_000, 6_547_000
BOUNDS = (-5200.0, -2700.0, 4800.0, 3400.0)


@dataclass(frozen=True)
class Road:
    """A main road: its class, its name, and the line it is drawn along."""

    name: str
    highway: str
    line: LineString
    bridged: bool


@dataclass(frozen=True)
class Site:
    """Ground kept free of streets: a school, a park, a sports ground. `ring` is the class of the way around it."""

    key: str
    use: str
    polygon: Polygon
    ring: str


@dataclass(frozen=True)
class District:
    """A face of the main roads and how it was built up; several points are its own outline instead."""

    name: str
    built: str
    grid: BentGrid
    thin: float
    words: tuple[str, ...]
    points: tuple[Point, ...]
    within: Polygon | None


@cache
def roads() -> tuple[Road, ...]:
    """Return the main roads."""
    return tuple(
        Road(row["name"], row["highway"], curve(points(row["points"]), 30), row["bridged"] == "yes")
        for row in table("roads")
    )


@cache
def sites() -> tuple[Site, ...]:
    """Return the sites kept free; parks have no corners."""
    return tuple(Site(row["site"], row["use"], _ground(row), row["ring"]) for row in table("sites"))


def site(key: str) -> Polygon:
    """Return the ground of one site, without the water in it."""
    return next(s.polygon for s in sites() if s.key == key).difference(water())


def _ground(row: Row) -> Polygon:
    x, y, width, depth, angle = (float(row[name]) for name in ("x", "y", "width", "depth", "angle"))
    plain = rectangle(x, y, width, depth, angle)
    return rounded(plain, min(width, depth) * 0.32) if row["use"] == "park" else plain


@cache
def districts() -> tuple[District, ...]:
    """Return the districts with their street grids and the words their streets are named after."""
    words = {row["theme"]: row["words"].split() for row in table("street_words")}
    found = []
    for row in table("districts"):
        themes = [theme.partition(":") for theme in row["words"].split()]
        named = [word for theme, _, start in themes for word in words[theme][int(start or 0) :]]
        grid = BentGrid(
            *(float(row[c]) for c in ("angle", "gap", "cross", "bend", "wave", "jitter", "through"))
        )
        within = Polygon(points(row["within"])) if row["within"] else None
        spots = tuple(points(row["points"]))
        found.append(
            District(row["name"], row["built"], grid, float(row["thin"]), tuple(named), spots, within)
        )
    return tuple(found)


def drawn(kind: str) -> list[list[Point]]:
    """Return the points of all lines or areas of a kind of nature."""
    return [points(row["points"]) for row in table("nature") if row["natural"] == kind]


@cache
def river_line() -> LineString:
    """Return the middle of the river."""
    return curve(drawn("river")[0])


@cache
def shore_line() -> LineString:
    """Return the shore of the lake."""
    return curve(drawn("shore")[0])


@cache
def rail() -> LineString:
    """Return the line of the railway."""
    return curve(drawn("rail")[0])


@cache
def river() -> Polygon:
    """Return the river, wider towards its mouth."""
    middle = river_line()
    pieces = []
    for i in range(24):
        a, b = middle.length * i / 24, middle.length * (i + 1.2) / 24
        part = LineString([middle.interpolate(a + (b - a) * k / 12) for k in range(13)])
        pieces.append(part.buffer(17 + 16 * (i / 23) ** 2))
    return unary_union(pieces).simplify(0.6)


@cache
def lake() -> Polygon:
    """Return the lake south of the town with its bays, without its islands."""
    shore = list(shore_line().coords)
    sea = Polygon([*shore, (4900, -2800), (-5300, -2800)]).intersection(box(*BOUNDS))
    return sea.difference(unary_union([smooth(outline) for outline in drawn("island")]))


def rough(outline: list[Point]) -> Polygon:
    """Return an area whose edge wanders, as the edge of a wood does."""
    soft = curve([*outline, outline[0]], closed=True)
    steps = max(12, round(soft.length / 45))
    xy = []
    for i in range(steps):
        spot = soft.interpolate(i / steps, normalized=True)
        swing = 26 * math.sin(spot.x / 61 + spot.y / 83) + 17 * math.sin(spot.x / 29 - spot.y / 37)
        xy.append((spot.x + swing, spot.y + swing * math.cos(spot.x / 47)))
    return Polygon(xy).buffer(0)


def smooth(outline: list[Point]) -> Polygon:
    """Return an area with a soft outline."""
    return Polygon(curve([*outline, outline[0]], closed=True))


@cache
def water() -> Polygon:
    """Return river and lake together."""
    return unary_union([river(), lake()])
