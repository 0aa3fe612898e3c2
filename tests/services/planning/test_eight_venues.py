"""Twelve weeks of eight venues and two officers, as the services and the command plan them."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from karta import cli
from karta.services.planning import visit_plans, visits
from karta.services.planning.visit_question import Wanted
from karta.services.workspace import Workspace, create
from tests.services.planning import eight_venues

# A Wednesday: the calendar's weeks are not those of the plan.
NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)


@pytest.fixture
def town(tmp_path: Path) -> Workspace:
    """Give the venues with their terms."""
    made = create(tmp_path / "town", now=lambda: NOW)
    eight_venues.fill(made)
    return made


def test_twelve_weeks_keep_the_terms_the_cadence_and_who_is_known(town: Workspace) -> None:
    """No visit outside the hours or where one declines, no wait above 28 days, three joint visits, nothing late."""
    eight_venues.staffed(town)
    viewer = eight_venues.police(town)
    proposal = visit_plans.propose(town, viewer, Wanted(town.today, 12))
    assert proposal.late == ()
    # 90 minutes there, 30 there and back.
    assert {proposal.question.problem.minutes(venue) for venue in range(7)} == {120}
    visit_plans.accept(town, viewer, proposal)
    rows = visits.listed(town, viewer, town.today, town.today + timedelta(days=84))
    assert len(rows) == len(proposal.visits)
    eight_venues.keeps_the_terms(town, rows)


def test_two_hours_a_week_reach_four_of_seven_and_three_wait_twenty_days(town: Workspace) -> None:
    """One visit in each of four weeks; due on day 14, day 15 to 34 of five weeks are too late for the three."""
    eight_venues.short_of_hours(town)
    proposal = visit_plans.propose(town, eight_venues.police(town), Wanted(town.today, 5))
    visited = {visit.place for visit in proposal.visits}
    assert len(proposal.visits) == len(visited) == 4
    assert {row.place for row in proposal.late if row.days == 20} == set(eight_venues.WELCOMING) - visited


def test_the_command_plans_the_same_twelve_weeks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By `karta plan visits`: nothing late, three joint visits before the one leaves, and none where one declines."""
    town = create(tmp_path / "own")
    eight_venues.fill(town)
    eight_venues.staffed(town)
    plan = ["--workspace", str(town.folder), "plan", "visits", "--weeks", "12", "--json"]
    before = town.store.revision()
    assert cli.main(plan) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["late"] == []
    proposal = visit_plans.propose(town, eight_venues.LOCAL, Wanted(town.today, 12))
    assert [(row["place"], row["day"], row["start"]) for row in answer["visits"]] == [
        (visit.place, visit.day.isoformat(), visit.start) for visit in proposal.visits
    ]
    assert {row["place"] for row in answer["visits"]} == set(eight_venues.WELCOMING)
    joint = [row for row in answer["visits"] if row["along"]]
    last = (town.today + timedelta(days=eight_venues.LAST_DAY)).isoformat()
    assert sorted(row["place"] for row in joint) == sorted(eight_venues.HANDED_OVER)
    assert all(row["day"] <= last for row in joint)
    assert town.store.revision() == before
