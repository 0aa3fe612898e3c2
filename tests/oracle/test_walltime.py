"""The conversion from wall time against dates known from the calendar, and against the zone's own rule."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from .walltime import WEEKDAYS, clock, occurrence_minutes, wall_at

ZONE = "Europe/Stockholm"


def rule(start: str, end: str, byday: list[str], **more: Any) -> dict[str, Any]:
    """A weekly rule without limits or exceptions."""
    limits: dict[str, Any] = {"valid_from": None, "valid_to": None, "exdates": [], "tz": ZONE}
    return {"start": start, "end": end, "byday": byday, **limits, **more}


@pytest.mark.parametrize(
    ("day", "start", "end", "hours"),
    [
        (date(2026, 10, 24), "22:00", "04:00", 7),
        (date(2027, 3, 27), "22:00", "04:00", 5),
        (date(2026, 10, 25), "02:30", "03:00", 1.5),
        (date(2026, 10, 25), "01:00", "02:30", 1.5),
        (date(2027, 3, 28), "02:30", "04:00", 0.5),
        (date(2027, 3, 28), "01:30", "02:30", 1),
        (date(2027, 3, 28), "02:15", "03:00", None),
        (date(2027, 3, 27), "02:30", "02:30", 24),
    ],
)
def test_length_of_a_window_at_the_clock_changes(
    day: date, start: str, end: str, hours: float | None
) -> None:
    """Real hours of a window: first readings, the skipped hour moved, dropped if it ends before it starts."""
    found = occurrence_minutes(rule(start, end, [WEEKDAYS[day.weekday()]]), day, day)
    assert [(last - first) / timedelta(hours=1) for first, last in found] == (
        [] if hours is None else [hours]
    )


def test_limits_are_inclusive_and_dates_are_those_of_the_start() -> None:
    """Fridays 22:00-02:00 of 11-25 Sep 2026 without the 18th: the 11th and the 25th, 20:00 UTC."""
    weekly = rule(
        "22:00", "02:00", ["FR"], valid_from="2026-09-11", valid_to="2026-09-25", exdates=["2026-09-18"]
    )
    found = occurrence_minutes(weekly, date(2026, 9, 1), date(2026, 9, 30))
    assert found == [
        (datetime(2026, 9, n, 20, tzinfo=UTC), datetime(2026, 9, n + 1, 0, tzinfo=UTC)) for n in (11, 25)
    ]


def test_first_reading_is_what_the_zone_calls_fold_0() -> None:
    """For 3,000 random wall minutes, a third of them on days of change, the walk and PEP 495 agree."""
    rng, wall_clock = random.Random(7), clock(ZONE)
    changes = [
        date(year, month, 31) - timedelta(days=(date(year, month, 31).weekday() + 1) % 7)
        for year in range(2020, 2036)
        for month in (3, 10)
    ]
    for n in range(3000):
        day = rng.choice(changes) if n % 3 == 0 else date(2020, 1, 1) + timedelta(days=rng.randrange(400))
        wall = wall_at(day, rng.randrange(24 * 60 if n % 2 else 240))
        by_rule = int(wall.replace(tzinfo=ZoneInfo(ZONE), fold=0).timestamp()) // 60
        assert wall_clock.instant(wall) == by_rule


def test_a_repeated_time_has_two_readings_and_a_skipped_one_none() -> None:
    """02:30 comes twice on 25 Oct 2026, an hour apart, and never on 28 Mar 2027."""
    first, second = clock(ZONE).readings_of(wall_at(date(2026, 10, 25), 150))
    assert second - first == 60
    assert clock(ZONE).readings_of(wall_at(date(2027, 3, 28), 150)) == []
