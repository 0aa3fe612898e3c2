"""What is open tonight for everybody's eyes: activities and places that were said yes to, from now until the day ends.

Nothing else of a workspace enters here: no need, no shift, no roster, no number of adults, and nothing that is unknown.
A cancelled date is left out as if it had never been there.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import lru_cache
from math import hypot
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

import pandas as pd
import shapely

from karta.coverage.windows import in_force
from karta.model.calendar import DayFlags, parse_days, service_day_of, window
from karta.model.computable import access_fault, schedule_fault
from karta.model.schedule import Schedule, occurrences, parse_time
from karta.model.walltime import instant
from karta.privacy import WORKSPACE, Viewer, require, sees
from karta.services.register import open_side
from karta.services.workspace import Workspace
from karta.store import open_activities
from karta.store import sessions as stored
from karta.store.cells import Row
from karta.store.database import Reading, Store
from karta.store.records import area_of, degrees, method_of

DAY = timedelta(days=1)
# Near is a walk of a quarter of an hour. [K]
NEAR_M = 1_000.0
# How far an edge may lie from where it is drawn: less than a point of the drawing in a town of ten kilometres.
COARSE_M = 40.0
# Whose activities need no yes of an association.
MUNICIPALITY = "municipality"
LABELS = ("girls", "adapted")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as everybody may know it; `east`, `north`: metres of EPSG:3006, None where nobody has said where."""

    key: str
    name: str
    kind: str
    address: str = ""
    area: str = ""
    lat: float | None = None
    lon: float | None = None
    east: float | None = None
    north: float | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """An activity, or a place whose door is open (`is_activity` no), with its local hours; None is unknown."""

    key: str
    is_activity: bool
    kind: str
    title: str
    organisation: str
    organisation_key: str
    spot: Spot
    start: datetime
    end: datetime
    age_from: int | None = None
    age_to: int | None = None
    girls: bool = False
    adapted: bool = False
    free: bool | None = None
    drop_in: bool | None = None
    membership: bool | None = None
    languages: tuple[str, ...] = ()
    accessibility: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody looks for; nothing chosen shows all. `near` is the key of a place that is shown to everybody."""

    age: int | None = None
    free: bool = False
    drop_in: bool = False
    girls: bool = False
    adapted: bool = False
    language: str = ""
    near: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """The edge of an area in which something is open, as points in metres of EPSG:3006."""

    area: str
    points: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Tonight:
    """What is open from `at` on, by area and time, the places that one can choose to look near, and edges of areas."""

    at: datetime
    open: tuple[Open, ...]
    places: tuple[Spot, ...]
    outlines: tuple[Outline, ...] = ()


def tonight(workspace: Workspace, viewer: Viewer) -> Tonight:
    """Return what is open now and later in this service day, as everybody may know it, whoever asks.

    Raises
    ------
    NotFoundError
        `open_side_off` where the workspace has no open side.
    """
    require(viewer, "see_register", WORKSPACE)
    open_side.require_open(workspace)
    if not sees(viewer, open_activities.PUBLIC, None):
        return Tonight(workspace.now().astimezone(workspace.zone), (), ())
    minute = workspace.now().replace(second=0, microsecond=0)
    return _as_stored(workspace.store, workspace.store.revision(), minute)


# Everybody is answered the same, and many at once: it is read once a minute as long as nothing is stored.
@lru_cache(maxsize=8)
def _as_stored(store: Store, _revision: int, now: datetime) -> Tonight:
    with store.reading() as reading:
        method = method_of(reading)
        zone = ZoneInfo(method.timezone)
        day = service_day_of(now, zone, method.day_start_local)
        ends = instant(datetime.combine(day + DAY, method.day_start_local), zone)
        rows = [
            row
            for row in open_activities.shared(reading, day, day)
            if _is_said_yes_to(row) and not schedule_fault(row)
        ]
        shown_places = open_activities.public_places(reading)
        spots = _spots(reading, {*shown_places, *(row["place_id"] for row in rows)})
        flags = stored.days(reading, day - DAY, day + DAY)
        hours = open_activities.opening_rows(reading, [place for place in shown_places if place in spots])
        areas = reading.frame("area", columns=("id", "name", "geometry"))
    school = frozenset(each.date for each in flags if each.school_day is True)
    listing = [
        _activity(row, spots[row["place_id"]], span.start.astimezone(zone), span.end.astimezone(zone))
        for row in rows
        if row["place_id"] in spots
        for span in occurrences(Schedule.from_row(row), day - DAY, day + DAY, zone, school).occurrences
        if span.end > now and span.start < ends
    ]
    today = next(each for each in flags if each.date == day)
    listing += [
        _door(spots[place], start.astimezone(zone), end.astimezone(zone))
        for place, windows in _windows(hours, today, zone, method.day_start_local).items()
        for start, end in _joined(windows)
        if end > now
    ]
    return Tonight(
        now.astimezone(zone),
        tuple(sorted(listing, key=_order)),
        tuple(sorted((spots[place] for place in shown_places if place in spots), key=lambda spot: spot.name)),
        _outlines(areas, {each.spot.area for each in listing}),
    )


def _windows(
    hours: list[Row], today: DayFlags, zone: ZoneInfo, day_start: time
) -> dict[str, list[tuple[datetime, datetime]]]:
    """Return from when to when each place is open on a day; hours that cannot be computed are left out."""
    by_place: dict[str, list[tuple[datetime, datetime]]] = {}
    for row in hours:
        if (
            access_fault(row)
            or not in_force(row, today.date)
            or not parse_days(str(row["days"])).matches(today)
        ):
            continue
        opens, closes = parse_time(row["start_local"]), parse_time(row["end_local"])
        by_place.setdefault(row["place_id"], []).append(window(opens, closes, today.date, zone, day_start))
    return by_place


def matching(shown: Tonight, wish: Wish) -> Tonight:
    """Return what answers to a wish. An age that nobody has stated is not held against an activity; all else is."""
    near = next((spot for spot in shown.places if spot.key == wish.near), None)
    return replace(shown, open=tuple(each for each in shown.open if _fits(each, wish, near)))


def speeches(entries: Iterable[Open]) -> list[str]:
    """Return the codes of the languages that are spoken at what is open, sorted."""
    return sorted({language for each in entries for language in each.languages})


def _fits(each: Open, wish: Wish, near: Spot | None) -> bool:
    if wish.age is not None and not (each.age_from or 0) <= wish.age <= (each.age_to or 200):
        return False
    if any(getattr(wish, name) and getattr(each, name) is not True for name in ("free", "drop_in", *LABELS)):
        return False
    if wish.language and wish.language not in each.languages:
        return False
    return not wish.near or (near is not None and _is_near(each.spot, near))


def _is_near(one: Spot, other: Spot) -> bool:
    if one.east is None or one.north is None or other.east is None or other.north is None:
        return False
    return hypot(one.east - other.east, one.north - other.north) <= NEAR_M


def _is_said_yes_to(row: Row) -> bool:
    """Tell whether an activity may be shown: an association's after its yes, and whom it is for after one to that."""
    yes = frozenset((row["public_yes"] or "").split(";"))
    if any(row[label] is True and label not in yes for label in LABELS):
        return False
    return row["sector"] == MUNICIPALITY or "shown" in yes


def _joined(windows: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Return windows in order, those that meet or overlap as one; empty ones are left out."""
    joined: list[tuple[datetime, datetime]] = []
    for start, end in sorted(span for span in windows if span[0] < span[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _outlines(areas: pd.DataFrame, names: set[str]) -> tuple[Outline, ...]:
    """Return the edges of the areas of those names, coarse as a small drawing is."""
    chosen = areas[areas["name"].isin(names) & areas["geometry"].notna()]
    parts = (
        (str(name), part)
        for name, geometry in zip(chosen["name"], chosen["geometry"], strict=True)
        for part in shapely.get_parts(shapely.simplify(geometry, COARSE_M))
        if part.geom_type == "Polygon"
    )
    return tuple(
        Outline(name, tuple((round(east), round(north)) for east, north in part.exterior.coords))
        for name, part in parts
    )


def _spots(reading: Reading, place_ids: set[str]) -> dict[str, Spot]:
    frame = reading.frame("place", sorted(place_ids))
    if frame.empty:
        return {}
    names = reading.frame("area", columns=("id", "name")).set_index("id")["name"]
    areas = area_of(reading, frame)
    points = shapely.point_on_surface(frame["geometry"].to_numpy(dtype=object))
    lat, lon = degrees(frame["geometry"])
    return {
        row["id"]: Spot(
            public_key(row["id"]), row["name"], row["kind"], row["address"] or "",
            str(names.get(area, "")) if area else "",
            *((None, None, None, None) if point is None else
              (round(float(lat[n]), 5), round(float(lon[n]), 5), float(point.x), float(point.y))),
        )
        for n, (row, area, point) in enumerate(zip(frame.to_dict("records"), areas, points, strict=True))
    }  # fmt: skip


def public_key(row_id: str) -> str:
    """Return the id by which everybody knows a row: its own says when it was stored, and after how many acts."""
    return str(uuid5(NAMESPACE_URL, f"karta:{row_id}"))


def _activity(row: Row, spot: Spot, start: datetime, end: datetime) -> Open:
    return Open(
        key=public_key(row["id"]), is_activity=True, kind=row["kind"], title=row["title"] or "",
        organisation=row["organisation"], organisation_key=public_key(row["organisation_id"]), spot=spot, start=start,
        end=end, age_from=_age(row["age_from"]), age_to=_age(row["age_to"]), girls=row["girls"] is True,
        adapted=row["adapted"] is True, free=_known(row["free"]), drop_in=_known(row["drop_in"]),
        membership=_known(row["membership"]), accessibility=row["accessibility"] or "",
        languages=tuple(sorted(filter(None, (row["languages"] or "").split(";")))),
    )  # fmt: skip


def _door(spot: Spot, start: datetime, end: datetime) -> Open:
    key = public_key(f"{spot.key} {start:%H:%M}")
    return Open(
        key=key, is_activity=False, kind=spot.kind, title="", organisation="", organisation_key="", spot=spot,
        start=start, end=end,
    )  # fmt: skip


def _order(each: Open) -> tuple[Any, ...]:
    return (not each.spot.area, each.spot.area, each.start, each.title, each.spot.name, each.key)


def _age(value: float | None) -> int | None:
    return None if value is None or value != value else int(value)


def _known(value: object) -> bool | None:
    return value if isinstance(value, bool) else None
