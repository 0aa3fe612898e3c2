"""What the register holds of places, and how complete it is."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from karta.privacy import WORKSPACE, Resource, Viewer, require
from karta.services.workspace import Workspace
from karta.store import organisation_rows
from karta.store.database import Reading
from karta.store.records import area_of, degrees

# Kinds of places that are schools.
SCHOOLS = ("school", "upper_secondary")


def places(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return the places: id, name, kind, area_id, area, parent_id, lat, lon, address, crisis, crisis_room,
    around_min, priority_weight, access_known, geometry and entrances (EPSG:3006), source, version.
    """
    require(viewer, "see_register", WORKSPACE)
    with workspace.store.reading() as reading:
        place_rows = reading.frame("place")
        names = reading.frame("area").set_index("id")["name"]
        areas = pd.Series(area_of(reading, place_rows), dtype=object)
    lat, lon = degrees(place_rows["geometry"])
    columns = [
        "id", "name", "kind", "area_id", "area", "parent_id", "lat", "lon", "address", "crisis", "crisis_room",
        "around_min", "priority_weight", "access_known", "geometry", "entrances", "source", "version",
    ]  # fmt: skip
    return place_rows.assign(area_id=areas, area=areas.map(names), lat=lat, lon=lon)[columns]


def opening_hours(workspace: Workspace, viewer: Viewer, place_id: str) -> pd.DataFrame:
    """Return when a place can be entered: days, start_local, end_local, valid_from, valid_to."""
    require(viewer, "see_register", WORKSPACE)
    with workspace.store.reading() as reading:
        rows = reading.frame("access_hours")
    own = rows[rows["place_id"] == place_id].rename(columns={"start": "start_local", "end": "end_local"})
    return own[["days", "start_local", "end_local", "valid_from", "valid_to"]].reset_index(drop=True)


def own_schools(workspace: Workspace, viewer: Viewer) -> list[str]:
    """Return the schools (ids, by name) where the viewer's organisation has a line, session or expected roster."""
    require(viewer, "see_register", WORKSPACE)
    if viewer.home_id is None:
        return []
    with workspace.store.reading() as reading:
        own = reading.frame("place", sorted(organisation_rows.place_ids(reading, viewer.home_id)))
    schools = own[own["kind"].isin(SCHOOLS)].sort_values("name", key=lambda names: names.str.casefold())
    return [str(place_id) for place_id in schools["id"]]


def resource(reading: Reading, row: Mapping[str, Any]) -> Resource:
    """Return a place (its stored row) as the policy is asked about it: whose it is and in which area it lies."""
    (area_id,) = area_of(reading, reading.frame("place", [row["id"]]))
    owner = row["owner_org_id"]
    return Resource(frozenset([owner] if owner else []), frozenset([area_id] if area_id else []))


def completeness(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return for each place what is known of it, today.

    Columns: place_id, place, kind, has_geometry, access_known, decided, suggested (rules in force or to come),
    sources_known, sources_missing (rosters that are complete today, and that are not), confirmed_on (latest).
    """
    require(viewer, "see_register", WORKSPACE)
    today = workspace.today
    with workspace.store.reading() as reading:
        place_rows, rules, sources = (
            reading.frame("place"),
            reading.frame("need_rule"),
            reading.frame("expected_source"),
        )
    alive = rules[pd.Series([last is None or last >= today for last in rules["valid_to"]], dtype=bool)]
    is_known = source_known(sources, today, workspace.method.stale_after_days)
    rows = {
        "decided": Counter(alive.loc[alive["state"] == "decided", "place_id"]),
        "suggested": Counter(alive.loc[alive["state"] == "suggested", "place_id"]),
        "sources_known": Counter(sources.loc[is_known, "place_id"]),
        "sources_missing": Counter(sources.loc[~is_known, "place_id"]),
    }
    latest = sources.dropna(subset=["confirmed_on"]).groupby("place_id")["confirmed_on"].max()
    return pd.DataFrame(
        {
            "place_id": place_rows["id"],
            "place": place_rows["name"],
            "kind": place_rows["kind"],
            "has_geometry": place_rows["geometry"].notna(),
            "access_known": place_rows["access_known"],
            **{name: [counts[place] for place in place_rows["id"]] for name, counts in rows.items()},
            "confirmed_on": place_rows["id"].map(latest).astype(object),
        }
    )


def source_known(sources: pd.DataFrame, today: date, stale_after_days: int) -> "pd.Series[bool]":
    """Return which expected sources are complete today (METHOD 3.5)."""
    flags = []
    for row in sources.to_dict("records"):
        confirmed_on = row["confirmed_on"] or row["recorded_at"].date()
        fresh = confirmed_on + timedelta(days=stale_after_days) >= today
        ends = row["to_local"]
        flags.append(row["status"] == "known" and (fresh if ends is None else ends[:10] > today.isoformat()))
    return pd.Series(flags, index=sources.index, dtype=bool)
