"""The street network of the invented town: main roads as drawn, the districts' streets grown between them, footpaths."""

import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from shapely import STRtree, get_coordinates, line_merge, node, set_precision, union_all
from shapely.geometry import LineString, MultiLineString, Point, Polygon
from shapely.ops import polygonize, unary_union
from shapely.prepared import prep

from demo import plan
from demo.shapes import curve, lines_of, merged, polygons_of, rectangle

GRID = 0.1
RANK = ("primary", "secondary", "tertiary", "residential", "unclassified", "pedestrian", "service", "track", "cycleway",
        "footway", "steps", "path")  # fmt: skip


@dataclass(frozen=True)
class Street:
    """A way one can walk on: class, name, line and further tags."""

    highway: str
    name: str
    line: LineString
    district: str = ""
    tags: tuple[tuple[str, str], ...] = field(default=())


def main_roads() -> list[Street]:
    """Return the main roads, cut at the water: bridges are ways of their own."""
    found = []
    wet = plan.river().buffer(4)
    for road in plan.ROADS:
        line = _stretched(curve(road.points, 30), 12)
        dry = line.difference(plan.river().buffer(14) if not road.bridged else wet)
        found += [Street(road.highway, road.name, part) for part in lines_of(dry) if part.length > 20]
        if road.bridged:
            found += [
                Street(road.highway, road.name, part, tags=(("bridge", "yes"), ("layer", "1")))
                for part in lines_of(line.intersection(wet))
            ]
    return found


def _stretched(line: LineString, metres: float) -> LineString:
    """Return the line, longer at both ends, so that it surely meets the road it leads to."""
    xy = list(line.coords)
    for end, before in ((0, 1), (-1, -2)):
        (x, y), (px, py) = xy[end], xy[before]
        long = math.hypot(x - px, y - py)
        xy[end] = (x + (x - px) / long * metres, y + (y - py) / long * metres)
    return LineString(xy)


def faces() -> list[Polygon]:
    """Return the faces between main roads, river and railway."""
    roads = [_stretched(curve(road.points, 30), 12) for road in plan.ROADS]
    return list(polygonize(node(merged([*roads, curve(plan.RIVER), plan.rail(), curve(plan.SHORE)]))))


def district_faces() -> dict[str, Polygon]:
    """Return the ground of each district, without water, railway and the sites kept free."""
    shapes = faces()
    kept = unary_union([site.polygon for site in plan.SITES])
    closed = unary_union([plan.water().buffer(13), plan.rail().buffer(26)])
    found = {}
    for district in plan.DISTRICTS:
        if district.polygon is not None:
            face = district.polygon
        else:
            assert district.point is not None
            spot = Point(district.point)
            face = next(shape for shape in shapes if shape.contains(spot))
        found[district.name] = max(polygons_of(face.difference(closed)), key=lambda p: p.area).difference(
            kept
        )
    return found


def grown(grounds: dict[str, Polygon], rng: random.Random) -> list[Street]:
    """Return the streets of all districts, a name for each long line."""
    found: list[Street] = []
    for district in plan.DISTRICTS:
        ground = grounds[district.name].buffer(2)
        if district.built == "slab":
            found += _slab_streets(district, ground, rng)
            continue
        lines = district.grid.streets(grounds[district.name], rng)
        number = 0
        for line in lines:
            for part in lines_of(line.intersection(ground)):
                if part.length < 45 or rng.random() < district.drop:
                    continue
                found.append(Street("residential", _name(district, number), part, district.name))
                number += 1
    return found


def _name(district: plan.District, number: int) -> str:
    endings = {
        "medieval": ("gatan", "gränd", "backen"),
        "grid": ("gatan", "allén"),
        "mid": ("gatan", "vägen", "allén"),
        "industry": ("gatan", "vägen"),
    }.get(district.built, ("vägen", "stigen", "gränd", "backen", "gatan"))
    word = district.names[number % len(district.names)]
    return word + endings[number // len(district.names) % len(endings)]


def _slab_streets(district: plan.District, ground: Polygon, rng: random.Random) -> list[Street]:
    """Footpaths between the houses, cars on cul-de-sacs from the ring only."""
    found = [
        Street("cycleway" if i % 3 == 0 else "footway", "", part, district.name)
        for i, line in enumerate(district.grid.streets(ground, rng))
        for part in lines_of(line.intersection(ground))
        if part.length > 40
    ]
    ring = max(polygons_of(ground), key=lambda p: p.area).exterior
    number = 0
    at = 60.0
    while at < ring.length - 60:
        spot, ahead = ring.interpolate(at), ring.interpolate(at + 2)
        angle = math.atan2(ahead.y - spot.y, ahead.x - spot.x)
        side = 1 if ring.is_ccw else -1
        inward = (-math.sin(angle) * side, math.cos(angle) * side)
        drive = LineString([(spot.x - 3 * inward[0], spot.y - 3 * inward[1])] + [
            (spot.x + d * inward[0], spot.y + d * inward[1]) for d in (30, 60, 92)
        ])  # fmt: skip
        inside = LineString(drive.coords[1:])
        if prep(ground.buffer(-6)).contains(inside):
            name = _name(district, number)
            found.append(Street("residential", name, drive, district.name, (("noexit", "yes"),)))
            number += 1
        at += 150
    return found


def site_ways(rng: random.Random) -> list[Street]:
    """Return rings around the sites kept free, and paths over parks, school yards and car parks."""
    found = []
    for site in plan.SITES:
        dry = site.polygon.difference(plan.water().buffer(7))
        for part in polygons_of(dry):
            found += [Street(site.ring, "", line) for line in lines_of(LineString(part.exterior.coords))]
        box = list(site.polygon.exterior.coords)
        middle = site.polygon.centroid
        if site.use in ("park", "square"):
            for a in box[:4]:
                bent = (
                    (a[0] + middle.x) / 2 + rng.uniform(-9, 9),
                    (a[1] + middle.y) / 2 + rng.uniform(-9, 9),
                )
                path = curve((a, bent, (middle.x, middle.y)), 15)
                found += [Street("footway", "", line) for line in lines_of(path.intersection(dry.buffer(1)))]
        elif site.use in ("school", "station"):
            for a, b in ((box[0], box[1]), (box[2], box[3])):
                gate = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
                found.append(Street("footway", "", LineString([gate, (middle.x, middle.y)])))
    return found


def walks() -> list[Street]:
    """Return promenades along the water, links of the sites to the streets, cycleways and forest paths."""
    found = []
    banks = plan.water().buffer(9).boundary
    town = rectangle(-300, 0, 4300, 2600).union(rectangle(-4200, -900, 700, 1100))
    near = plan.river().buffer(200).union(rectangle(-200, -1000, 4300, 560))
    for part in lines_of(banks.intersection(town).intersection(near)):
        found.append(Street("footway", "Strandpromenaden", part.simplify(1.5)))
    for points, highway, name in _LINKS:
        found.append(Street(highway, name, curve(points, 25)))
    return found


_LINKS: tuple[tuple[tuple[tuple[float, float], ...], str, str], ...] = (
    (((-690, -815), (-690, -880)), "service", "Idrottsvägen"),
    (((-560, -812), (-560, -885)), "footway", ""),
    (((-840, -840), (-845, -890)), "footway", ""),
    (((-250, -795), (-250, -865)), "footway", ""),
    (((-120, -785), (-120, -870)), "cycleway", ""),
    (((-850, -960), (-980, -1000), (-1150, -1020)), "footway", "Strandpromenaden"),
    (((-530, -980), (-455, -975)), "footway", ""),
    (((75, -765), (75, -875)), "service", "Hamngatan"),
    (((600, -755), (605, -860)), "service", "Badvägen"),
    (((-40, -985), (32, -985)), "footway", ""),
    (((250, -925), (420, -950)), "footway", ""),
    (((-260, 398), (-258, 420)), "pedestrian", "Stationsplan"),
    (((-380, 405), (-382, 420)), "service", ""),
    (((-120, 395), (-118, 420)), "service", ""),
    (((-250, 478), (-248, 560), (-240, 690)), "footway", "Stationsbron"),
    (((-260, 1280), (-262, 1378)), "service", "Köpcentrumvägen"),
    (((-460, 1170), (-640, 1160)), "service", ""),
    (((-260, 1038), (-255, 853)), "service", ""),
    (((-62, 1150), (60, 1130), (236, 1080)), "footway", ""),
    (((-1560, 800), (-1500, 860), (-1400, 1010)), "cycleway", ""),
    (((-1320, 640), (-1450, 690), (-1515, 720)), "cycleway", ""),
    (((-1812, 440), (-1820, 280), (-1810, 180), (-1800, -30)), "cycleway", ""),
    (((-1800, 1045), (-1780, 1180), (-1900, 1320), (-2150, 1330), (-2300, 1180), (-2290, 900)), "path", "Elljusspåret"),
    (((-2090, 1060), (-2120, 1200), (-2150, 1330)), "path", ""),
    (((1500, 1080), (1520, 1250), (1750, 1400), (2050, 1420), (2350, 1300), (2400, 1100), (2300, 952)), "path", "Solbacksspåret"),
    (((1285, 1200), (1400, 1230), (1520, 1250)), "path", ""),
    (((1750, 1400), (1800, 1250), (1800, 1086)), "path", ""),
    (((1460, 880), (1285, 900)), "footway", ""),
    (((1570, 940), (1575, 1075)), "service", ""),
    (((2350, 440), (2500, 260), (2665, 130)), "track", "Ridvägen"),
    (((2780, 210), (2900, 420), (2760, 735)), "track", ""),
    (((2350, 100), (2520, -150), (2700, -500), (2450, -800), (1900, -900), (1500, -880), (1250, -720)), "path", "Kuststigen"),
    (((2210, -180), (2350, 100)), "path", ""),
    (((-3000, -130), (-2980, -500), (-2800, -900), (-2400, -900), (-2250, -850)), "path", "Skogsstigen"),
    (((-600, 1390), (-640, 1700), (-900, 2100), (-700, 2500), (-200, 2400), (100, 1900), (0, 1500), (-60, 1390)), "path",
     "Almskogsleden"),
    (((-640, 1700), (-200, 1800), (100, 1900)), "path", ""),
    (((-900, 2100), (-1700, 2000), (-1900, 1600), (-1780, 1450)), "track", "Skogsvägen"),
    (((3740, 2540), (3660, 2640)), "footway", ""),
    (((-3900, -100), (-3890, -180)), "footway", ""),
    (((3300, 2555), (3250, 2450), (3200, 2300), (3160, 2210)), "residential", "Kyrkvägen"),
    (((-4250, -1290), (-4000, -1250), (-3900, -1000), (-4050, -800), (-4150, -700)), "track", "Bryggvägen"),
    (((-1200, 30), (-1205, 250), (-1200, 435)), "cycleway", ""),
    (((-760, -20), (-765, -400), (-770, -835)), "cycleway", ""),
    (((640, 45), (620, 250), (640, 420), (650, 480)), "cycleway", ""),
    (((1000, 80), (1010, -200), (1020, -460)), "cycleway", ""),
    (((1300, 300), (1600, 330), (1900, 350), (2000, 335)), "cycleway", ""),
)  # fmt: skip


def network(streets: Iterable[Street]) -> list[Street]:
    """Return the streets noded where they meet, loose ends cut, only the part that hangs together."""
    sources = sorted(streets, key=lambda s: RANK.index(s.highway))
    lines = [set_precision(s.line, GRID) for s in sources]
    edges = list(lines_of(union_all(lines, grid_size=GRID)))
    tree = STRtree(lines)
    owner: list[int] = []
    for edge in edges:
        near = tree.query(edge.interpolate(0.5, normalized=True).buffer(0.6))
        middle = edge.interpolate(0.5, normalized=True)
        owner.append(min(near, key=lambda i: (round(lines[i].distance(middle), 0), i)))
    keep = _connected(edges, _without_stubs(edges, set(range(len(edges))), 14.0))
    groups: dict[int, list[LineString]] = defaultdict(list)
    for i in sorted(keep):
        groups[owner[i]].append(edges[i])
    found = []
    for i in sorted(groups):
        joined = line_merge(MultiLineString(groups[i]))
        found += [
            replace(sources[i], line=part) for part in sorted(lines_of(joined), key=lambda p: p.coords[0])
        ]
    return found


def _ends(edge: LineString) -> tuple[tuple[float, float], tuple[float, float]]:
    xy = get_coordinates(edge).round(1)
    return (float(xy[0, 0]), float(xy[0, 1])), (float(xy[-1, 0]), float(xy[-1, 1]))


def _without_stubs(edges: Sequence[LineString], keep: set[int], shorter: float) -> set[int]:
    for _ in range(3):
        degree = Counter(end for i in keep for end in _ends(edges[i]))
        stubs = {
            i for i in keep if edges[i].length < shorter and any(degree[end] == 1 for end in _ends(edges[i]))
        }
        if not stubs:
            break
        keep = keep - stubs
    return keep


def _connected(edges: Sequence[LineString], keep: set[int]) -> set[int]:
    leader: dict[tuple[float, float], tuple[float, float]] = {}

    def find(end: tuple[float, float]) -> tuple[float, float]:
        while leader.setdefault(end, end) != end:
            leader[end] = leader[leader[end]]
            end = leader[end]
        return end

    for i in keep:
        a, b = (find(end) for end in _ends(edges[i]))
        leader[a] = b
    size = Counter(find(_ends(edges[i])[0]) for i in sorted(keep))
    largest = size.most_common(1)[0][0]
    return {i for i in keep if find(_ends(edges[i])[0]) == largest}
