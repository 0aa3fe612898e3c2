"""What came of a shift: four classes, no free text, and what the delivered view and the review make of it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from karta.errors import InputError, NotAllowedError, NotFoundError
from karta.privacy import Viewer
from karta.services.follow_up import shift_reports
from karta.services.gaps import period
from karta.services.rosters import shifts, sign_ups, volunteers
from karta.services.workspace import Workspace
from tests.services.rosters.conftest import COORDINATOR, FRIDAY, Person, Plan, later, occurrences

AFTER = datetime(2026, 9, 18, 21, 0, tzinfo=UTC)


@pytest.fixture
def walked(workspace: Workspace, plan: Plan, person: Person) -> tuple[Workspace, str, volunteers.Volunteer]:
    """Give the workspace after a shift on which two had signed up, the shift, and one of the two."""
    plan()
    occurrence_id = occurrences(workspace)[0].occurrence_id
    people = [person(), person()]
    for one in people:
        sign_ups.sign_up(workspace, one, occurrence_id, is_adult=True)
    return later(workspace, AFTER), occurrence_id, people[0]


def version_of(workspace: Workspace, who: Viewer | volunteers.Volunteer, occurrence_id: str) -> int:
    """Return the version of the report of an occurrence as it is stored now."""
    occurrence = shifts.occurrence(workspace, COORDINATOR, occurrence_id)
    return shift_reports.stored_report(workspace, who, occurrence).version


def report(
    workspace: Workspace, who: Viewer | volunteers.Volunteer, occurrence_id: str, **facts: Any
) -> None:
    """Report on an occurrence as somebody who has seen its report as it is stored now."""
    version = version_of(workspace, who, occurrence_id)
    shift_reports.report(workspace, who, occurrence_id, version=version, **facts)


def delivered(workspace: Workspace) -> dict[str, float]:
    """Return the totals of the week in the delivered view."""
    return period.week(workspace, COORDINATOR, FRIDAY, "delivered").totals


def test_a_report_makes_the_hour_delivered(walked: tuple[Workspace, str, volunteers.Volunteer]) -> None:
    """Unreported, the two adult-hours are unknown; reported by one of them with two adults, covered."""
    workspace, occurrence_id, who = walked
    assert delivered(workspace)["unknown_ah"] == 2.0
    report(workspace, who, occurrence_id, carried_out=True, adults=2, met="1-10")
    assert delivered(workspace)["covered_ah"] == 2.0
    row = workspace.store.frame("report").iloc[0]
    assert (row["outcome"], row["adults"], row["met"]) == ("carried_out", 2.0, "1-10")
    assert (row["start_local"], row["end_local"]) == ("2026-09-18T21:00", "2026-09-18T22:00")
    assert volunteers.page(workspace, who)[0].to_report == []


def test_half_the_time_is_half_delivered(walked: tuple[Workspace, str, volunteers.Volunteer]) -> None:
    """Two adults from 21:30 deliver one adult-hour of two, and one is missing."""
    workspace, occurrence_id, who = walked
    report(workspace, who, occurrence_id, carried_out=True, adults=2, start="21:30", end="22:00", met="0")
    assert (delivered(workspace)["covered_ah"], delivered(workspace)["gap_ah"]) == (1.0, 1.0)


def test_a_corrected_report_is_one_report(walked: tuple[Workspace, str, volunteers.Volunteer]) -> None:
    """What was reported last counts: the shift did not take place."""
    workspace, occurrence_id, who = walked
    report(workspace, who, occurrence_id, carried_out=True, adults=2, met=">30")
    report(workspace, COORDINATOR, occurrence_id, carried_out=False)
    assert len(workspace.store.frame("report")) == 1
    assert delivered(workspace)["gap_ah"] == 2.0
    assert shift_reports.reported(workspace, COORDINATOR) == {
        (workspace.store.frame("report")["party_id"].iloc[0], FRIDAY): "no_show"
    }


def test_hours_after_midnight_lie_on_the_next_day(workspace: Workspace, plan: Plan, person: Person) -> None:
    """Of a shift 22-02, who came at 00:30 came on the 19th; who left at 01 or at 24:00 left on the 19th."""
    plan(start="22:00", end="02:00")
    occurrence_id = occurrences(workspace)[0].occurrence_id
    after = later(workspace, datetime(2026, 9, 19, 2, 0, tzinfo=UTC))
    for start, end, expected in (
        ("00:30", "02:00", ("2026-09-19T00:30", "2026-09-19T02:00")),
        ("22:00", "01:00", ("2026-09-18T22:00", "2026-09-19T01:00")),
        ("21:45", "24:00", ("2026-09-18T21:45", "2026-09-19T00:00")),
    ):
        report(after, COORDINATOR, occurrence_id, carried_out=True, adults=2, start=start, end=end, met="0")
        row = workspace.store.frame("report").iloc[0]
        assert (row["start_local"], row["end_local"]) == expected


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"adults": None, "met": "0"}, "report_adults"),
        ({"adults": 0, "met": "0"}, "report_adults"),
        ({"adults": 51, "met": "0"}, "report_adults"),
        ({"adults": 2, "met": None}, "report_met"),
        ({"adults": 2, "met": "twelve boys"}, "report_met"),
        ({"adults": 2, "met": "0", "start": "21:00", "end": "21:00"}, "shift_without_length"),
    ],
)
def test_a_report_takes_its_classes_alone(
    walked: tuple[Workspace, str, volunteers.Volunteer], said: dict[str, object], code: str
) -> None:
    """A number of adults, one of four classes, hours that last: all else is refused and nothing stored."""
    workspace, occurrence_id, who = walked
    with pytest.raises(InputError) as caught:
        report(workspace, who, occurrence_id, carried_out=True, **said)
    assert caught.value.code == code
    assert workspace.store.frame("report").empty


def test_who_was_not_there_or_may_not_does_not_report(
    walked: tuple[Workspace, str, volunteers.Volunteer], person: Person, plan: Plan
) -> None:
    """A volunteer who was not on the shift, the police, and anybody before it begins are refused."""
    workspace, occurrence_id, _ = walked
    with pytest.raises(NotFoundError):
        report(workspace, person(), occurrence_id, carried_out=False)
    with pytest.raises(NotAllowedError):
        report(workspace, Viewer("områdespolis", "police"), occurrence_id, carried_out=False)
    plan(day=date(2026, 9, 25))
    coming = occurrences(workspace)[0].occurrence_id
    with pytest.raises(InputError, match="report_too_early"):
        report(workspace, COORDINATOR, coming, carried_out=False)
