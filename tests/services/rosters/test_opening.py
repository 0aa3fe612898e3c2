"""A line of a roster is opened for sign-up: what counts then, by hand, for a need of two on Fridays 21-22."""

from datetime import UTC, date, datetime

import numpy as np
import pytest
from numpy.typing import NDArray

from karta.coverage.gaps import cover
from karta.errors import ConflictError, InputError, KartaError
from karta.reports.calendar import counted
from karta.services import history
from karta.services.follow_up import shift_reports
from karta.services.gaps import period
from karta.services.rosters import moving, season, shifts, sign_ups, volunteers
from karta.services.workspace import Workspace
from karta.store.records import load_tables
from tests.services.rosters.conftest import COORDINATOR, FRIDAY, Person, later, occurrences, sign, undo_last
from tests.services.rosters.roster_lines import add_line, lines, on, open_line

SECOND, THIRD = date(2026, 9, 25), date(2026, 10, 2)


def figures(workspace: Workspace, day: date = FRIDAY, view: str = "planned") -> tuple[float, float, float]:
    """Return covered, gap and unknown of a week, in adult-hours."""
    totals = period.week(workspace, COORDINATOR, day, view).totals
    return tuple(float(totals[name]) for name in ("covered_ah", "gap_ah", "unknown_ah"))


@pytest.mark.parametrize(
    ("adults", "adults_are", "signed", "covered"),
    [
        # Present: the adults of the line, and one more with each sign-up; a pair is the least that counts.
        (2.0, "present", 0, 2.0),
        (2.0, "present", 1, 2.0),
        (1.0, "present", 0, 0.0),
        (1.0, "present", 1, 2.0),
        (0.0, "present", 1, 0.0),
        # Wanted: sign-ups alone, whatever the line states.
        (4.0, "wanted", 0, 0.0),
        (4.0, "wanted", 1, 0.0),
        (4.0, "wanted", 2, 2.0),
        (None, "wanted", 1, 0.0),
        (None, "wanted", 2, 2.0),
    ],
)
def test_what_counts_of_an_opened_line(
    workspace: Workspace, square: str, org: str, person: Person, adults: float | None, adults_are: str,
    signed: int, covered: float,
) -> None:  # fmt: skip
    """Need two for an hour: what is covered by the line and its sign-ups, the rest is gap, and nothing is unknown."""
    series = add_line(workspace, square, org, adults)
    open_line(workspace, series, adults_are)
    for _ in range(signed):
        assert sign(workspace, person(), f"{series}.{FRIDAY}") == "signed"
    assert figures(workspace) == (covered, 2.0 - covered, 0.0)
    # Nobody has signed up for the second Friday.
    alone = 2.0 if adults_are == "present" and adults == 2.0 else 0.0
    assert figures(workspace, SECOND) == (alone, 2.0 - alone, 0.0)


def test_unanswered_it_stays_closed(workspace: Workspace, square: str, org: str) -> None:
    """Without an answer, or with adults present of whom no number is known, nothing is stored."""
    known, unknown = add_line(workspace, square, org), add_line(workspace, square, org, None)
    before = workspace.store.revision()
    for series, answer, code in (
        (known, None, "adults_unanswered"),
        (known, "kanske", "adults_unanswered"),
        (unknown, "present", "adults_unknown"),
    ):
        with pytest.raises(InputError) as refused:
            open_line(workspace, series, answer)
        assert refused.value.code == code
    assert workspace.store.revision() == before
    open_line(workspace, known, "present")
    with pytest.raises(ConflictError) as again:
        open_line(workspace, known, "wanted")
    assert again.value.code == "shift_opened"


def test_opening_a_line_with_its_adults_present_changes_no_figure(
    workspace: Workspace, square: str, org: str
) -> None:
    """Every column of every slot of two weeks is the same before and after; undone, it is closed again."""

    def arrays(view: str) -> list[NDArray[np.float64]]:
        coverage = cover(load_tables(workspace.store, FRIDAY, date(2026, 10, 3), workspace.today), view)
        return [coverage.covered, coverage.gap, coverage.unknown, coverage.presence.adults]

    series = add_line(workspace, square, org)
    before = {view: arrays(view) for view in ("planned", "confirmed", "expected")}
    open_line(workspace, series, "present")
    assert on(workspace, series).phase == "staffed"
    assert before["planned"][0].sum() > 0
    for view, figures_before in before.items():
        for old, new in zip(figures_before, arrays(view), strict=True):
            np.testing.assert_array_equal(old, new)
    undo_last(workspace)
    assert on(workspace, series).phase == "rostered"


def test_one_date_is_opened_and_the_others_stay_as_the_roster_says(
    workspace: Workspace, square: str, org: str, person: Person
) -> None:
    """The second Friday is wanted, from the third on adults are present: the first is as it was."""
    series = add_line(workspace, square, org)
    open_line(workspace, series, "wanted", "one", SECOND)
    assert [figures(workspace, day)[0] for day in (FRIDAY, SECOND, THIRD)] == [2.0, 0.0, 2.0]
    open_line(workspace, series, "present", "from", THIRD, max_team=3)
    assert [(occurrence.day, occurrence.adults) for occurrence in occurrences(workspace)][:2] == [
        (SECOND, 0),
        (THIRD, 2),
    ]
    third = occurrences(workspace)[1]
    assert sign(workspace, person(), third.occurrence_id) == "signed"
    with pytest.raises(ConflictError):
        sign(workspace, person(), third.occurrence_id)
    assert [figures(workspace, day)[0] for day in (FRIDAY, SECOND, THIRD)] == [2.0, 0.0, 2.0]


def test_who_signs_up_beside_a_confirmed_team_is_planned(
    workspace: Workspace, square: str, org: str, person: Person
) -> None:
    """One confirmed adult and one who signs up: two in the plan, and one alone, no team, among what is confirmed."""
    series = add_line(workspace, square, org, 1.0)
    with workspace.store.act("samordnare", "confirm") as act:
        act.update("shift_party", on(workspace, series).parties[0].party_id, None, {"status": "confirmed"})
    open_line(workspace, series, "present")
    sign(workspace, person(), f"{series}.{FRIDAY}")
    assert figures(workspace) == (2.0, 0.0, 0.0)
    assert figures(workspace, view="confirmed") == (0.0, 2.0, 0.0)
    after = later(workspace, datetime(2026, 9, 19, 10, 0, tzinfo=UTC))
    assert figures(after, view="delivered") == (0.0, 0.0, 2.0)
    report = {"carried_out": True, "adults": 2, "met": "0", "version": 0}
    shift_reports.report(after, COORDINATOR, f"{series}.{FRIDAY}", **report)
    assert figures(after, view="delivered") == (2.0, 0.0, 0.0)


def test_a_walk_over_two_days_keeps_its_hours(
    workspace: Workspace, square: str, org: str, person: Person
) -> None:
    """A line from Friday 20 to Saturday 22 covers the hour on Friday, also when somebody has signed up to it."""
    single = {"date": FRIDAY, "start": "20:00", "end": "22:00", "end_date": date(2026, 9, 19)}
    series = add_line(workspace, square, org, 2.0, **single)
    open_line(workspace, series, "present", "one")
    sign(workspace, person(), f"{series}.{FRIDAY}")
    rows = load_tables(workspace.store, FRIDAY, FRIDAY, workspace.today).presences
    taken = rows[rows["adults"] == 3.0]
    assert list(taken["end_local"]) == ["2026-09-19T22:00"]


def test_a_rule_is_opened_for_one_of_its_dates(
    workspace: Workspace, square: str, org: str, person: Person
) -> None:
    """Of every other Friday, five times, the second is opened, and the last three from the third on: none else."""
    rule = {"date": FRIDAY, "start": "21:00", "end": "22:00", "rrule": "FREQ=WEEKLY;INTERVAL=2;COUNT=5"}
    series = add_line(workspace, square, org, 2.0, **rule)
    open_line(workspace, series, "wanted", "one", THIRD)
    open_line(workspace, series, "wanted", "from", date(2026, 10, 16))
    assert [figures(workspace, day)[0] for day in (FRIDAY, SECOND, THIRD)] == [2.0, 0.0, 0.0]
    opened = shifts.ahead(workspace, COORDINATOR, 90).understaffed
    days = [THIRD, date(2026, 10, 16), date(2026, 10, 30), date(2026, 11, 13)]
    assert [occurrence.day for occurrence in opened] == days


def test_volunteers_are_offered_what_is_opened(
    workspace: Workspace, square: str, org: str, person: Person
) -> None:
    """The link shows the dates from then on, and after undoing only to who is on them, who can still sign off."""
    series = add_line(workspace, square, org)
    who, other = person(), person()
    with pytest.raises(KartaError):
        sign(workspace, who, f"{series}.{FRIDAY}")
    open_line(workspace, series, "wanted")
    assert len(volunteers.page(workspace, who)[1]) == 8
    sign(workspace, who, f"{series}.{FRIDAY}")
    act = workspace.store.acts(5).set_index("verb")["id"]["open_sign_up"]
    history.undo(workspace, COORDINATOR, str(act))
    assert [occurrence.day for occurrence in volunteers.page(workspace, who)[0].coming] == [FRIDAY]
    assert volunteers.page(workspace, other)[1] == []
    assert figures(workspace) == (2.0, 0.0, 0.0)
    sign_ups.sign_off(workspace, who, f"{series}.{FRIDAY}")
    assert volunteers.page(workspace, who)[0].coming == []


def test_a_season_is_copied_without_what_rosters_state(workspace: Workspace, square: str, org: str) -> None:
    """Neither a closed line nor an opened one of this autumn says anything about next spring."""
    add_line(workspace, square, org)
    open_line(workspace, add_line(workspace, square, org), "present")
    copied = season.copy_season(workspace, COORDINATOR, FRIDAY, date(2026, 11, 30), date(2027, 1, 8))
    assert copied == 0


def test_one_opened_date_leaves_the_others_on_the_roster(
    workspace: Workspace, square: str, org: str, person: Person
) -> None:
    """Somebody on the one date that was opened, also when it is moved, makes no other date a shift with people."""
    series = add_line(workspace, square, org)
    open_line(workspace, series, "present", "one")
    sign(workspace, person(), f"{series}.{FRIDAY}")
    moving.move(
        workspace, COORDINATOR, f"{series}.{FRIDAY}", date(2026, 9, 19), "one", version=on(workspace, series).version
    )  # fmt: skip
    assert [(turn.day, turn.adults) for turn in occurrences(workspace)] == [(FRIDAY, 3)]
    assert [line.day for line in lines(workspace, org)][:2] == [SECOND, THIRD]


def test_an_opened_line_says_how_many_signed_up_and_that_it_is_full(
    workspace: Workspace, square: str, org: str, person: Person
) -> None:
    """Two are there, a third signs up, and a fourth is the last who is taken."""
    series = add_line(workspace, square, org)
    open_line(workspace, series, "present", max_team=4)
    said = []
    for _ in range(2):
        sign(workspace, person(), f"{series}.{FRIDAY}")
        said.append(counted(on(workspace, series), "sv"))
    assert said == ["3 vuxna, varav 1 anmäld", "4 vuxna, varav 2 anmälda – fullt"]
