"""Presence, worked out by hand: reach, tasks, teams, who counts, and the views."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from karta.coverage.gaps import cover
from karta.coverage.measures import composition, place_days
from karta.coverage.occurrences import dropped_occurrences
from karta.coverage.reach import weight
from karta.settings import Method
from tests.coverage.town import SPRING, ah, line, need, present, report, town

NAN = float("nan")


def test_the_weight_falls_from_a_hundred_to_two_hundred_metres() -> None:
    """1 to 100 m, .5 at 150 m, 0 from 200 m, nothing where the distance is unknown."""
    assert weight([0, 100, 150, 199, 200, 1000, NAN], Method()).tolist() == [1, 1, 0.5, 0.01, 0, 0, 0]


@pytest.mark.parametrize(("mode", "expected"), [("active", 2), ("incidental", 1), ("remote", 0)])
def test_the_task_decides_how_much_an_adult_counts(mode: str, expected: float) -> None:
    """Two adults: active 2, incidental 1, remote 0."""
    assert present(town(needs=[need()], lines=[line(mode=mode)]), "18:00") == [expected]


def test_a_lone_walker_yields_no_presence() -> None:
    """One adult in a shift of at least two is none: the whole need stays a known gap."""
    assert ah(town(needs=[need()], lines=[line(adults=1, min_adults=2.0)])) == (8, 0, 8, 0)


def test_the_parties_of_a_shift_are_a_team_together() -> None:
    """One and one of two organisations are enough for two; a third line on another shift is not theirs."""
    team = [line(f"R{n}", adults=1, min_adults=2.0, shift_id="S", org=f"Org {n}") for n in (1, 2)]
    assert ah(town(needs=[need()], lines=team)) == (8, 8, 0, 0)
    apart = [{**row, "shift_id": row["presence_id"]} for row in team]
    assert ah(town(needs=[need()], lines=apart)) == (8, 0, 8, 0)


@pytest.mark.parametrize(
    ("known", "need_adults", "expected"),
    [
        (2, 4, (16, 8, 0, 8)),  # two are enough for a team and count; how many more, nobody can tell
        (1, 4, (16, 0, 0, 16)),  # a team or not: nobody can tell
        (2, 2, (8, 8, 0, 0)),  # the known part alone is enough
    ],
)
def test_an_unknown_number_leaves_the_known_part(
    known: float, need_adults: float, expected: tuple[float, ...]
) -> None:
    """A party of a known and one of an unknown number in a shift of at least two: need, covered, gap, unknown."""
    team = [
        line(f"R{n}", adults=adults, min_adults=2.0, shift_id="S") for n, adults in enumerate((known, NAN))
    ]
    assert ah(town(needs=[need(adults=need_adults)], lines=team)) == expected


def test_an_unknown_number_that_would_not_count_is_no_question() -> None:
    """A camera, a presence far away, and an hour without need leave the gap a known gap."""
    far = line("R1", adults=NAN, at={"P1": 500})
    camera = line("R2", adults=NAN, mode="remote")
    early = line("R3", "12:00", "14:00", adults=NAN)
    assert ah(town(needs=[need()], lines=[far, camera, early])) == (8, 0, 8, 0)


def test_only_admitted_organisations_count() -> None:
    """A line of an organisation that is not admitted is nobody, and its unknown number no question."""
    lines = [line("R1", admitted=False), line("R2", adults=NAN, admitted=False)]
    assert ah(town(needs=[need()], lines=lines)) == (8, 0, 8, 0)


def test_young_leaders_are_not_adults() -> None:
    """One adult with three young leaders is one adult, also for the team."""
    assert ah(town(needs=[need()], lines=[line(adults=1, young_leaders=3.0)])) == (8, 4, 4, 0)
    assert ah(town(needs=[need()], lines=[line(adults=1, young_leaders=3.0, min_adults=2.0)])) == (8, 0, 8, 0)


def test_a_rule_can_ask_for_one_from_civil_society() -> None:
    """Two officers where one of two should be from civil society: one is missing; a third from there helps."""
    rule = need(min_civil_society=1.0)
    police = line("R1", sector="police")
    assert ah(town(needs=[rule], lines=[police])) == (8, 4, 4, 0)
    walker = line("R2", adults=1, sector="civil_society")
    assert ah(town(needs=[rule], lines=[police, walker])) == (8, 8, 0, 0)


def test_a_rule_can_ask_for_one_who_is_trained() -> None:
    """Two untrained adults lack one who is trained; one trained among them is enough."""
    rule = need(min_trained=1.0)
    assert ah(town(needs=[rule], lines=[line()])) == (8, 4, 4, 0)
    pair = [line("R1", adults=1), line("R2", adults=1, trained=True)]
    assert ah(town(needs=[rule], lines=pair)) == (8, 8, 0, 0)


@pytest.mark.parametrize("least", ["min_civil_society", "min_trained"])
def test_the_least_of_a_kind_never_exceeds_the_need(least: str) -> None:
    """Three of a kind of a need of one: one adult of that kind meets it."""
    rule = need(adults=1, **{least: 3.0})
    assert ah(town(needs=[rule], lines=[line(adults=1, trained=True)])) == (4, 4, 0, 0)


def test_the_confirmed_view_leaves_planned_shifts_out() -> None:
    """One confirmed and one planned adult: planned view 2, confirmed view 1."""
    tables = town(needs=[need()], lines=[line("R1", adults=1, status="confirmed"), line("R2", adults=1)])
    assert ah(tables) == (8, 8, 0, 0)
    assert ah(tables, "confirmed") == (8, 4, 4, 0)


def test_the_expected_view_weighs_by_history_and_prior() -> None:
    """10 of 10 planned shifts held: q = 17/20 = .85, so 2 adults are 1.7; a confirmed one without history .9."""
    history = [{"presence_id": "R1", "scheduled": 10.0, "delivered": 10.0}]
    assert ah(town(needs=[need()], lines=[line()], history=history), "expected") == (8, 6.8, 1.2, 0)
    assert ah(town(needs=[need()], lines=[line(status="confirmed")]), "expected") == (8, 7.2, 0.8, 0)


def delivered(*reports: dict[str, Any], min_adults: float = 0) -> tuple[float, ...]:
    """Return the delivered view of two lines of one adult each in one shift, 18-22, where 2 are needed."""
    lines = [line(f"R{n}", adults=1, shift_id="S", min_adults=min_adults) for n in (1, 2)]
    return ah(town(needs=[need()], lines=lines, delivered=reports), "delivered")


def test_a_report_counts_at_its_own_times_and_number() -> None:
    """Three came 18:30-20:00 instead of one 18-22; the other line stayed away: 2 x 1.5 = 3 covered."""
    late = report(adults=3, start_local="2026-09-18T18:30", end_local="2026-09-18T20:00")
    assert delivered(late, report("R2", "no_show", 0)) == (8, 3, 5, 0)


def test_a_reported_part_of_a_team_is_unsure_while_the_other_is_unreported() -> None:
    """One came, one has not reported, two make a team: nobody can tell whether there was one."""
    assert delivered(report(adults=1), min_adults=2) == (8, 0, 0, 8)
    assert delivered(report(adults=1), min_adults=0) == (8, 4, 0, 4)


def test_a_reported_part_of_a_team_is_alone_when_the_other_did_not_come() -> None:
    """One came, one did not, two make a team: there was none, and that is known."""
    assert delivered(report(adults=1), report("R2", "no_show", 0), min_adults=2) == (8, 0, 8, 0)


def test_an_unreported_shift_that_was_too_small_is_no_question() -> None:
    """One adult planned in a shift of at least two and no report: planned presence 0, so a known gap."""
    tables = town(needs=[need()], lines=[line(adults=1, min_adults=2.0)], delivered=[])
    assert ah(tables, "delivered") == (8, 0, 8, 0)


def test_a_report_without_a_number_is_unknown() -> None:
    """A shift that was carried out by nobody knows how many: unknown, not 0 and not the planned number."""
    assert ah(town(needs=[need()], lines=[line()], delivered=[report(adults=NAN)]), "delivered") == (
        8,
        0,
        0,
        8,
    )


def test_the_report_of_a_repeating_line_belongs_to_its_date() -> None:
    """A line on Fridays and Saturdays 22-02, reported on Friday only: Saturday is unreported."""
    weekly = line(start="22:00", end="02:00", byday="FR;SA")
    tables = town(days=2, needs=[need(start="22:00", end="02:00")], lines=[weekly], delivered=[report()])
    assert ah(tables, "delivered") == (16, 8, 0, 8)


def test_a_shift_on_school_days_is_unknown_while_nobody_says_whether_there_is_school() -> None:
    """Walking on school days, of a Friday nobody knows: unknown, not a gap; a report settles it."""
    tables = town(needs=[need()], lines=[line(byday="FR", school_days_only=True)], delivered=[report()])
    unsaid = replace(tables, calendar=tables.calendar.assign(school_day=None))
    assert ah(tables) == (8, 8, 0, 0)
    assert ah(unsaid) == (8, 0, 0, 8)
    assert ah(unsaid, "delivered") == (8, 8, 0, 0)


def test_a_shift_that_began_days_ago_still_counts() -> None:
    """From the 10th to the 20th without a break: the whole need of the 18th is covered."""
    assert ah(town(needs=[need()], lines=[line(start="2026-09-10T12:00", end="2026-09-20T12:00")])) == (
        8,
        8,
        0,
        0,
    )


def test_a_weekly_shift_of_the_evening_before_reaches_in() -> None:
    """Thursdays 22-08: 06-08 of Friday's service day is covered."""
    tables = town(
        needs=[need(start="06:00", end="10:00")], lines=[line(start="22:00", end="08:00", byday="TH")]
    )
    assert ah(tables) == (8, 4, 4, 0)


def test_surplus_of_two_organisations_is_counted_where_there_is_need() -> None:
    """2 + 2 of two organisations where 2 are needed 18-22 and both are there 20-24: 2 h x 2 = 4 adult-hours."""
    pair = [line("R1", "20:00", "00:00"), line("R2", "20:00", "00:00", org="Org B")]
    tables = town(needs=[need()], lines=pair)
    assert place_days(cover(tables, "planned"))["surplus_multi_org_ah"].tolist() == [4]
    same = replace(tables, presences=tables.presences.assign(org="Org A"))
    assert place_days(cover(same, "planned"))["surplus_multi_org_ah"].tolist() == [0]


def test_the_composition_is_of_what_is_known() -> None:
    """Walkers 2 x 4 h, officers 2 x 1 h at half weight; an unknown number and what lies outside count nothing."""
    lines = [
        line("R1"),
        line("R2", "18:00", "19:00", sector="police", at={"P1": 150}),
        line("R3", adults=NAN, sector="municipality"),
        line("R4", "04:00", "08:00", day="2026-09-18", adults=3),
    ]
    coverage = cover(town(needs=[need()], lines=lines), "planned")
    found = composition(coverage.presence.pieces, coverage.grid).to_dict("records")
    assert [(row["sector"], row["adult_hours"]) for row in found] == [("civil_society", 8 + 6), ("police", 1)]


def test_an_occurrence_without_time_is_listed() -> None:
    """A weekly shift 02:30-03:15 has no time in the night of 27/28 March 2027: 03:30 would be its start."""
    tables = town(SPRING, needs=[need()], lines=[line(start="02:30", end="03:15", byday="SU")])
    on = cover(tables, "planned").grid
    (row,) = dropped_occurrences(tables, on).to_dict("records")
    assert (row["table"], row["id"], row["reason"]) == ("presences", "R1", "end_not_after_start")
    assert row["original_start"].isoformat() == "2027-03-28T02:30:00"
    ordinary = town(needs=[need()], lines=[line(start="02:30", end="03:15", byday="SU")])
    assert dropped_occurrences(ordinary, cover(ordinary, "planned").grid).empty


def test_presence_is_the_sum_of_its_pieces() -> None:
    """P equals the effective adults of the listed pieces, slot by slot."""
    lines = [line("R1", "18:00", "20:00", at={"P1": 150}), line("R2", "19:00", "22:00", 3, mode="incidental")]
    coverage = cover(town(needs=[need()], lines=lines), "planned")
    painted = np.zeros(coverage.grid.shape)
    for piece in coverage.presence.pieces.itertuples(index=False):
        painted[0, coverage.grid.span(piece.start, piece.end)] += piece.effective
    np.testing.assert_allclose(coverage.presence.adults, painted)
    assert sorted(set(coverage.presence.adults[0])) == [0, 1, 1.5, 2.5]
