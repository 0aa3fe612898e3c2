"""Shifts that lack adults are told of in time: in the list of alarms and in the calendar."""

from datetime import date

import pytest
from icalendar import Calendar

from karta.errors import InputError
from karta.reports.calendar import calendar
from karta.services.rosters import notices, volunteers
from karta.services.workspace import Workspace
from tests.services.rosters.conftest import COORDINATOR, Person, Plan, cancel, occurrences
from tests.services.rosters.test_notices import sign


@pytest.mark.parametrize(("days", "count"), [(2, 0), (3, 1)])
def test_a_shift_is_alarmed_the_days_before_that_are_set(
    workspace: Workspace, plan: Plan, days: int, count: int
) -> None:
    """On Wednesday noon, Friday 21:00 lies 2.4 days ahead: within three days, not within two."""
    plan()
    plan(day=date(2026, 9, 25))
    assert len(notices.alarms(workspace, COORDINATOR)) == 1
    notices.set_alarm_days(workspace, COORDINATOR, days, version=notices.alarm_setting(workspace).version)
    assert len(notices.alarms(workspace, COORDINATOR)) == count
    with pytest.raises(InputError, match="alarm_days"):
        notices.set_alarm_days(workspace, COORDINATOR, 29, version=notices.alarm_setting(workspace).version)


def test_the_calendar_rings_and_shows_what_lacks_adults(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """An own shift rings a day before, one below its minimum three days before, too; a free one is a suggestion."""
    plan()
    plan(day=date(2026, 9, 19), max_team=1, min_team=1)
    plan(day=date(2026, 10, 9))
    few, enough = (occurrence.occurrence_id for occurrence in occurrences(workspace)[:2])
    who = person()
    sign(workspace, who, enough)

    def events() -> dict[str, object]:
        found = volunteers.calendar_occurrences(workspace, who)
        body = calendar(found, who.person_id, workspace.now(), "sv", alarm_days=3, notices={few: ["Nytt."]})
        return {str(event["uid"]): event for event in Calendar.from_ical(body).walk("VEVENT")}

    def rings(event: object) -> list[int]:
        return [alarm["trigger"].dt.days for alarm in event.walk("VALARM")]  # type: ignore[attr-defined]

    shown = events()
    assert set(shown) == {f"{few}@karta", f"{enough}@karta"}
    assert rings(shown[f"{enough}@karta"]) == [-1]
    free = shown[f"{few}@karta"]
    assert (free["transp"], free["status"], rings(free)) == ("TRANSPARENT", "TENTATIVE", [-1, -3])
    assert str(free["description"]).startswith("Nytt.")
    sign(workspace, who, few)
    assert "transp" not in events()[f"{few}@karta"]
    cancel(workspace, few, "Halka.")
    gone = events()[f"{few}@karta"]
    assert (gone["status"], rings(gone)) == ("CANCELLED", [])
    assert "Halka." in gone["description"]
