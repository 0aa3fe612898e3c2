"""Months, day types and the trend, by hand (METHOD 3.6)."""

from datetime import date

import pandas as pd
import pytest

from karta.coverage import month_sums
from karta.coverage.gaps import cover
from karta.coverage.measures import place_days, place_sums
from tests.coverage.town import line, need, town


def rows(*days: tuple[str, float, float, float]) -> pd.DataFrame:
    """Return DAY_SUMS rows of (day, covered, gap, unknown) of one area and kind."""
    return pd.DataFrame(
        [
            (date.fromisoformat(day), "A", "square", "other_day", c + g + u, c, g, u)
            for day, c, g, u in days
        ],
        columns=month_sums.DAY_SUMS,
    )  # fmt: skip


def test_months_are_summed_and_their_shares_computed_anew() -> None:
    """September 6 of 8 known, 2 unknown of 10; October 0 of 4."""
    months = month_sums.by_month(
        rows(("2026-09-18", 4, 0, 2), ("2026-09-30", 2, 2, 0), ("2026-10-01", 0, 4, 0))
    )
    assert list(months) == ["2026-09", "2026-10"]
    assert (months["2026-09"]["coverage_share"], months["2026-09"]["completeness"]) == (0.75, 0.8)
    assert months["2026-10"]["coverage_share"] == 0


def test_each_day_is_of_one_type() -> None:
    """A risk evening on a school day is a risk evening; Friday is a weekend night; Thursday a school day."""
    calendar = pd.DataFrame({
        "date": [date(2026, 9, day) for day in (17, 18, 19, 20)], "school_day": [1, 1, 0, 0],
        "weekend_night": [0, 1, 1, 0], "risk_evening": [0, 0, 1, 0],
    })  # fmt: skip
    assert list(month_sums.day_types(calendar).values()) == [
        "school_day", "weekend_night", "risk_evening", "other_day",
    ]  # fmt: skip


def test_the_sums_of_days_are_those_of_the_measures() -> None:
    """Two adults asked for 18-22 and two there: 8 needed; the roster of P1 alone is known nowhere else."""
    tables = town(lines=[line()], needs=[need()])
    days = place_days(cover(tables, "planned"))
    sums = month_sums.day_sums(days, tables)
    alone = place_sums(cover(tables, "planned"))
    pd.testing.assert_frame_equal(alone, days[list(alone.columns)])
    assert (sums["need_ah"].sum(), sums["covered_ah"].sum()) == (8, 8)


@pytest.mark.parametrize(
    ("last", "monday", "year_before"),
    [
        ("2026-11-30", "2026-11-02", "2025-11-03"),
        ("2026-11-29", "2026-11-02", "2025-11-03"),
        ("2026-11-28", "2026-10-26", "2025-10-27"),
    ],
)
def test_the_trend_is_of_four_whole_weeks(last: str, monday: str, year_before: str) -> None:
    """Sunday ends a week; a day earlier the four weeks are those before it; a year is 52 weeks."""
    assert month_sums.trend_weeks(date.fromisoformat(last)) == (
        date.fromisoformat(monday), date.fromisoformat(year_before),
    )  # fmt: skip


def test_a_trend_only_where_completeness_is_alike() -> None:
    """Completeness 1.0 and .92 compare: 4 - 8 = -4; 1.0 and .90 do not; without a year before there is none."""
    last, now = date(2026, 11, 29), ("2026-11-10", 6.0, 4.0, 0.0)
    alike = month_sums.year_trend(rows(now, ("2025-11-11", 3.5, 8.0, 1.0)), last)
    assert (alike.now["gap_ah"], alike.delta) == (4, -4)
    assert month_sums.year_trend(rows(now, ("2025-11-11", 1.0, 8.0, 1.0)), last).delta is None
    assert month_sums.year_trend(rows(now), last).delta is None
