"""Delivered adult-hours by area and part of the week, with how many stand behind each sum.

For what everybody may know: no place, no hour, and no day can be told from it.
"""

from collections import defaultdict
from datetime import date, datetime

import pandas as pd

from karta.coverage.grid import grid
from karta.coverage.spans import spans
from karta.model.service_day import service_day_of
from karta.model.tables import Tables

# Parts of the week: Monday to Thursday or Friday to Sunday as service days, and before or from 18 on the clock. [K]
PARTS = ("weekday_day", "weekday_evening", "weekend_day", "weekend_evening")
FRIDAY, EVENING = 4, 18
SUMS = ["area_id", "part", "adult_hours", "organisations", "persons"]


def part_sums(tables: Tables) -> pd.DataFrame:
    """Return the delivered adult-hours of shifts that start in the period: columns SUMS, one row an area and part.

    `area_id` is that of the place nearest to the shift; shifts that reach no place of an area are left out.
    `persons` is the least number of different people that can stand behind a sum: of each organisation its largest
    team. Only what was reported counts, and a shift below its smallest team gives nothing. The part of the week is
    that of the shift's start.
    """
    on = grid(tables)
    area_of = _areas(tables)
    hours: dict[tuple[str, str], float] = defaultdict(float)
    teams: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for span in spans(tables, on, "delivered"):
        area = area_of.get(span.row["presence_id"], "")
        if not span.certain or span.adults <= 0 or not area or not on.is_computed(span.start):
            continue
        cell = (
            area,
            _part(
                span.start.astimezone(on.tz), service_day_of(span.start, on.tz, tables.method.day_start_local)
            ),
        )
        hours[cell] += span.adults * (span.end - span.start).total_seconds() / 3600
        team = teams[cell]
        team[span.row["org"]] = max(team.get(span.row["org"], 0.0), span.adults)
    rows = [
        (*cell, amount, sum(1 for org in teams[cell] if org), sum(teams[cell].values()))
        for cell, amount in sorted(hours.items())
    ]
    return pd.DataFrame(rows, columns=SUMS).astype({"adult_hours": float, "persons": float})


def _areas(tables: Tables) -> dict[str, str]:
    """Return the area of the place that is nearest to each roster line; lines that reach none are left out."""
    legs = tables.route_legs.rename(columns={"section_mean_distance_m": "distance_m"})
    columns = ["presence_id", "place_id", "distance_m"]
    near = pd.concat([frame[columns] for frame in (tables.reach, tables.stops, legs)])
    nearest = near.sort_values(["distance_m", "place_id"], kind="stable").drop_duplicates("presence_id")
    area_of = dict(zip(tables.places["place_id"], tables.places["area_id"], strict=True))
    areas = nearest["place_id"].map(area_of)
    return {
        line: area
        for line, area in zip(nearest["presence_id"], areas, strict=True)
        if isinstance(area, str) and area
    }


def _part(start: datetime, day: date) -> str:
    """Return the part of the week of a local time in a service day: what starts after midnight is of its evening."""
    which = "weekend" if day.weekday() >= FRIDAY else "weekday"
    return f"{which}_{'evening' if start.date() != day or start.hour >= EVENING else 'day'}"
