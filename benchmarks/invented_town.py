"""An invented town of any size, put straight into a workspace: what `service_week` and `town_page` measure on.

Places lie 150 m apart with three shifts for every ten of them. Each has a decided need on Friday and Saturday nights,
a third one after school, a fifth a suggestion; some are asked for visits, or only while they are open. All of it is
drawn by lot from a seed.
"""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import shapely

from karta.services.workspace import Workspace, create, mark_origin
from karta.store.acts import Act

SEED = 1
APART_M = 150.0
CORNER = 674_000.0, 6_580_000.0
SHIFTS_A_PLACE = 0.3
ORGANISATIONS = 20
# A Wednesday of a week without a holiday or a change of clocks.
NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)
# The term, and when it was decided what holds in it, in days from today.
TERM = timedelta(days=-62), timedelta(days=93)
DECIDED_ON, VALID_FROM = timedelta(days=-63), timedelta(days=-69)
KINDS = ("square", "school", "youth_centre", "sports_facility", "station", "park")
BOARDS = ("Rådet", "Kommundelen", "Skolan")

Row = dict[str, Any]


def put_town(folder: Path, size: int, seed: int = SEED, now: datetime | None = NOW) -> Workspace:
    """Make a workspace with a town of so many places and return it, at `now` or, for None, at the machine's clock."""
    chance = random.Random(seed)
    workspace = create(folder) if now is None else create(folder, now=lambda: now)
    with workspace.store.act("samordnare", "demo") as act:
        mark_origin(act, workspace, "own")
        today = workspace.today
        first, last = (today + days for days in TERM)
        act.insert("calendar_row", [{"date": first, "date_to": last, "kind": "term"}])
        orgs = act.insert("organisation", list(_organisations(today)))
        points = list(_points(size, chance))
        places = act.insert("place", [_place(n, points[n], chance) for n in range(size)])
        act.insert("need_rule", list(_rules(places, today, chance)))
        act.insert("access_hours", [_opening(place) for place in places[3::8]])
        act.insert("expected_source", list(_sources(places, orgs, today, chance)))
        _put_sessions(act, places[2::6], orgs, chance)
        _put_shifts(act, points, places, orgs, chance)
    return workspace


def _points(size: int, chance: random.Random) -> Iterator[shapely.Point]:
    side = max(1, round(size**0.5))
    for number in range(size):
        row, column = divmod(number, side)
        east, north = (
            CORNER[n] + APART_M * (at + chance.uniform(-0.4, 0.4)) for n, at in enumerate((column, row))
        )
        yield shapely.Point(east, north)


def _organisations(today: date) -> Iterator[Row]:
    for number in range(ORGANISATIONS):
        sector = "municipality" if number % 4 == 3 else "civil_society"
        # One in ten waits to be admitted: its lines count for nothing.
        yield {
            "name": f"Föreningen {number}", "sector": sector, "admitted_on": None if number % 10 == 9 else today,
        }  # fmt: skip


def _place(number: int, point: shapely.Point, chance: random.Random) -> Row:
    return {
        "name": f"Plats {number}", "kind": KINDS[number % len(KINDS)], "geometry": point,
        "priority_weight": chance.choice([1.0, 1.0, 1.0, 1.5]),
    }  # fmt: skip


def _rules(places: list[str], today: date, chance: random.Random) -> Iterator[Row]:
    decided = {
        "state": "decided", "responsible": "Kommunen", "decided_on": today + DECIDED_ON,
        "valid_from": today + VALID_FROM,
    }  # fmt: skip
    for number, place in enumerate(places):
        own = {"place_id": place, **decided, "decided_by": BOARDS[number % len(BOARDS)]}
        begins = chance.choice(["20:00", "20:30", "21:00"])
        yield {
            **own,
            "days": "weekend_night",
            "start": begins,
            "end": "01:00",
            "adults": chance.choice([2.0, 2.0, 4.0]),
        }
        if number % 3 == 0:
            yield {
                **own, "days": "school", "start": "15:00", "end": "18:00", "adults": 2.0, "outside_sessions": True,
            }  # fmt: skip
        if number % 5 == 0:
            yield {
                **own,
                "days": "all",
                "start": "18:00",
                "end": "20:00",
                "adults": 2.0,
                "state": "suggested",
            }
        if number % 7 == 0:
            yield {**own, "days": "all", "start": "16:00", "end": "20:00", "adults": 2.0, "mode": "visit"}
        if number % 8 in (3, 4):
            # Every second of these has opening hours: of the other nobody knows whether it is open.
            yield {
                **own,
                "days": "WE",
                "start": "17:00",
                "end": "21:00",
                "adults": 2.0,
                "within_access": True,
            }
        if number % 11 == 0:
            yield {
                **own, "type": "add", "days": "FR", "start": "21:00", "end": "23:00", "adults": 2.0,
                "min_civil_society": 1.0,
            }  # fmt: skip


def _opening(place: str) -> Row:
    return {"place_id": place, "days": "all", "start": "08:00", "end": "20:00"}


def _sources(places: list[str], orgs: list[str], today: date, chance: random.Random) -> Iterator[Row]:
    for place in places:
        known = (
            {"status": "known", "confirmed_on": today} if chance.random() < 0.85 else {"status": "unknown"}
        )
        yield {"place_id": place, "organisation_id": chance.choice(orgs), **known}


def _put_sessions(act: Act, places: list[str], orgs: list[str], chance: random.Random) -> None:
    """Store a training at each of the places, led by two, by one, or by nobody knows how many."""
    days = [",".join(chance.sample(["MO", "TU", "WE", "TH"], 2)) for _ in places]
    series = act.insert(
        "schedule", [{"start": "16:00", "end": "17:30", "byday": day.replace(",", ";")} for day in days]
    )
    act.insert("activity", [
        {
            "schedule_id": schedule, "organisation_id": chance.choice(orgs), "place_id": place,
            "leaders": chance.choice([2.0, 2.0, 1.0, None]),
        }
        for schedule, place in zip(series, places, strict=True)
    ])  # fmt: skip


def _put_shifts(
    act: Act, points: list[shapely.Point], places: list[str], orgs: list[str], chance: random.Random
) -> None:
    """Store weekly shifts: most at a place, a fifth at a point of their own, a tenth as a walk past some places."""
    count = round(SHIFTS_A_PLACE * len(places))
    series = act.insert("schedule", [
        {"start": chance.choice(["15:00", "20:00", "21:00"]), "end": chance.choice(["18:00", "23:00", "00:30"]),
         "byday": chance.choice(["FR", "SA", "FR;SA", "MO;WE"])}
        for _ in range(count)
    ])  # fmt: skip
    shifts = act.insert("shift", [_shift(schedule, points, places, chance) for schedule in series])
    act.insert("shift_party", [
        {
            "shift_id": shift, "organisation_id": chance.choice(orgs), "kind": "night_walker",
            "adults": chance.choice([2.0, 3.0, 4.0, None]), "status": chance.choice(["planned", "confirmed"]),
        }
        for shift in shifts
    ])  # fmt: skip


def _shift(schedule: str, points: list[shapely.Point], places: list[str], chance: random.Random) -> Row:
    at, kind = chance.randrange(len(places)), chance.random()
    if kind < 0.7:
        return {"schedule_id": schedule, "place_id": places[at]}
    if kind < 0.9:
        return {"schedule_id": schedule, "located": "point", "geometry": points[at]}
    line = shapely.LineString([points[(at + n) % len(points)] for n in range(4)])
    return {"schedule_id": schedule, "located": "route", "geometry": line}
