"""The town that benchmarks are run on is the same whenever it is made."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.invented_town import put_town
from karta.privacy import Viewer
from karta.services.gaps import period

VIEWER = Viewer("samordnare", "local")


@pytest.mark.parametrize("year", [2026, 2031])
def test_a_town_of_any_year_has_its_term_and_its_need(tmp_path: Path, year: int) -> None:
    """On a Wednesday in March it lies within a term, so that what is asked for after school is asked for."""
    town = put_town(tmp_path / "town", 9, now=datetime(year, 3, 12, 12, tzinfo=UTC))
    week = period.week(town, VIEWER, town.today)
    assert week.calendar_unknown == []
    afternoons = [n for n, start in enumerate(week.hours.start) if start.hour == 15 and start.weekday() < 5]
    # Every third of the nine places asks for two after school.
    assert (week.hours.need[:, afternoons].max(axis=1) == 2).sum() >= 3
