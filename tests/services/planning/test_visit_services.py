"""Visits from the venue's terms to what took place: planned, accepted, moved, declined, called off, and undone."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest

from karta.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from karta.privacy import Viewer
from karta.services import history
from karta.services.planning import (
    visit_answers,
    visit_officers,
    visit_plans,
    visit_question,
    visit_terms,
    visits,
)
from karta.services.planning.visit_question import Wanted
from karta.services.workspace import Workspace
from tests import viewers
from tests.services.planning.visit_town import (
    EVENINGS,
    NOW,
    TODAY,
    host,
    planned,
    police,
    prepared,
    terms_of,
    welcoming,
)

__all__ = ["prepared"]


def test_terms_are_the_venues_own(workspace: Workspace) -> None:
    """Its host sets them, the police read them, another association and who read an older version are refused."""
    stored = welcoming(workspace, uniform="without", host="föreståndaren", kinds=("eat", "theme"))
    seen = terms_of(workspace, police(workspace), stored.place_id)
    assert (seen.answer, seen.uniform, seen.host, seen.kinds) == (
        "welcome", "without", "föreståndaren", ("eat", "theme"),
    )  # fmt: skip
    assert seen.welcome == (EVENINGS,)
    assert not seen.may_edit
    for viewer in (police(workspace), host(workspace, "Beta")):
        with pytest.raises(NotAllowedError):
            visit_terms.set_terms(workspace, viewer, stored)
    visit_terms.set_terms(workspace, host(workspace), replace(stored, answer="no"))
    with pytest.raises(ConflictError):
        visit_terms.set_terms(workspace, host(workspace), stored)
    fresh = terms_of(workspace, host(workspace), stored.place_id)
    for wrong in ({"answer": "welcome", "welcome": ()}, {"answer": "maybe"}, {"host": "Kim, 070-123 45 67"}):
        with pytest.raises(InputError):
            visit_terms.set_terms(workspace, host(workspace), replace(fresh, **wrong))
    assert terms_of(workspace, host(workspace), stored.place_id) == fresh


def test_no_visit_where_nobody_has_welcomed_one(workspace: Workspace) -> None:
    """Beta wants none and Gamma has not said anything: Alfa alone is planned, Gamma stands as one to ask first."""
    welcoming(workspace, "Alfa")
    welcoming(workspace, "Beta", answer="no", welcome=())
    viewer = police(workspace)
    visit_officers.put(workspace, viewer, name="Områdespolis 1", hours=10)
    proposal = visit_plans.propose(workspace, viewer, Wanted(TODAY, 6))
    assert {visit.place for visit in proposal.visits} == {"Gården Alfa"}
    assert proposal.question.asked_first == ("Gården Gamma",)
    assert proposal.late == ()
    for visit in proposal.visits:
        assert visit.day.weekday() in (2, 4)
        assert "17:00" <= visit.start < visit.end <= "20:00"
    assert [year.place for year in visits.year(workspace, viewer)] == ["Gården Alfa"]


def test_a_plan_for_an_area_proposes_nothing_elsewhere(workspace: Workspace) -> None:
    """Alfa lies in the area and Beta does not: Beta has no visit and is not late, and Gamma is not asked first."""
    welcoming(workspace, "Alfa")
    welcoming(workspace, "Beta")
    viewer = police(workspace)
    with workspace.store.act("test", "import") as act:
        (area,) = act.insert("area", [{"name": "Norr"}])
        (row,) = act.rows("place", "name", ["Gården Alfa"])
        act.update("place", row["id"], row["version"], {"area_id": area})
    visit_officers.put(workspace, viewer, name="Områdespolis 1", hours=10)
    everywhere = visit_plans.propose(workspace, viewer, Wanted(TODAY, 6))
    assert {visit.place for visit in everywhere.visits} == {"Gården Alfa", "Gården Beta"}
    proposal = visit_plans.propose(workspace, viewer, Wanted(TODAY, 6, area_id=area))
    assert {visit.place for visit in proposal.visits} == {"Gården Alfa"}
    assert (proposal.late, proposal.question.asked_first) == ((), ())
    visit_plans.accept(workspace, viewer, proposal)
    decided = {row.place: row.main for row in visits.year(workspace, viewer)}
    assert decided == {"Gården Alfa": "Områdespolis 1", "Gården Beta": ""}


def test_a_plan_is_no_part_of_what_anybody_else_can_see(workspace: Workspace) -> None:
    """Planning, calling off and undoing leave the workspace's revision and history as they were."""
    welcoming(workspace)
    before, acts = workspace.store.revision(), len(workspace.store.acts())
    listed = planned(workspace)
    visits.call_off(workspace, police(workspace), listed[0].visit_id)
    newest = visits.history(workspace, police(workspace))
    assert list(newest["verb"]) == ["call_off_visit", "accept_visit_plan", "put_visit_officer"]
    every = [("Gården Alfa", visit.day, visit.start) for visit in listed]
    assert newest["visits"].iloc[0] == every[:1]
    assert sorted(newest["visits"].iloc[1]) == sorted(every)
    assert newest["visits"].iloc[2] == []
    visits.undo(workspace, police(workspace), newest["id"].iloc[0])
    assert (
        visits.listed(workspace, police(workspace), TODAY, TODAY + timedelta(days=50))[0].state == "planned"
    )
    assert (workspace.store.revision(), len(workspace.store.acts())) == (before, acts)
    assert "accept_visit_plan" not in set(history.acts(workspace, Viewer("f", "local"), 100)["verb"])
    for role in ("coordinator", "organiser", "municipality", "school_host", "volunteer", "sysadmin", "dpo"):
        other = viewers.of(workspace, "Beta", role)
        for ask in (visits.year, visits.history, visit_officers.officers):
            with pytest.raises(NotAllowedError):
                ask(workspace, other)
    assert visits.listed(workspace, host(workspace, "Beta"), TODAY, TODAY + timedelta(days=50)) == []


def test_accepting_twice_or_an_old_plan_stores_nothing(workspace: Workspace) -> None:
    """Two who plan at once: the second is told, and nothing of hers is stored; one undo takes back all of the first."""
    welcoming(workspace)
    viewer = police(workspace)
    visit_officers.put(workspace, viewer, name="Områdespolis 1", hours=10)
    first, second = (visit_plans.propose(workspace, viewer, Wanted(TODAY, 6)) for _ in range(2))
    visit_plans.accept(workspace, viewer, first)
    with pytest.raises(ConflictError):
        visit_plans.accept(workspace, viewer, second)
    with pytest.raises(NotAllowedError):
        visit_plans.accept(workspace, viewers.of(workspace, "Beta", "police"), second)
    assert len(visits.listed(workspace, viewer, TODAY, TODAY + timedelta(days=50))) == len(first.visits)
    visits.undo(workspace, viewer, visits.history(workspace, viewer)["id"].iloc[0])
    assert visits.listed(workspace, viewer, TODAY, TODAY + timedelta(days=50)) == []


def test_a_host_accepts_moves_within_its_terms_and_declines(workspace: Workspace) -> None:
    """What it moved lies within its terms; another time is refused; what it declined is gone; the plan heals."""
    listed = planned(workspace, "Alfa", "Beta")
    mine = [visit for visit in listed if visit.place == "Gården Alfa"]
    own = host(workspace)
    seen = visits.listed(workspace, own, TODAY, TODAY + timedelta(days=50))
    assert [visit.visit_id for visit in seen] == [visit.visit_id for visit in mine]
    times = visit_answers.times_for(workspace, own, mine[0].visit_id)
    assert all(day.weekday() in (2, 4) and "17:00" <= start <= "18:30" for day, start in times)
    day, start = next(each for each in times if each[0] != mine[0].day)
    with pytest.raises(InputError):
        visit_answers.move(workspace, own, mine[0].visit_id, day, "21:00")
    with pytest.raises(NotFoundError):
        visit_answers.move(workspace, host(workspace, "Beta"), mine[0].visit_id, day, start)
    visit_answers.move(workspace, own, mine[0].visit_id, day, start)
    (moved,) = [
        each for each in visits.listed(workspace, own, TODAY, TODAY + timedelta(days=90)) if each.moved
    ]
    assert (moved.day, moved.start, moved.state) == (day, start, "accepted")
    visit_answers.answer(workspace, own, mine[0].visit_id, accepts=False)
    assert mine[0].visit_id not in {v.visit_id for v in visits.listed(workspace, own, TODAY, day)}
    with pytest.raises(NotFoundError):
        visit_answers.answer(workspace, own, mine[0].visit_id, accepts=True)
    again = visit_plans.propose(workspace, police(workspace), Wanted(TODAY, 6))
    assert {visit.place for visit in again.visits} == {"Gården Alfa"}
    assert again.late == ()
    # The day that it has just declined is not asked for again.
    assert day not in {visit.day for visit in again.visits}


def test_what_took_place_is_one_press_and_starts_the_cadence_anew(workspace: Workspace) -> None:
    """A visit of today is noted as held; one that lies ahead cannot be; the year says by whom and how long ago."""
    listed = planned(workspace, "Alfa")
    later = [visit for visit in listed if visit.day > TODAY]
    with pytest.raises(ConflictError):
        visits.note_held(workspace, police(workspace), later[0].visit_id, held=True)
    then = replace(workspace, now=lambda: datetime.combine(later[0].day, NOW.time(), UTC) + timedelta(days=3))
    visits.note_held(then, police(workspace), later[0].visit_id, held=True)
    (year,) = visits.year(then, police(workspace))
    assert (year.since, year.days_left, year.main, year.main_share) == (3, 25, "Områdespolis 1", 1.0)
    assert year.cadence == 28


def test_who_calls_off_tells_the_next_two_times(workspace: Workspace) -> None:
    """They lie within the terms, on different days after the one that is called off."""
    listed = planned(workspace, "Alfa")
    offered = visits.call_off(workspace, police(workspace), listed[0].visit_id)
    assert len(offered) == 2
    assert listed[0].day < offered[0][0] < offered[1][0]
    assert all(day.weekday() in (2, 4) and "17:00" <= start <= "18:30" for day, start in offered)
    with pytest.raises(ConflictError):
        visits.call_off(workspace, police(workspace), listed[0].visit_id)


def test_officers_are_functions_of_their_own_organisation(workspace: Workspace) -> None:
    """Same name twice, no hours, telephone in the name: refused; another organisation's police change nothing."""
    viewer = police(workspace)
    officer = visit_officers.put(workspace, viewer, name="Områdespolis 1", hours=10)
    for wrong in ({"name": "områdespolis 1", "hours": 5}, {"name": "", "hours": 5}, {"name": "Ny", "hours": 0},
                  {"name": "Ny 070-123 45 67", "hours": 5}):  # fmt: skip
        with pytest.raises(InputError):
            visit_officers.put(workspace, viewer, **wrong)
    with pytest.raises(NotAllowedError):
        visit_officers.put(
            workspace, viewers.of(workspace, "Beta", "police"), name="Annan", hours=5, officer_id=officer
        )
    assert visit_officers.add_busy(workspace, viewer, officer, [(TODAY, "17:00", "20:00")] * 2) == 1
    (stored,) = visit_officers.officers(workspace, viewer)
    assert (stored.name, stored.hours, stored.kind) == ("Områdespolis 1", 10.0, "officer")
    welcoming(workspace)
    proposal = visit_plans.propose(workspace, viewer, Wanted(TODAY, 6))
    assert TODAY not in {visit.day for visit in proposal.visits}
    visits.set_cadence(workspace, viewer, proposal.visits[0].place_id, days=7, decided_by="lokalpolischefen")
    weekly = visit_plans.propose(workspace, viewer, Wanted(TODAY, 6))
    days = sorted(visit.day for visit in weekly.visits)
    assert len(days) >= 5
    assert max((b - a).days for a, b in pairwise(days)) <= 7


def test_a_plan_follows_terms_that_change_before_it_is_accepted(workspace: Workspace) -> None:
    """A venue that says no, or other hours, after the proposal gets no visit that it has not welcomed."""
    stored = welcoming(workspace)
    viewer = police(workspace)
    visit_officers.put(workspace, viewer, name="Områdespolis 1", hours=10)
    proposal = visit_plans.propose(workspace, viewer, Wanted(TODAY, 6))
    visit_terms.set_terms(workspace, host(workspace), replace(stored, answer="no", welcome=()))
    with pytest.raises(ConflictError):
        visit_plans.accept(workspace, viewer, proposal)
    assert visits.listed(workspace, viewer, TODAY, TODAY + timedelta(days=50)) == []


def test_a_visit_that_nobody_has_noted_covers_no_venue(workspace: Workspace) -> None:
    """What was planned and has passed counts once it took place, today's at once, and whosever officer came."""
    (visit, *_) = planned(workspace, "Alfa")
    days = (visit.day - TODAY).days
    then = replace(workspace, now=lambda: NOW + timedelta(days=days + 1))
    viewer = police(then)
    wanted = Wanted(then.today, 3)
    with then.store.act("test", "import") as act:
        act.insert("organisation", [{"name": "Andra polisen", "admitted_on": TODAY}])
    other = viewers.of(then, "Andra polisen", "police", "annan områdespolis")
    visit_officers.put(then, other, name="Områdespolis 9", hours=10)
    question = visit_question.question(then, viewer, wanted)
    assert [venue.last for venue in question.problem.venues] == [None]
    for asks in (viewer, other):
        visits.note_held(then, viewer, visit.visit_id, held=True)
        assert [v.last for v in visit_question.question(then, asks, wanted).problem.venues] == [-1]
    on_the_day = replace(workspace, now=lambda: NOW + timedelta(days=days, hours=6))
    kept = visit_question.question(on_the_day, viewer, Wanted(on_the_day.today, 3)).problem.kept
    assert [(each.venue, each.day) for each in kept] == [(0, 0)]


def test_a_visit_of_today_is_called_off_until_it_begins_and_noted_from_then_on(workspace: Workspace) -> None:
    """It begins at five: at noon it can be called off and not noted; a minute past five it is the other way."""
    (visit, *_) = planned(workspace, "Alfa")
    noon = replace(workspace, now=lambda: datetime.combine(visit.day, NOW.time(), UTC))
    with pytest.raises(ConflictError):
        visits.note_held(noon, police(noon), visit.visit_id, held=True)
    visits.call_off(noon, police(noon), visit.visit_id)
    visits.undo(noon, police(noon), visits.history(noon, police(noon))["id"].iloc[0])
    # 15:01 in UTC is one past five in Stockholm, in summer.
    begun = replace(noon, now=lambda: datetime.combine(visit.day, time(15, 1), UTC))
    assert visit.start == "17:00"
    visits.note_held(begun, police(begun), visit.visit_id, held=True)
