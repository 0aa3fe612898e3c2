"""A municipality's own boundary: what a file places outside it is asked about, as a slip of a digit can do that."""

from typing import Any

import numpy as np
import shapely
from sqlalchemy import select

from karta.errors import Issue
from karta.model.place import is_unknown
from karta.services.binding import to_metres
from karta.sources.intake import Intake
from karta.store.database import Reading
from karta.store.layers import from_parquet
from karta.store.schema import journal

OUTSIDE = "place_outside"
# Places on the border are shared, and outlines are drawn by hand.
NEAR_M = 100.0
_KINDS = ("municipality", "kommun")
# Maps of a town reach beyond it, and areas are what a boundary is made of.
_NOT_ASKED = frozenset({"osm", "areas", "population", "organisations", "contacts", "calendar"})


def outside(look: Reading, intake: Intake, rows: list[dict[str, Any]]) -> list[Issue]:
    """Return a question for each row whose position lies outside the municipality; none where no boundary is known."""
    if intake.kind in _NOT_ASKED or OUTSIDE in intake.notes.get("accept", ()):
        return []
    told = [row for row in rows if not is_unknown(row.get("geometry")) or not is_unknown(row.get("lat"))]
    edge = _boundary(look) if told else None
    if edge is None:
        return []
    shapely.prepare(edge)
    far = ~shapely.dwithin(edge, np.array(_shapes(told), dtype=object), NEAR_M)
    return [
        Issue(
            int(row["row"]), None, OUTSIDE, "question", str(row.get("place") or row.get("name") or "") or None
        )
        for row, is_far in zip(told, far, strict=True)
        if is_far
    ]


def _boundary(look: Reading) -> shapely.Geometry | None:
    """Return the outline of the municipality: its area, else the boundary that came with the streets."""
    areas = look.frame("area")
    shapes = [
        shape
        for kind, shape in zip(areas["kind"], areas["geometry"], strict=True)
        if kind in _KINDS and shape is not None
    ]
    if not shapes:
        query = (
            select(journal.blob.c.content)
            .join(journal.layer, journal.layer.c.sha == journal.blob.c.sha)
            .where(journal.layer.c.kind == "boundary", journal.layer.c.superseded_at.is_(None))
        )
        content = look.connection.execute(query).scalar_one_or_none()
        shapes = [] if content is None else list(from_parquet(content)["geometry"])
    return shapely.union_all(shapes) if shapes else None


def _shapes(rows: list[dict[str, Any]]) -> list[shapely.Geometry]:
    bare = [row for row in rows if is_unknown(row.get("geometry"))]
    points = iter(to_metres([row["lon"] for row in bare], [row["lat"] for row in bare]))
    return [next(points) if is_unknown(row.get("geometry")) else row["geometry"] for row in rows]
