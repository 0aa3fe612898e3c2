"""Rules of repetition in tables are judged as those of calendars are."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.sources.rosters import codes, taken

HEAD = "plats;förening;datum;tid;rrule\n"


@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=DAILY;COUNT=2500", "FREQ=DAILY;UNTIL=20200101"])
def test_past_dates_of_a_rule_count_towards_no_limit(tmp_path: Path, rule: str) -> None:
    """Each day since January 2015: those of ten years ago take nothing from those to come."""
    intake = taken(tmp_path, f"{HEAD}Torget;IF;2015-01-07;15-19;{rule}\n".replace(rule, f'"{rule}"'))
    assert (len(intake.rows), codes(intake)) == (1, [])


@pytest.mark.parametrize(
    ("rule", "code"),
    [("FREQ=DAILY;COUNT=2000", "rrule_too_many"), ("FREQ=WEEKLY;UNTIL=20150101", "rrule_never")],
)
def test_rules_that_name_too_much_or_nothing_are_refused(tmp_path: Path, rule: str, code: str) -> None:
    """Two thousand days from now on are too many, and an end before the start leaves no date."""
    day = "2015-01-07" if "UNTIL" in rule else f"{datetime.now(UTC):%Y-%m-%d}"
    intake = taken(tmp_path, f'{HEAD}Torget;IF;{day};15-19;"{rule}"\n')
    assert [issue[2] for issue in codes(intake)] == [code]
