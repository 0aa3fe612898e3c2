"""An invented town for the map's browser tests: a grid of streets, thirty places, some hostile names, one week."""

import sys
from functools import cache
from itertools import pairwise

import numpy as np
import pandas as pd

from karta.maps import BaseMap, Jump, MapPicture, PackedWeek, Week, base_map, pack_week
from karta.ui.gap_map import labels

WEST, SOUTH, EAST, NORTH = 15.00, 59.00, 15.05, 59.025
HOSTILE = (
    "{{7*7}}",
    "{% raw %}",
    "<img src=x onerror=alert(1)>",
    "${7*7}",
    "back\\slash \\u0041 \\n",
    "\"double\" 'single' `tick`",
    "\u202eright to left\u202c \u200f",
    "</script><script>alert(2)</script>",
    "line\u2028and\u2029paragraph",
    "place_00_div map_div alert(coords);",
)
FEW = 90
DAYS = ("fre 18 sep", "lör 19 sep", "sön 20 sep", "mån 21 sep", "tis 22 sep", "ons 23 sep", "tor 24 sep")


def lon(share: float) -> float:
    """Return the longitude at a share of the way from west to east."""
    return WEST + share * (EAST - WEST)


def lat(share: float) -> float:
    """Return the latitude at a share of the way from south to north."""
    return SOUTH + share * (NORTH - SOUTH)


def line(points: list[tuple[float, float]], **properties: str) -> dict[str, object]:
    """Return a line feature through points given as shares."""
    at = [[lon(x), lat(y)] for x, y in points]
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "LineString", "coordinates": at},
    }


def box(x: float, y: float, wide: float, high: float) -> dict[str, object]:
    """Return a rectangle feature given as shares."""
    ring = [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high), (x, y)]
    at = [[[lon(a), lat(b)] for a, b in ring]]
    return {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": at}}


def streets() -> list[dict[str, object]]:
    """Return 2 x 11 x 10 blocks of grid streets, two main roads, a path and a railway: 224 lines."""
    found = []
    steps = np.linspace(0.05, 0.95, 11)
    for a in steps:
        for b, c in pairwise(steps):
            found.append(line([(a, b), (a, c)], **{"class": "minor"}))
            found.append(line([(b, a), (c, a)], **{"class": "minor"}))
    found.append(line([(0, 0.5), (0.4, 0.52), (1, 0.45)], **{"class": "major"}))
    found.append(line([(0.5, 0), (0.52, 1)], **{"class": "major"}))
    found.append(line([(0.1, 0.9), (0.3, 0.7), (0.6, 0.75)], **{"class": "path"}))
    found.append(line([(0, 0.2), (0.5, 0.25), (1, 0.15)], **{"class": "rail"}))
    return found


def places(count: int) -> pd.DataFrame:
    """Return a multiple of thirty places, six to a row; many are strewn over a whole municipality."""
    names = [*HOSTILE, *(f"Plats {i}" for i in range(len(HOSTILE), count))]
    rows = count // 6
    across = [0.12 + 0.15 * (i % 6) for i in range(count)]
    up = [0.12 + 0.95 * (i // 6) / rows for i in range(count)]
    if count > FEW:
        # A municipality: spread at random over an area ten times as wide.
        across, up = (np.random.default_rng(7).random((2, count)) * 10 - 4.5).tolist()
    return pd.DataFrame(
        {
            "place_id": [f"place_{i:02d}" for i in range(count)],
            "name": names,
            "kind": ["square", "school", "station"] * (count // 3),
            "kind_label": ["Torg", "Skola", "Station"] * (count // 3),
            "lon": [lon(share) for share in across],
            "lat": [lat(share) for share in up],
        }
    )


@cache
def week(seed: int, count: int) -> PackedWeek:
    """Return 168 hours of the places in every state."""
    rng = np.random.default_rng(seed)
    states = rng.integers(0, 8, (count, 168)).astype(np.uint8)
    states[:8, :] = np.arange(8, dtype=np.uint8)[:, None]
    gap = np.where(np.isin(states, (3, 4, 6, 7)), rng.integers(1, 5, states.shape), 0).astype(float)
    presence = np.where(np.isin(states, (2, 3)), 2.0, 0.0)
    hours = [f"{DAYS[h // 24]} {h % 24:02d}\u2013{(h % 24 + 1) % 24:02d}" for h in range(168)]
    return pack_week(Week(places(count), hours, states, gap, presence))


@cache
def ground() -> BaseMap:
    """Return streets, water, green and houses."""
    layers = {
        "streets": {"type": "FeatureCollection", "features": streets()},
        "water": {"type": "FeatureCollection", "features": [box(0, 0.3, 1, 0.05)]},
        "green": {
            "type": "FeatureCollection",
            "features": [box(0.7, 0.6, 0.2, 0.3), box(0.75, 0.5, 0.1, 0.3)],
        },
        "buildings": {
            "type": "FeatureCollection",
            "features": [
                box(0.07 + 0.09 * i, 0.07 + 0.09 * j, 0.03, 0.03)
                for i in range(10)
                for j in range(10)
                if j != 2
            ],
        },
    }
    return base_map(layers)


def picture(seed: int = 1, hour: int = 15, selected: str | None = None, count: int = 30) -> MapPicture:
    """Return the town at an hour."""
    whole = (WEST, SOUTH, EAST, NORTH) if count <= FEW else (lon(-4.5), lat(-4.5), lon(5.5), lat(5.5))
    return MapPicture(
        bounds=whole, opening=whole, base=ground(), week=week(seed, count), hour=hour, selected=selected,
        labels=labels(),
        attribution="Påhittad ort", jumps=[Jump("Fredag natt", 17), Jump("Nästa vecka", 3, "2026-09-25")],
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit("An ingredient of the test apps beside it, not an app.")
