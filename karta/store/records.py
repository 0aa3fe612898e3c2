"""The workspace as the method's tables: what `karta compute` reads from a folder, read from the store instead.

Everything of one call is of one revision. No rule of the method is applied here, except those about what is known of
a roster (stale or not, METHOD 3.5) and where a presence stands (METHOD 3.3), which need what only the store holds.
"""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer
from sqlalchemy import select

from karta.model import tables as declared
from karta.model.calendar import build_calendar, school_days
from karta.model.frames import check, empty
from karta.model.tables import Tables
from karta.settings import CRS_DEGREES, CRS_METRES, Method
from karta.store import nearness, rosters, staffing
from karta.store.database import Reading, Store
from karta.store.nearness import Distances
from karta.store.schema import places as p
from karta.store.schema import shifts as s
from karta.store.standing import standing

DAY = timedelta(days=1)
BREAK_KINDS = {"term": "term", "school_break": "break", "inset_day": "inset_day"}
DAY_FLAGS = ("school_day", "public_holiday", "weekend_night", "risk_evening")


def load_tables(
    store: Store,
    from_day: date,
    to_day: date,
    now: date,
    method: Method | None = None,
    distances: Distances | None = None,
) -> Tables:
    """Return the workspace as the method's tables for the service days from `from_day` to `to_day`, both included.

    `now` cuts off reports dated later. `method` replaces the settings of the workspace. `distances` measures how far
    it is to walk; left out, the straight line does (approximate).
    """
    with store.reading() as look:
        chosen = method or method_of(look)
        places = look.frame("place")
        lines = rosters.lines(look, from_day, to_day)
        lines = lines[lines["place_id"].isna() | lines["place_id"].isin(places["id"])].reset_index(drop=True)
        reach, legs, stops = standing(look, lines, places, chosen, distances)
        placed = _places(look, places, from_day)
        tables = Tables(
            method=chosen,
            from_day=from_day,
            to_day=to_day,
            places=placed,
            needs=_needs(look, placed, from_day),
            presences=rosters.presences(lines),
            calendar=_calendar(look, placed, from_day, to_day, chosen),
            access=_at(placed, _access(look)),
            sessions=_at(placed, _sessions(look, from_day, to_day)),
            reach=_at(placed, reach),
            route_legs=_at(placed, legs),
            stops=_at(placed, stops),
            sources=_at(placed, _sources(look, from_day, to_day, chosen)),
            delivered=rosters.delivered(look, lines, from_day, to_day, now),
            history=rosters.history(look, lines, from_day),
        )
        return staffing.staffed(look, lines, tables)


def method_of(look: Reading) -> Method:
    """Return the settings of the workspace; what nobody set is METHOD's default."""
    settings = look.frame("setting")
    said = dict(zip(settings["key"], settings["value"], strict=True))
    return Method(**{f.name: _typed(f.name, said[f.name]) for f in fields(Method) if said.get(f.name)})


def degrees(geometries: Any) -> tuple[Any, Any]:
    """Return latitude and longitude of a point within each geometry; NaN where there is none."""
    points = shapely.point_on_surface(np.asarray(geometries, dtype=object))
    to_degrees = Transformer.from_crs(CRS_METRES, CRS_DEGREES, always_xy=True)
    lon, lat = to_degrees.transform(shapely.get_x(points), shapely.get_y(points))
    unknown = np.isnan(shapely.get_x(points))
    return np.where(unknown, np.nan, lat), np.where(unknown, np.nan, lon)


def area_of(look: Reading, places: pd.DataFrame) -> list[str | None]:
    """Return the id of the area of each place: the one stated, else the one in which it lies, else None.

    Of several kinds of areas, that of the setting `area_kind`, else the first; on a border the area that came first.
    """
    areas = look.frame("area")
    areas = areas[areas["geometry"].notna()]
    wanted = look.frame("setting").set_index("key")["value"].get("area_kind")
    stated = list(places["area_id"])
    if areas.empty or places.empty:
        return stated
    kind = wanted or areas["kind"].iloc[0]
    areas = areas[areas["kind"] == kind].reset_index(drop=True)
    points = shapely.point_on_surface(places["geometry"].to_numpy(dtype=object))
    pairs = nearness.inside(areas["geometry"].to_numpy(dtype=object), points)
    first = pairs.drop_duplicates("place").set_index("place")["source"]
    return [own or (areas["id"][first[n]] if n in first.index else None) for n, own in enumerate(stated)]


def _at(places: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows at places that are still there: what hung on a retired place is out with it."""
    return frame[frame["place_id"].isin(places["place_id"])].reset_index(drop=True)


def _places(look: Reading, places: pd.DataFrame, from_day: date) -> pd.DataFrame:
    lat, lon = degrees(places["geometry"])
    ended = pd.Series(
        [until is not None and until < from_day for until in places["priority_until"]], dtype=bool
    )
    return check(
        places.rename(columns={"id": "place_id"}).assign(
            area_id=pd.Series(area_of(look, places), dtype=object),
            priority_weight=places["priority_weight"].where(~ended, 1.0),
            lat=lat,
            lon=lon,
        ),
        declared.PLACES,
    )


def _needs(look: Reading, places: pd.DataFrame, from_day: date) -> pd.DataFrame:
    """Return NEEDS: rules in force, and those that were until a later rule replaced them from a day on.

    A rule for a kind of place is written out for each of them, except where a rule of the place itself replaces it.
    """
    every = look.frame("need_rule", include_superseded=True)
    replaced_from: dict[str, date] = {}
    for old, begins in zip(every["replaces"], every["valid_from"], strict=True):
        if old is not None and begins is not None:
            replaced_from[old] = min(begins, replaced_from.get(old, begins))
    rows = []
    for rule in every.to_dict("records"):
        if rule["superseded_at"] is not pd.NaT:
            if rule["id"] not in replaced_from:
                continue
            last = replaced_from[rule["id"]] - DAY
            rule["valid_to"] = min(last, rule["valid_to"] or last)
            if last < from_day:
                continue
        rows += list(_written_out(rule, places))
    return check(pd.DataFrame(rows), declared.NEEDS) if rows else empty(declared.NEEDS)


def _written_out(rule: dict[Any, Any], places: pd.DataFrame) -> Iterator[dict[str, Any]]:
    row = {**rule, "rule_id": rule["id"], "start_local": rule["start"], "end_local": rule["end"]}
    if rule["place_id"] is not None:
        if rule["place_id"] in set(places["place_id"]):
            yield row
        return
    fitting = places[places["kind"] == rule["place_kind"]]
    if rule["area_id"] is not None:
        fitting = fitting[fitting["area_id"] == rule["area_id"]]
    for place_id in fitting["place_id"]:
        yield {**row, "rule_id": f"{rule['id']}/{place_id}", "place_id": place_id}


def _access(look: Reading) -> pd.DataFrame:
    hours = look.frame("access_hours")
    return check(hours.rename(columns={"start": "start_local", "end": "end_local"}), declared.ACCESS)


def _sessions(look: Reading, from_day: date, to_day: date) -> pd.DataFrame:
    """Return SESSIONS: activities at a place whose schedule may touch the period."""
    a, c = s.activity.c, s.schedule.c
    found = look.select(
        select(
            a.id.label("activity_id"), a.place_id, a.leaders, a.schedule_id, c.date, c.start, c.end, c.end_date,
            c.start_offset_min, c.end_offset_min, c.byday, c.rrule, c.valid_from, c.valid_to, c.exdates,
            c.school_days_only,
        )
        .join_from(s.activity, s.schedule, c.id == a.schedule_id)
        .where(
            a.superseded_at.is_(None),
            c.superseded_at.is_(None),
            a.place_id.is_not(None),
            rosters.in_period(from_day, to_day),
        )
        .order_by(a.id)
    )  # fmt: skip
    exdates = rosters.with_exceptions(look, found)
    dated = rosters.with_local_times(found, exdates)
    # A plain session says its times and its date apart; one with an end date or offsets needs date-times.
    full = found["end_date"].notna() | found["start_offset_min"].notna() | found["end_offset_min"].notna()
    return check(
        dated.assign(
            start_local=dated["start_local"].where(full, found["start"]),
            end_local=dated["end_local"].where(full, found["end"]),
            byday=found["byday"].fillna(""),
        ),
        declared.SESSIONS,
    )


def _sources(look: Reading, from_day: date, to_day: date, method: Method) -> pd.DataFrame:
    """Return SOURCES of a period; a roster known up to a moment is unknown from then on (METHOD 3.5).

    Known up to its own end; without one, until `stale_after_days` after its last confirmation.
    """
    e = look.frame("expected_source")
    org = look.select(select(p.organisation.c.id, p.organisation.c.name))
    names = dict(zip(org["id"], org["name"], strict=True))
    opens, closes = _moment(from_day, method), _moment(to_day + DAY, method)
    zone = ZoneInfo(method.timezone)
    rows = []
    for source in e.to_dict("records"):
        begin, end = source["from_local"] or opens, source["to_local"]
        if source["status"] == "known" and end is None:
            told = source["confirmed_on"] or source["recorded_at"].tz_convert(zone).date()
            end = _moment(told + timedelta(days=method.stale_after_days + 1), method)
        row = {
            "source_id": source["id"],
            "org": names.get(source["organisation_id"], ""),
            "place_id": source["place_id"],
            "status": source["status"],
        }
        known_until = min(end, closes) if source["from_local"] is None and end is not None else end or closes
        if begin < known_until and known_until > opens and begin < closes:
            rows.append({**row, "from_local": begin, "to_local": known_until})
        if source["status"] == "known" and end is not None and end < closes:
            stale = {"source_id": f"{source['id']}/stale", "status": "unknown"}
            rows.append({**row, **stale, "from_local": max(end, opens), "to_local": closes})
    return check(pd.DataFrame(rows), declared.SOURCES) if rows else empty(declared.SOURCES)


def _calendar(
    look: Reading, places: pd.DataFrame, from_day: date, to_day: date, method: Method
) -> pd.DataFrame:
    """Return CALENDAR: whole days as stated; the others built from terms, holidays and the municipality's word."""
    zone = ZoneInfo(method.timezone)
    built = build_calendar(from_day, to_day, own_days(look), _centre(look, places), zone)
    stated = look.frame("calendar_day")
    stated = stated[pd.Series([from_day <= day <= to_day for day in stated["date"]], dtype=bool)]
    if stated.empty:
        return built
    kept = built[~built["date"].isin(set(stated["date"]))]
    both = pd.concat([kept, check(stated, declared.CALENDAR)]) if len(kept) else stated
    return check(both.sort_values("date"), declared.CALENDAR)


def own_days(look: Reading) -> pd.DataFrame:
    """Return what the municipality itself says of days: date and any of the day flags, later rows counting."""
    rows = look.frame("calendar_row")
    terms = rows[rows["kind"].isin(BREAK_KINDS)]
    said = school_days(
        pd.DataFrame(
            {
                "start": terms["date"],
                "end": terms["date_to"].fillna(terms["date"]),
                "kind": terms["kind"].map(BREAK_KINDS),
            }
        )
    ).to_dict("records")
    for row in rows[rows["kind"].isin(DAY_FLAGS)].to_dict("records"):
        last = row["date_to"] or row["date"]
        said += [
            {"date": row["date"] + n * DAY, row["kind"]: True} for n in range((last - row["date"]).days + 1)
        ]
    return pd.DataFrame(said, columns=["date", *DAY_FLAGS], dtype=object)


def _centre(look: Reading, places: pd.DataFrame) -> tuple[float, float] | None:
    settings = look.frame("setting").set_index("key")["value"]
    if "centre_lat" in settings and "centre_lon" in settings:
        return float(settings["centre_lat"]), float(settings["centre_lon"])
    known = places.dropna(subset=["lat", "lon"])
    return (float(known["lat"].mean()), float(known["lon"].mean())) if len(known) else None


def _moment(day: date, method: Method) -> str:
    return datetime.combine(day, method.day_start_local).isoformat(timespec="minutes")


def _typed(name: str, text: str) -> Any:
    kind = {f.name: f.type for f in fields(Method)}[name]
    if kind is time:
        return time.fromisoformat(text)
    return kind(text) if kind in (int, float, str) else float(text)
