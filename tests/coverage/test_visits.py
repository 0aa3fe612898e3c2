"""Visit windows and dose, worked out by hand (METHOD 3.1 mode *visit*, 3.6 *dos*)."""

import math
from typing import Any

import pytest

from karta.coverage.dose import dose
from karta.coverage.gaps import cover
from karta.coverage.hours import hours
from karta.coverage.presence import View
from karta.coverage.visits import visit_counts, visit_windows
from karta.model.tables import Tables
from tests.coverage.town import ah, leg, line, need, report, source, stop, town

# Asked 15-22: windows 15-17, 17-19, 19-21 and, an hour long, 21-22.
ASKED = need(start="15:00", end="22:00", mode="visit")


def outcomes(tables: Tables, view: View = "planned") -> list[str]:
    """Return the outcome of each visit window, in order of time."""
    return visit_windows(cover(tables, view))["outcome"].tolist()


def test_the_hours_are_cut_into_windows_of_two_hours() -> None:
    """15-22 is three windows of two hours and one of the hour that is left; none of it is adult-hours."""
    tables = town(needs=[ASKED])
    windows = visit_windows(cover(tables, "planned"))
    starts = windows["start"].dt.tz_convert("Europe/Stockholm").dt.strftime("%H:%M").tolist()
    assert starts == ["15:00", "17:00", "19:00", "21:00"]
    assert [length.total_seconds() / 3600 for length in windows["end"] - windows["start"]] == [2, 2, 2, 1]
    assert windows["outcome"].tolist() == ["missed"] * 4
    assert ah(tables) == (0, 0, 0, 0)


def test_a_rest_too_short_for_a_visit_is_no_window() -> None:
    """Asked 15:00-17:05: five minutes are no window."""
    assert outcomes(town(needs=[need(start="15:00", end="17:05", mode="visit")])) == ["missed"]


@pytest.mark.parametrize(("end", "outcome"), [("15:55", "missed"), ("16:00", "met")])
def test_a_visit_takes_ten_minutes(end: str, outcome: str) -> None:
    """From 15:50, five minutes are no visit and ten are."""
    tables = town(needs=[ASKED], lines=[line(start="15:50", end=end)])
    assert outcomes(tables) == [outcome, "missed", "missed", "missed"]


def test_a_visit_over_the_edge_of_two_windows_counts_where_it_lasts() -> None:
    """16:55-17:10 is five minutes of the first window and ten of the second."""
    assert outcomes(town(needs=[ASKED], lines=[line(start="16:55", end="17:10")])) == [
        "missed", "met", "missed", "missed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("over", "outcome"),
    [
        ({"adults": 1}, "missed"),  # two are asked for
        ({"at": {"P1": 150}}, "missed"),  # two at half weight are one
        ({"mode": "incidental"}, "missed"),  # there with another task
        ({"mode": "remote"}, "missed"),
        ({"admitted": False}, "missed"),
        ({"adults": float("nan")}, "unknown"),
        ({"at": {"P1": 80}}, "met"),
    ],
)
def test_who_makes_a_visit(over: dict[str, Any], outcome: str) -> None:
    """The needed adults must stand at the place for the task; an unknown number leaves the window unknown."""
    tables = town(needs=[ASKED], lines=[line(start="15:00", end="16:00", **over)])
    assert outcomes(tables) == [outcome, "missed", "missed", "missed"]


def test_a_visit_can_ask_for_one_from_civil_society() -> None:
    """Two officers do not meet a window that asks for one from civil society; one walker with them does."""
    rule = need(start="15:00", end="17:00", mode="visit", min_civil_society=1.0)
    police = line("R1", "15:00", "16:00", sector="police")
    assert outcomes(town(needs=[rule], lines=[police])) == ["missed"]
    assert outcomes(town(needs=[rule], lines=[police, line("R2", "15:00", "16:00", adults=1)])) == ["met"]


def walk(dwell: float = 0, stops: tuple[tuple[str, str], ...] = ()) -> Tables:
    """Return a round 15-19 past P1, with a declared dwell or with timed stops there."""
    return town(
        needs=[ASKED],
        lines=[line(start="15:00", end="19:00", geometry="route", at={})],
        route_legs=[leg("R1", dwell=dwell)],
        stops=[stop("R1", start, end) for start, end in stops],
    )


def test_an_untimed_route_leaves_its_windows_unknown() -> None:
    """A round without stops or dwell passes 15-19: nobody can tell; after it the windows are missed."""
    assert outcomes(walk()) == ["unknown", "unknown", "missed", "missed"]


def test_a_timed_stop_meets_its_window_and_no_other() -> None:
    """A stop of ten minutes 15:30-15:40 is a visit; the round says that it stops nowhere else."""
    assert outcomes(walk(stops=(("15:30", "15:40"),))) == ["met", "missed", "missed", "missed"]


@pytest.mark.parametrize(("dwell", "outcome"), [(4, "missed"), (5, "met")])
def test_a_declared_dwell_is_a_visit_where_it_adds_up(dwell: float, outcome: str) -> None:
    """4 min/h are 8 minutes in a window of two hours: known to be too short; 5 min/h are 10."""
    assert outcomes(walk(dwell)) == [outcome, outcome, "missed", "missed"]


@pytest.mark.parametrize(("second", "outcome"), [("16:00", "met"), ("16:15", "missed")])
def test_a_walk_in_two_shifts_is_one_walk(second: str, outcome: str) -> None:
    """5 min/h 15-16 and on until 17 are 10 minutes of one stay; after a break the two stays are each too short."""
    walks = [
        line("R1", "15:00", "16:00", geometry="route", at={}),
        line("R2", second, "17:00", geometry="route", at={}),
    ]
    legs = [leg("R1", dwell=5), leg("R2", dwell=5)]
    assert outcomes(town(needs=[ASKED], lines=walks, route_legs=legs))[0] == outcome


def test_a_missing_roster_leaves_a_window_unknown_unless_it_is_met() -> None:
    """An unknown source 15-19: the visited window is met, the other unknown; later ones are missed."""
    unknown = source("unknown", "2026-09-18T15:00", "2026-09-18T19:00")
    tables = town(needs=[ASKED], sources=[unknown], lines=[line(start="15:30", end="16:00")])
    assert outcomes(tables) == ["met", "unknown", "missed", "missed"]


def test_unknown_leaders_leave_a_window_unknown() -> None:
    """A session by an unknown number of leaders 15-17 may take the first visit away; stay need is untouched."""
    session = {
        "place_id": "P1",
        "byday": "FR",
        "start_local": "15:00",
        "end_local": "17:00",
        "leaders": math.nan,
    }
    rules = [{**ASKED, "outside_sessions": True}, need(start="15:00", end="17:00")]
    tables = town(needs=rules, sessions=[session])
    assert outcomes(tables) == ["unknown", "missed", "missed", "missed"]
    assert ah(tables) == (4, 0, 4, 0)


def test_an_unreported_visit_is_unknown() -> None:
    """Delivered: an unreported shift leaves its window unknown, a reported one meets it, a no-show misses it."""
    lines = [line("R1", "15:00", "16:00"), line("R2", "17:00", "18:00"), line("R3", "19:00", "20:00")]
    told = [report("R2"), report("R3", "no_show", 0)]
    assert outcomes(town(needs=[ASKED], lines=lines, delivered=told), "delivered") == [
        "unknown", "met", "missed", "missed",
    ]  # fmt: skip


def test_windows_are_counted_by_place() -> None:
    """needed = met + missed + unknown, for each place with windows."""
    tables = town(
        places=("P1", "P2", "P3"),
        needs=[ASKED, {**ASKED, "rule_id": "N2", "place_id": "P2"}],
        lines=[line(start="15:00", end="16:00"), line("R2", "15:00", "16:00", math.nan, {"P2": 0})],
    )
    counts = visit_counts(visit_windows(cover(tables, "planned"))).set_index("place_id")
    columns = ["visits_needed", "visits_met", "visits_missed", "visits_unknown"]
    assert counts.loc["P1", columns].tolist() == [4, 1, 3, 0]
    assert counts.loc["P2", columns].tolist() == [4, 0, 3, 1]
    assert "P3" not in counts.index


def test_no_windows_are_counted_as_none() -> None:
    """Without visit rules there is no window and no place to count."""
    windows = visit_windows(cover(town(needs=[need()]), "planned"))
    assert windows.empty
    assert visit_counts(windows).empty


def test_the_hours_of_a_visit_place_show_its_windows() -> None:
    """Met 15-17 full, unknown 17-19, missed from 19: a visit of two, never two adults missing for the hour."""
    unknown = source("unknown", "2026-09-18T17:00", "2026-09-18T19:00")
    coverage = cover(
        town(needs=[ASKED], sources=[unknown], lines=[line(start="15:30", end="16:00")]), "planned"
    )
    shown = hours(coverage, visits=visit_windows(coverage))
    names = {2: "full", 5: "unknown", 7: "visit", 1: "no need"}
    # The service day begins at 06:00, so 15:00 is its tenth hour.
    assert [names[state] for state in shown.state[0, 8:17]] == [
        "no need", "full", "full", "unknown", "unknown", "visit", "visit", "visit", "no need",
    ]  # fmt: skip
    assert shown.visit[0, 8:17].tolist() == [0, 0, 0, 0, 0, 2, 2, 2, 0]
    assert (shown.missing.sum(), shown.unknown.sum()) == (0, 0)
    assert shown.need[0, 8:17].tolist() == [0, 2, 2, 2, 2, 2, 2, 2, 0]
    assert {names[state] for state in hours(coverage).state[0]} == {"no need"}


def test_the_dose_counts_reported_stops() -> None:
    """Stops 20:00-20:10, 21:00-21:30 and 23:30-23:40: 3 visits, 50 minutes, at most 120 between."""
    tables = town(
        lines=[line(start="19:00", end="01:00", geometry="route", at={})],
        stops=[stop("R1", "20:00", "20:10"), stop("R1", "21:00", "21:30"), stop("R1", "23:30", "23:40")],
        delivered=[report()],
    )
    (row,) = dose(tables).to_dict("records")
    assert (row["visits"], row["minutes"], row["max_minutes_between"]) == (3, 50, 120)
    assert not row["unknown"]


def test_a_stay_under_ten_minutes_is_no_visit_and_one_visit_has_no_time_between() -> None:
    """Stops of 5 and 10 minutes: one visit of 10 minutes."""
    tables = town(
        lines=[line(start="19:00", end="23:00", geometry="route", at={})],
        stops=[stop("R1", "20:00", "20:05"), stop("R1", "21:00", "21:10")],
        delivered=[report()],
    )
    (row,) = dose(tables).to_dict("records")
    assert (row["visits"], row["minutes"]) == (1, 10)
    assert math.isnan(row["max_minutes_between"])


def test_untimed_routes_and_unreported_shifts_leave_the_dose_unknown() -> None:
    """A reported round without stops, and a shift without a report: 0 known visits, and there may be more."""
    route = town(
        lines=[line(geometry="route", at={})], route_legs=[leg("R1", dwell=10)], delivered=[report()]
    )
    untimed = town(lines=[line(geometry="route", at={})], route_legs=[leg("R1")], delivered=[report()])
    unreported = town(lines=[line()], delivered=[])
    for tables in (route, untimed, unreported):
        (row,) = dose(tables).to_dict("records")
        assert (row["visits"], row["minutes"], row["unknown"]) == (0, 0, True)
