"""The street network of the invented town: main roads as drawn, the streets of its districts grown, footpaths."""

import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from shapely import STRtree, get_coordinates, line_merge, node, set_precision, union_all
from shapely.geometry import LineString, MultiLineString, Point, Polygon, box
from shapely.ops import polygonize, unary_union
from shapely.prepared import prep

from demo import plan
from demo.shapes import curve, lines_of, merged, polygons_of, rectangle, simplified
from demo.tables import points, table

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
    frame = box(*plan.BOUNDS)
    for road in plan.roads():
        line = next(lines_of(_stretched(road.line, 12).intersection(frame)))
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
    roads = [_stretched(road.line, 12) for road in plan.roads()]
    return list(polygonize(node(merged([*roads, plan.river_line(), plan.rail(), plan.shore_line()]))))


def district_faces() -> dict[str, Polygon]:
    """Return the ground of each district, without water, railway and the sites kept free."""
    shapes = faces()
    kept = unary_union([site.polygon for site in plan.sites()])
    closed = unary_union([plan.water().buffer(13), plan.rail().buffer(26)])
    found = {}
    for district in plan.districts():
        if len(district.points) > 1:
            face = plan.smooth(list(district.points))
        else:
            spot = Point(district.points[0])
            face = next(shape for shape in shapes if shape.contains(spot))
        if district.within is not None:
            face = face.intersection(district.within)
        found[district.name] = max(polygons_of(face.difference(closed)), key=lambda p: p.area).difference(
            kept
        )
    return found


def grown(grounds: dict[str, Polygon], rng: random.Random) -> list[Street]:
    """Return the streets of all districts, a name for each long line."""
    found: list[Street] = []
    for district in plan.districts():
        ground = grounds[district.name].buffer(2)
        if district.built == "slab":
            found += _slab_streets(district, ground, rng)
            continue
        lines = district.grid.streets(grounds[district.name], rng)
        number = 0
        for line in lines:
            for part in lines_of(line.intersection(ground)):
                if part.length < 45:
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
    word = district.words[number % len(district.words)]
    return word + endings[number // len(district.words) % len(endings)]


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
    for site in plan.sites():
        dry = site.polygon.difference(plan.water().buffer(7))
        for part in polygons_of(dry):
            found += [Street(site.ring, "", line) for line in lines_of(LineString(part.exterior.coords))]
        corners = list(site.polygon.minimum_rotated_rectangle.exterior.coords)
        middle = site.polygon.centroid
        if site.use in ("park", "square"):
            for a in corners[:4]:
                bent = (
                    (a[0] + middle.x) / 2 + rng.uniform(-9, 9),
                    (a[1] + middle.y) / 2 + rng.uniform(-9, 9),
                )
                path = curve((a, bent, (middle.x, middle.y)), 15)
                found += [Street("footway", "", line) for line in lines_of(path.intersection(dry.buffer(1)))]
        elif site.use in ("school", "station"):
            for a, b in ((corners[0], corners[1]), (corners[2], corners[3])):
                gate = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
                found.append(Street("footway", "", LineString([gate, (middle.x, middle.y)])))
    return found


def walks() -> list[Street]:
    """Return promenades along the water, links of the sites to the streets, cycleways and forest paths."""
    banks = plan.water().buffer(9).boundary
    town = rectangle(-300, 0, 4300, 2600).union(rectangle(-4200, -900, 700, 1100))
    near = plan.river().buffer(200).union(rectangle(-200, -1000, 4300, 560))
    along = lines_of(banks.intersection(town).intersection(near))
    return [Street("footway", "Strandpromenaden", simplified(part, 1.5)) for part in along] + [
        Street(row["highway"], row["name"], _stretched(curve(points(row["points"]), 25), 14))
        for row in table("walks")
    ]


def farm_drives() -> list[Street]:
    """Return the drives to the farms along the country roads, road first."""
    closed = prep(unary_union([plan.water().buffer(40), plan.rail().buffer(60)]))
    built_up = prep(unary_union([rectangle(200, 60, 5700, 3000), *(plan.smooth(list(d.points)).buffer(60)
                    for d in plan.districts() if len(d.points) > 1)]))  # fmt: skip
    rng = random.Random(7)
    found = []
    for road in plan.roads():
        at = rng.uniform(150, 400)
        while at < road.line.length - 50:
            spot, ahead = road.line.interpolate(at), road.line.interpolate(at + 2)
            angle = math.atan2(ahead.y - spot.y, ahead.x - spot.x) + rng.choice((1, -1)) * math.pi / 2
            far = rng.uniform(110, 260)
            bent = angle + rng.uniform(-0.5, 0.5)
            drive = curve(
                (
                    (spot.x, spot.y),
                    (spot.x + far / 2 * math.cos(angle), spot.y + far / 2 * math.sin(angle)),
                    (spot.x + far * math.cos(bent), spot.y + far * math.sin(bent)),
                ),
                20,
            )
            if not (closed.intersects(drive) or built_up.intersects(drive)):
                found.append(Street("service", "", drive, "farm"))
            at += rng.uniform(280, 520)
    return found


def network(streets: Iterable[Street], rng: random.Random) -> list[Street]:
    """Return the streets noded where they meet, loose ends cut, only the part that hangs together.

    In each district a share of the pieces between two crossings is left out, so that blocks differ in size.
    """
    sources = sorted(streets, key=lambda s: RANK.index(s.highway))
    lines = [set_precision(s.line, GRID) for s in sources]
    edges = list(lines_of(union_all(lines, grid_size=GRID)))
    tree = STRtree(lines)
    owner: list[int] = []
    for edge in edges:
        near = tree.query(edge.interpolate(0.5, normalized=True).buffer(0.6))
        middle = edge.interpolate(0.5, normalized=True)
        owner.append(min(near, key=lambda i: (round(lines[i].distance(middle), 0), i)))
    thin = {district.name: district.thin for district in plan.districts()}
    left = {i for i in range(len(edges)) if rng.random() >= thin.get(sources[owner[i]].district, 0.0)}
    keep = _connected(edges, _without_stubs(edges, left, 22.0))
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
