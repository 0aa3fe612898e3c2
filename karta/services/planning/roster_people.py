"""An organisation's volunteers as the solver takes them: what they have said, where they go, where they have been.

Minutes are whole ones since the beginning of 1970 (UTC). What others think of somebody is nowhere but in the sets of
numbers of whom they would rather walk with, or not.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import shapely

from karta.model.free_times import EVENING, FreeTimes
from karta.model.place import name_key
from karta.model.service_day import minutes_of_night, service_day_of
from karta.model.shift import ShiftOccurrence
from karta.model.walltime import DAY, instant, parse_time
from karta.planning.roster_problem import Person, Walk
from karta.services.rosters.occurrences import WITH_PEOPLE, occurrences_between
from karta.services.workspace import Workspace
from karta.store import asks, availability, erasing, people
from karta.store.cells import Row
from karta.store.database import Reading

# A routine that was noted so long ago is done again. [K]
ROUTINE_DAYS = 365
# How far back walks count for a fair load, and for being known at a place. [K]
HISTORY = timedelta(days=90)
MINUTE, DAY_MINUTES = 60, 1_440
EVER = 10**9
Pick = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """What is read of an organisation's volunteers, by person, and the shifts of months around the question."""

    rows: Mapping[str, Row]
    said: Mapping[str, Row]
    away: tuple[Row, ...]
    companions: tuple[Row, ...]
    asks: tuple[Row, ...]
    months: tuple[Row, ...]
    occurrences: tuple[ShiftOccurrence, ...]


def known_of(workspace: Workspace, reading: Reading, org_id: str, days: Collection[date]) -> Known:
    """Return what is read of an organisation's volunteers, and the shifts of months around some service days."""
    rows = {row["id"]: row for row in people.listed(reading.connection, org_id)}
    first = min(min(days).replace(day=1), min(days) - timedelta(days=7), workspace.today - HISTORY)
    last = max(days) + timedelta(days=31)
    return Known(
        rows,
        availability.of_people(reading.connection, rows),
        tuple(availability.aways(reading.connection, rows)),
        tuple(availability.companions(reading.connection, rows)),
        tuple(asks.of_people(reading.connection, rows)),
        tuple(erasing.month_counts(reading.connection, org_id)),
        tuple(occurrences_between(reading, first, last, WITH_PEOPLE)),
    )


class Frame:
    """What people and shifts are told of on the axis of minutes."""

    def __init__(
        self,
        workspace: Workspace,
        known: Known,
        days: Collection[date],
        asked_about: frozenset[str],
        held: frozenset[Pick],
        refused: frozenset[Pick],
    ) -> None:
        self._zone: ZoneInfo = workspace.zone
        self._now, self._known, self._days = workspace.now(), known, days
        self._asked_about, self._held, self._refused = asked_about, held, refused
        self._places: dict[str, int] = {}

    def walk(self, shift: ShiftOccurrence, confirmed: frozenset[int], roles: Collection[str]) -> Walk:
        """Return a shift as a walk: as many as it needs at least, no crowd."""
        night = service_day_of(shift.start, self._zone)
        start, end = minute(shift.start), minute(shift.end)
        # Counted back from the end, so that the clock at the end is right on nights when it changes.
        wall = shift.end.astimezone(self._zone)
        midnight = end - ((wall.date() - night).days * DAY_MINUTES + wall.hour * MINUTE + wall.minute)
        least = max(shift.min_team, 1)
        # A role that is missing may need somebody beside those who go already.
        room = least if shift.max_team is None else shift.max_team - shift.adults + len(confirmed)
        most = max(least, min(len(confirmed) + len(roles), room))
        return Walk(
            place=self._place(shift.place_id), start=start, end=end, night=night.toordinal(), week=week_of(night),
            month=month_of(night), midnight=midnight, least=least, most=most, confirmed=confirmed,
            leader="walk_leader" in roles, first_aid="first_aid" in roles,
            daytime=wall.date() == night and wall.time() <= EVENING,
        )  # fmt: skip

    def person(self, person_id: str, own: list[str]) -> Person:
        """Return a volunteer with what they have said, where they go already, and where they have been."""
        row, said = self._known.rows[person_id], self._known.said.get(person_id, {})
        routine = row["routine_on"]
        until = None if routine is None else routine + (ROUTINE_DAYS + 1) * DAY
        engaged, weeks, months, places, walked = self._load(person_id)
        latest, hours, farthest = (said.get(name) for name in ("latest_home", "longest_hours", "farthest_km"))
        return Person(
            free=self.free(person_id), week_cap=said.get("week_cap"), month_cap=said.get("month_cap"),
            leader=bool(said.get("leads")), first_aid=bool(said.get("first_aid")), adult=bool(row["declared_adult"]),
            routine_until=None if until is None else minute(instant(datetime.combine(until, time()), self._zone)),
            latest_home=None if latest is None else minutes_of_night(parse_time(latest)),
            longest_minutes=None if hours is None else hours * MINUTE,
            farthest_m=None if farthest is None else farthest * 1_000.0, wants_day=bool(said.get("wants_day")),
            wants_short=bool(said.get("wants_short")), known_at=frozenset(places), walked=walked, week_used=weeks,
            month_used=months, engaged=engaged, pair_with=self._companions(person_id, own, availability.WITH),
            avoid=self._companions(person_id, own, availability.AVOID),
        )  # fmt: skip

    def _companions(self, person_id: str, own: list[str], kind: str) -> frozenset[int]:
        names = {
            name_key(row["name"])
            for row in self._known.companions
            if row["person_id"] == person_id and row["kind"] == kind
        }
        return frozenset(
            number
            for number, other in enumerate(own)
            if other != person_id and name_key(self._known.rows[other]["name"]) in names
        )

    def free(self, person_id: str) -> tuple[tuple[int, int], ...]:
        """Return when somebody is free: what they have said, but days away and shifts that they have said no to."""
        said = self._known.said.get(person_id)
        if said is None:
            return ()
        away = [row for row in self._known.away if row["person_id"] == person_id]
        days = [day for day in self._days if not any(row["first"] <= day <= row["last"] for row in away)]
        spans = [
            (minute(start), minute(end)) for start, end in FreeTimes.read(said["times"]).spans(days, self._zone)
        ]  # fmt: skip
        for shift in self._known.occurrences:
            if (shift.occurrence_id, person_id) in self._refused:
                spans = [
                    part for span in spans for part in _without(span, minute(shift.start), minute(shift.end))
                ]
        return tuple(spans)

    def _load(
        self, person_id: str
    ) -> tuple[tuple[tuple[int, int, int], ...], Counter[int], Counter[int], set[int], int]:
        """Return the walks beside the question, those of each week and month, places walked before, and how many."""
        engaged, weeks, months = [], Counter[int](), Counter[int]()
        places, walked = set(), 0
        for shift in self._known.occurrences:
            goes = (shift.occurrence_id, person_id) in self._held and not shift.cancelled
            if not goes or shift.occurrence_id in self._asked_about:
                continue
            night = service_day_of(shift.start, self._zone)
            weeks[week_of(night)] += 1
            months[month_of(night)] += 1
            if shift.start > self._now - 3 * DAY:
                engaged.append((minute(shift.start), minute(shift.end), night.toordinal()))
            if shift.start <= self._now:
                places.add(self._place(shift.place_id))
                walked += 1
        since = (self._now - HISTORY).astimezone(self._zone).date()
        for row in self._known.months:
            if row["person_id"] == person_id and row["month"] >= f"{since:%Y-%m}":
                months[month_of(date.fromisoformat(f"{row['month']}-01"))] += row["shifts"]
                places.add(self._place(row["place_id"]))
                walked += row["shifts"]
        return tuple(engaged), weeks, months, places, walked

    def _place(self, place_id: str | None) -> int:
        return self._places.setdefault(place_id or "", len(self._places))


def metres_between(
    reading: Reading, known: Known, person_ids: Sequence[str], place_ids: Sequence[str | None]
) -> npt.NDArray[np.float64]:
    """Return metres from the area in which each person lives to each place (people x places): 0 within it.

    It is the shortest way that there can be, to the area's edge as the crow flies, since nobody says where in it they
    live. NaN where the person has not said, or the place has no position.
    """
    homes = [known.said.get(person_id, {}).get("home_area_id") for person_id in person_ids]
    areas = _shapes(reading, "area", {home for home in homes if home})
    places = _shapes(reading, "place", {place_id for place_id in place_ids if place_id})
    metres = np.full((len(homes), len(place_ids)), np.nan)
    for column, place_id in enumerate(place_ids):
        place = places.get(place_id or "")
        for row, home in enumerate(homes):
            area = areas.get(home or "")
            if place is not None and area is not None:
                metres[row, column] = shapely.distance(area, place)
    return metres


def _shapes(reading: Reading, table: str, ids: Collection[str]) -> dict[str, Any]:
    """Return the geometries (EPSG:3006) of rows that have one."""
    rows = reading.frame(table, sorted(ids), columns=("id", "geometry"))
    rows = rows[rows["geometry"].notna()]
    return dict(zip(rows["id"], rows["geometry"], strict=True))


def _without(span: tuple[int, int], start: int, end: int) -> list[tuple[int, int]]:
    """Return what is left of a span without another."""
    parts = [(span[0], min(span[1], start)), (max(span[0], end), span[1])]
    return [part for part in parts if part[0] < part[1]]


def minute(moment: datetime) -> int:
    """Return a moment in whole minutes, as all of a question counts them."""
    return int(moment.timestamp() // MINUTE)


def week_of(day: date) -> int:
    # The first of January of the year 1 is a Monday.
    return (day.toordinal() - 1) // 7


def month_of(day: date) -> int:
    return day.year * 12 + day.month
