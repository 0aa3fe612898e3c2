"""What a month's link changes of a line that people sign up to: they are told, and what hangs on it comes along."""

from datetime import date
from pathlib import Path

import pytest

from karta.services.follow_up import month_changes
from karta.services.rosters import moving, notices, opening, sign_ups, volunteers
from karta.services.rosters.volunteers import Volunteer
from karta.services.workspace import Workspace
from tests import guests
from tests.services.follow_up import month_town
from tests.services.follow_up.month_town import (
    COORDINATOR,
    FRIDAY,
    LAST_FRIDAY,
    MONTH,
    NEXT_FRIDAY,
    covered,
    line_at,
    org_id,
    turns,
    undo,
    walkers,
)


@pytest.fixture
def workspace(prepared: Path, tmp_path: Path) -> Workspace:
    """Give a copy of the town, with six adults asked for at the square on Fridays 21-23."""
    return month_town.with_friday_need(prepared, tmp_path)


def test_who_has_signed_up_is_told_of_every_change(workspace: Workspace) -> None:
    """Anna is on two Fridays of the opened line: she is told that one is off, and then that the line has ended."""
    anna = signed_up(workspace, FRIDAY, NEXT_FRIDAY)
    about = workspace, walkers(workspace), org_id(workspace), MONTH
    line = line_at(workspace, "Torget")
    month_changes.cancel_day(*about, line.party_id, FRIDAY, version=line.version)
    line = line_at(workspace, "Torget")
    month_changes.end_line(*about, line.party_id, version=line.version)
    told = {notice.occurrence.day: notice.kind for notice in notices.own(workspace, anna.person_id)}
    assert told == {FRIDAY: "cancelled", NEXT_FRIDAY: "cancelled"}
    assert [covered(workspace, day) for day in (LAST_FRIDAY, FRIDAY, NEXT_FRIDAY)] == [8, 0, 0]
    for _ in range(2):
        undo(workspace)
    assert [covered(workspace, day) for day in (LAST_FRIDAY, FRIDAY, NEXT_FRIDAY)] == [8, 10, 10]


def test_adults_who_are_there_already_get_another_number(workspace: Workspace) -> None:
    """Of an opened line whose four count, two are left: with Anna three adults, six hours, where ten were."""
    signed_up(workspace, NEXT_FRIDAY)
    line = line_at(workspace, "Torget")
    assert (line.adults, line.sign_up, month_changes.numbers(line)) == (4, True, [1, 2, 3, 5, 6, 7, 8])
    month_changes.set_adults(
        workspace, walkers(workspace), org_id(workspace), MONTH, line.party_id, 2, version=line.version
    )
    assert line_at(workspace, "Torget").adults == 2
    assert [covered(workspace, day) for day in (LAST_FRIDAY, FRIDAY, NEXT_FRIDAY)] == [8, 4, 6]


def test_what_hangs_on_a_line_comes_along_with_its_new_number(workspace: Workspace) -> None:
    """A Friday moved to Saturday and Anna on another one belong to the line of two adults, as to that of four."""
    anna = signed_up(workspace, NEXT_FRIDAY)
    (friday,) = turns(workspace, date(2026, 10, 2))
    moving.move(
        workspace, COORDINATOR, friday.occurrence_id, date(2026, 10, 3), "one", version=friday.version
    )
    line = line_at(workspace, "Torget")
    month_changes.set_adults(
        workspace, walkers(workspace), org_id(workspace), MONTH, line.party_id, 2, version=line.version
    )
    assert turns(workspace, NEXT_FRIDAY)[0].state_of(anna.person_id) == "signed"
    assert turns(workspace, date(2026, 10, 2)) == []
    series = {turn.series_id for day in (NEXT_FRIDAY, date(2026, 10, 3)) for turn in turns(workspace, day)}
    assert len(series - {turn.series_id for turn in turns(workspace, LAST_FRIDAY)}) == 1


def signed_up(workspace: Workspace, *days: date) -> Volunteer:
    """Open the walkers' Fridays for sign-up, their four adults present, sign Anna up for some, and return her."""
    (friday,) = turns(workspace, FRIDAY)
    opening.open_sign_up(
        workspace, COORDINATOR, friday.occurrence_id, "all", adults_are="present", min_team=1, max_team=9,
        version=friday.version,
    )  # fmt: skip
    _, token = guests.invite(workspace, COORDINATOR, org_id(workspace), "Anna")
    for day in days:
        anna = volunteers.by_link(workspace, token)
        sign_ups.sign_up(workspace, anna, turns(workspace, day)[0].occurrence_id, is_adult=True)
    return volunteers.by_link(workspace, token)
