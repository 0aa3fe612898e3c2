"""A map drawn on paper from the workspace's own streets: lines and fields, sharp at any size, and calm in grey."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import atan2, cos, hypot, sin

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from karta.reports.paper import BLUE, FAMILY, INK, LINE, QUIET, Paper

Point = tuple[float, float]

# The smallest stretch of town that a map shows, in metres, and the air around what it is about.
LEAST_M, AIR = 420.0, 0.14
WATER, GREEN, BUILDING, GROUND = (214, 226, 236), (226, 235, 220), (226, 222, 213), (250, 249, 246)
# Width on paper in millimetres and colour of each class of street, drawn in this order.
STREETS = {
    "path": (0.22, (190, 184, 170)),
    "minor": (0.75, (205, 200, 190)),
    "major": (1.3, (190, 182, 165)),
    "rail": (0.35, (120, 120, 124)),
}
ARROW_EVERY_MM = 26.0


@dataclass(frozen=True)
class Walk:
    """What a map is about: the place, a route, numbered stops; EPSG:3006. `ground`: layers of the base map."""

    place: BaseGeometry | None = None
    route: BaseGeometry | None = None
    stops: Sequence[tuple[int, BaseGeometry]] = ()
    ground: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)
    attribution: str = ""

    @property
    def shapes(self) -> list[BaseGeometry]:
        """What must be in the picture."""
        return [
            shape
            for shape in (self.place, self.route, *(stop for _, stop in self.stops))
            if shape is not None and not shape.is_empty
        ]


@dataclass(frozen=True)
class _Frame:
    """Where metres of the town lie on the paper."""

    west: float
    south: float
    east: float
    north: float
    left: float
    top: float
    per_metre: float

    def at(self, point: Sequence[float]) -> Point:
        return (
            self.left + (point[0] - self.west) * self.per_metre,
            self.top + (self.north - point[1]) * self.per_metre,
        )

    def clipped(self, shapes: Iterable[BaseGeometry]) -> list[BaseGeometry]:
        cut = shapely.clip_by_rect(list(shapes), self.west, self.south, self.east, self.north)
        return [part for shape in cut for part in shapely.get_parts(shape) if not part.is_empty]


def draw(paper: Paper, walk: Walk, height: float) -> bool:
    """Draw the map over the width of the paper, and tell whether there was anything to draw."""
    if not walk.shapes:
        return False
    width, left, top = paper.epw, paper.l_margin, paper.get_y()
    frame = _frame(walk.shapes, left, top, width, height)
    paper.set_fill_color(*GROUND)
    paper.rect(left, top, width, height, style="F")
    with paper.rect_clip(left, top, width, height):
        for name, colour in (("green", GREEN), ("water", WATER), ("buildings", BUILDING)):
            _fields(paper, frame, walk.ground.get(name), colour)
        _streets(paper, frame, walk.ground.get("streets"))
        if walk.route is not None:
            _route(paper, frame, walk.route)
        _marks(paper, frame, walk)
    _edge(paper, frame, width, height, walk.attribution)
    paper.set_xy(left, top + height + 1)
    paper.set_line_width(0.2)
    return True


def _frame(shapes: list[BaseGeometry], left: float, top: float, width: float, height: float) -> _Frame:
    west, south, east, north = shapely.total_bounds(shapes)
    middle = ((west + east) / 2, (south + north) / 2)
    air = 1 + 2 * AIR
    wide = max((east - west) * air, (north - south) * air * width / height, LEAST_M)
    high = wide * height / width
    return _Frame(
        west=middle[0] - wide / 2, south=middle[1] - high / 2, east=middle[0] + wide / 2, north=middle[1] + high / 2,
        left=left, top=top, per_metre=width / wide,
    )  # fmt: skip


def _inside(layer: gpd.GeoDataFrame, frame: _Frame) -> gpd.GeoDataFrame:
    return layer.cx[frame.west : frame.east, frame.south : frame.north]


def _fields(
    paper: Paper, frame: _Frame, layer: gpd.GeoDataFrame | None, colour: tuple[int, int, int]
) -> None:
    if layer is None or layer.empty:
        return
    for shape in frame.clipped(_inside(layer, frame).geometry):
        if not isinstance(shape, shapely.Polygon):
            continue
        paper.set_fill_color(*colour)
        paper.polygon([frame.at(point) for point in shape.exterior.coords], style="F")
        paper.set_fill_color(*GROUND)
        for hole in shape.interiors:
            paper.polygon([frame.at(point) for point in hole.coords], style="F")


def _streets(paper: Paper, frame: _Frame, layer: gpd.GeoDataFrame | None) -> None:
    if layer is None or layer.empty:
        return
    near = _inside(layer, frame)
    for name, (width, colour) in STREETS.items():
        paper.set_draw_color(*colour)
        paper.set_line_width(width)
        for line in frame.clipped(near.geometry[near["class"] == name]):
            if line.geom_type == "LineString":
                paper.polyline([frame.at(point) for point in line.coords])


def _route(paper: Paper, frame: _Frame, route: BaseGeometry) -> None:
    """Draw a route as a line, with its direction as arrows along it."""
    paper.set_draw_color(*BLUE)
    paper.set_fill_color(*BLUE)
    for line in shapely.get_parts(route):
        points = [frame.at(point) for point in line.coords]
        paper.set_line_width(1.1)
        paper.polyline(points)
        walked, following = 0.0, ARROW_EVERY_MM / 2
        for (x, y), (to_x, to_y) in pairwise(points):
            step = hypot(to_x - x, to_y - y)
            while step > 0 and walked + step >= following:
                share = (following - walked) / step
                _arrow(paper, (x + share * (to_x - x), y + share * (to_y - y)), atan2(to_y - y, to_x - x))
                following += ARROW_EVERY_MM
            walked += step


def _arrow(paper: Paper, at: Point, angle: float) -> None:
    corners = [(2.2, 0.0), (-1.5, 1.7), (-1.5, -1.7)]
    paper.polygon(
        [
            (at[0] + x * cos(angle) - y * sin(angle), at[1] + x * sin(angle) + y * cos(angle))
            for x, y in corners
        ],
        style="F",
    )


def _marks(paper: Paper, frame: _Frame, walk: Walk) -> None:
    """Draw the place as a ring, and each stop with its number."""
    if walk.place is not None:
        x, y = frame.at(shapely.get_coordinates(walk.place.representative_point())[0].tolist())
        paper.set_draw_color(*INK)
        paper.set_line_width(0.9)
        paper.circle(x, y, 3.4)
        if not walk.stops:
            paper.set_fill_color(*INK)
            paper.circle(x, y, 1.1, style="F")
    paper.set_draw_color(255, 255, 255)
    paper.set_line_width(0.5)
    for number, stop in walk.stops:
        x, y = frame.at(shapely.get_coordinates(stop.representative_point())[0].tolist())
        paper.set_fill_color(*INK)
        paper.circle(x, y, 2.7, style="DF")
        paper.set_font(FAMILY, "B", 9)
        paper.set_text_color(255, 255, 255)
        paper.set_xy(x - 3, y - 2)
        paper.cell(6, 4, str(number), align="C")


def _edge(paper: Paper, frame: _Frame, width: float, height: float, attribution: str) -> None:
    """Draw the frame, a bar of so many metres, north, and whom the map is owed to."""
    paper.set_draw_color(*LINE)
    paper.set_line_width(0.3)
    paper.rect(frame.left, frame.top, width, height)
    metres = next(m for m in (2000, 1000, 500, 200, 100, 50) if m * frame.per_metre < width / 4)
    bar, below = metres * frame.per_metre, frame.top + height
    paper.set_fill_color(255, 255, 255)
    paper.rect(frame.left + 2, below - 7.5, bar + 18, 5.5, style="F")
    paper.set_draw_color(*INK)
    paper.set_line_width(0.6)
    paper.line(frame.left + 4, below - 4.7, frame.left + 4 + bar, below - 4.7)
    paper.plain(7.5)
    paper.set_xy(frame.left + 5 + bar, below - 7)
    paper.cell(15, 4.5, f"{metres} m")
    x, y = frame.left + width - 6, frame.top + 5
    paper.set_fill_color(*INK)
    paper.polygon([(x, y - 3), (x + 1.7, y + 1.5), (x, y + 0.5), (x - 1.7, y + 1.5)], style="F")
    paper.set_xy(x - 3, y + 1.6)
    paper.cell(6, 3.5, "N", align="C")
    if attribution:
        paper.plain(6.5, QUIET)
        words = paper.printable(attribution)
        room = paper.get_string_width(words) + 2
        paper.set_fill_color(255, 255, 255)
        paper.set_xy(frame.left + width - room - 1, below - 4.5)
        paper.cell(room, 3.5, words, fill=True, align="C")
