"""What came of one's own shifts: as planned, fewer, or nobody; each is asked about until it is told of, once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from karta.errors import ConflictError, InputError, NotFoundError
from karta.model.shift import AdultsAre
from karta.services.follow_up import month_reports, shift_reports
from karta.services.follow_up.month_reports import PastShift
from karta.services.gaps import period
from karta.services.needs import rule_rows
from karta.services.rosters import cancelling, moving, opening, sign_ups, volunteers
from karta.services.workspace import Workspace
from tests import guests
from tests.services.follow_up import month_town
from tests.services.follow_up.month_town import (
    COORDINATOR,
    FRIDAY,
    line_at,
    org_id,
    place_id,
    turns,
    undo,
    walkers,
)

# The walkers' Fridays and Saturdays of the four weeks before 16 September.
DAYS = [date(2026, 9, 12), date(2026, 9, 11), date(2026, 9, 5), date(2026, 9, 4), date(2026, 8, 29), date(2026, 8, 28),
        date(2026, 8, 22), date(2026, 8, 21)]  # fmt: skip

SUNDAY, SUNDAY_NOON = date(2026, 9, 20), datetime(2026, 9, 20, 10, 0, tzinfo=UTC)


@pytest.fixture
def workspace(prepared: Path, tmp_path: Path) -> Workspace:
    """Give a copy of the town, with four adults asked for at the square on Fridays 21-23."""
    made = month_town.copied(prepared, tmp_path)
    rule_rows.decide_need(
        made, COORDINATOR, place_id=place_id(made, "Torget"), adults=4, days="FR", start="21:00", end="23:00",
        responsible="Kommunen",
    )  # fmt: skip
    return made


def waiting(workspace: Workspace) -> list[PastShift]:
    """Return the walkers' shifts that wait for a report."""
    return month_reports.to_report(workspace, walkers(workspace), org_id(workspace))


def delivered(workspace: Workspace, day: date) -> float:
    """Return the adult-hours that were delivered on a service day."""
    return period.between(workspace, COORDINATOR, day, day, "delivered").totals["covered_ah"]


def test_the_past_weeks_are_asked_about_the_latest_first(workspace: Workspace) -> None:
    """Four Fridays with four adults and four Saturdays with two; the church's are not asked about."""
    assert [shift.day for shift in waiting(workspace)] == DAYS
    assert [(shift.place, shift.adults) for shift in waiting(workspace)[:2]] == [("Parken", 2), ("Torget", 4)]


@pytest.mark.parametrize(
    ("adults", "outcome", "hours"), [(4, "carried_out", 8), (3, "carried_out", 6), (0, "no_show", 0)]
)
def test_what_is_told_is_what_was_delivered(
    workspace: Workspace, adults: int, outcome: str, hours: float
) -> None:
    """Four, three or no adults from 21 to 23 are eight, six or no adult-hours; nothing is said of whom they met."""
    shift = waiting(workspace)[1]
    month_reports.report(workspace, walkers(workspace), org_id(workspace), shift.party_id, shift.day, adults)
    row = workspace.store.frame("report").iloc[0]
    assert (row["outcome"], row["original_start"], row["met"]) == (outcome, "2026-09-11T21:00", None)
    assert delivered(workspace, shift.day) == hours
    assert [one.day for one in waiting(workspace)] == [DAYS[0], *DAYS[2:]]
    with pytest.raises(NotFoundError, match="past_shift_unknown"):
        month_reports.report(
            workspace, walkers(workspace), org_id(workspace), shift.party_id, shift.day, adults
        )
    undo(workspace)
    assert [one.day for one in waiting(workspace)] == DAYS


def test_all_as_planned_is_one_act(workspace: Workspace) -> None:
    """Eight shifts at a tap, taken back at another."""
    shown = month_reports.fingerprint(month_reports.asked_about(waiting(workspace)))
    assert month_reports.report_all(workspace, walkers(workspace), org_id(workspace), shown=shown) == 8
    assert waiting(workspace) == []
    assert delivered(workspace, date(2026, 9, 4)) == 8
    with pytest.raises(ConflictError, match="row_changed"):
        month_reports.report_all(workspace, walkers(workspace), org_id(workspace), shown=shown)
    undo(workspace)
    assert [shift.day for shift in waiting(workspace)] == DAYS


def test_an_unknown_number_is_never_guessed(workspace: Workspace) -> None:
    """A line without a number goes on waiting when the others are told of; a number can be said for it."""
    friday = line_at(workspace, "Torget")
    with workspace.store.act("samordnare", "test") as act:
        act.update("shift_party", friday.party_id, None, {"adults": None})
    shown = month_reports.fingerprint(month_reports.asked_about(waiting(workspace)))
    assert month_reports.report_all(workspace, walkers(workspace), org_id(workspace), shown=shown) == 4
    assert [shift.adults for shift in waiting(workspace)] == [None] * 4
    shown = month_reports.fingerprint(month_reports.asked_about(waiting(workspace)))
    with pytest.raises(InputError, match="nothing_to_report"):
        month_reports.report_all(workspace, walkers(workspace), org_id(workspace), shown=shown)
    month_reports.report(
        workspace, walkers(workspace), org_id(workspace), friday.party_id, date(2026, 9, 11), 6
    )
    assert delivered(workspace, date(2026, 9, 11)) == 8


def test_no_more_came_than_were_to_come_and_none_to_what_is_not_theirs(workspace: Workspace) -> None:
    """Five of four are refused, and so is the church's shift, a day to come, and one that nobody held."""
    own = waiting(workspace)[1]
    parties = workspace.store.frame("shift_party")
    foreign = str(parties.loc[parties["organisation_id"] == org_id(workspace, "Kyrkan"), "id"].iloc[0])
    with pytest.raises(InputError, match="number_outside"):
        month_reports.report(workspace, walkers(workspace), org_id(workspace), own.party_id, own.day, 5)
    for party, day in (
        (foreign, own.day),
        (own.party_id, date(2026, 9, 18)),
        (own.party_id, date(2026, 9, 12)),
    ):
        with pytest.raises(NotFoundError, match="past_shift_unknown"):
            month_reports.report(workspace, walkers(workspace), org_id(workspace), party, day, 1)
    assert workspace.store.frame("report").empty


def opened(workspace: Workspace, adults_are: AdultsAre) -> Workspace:
    """Open the walkers' Friday of 18 September for sign-up, sign Anna up, and return the town two days later."""
    (friday,) = turns(workspace, FRIDAY)
    opening.open_sign_up(
        workspace, COORDINATOR, friday.occurrence_id, "one", adults_are=adults_are, min_team=1, max_team=9,
        version=friday.version,
    )  # fmt: skip
    _, token = guests.invite(workspace, COORDINATOR, org_id(workspace), "Anna")
    anna = volunteers.by_link(workspace, token)
    sign_ups.sign_up(workspace, anna, turns(workspace, FRIDAY)[0].occurrence_id, is_adult=True)
    return replace(workspace, now=lambda: SUNDAY_NOON)


@pytest.mark.parametrize(("adults_are", "adults"), [("wanted", 1), ("present", 5)])
def test_who_was_wanted_has_not_come(workspace: Workspace, adults_are: AdultsAre, adults: int) -> None:
    """Four were wanted and Anna signed up: one went. Four were there already: five went, of four asked for."""
    later = opened(workspace, adults_are)
    (shift,) = [shift for shift in waiting(later) if shift.day == FRIDAY]
    assert shift.adults == adults
    month_reports.report(later, walkers(workspace), org_id(later), shift.party_id, FRIDAY, adults)
    assert delivered(later, FRIDAY) == 2 * min(adults, 4)


def test_a_moved_shift_is_told_of_on_the_day_it_was_held(workspace: Workspace) -> None:
    """Friday's shift was held on Sunday: asked about there, delivered there, and nowhere else."""
    rule_rows.decide_need(
        workspace, COORDINATOR, place_id=place_id(workspace, "Torget"), adults=4, days="SU", start="21:00",
        end="23:00", responsible="Kommunen",
    )  # fmt: skip
    (friday,) = turns(workspace, FRIDAY)
    moving.move(workspace, COORDINATOR, friday.occurrence_id, SUNDAY, "one", version=friday.version)
    later = replace(workspace, now=lambda: SUNDAY_NOON + timedelta(days=1))
    (shift,) = [shift for shift in waiting(later) if shift.day >= FRIDAY and shift.place == "Torget"]
    assert (shift.day, shift.adults) == (SUNDAY, 4)
    month_reports.report(later, walkers(workspace), org_id(later), shift.party_id, SUNDAY, 4)
    assert (delivered(later, FRIDAY), delivered(later, SUNDAY)) == (0, 8)
    assert SUNDAY not in [shift.day for shift in waiting(later)]
    (moved,) = turns(later, SUNDAY)
    assert shift_reports.stored_report(later, COORDINATOR, moved).adults == 4


def test_a_cancelled_shift_is_not_asked_about(workspace: Workspace) -> None:
    """Nobody was to come on the Friday that was cancelled, so nothing came of it."""
    (friday,) = turns(workspace, FRIDAY)
    cancelling.cancel(workspace, COORDINATOR, friday.occurrence_id, version=friday.version)
    later = replace(workspace, now=lambda: SUNDAY_NOON)
    assert FRIDAY not in [shift.day for shift in waiting(later)]
