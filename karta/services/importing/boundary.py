"""Asks about positions in a file that lie outside the municipality, as a slip of a digit puts them there."""

from typing import Any

import numpy as np
import shapely

from karta.errors import Issue
from karta.model.place import is_unknown
from karta.services.register.names import to_metres
from karta.sources.intake import Intake
from karta.store.database import Reading
from karta.store.layers import layer

OUTSIDE = "place_outside"
# Places on the border are shared, and outlines are drawn by hand.
NEAR_M = 100.0
_KINDS = ("municipality", "kommun")
# Maps of a town reach beyond it, and areas are what a boundary is made of.
_UNCHECKED = frozenset({"osm", "areas", "population", "organisations", "contacts", "calendar"})


def outside(reading: Reading, intake: Intake, rows: list[dict[str, Any]]) -> list[Issue]:
    """Return a question for each row whose position lies outside the municipality; none where no boundary is known."""
    if intake.kind in _UNCHECKED or OUTSIDE in intake.notes.get("accept", ()):
        return []
    located = [row for row in rows if not is_unknown(row.get("geometry")) or not is_unknown(row.get("lat"))]
    edge = boundary(reading) if located else None
    if edge is None:
        return []
    shapely.prepare(edge)
    far = ~shapely.dwithin(edge, np.array(_shapes(located), dtype=object), NEAR_M)
    return [
        Issue(
            int(row["row"]), None, OUTSIDE, "question", str(row.get("place") or row.get("name") or "") or None
        )
        for row, is_far in zip(located, far, strict=True)
        if is_far
    ]


def boundary(reading: Reading) -> shapely.Geometry | None:
    """Return the outline of the municipality: its area, else the boundary that came with the streets, else None."""
    areas = reading.frame("area")
    shapes = [
        shape
        for kind, shape in zip(areas["kind"], areas["geometry"], strict=True)
        if kind in _KINDS and shape is not None
    ]
    if not shapes:
        drawn = layer(reading, "boundary")
        shapes = [] if drawn is None else list(drawn["geometry"])
    return shapely.union_all(shapes) if shapes else None


def _shapes(rows: list[dict[str, Any]]) -> list[shapely.Geometry]:
    bare = [row for row in rows if is_unknown(row.get("geometry"))]
    points = iter(to_metres([row["lon"] for row in bare], [row["lat"] for row in bare]))
    return [next(points) if is_unknown(row.get("geometry")) else row["geometry"] for row in rows]
