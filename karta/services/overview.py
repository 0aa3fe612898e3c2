"""What the register holds of places, how complete it is, and what may stand in it twice."""

from collections import Counter
from datetime import date, timedelta

import pandas as pd
import shapely

from karta.model.place import name_key
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


def merge_suggestions(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return what may be the same thing twice, for a person to judge; nothing is merged.

    Columns: what (place, organisation), why (same_point, same_name), row_id, name, other_id, other_name. Places at
    the same point to the metre that are not parts of each other, organisations of the same name but for its writing.
    """
    require(viewer, "see_register")
    columns = ["what", "why", "row_id", "name", "other_id", "other_name"]
    with workspace.store.reading() as look:
        spots, orgs = look.frame("place"), look.frame("organisation")
    rows = [("place", "same_point", *pair) for pair in _same_point(spots)]
    by_name: dict[str, tuple[str, str]] = {}
    for org_id, name in zip(orgs["id"], orgs["name"], strict=True):
        first = by_name.setdefault("".join(filter(str.isalnum, name_key(name))), (org_id, name))
        if first[0] != org_id:
            rows.append(("organisation", "same_name", *first, org_id, name))
    return pd.DataFrame(rows, columns=columns)


def _same_point(spots: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    spots = spots[spots["geometry"].notna()].reset_index(drop=True)
    middle = shapely.point_on_surface(spots["geometry"].to_numpy(dtype=object))
    one, other = shapely.STRtree(middle).query(middle, predicate="dwithin", distance=1.0)
    ids, names, parents = (list(spots[name]) for name in ("id", "name", "parent_id"))
    return [
        (ids[a], names[a], ids[b], names[b])
        for a, b in sorted(zip(one.tolist(), other.tolist(), strict=True))
        if a < b and parents[a] != ids[b] and parents[b] != ids[a]
    ]
