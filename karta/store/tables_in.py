"""Storing the method's tables in a workspace: the opposite of `records.load_tables`.

For folders of `karta compute`, which state distances but no geometry: they come back out as they went in.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import pandas as pd

from karta.model.place import Located
from karta.model.tables import Tables
from karta.store.acts import Act
from karta.store.schema import TABLES

_LOCATED = {
    "route": Located.ROUTE,
    "area": Located.AREA,
    "digital": Located.DIGITAL,
    "stationary": Located.POINT,
}
_WHEN = ("date", "byday", "rrule", "valid_from", "valid_to", "exdates", "school_days_only")
_PARTY = ("kind", "mode", "adults", "young_leaders", "trained", "status", "sharing")

# Table of the store -> id in the folder -> id in the store.
Ids = dict[str, dict[str, str]]


def save_tables(act: Act, tables: Tables) -> Ids:
    """Store tables in an empty workspace and return the stored ids, by table of the store.

    Candidate shifts and the equity table are questions, not register rows, and stay outside.
    """
    areas = list(dict.fromkeys(tables.places["area_id"].dropna()))
    stored = act.insert("area", [{"name": name, "code": name} for name in areas])
    ids: Ids = {"area": dict(zip(areas, stored, strict=True))}
    _insert(act, ids, "place", tables.places, "place_id")
    _insert(act, ids, "need_rule", _times(tables.needs), "rule_id")
    _insert(act, ids, "access_hours", _times(tables.access))
    ids["organisation"] = _organisations(act, tables)
    _save_shifts(act, tables, ids)
    _save_sessions(act, tables, ids)
    sources = tables.sources.assign(organisation_id=tables.sources["org"])
    _insert(act, ids, "expected_source", sources, "source_id")
    if tables.delivered is not None:
        _insert(act, ids, "report", tables.delivered.assign(party_id=tables.delivered["presence_id"]))
    _insert(act, ids, "calendar_day", tables.calendar)
    settings = {f.name: getattr(tables.method, f.name) for f in fields(tables.method)}
    act.insert("setting", [{"key": k, "value": str(v)} for k, v in settings.items() if v is not None])
    return ids


def _organisations(act: Act, tables: Tables) -> dict[str, str]:
    """Store the organisations of rosters and sources; one is admitted where its lines are."""
    by_name: dict[str, dict[str, Any]] = {}
    for row in tables.presences.to_dict("records"):
        admitted = {"admitted_on": tables.from_day, "admitted_by": "tables"} if row["admitted"] else {}
        by_name.setdefault(row["org"], {"name": row["org"], "sector": row["sector"], **admitted})
    for name in tables.sources["org"]:
        by_name.setdefault(name, {"name": name})
    return dict(zip(by_name, act.insert("organisation", by_name.values()), strict=True))


def _save_shifts(act: Act, tables: Tables, ids: Ids) -> None:
    past = tables.history.set_index("presence_id")
    shifts: dict[str, str] = {}
    shift_of: dict[str, str] = {}
    parties = []
    for row in tables.presences.to_dict("records"):
        when = schedule_row(row)
        # Parties of one shift share its schedule; lines that only count together keep schedules of their own.
        shift = f"{row['shift_id'] or row['presence_id']} {sorted(when.items(), key=str)} {row['geometry']}"
        if shift not in shifts:
            series = act.insert("schedule", [when])[0]
            located = {"located": _LOCATED[row["geometry"]], "min_team": row["min_adults"]}
            shifts[shift] = act.insert("shift", [{"schedule_id": series, **located}])[0]
        parties.append(
            {
                **{name: row[name] for name in _PARTY},
                "shift_id": shifts[shift],
                "organisation_id": ids["organisation"][row["org"]],
                "earlier_scheduled": past["scheduled"].get(row["presence_id"]),
                "earlier_delivered": past["delivered"].get(row["presence_id"]),
            }
        )
        shift_of[row["presence_id"]] = shifts[shift]
    stored = act.insert("shift_party", parties)
    ids["shift_party"] = dict(zip(tables.presences["presence_id"], stored, strict=True))
    _insert(act, ids, "reach", tables.reach.assign(party_id=tables.reach["presence_id"]))
    _insert(act, ids, "route_leg", tables.route_legs.assign(party_id=tables.route_legs["presence_id"]))
    stops = tables.stops.assign(shift_id=tables.stops["presence_id"].map(shift_of))
    _insert(act, ids, "shift_stop", _times(stops))


def _save_sessions(act: Act, tables: Tables, ids: Ids) -> None:
    rows = tables.sessions.to_dict("records")
    series = act.insert("schedule", [schedule_row(row) for row in rows])
    _insert(act, ids, "activity", tables.sessions.assign(schedule_id=series))


def schedule_row(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return the schedule of a row with `start_local` and `end_local`, times or date-times."""
    when = {name: row.get(name) for name in _WHEN}
    start, end = str(row["start_local"]), str(row["end_local"])
    if "T" not in start:
        return {**when, "start": start, "end": end}
    return {
        **when,
        "date": start[:10],
        "start": start[11:16],
        "end": end[11:16],
        "end_date": end[:10],
        "start_offset_min": _offset(start[16:]),
        "end_offset_min": _offset(end[16:]),
    }


def _offset(text: str) -> float | None:
    if not text:
        return None
    if text == "Z":
        return 0.0
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return float(-minutes if text[0] == "-" else minutes)


def _times(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.rename(columns={"start_local": "start", "end_local": "end"})


def _insert(act: Act, ids: Ids, table: str, frame: pd.DataFrame, key: str | None = None) -> None:
    """Store the columns of a frame that the table has, with references turned into stored ids."""
    names = [name for name in frame.columns if name in TABLES[table].c]
    rows = frame[names].to_dict("records")
    for column in TABLES[table].c:
        for key_of in column.foreign_keys if column.name in names else ():
            stored_ids = ids.get(key_of.column.table.name, {})
            for row in rows:
                row[column.name] = stored_ids.get(row[column.name], row[column.name])
    stored = act.insert(table, [{str(k): v for k, v in row.items()} for row in rows])
    if key is not None:
        ids[table] = dict(zip(frame[key], stored, strict=True))
