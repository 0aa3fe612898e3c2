"""Random calendars have the occurrences that an independent library finds."""

import random
from pathlib import Path

from tests.sources.random_calendars import differences, random_calendar

# More of them: `make fuzz`.
COUNT = 2_000


def test_random_calendars_are_read_as_by_an_independent_library(tmp_path: Path) -> None:
    """Rules, further dates, exceptions and changes in random calendars name the same times as recurring-ical-events."""
    compared = 0
    for number in range(COUNT):
        text = random_calendar(random.Random(number))
        difference = differences(text, tmp_path)
        assert difference is None or not any(difference), text
        compared += difference is not None
    assert compared > COUNT * 0.8
