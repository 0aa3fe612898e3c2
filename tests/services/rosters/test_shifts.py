"""Shifts that people sign up to: planned, changed, and what the plan of the week makes of them."""

from datetime import date

import pytest

from karta.errors import ConflictError, InputError
from karta.model.shift import ShiftOccurrence
from karta.services import history
from karta.services.gaps import period
from karta.services.register import organisations
from karta.services.rosters import cancelling, changes, notices, season, series, shifts, sign_ups, volunteers
from karta.services.workspace import Workspace
from tests.services.rosters.conftest import (
    COORDINATOR,
    FRIDAY,
    Person,
    Plan,
    cancel,
    edit_occurrence,
    occurrences,
    version_of,
)


def put_on(
    workspace: Workspace, person: Person, occurrence: ShiftOccurrence, count: int, org_id: str | None = None
) -> list[volunteers.Volunteer]:
    """Sign new people up for an occurrence."""
    people = [person(org_id=org_id) for _ in range(count)]
    for one in people:
        assert sign_ups.sign_up(workspace, one, occurrence.occurrence_id, is_adult=True) == "signed"
    return people


def gap_ah(workspace: Workspace, day: date = FRIDAY, view: str = "planned") -> float:
    """Return the known gap of a week, in adult-hours."""
    return float(period.week(workspace, COORDINATOR, day, view).totals["gap_ah"])


def test_one_of_two_is_no_presence_and_the_second_closes_the_gap(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """Two adult-hours are missing with nobody, with the first, not with the second; a sign-off brings them back."""
    plan()
    assert gap_ah(workspace) == 2.0
    (occurrence,) = occurrences(workspace)
    first = put_on(workspace, person, occurrence, 1)[0]
    assert gap_ah(workspace) == 2.0
    assert occurrences(workspace)[0].phase == "understaffed"
    put_on(workspace, person, occurrence, 1)
    assert gap_ah(workspace) == 0.0
    assert occurrences(workspace)[0].phase == "staffed"
    sign_ups.sign_off(workspace, first, occurrence.occurrence_id)
    assert gap_ah(workspace) == 2.0
    assert shifts.ahead(workspace, COORDINATOR).understaffed[0].occurrence_id == occurrence.occurrence_id


def test_sign_ups_of_one_date_count_on_that_date_alone(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """Of a shift every Friday, the second Friday is covered by its two and the first stays a gap."""
    plan(weekly=True)
    second = occurrences(workspace)[1]
    assert second.day == date(2026, 9, 25)
    put_on(workspace, person, second, 2)
    assert gap_ah(workspace) == 2.0
    assert gap_ah(workspace, second.day) == 0.0


def test_the_size_of_a_shift_is_its_own(workspace: Workspace, plan: Plan, person: Person) -> None:
    """With a minimum of three, two who have signed up are no presence, though the need is two."""
    plan(min_team=3)
    (occurrence,) = occurrences(workspace)
    put_on(workspace, person, occurrence, 2)
    assert gap_ah(workspace) == 2.0


def test_several_parties_count_together(workspace: Workspace, plan: Plan, person: Person, org: str) -> None:
    """One of each of two organisations makes a pair, and both are named as present."""
    other = organisations.add_organisation(workspace, COORDINATOR, "Scouterna")
    plan(organisations=(org, other))
    (occurrence,) = occurrences(workspace)
    put_on(workspace, person, occurrence, 1)
    put_on(workspace, person, occurrences(workspace)[0], 1, other)
    shown = period.week(workspace, COORDINATOR, FRIDAY)
    assert shown.totals["gap_ah"] == 0.0
    pieces = shown.coverage.pieces
    assert sorted(pieces["org"]) == ["Nattvandrarna", "Scouterna"]
    assert list(pieces["adults"]) == [1.0, 1.0]


def test_a_season_repeats_but_on_its_exceptions(workspace: Workspace, plan: Plan) -> None:
    """Fridays from 18 September to 9 October, not on 2 October: three dates; repeating a single one does the same."""
    plan(weekly=True, until=date(2026, 10, 9), exdates=frozenset({date(2026, 10, 2)}))
    expected = [FRIDAY, date(2026, 9, 25), date(2026, 10, 9)]
    assert [occurrence.day for occurrence in occurrences(workspace)] == expected
    single = plan(start="18:00", end="19:00")
    version = version_of(workspace, single)
    changes.repeat(workspace, COORDINATOR, single, date(2026, 10, 9), [date(2026, 10, 2)], version=version)
    assert [t.day for t in occurrences(workspace) if t.shift_id == single] == expected
    with pytest.raises(ConflictError, match="shift_repeats"):
        changes.repeat(workspace, COORDINATOR, single, None, version=version_of(workspace, single))


def test_one_edited_occurrence_keeps_its_people_and_the_others_their_hours(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """The second Friday is moved to 20-21: its two people stay, the gap at 21 is back, other days are as before."""
    plan(weekly=True)
    second = occurrences(workspace)[1]
    put_on(workspace, person, second, 2)
    edit_occurrence(workspace, second.occurrence_id, start="20:00", end="21:00")
    found = {occurrence.day: occurrence for occurrence in occurrences(workspace)}
    assert [found[day].start.hour for day in (FRIDAY, second.day, date(2026, 10, 2))] == [19, 18, 19]
    assert found[second.day].occurrence_id == second.occurrence_id
    assert found[second.day].adults == 2
    assert gap_ah(workspace, second.day) == 2.0
    edit_occurrence(workspace, second.occurrence_id, start="21:00", end="22:00", meeting_point="Kiosken")
    assert gap_ah(workspace, second.day) == 0.0
    assert {occurrence.meeting_point for occurrence in occurrences(workspace)} == {"", "Kiosken"}


def test_editing_all_changes_every_occurrence_and_no_day(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """All Fridays begin at 20 afterwards, and those who had signed up still have."""
    shift = plan(weekly=True)
    put_on(workspace, person, occurrences(workspace)[0], 2)
    version = version_of(workspace, shift)
    changes.edit_all(
        workspace, COORDINATOR, shift, version=version, start="20:00", max_team=4, roles=("walk_leader",)
    )
    found = occurrences(workspace)
    assert {occurrence.start.hour for occurrence in found[:3]} == {18}
    assert found[0].adults == 2
    assert (found[0].max_team, found[0].roles) == (4, ("walk_leader",))
    for faulty in ({"day": FRIDAY}, {"min_team": 5}, {"end": "20:00"}, {"roles": ("king",)}):
        with pytest.raises(InputError):
            changes.edit_all(workspace, COORDINATOR, shift, version=version_of(workspace, shift), **faulty)


def test_from_one_occurrence_on_the_later_ones_change_with_their_people(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """From the second Friday on it is 20-21: the first keeps hours and people, later people, cancelled and changed
    days come along, who is on them is told, and undo brings all of it back."""
    shift = plan(weekly=True)
    first, second, third, fourth = occurrences(workspace)[:4]
    who = person()
    for occurrence in (first, second, fourth):
        sign_ups.sign_up(workspace, who, occurrence.occurrence_id, is_adult=True)
    cancel(workspace, third.occurrence_id, "Lov")
    edit_occurrence(workspace, fourth.occurrence_id, start="19:00")
    before = occurrences(workspace)
    version = version_of(workspace, second.occurrence_id)
    series.edit_from(
        workspace, COORDINATOR, second.occurrence_id, version=version, start="20:00", end="21:00"
    )
    after = occurrences(workspace)
    assert [occurrence.start.hour for occurrence in after[:5]] == [19, 18, 18, 17, 18]
    assert [(occurrence.day, occurrence.adults, occurrence.cancelled) for occurrence in after] == [
        (occurrence.day, occurrence.adults, occurrence.cancelled) for occurrence in before
    ]
    assert len({occurrence.series_id for occurrence in after[1:]}) == 1 != after[0].series_id
    news = [(one.kind, one.occurrence.day) for one in notices.own(workspace, who.person_id)]
    assert ("changed", second.day) in news
    assert ("changed", first.day) not in news
    history.undo(workspace, COORDINATOR, str(workspace.store.acts(1)["id"].iloc[0]))
    assert occurrences(workspace) == before
    version = version_of(workspace, first.occurrence_id)
    series.edit_from(workspace, COORDINATOR, first.occurrence_id, version=version, start="18:00")
    assert {occurrence.shift_id for occurrence in occurrences(workspace) if not occurrence.cancelled} >= {
        shift
    }
    assert occurrences(workspace)[0].occurrence_id == first.occurrence_id


def test_days_off_are_left_out_and_told_where_somebody_had_signed_up(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """Two Fridays off: the one with a person is shown cancelled, the other is gone; a free one taken back is held."""
    shift = plan(weekly=True, exdates=frozenset({date(2026, 10, 9)}))
    first, second = occurrences(workspace)[:2]
    put_on(workspace, person, first, 1)
    known = series.days_off(workspace, COORDINATOR, shift)
    assert list(known)[:2] == [first.day, second.day]
    assert [day for day, off in known.items() if off] == [date(2026, 10, 9)]
    version = version_of(workspace, shift)
    series.set_days_off(workspace, COORDINATOR, shift, [first.day, second.day], "Höstlov", version=version)
    found = {occurrence.day: occurrence for occurrence in occurrences(workspace)}
    assert (found[first.day].cancelled, found[first.day].notice) == (True, "Höstlov")
    assert second.day not in found
    assert not found[date(2026, 10, 9)].cancelled


def test_words_about_a_shift_are_not_about_people(workspace: Workspace, plan: Plan) -> None:
    """A telephone or a personal number in any text of a shift is refused, when it is made, changed or cancelled."""
    plan()
    occurrence_id = occurrences(workspace)[0].occurrence_id
    for name in ("title", "meeting_point", "notes", "invite_to"):
        with pytest.raises(InputError, match="words_about_people"):
            plan(**{name: "Ring 070-174 06 05"})
        with pytest.raises(InputError, match="words_about_people"):
            edit_occurrence(workspace, occurrence_id, **{name: "19900101-1239"})
    with pytest.raises(InputError, match="words_about_people"):
        cancel(workspace, occurrence_id, "Skriv till anna@example.se")
    assert len(occurrences(workspace)) == 1


def test_a_cancelled_occurrence_is_told_with_its_notice(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """The cancelled Friday counts for nothing, is shown as cancelled with the notice, and undo brings it back."""
    plan(weekly=True)
    occurrence = occurrences(workspace)[0]
    put_on(workspace, person, occurrence, 2)
    cancel(workspace, occurrence.occurrence_id, "Storm på väg")
    found = occurrences(workspace)
    assert [(one.cancelled, one.notice) for one in found[:2]] == [(True, "Storm på väg"), (False, "")]
    assert gap_ah(workspace) == 2.0
    history.undo(workspace, COORDINATOR, str(workspace.store.acts(1)["id"].iloc[0]))
    assert gap_ah(workspace) == 0.0


def test_a_series_that_ends_tells_those_who_signed_up(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """Ended before 25 September: 18 September stays, of the later days only the one with people shows, cancelled."""
    shift = plan(weekly=True)
    third = occurrences(workspace)[2]
    put_on(workspace, person, third, 1)
    edit_occurrence(workspace, occurrences(workspace)[3].occurrence_id, start="20:00")
    version = version_of(workspace, shift)
    cancelling.cancel_from(workspace, COORDINATOR, shift, date(2026, 9, 25), "Slut för i år", version=version)
    assert [(t.day, t.cancelled) for t in occurrences(workspace)] == [
        (FRIDAY, False), (third.day, True), (date(2026, 10, 9), True),
    ]  # fmt: skip


def test_a_season_is_copied_without_people_and_exceptions(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """Three Fridays of September copied to October begin with the same weekday and nobody on them."""
    plan(weekly=True, until=date(2026, 9, 25), exdates=frozenset({FRIDAY}))
    put_on(workspace, person, occurrences(workspace)[0], 2)
    copied = season.copy_season(
        workspace, COORDINATOR, date(2026, 9, 14), date(2026, 9, 27), date(2026, 10, 12)
    )
    assert copied == 1
    later = [occurrence for occurrence in occurrences(workspace) if occurrence.day.month == 10]
    assert [(occurrence.day, occurrence.adults) for occurrence in later] == [(date(2026, 10, 23), 0)]
    with pytest.raises(InputError, match="season_reversed"):
        season.copy_season(workspace, COORDINATOR, date(2026, 9, 14), date(2026, 9, 27), date(2026, 9, 16))


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
