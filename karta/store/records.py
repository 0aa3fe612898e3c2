"""The workspace as the method's tables: what `karta compute` reads from a folder, read from the store instead.

Everything of one call is of one revision. No rule of the method is applied here, except those about what is known of
a roster (stale or not, METHOD 3.5) and where a presence stands (METHOD 3.3), which need what only the store holds.
"""

from dataclasses import fields
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import Transformer
from sqlalchemy import select

from karta.model import tables as declared
from karta.model.calendar import build_calendar, school_days
from karta.model.computable import computable
from karta.model.frames import check, empty
from karta.model.tables import Tables
from karta.model.walltime import DAY
from karta.settings import CRS_DEGREES, CRS_METRES, Method
from karta.store import distances as store_distances
from karta.store import expected_sources, rosters, settings, staffing
from karta.store.crowd_events import with_crowd_events
from karta.store.database import Reading, Store
from karta.store.distances import Distances
from karta.store.passed_over import sound_lines, sound_periods, sound_places
from karta.store.presence_places import presence_tables
from karta.store.schema import shifts as s

BREAK_KINDS = {"term": "term", "school_break": "break", "inset_day": "inset_day"}
# What is read of a table here, as it is called there.
PLACE = ("id", "name", "kind", "area_id", "geometry", "entrances", "around_min", "priority_weight",
         "priority_until")  # fmt: skip
CALENDAR_ROW = ("id", "kind", "date", "date_to")
ACCESS_HOURS = ("place_id", "days", "start", "end", "valid_from", "valid_to")
NEED_RULE = (
    "id", "place_kind", "area_id", "start", "end", "replaces", "superseded_at",
    *(name for name in declared.NEEDS.names if name not in {"rule_id", "start_local", "end_local"}),
)  # fmt: skip
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

    Rows that cannot be computed are left out and named in `passed_over`. `now` cuts off reports dated later. `method`
    replaces the settings of the workspace. `distances` measures how far it is to walk; left out, the straight line
    does (approximate).
    """
    with store.reading() as reading:
        chosen = method or method_of(reading)
        places, odd_places = sound_places(reading.frame("place", columns=PLACE))
        lines = rosters.lines(reading, from_day, to_day)
        lines = lines[lines["place_id"].isna() | lines["place_id"].isin(places["id"])].reset_index(drop=True)
        lines, odd_lines = sound_lines(lines)
        reach, legs, stops = presence_tables(reading, lines, places, chosen, distances)
        placed = _places(reading, places, from_day)
        _, odd_periods = sound_periods(reading.frame("calendar_row", columns=CALENDAR_ROW))
        tables = Tables(
            method=chosen,
            from_day=from_day,
            to_day=to_day,
            places=placed,
            needs=_needs(reading, placed, from_day),
            presences=rosters.presences(lines),
            calendar=_calendar(reading, placed, from_day, to_day, chosen),
            access=_at(placed, _access(reading)),
            sessions=_at(placed, _sessions(reading, from_day, to_day)),
            reach=_at(placed, reach),
            route_legs=_at(placed, legs),
            stops=_at(placed, stops),
            sources=_at(placed, expected_sources.sources(reading, from_day, to_day, chosen)),
            delivered=rosters.delivered(reading, lines, from_day, to_day, now),
            history=rosters.history(reading, lines, from_day),
            passed_over=(*odd_places, *odd_lines, *odd_periods),
        )
        return staffing.staffed(reading, lines, with_crowd_events(reading, computable(tables)))


def method_of(reading: Reading) -> Method:
    """Return the settings of the workspace; what nobody set is METHOD's default."""
    by_key = settings.every(reading)
    chosen = {f.name: by_key.get(f.name) for f in fields(Method)}
    return Method(**{name: _typed(name, value) for name, value in chosen.items() if value})


def degrees(geometries: Any) -> tuple[Any, Any]:
    """Return latitude and longitude of a point within each geometry; NaN where there is none."""
    points = shapely.point_on_surface(np.asarray(geometries, dtype=object))
    to_degrees = Transformer.from_crs(CRS_METRES, CRS_DEGREES, always_xy=True)
    lon, lat = to_degrees.transform(shapely.get_x(points), shapely.get_y(points))
    unknown = np.isnan(shapely.get_x(points))
    return np.where(unknown, np.nan, lat), np.where(unknown, np.nan, lon)


def area_of(reading: Reading, places: pd.DataFrame) -> list[str | None]:
    """Return the id of the area of each place: the one stated, else the one in which it lies, else None.

    Of several kinds of areas, that of the setting `area_kind`, else the first; on a border the area that came first.
    """
    areas = reading.frame("area", columns=("id", "kind", "geometry"))
    areas = areas[areas["geometry"].notna()]
    wanted = settings.every(reading).get("area_kind")
    stated = list(places["area_id"])
    if areas.empty or places.empty:
        return stated
    kind = wanted or areas["kind"].iloc[0]
    areas = areas[areas["kind"] == kind].reset_index(drop=True)
    points = shapely.point_on_surface(places["geometry"].to_numpy(dtype=object))
    pairs = store_distances.inside(areas["geometry"].to_numpy(dtype=object), points)
    first = pairs.drop_duplicates("place").set_index("place")["source"]
    return [own or (areas["id"][first[n]] if n in first.index else None) for n, own in enumerate(stated)]


def _at(places: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows at places that are still there, without those of retired places."""
    return frame[frame["place_id"].isin(places["place_id"])].reset_index(drop=True)


def _places(reading: Reading, places: pd.DataFrame, from_day: date) -> pd.DataFrame:
    lat, lon = degrees(places["geometry"])
    ended = pd.Series(
        [until is not None and until < from_day for until in places["priority_until"]], dtype=bool
    )
    return check(
        places.rename(columns={"id": "place_id"}).assign(
            area_id=pd.Series(area_of(reading, places), dtype=object),
            priority_weight=places["priority_weight"].where(~ended, 1.0),
            lat=lat,
            lon=lon,
        ),
        declared.PLACES,
    )


def _needs(reading: Reading, places: pd.DataFrame, from_day: date) -> pd.DataFrame:
    """Return NEEDS: rules in force, and those that were until a later rule replaced them from a day on.

    A rule for a kind of place is written out for each of them, except where a rule of the place itself replaces it.
    """
    every = reading.frame("need_rule", include_superseded=True, columns=NEED_RULE)
    replaced_from: dict[str, date] = {}
    for old, begins in zip(every["replaces"], every["valid_from"], strict=True):
        if old is not None and begins is not None:
            replaced_from[old] = min(begins, replaced_from.get(old, begins))
    valid_to, in_force = list(every["valid_to"]), np.ones(len(every), dtype=bool)
    for number in np.flatnonzero(every["superseded_at"].notna()):
        begins = replaced_from.get(every["id"].iloc[number])
        if begins is not None:
            valid_to[number] = min(begins - DAY, valid_to[number] or begins - DAY)
        in_force[number] = begins is not None and begins - DAY >= from_day
    numbers, place_ids = _written_out(every, in_force, places)
    if not len(numbers):
        return empty(declared.NEEDS)
    rules = every.assign(valid_to=pd.Series(valid_to, dtype=object)).iloc[numbers].reset_index(drop=True)
    rule_ids = rules["id"].where(rules["place_id"].notna(), rules["id"] + "/" + place_ids)
    rules = rules.rename(columns={"start": "start_local", "end": "end_local"})
    written = rules.assign(rule_id=rule_ids, place_id=place_ids)
    # Made anew from lists, so that a column of texts is one, with blanks, whatever stands in its first rows.
    cells = {name: written[name].tolist() for name in declared.NEEDS.names}
    return check(pd.DataFrame(cells), declared.NEEDS)


def _written_out(
    rules: pd.DataFrame, in_force: npt.NDArray[np.bool_], places: pd.DataFrame
) -> tuple[npt.NDArray[np.int64], "pd.Series[str]"]:
    """Return the numbers of the rules in force, repeated for each place that they are for, and those places."""
    of_place = rules["place_id"].notna().to_numpy()
    own = np.flatnonzero(in_force & of_place & rules["place_id"].isin(places["place_id"]).to_numpy())
    numbers, place_ids = [own], [rules["place_id"].iloc[own]]
    for number in np.flatnonzero(in_force & ~of_place):
        kind, area = rules["place_kind"].iloc[number], rules["area_id"].iloc[number]
        fitting = (
            places["kind"] == kind if area is None else (places["kind"] == kind) & (places["area_id"] == area)
        )
        place_ids.append(places.loc[fitting, "place_id"])
        numbers.append(np.full(len(place_ids[-1]), number))
    every = np.concatenate(numbers)
    order = np.argsort(every, kind="stable")
    return every[order], pd.concat(place_ids, ignore_index=True).iloc[order].reset_index(drop=True)


def _access(reading: Reading) -> pd.DataFrame:
    hours = reading.frame("access_hours", columns=ACCESS_HOURS)
    return check(hours.rename(columns={"start": "start_local", "end": "end_local"}), declared.ACCESS)


def _sessions(reading: Reading, from_day: date, to_day: date) -> pd.DataFrame:
    """Return SESSIONS: activities at a place whose schedule may touch the period."""
    a, c = s.activity.c, s.schedule.c
    frame = reading.select(
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
    exdates = rosters.with_exceptions(reading, frame)
    dated = rosters.with_local_times(frame, exdates)
    # A plain session says its times and its date apart; one with an end date or offsets needs date-times.
    full = frame["end_date"].notna() | frame["start_offset_min"].notna() | frame["end_offset_min"].notna()
    return check(
        dated.assign(
            start_local=dated["start_local"].where(full, frame["start"]),
            end_local=dated["end_local"].where(full, frame["end"]),
            byday=frame["byday"].fillna(""),
        ),
        declared.SESSIONS,
    )


def _calendar(
    reading: Reading, places: pd.DataFrame, from_day: date, to_day: date, method: Method
) -> pd.DataFrame:
    """Return CALENDAR: whole days as stated; the others built from terms, holidays and the municipality's own days."""
    zone = ZoneInfo(method.timezone)
    own = own_days(reading)
    of_period = own[pd.Series([from_day <= day <= to_day + DAY for day in own["date"]], dtype=bool)]
    built = build_calendar(from_day, to_day, of_period, _centre(reading, places), zone)
    stated = reading.frame("calendar_day", columns=declared.CALENDAR.names)
    stated = stated[pd.Series([from_day <= day <= to_day for day in stated["date"]], dtype=bool)]
    if stated.empty:
        return built
    others = built[~built["date"].isin(set(stated["date"]))]
    both = pd.concat([others, check(stated, declared.CALENDAR)]) if len(others) else stated
    return check(both.sort_values("date"), declared.CALENDAR)


def risk_evenings(reading: Reading) -> list[date]:
    """Return the risk evenings that the municipality has named, in order."""
    rows, _ = sound_periods(reading.frame("calendar_row", columns=CALENDAR_ROW))
    named_days = rows[rows["kind"] == "risk_evening"]
    days = {
        first + n * DAY
        for first, last in zip(named_days["date"], named_days["date_to"], strict=True)
        for n in range(((last or first) - first).days + 1)
    }
    return sorted(days)


def own_days(reading: Reading) -> pd.DataFrame:
    """Return the municipality's own days: date and any of the day flags; of two about a date the later row counts."""
    rows, _ = sound_periods(reading.frame("calendar_row", columns=CALENDAR_ROW))
    terms = rows[rows["kind"].isin(BREAK_KINDS)]
    days = school_days(
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
        days += [
            {"date": row["date"] + n * DAY, row["kind"]: True} for n in range((last - row["date"]).days + 1)
        ]
    return pd.DataFrame(days, columns=["date", *DAY_FLAGS], dtype=object)


def _centre(reading: Reading, places: pd.DataFrame) -> tuple[float, float] | None:
    by_key = settings.every(reading)
    lat, lon = by_key.get("centre_lat"), by_key.get("centre_lon")
    if lat is not None and lon is not None:
        return float(lat), float(lon)
    located = places.dropna(subset=["lat", "lon"])
    return (float(located["lat"].mean()), float(located["lon"].mean())) if len(located) else None


def _typed(name: str, text: str) -> Any:
    kind = {f.name: f.type for f in fields(Method)}[name]
    if kind is time:
        return time.fromisoformat(text)
    return kind(text) if kind in (int, float, str) else float(text)
