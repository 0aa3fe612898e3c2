"""A shift is held on another day: with its people, who are told; nothing is counted on two days, or on none."""

from datetime import UTC, date, datetime

import pytest

from karta.errors import ConflictError, InputError, KartaError
from karta.services import history
from karta.services.follow_up import shift_reports
from karta.services.rosters import cancelling, changes, moving, notices, shifts, sign_ups, volunteers
from karta.services.rosters.series import Scope
from karta.services.workspace import Workspace
from tests import viewers
from tests.services.rosters.conftest import (
    COORDINATOR,
    FRIDAY,
    Person,
    Plan,
    cancel,
    edit_occurrence,
    later,
    occurrences,
    sign,
)
from tests.services.rosters.roster_lines import add_line, covered, lines, move, on, open_line

SATURDAY, SECOND = date(2026, 9, 19), date(2026, 9, 25)
AS_MOVED = {"all": SATURDAY, "from": date(2026, 9, 26)}


def kinds(workspace: Workspace, who: volunteers.Volunteer | None) -> list[str]:
    """Return the notices to a person, or to those who organise, by kind, but for those of sign-ups."""
    news = notices.own(workspace, who.person_id) if who else notices.recent(workspace, COORDINATOR)
    return sorted(notice.kind for notice in news if notice.kind != "covered")


@pytest.mark.usefixtures("saturdays")
@pytest.mark.parametrize("weekly", [False, True])
def test_one_date_is_moved_with_its_people(
    workspace: Workspace, plan: Plan, person: Person, weekly: bool
) -> None:
    """Two who go on Friday go on Saturday: same name, told once, reported there; undone, they go on Friday."""
    plan(weekly=weekly)
    first = occurrences(workspace)[0]
    people = [person(), person()]
    for who in people:
        sign(workspace, who, first.occurrence_id)
    assert [covered(workspace, day, day) for day in (FRIDAY, SATURDAY)] == [2.0, 0.0]
    assert move(workspace, first.occurrence_id, SATURDAY) == moving.Moved(notified=2, clashing=0)
    moved = shifts.occurrence(workspace, COORDINATOR, first.occurrence_id)
    assert (moved.day, moved.held_on, len(moved.going)) == (FRIDAY, SATURDAY, 2)
    assert [covered(workspace, day, day) for day in (FRIDAY, SATURDAY)] == [0.0, 2.0]
    assert kinds(workspace, people[0]) == ["moved"]
    assert [own.held_on for own in volunteers.page(workspace, people[0])[0].coming] == [SATURDAY]
    third = person()
    sign(workspace, third, first.occurrence_id)
    assert len(shifts.occurrence(workspace, COORDINATOR, first.occurrence_id).going) == 3
    after = later(workspace, datetime(2026, 9, 20, 10, 0, tzinfo=UTC))
    report = {"carried_out": True, "adults": 2, "met": "0", "version": 0}
    shift_reports.report(after, people[0], first.occurrence_id, **report)
    assert covered(after, SATURDAY, SATURDAY, "delivered") == 2.0
    assert volunteers.page(after, people[0])[0].to_report == []


@pytest.mark.usefixtures("saturdays")
def test_a_move_is_undone(workspace: Workspace, plan: Plan, person: Person) -> None:
    """Undone before anybody has read of it, the two go on Friday and are told nothing."""
    plan()
    first = occurrences(workspace)[0]
    people = [person(), person()]
    for who in people:
        sign(workspace, who, first.occurrence_id)
    move(workspace, first.occurrence_id, SATURDAY)
    history.undo(workspace, COORDINATOR, str(workspace.store.acts(1)["id"].iloc[0]))
    assert [covered(workspace, day, day) for day in (FRIDAY, SATURDAY)] == [2.0, 0.0]
    assert kinds(workspace, people[0]) == []


@pytest.mark.usefixtures("saturdays")
def test_a_moved_date_is_cancelled_and_moved_again(workspace: Workspace, plan: Plan, person: Person) -> None:
    """To Saturday, to Sunday, back to Saturday, cancelled: one occurrence all the while, and its person is told."""
    plan(weekly=True)
    first = occurrences(workspace)[0]
    who = person()
    sign(workspace, who, first.occurrence_id)
    for day in (SATURDAY, date(2026, 9, 20), SATURDAY):
        move(workspace, first.occurrence_id, day)
        dates = [each.held_on for each in occurrences(workspace) if each.day == FRIDAY]
        assert dates == [day]
    cancel(workspace, first.occurrence_id, "Storm")
    moved = shifts.occurrence(workspace, COORDINATOR, first.occurrence_id)
    assert (moved.cancelled, moved.notice, moved.held_on) == (True, "Storm", SATURDAY)
    assert kinds(workspace, who) == ["cancelled"]
    assert covered(workspace, FRIDAY, SATURDAY) == 0.0


@pytest.mark.usefixtures("saturdays")
def test_a_roster_line_moves_and_is_counted_on_one_day(workspace: Workspace, square: str, org: str) -> None:
    """The two of every Friday are on Saturday that week, and on Friday the next."""
    series = add_line(workspace, square, org)
    move(workspace, f"{series}.{FRIDAY}", SATURDAY)
    assert [line.held_on for line in lines(workspace, org)][:2] == [SATURDAY, SECOND]
    days = [FRIDAY, SATURDAY, SECOND, date(2026, 9, 26)]
    assert [covered(workspace, day, day) for day in days] == [0.0, 2.0, 2.0, 0.0]


@pytest.mark.usefixtures("saturdays")
@pytest.mark.parametrize("scope", ["from", "all"])
def test_a_series_moves_from_a_date_or_always(
    workspace: Workspace, plan: Plan, person: Person, scope: Scope
) -> None:
    """Fridays become Saturdays, from the second week on or all: people and days that are off come along."""
    plan(weekly=True, exdates=frozenset({date(2026, 10, 9)}), until=date(2026, 10, 30))
    people = [person(), person()]
    for day in (FRIDAY, SECOND):
        for who in people:
            sign(
                workspace, who, next(each.occurrence_id for each in occurrences(workspace) if each.day == day)
            )
    third = next(each for each in occurrences(workspace) if each.day == date(2026, 10, 2))
    cancelling.cancel(workspace, COORDINATOR, third.occurrence_id, version=third.version)
    second = next(each for each in occurrences(workspace) if each.day == SECOND)
    result = move(workspace, second.occurrence_id, date(2026, 9, 26), scope)
    assert result == moving.Moved(notified=2, clashing=0)
    first = SATURDAY if scope == "all" else FRIDAY
    assert [(each.held_on, each.cancelled, len(each.going)) for each in occurrences(workspace)] == [
        (first, False, 2),
        (date(2026, 9, 26), False, 2),
        (date(2026, 10, 3), True, 0),
        (date(2026, 10, 17), False, 0),
        (date(2026, 10, 24), False, 0),
        (date(2026, 10, 31), False, 0),
    ]
    assert [covered(workspace, day, day) for day in (FRIDAY, SATURDAY)] == [
        2.0 * (first == day) for day in (FRIDAY, SATURDAY)
    ]
    history.undo(workspace, COORDINATOR, str(workspace.store.acts(1)["id"].iloc[0]))
    assert [(each.held_on, len(each.going)) for each in occurrences(workspace)][:2] == [
        (FRIDAY, 2),
        (SECOND, 2),
    ]


def test_all_move_from_the_next_date_on_that_is_still_to_be_held(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """The next Friday has hours of its own and goes to Saturday with them; one that was moved for itself stays."""
    plan(weekly=True, until=date(2026, 10, 2))
    first, second, third = (each.occurrence_id for each in occurrences(workspace))
    who = person()
    sign(workspace, who, first)
    edit_occurrence(workspace, first, start="20:00")
    move(workspace, third, date(2026, 10, 4))
    assert move(workspace, second, date(2026, 9, 26), "all").notified == 1
    starts = [f"{each.start.astimezone(workspace.zone):%m-%d %H:%M}" for each in occurrences(workspace)]
    assert starts == ["09-19 20:00", "09-26 21:00", "10-04 21:00"]
    (notice,) = [each for each in notices.own(workspace, who.person_id) if each.kind == "moved"]
    assert "från fre 18 sep 20:00–22:00, Torget" in notice.sentence("sv")


@pytest.mark.parametrize("scope", ["from", "all"])
def test_people_on_a_moved_series_are_told_from_where(
    workspace: Workspace, plan: Plan, person: Person, scope: Scope
) -> None:
    """The weekday, hours and place of before stand in the notice, beside those of now; moved twice, those she knew."""
    plan(weekly=True)
    who = person()
    second = occurrences(workspace)[1].occurrence_id
    sign(workspace, who, second)
    move(workspace, second, date(2026, 9, 26), scope)
    sentence = "Passet är flyttat från fre 25 sep 21:00–22:00, Torget. Så här gäller det nu."
    (notice,) = [each for each in notices.own(workspace, who.person_id) if each.kind == "moved"]
    assert (notice.sentence("sv"), notice.occurrence.held_on) == (sentence, date(2026, 9, 26))
    organisers = [each for each in notices.recent(workspace, COORDINATOR) if each.kind == "moved"]
    day = "25" if scope == "from" else "18"
    assert [each.sentence("sv") for each in organisers] == [sentence.replace("25", day)]
    move(workspace, notice.occurrence.occurrence_id, date(2026, 9, 27), "from")
    (notice,) = [each for each in notices.own(workspace, who.person_id) if each.kind == "moved"]
    assert (notice.sentence("sv"), notice.occurrence.held_on) == (sentence, date(2026, 9, 27))


@pytest.mark.parametrize("scope", ["from", "all"])
def test_a_move_is_not_undone_under_who_has_signed_up_since(
    workspace: Workspace, plan: Plan, person: Person, scope: Scope
) -> None:
    """Fridays become Saturdays, somebody takes the second: back on Fridays they would be on nothing."""
    plan(weekly=True)
    move(workspace, occurrences(workspace)[scope == "from"].occurrence_id, AS_MOVED[scope], scope)
    moved = str(workspace.store.acts(1)["id"].iloc[0])
    who = person()
    second = next(each for each in occurrences(workspace) if each.held_on == date(2026, 9, 26))
    sign(workspace, who, second.occurrence_id)
    with pytest.raises(ConflictError, match="undo_touched"):
        history.undo(workspace, COORDINATOR, moved)
    assert [own.held_on for own in volunteers.page(workspace, who)[0].coming] == [date(2026, 9, 26)]
    sign_ups.sign_off(workspace, who, second.occurrence_id)
    history.undo(workspace, COORDINATOR, moved)
    assert [each.held_on for each in occurrences(workspace)][:2] == [FRIDAY, SECOND]


def test_a_new_shift_is_not_undone_under_who_has_signed_up(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """A shift that somebody goes to is cancelled, not made undone: of other hours for it that is nothing to say."""
    plan()
    made = str(workspace.store.acts(1)["id"].iloc[0])
    first = occurrences(workspace)[0]
    changes.edit_all(workspace, COORDINATOR, first.shift_id, version=first.version, start="20:00")
    edited = str(workspace.store.acts(1)["id"].iloc[0])
    sign(workspace, person(), first.occurrence_id)
    history.undo(workspace, COORDINATOR, edited)
    with pytest.raises(ConflictError, match="undo_touched"):
        history.undo(workspace, COORDINATOR, made)
    assert len(occurrences(workspace)[0].going) == 1


def test_what_has_been_is_never_moved(workspace: Workspace, square: str, org: str) -> None:
    """On the Monday after, all are moved to Saturdays: the Friday that was is still a Friday, reported or not."""
    series = add_line(workspace, square, org)
    after = later(workspace, datetime(2026, 9, 21, 10, 0, tzinfo=UTC))
    move(after, f"{series}.{date(2026, 10, 2)}", date(2026, 10, 3), "all")
    assert [line.held_on for line in lines(after, org)][:2] == [date(2026, 9, 26), date(2026, 10, 3)]
    assert covered(after, FRIDAY, SATURDAY) == 2.0
    with pytest.raises(InputError) as refused:
        move(after, f"{series}.{FRIDAY}", date(2026, 9, 27))
    assert refused.value.code == "shift_begun"


def test_who_has_another_shift_then_stays_on_and_is_told(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """Of two, one goes elsewhere on Saturday: both are told of the move, that one and the organiser of the clash."""
    plan()
    plan(day=SATURDAY, start="20:00", end="21:30")
    friday, saturday = occurrences(workspace)
    busy, free = person(), person()
    for who in (busy, free):
        sign(workspace, who, friday.occurrence_id)
    sign(workspace, busy, saturday.occurrence_id)
    assert move(workspace, friday.occurrence_id, SATURDAY) == moving.Moved(notified=2, clashing=1)
    assert (kinds(workspace, busy), kinds(workspace, free)) == (["clash", "moved"], ["moved"])
    assert "clash" in kinds(workspace, None)
    assert len(shifts.occurrence(workspace, COORDINATOR, friday.occurrence_id).going) == 2


@pytest.mark.parametrize(
    ("to", "code"),
    [
        (date(2026, 9, 15), "shift_in_past"),
        (date(2027, 9, 15), "moved_far"),
        (SECOND, "shift_same_day"),
    ],
)
def test_where_it_cannot_be_moved(workspace: Workspace, plan: Plan, to: date, code: str) -> None:
    """Not into the past, not by a year, and not upon the next date of its series; nothing is stored."""
    plan(weekly=True)
    before = workspace.store.revision()
    with pytest.raises(KartaError) as refused:
        move(workspace, occurrences(workspace)[0].occurrence_id, to)
    assert (refused.value.code, workspace.store.revision()) == (code, before)


def test_a_move_is_refused_to_strangers_and_to_who_has_not_seen_the_shift(
    workspace: Workspace, plan: Plan
) -> None:
    """Another association may not, and who read it before somebody else changed it is told so."""
    plan()
    first = occurrences(workspace)[0]
    other = viewers.of(workspace, "Fotbollen")
    with pytest.raises(KartaError):
        moving.move(workspace, other, first.occurrence_id, SATURDAY, "one", version=first.version)
    changes.edit_all(workspace, COORDINATOR, first.shift_id, version=first.version, notes="Västar")
    with pytest.raises(ConflictError):
        moving.move(workspace, COORDINATOR, first.occurrence_id, SATURDAY, "one", version=first.version)


def test_an_opened_roster_line_is_filled_and_moved(
    workspace: Workspace, square: str, org: str, person: Person, saturdays: None
) -> None:
    """One adult of the roster and one who signs up cover Saturday once the Friday is held there."""
    series = add_line(workspace, square, org, 1.0)
    open_line(workspace, series, "present")
    sign(workspace, person(), f"{series}.{FRIDAY}")
    move(workspace, f"{series}.{FRIDAY}", SATURDAY)
    assert on(workspace, series).adults == 2
    assert [covered(workspace, day, day) for day in (FRIDAY, SATURDAY, SECOND)] == [0.0, 2.0, 0.0]
