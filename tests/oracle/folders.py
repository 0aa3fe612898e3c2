"""Random folders of tables, small and full of what is hard, the same for the same seed.

Half of them lie over a change of the clock between 2024 and 2030. All times lie on the 15-minute grid, and
what is unlikely to be meant is not written (single times that do not exist, for instance).
"""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from .folder_rosters import presence_tables, reports, whatif
from .folder_times import Times, hhmm
from .tables import OPTIONAL
from .walltime import WEEKDAYS

Table = list[dict[str, Any]]
CHANGES = [date(2026, 10, 24), date(2027, 3, 27)]
TOKENS = ("all", "school", "nonschool", "weekend_night", "risk_evening", "holiday", "not_holiday")
COLUMNS = {
    "places": "place_id name kind area_id priority_weight",
    "needs": "rule_id place_id type days start_local end_local adults outside_sessions within_access",
    "access": "place_id days start_local end_local",
    "sessions": "place_id byday start_local end_local exdates",
    "presences": "presence_id org kind mode geometry adults status start_local end_local byday valid_from "
    "valid_to exdates school_days_only",
    "reach": "presence_id place_id distance_m",
    "route_legs": "presence_id place_id dwell_min_per_hour route_length_m section_m section_mean_distance_m",
    "sources": "source_id org place_id status from_local to_local",
    "delivered": "presence_id date outcome adults start_local end_local",
    "history": "presence_id scheduled delivered",
    "calendar": "date dow school_day public_holiday weekend_night risk_evening dark_from_local dark_to_local",
    "params": "key value unit meaning",
    "whatif": "presence_id org kind mode geometry adults status start_local end_local place_id distance_m",
    "equity_input": "area_id youths_10_19 gap_adult_hours",
}


def write_folder(seed: int, target: Path) -> None:
    """Write the folder of a seed: every table as `<name>.csv` in `target`, made if it is not there."""
    rng = random.Random(seed)
    first, days = period(rng)
    calendar, listed = calendar_table(rng, first, days)
    # where a day beside or between the computed ones has no calendar row, nothing may ask for its day type
    times = Times(rng, first, days, spill=listed)
    tables: dict[str, Table] = {"calendar": calendar, "params": params(rng, first, days)}
    tables["places"] = places(rng)
    names = [row["place_id"] for row in tables["places"]]
    tables["needs"] = needs(times, names)
    tables["access"] = access(times, names)
    tables["sessions"] = sessions(times, names)
    tables.update(presence_tables(times, names))
    tables["sources"] = sources(times, names)
    tables["history"] = history(rng, tables["presences"])
    computed = {(first + timedelta(days=step)).isoformat() for step in range(days)}
    rows = [date.fromisoformat(row["date"]) for row in calendar if row["date"] in computed]
    tables["whatif"] = whatif(times, names, rows)
    tables["equity_input"] = [
        {"area_id": f"A{n}", "youths_10_19": rng.randint(20, 900), "gap_adult_hours": rng.randint(0, 40) / 4}
        for n in range(rng.randint(1, 9))
    ]
    tables["delivered"] = reports(times, tables["presences"], tables["calendar"])
    for name in OPTIONAL:
        fate = rng.random()
        if fate < 0.08:
            tables[name] = []
        elif fate < 0.18:
            del tables[name]
    write_tables(rng, tables, target)


def period(rng: random.Random) -> tuple[date, int]:
    """The first service day, and how many."""
    days = rng.choice((1, 1, 2, 2, 3, 4, 5, 7, 9))
    if rng.random() < 0.6:
        year = rng.randint(2024, 2030)
        others = [last_saturday_night(year, month) for month in (3, 10)]
        anchor = rng.choice(CHANGES + others)
        return anchor - timedelta(days=rng.randrange(days)), days
    return date(2024, 1, 1) + timedelta(days=rng.randrange(7 * 365)), days


def last_saturday_night(year: int, month: int) -> date:
    """The Saturday before the last Sunday of March or October, whose night changes the clock."""
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7 + 1)


def calendar_table(rng: random.Random, first: date, days: int) -> tuple[Table, bool]:
    """Rows of the computed days and mostly of their neighbours; whether no row is missing."""
    listed = rng.random() < 0.75
    margin = 2 if listed else 0
    rows: Table = []
    for step in range(-margin, days + margin):
        day = first + timedelta(days=step)
        dark_from = rng.choice(("", "15:30", "19:45", "22:00", "00:15", "02:30", "03:00", "10:00", "06:00"))
        dark_to = rng.choice(("", "", "", "23:45", "02:30", "03:15", "05:45", "06:00"))
        rows.append(
            {
                "date": day.isoformat(),
                "dow": WEEKDAYS[day.weekday()],
                "school_day": int(day.weekday() < 5 and rng.random() < 0.8),
                "public_holiday": int(rng.random() < (0.5 if day.weekday() == 6 else 0.2)),
                "weekend_night": int(day.weekday() in (4, 5) or rng.random() < 0.15),
                "risk_evening": int(rng.random() < 0.2),
                "dark_from_local": dark_from,
                "dark_to_local": dark_to if dark_from else "",
            }
        )
    if not listed and days > 2 and rng.random() < 0.5:
        rows.pop(rng.randrange(1, days - 1))
    if rng.random() < 0.2:
        rng.shuffle(rows)
    if rng.random() < 0.2:
        for row in rows:
            del row["dark_to_local"]
    return rows, listed


def params(rng: random.Random, first: date, days: int) -> Table:
    """Settings, some of them left to the method's defaults."""
    chosen = {
        "timezone": "Europe/Stockholm",
        "slot_minutes": 15,
        "day_start_local": "06:00",
        "d_full_m": rng.choice((100, 80)),
        "d_zero_m": rng.choice((150, 200, 300)),
        "w_active": "1.0",
        "w_incidental": rng.choice(("0.25", "0.5", "0.75")),
        "w_remote": "0.0",
        "theta_empty": rng.choice(("0.5", "0.75", "1")),
        "dark_weight": rng.choice(("1.25", "1.5")),
        "prior_planned_a": 7,
        "prior_planned_b": rng.choice((3, 4)),
        "prior_confirmed_a": rng.choice((9, 19)),
        "prior_confirmed_b": 1,
        "youths_10_19": rng.randint(100, 3000),
        "default_source_status": rng.choice(("known", "known", "unknown")),
    }
    rows = [{"key": key, "value": value} for key, value in chosen.items() if rng.random() < 0.75]
    last = first + timedelta(days=days - 1)
    return [*rows, {"key": "from_day", "value": first}, {"key": "to_day", "value": last}]


def places(rng: random.Random) -> Table:
    """Two to six places."""
    kinds = ("square_station", "sports_facility", "youth_centre", "school", "mall", "park")
    return [
        {
            "place_id": f"P{n}",
            "name": rng.choice(("Torget", "Åvallens IP", 'Kvarnen, "nedre"', "Bokhyllan")) + f" {n}",
            "kind": rng.choice(kinds),
            "area_id": rng.choice("AB"),
            "priority_weight": rng.choice(("", "0.5", "1", "1.0", "1.25", "1.5", "2")),
        }
        for n in range(1, rng.randint(2, 6) + 1)
    ]


def tokens(rng: random.Random) -> str:
    """Day tokens joined by semicolons."""
    if rng.random() < 0.3:
        return "all"
    weekdays = rng.sample(WEEKDAYS, rng.randint(1, 4)) if rng.random() < 0.5 else []
    others = rng.sample(TOKENS, rng.choice((1, 1, 2))) if not weekdays or rng.random() < 0.4 else []
    mixed = weekdays + others
    rng.shuffle(mixed)
    return ";".join(mixed)


def needs(times: Times, names: list[str]) -> Table:
    """Need rules: the first place always has a plain one, some place may have none."""
    rng, rows = times.rng, []
    for place in names:
        count = rng.choice((0, 1, 2, 2, 3, 4)) if place != names[0] else 0
        for _ in range(count):
            start, end = times.window()
            rows.append(
                {
                    "place_id": place,
                    "type": "base" if rng.random() < 0.7 else "add",
                    "days": tokens(rng),
                    "start_local": start,
                    "end_local": end,
                    "adults": rng.choice((0, 1, 2, 2, 2, 3, 4)),
                    "outside_sessions": int(rng.random() < 0.4),
                    "within_access": int(rng.random() < 0.3),
                }
            )
    start = rng.choice(("12:00", "15:00", "18:00", "20:00"))
    plain: dict[str, Any] = {
        "type": "base",
        "days": "all",
        "adults": 2,
        "outside_sessions": 0,
        "within_access": 0,
    }
    end = rng.choice(("01:00", "02:30", "04:00", "06:00"))
    rows.append({"place_id": names[0], **plain, "start_local": start, "end_local": end})
    for place in names[1:2]:
        if rng.random() < 0.3:
            start, end = times.window()
            zero = {**plain, "adults": 0, "start_local": start, "end_local": end}
            rows = [row for row in rows if row["place_id"] != place] + [{"place_id": place, **zero}]
    return [{"rule_id": f"N{n}", **row} for n, row in enumerate(rows, start=1)]


def access(times: Times, names: list[str]) -> Table:
    """Hours of access, other ones on holidays."""
    rng, rows = times.rng, []
    for place in names:
        if rng.random() < 0.35:
            continue
        if rng.random() < 0.5:
            opens, closes = rng.choice(((8, 22), (10, 1), (15, 23)))
            weekday = {"days": "not_holiday", "start_local": hhmm(opens * 60), "end_local": hhmm(closes * 60)}
            rows.append({"place_id": place, **weekday})
            rows.append({"place_id": place, "days": "holiday", "start_local": "12:00", "end_local": "18:30"})
        for _ in range(rng.randint(0, 2)):
            start, end = times.window()
            rows.append({"place_id": place, "days": tokens(rng), "start_local": start, "end_local": end})
    return rows


def sessions(times: Times, names: list[str]) -> Table:
    """Weekly trainings, some with cancelled dates."""
    rng, rows = times.rng, []
    for _ in range(rng.randint(1, 5)):
        start, end = times.window(spill=True)
        byday = rng.sample(WEEKDAYS, rng.randint(1, 7))
        cancelled = [day for day in times.dates() if rng.random() < 0.15]
        exdates = ";".join(day.isoformat() for day in cancelled)
        when = {"byday": ";".join(byday), "start_local": start, "end_local": end, "exdates": exdates}
        rows.append({"place_id": rng.choice(names), **when})
    return rows


def sources(times: Times, names: list[str]) -> Table:
    """Who is expected to know, over long and short periods, often several for one place."""
    rng, rows = times.rng, []
    for place in names:
        for _ in range(rng.choice((0, 1, 1, 2, 3))):
            start, end = times.long_span() if rng.random() < 0.5 else times.span()
            status = rng.choice(("known", "known", "known", "unknown", "partial"))
            rows.append({"place_id": place, "status": status, "from_local": start, "to_local": end})
    return [{"source_id": f"S{n}", "org": f"Org {n % 4}", **row} for n, row in enumerate(rows, start=1)]


def history(rng: random.Random, presences: Table) -> Table:
    """Shifts so far of some of the roster lines."""
    rows = []
    for line in presences:
        if rng.random() < 0.7:
            scheduled = rng.randint(0, 30)
            row = {"scheduled": scheduled, "delivered": rng.randint(0, scheduled)}
            rows.append({"presence_id": line["presence_id"], **row})
    return rows


def write_tables(rng: random.Random, tables: dict[str, Table], target: Path) -> None:
    """One CSV a table; now and then with a column that nobody knows, or with the columns in another order."""
    target.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        columns = COLUMNS[name].split()
        if name == "calendar" and rows and "dark_to_local" not in rows[0]:
            columns.remove("dark_to_local")
        if rng.random() < 0.2:
            columns.insert(rng.randrange(len(columns) + 1), "anmärkning")
            for row in rows:
                row["anmärkning"] = rng.choice(("", "ja, kanske", "06:07"))
        if rng.random() < 0.1:
            rng.shuffle(columns)
        with (target / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
