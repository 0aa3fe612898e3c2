"""One press out and one home: when, who is told where the second is missing, and what is left the next day."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from karta.errors import InputError, NotFoundError
from karta.services.rosters import notices, shifts, sign_ups, walk_marks
from karta.services.workspace import Workspace
from tests.services.rosters.conftest import COORDINATOR, Person, Plan

# The shift is on Friday 18 September 21-22, in summer time.
START = datetime(2026, 9, 18, 19, 0, tzinfo=UTC)


def at(workspace: Workspace, moment: datetime) -> Workspace:
    """Return the workspace at a moment."""
    workspace.store._clock = lambda: moment
    return replace(workspace, now=lambda: moment)


def test_a_team_that_does_not_come_home_is_told_of(workspace: Workspace, plan: Plan, person: Person) -> None:
    """Out at 20.57 and not home at 22.30: told once; home at 22.41 it is the report's end; on Saturday all is gone."""
    plan()
    anna, bo = person("Anna"), person("Bo")
    shift = shifts.ahead(workspace, COORDINATOR).understaffed[0]
    sign_ups.sign_up(workspace, anna, shift.occurrence_id, is_adult=True)
    name, minute = shift.occurrence_id, timedelta(minutes=1)
    with pytest.raises(InputError):
        walk_marks.press(at(workspace, START - 61 * minute), anna, name, is_home=False)
    with pytest.raises(NotFoundError):
        walk_marks.press(at(workspace, START), bo, name, is_home=False)
    walk_marks.press(at(workspace, START - 3 * minute), anna, name, is_home=False)
    early = at(workspace, START + 89 * minute)
    walk_marks.look_after(early)
    assert walk_marks.not_home(early, COORDINATOR) == []
    late = at(workspace, START + 90 * minute)
    for _ in range(2):
        walk_marks.look_after(late)
    assert [each.occurrence_id for each in walk_marks.not_home(late, COORDINATOR)] == [name]
    with late.store.reading() as reading:
        rows = notices.notices.of_person(reading.connection, None, START)
    assert [row["kind"] for row in rows] == ["not_home"]
    walk_marks.press(at(workspace, START + 101 * minute), anna, name, is_home=True)
    assert walk_marks.not_home(late, COORDINATOR) == []
    assert [f"{moment:%H:%M}" for moment in walk_marks.hours(late, shift)] == ["20:55", "22:40"]
    saturday = at(workspace, START + timedelta(hours=11, minutes=1))
    walk_marks.look_after(saturday)
    assert walk_marks.marks(saturday) == {}
    assert [f"{moment:%H:%M}" for moment in walk_marks.hours(saturday, shift)] == ["21:00", "22:00"]
