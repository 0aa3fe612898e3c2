"""Random roster lines with their reach, the reports on their shifts, and candidates."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from .folder_times import Times
from .walltime import WEEKDAYS, minute_of_day

Table = list[dict[str, Any]]
DISTANCES = ("0", "40", "100", "100.5", "120", "133.3", "150", "175", "199", "200", "480")
KINDS = ("night_walker", "association_leader", "field_social_worker", "police", "youth_worker")


def presence_tables(times: Times, names: list[str]) -> dict[str, Table]:
    """Three to twelve roster lines, single and weekly, with their distances and routes."""
    rng = times.rng
    presences, reach, legs = [], [], []
    for n in range(1, rng.randint(3, 12) + 1):
        line: dict[str, Any] = {
            "presence_id": f"R{n}",
            "org": f"Org {rng.randint(0, 3)}",
            "kind": rng.choice(KINDS),
            "mode": rng.choice(("active", "active", "active", "incidental", "remote")),
            "geometry": "route" if rng.random() < 0.3 else "stationary",
            "adults": rng.choice((1, 1, 2, 2, 2, 3, 4, 0)),
            "status": rng.choice(("planned", "confirmed", "confirmed", "confirmed", "cancelled")),
            "school_days_only": 0,
        }
        line.update(weekly(times) if rng.random() < 0.55 else single(times))
        presences.append(line)
        near = rng.sample(names, rng.randint(1, len(names)))
        if line["geometry"] == "route":
            legs += route(rng, line["presence_id"], near)
        else:
            pair = {"presence_id": line["presence_id"]}
            reach += [{**pair, "place_id": name, "distance_m": rng.choice(DISTANCES)} for name in near]
    return {"presences": presences, "reach": reach, "route_legs": legs}


def single(times: Times) -> dict[str, Any]:
    """The times of a line that happens once."""
    start, end = times.span()
    return {"start_local": start, "end_local": end}


def weekly(times: Times) -> dict[str, Any]:
    """The times of a line that repeats, with or without limits and exceptions."""
    rng, dates = times.rng, times.dates()
    start, end = times.window(spill=True)
    line: dict[str, Any] = {"start_local": start, "end_local": end}
    line["byday"] = ";".join(rng.sample(WEEKDAYS, rng.choice((1, 2, 4, 7))))
    if rng.random() < 0.4:
        line["valid_from"] = rng.choice(dates) if rng.random() < 0.6 else dates[0] - timedelta(days=90)
    if rng.random() < 0.4:
        line["valid_to"] = rng.choice(dates) if rng.random() < 0.6 else dates[-1] + timedelta(days=90)
    if "valid_from" in line and "valid_to" in line:
        # the other way round it is a fault of the table, told and never computed
        line["valid_from"], line["valid_to"] = sorted((line["valid_from"], line["valid_to"]))
    if rng.random() < 0.4:
        line["exdates"] = ";".join(day.isoformat() for day in rng.sample(dates, min(2, len(dates))))
    if times.spill and rng.random() < 0.25:
        line["school_days_only"] = 1
    return line


def route(rng: random.Random, presence_id: str, near: list[str]) -> Table:
    """Sections of a route near some places, the dwell repeated on each row of a place."""
    length, left, rows = rng.choice((1500, 3000, 4200)), 60, []
    for place in near:
        dwell = rng.choice((0, 0, 6, 10, 24))
        dwell = min(dwell, left)
        left -= dwell
        for _ in range(rng.choice((1, 1, 2, 3))):
            leg = {"presence_id": presence_id, "place_id": place, "dwell_min_per_hour": dwell}
            leg |= {"route_length_m": length, "section_m": rng.choice((120, 200, 333.5, 500))}
            rows.append(leg | {"section_mean_distance_m": rng.choice(DISTANCES)})
    return rows


def whatif(times: Times, names: list[str], listed: list[date]) -> Table:
    """Up to three candidates: one place, several places in reach of one shift, two shifts; on listed days."""
    rng, rows = times.rng, []
    for n in range(1, rng.randint(0, 3) + 1):
        who: dict[str, Any] = {
            "presence_id": f"W{n}",
            "org": rng.choice(("Org 0", "Org 9")),
            "kind": rng.choice(KINDS),
            "mode": rng.choice(("active", "active", "incidental", "remote")),
            "geometry": "stationary",
            "adults": rng.randint(1, 4),
            "status": rng.choice(("planned", "confirmed")),
        }
        for _ in range(rng.choice((1, 1, 2))):
            start, end = in_period(times, rng.choice(listed))
            when = {"start_local": start, "end_local": end}
            for place in rng.sample(names, rng.randint(1, min(3, len(names)))):
                where = {"place_id": place, "distance_m": rng.choice(DISTANCES)}
                rows.append(who | when | where)
    return rows


def in_period(times: Times, day: date) -> tuple[str, str]:
    """A single span that starts on a date at or after 06:00."""
    while True:
        start, end = times.span(day)
        if minute_of_day(start[11:16]) >= 6 * 60:
            return start, end


def reports(times: Times, presences: Table, calendar: Table) -> Table:
    """Reports of all outcomes on most of the shifts that happen; a carried-out one has its own times."""
    rng, rows = times.rng, []
    school = {row["date"] for row in calendar if row["school_day"]}
    for line in presences:
        if line["status"] == "cancelled":
            continue
        for day, start, end in shift_times(times, line, school):
            fate = rng.random()
            if fate < 0.2:
                continue
            row = {"presence_id": line["presence_id"], "date": day.isoformat(), "outcome": "carried_out"}
            if fate < 0.35:
                row["outcome"] = "unreported"
            elif fate < 0.5:
                row |= {"outcome": "no_show", "adults": 0}
            else:
                row |= {"adults": rng.choice((line["adults"], rng.randint(0, 4)))}
                row |= came_and_went(times, start, end)
            rows.append(row)
    return rows


def shift_times(times: Times, line: dict[str, Any], school: set[str]) -> list[tuple[date, int, int]]:
    """Local date and UTC minutes of the shifts of a line near the period."""
    if "T" in str(line["start_local"]):
        start, end = times.utc(line["start_local"]), times.utc(line["end_local"])
        return [(times.clock.reading(start).date(), start, end)]
    found = []
    for day in times.dates():
        written = day.isoformat()
        valid = (line.get("valid_from") or day) <= day <= (line.get("valid_to") or day)
        chosen = WEEKDAYS[day.weekday()] in line["byday"] and written not in line.get("exdates", "")
        if not (valid and chosen) or (line["school_days_only"] and written not in school):
            continue
        window = times.clock.occurrence(
            day, minute_of_day(line["start_local"]), minute_of_day(line["end_local"])
        )
        if window is not None:
            found.append((day, *window))
    return found


def came_and_went(times: Times, start: int, end: int) -> dict[str, str]:
    """Reported times: as planned, or up to an hour off at either end."""
    while True:
        first, last = times.write(times.clock.reading(start)), times.write(times.clock.reading(end))
        if times.rng.random() < 0.6:
            first, last = times.moved(first), times.moved(last)
        if times.utc(first) < times.utc(last):
            return {"start_local": first, "end_local": last}
