"""Presence here and at the neighbours before and after, by hand (METHOD 3.8)."""

from datetime import date

import pandas as pd

from karta.coverage.displacement import PRESENCE_DAY, displacement, presence_days
from karta.coverage.gaps import cover
from tests.coverage.town import line, need, report, town

BEGAN, FIRST = date(2026, 9, 14), date(2026, 8, 31)


def rows(*days: tuple[str, str, float]) -> pd.DataFrame:
    """Return PRESENCE_DAY rows of (day, place, adult-hours)."""
    listed = [(date.fromisoformat(day), place, hours) for day, place, hours in days]
    return pd.DataFrame(listed, columns=PRESENCE_DAY)


def test_as_many_weeks_before_as_after_are_compared() -> None:
    """Two weeks before, ten after: two on each side. Here 4 -> 10, at the neighbour 6 -> 2; further off none counts."""
    hours = rows(
        ("2026-08-31", "P", 1), ("2026-09-13", "P", 3), ("2026-09-14", "P", 10), ("2026-09-28", "P", 99),
        ("2026-09-01", "N", 6), ("2026-09-27", "N", 2), ("2026-09-20", "Far", 50),
    )  # fmt: skip
    change = displacement(hours, "P", {"P", "N"}, BEGAN, FIRST, date(2026, 11, 22))
    assert change is not None
    assert (change.weeks, change.here_before, change.here_after) == (2, 4, 10)
    assert (change.near_before, change.near_after) == (6, 2)


def test_without_a_whole_week_on_both_sides_nothing_is_said() -> None:
    """Six days after: no comparison."""
    assert displacement(rows(), "P", set(), BEGAN, FIRST, date(2026, 9, 19)) is None


def test_presence_of_a_day_is_adults_times_hours() -> None:
    """Two adults reported from 18 to 22 are eight adult-hours; one of no report is none."""
    tables = town(needs=[need()], lines=[line(), line("R2")], delivered=[report()])
    days = presence_days(cover(tables, "delivered"))
    assert days["presence_ah"].tolist() == [8]
