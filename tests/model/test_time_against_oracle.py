"""Random rosters against an oracle that asks the wall clock for every minute and shares nothing with Karta."""

from datetime import date, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from karta.model.schedule import WEEKDAYS, Schedule, occurrences
from tests.oracle.walltime import occurrence_minutes

SEED = 20260918
STOCKHOLM = "Europe/Stockholm"
# Half an hour of summer time; the other half of the year; none at all; the change at midnight.
OTHER_ZONES = ("Australia/Lord_Howe", "America/New_York", "Asia/Tokyo", "Asia/Beirut")


def last_sundays() -> list[date]:
    """The dates on which the clock changes in Sweden, 2020-2035: the last Sundays of March and October."""
    ends = [date(year, month, 31) for year in range(2020, 2036) for month in (3, 10)]
    return [end - timedelta(days=(end.weekday() + 1) % 7) for end in ends]


CHANGES = last_sundays()


def random_roster(random: Random, zone: str) -> tuple[dict[str, Any], date, date]:
    """A roster and the dates asked about; two of three lie around a change of the clock, half of those at night."""
    near_change = random.random() < 2 / 3
    span = random.choice([0, 1, 12, 20, 60])
    if near_change:
        first = random.choice(CHANGES) - timedelta(days=random.randint(0, span))
    else:
        first = date(2020, 1, 1) + timedelta(days=random.randrange(365 * 16 - 60))
    last = min(first + timedelta(days=span), date(2035, 12, 31))
    night = near_change and random.random() < 1 / 2
    start = random.randint(60, 240) if night else random.randrange(24 * 60)
    end = (start + random.randint(1, 120)) % 1440 if night else random.randrange(24 * 60)
    if night and random.random() < 1 / 3:
        start = random.randint(18 * 60, 1439)
        end = random.randint(60, 240)

    def some_date() -> str:
        return (first + timedelta(days=random.randint(-2, span + 2))).isoformat()

    valid = sorted(some_date() for _ in range(2))
    return (
        {
            "start": f"{start // 60:02}:{start % 60:02}",
            "end": f"{end // 60:02}:{end % 60:02}",
            "byday": random.sample(WEEKDAYS, random.choice([1, 2, 5, 7, 7])),
            "valid_from": valid[0] if random.random() < 1 / 3 else None,
            "valid_to": valid[1] if random.random() < 1 / 3 else None,
            "exdates": [some_date() for _ in range(random.choice([0, 0, 1, 3]))],
            "tz": zone,
        },
        first,
        last,
    )


def by_karta(roster: dict[str, Any], first: date, last: date) -> tuple[list[tuple[Any, Any]], int]:
    """Karta's occurrences of a roster, and how many it dropped."""
    row = roster | {"exdates": ";".join(roster["exdates"])}
    schedule = Schedule.from_row(row, start=roster["start"], end=roster["end"])
    found = occurrences(schedule, first, last, ZoneInfo(roster["tz"]))
    return [(o.start, o.end) for o in found.occurrences], len(found.dropped)


def compare(number: int, zones: tuple[str, ...], seed: int) -> dict[str, int]:
    """Compare so many random rosters; returns what they held, so that the test can prove it was a hard one."""
    random = Random(seed)
    seen = {"occurrences": 0, "dropped": 0, "odd_length": 0, "differences": 0}
    for _ in range(number):
        roster, first, last = random_roster(random, random.choice(zones))
        mine, dropped = by_karta(roster, first, last)
        seen["differences"] += mine != occurrence_minutes(roster, first, last)
        seen["occurrences"] += len(mine)
        seen["dropped"] += dropped
        hours, minutes = (
            int(b) - int(a) for a, b in zip(*(roster[k].split(":") for k in ("start", "end")), strict=True)
        )
        on_the_wall = (hours * 60 + minutes - 1) % 1440 + 1
        seen["odd_length"] += sum((end - start) != timedelta(minutes=on_the_wall) for start, end in mine)
    return seen


@pytest.mark.slow
def test_ten_thousand_rosters_agree_with_the_oracle() -> None:
    """10,000 rosters over 2020-2035, thousands of them over a change of the clock: not one minute differs."""
    seen = compare(10_000, (STOCKHOLM,), SEED)
    assert seen["differences"] == 0
    assert seen["occurrences"] > 50_000
    assert seen["odd_length"] > 1_000
    assert seen["dropped"] > 30


@pytest.mark.parametrize("zone", OTHER_ZONES)
def test_other_clocks_agree_with_the_oracle(zone: str) -> None:
    """Nothing is built on Sweden's clock: zones that change otherwise, or never, agree as well."""
    assert compare(60, (zone,), SEED)["differences"] == 0
