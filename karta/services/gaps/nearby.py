"""What is open near a place at an hour - trainings with leaders, youth centres, halls - nearest first, metres walked.

A place to be invited to, and adults to ask: the panel shows it beside what is missing.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
import shapely

from karta.coverage.grid import Grid, grid
from karta.coverage.occurrences import row_occurrences
from karta.coverage.open_hours import open_hours
from karta.model.tables import Tables
from karta.privacy import WORKSPACE, Viewer, require, require_for, sees
from karta.services import walking_distances
from karta.services.gaps.known_tables import only_places
from karta.services.gaps.period import Period
from karta.services.walking_distances import WITHIN_M
from karta.services.workspace import Workspace
from karta.store import distances

# How many places are named.
MOST = 6
# Kinds of places that are something to go to when they are open. Source: METHOD 3.1, places that are resources first.
VENUES = ("youth_centre", "association_venue", "faith_venue", "library")
_DEGREE_M = 111_320.0


@dataclass(frozen=True, slots=True)
class Nearby:
    """A place that is open: a led session there (`activity`, its kind; `leaders` None = number unknown), or a venue.

    `organisation` is blank where the viewer may not know it; `approx`: the straight line x 1.3.
    """

    place_id: str
    name: str
    kind: str
    activity: str
    organisation: str
    leaders: float | None
    walk_m: float
    approx: bool


def open_nearby(
    workspace: Workspace, viewer: Viewer, shown: Period, place_id: str, hour: int
) -> list[Nearby]:
    """Return what is open within a walk of WITHIN_M of a place at an hour of a period, nearest first, at most MOST."""
    require_for(viewer, "see_gaps", shown.audience)
    tables = only_places(shown.coverage.tables, around(shown.coverage.tables.places, place_id))
    on = grid(tables, shown.coverage.grid.slots.minutes)
    start = pd.Timestamp(shown.hours.start[hour])
    led_sessions = held(tables, on, start)
    open_places = {**{place: {} for place in open_venues(tables, on, start)}, **led_sessions}
    if not open_places:
        return []
    walks = walks_to(workspace, viewer, place_id, list(open_places))
    activities = _activity_labels(workspace, viewer, [row["activity_id"] for row in led_sessions.values()])
    names = tables.places.set_index("place_id")
    rows = [
        Nearby(
            place, str(names["name"][place]), str(names["kind"][place]),
            *activities.get(str(open_places[place].get("activity_id")), ("", "")),
            _leaders(open_places[place]), walk_m, approx,
        )
        for place, (walk_m, approx) in walks.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row.walk_m, row.name))[:MOST]


def around(places: pd.DataFrame, place_id: str) -> set[str]:
    """Return the places (of PLACES) that may lie within a walk of WITHIN_M: none is shorter than the straight line."""
    here = places[places["place_id"] == place_id].iloc[0]
    east = (places["lon"] - here["lon"]) * np.cos(np.radians(here["lat"]))
    straight_m = np.hypot(east, places["lat"] - here["lat"]) * _DEGREE_M
    # A tenth more: what counts is the nearest point of a place, not its middle.
    near = (straight_m <= 1.1 * WITHIN_M) & (places["place_id"] != place_id)
    return set(places.loc[near, "place_id"])


def walks_to(
    workspace: Workspace, viewer: Viewer, place_id: str, others: list[str]
) -> dict[str, tuple[float, bool]]:
    """Return how many metres one walks from a place to others, at most WITHIN_M, and whether that is a straight line.

    In the order of `others` without streets; straight lines are lengthened as the method says.
    """
    require(viewer, "see_register", WORKSPACE)
    if not others:
        return {}
    with workspace.store.reading() as reading:
        places = reading.frame("place", [place_id, *others]).set_index("id")
    spots = dict(zip(places.index, distances.targets(places["geometry"], places["entrances"]), strict=True))
    targets = np.array([spots[place] for place in others], dtype=object)
    source = np.array([spots[place_id]], dtype=object)
    measure = walking_distances.distances(workspace)
    if measure is not None:
        near = measure.near(source, targets, WITHIN_M)
        return {
            others[row.target]: (float(row.walk_m), bool(row.approx)) for row in near.itertuples(index=False)
        }
    by_air = shapely.distance(source[0], targets) * workspace.method.detour_factor
    return {place: (float(m), True) for place, m in zip(others, by_air, strict=True) if m <= WITHIN_M}


def held(tables: Tables, on: Grid, start: pd.Timestamp) -> dict[str, dict[str, Any]]:
    """Return a session of each place that is held in the hour from `start` by anybody; the one with most leaders."""
    end = start + timedelta(hours=1)
    by_place: dict[str, dict[str, Any]] = {}
    sessions = tables.sessions[~tables.sessions["leaders"].eq(0)]
    for row in sessions.sort_values("leaders", na_position="first", kind="stable").to_dict("records"):
        if any(occurrence.start < end and occurrence.end > start for occurrence in row_occurrences(row, on)):
            by_place[row["place_id"]] = {str(name): value for name, value in row.items()}
    return by_place


def open_venues(tables: Tables, on: Grid, start: pd.Timestamp) -> list[str]:
    """Return the places of VENUES that are open at any time of the hour from `start`."""
    venues = set(tables.places.loc[tables.places["kind"].isin(VENUES), "place_id"])
    inside = only_places(tables, venues)
    if inside.access.empty:
        return []
    columns = on.span(start.to_pydatetime(), (start + pd.Timedelta(hours=1)).to_pydatetime())
    opened = open_hours(inside, grid(inside, on.slots.minutes))
    return [opened.grid.place_ids[row] for row in np.flatnonzero(opened.open[:, columns].any(axis=1))]


def _activity_labels(
    workspace: Workspace, viewer: Viewer, activities: list[str]
) -> dict[str, tuple[str, str]]:
    """Return the kind of each activity and whose it is, where the viewer may know."""
    if not activities:
        return {}
    with workspace.store.reading() as reading:
        rows, orgs = reading.frame("activity", activities), reading.frame("organisation")
    names = dict(zip(orgs["id"], orgs["name"], strict=True))
    levels = dict(orgs.loc[orgs["session_sharing"].notna(), ["id", "session_sharing"]].to_numpy())
    return {
        row.id: (
            row.kind,
            names.get(row.organisation_id, "")
            if sees(viewer, levels.get(row.organisation_id, row.sharing), row.organisation_id)
            else "",
        )
        for row in rows.itertuples(index=False)
    }


def _leaders(row: dict[str, Any]) -> float | None:
    leaders = row.get("leaders")
    return None if leaders is None or leaders != leaders else float(leaders)
