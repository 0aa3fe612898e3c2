"""Need, worked out by hand: anchors, sessions and their leaders, validity, suggestions, both clock changes."""

from datetime import date, time
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from karta.coverage.gaps import State, cover
from karta.coverage.grid import grid
from karta.coverage.need import need as need_of
from karta.model.tables import Tables
from tests.coverage.town import AUTUMN, FRIDAY, SPRING, ah, line, need, town


def asked(tables: Tables, mode: str = "stay") -> list[tuple[str, str, float]]:
    """Return the stretches of equal need of the first place: local start and end (HH:MM) and adults."""
    on = grid(tables)
    row = getattr(need_of(tables, on), mode)[0]
    labels = [label[11:16] for label in on.slots.labels()] + ["06:00"]
    edges = [0, *(np.flatnonzero(np.diff(row)) + 1), len(row)]
    return [(labels[a], labels[b], float(row[a])) for a, b in pairwise(edges) if row[a] > 0]


def session(start: str = "17:00", end: str = "19:30", **over: Any) -> dict[str, Any]:
    """Return a training at P1 on Fridays."""
    return {"place_id": "P1", "byday": "FR", "start_local": start, "end_local": end, **over}


def open_hours(start: str, end: str, days: str = "all") -> dict[str, Any]:
    """Return hours when P1 can be entered."""
    return {"place_id": "P1", "days": days, "start_local": start, "end_local": end}


def test_the_largest_base_counts_and_additions_are_summed() -> None:
    """Bases 2 and 3 are 3 together; additions of 1 and 2 make 6."""
    tables = town(needs=[
        need(start="18:00", end="22:00"), need(start="20:00", end="21:00", adults=3),
        need(start="20:00", end="21:00", adults=1, type="add"), need(start="20:30", end="22:00", adults=2, type="add"),
    ])  # fmt: skip
    assert asked(tables) == [
        ("18:00", "20:00", 2),
        ("20:00", "20:30", 4),
        ("20:30", "21:00", 6),
        ("21:00", "22:00", 4),
    ]


def test_the_same_addition_twice_counts_twice() -> None:
    """A base of 2 and twice the same addition of 1 at one place are 4, there and not at the other place."""
    extra = need(start="20:00", end="21:00", adults=1, type="add")
    tables = town(
        needs=[need(), extra, {**extra, "rule_id": "again"}, need(place_id="P2")], places=("P1", "P2")
    )
    assert asked(tables) == [("18:00", "20:00", 2), ("20:00", "21:00", 4), ("21:00", "22:00", 2)]
    assert need_of(tables, grid(tables)).stay[1].max() == 2


def test_a_decided_nothing_is_no_need_and_no_rule_is_not_decided() -> None:
    """A rule of 0 adults gives the state no need with measures of 0; a place without rules is not decided."""
    coverage = cover(town(needs=[need(adults=0)], places=("P1", "P2")), "planned")
    assert set(coverage.state[0]) == {State.NO_NEED}
    assert set(coverage.state[1]) == {State.NOT_DECIDED}


def test_the_school_anchor_hangs_on_the_end_of_the_school_day() -> None:
    """15 minutes before to 90 minutes after 14:30, on school days: 14:15-16:00 on Friday, nothing on Saturday."""
    rule = need(
        start="14:30",
        end="14:30",
        days="school",
        anchor="school_end",
        start_offset_min=-15.0,
        end_offset_min=90.0,
    )
    assert asked(town(needs=[rule])) == [("14:15", "16:00", 2)]
    assert asked(town("2026-09-19", needs=[rule])) == []


def test_the_closing_anchor_hangs_on_the_last_closing_of_the_day() -> None:
    """Open 10-12 and 14-21: an hour from 21:00; on a day without opening hours there is none."""
    rule = need(anchor="close", start_offset_min=0.0, end_offset_min=60.0)
    hours = [open_hours("10:00", "12:00", "FR"), open_hours("14:00", "21:00", "FR")]
    assert asked(town(needs=[rule], access=hours)) == [("21:00", "22:00", 2)]
    assert asked(town("2026-09-19", needs=[rule], access=hours)) == []


def test_a_place_that_closes_after_midnight_is_left_that_night() -> None:
    """Open 18-01 on Friday: the hour after closing is 01-02, still Friday's service day."""
    rule = need(anchor="close", start_offset_min=0.0, end_offset_min=60.0, days="FR")
    assert asked(town(needs=[rule], access=[open_hours("18:00", "01:00", "FR")])) == [("01:00", "02:00", 2)]


def test_the_activity_anchor_hangs_on_each_end_of_an_activity() -> None:
    """Sessions end 19:30 and 21:00: half an hour after each, one adult."""
    rule = need(adults=1, anchor="activity_end", start_offset_min=0.0, end_offset_min=30.0)
    sessions = [session(), session("20:00", "21:00")]
    assert asked(town(needs=[rule], sessions=sessions)) == [("19:30", "20:00", 1), ("21:00", "21:30", 1)]


def test_an_activity_past_midnight_belongs_to_the_evening_before() -> None:
    """A session on Saturday 00:30-01:30 is Friday night's: a rule for Fridays follows it."""
    rule = need(adults=1, days="FR", anchor="activity_end", start_offset_min=0.0, end_offset_min=30.0)
    tables = town(needs=[rule], sessions=[session("00:30", "01:30", byday="SA")])
    assert asked(tables) == [("01:30", "02:00", 1)]


def test_need_within_access_alone_is_cut_to_the_opening_hours() -> None:
    """Asked 18-22, open 08-20:30: needed 18-20:30."""
    tables = town(needs=[need(within_access=True)], access=[open_hours("08:00", "20:30")])
    assert asked(tables) == [("18:00", "20:30", 2)]


def test_unknown_access_leaves_the_place_undecided() -> None:
    """A rule within access at a place without opening hours: not decided, whatever its other rules say."""
    coverage = cover(town(needs=[need(within_access=True), need(start="10:00", end="12:00")]), "planned")
    assert set(coverage.state[0]) == {State.NOT_DECIDED}
    assert ah(coverage.tables) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("leaders", "expected"),
    [
        (2.0, (5, 0, 5, 0)),  # 19:30-22 is left: 2.5 h x 2
        (1.0, (8, 0, 8, 0)),  # one leader takes nothing away
        (float("nan"), (8, 0, 5, 3)),  # 18-19:30 nobody can tell
    ],
)
def test_a_session_takes_the_need_away_only_if_two_known_adults_lead_it(
    leaders: float, expected: tuple[float, ...]
) -> None:
    """2 adults 18-22 outside a session 17-19:30, by its leaders: need, covered, gap, unknown adult-hours."""
    tables = town(needs=[need(outside_sessions=True)], sessions=[session(leaders=leaders)])
    assert ah(tables) == expected


def test_unknown_leaders_are_no_question_where_another_rule_asks_as_much() -> None:
    """A second rule asks 2 adults whether there is a session or not: all 8 adult-hours are a known gap."""
    tables = town(
        needs=[need(outside_sessions=True), need(rule_id="always")], sessions=[session(leaders=float("nan"))]
    )
    assert ah(tables) == (8, 0, 8, 0)


def test_a_led_session_settles_what_another_leaves_open() -> None:
    """Two sessions at once, one led by two and one by an unknown number: the need is taken away."""
    sessions = [session(leaders=float("nan")), session(leaders=2.0)]
    assert ah(town(needs=[need(outside_sessions=True)], sessions=sessions)) == (5, 0, 5, 0)


def test_a_rule_is_in_force_from_its_first_to_its_last_day() -> None:
    """In force on the second and third of four days; on the others nothing is decided."""
    rule = need(valid_from=date(2026, 9, 19), valid_to=date(2026, 9, 20))
    coverage = cover(town(days=4, needs=[rule]), "planned")
    assert coverage.need.decided[0].tolist() == [False, True, True, False]
    assert ah(coverage.tables) == (16, 0, 16, 0)


def test_a_window_does_not_reach_into_a_day_on_which_nothing_is_decided() -> None:
    """22-08 on the rule's only day: the two hours after 06:00 lie on an undecided day."""
    friday = date(2026, 9, 18)
    rule = need(start="22:00", end="08:00", valid_from=friday, valid_to=friday)
    assert ah(town(days=2, needs=[rule])) == (16, 0, 16, 0)
    assert ah(town(days=2, needs=[{**rule, "min_civil_society": 1.0}])) == (16, 0, 16, 0)


def test_a_window_of_the_evening_before_the_period_reaches_in() -> None:
    """22-08 every day: 06-08 of the first day is needed, too, though the day before is in no calendar."""
    assert ah(town(needs=[need(start="22:00", end="08:00")])) == (20, 0, 20, 0)
    assert ah(town(needs=[need(start="22:00", end="08:00", days="TH")])) == (4, 0, 4, 0)
    assert ah(town(needs=[need(start="22:00", end="08:00", days="TH;not_holiday")])) == (0, 0, 0, 0)


def test_a_suggestion_is_counted_apart() -> None:
    """A suggested rule is no need; asked for by its state it gives its 8 adult-hours."""
    tables = town(needs=[need(state="suggested")])
    coverage = cover(tables, "planned")
    assert ah(tables) == (0, 0, 0, 0)
    assert not coverage.decided.any()
    suggested = need_of(tables, coverage.grid, "suggested")
    assert suggested.stay.sum() * 0.25 == 8
    assert suggested.decided.all()


def test_the_night_of_the_autumn_change_is_an_hour_longer() -> None:
    """2 adults 22-04 on 24/25 October 2026 are 7 h: 14 adult-hours; one shift over the night covers them."""
    tables = town(
        AUTUMN, needs=[need(start="22:00", end="04:00")], lines=[line(start="22:00", end="04:00", day=AUTUMN)]
    )
    assert ah(tables) == (14, 14, 0, 0)
    assert cover(tables, "planned").grid.shape == (1, 100)


def test_the_night_of_the_spring_change_is_an_hour_shorter() -> None:
    """2 adults 22-04 on 27/28 March 2027 are 5 h: 10 adult-hours; a shift 22-02 covers 8 of them."""
    tables = town(
        SPRING, needs=[need(start="22:00", end="04:00")], lines=[line(start="22:00", end="02:00", day=SPRING)]
    )
    assert ah(tables) == (10, 8, 2, 0)
    assert cover(tables, "planned").grid.shape == (1, 92)


def test_a_window_in_the_skipped_hour_is_empty() -> None:
    """02-03 does not exist on the night of 27/28 March 2027: nothing is asked."""
    assert ah(town(SPRING, needs=[need(start="02:00", end="03:00")])) == (0, 0, 0, 0)


def test_a_start_before_six_belongs_to_the_evening_before() -> None:
    """01-03 on weekend nights: Friday's window lies on Saturday; Sunday to Thursday have none."""
    tables = town("2026-09-17", days=3, needs=[need(start="01:00", end="03:00", days="weekend_night")])
    coverage = cover(tables, "planned")
    starts = [coverage.grid.slots.labels()[n] for n in np.flatnonzero(np.diff(coverage.need.stay[0]) > 0) + 1]
    assert starts == ["2026-09-19T01:00+02:00", "2026-09-20T01:00+02:00"]


def test_another_start_of_the_service_day_moves_what_belongs_to_it() -> None:
    """With days from 04:00, a Friday window 05-07 lies on Friday morning, in Friday's service day."""
    tables = town(
        needs=[need(start="05:00", end="07:00", days="FR")],
        method={"day_start_local": time(4)},
    )
    labels = cover(tables, "planned").grid.slots.labels()
    assert (labels[0], labels[-1]) == (f"{FRIDAY}T04:00+02:00", "2026-09-19T03:45+02:00")
    assert ah(tables) == (4, 0, 4, 0)


def without_school_calendar(**rest: Any) -> Tables:
    """Return a Friday of which nobody has said whether there is school."""
    tables = town(**rest)
    return tables.with_(calendar=tables.calendar.assign(school_day=None))


def test_a_rule_for_school_days_is_undecided_while_nobody_says_whether_there_is_school() -> None:
    """15-17 on school days and 12-14 on others: both hours undecided, 18-22 needed, the rest no need."""
    rules = [
        need(start="15:00", end="17:00", days="school"),
        need(start="12:00", end="14:00", days="nonschool"),
        need(),
    ]
    coverage = cover(without_school_calendar(needs=rules), "planned")
    names = [State(state).name for state in coverage.state[0, ::4]]
    assert names[5:17] == [
        "NO_NEED", "NOT_DECIDED", "NOT_DECIDED", "NO_NEED", "NOT_DECIDED", "NOT_DECIDED", "NO_NEED",
        "EMPTY", "EMPTY", "EMPTY", "EMPTY", "NO_NEED",
    ]  # fmt: skip
    assert ah(coverage.tables) == (8, 0, 8, 0)


def test_a_session_on_school_days_is_a_question_while_nobody_says_whether_there_is_school() -> None:
    """It may take 18-19:30 away: 3 of 8 adult-hours are unknown; with a school day said they are no need."""
    rest = {"needs": [need(outside_sessions=True)], "sessions": [session(school_days_only=True)]}
    assert ah(without_school_calendar(**rest)) == (8, 0, 5, 3)
    assert ah(town(**rest)) == (5, 0, 5, 0)
