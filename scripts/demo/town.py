"""Everything of the town that a map shows, put together and written as one extract."""

import random
from pathlib import Path

from shapely.geometry import Polygon, box
from shapely.ops import unary_union

from demo import buildings, plan, streets
from demo.osm import Extract
from demo.shapes import lines_of, polygons_of, rectangle

LANDUSE = {"industry": "industrial", "medieval": "commercial"}
GREEN = {"wood": {"natural": "wood"}, "grass": {"landuse": "grass"}, "farmland": {"landuse": "farmland"}}
SITE_TAGS = {
    "park": {"landuse": "village_green"},
    "square": {"highway": "pedestrian", "area": "yes"},
    "school": {"landuse": "education"},
    "church": {"landuse": "religious"},
    "station": {"landuse": "railway"},
    "mall": {"landuse": "retail"},
    "ground": {"landuse": "recreation_ground"},
    "pitch": {"landuse": "recreation_ground"},
}


def write_town(path: Path, seed: int) -> list[streets.Street]:
    """Write the extract and return its street network."""
    ground = streets.district_faces()
    rng = random.Random(seed)
    drawn = [
        *streets.main_roads(),
        *streets.grown(ground, rng),
        *streets.site_ways(rng),
        *streets.walks(),
        *streets.farm_drives(),
    ]
    net = streets.network(drawn, rng)
    built = buildings.houses(net, ground, rng)
    extract = Extract()
    for street in net:
        name = {"name": street.name} if street.name else {}
        extract.line(street.line, {"highway": street.highway, **name, **dict(street.tags)})
    _nature(extract, ground)
    for lot in buildings.car_parks(net, built):
        extract.area(lot, {"amenity": "parking"})
    for kind, shape in built:
        extract.area(shape, {"building": kind})
    extract.write(path)
    return net


def _nature(extract: Extract, ground: dict[str, Polygon]) -> None:
    wet = plan.water()
    frame = box(*plan.BOUNDS)
    extract.area(plan.lake(), {"natural": "water", "water": "lake", "name": "Almviken"})
    extract.area(
        plan.river().intersection(frame).difference(plan.lake()),
        {"natural": "water", "water": "river", "name": "Alman"},
    )
    taken = unary_union([wet, *[shape.buffer(14) for shape in ground.values()]])
    for kind, tags in GREEN.items():
        for outline in plan.drawn(kind):
            shape = Polygon(outline) if kind == "farmland" else plan.rough(outline)
            extract.area(shape.intersection(frame).difference(taken).simplify(1.5), tags)
            taken = taken.union(shape)
    for district in plan.districts():
        tag = LANDUSE.get(district.built, "residential")
        for part in polygons_of(ground[district.name]):
            extract.area(part.simplify(2), {"landuse": tag})
    for site in plan.sites():
        if site.use in SITE_TAGS:
            extract.area(site.polygon.difference(wet), SITE_TAGS[site.use])
    for line in lines_of(plan.rail().intersection(frame)):
        for part in lines_of(line.difference(plan.river().buffer(6))):
            extract.line(part, {"railway": "rail"})
        for part in lines_of(line.intersection(plan.river().buffer(6))):
            extract.line(part, {"railway": "rail", "bridge": "yes", "layer": "1"})
    for away in (9.0, 18.0):
        side = plan.rail().intersection(rectangle(-250, 500, 900, 200)).offset_curve(away)
        extract.line(side, {"railway": "rail", "service": "siding"})
