"""Shifts that people sign up to: planned, changed, and what the plan of the week makes of them."""

from datetime import date

import pytest

from karta.errors import ConflictError, InputError, NotAllowedError
from karta.model.shift import ShiftPlan, Turn
from karta.privacy import Viewer
from karta.services import gaps, notices, register, rosters, signups
from karta.services.workspace import Workspace
from tests.rosters.conftest import COORDINATOR, FRIDAY, Person, Plan, turns


def put_on(
    workspace: Workspace, person: Person, turn: Turn, count: int, org_id: str | None = None
) -> list[signups.Volunteer]:
    """Sign new people up for a turn."""
    people = [person(org_id=org_id) for _ in range(count)]
    for one in people:
        assert signups.sign_up(workspace, one, turn.turn_id, is_adult=True) == "signed"
    return people


def gap_ah(workspace: Workspace, day: date = FRIDAY, view: str = "planned") -> float:
    """Return the known gap of a week, in adult-hours."""
    return float(gaps.week(workspace, COORDINATOR, day, view).totals["gap_ah"])


def test_a_gap_fills_its_shift_in(workspace: Workspace, square: str, org: str) -> None:
    """The plan that a gap gives has its place, its local day and hours, two to five adults."""
    gap = gaps.week(workspace, COORDINATOR, FRIDAY).gaps.iloc[0]
    found = rosters.gap_plan(workspace, COORDINATOR, gap["place_id"], gap["start"], gap["end"], org)
    assert (found.place_id, found.day, found.start, found.end) == (square, FRIDAY, "21:00", "22:00")
    assert (found.min_team, found.max_team) == (2, 5)


def test_one_of_two_is_no_presence_and_the_second_closes_the_gap(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """Two adult-hours are missing with nobody, with the first, not with the second; a sign-off brings them back."""
    plan()
    assert gap_ah(workspace) == 2.0
    (turn,) = turns(workspace)
    first = put_on(workspace, person, turn, 1)[0]
    assert gap_ah(workspace) == 2.0
    assert turns(workspace)[0].phase == "understaffed"
    put_on(workspace, person, turn, 1)
    assert gap_ah(workspace) == 0.0
    assert turns(workspace)[0].phase == "staffed"
    signups.sign_off(workspace, first, turn.turn_id)
    assert gap_ah(workspace) == 2.0
    assert rosters.ahead(workspace, COORDINATOR).understaffed[0].turn_id == turn.turn_id


def test_sign_ups_of_one_date_count_on_that_date_alone(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """Of a shift every Friday, the second Friday is covered by its two and the first stays a gap."""
    plan(weekly=True)
    second = turns(workspace)[1]
    assert second.day == date(2026, 9, 25)
    put_on(workspace, person, second, 2)
    assert gap_ah(workspace) == 2.0
    assert gap_ah(workspace, second.day) == 0.0


def test_the_size_of_a_shift_is_its_own(workspace: Workspace, plan: Plan, person: Person) -> None:
    """With a minimum of three, two who have signed up are no presence, though the need is two."""
    plan(min_team=3)
    (turn,) = turns(workspace)
    put_on(workspace, person, turn, 2)
    assert gap_ah(workspace) == 2.0


def test_several_parties_count_together(workspace: Workspace, plan: Plan, person: Person, org: str) -> None:
    """One of each of two organisations makes a pair, and both are named as present."""
    other = rosters.add_organisation(workspace, COORDINATOR, "Scouterna")
    plan(organisations=(org, other))
    (turn,) = turns(workspace)
    put_on(workspace, person, turn, 1)
    put_on(workspace, person, turns(workspace)[0], 1, other)
    shown = gaps.week(workspace, COORDINATOR, FRIDAY)
    assert shown.totals["gap_ah"] == 0.0
    pieces = shown.coverage.presence.pieces
    assert sorted(pieces["org"]) == ["Nattvandrarna", "Scouterna"]
    assert list(pieces["adults"]) == [1.0, 1.0]


def test_a_season_repeats_but_on_its_exceptions(workspace: Workspace, plan: Plan) -> None:
    """Fridays from 18 September to 9 October, not on 2 October: three turns; repeating a single one does the same."""
    plan(weekly=True, until=date(2026, 10, 9), exdates=frozenset({date(2026, 10, 2)}))
    expected = [FRIDAY, date(2026, 9, 25), date(2026, 10, 9)]
    assert [turn.day for turn in turns(workspace)] == expected
    single = plan(start="18:00", end="19:00")
    rosters.repeat(workspace, COORDINATOR, single, date(2026, 10, 9), [date(2026, 10, 2)])
    assert [t.day for t in turns(workspace) if t.shift_id == single] == expected
    with pytest.raises(ConflictError, match="shift_repeats"):
        rosters.repeat(workspace, COORDINATOR, single, None)


def test_one_edited_occurrence_keeps_its_people_and_the_others_their_hours(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """The second Friday is moved to 20-21: its two people stay, the gap at 21 is back, other days are as before."""
    plan(weekly=True)
    second = turns(workspace)[1]
    put_on(workspace, person, second, 2)
    rosters.edit_one(workspace, COORDINATOR, second.turn_id, start="20:00", end="21:00")
    found = {turn.day: turn for turn in turns(workspace)}
    assert [found[day].start.hour for day in (FRIDAY, second.day, date(2026, 10, 2))] == [19, 18, 19]
    assert found[second.day].turn_id == second.turn_id
    assert found[second.day].adults == 2
    assert gap_ah(workspace, second.day) == 2.0
    rosters.edit_one(
        workspace, COORDINATOR, second.turn_id, start="21:00", end="22:00", meeting_point="Kiosken"
    )
    assert gap_ah(workspace, second.day) == 0.0
    assert {turn.meeting_point for turn in turns(workspace)} == {"", "Kiosken"}


def test_editing_all_changes_every_occurrence_and_no_day(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """All Fridays begin at 20 afterwards, and those who had signed up still have."""
    shift = plan(weekly=True)
    put_on(workspace, person, turns(workspace)[0], 2)
    rosters.edit_all(workspace, COORDINATOR, shift, start="20:00", max_team=4, roles=("walk_leader",))
    found = turns(workspace)
    assert {turn.start.hour for turn in found[:3]} == {18}
    assert found[0].adults == 2
    assert (found[0].max_team, found[0].roles) == (4, ("walk_leader",))
    for faulty in ({"day": FRIDAY}, {"min_team": 5}, {"end": "20:00"}, {"roles": ("king",)}):
        with pytest.raises(InputError):
            rosters.edit_all(workspace, COORDINATOR, shift, **faulty)


def test_from_one_occurrence_on_the_later_ones_change_with_their_people(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """From the second Friday on it is 20-21: the first keeps hours and people, later people, cancelled and changed
    days come along, who is on them is told, and undo brings all of it back."""
    shift = plan(weekly=True)
    first, second, third, fourth = turns(workspace)[:4]
    who = person()
    for turn in (first, second, fourth):
        signups.sign_up(workspace, who, turn.turn_id, is_adult=True)
    rosters.cancel(workspace, COORDINATOR, third.turn_id, "Lov")
    rosters.edit_one(workspace, COORDINATOR, fourth.turn_id, start="19:00")
    before = turns(workspace)
    rosters.edit_from(workspace, COORDINATOR, second.turn_id, start="20:00", end="21:00")
    after = turns(workspace)
    assert [turn.start.hour for turn in after[:5]] == [19, 18, 18, 17, 18]
    assert [(turn.day, turn.adults, turn.cancelled) for turn in after] == [
        (turn.day, turn.adults, turn.cancelled) for turn in before
    ]
    assert len({turn.series_id for turn in after[1:]}) == 1 != after[0].series_id
    news = [(one.kind, one.turn.day) for one in notices.own(workspace, who.person_id)]
    assert ("changed", second.day) in news
    assert ("changed", first.day) not in news
    register.undo(workspace, COORDINATOR, str(workspace.store.acts(1)["id"].iloc[0]))
    assert turns(workspace) == before
    rosters.edit_from(workspace, COORDINATOR, first.turn_id, start="18:00")
    assert {turn.shift_id for turn in turns(workspace) if not turn.cancelled} >= {shift}
    assert turns(workspace)[0].turn_id == first.turn_id


def test_days_off_are_left_out_and_told_where_somebody_had_signed_up(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """Two Fridays off: the one with a person is shown cancelled, the other is gone; a free one taken back is held."""
    shift = plan(weekly=True, exdates=frozenset({date(2026, 10, 9)}))
    first, second = turns(workspace)[:2]
    put_on(workspace, person, first, 1)
    known = rosters.days_off(workspace, COORDINATOR, shift)
    assert list(known)[:2] == [first.day, second.day]
    assert [day for day, off in known.items() if off] == [date(2026, 10, 9)]
    rosters.set_days_off(workspace, COORDINATOR, shift, [first.day, second.day], "Höstlov")
    found = {turn.day: turn for turn in turns(workspace)}
    assert (found[first.day].cancelled, found[first.day].notice) == (True, "Höstlov")
    assert second.day not in found
    assert not found[date(2026, 10, 9)].cancelled


def test_words_about_a_shift_are_not_about_people(workspace: Workspace, plan: Plan) -> None:
    """A telephone or a personal number in any text of a shift is refused, when it is made, changed or cancelled."""
    plan()
    turn_id = turns(workspace)[0].turn_id
    for name in ("title", "meeting_point", "notes", "invite_to"):
        with pytest.raises(InputError, match="words_about_people"):
            plan(**{name: "Ring 070-174 06 05"})
        with pytest.raises(InputError, match="words_about_people"):
            rosters.edit_one(workspace, COORDINATOR, turn_id, **{name: "19900101-1239"})
    with pytest.raises(InputError, match="words_about_people"):
        rosters.cancel(workspace, COORDINATOR, turn_id, "Skriv till anna@example.se")
    assert len(turns(workspace)) == 1


def test_a_cancelled_occurrence_is_told_with_its_notice(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """The cancelled Friday counts for nothing, is shown as cancelled with the notice, and undo brings it back."""
    plan(weekly=True)
    turn = turns(workspace)[0]
    put_on(workspace, person, turn, 2)
    rosters.cancel(workspace, COORDINATOR, turn.turn_id, "Storm på väg")
    found = turns(workspace)
    assert [(one.cancelled, one.notice) for one in found[:2]] == [(True, "Storm på väg"), (False, "")]
    assert gap_ah(workspace) == 2.0
    register.undo(workspace, COORDINATOR, str(workspace.store.acts(1)["id"].iloc[0]))
    assert gap_ah(workspace) == 0.0


def test_a_series_that_ends_tells_those_who_signed_up(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """Ended before 25 September: 18 September stays, of the later days only the one with people shows, cancelled."""
    shift = plan(weekly=True)
    third = turns(workspace)[2]
    put_on(workspace, person, third, 1)
    rosters.edit_one(workspace, COORDINATOR, turns(workspace)[3].turn_id, start="20:00")
    rosters.cancel_from(workspace, COORDINATOR, shift, date(2026, 9, 25), "Slut för i år")
    assert [(t.day, t.cancelled) for t in turns(workspace)] == [
        (FRIDAY, False), (third.day, True), (date(2026, 10, 9), True),
    ]  # fmt: skip


def test_a_season_is_copied_without_people_and_exceptions(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """Three Fridays of September copied to October begin with the same weekday and nobody on them."""
    plan(weekly=True, until=date(2026, 9, 25), exdates=frozenset({FRIDAY}))
    put_on(workspace, person, turns(workspace)[0], 2)
    copied = rosters.copy_season(
        workspace, COORDINATOR, date(2026, 9, 14), date(2026, 9, 27), date(2026, 10, 12)
    )
    assert copied == 1
    later = [turn for turn in turns(workspace) if turn.day.month == 10]
    assert [(turn.day, turn.adults) for turn in later] == [(date(2026, 10, 23), 0)]
    with pytest.raises(InputError, match="season_reversed"):
        rosters.copy_season(workspace, COORDINATOR, date(2026, 9, 14), date(2026, 9, 27), date(2026, 9, 16))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"end": "21:00"}, "shift_without_length"),
        ({"min_team": 0}, "team_sizes"),
        ({"min_team": 6}, "team_sizes"),
        ({"organisations": ()}, "organisation_missing"),
        ({"until": date(2026, 9, 1)}, "season_reversed"),
        ({"kind": "king"}, "value_not_allowed"),
        ({"roles": ("king",)}, "value_not_allowed"),
        ({"sign_off_hours": -1.0}, "hours_negative"),
    ],
)
def test_a_faulty_plan_is_refused_whole(
    workspace: Workspace, plan: Plan, changed: dict[str, object], code: str
) -> None:
    """Each fault has its own code, and nothing is stored."""
    before = workspace.store.revision()
    with pytest.raises(InputError) as caught:
        plan(**changed)
    assert caught.value.code == code
    assert workspace.store.revision() == before


def test_an_organiser_plans_for_its_own_and_the_public_sees_nothing(
    workspace: Workspace, square: str, org: str
) -> None:
    """An organiser's shift needs its own organisation as a party; the public may not even look ahead."""
    scouts = Viewer("kårchef", "organiser", "Scouterna")
    with pytest.raises(NotAllowedError):
        rosters.create_shift(workspace, scouts, ShiftPlan(square, FRIDAY, "21:00", "22:00", (org,)))
    own = rosters.add_organisation(workspace, COORDINATOR, "Scouterna")
    assert rosters.create_shift(workspace, scouts, ShiftPlan(square, FRIDAY, "21:00", "22:00", (own, org)))
    assert list(rosters.organisations(workspace, scouts).values()) == ["Scouterna"]
    with pytest.raises(NotAllowedError):
        rosters.ahead(workspace, Viewer("gäst", "public"))
