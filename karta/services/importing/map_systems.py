"""Asks in which system a map lies that says none, or one in which it is not in the town, and proposes some."""

from dataclasses import replace

import numpy as np
import shapely

from karta.errors import Issue
from karta.model.map_systems import LOCAL_ZONES, METRE_SYSTEMS
from karta.model.place import is_unknown
from karta.services.importing.boundary import boundary
from karta.sources.intake import Intake
from karta.sources.likely_systems import Box, moved_box, shared, systems_in
from karta.store.database import Reading
from karta.store.layers import layer

ASKED = frozenset({"crs_unknown", "crs_unseen", "crs_doubtful"})


def with_systems(reading: Reading, intake: Intake) -> Intake:
    """Return an intake of a map whose questions about its system name those in which it falls into the known town.

    A map in a local zone that would lie beside the town, and in another zone in it, is asked about as a whole.
    """
    extent = intake.notes.get("extent")
    if extent is None:  # no map, or somebody has said which system it is
        return intake
    declared = str(intake.notes.get("crs") or "")
    asked = any(issue.code in ASKED for issue in intake.issues)
    if not asked and declared not in LOCAL_ZONES:
        return intake
    town = _town(reading)
    systems = [system for system in systems_in(extent, town) if system != declared] if town else []
    if not systems:
        return intake
    where = moved_box(extent, declared)
    if not asked and (where is None or town is None or shared(where, town) > 0):
        return intake
    guess = ", ".join(f"{system} ({METRE_SYSTEMS[system]})" for system in systems)
    facts = (("declared", declared), ("guess", guess), ("systems", ", ".join(systems)))
    if asked:
        issues = [_proposing(i, facts) if i.code in ASKED else i for i in intake.issues]
    else:
        lines = sorted(set(range(1, intake.rows_read + 1)) - intake.rejected)
        issues = [
            *intake.issues,
            *(Issue(row, None, "crs_doubtful", "question", facts=facts) for row in lines),
        ]
    return replace(intake, issues=issues)


def _proposing(issue: Issue, facts: tuple[tuple[str, str], ...]) -> Issue:
    """Return a question about a system that now proposes some."""
    code = "crs_unknown" if issue.code == "crs_unseen" else issue.code
    return replace(issue, code=code, facts=facts)


def _town(reading: Reading) -> Box | None:
    """Return where the town lies: its outline, else its areas and places, else its streets; None of a new workspace."""
    edge = boundary(reading)
    if edge is not None:
        return _box([edge])
    stored = [shape for table in ("area", "place") for shape in reading.frame(table)["geometry"]]
    shapes = [shape for shape in stored if not is_unknown(shape)]
    if not shapes:
        streets = layer(reading, "streets")
        shapes = [] if streets is None else list(streets["geometry"])
    return _box(shapes) if shapes else None


def _box(shapes: list[shapely.Geometry]) -> Box:
    west, south, east, north = map(float, shapely.total_bounds(np.array(shapes, dtype=object)))
    return west, south, east, north
