"""Simple changes of one's own lines: not that day, more or fewer adults, no longer; the past stays as it was."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from karta.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from karta.model.shift import ShiftPlan
from karta.services.follow_up import month_changes, month_lines
from karta.services.rosters import shifts
from karta.services.workspace import Workspace
from tests.services.follow_up import month_town
from tests.services.follow_up.month_town import (
    COORDINATOR,
    FRIDAY,
    LAST_FRIDAY,
    MONTH,
    NEXT_FRIDAY,
    TODAY,
    covered,
    line_at,
    lines,
    org_id,
    place_id,
    turns,
    undo,
    walkers,
)


@pytest.fixture
def workspace(prepared: Path, tmp_path: Path) -> Workspace:
    """Give a copy of the town, with six adults asked for at the square on Fridays 21-23."""
    return month_town.with_friday_need(prepared, tmp_path)


def test_a_day_is_cancelled_and_no_other(workspace: Workspace) -> None:
    """Four adults for two hours are gone on the 25th; the Fridays around it stay; undone, they are back."""
    line = line_at(workspace, "Torget")
    month_changes.cancel_day(
        workspace,
        walkers(workspace),
        org_id(workspace),
        MONTH,
        line.party_id,
        NEXT_FRIDAY,
        version=line.version,
    )
    assert [covered(workspace, day) for day in (FRIDAY, NEXT_FRIDAY, date(2026, 10, 2))] == [8, 0, 8]
    changed = line_at(workspace, "Torget")
    assert (changed.left_out, NEXT_FRIDAY in changed.days) == ((NEXT_FRIDAY,), False)
    undo(workspace)
    assert covered(workspace, NEXT_FRIDAY) == 8


@pytest.mark.parametrize("rule", [None, "FREQ=WEEKLY;BYDAY=FR"])
def test_another_number_of_adults_holds_from_today_on(workspace: Workspace, rule: str | None) -> None:
    """With two adults from today, Fridays are covered by four adult-hours; last week keeps its eight; undone, all do.

    So it is for a line of weekdays and for one that follows a rule.
    """
    if rule:
        with workspace.store.act("samordnare", "test") as act:
            values = {"byday": None, "rrule": rule, "date": date(2026, 8, 7), "valid_from": None}
            act.update("schedule", line_at(workspace, "Torget").series_id, None, values)
    line = line_at(workspace, "Torget")
    month_changes.cancel_day(
        workspace,
        walkers(workspace),
        org_id(workspace),
        MONTH,
        line.party_id,
        NEXT_FRIDAY,
        version=line.version,
    )
    month_changes.set_adults(
        workspace,
        walkers(workspace),
        org_id(workspace),
        MONTH,
        line.party_id,
        2,
        version=line_at(workspace, "Torget").version,
    )
    assert [covered(workspace, day) for day in (LAST_FRIDAY, FRIDAY, NEXT_FRIDAY)] == [8, 4, 0]
    new = line_at(workspace, "Torget")
    assert (new.adults, new.party_id == line.party_id) == (2.0, False)
    # A line that began today is only changed.
    month_changes.set_adults(
        workspace, walkers(workspace), org_id(workspace), MONTH, new.party_id, 5, version=new.version
    )
    assert line_at(workspace, "Torget").party_id == new.party_id
    assert [covered(workspace, day) for day in (LAST_FRIDAY, FRIDAY)] == [8, 10]
    for _ in range(3):
        undo(workspace)
    assert [covered(workspace, day) for day in (LAST_FRIDAY, FRIDAY, NEXT_FRIDAY)] == [8, 8, 8]


def test_a_line_ends_today_and_keeps_its_past(workspace: Workspace) -> None:
    """From today on nothing is covered on Fridays; last week is; undone, it goes on."""
    line = line_at(workspace, "Torget")
    month_changes.end_line(
        workspace, walkers(workspace), org_id(workspace), MONTH, line.party_id, version=line.version
    )
    assert [covered(workspace, day) for day in (LAST_FRIDAY, FRIDAY)] == [8, 0]
    assert [own.place for own in lines(workspace)] == ["Torget", "Parken"]
    undo(workspace)
    assert covered(workspace, FRIDAY) == 8


def test_a_change_for_the_next_month_begins_with_it(workspace: Workspace) -> None:
    """By October's link, made in September, the line ends with September."""
    line = next(
        line
        for line in month_lines.lines(workspace, walkers(workspace), org_id(workspace), "2026-10")
        if (line.place, line.start) == ("Torget", "21:00")
    )
    month_changes.end_line(
        workspace, walkers(workspace), org_id(workspace), "2026-10", line.party_id, version=line.version
    )
    assert [covered(workspace, day) for day in (NEXT_FRIDAY, date(2026, 10, 2))] == [8, 0]


def test_a_single_shift_is_cancelled_or_given_another_number(workspace: Workspace) -> None:
    """Tuesday's shift can be cancelled or changed; it cannot end, since it does not repeat."""
    line = line_at(workspace, "Torget", "18:00")
    about = workspace, walkers(workspace), org_id(workspace), MONTH, line.party_id
    with pytest.raises(ConflictError, match="line_once"):
        month_changes.end_line(*about, version=line.version)
    month_changes.set_adults(*about, 3, version=line.version)
    changed = line_at(workspace, "Torget", "18:00")
    assert (changed.adults, changed.party_id) == (3.0, line.party_id)
    month_changes.cancel_day(*about, line.days[0], version=changed.version)
    assert line_at(workspace, "Torget", "18:00").days == ()


def test_a_line_of_sign_ups_is_cancelled_and_ended_as_on_the_app_s_page(workspace: Workspace) -> None:
    """Its number is those who sign up; a day is cancelled and the series ends by the services of rosters."""
    plan = ShiftPlan(
        place_id(workspace, "Parken"), FRIDAY, "18:00", "20:00", (org_id(workspace),), weekly=True
    )
    shifts.create_shift(workspace, COORDINATOR, plan)
    line = line_at(workspace, "Parken", "18:00")
    about = workspace, walkers(workspace), org_id(workspace), MONTH, line.party_id
    assert (line.sign_up, line.adults) == (True, None)
    with pytest.raises(InputError, match="line_of_sign_ups"):
        month_changes.set_adults(*about, 3, version=line.version)
    month_changes.cancel_day(*about, FRIDAY, version=line.version)
    ahead = shifts.ahead(workspace, COORDINATOR)
    assert [turn.day for turn in ahead.cancelled] == [FRIDAY]
    month_changes.end_line(*about, version=line_at(workspace, "Parken", "18:00").version)
    assert not shifts.ahead(workspace, COORDINATOR).understaffed


def test_what_others_take_part_in_is_the_coordinator_s_to_change(workspace: Workspace) -> None:
    """With the church on the same shift, none of the three is done by the walkers alone."""
    line = line_at(workspace, "Torget")
    with workspace.store.act("samordnare", "test") as act:
        act.insert(
            "shift_party", [{"shift_id": line.shift_id, "organisation_id": org_id(workspace, "Kyrkan")}]
        )
    line = line_at(workspace, "Torget")
    assert not line.alone
    about = workspace, walkers(workspace), org_id(workspace), MONTH, line.party_id
    for act in (
        lambda: month_changes.cancel_day(*about, FRIDAY, version=line.version),
        lambda: month_changes.set_adults(*about, 2, version=line.version),
        lambda: month_changes.end_line(*about, version=line.version),
    ):
        with pytest.raises(NotAllowedError, match="line_shared"):
            act()


def test_what_is_none_of_theirs_or_out_of_bounds_is_refused(workspace: Workspace) -> None:
    """The church's line does not exist for them; nor does a day without the line; old versions, crowds: refused."""
    line = line_at(workspace, "Torget")
    parties = workspace.store.frame("shift_party")
    foreign = str(parties.loc[parties["organisation_id"] == org_id(workspace, "Kyrkan"), "id"].iloc[0])
    about = workspace, walkers(workspace), org_id(workspace), MONTH
    for party in (foreign, "nope"):
        with pytest.raises(NotFoundError, match="line_unknown"):
            month_changes.end_line(*about, party, version=line.version)
    for day in (TODAY, date(2026, 9, 11)):
        with pytest.raises(NotFoundError, match="line_unknown"):
            month_changes.cancel_day(*about, line.party_id, day, version=line.version)
    with pytest.raises(ConflictError, match="row_changed"):
        month_changes.end_line(*about, line.party_id, version="1.1.1")
    for adults in (0, 21, 500):
        with pytest.raises(InputError, match="number_outside"):
            month_changes.set_adults(*about, line.party_id, adults, version=line.version)
    assert covered(workspace, FRIDAY) == 8


@pytest.mark.parametrize(("hour", "delivered"), [(19, 8), (22, 8), (18, 0)])
def test_a_shift_that_has_begun_is_not_changed_any_more(
    workspace: Workspace, hour: int, delivered: int
) -> None:
    """At 21:00 (19 UTC) on Friday, and when it is over, the line ends from Saturday on: tonight's eight hours stay."""
    tonight = replace(workspace, now=lambda: datetime(2026, 9, 18, hour, 0, tzinfo=UTC))
    line = line_at(tonight, "Torget")
    assert (FRIDAY in line.days) == (not delivered)
    month_changes.end_line(
        tonight, walkers(workspace), org_id(tonight), MONTH, line.party_id, version=line.version
    )
    assert [covered(tonight, day) for day in (LAST_FRIDAY, FRIDAY, NEXT_FRIDAY)] == [8, delivered, 0]


def test_a_begun_shift_keeps_its_number(workspace: Workspace) -> None:
    """Two adults from next week on; the four who are out tonight stay four."""
    tonight = replace(workspace, now=lambda: datetime(2026, 9, 18, 20, 0, tzinfo=UTC))
    line = line_at(tonight, "Torget")
    month_changes.set_adults(
        tonight, walkers(workspace), org_id(tonight), MONTH, line.party_id, 2, version=line.version
    )
    assert [covered(tonight, day) for day in (FRIDAY, NEXT_FRIDAY)] == [8, 4]


def test_a_line_without_days_left_ends_and_gets_no_number(workspace: Workspace) -> None:
    """All its Fridays are off: another number is refused with a sentence, and it can end."""
    plan = ShiftPlan(
        place_id(workspace, "Parken"), FRIDAY, "18:00", "20:00", (org_id(workspace),), weekly=True
    )
    shifts.create_shift(workspace, COORDINATOR, plan)
    about = workspace, walkers(workspace), org_id(workspace), MONTH
    for place, start in (("Torget", "21:00"), ("Parken", "18:00")):
        for day in line_at(workspace, place, start).days:
            line = line_at(workspace, place, start)
            month_changes.cancel_day(*about, line.party_id, day, version=line.version)
    line = line_at(workspace, "Torget")
    assert (line.days, len(line.left_out)) == ((), 7)
    with pytest.raises(ConflictError, match="line_paused"):
        month_changes.set_adults(*about, line.party_id, 2, version=line.version)
    for place, start in (("Torget", "21:00"), ("Parken", "18:00")):
        line = line_at(workspace, place, start)
        month_changes.end_line(*about, line.party_id, version=line.version)
    assert covered(workspace, date(2026, 11, 6)) == 0


def test_a_line_that_counts_its_times_ends_and_changes(workspace: Workspace) -> None:
    """Ten Fridays from 7 August, four of them to come after today: two of them with two adults, then none."""
    with workspace.store.act("samordnare", "test") as act:
        rule = {"byday": None, "rrule": "FREQ=WEEKLY;COUNT=10", "date": date(2026, 8, 7), "valid_from": None}
        act.update("schedule", turns(workspace, FRIDAY)[0].series_id, None, rule)
    about = workspace, walkers(workspace), org_id(workspace), MONTH
    line = line_at(workspace, "Torget")
    month_changes.set_adults(*about, line.party_id, 2, version=line.version)
    days = [LAST_FRIDAY, FRIDAY, date(2026, 10, 9), date(2026, 10, 16)]
    assert [covered(workspace, day) for day in days] == [8, 4, 4, 0]
    line = line_at(workspace, "Torget")
    month_changes.end_line(*about, line.party_id, version=line.version)
    assert [covered(workspace, day) for day in days] == [8, 0, 0, 0]
