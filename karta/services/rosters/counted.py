"""What a shift counts for at the places that ask for somebody while it is held: as it is, and as it would be.

The engine counts both, as it counts every period: what is shown before saving is what the map shows afterwards.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from karta.coverage.grid import BoolArray, FloatArray, Grid, grid, slot_minutes
from karta.coverage.need import need
from karta.coverage.presence import presence
from karta.model.service_day import service_day_of
from karta.model.shift import ShiftOccurrence
from karta.model.tables import Tables
from karta.privacy import WORKSPACE, Viewer, redact, require
from karta.services.rosters.changes import current_occurrence
from karta.services.rosters.occurrences import resource_of
from karta.services.rosters.shift_rows import route_values, stop_rows
from karta.services.rosters.shift_values import is_elsewhere
from karta.services.walking_distances import distances
from karta.services.workspace import Workspace
from karta.store.records import load_tables
from karta.store.shift_tables import Draft, Held, shift_tables

# The smallest difference of adults that is a loss: what is shown has one decimal.
LEAST = 0.05


@dataclass(frozen=True, slots=True)
class Counted:
    """Adults that count at a place, on average over the hours of a shift: `before` a change and `after` it."""

    place_id: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What places get of an occurrence on which `adults` go, those that lose most first.

    `places` are its own place, and those that ask for somebody during its hours and get anything before or after.
    """

    adults: float
    places: tuple[Counted, ...]

    @property
    def losing(self) -> int:
        """How many places get less than before."""
        return sum(place.before - place.after > LEAST for place in self.places)


def compare(workspace: Workspace, viewer: Viewer, occurrence_id: str, **values: Any) -> Comparison:
    """Return what places get of an occurrence, now and with another `route` or other `stops` (as in EDITABLE).

    Where fewer have signed up than the shift needs, as many are counted as it needs: else it would count for nothing
    whatever way it takes.
    """
    require(viewer, "plan_shifts", WORKSPACE)
    occurrence = current_occurrence(workspace, occurrence_id)
    require(viewer, "plan_shifts", resource_of(occurrence))
    tables = _tables(workspace, viewer, occurrence)
    zone, team = workspace.zone, _team(occurrence)
    start, end = (at.astimezone(zone) for at in (occurrence.start, occurrence.end))
    held = Held(occurrence.shift_id, team, start, end)
    shift = workspace.store.frame("shift", [occurrence.shift_id]).iloc[0].to_dict()
    draft = Draft(
        values=route_values(values["route"]) if "route" in values else {},
        stops=stop_rows(values["stops"], f"{start:%H:%M}", f"{end:%H:%M}") if "stops" in values else None,
        elsewhere=is_elsewhere(shift, values),
    )
    measure = distances(workspace)
    with workspace.store.reading() as reading:
        pair = [shift_tables(reading, tables, held, each, measure) for each in (Draft(), draft)]
    on = grid(tables, min(slot_minutes(each) for each in pair))
    before, after = (_mean_adults(each, on, occurrence) for each in pair)
    shown = _asked(tables, on, occurrence) & ((before > 0) | (after > 0))
    shown |= np.array([place == occurrence.place_id for place in on.place_ids], dtype=bool)
    rows = pd.DataFrame({"place_id": on.place_ids, "before": before, "after": after})[shown]
    rows = rows.assign(gain=rows["after"] - rows["before"]).sort_values("gain", kind="stable")
    places = tuple(Counted(str(row.place_id), row.before, row.after) for row in rows.itertuples(index=False))
    return Comparison(sum(team.values()), places)


def _tables(workspace: Workspace, viewer: Viewer, occurrence: ShiftOccurrence) -> Tables:
    """Return the method's tables of the service days on which an occurrence is held, as far as the viewer may know."""
    method = workspace.method
    first, last = (
        service_day_of(at, workspace.zone, method.day_start_local)
        for at in (occurrence.start, occurrence.end - timedelta(minutes=1))
    )
    loaded = load_tables(workspace.store, first, last, workspace.today, method, distances(workspace))
    return redact(loaded, viewer)


def _team(occurrence: ShiftOccurrence) -> dict[str, float]:
    """Return how many adults each party has on an occurrence, the first as many more as the shift needs."""
    first = occurrence.parties[0]
    adults = {party.party_id: float(party.brings) for party in occurrence.parties}
    of_org = {party.organisation_id: party.party_id for party in reversed(occurrence.parties)}
    for sign_up in occurrence.going:
        adults[of_org.get(sign_up.organisation_id, first.party_id)] += 1
    adults[first.party_id] += occurrence.missing if occurrence.adults_known else occurrence.min_team
    return adults


def _mean_adults(tables: Tables, on: Grid, occurrence: ShiftOccurrence) -> FloatArray:
    adults = presence(tables, on, "planned").adults[:, on.span(occurrence.start, occurrence.end)]
    return np.asarray(adults.mean(axis=1))


def _asked(tables: Tables, on: Grid, occurrence: ShiftOccurrence) -> BoolArray:
    """Tell of each place whether a decided or suggested need asks for somebody during an occurrence."""
    hours = on.span(occurrence.start, occurrence.end)
    needs = [need(tables, on), need(tables, on, "suggested")]
    asked = [(each.stay + each.visit)[:, hours].any(axis=1) for each in needs]
    return np.asarray(np.any(asked, axis=0), dtype=bool)
