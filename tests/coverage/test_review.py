"""The flag that asks those who decided a need to look at it again, worked out by hand (METHOD 3.8)."""

from datetime import date, timedelta

import pandas as pd

from karta.coverage.review import review
from tests.coverage.town import FRIDAY, line, need, report, town

FIRST = date.fromisoformat(FRIDAY)
DAYS = [FIRST + timedelta(days=number) for number in range(5)]


def told(
    *met: str | None, outcome: str = "carried_out", start: str = "18:00", end: str = "20:00"
) -> pd.DataFrame:
    """Return the review of a rule 18-22 after one evening for each answer; the line stands at P1 start-end."""
    everyday = line(start=start, end=end, byday="MO;TU;WE;TH;FR;SA;SU")
    reports = [report(outcome=outcome, day=day.isoformat()) for day in DAYS[: len(met)]]
    tables = town(days=5, needs=[need()], lines=[everyday], delivered=reports)
    answers = {"presence_id": "R1", "date": DAYS[: len(met)], "met": list(met)}
    return review(tables, pd.DataFrame(answers))


def flags(frame: pd.DataFrame) -> tuple[int, int, bool]:
    """Return reports, those that met nobody, and the flag, of the only rule."""
    (row,) = frame.to_dict("records")
    return row["reports"], row["met_nobody"], row["review"]


def test_three_of_four_evenings_without_anyone_are_a_reason_to_look_again() -> None:
    """4 reports, 3 met nobody: 75 %, flagged; 2 of 4 are not."""
    assert flags(told("0", "0", "0", "1-10")) == (4, 3, True)
    assert flags(told("0", "0", "1-10", "11-30")) == (4, 2, False)


def test_three_reports_are_too_few() -> None:
    """3 of 3 met nobody: not yet."""
    assert flags(told("0", "0", "0")) == (3, 3, False)


def test_what_was_not_said_is_no_report() -> None:
    """5 evenings, one without an answer: 4 reports."""
    assert flags(told("0", None, "0", "0", "1-10")) == (4, 3, True)


def test_a_shift_that_was_not_held_says_nothing() -> None:
    """No-shows have no answer that counts."""
    assert flags(told("0", "0", "0", "0", outcome="no_show")) == (0, 0, False)


def test_a_shift_outside_the_hours_of_the_rule_says_nothing() -> None:
    """Walking 12-14 tells nothing about a need 18-22."""
    assert flags(told("0", "0", "0", "0", start="12:00", end="14:00")) == (0, 0, False)


def test_a_report_about_another_place_says_nothing() -> None:
    """The line stands 500 m away from P1."""
    far = line(byday="FR", at={"P1": 500})
    tables = town(needs=[need()], lines=[far], delivered=[report()])
    met = pd.DataFrame({"presence_id": ["R1"], "date": [FIRST], "met": ["0"]})
    assert flags(review(tables, met)) == (0, 0, False)
