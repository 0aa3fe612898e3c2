"""What the register holds of places, and how complete it is."""

from collections import Counter
from datetime import date, timedelta

import pandas as pd

from karta.privacy import Viewer, require
from karta.services.workspace import Workspace
from karta.store.records import area_of, degrees


def places(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return the places: id, name, kind, area_id, area, parent_id, lat, lon, address, crisis, priority_weight,
    access_known, geometry and entrances (EPSG:3006), source, version.
    """
    require(viewer, "see_register")
    with workspace.store.reading() as look:
        found = look.frame("place")
        names = look.frame("area").set_index("id")["name"]
        areas = pd.Series(area_of(look, found), dtype=object)
    lat, lon = degrees(found["geometry"])
    columns = [
        "id", "name", "kind", "area_id", "area", "parent_id", "lat", "lon", "address", "crisis", "priority_weight",
        "access_known", "geometry", "entrances", "source", "version",
    ]  # fmt: skip
    return found.assign(area_id=areas, area=areas.map(names), lat=lat, lon=lon)[columns]


def completeness(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return for each place what is known of it, today.

    Columns: place_id, place, kind, has_geometry, access_known, decided, suggested (rules in force or to come),
    sources_known, sources_missing (rosters that are complete today, and that are not), confirmed_on (latest).
    """
    require(viewer, "see_register")
    today = workspace.today
    with workspace.store.reading() as look:
        found, rules, sources = look.frame("place"), look.frame("need_rule"), look.frame("expected_source")
    alive = rules[pd.Series([last is None or last >= today for last in rules["valid_to"]], dtype=bool)]
    known = source_known(sources, today, workspace.method.stale_after_days)
    rows = {
        "decided": Counter(alive.loc[alive["state"] == "decided", "place_id"]),
        "suggested": Counter(alive.loc[alive["state"] == "suggested", "place_id"]),
        "sources_known": Counter(sources.loc[known, "place_id"]),
        "sources_missing": Counter(sources.loc[~known, "place_id"]),
    }
    latest = sources.dropna(subset=["confirmed_on"]).groupby("place_id")["confirmed_on"].max()
    return pd.DataFrame(
        {
            "place_id": found["id"],
            "place": found["name"],
            "kind": found["kind"],
            "has_geometry": found["geometry"].notna(),
            "access_known": found["access_known"],
            **{name: [counts[place] for place in found["id"]] for name, counts in rows.items()},
            "confirmed_on": found["id"].map(latest).astype(object),
        }
    )


def source_known(sources: pd.DataFrame, today: date, stale_after_days: int) -> "pd.Series[bool]":
    """Return which expected sources are complete today (METHOD 3.5)."""
    known = []
    for row in sources.to_dict("records"):
        told = row["confirmed_on"] or row["recorded_at"].date()
        fresh = told + timedelta(days=stale_after_days) >= today
        ends = row["to_local"]
        known.append(row["status"] == "known" and (fresh if ends is None else ends[:10] > today.isoformat()))
    return pd.Series(known, index=sources.index, dtype=bool)
