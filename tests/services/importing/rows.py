"""Rows as a reader hands them in, and bringing them into a workspace: what the tests of importing share."""

from datetime import UTC, date, datetime
from typing import Any

import shapely

from karta.errors import Issue
from karta.model.rows import ROWS
from karta.privacy import Viewer
from karta.services.importing import acceptance
from karta.services.importing.changeset import Applied
from karta.services.workspace import Workspace
from karta.sources.intake import Intake, frame_of

NOON = datetime(2026, 9, 18, 10, 0, tzinfo=UTC)
FRIDAY = date(2026, 9, 18)
COORDINATOR = Viewer(function="coordinator", role="local")
ORGANISER = Viewer("organiser", "organiser", organisation="Night walkers")
PUBLIC = Viewer(function="anyone", role="anonymous")
# In Stockholm: a square, and a point 20 m beside it.
SQUARE = shapely.Point(674000, 6580800)
LAT, LON = 59.3293, 18.0583


def intake(
    kind: str, *rows: dict[str, Any], source: str = "list.csv", issues: list[Issue] | None = None
) -> Intake:
    """Return what a reader would hand in: rows numbered from 2, keys from what they say unless given."""
    full = [{"row": n, "key": str(row), **row} for n, row in enumerate(rows, start=2)]
    bad = {issue.row for issue in issues or []} - {row["row"] for row in full}
    return Intake(kind, frame_of(full, ROWS[kind]), issues or [], len(full) + len(bad), source)


def bring(workspace: Workspace, kind: str, *rows: dict[str, Any], **about: Any) -> Applied:
    """Preview and accept rows."""
    changes = acceptance.preview(workspace, COORDINATOR, intake(kind, *rows, **about))
    return acceptance.apply(workspace, COORDINATOR, changes)


def walk(**cells: Any) -> dict[str, Any]:
    """Return a roster row: night walkers on the Friday from 20 to 23 on the square."""
    row = {
        "place": "Square",
        "org": "Night walkers",
        "date": FRIDAY,
        "start": "20:00",
        "end": "23:00",
        "adults": 2.0,
    }
    return {"key": "w1", **row, **cells}


def square(**cells: Any) -> dict[str, Any]:
    """Return a row of places: the square."""
    return {"key": "p1", "name": "Square", "kind": "square", "geometry": SQUARE, **cells}
