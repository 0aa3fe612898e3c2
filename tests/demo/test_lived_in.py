"""The demo is lived in on whatever day it is loaded: all parts of all pages have something to show, by the rules."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest

from karta.model.shift import ShiftOccurrence
from karta.privacy import Viewer
from karta.services import history
from karta.services.demo.loading import load_demo
from karta.services.follow_up import month_answers, month_links, shift_reports
from karta.services.importing import unplaced_rows
from karta.services.needs import crowd_events, deciding, requests
from karta.services.planning import rosters
from karta.services.register import contacts, duplicates, organisations
from karta.services.rosters import (
    invitations,
    notices,
    poster_contact,
    roster_lines,
    shifts,
    volunteers,
    young_leaders,
)
from karta.services.sheets import meeting_sheet
from karta.services.workspace import Workspace, create, is_empty

pytestmark = pytest.mark.slow

VIEWER = Viewer("Samordnare", "local")
DAYS = {
    "a Friday morning": datetime(2026, 9, 18, 8, tzinfo=UTC),
    "a Sunday night in which the clock goes back": datetime(2026, 10, 24, 23, 30, tzinfo=UTC),
}
# Numbers that the Swedish authority has set aside for fiction: 070-174 06 05 to 070-174 06 99.
FICTION = re.compile(r"070-174 06 (0[5-9]|[1-9]\d)")
NAME = re.compile(r"[A-ZÅÄÖ][a-zåäö]+|Ledare \d")


@pytest.fixture(scope="module", params=DAYS.values(), ids=DAYS.keys())
def workspace(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workspace]:
    """A workspace with the demo, loaded at some moment."""
    made = create(tmp_path_factory.mktemp("lived") / "workspace", lambda: request.param)
    load_demo(made, VIEWER)
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def ahead(workspace: Workspace) -> shifts.Ahead:
    """The shifts to come that people sign up to."""
    return shifts.ahead(workspace, VIEWER)


def all_ahead(ahead: shifts.Ahead) -> list[ShiftOccurrence]:
    """Return the shifts of all three lists."""
    return [*ahead.understaffed, *ahead.staffed, *ahead.cancelled]


def everybody(workspace: Workspace) -> list[invitations.Invited]:
    """Return the people of all organisations."""
    orgs = organisations.organisations(workspace, VIEWER)
    return [person for org in orgs for person in invitations.invited(workspace, VIEWER, org)]


def test_shifts_to_come_are_in_every_state(ahead: shifts.Ahead) -> None:
    """Some are short of one, some full, one with two who wait, one where somebody wants a stand-in."""
    assert {occurrence.missing for occurrence in ahead.understaffed} >= {1}
    assert Counter(occurrence.phase for occurrence in ahead.staffed).keys() == {"full", "staffed"}
    assert 2 in {len(occurrence.waiting) for occurrence in ahead.staffed if occurrence.is_full}
    assert sum(occurrence.stand_ins for occurrence in ahead.staffed) == 1
    assert {occurrence.from_roster for occurrence in all_ahead(ahead)} == {True, False}
    assert len({occurrence.purpose for occurrence in all_ahead(ahead)}) >= 4


def test_twenty_volunteers_have_said_when_they_can(workspace: Workspace, ahead: shifts.Ahead) -> None:
    """Of three associations all but one; for what is short of people there is somebody to ask, or a reason."""
    names = rosters.organisations(workspace, VIEWER)
    first = workspace.service_day
    proposals = [rosters.propose(workspace, VIEWER, org, first, 28) for org in names]
    assert sum(proposal.said for proposal in proposals) == 20
    assert any(proposal.picks for proposal in proposals)
    found = {row.shift.occurrence_id for proposal in proposals for row in proposal.shifts}
    told = {row.shift.occurrence_id for proposal in proposals for row in proposal.left if row.reasons}
    last = first + timedelta(days=26)
    short = {
        each.occurrence_id
        for each in ahead.understaffed
        if each.held_on <= last and any(party.organisation_id in names for party in each.parties)
    }
    assert short
    assert short <= found | told


def test_a_moved_and_a_cancelled_date_have_told_their_people(
    workspace: Workspace, ahead: shifts.Ahead
) -> None:
    """Two are told that theirs is a day later, two that it is cancelled, and why."""
    (moved,) = [occurrence for occurrence in ahead.staffed if occurrence.held_on != occurrence.day]
    assert moved.held_on - moved.day == timedelta(days=1)
    (cancelled,) = ahead.cancelled
    assert cancelled.notice
    for occurrence, kind in ((moved, "moved"), (cancelled, "cancelled")):
        assert len(occurrence.sign_ups) == 2
        for sign_up in occurrence.sign_ups:
            kinds = [notice.kind for notice in notices.own(workspace, sign_up.person_id)]
            assert kinds == [kind]


def test_no_shift_is_overfull_and_nobody_is_in_two_places(workspace: Workspace, ahead: shifts.Ahead) -> None:
    """Nobody waits where there is room, and between two shifts of a person lie eight hours."""
    occurrences = [*all_ahead(ahead), *shifts.past(workspace, VIEWER, 21)]
    people: dict[str, list[ShiftOccurrence]] = {}
    for occurrence in occurrences:
        if occurrence.sign_ups:
            assert occurrence.max_team is not None
            assert occurrence.adults <= occurrence.max_team
            assert not occurrence.waiting or occurrence.adults == occurrence.max_team
        for sign_up in occurrence.sign_ups:
            people.setdefault(sign_up.person_id, []).append(occurrence)
    assert len(people) >= 25
    for taken in people.values():
        for first, second in combinations(sorted(taken, key=lambda occurrence: occurrence.start), 2):
            assert second.start - first.end >= timedelta(hours=8)


def test_people_are_invented(workspace: Workspace) -> None:
    """People have a first name or a function, are adults, and a number that is nobody's, no two the same."""
    people = everybody(workspace)
    assert len(people) >= 30
    assert all(NAME.fullmatch(person.name) for person in people)
    assert all(person.is_adult and person.link_since for person in people)
    numbers = [person.phone for person in people if person.phone]
    numbers += list(contacts.contacts(workspace, VIEWER)["channel"])
    assert all(FICTION.fullmatch(number) for number in numbers)
    assert max(Counter(numbers).values()) == 1


def test_past_shifts_are_reported_but_one(workspace: Workspace) -> None:
    """One that was planned in the app waits for its report, and others have one; rosters have years of them."""
    outcomes = shift_reports.reported(workspace, VIEWER)
    planned = [shift for shift in shifts.past(workspace, VIEWER) if not shift.from_roster]
    reported = [outcomes.get((occurrence.parties[0].party_id, occurrence.held_on)) for occurrence in planned]
    assert Counter(reported) == {"carried_out": 2, None: 1}
    assert roster_lines.owners_past(workspace, VIEWER)
    days = [day for _, day in outcomes]
    assert (max(days) - min(days)).days > 350


def test_requests_go_both_ways_and_are_in_every_state(workspace: Workspace) -> None:
    """Asked and raised, by associations and of them, with each answer; nobody has more open ones than it takes."""
    rows = requests.visible(workspace, VIEWER)
    assert set(rows["kind"]) == {"presence", "training", "premises", "missed", "alone"}
    assert set(rows["state"]) == {"sent", "received", "answered", "withdrawn"}
    assert set(rows["answer"].dropna()) == {"yes", "no", "otherwise", "talk"}
    assert set(rows["has_shift"]) == {True, False}
    assert (rows["from_org"] != "").sum() >= 3
    caps = requests.caps(workspace, VIEWER).dropna(subset=["cap"])
    assert (caps["open"] <= caps["cap"]).all()
    assert (caps["open"] == caps["cap"]).sum() == 1


def test_what_waits_for_somebody_is_there(workspace: Workspace) -> None:
    """An alarm, news, rows without a place, a name that is there twice, young leaders whom nobody leads."""
    assert notices.alarms(workspace, VIEWER)
    assert [notice.kind for notice in notices.recent(workspace, VIEWER)] == ["stand_in"]
    assert len(unplaced_rows.waiting(workspace, VIEWER)) == 3
    assert list(duplicates.merge_suggestions(workspace, VIEWER)["what"]) == ["organisation"]
    assert 1 <= len(young_leaders.unpaired(workspace, VIEWER)) <= 6


def test_the_month_is_answered_by_some(workspace: Workspace) -> None:
    """Some associations have answered, some have a link, most have neither; notes and events wait."""
    month = month_links.months(workspace)[0]
    states = month_links.states(workspace, VIEWER, month)
    assert sum(state.answered_on is not None for state in states) == 4
    assert sum(state.made_on is not None for state in states) == 6
    assert len(month_answers.notes(workspace, VIEWER)) == 2
    assert [event.kind for event in crowd_events.coming(workspace, VIEWER)] == ["match", "cup"]
    sources = workspace.store.frame("expected_source")
    answered = {state.organisation_id for state in states if state.answered_on is not None}
    assert set(sources[sources["organisation_id"].isin(answered)]["status"]) == {"known"}


def test_a_decision_ends_soon(workspace: Workspace) -> None:
    """One decision is put before those who made it, before it is over."""
    assert list(deciding.due(workspace, VIEWER)["place"]) == ["Utsikten vid Solbacksspåret"]


def test_last_weeks_sheet_is_kept(workspace: Workspace) -> None:
    """This week's sheet can be compared with one that was kept."""
    (sheet,) = meeting_sheet.kept_sheets(workspace, VIEWER).to_dict("records")
    monday = workspace.today - timedelta(days=workspace.today.weekday())
    assert sheet["from_day"] == monday - timedelta(days=7)


def test_the_poster_leads_to_a_function(workspace: Workspace) -> None:
    """Whoever reads the poster of the night walkers reaches their function."""
    names = {name: org for org, name in organisations.organisations(workspace, VIEWER).items()}
    invitation = poster_contact.invitation(workspace, names["Föräldravandrarna Almhamn"])
    assert FICTION.fullmatch(invitation.says)


def test_a_personal_page_has_all_its_parts(workspace: Workspace) -> None:
    """One of the night walkers waits for a place, has a report to write, and could take another shift."""
    person = next(person for person in everybody(workspace) if person.name == "Sanna")
    who = volunteers.for_person(workspace, VIEWER, person.person_id)
    own, free = volunteers.page(workspace, who)
    assert [occurrence.state_of(person.person_id) for occurrence in own.coming] == ["waiting"]
    assert [occurrence.title for occurrence in own.to_report] == ["Kvällsrunda vid vattnet"]
    assert free


def test_it_comes_in_two_acts_and_goes_with_them(workspace: Workspace) -> None:
    """The town with its life is one act, the kept sheet another; undone, nothing and nobody is left."""
    acts = history.acts(workspace, VIEWER)
    assert list(acts["verb"]) == ["keep_sheet", "demo"]
    for act in acts["id"]:
        history.undo(workspace, VIEWER, act)
    assert is_empty(workspace)
    assert everybody(workspace) == []
    assert requests.visible(workspace, VIEWER).empty
