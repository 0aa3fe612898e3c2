"""When somebody can walk, said by themselves: stored as said, read by nobody else, and gone when they go."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from karta.errors import InputError
from karta.model.free_times import FreeTimes
from karta.services.access import retention as access_retention
from karta.services.rosters import availability, cases, invitations, own_data, volunteers
from karta.services.rosters.availability import Away, Wishes
from karta.services.workspace import Workspace
from karta.store import asks, retention
from tests.services.rosters.conftest import COORDINATOR, NOW, Person, Plan, later, occurrences

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def hours(codes: str, *days: date) -> list[tuple[str, str]]:
    """Return the spans of free times on service days, on the clock of Stockholm."""
    return [
        tuple(f"{moment.astimezone(STOCKHOLM):%d %H:%M}" for moment in span)
        for span in FreeTimes.read(codes).spans(days, STOCKHOLM)
    ]


def test_an_evening_goes_on_until_six() -> None:
    """Friday evening is Friday 18 to Saturday 6; with Saturday by day it is one span until 18."""
    friday, saturday = date(2026, 9, 18), date(2026, 9, 19)
    assert hours("FR-evening", friday, saturday) == [("18 18:00", "19 06:00")]
    assert hours("SA-day;FR-evening", friday, saturday) == [("18 18:00", "19 18:00")]
    assert hours("FR-day;SA-evening", friday, saturday) == [
        ("18 06:00", "18 18:00"),
        ("19 18:00", "20 06:00"),
    ]
    assert hours("", friday) == []
    # The night in which the clock goes back is thirteen hours long.
    (span,) = FreeTimes.read("SA-evening").spans([date(2026, 10, 24)], STOCKHOLM)
    assert (span[1] - span[0]).total_seconds() == 13 * 3600
    with pytest.raises(InputError):
        FreeTimes(frozenset({"FR-night"}))


def test_what_is_said_is_stored_as_said(workspace: Workspace, person: Person) -> None:
    """Times are added and taken back one by one, twice is once; wishes, days away and names stand as written."""
    anna = person("Anna")
    assert availability.own(workspace, anna).is_asked is False
    for code, is_free in (
        ("FR-evening", True),
        ("SA-evening", True),
        ("FR-evening", True),
        ("SA-evening", False),
    ):
        availability.set_free(workspace, anna, code, is_free=is_free)
    wishes = Wishes(week_cap=1, month_cap=3, latest_home="1:00", longest_hours=3, leads=True)
    availability.set_wishes(workspace, anna, wishes)
    availability.add_away(workspace, anna, "2026-09-20", "2026-09-18")
    availability.add_away(workspace, anna, "2026-10-01", "")
    availability.add_companion(workspace, anna, "  Bo ", "with")
    own = availability.own(workspace, anna)
    assert (own.is_asked, own.times.stored) == (True, "FR-evening")
    assert own.wishes == replace(wishes, latest_home="01:00")
    assert [(away.first.day, away.last.day) for away in own.away] == [(18, 20), (1, 1)]
    assert [(each.name, each.kind) for each in own.companions] == [("Bo", "with")]
    availability.remove_away(workspace, anna, own.away[0].row_id)
    # A row of somebody else's is not there to be removed.
    availability.remove_companion(workspace, person("Bo"), own.companions[0].row_id)
    left = availability.own(workspace, anna)
    assert left.away == (Away(own.away[1].row_id, date(2026, 10, 1), date(2026, 10, 1)),)
    assert left.companions == own.companions
    availability.stop(workspace, anna)
    gone = availability.own(workspace, anna)
    assert (gone.is_asked, gone.times.stored, gone.away, gone.companions) == (False, "", (), ())


@pytest.mark.parametrize(
    ("first", "last"),
    [("", ""), ("x", ""), ("2026-09-18", "x"), ("2026-09-01", "2026-09-15"), ("2028-01-01", "")],
)
def test_days_that_are_none_are_refused(workspace: Workspace, person: Person, first: str, last: str) -> None:
    """Blank, unreadable, past, or more than a year ahead: a sentence, and nothing is stored."""
    anna = person("Anna")
    with pytest.raises(InputError) as refused:
        availability.add_away(workspace, anna, first, last)
    assert refused.value.code == "away_days"
    assert availability.own(workspace, anna).is_asked is False


def test_there_is_an_end_to_what_can_be_written(workspace: Workspace, person: Person) -> None:
    """Twenty names and no more; a story is no name; caps that no form has are refused."""
    anna = person("Anna")
    for number in range(20):
        availability.add_companion(workspace, anna, f"Namn {number}", "avoid")
    for act in (
        lambda: availability.add_companion(workspace, anna, "En till", "avoid"),
        lambda: availability.add_companion(workspace, anna, "x" * 61, "with"),
        lambda: availability.add_companion(workspace, anna, "Bo", "hates"),
        lambda: availability.set_wishes(workspace, anna, Wishes(week_cap=0)),
        lambda: availability.set_wishes(workspace, anna, Wishes(latest_home="natt")),
    ):
        with pytest.raises(InputError):
            act()
    assert len(availability.own(workspace, anna).companions) == 20


def test_all_of_it_is_the_persons_own(workspace: Workspace, person: Person) -> None:
    """It stands in their own data, a case of the officer's leaves the names out, and erasing takes all of it."""
    anna = person("Anna")
    availability.set_free(workspace, anna, "FR-evening", is_free=True)
    availability.add_away(workspace, anna, "2026-09-18", "")
    availability.add_companion(workspace, anna, "Bo", "avoid")
    stored = own_data.stored(workspace, anna.person_id)
    assert [row["times"] for row in stored["availability"]] == ["FR-evening"]
    assert stored["away"] == [{"first": "2026-09-18", "last": "2026-09-18"}]
    assert stored["companions"] == [{"companion": "Bo", "kind": "avoid"}]
    case = cases.opened(workspace, COORDINATOR, "2026-14", anna.person_id)
    assert "companions" not in case
    assert "Bo" not in str(case)
    receipt = own_data.erase(workspace, anna.person_id, anna)
    assert {kind: receipt.counts[kind] for kind in ("availability", "away", "companion", "ask")} == {
        "availability": 1, "away": 1, "companion": 1, "ask": 0,
    }  # fmt: skip
    for table in ("availability", "away", "companion", "ask"):
        assert workspace.store.frame(table).empty


def test_a_name_goes_with_the_one_who_bears_it(workspace: Workspace, person: Person) -> None:
    """Bo is erased: what Anna wrote of Bo goes, of Cia it stays; of two who are called Bo, it goes with the second."""
    anna = person("Anna")
    bo, second = (
        volunteers.by_link(workspace, each.token)
        for each in invitations.invite_all(
            workspace,
            COORDINATOR,
            anna.organisation_id,
            [("Bo Ek", "070-111 11 11"), ("Bo Ek", "070-222 22 22")],
        )
    )
    for name in ("bo  ek", "Cia"):
        availability.add_companion(workspace, anna, name, "avoid")
    own_data.erase(workspace, bo.person_id, bo)
    assert [each.name for each in availability.own(workspace, anna).companions] == ["bo ek", "Cia"]
    own_data.erase(workspace, second.person_id, second)
    assert [each.name for each in availability.own(workspace, anna).companions] == ["Cia"]


def test_days_that_have_passed_are_not_shown(workspace: Workspace, person: Person) -> None:
    """On the day after the last one, being away is no news."""
    anna = person("Anna")
    availability.add_away(workspace, anna, "2026-09-18", "2026-09-19")
    assert (
        len(availability.own(later(workspace, datetime(2026, 9, 19, 10, tzinfo=NOW.tzinfo)), anna).away) == 1
    )
    assert availability.own(later(workspace, datetime(2026, 9, 20, 10, tzinfo=NOW.tzinfo)), anna).away == ()


def test_questions_and_days_away_go_after_a_month(workspace: Workspace, person: Person, plan: Plan) -> None:
    """A question goes 30 days after its shift, days away 30 days after the last; what is said of hours stays."""
    anna = person("Anna")
    plan()
    (shift,) = occurrences(workspace)
    availability.set_free(workspace, anna, "FR-evening", is_free=True)
    availability.add_away(workspace, anna, "2026-09-17", "2026-09-19")
    with workspace.act(COORDINATOR, "ask_people") as act:
        asks.put(act, anna.person_id, shift.series_id, shift.original_start, None)

    def left(day: date) -> tuple[int, int, int]:
        with workspace.act(COORDINATOR, "retain") as act:
            moment = datetime(day.year, day.month, day.day, 10, tzinfo=NOW.tzinfo)
            retention.carry_out(act, access_retention.times_at(workspace, moment))
        return tuple(len(workspace.store.frame(table)) for table in ("ask", "away", "availability"))

    assert left(date(2026, 10, 18)) == (1, 1, 1)
    assert left(date(2026, 10, 19)) == (0, 1, 1)
    assert left(date(2026, 10, 20)) == (0, 0, 1)
