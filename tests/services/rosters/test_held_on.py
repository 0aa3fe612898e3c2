"""A change from a day on is about what is held from then on, on whatever day it was to be held first."""

from datetime import UTC, date, datetime

import pytest

from karta.model.shift import ShiftOccurrence
from karta.services.rosters import cancelling, notices, series
from karta.services.rosters.occurrences import occurrences_between
from karta.services.workspace import Workspace
from tests.services.rosters.conftest import COORDINATOR, FRIDAY, Person, Plan, edit_occurrence, later, sign
from tests.services.rosters.roster_lines import add_line, move, on, open_line

THURSDAY, SECOND, THIRD = date(2026, 9, 17), date(2026, 9, 25), date(2026, 10, 2)


def end_from(workspace: Workspace, line: str, first: date, read: date) -> None:
    """End a line from a day on, as it was read on one of its dates."""
    version = on(workspace, line, read).version
    cancelling.cancel_from(workspace, COORDINATOR, version.shift_id, first, version=version)


def off(workspace: Workspace, line: str, *days: date) -> list[bool]:
    """Tell which of some dates of a line are cancelled."""
    return [on(workspace, line, day).cancelled for day in days]


def after_thursday(workspace: Workspace, org: str, square: str) -> tuple[Workspace, str]:
    """Return a Friday morning: the walk of the second Friday was held the evening before."""
    line = add_line(workspace, square, org)
    move(workspace, f"{line}.{SECOND}", THURSDAY)
    return later(workspace, datetime(2026, 9, 18, 8, 0, tzinfo=UTC)), line


def test_what_was_held_early_stays_when_its_series_ends(workspace: Workspace, square: str, org: str) -> None:
    """Held on the 17th in place of the 25th, it is not cancelled by an end from the 18th."""
    friday, line = after_thursday(workspace, org, square)
    end_from(friday, line, FRIDAY, THIRD)
    assert off(friday, line, SECOND) == [False]
    assert on(friday, line, SECOND).held_on == THURSDAY


def test_what_was_put_off_goes_when_its_series_ends(workspace: Workspace, square: str, org: str) -> None:
    """The Friday of the 18th, held on Saturday the 26th, is cancelled by an end from the 25th: nobody comes."""
    line = add_line(workspace, square, org)
    move(workspace, f"{line}.{FRIDAY}", date(2026, 9, 26))
    end_from(workspace, line, SECOND, THIRD)
    assert off(workspace, line, FRIDAY) == [True]


def test_what_was_held_early_stays_when_its_day_is_off(workspace: Workspace, square: str, org: str) -> None:
    """Held on the 17th, it is not cancelled by leaving out the 25th."""
    friday, line = after_thursday(workspace, org, square)
    version = on(friday, line, THIRD).version
    series.set_days_off(friday, COORDINATOR, version.shift_id, [SECOND], version=version)
    assert off(friday, line, SECOND) == [False]


@pytest.mark.parametrize("day", [FRIDAY, THIRD])
def test_what_was_held_early_is_not_opened(workspace: Workspace, square: str, org: str, day: date) -> None:
    """Its two came on the 17th: they are not wanted when the line is opened from a later day on."""
    friday, line = after_thursday(workspace, org, square)
    open_from(friday, line, day)
    held = held_on(friday, THURSDAY)
    assert (held.opened, held.adults) == (False, 2)


def test_what_was_put_off_is_opened(workspace: Workspace, square: str, org: str) -> None:
    """The Friday of the 18th, held on Saturday the 26th, is opened from the 25th on: its two are wanted."""
    line = add_line(workspace, square, org)
    move(workspace, f"{line}.{FRIDAY}", date(2026, 9, 26))
    open_from(workspace, line, SECOND)
    put_off = held_on(workspace, date(2026, 9, 26))
    assert (put_off.opened, put_off.adults) == (True, 0)


def test_what_is_held_months_early_is_told_of(workspace: Workspace, plan: Plan, person: Person) -> None:
    """The Friday of 19 March, half a year ahead, is held on 26 September: who goes hears of its other hours."""
    plan(weekly=True, until=date(2027, 4, 30))
    (series_id,) = workspace.store.frame("schedule")["id"].tail(1)
    name, who = f"{series_id}.2027-03-19", person()
    move(workspace, name, date(2026, 9, 26))
    sign(workspace, who, name)
    edit_occurrence(workspace, name, start="20:00")
    assert [notice.kind for notice in notices.own(workspace, who.person_id)] == ["changed"]


def open_from(workspace: Workspace, line: str, day: date) -> None:
    """Open a line from one of its days on; its adults are wanted."""
    open_line(workspace, line, "wanted", "from", day)


def held_on(workspace: Workspace, day: date) -> ShiftOccurrence:
    """Return the only occurrence that is held on a day."""
    with workspace.store.reading() as reading:
        (occurrence,) = occurrences_between(reading, day, day)
    return occurrence
