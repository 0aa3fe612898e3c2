"""How often a series is held, and until when, as its card tells it: also where a rule of a calendar says so."""

from datetime import date

import pytest

from karta.services.rosters.series_days import series_days
from karta.services.workspace import Workspace
from tests.services.rosters.conftest import COORDINATOR, FRIDAY
from tests.services.rosters.roster_lines import add_line, on


@pytest.mark.parametrize(
    ("rule", "weekly", "last"),
    [
        ("FREQ=WEEKLY;BYDAY=FR", True, None),
        ("FREQ=WEEKLY;BYDAY=FR;COUNT=3", True, date(2026, 10, 2)),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR;UNTIL=20261030", False, date(2026, 10, 30)),
        ("FREQ=MONTHLY;BYDAY=3FR", False, None),
    ],
)
def test_a_series_by_a_rule_has_the_end_that_its_rule_says(
    workspace: Workspace, square: str, org: str, rule: str, weekly: bool, last: date | None
) -> None:
    """Three Fridays from 18 September end on 2 October; every other Friday up to 30 October ends on that day."""
    series = add_line(workspace, square, org, date=FRIDAY, rrule=rule, start="21:00", end="22:00")
    days = series_days(workspace, COORDINATOR, on(workspace, series).shift_id)
    assert (days.weekly, days.last) == (weekly, last)
