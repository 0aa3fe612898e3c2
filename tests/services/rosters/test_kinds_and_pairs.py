"""What a shift is for, what to fetch, whom to call; and young leaders, who are shown and never counted."""

from datetime import date

import pytest

from karta.errors import ConflictError, InputError, NotFoundError
from karta.reports import calendar
from karta.services.gaps import period
from karta.services.register import contacts
from karta.services.rosters import changes, series, shifts, young_leaders
from karta.services.sheets import walk_sheets
from karta.services.workspace import Workspace
from tests import viewers
from tests.services.rosters.conftest import COORDINATOR, FRIDAY, Plan, occurrences
from tests.services.rosters.roster_lines import add_line, move, on

SECOND = date(2026, 9, 25)


def add_activity(workspace: Workspace, place: str, title: str, start: str, end: str, **flags: bool) -> None:
    """Store an activity of every Friday."""
    with workspace.store.act("samordnare", "import") as act:
        weekly = act.insert("schedule", [{"start": start, "end": end, "byday": "FR"}])[0]
        open_to_all = {"free": True, "membership": False, "sharing": "public", **flags}
        act.insert("activity", [{"schedule_id": weekly, "place_id": place, "title": title, **open_to_all}])


def test_what_to_fetch_and_whom_to_call_are_the_series_and_stand_on_sheet_and_calendar(
    workspace: Workspace, plan: Plan
) -> None:
    """Said once they are on every date; a date may say otherwise; a number taken out is gone everywhere."""
    jour = contacts.add_contact(workspace, COORDINATOR, function="Kommunens jour", channel="010-000 00 00")
    plan(weekly=True, purpose="parent_walk", fetch="Jackor i skåp 3", call_before_id=jour)
    first, second = occurrences(workspace)[:2]
    assert {(each.purpose, each.fetch, each.call_before) for each in (first, second)} == {
        ("parent_walk", "Jackor i skåp 3", "Kommunens jour, 010-000 00 00")
    }
    changes.edit_occurrence(
        workspace, COORDINATOR, second.occurrence_id, version=second.version, fetch="Inget"
    )
    assert [each.fetch for each in occurrences(workspace)[:3]] == [
        "Jackor i skåp 3",
        "Inget",
        "Jackor i skåp 3",
    ]
    sheet = walk_sheets.walk_sheet(workspace, COORDINATOR, first.occurrence_id)
    assert (sheet.purpose, sheet.fetch, sheet.call_before) == (
        "Föräldravandring",
        "Jackor i skåp 3",
        "Kommunens jour, 010-000 00 00",
    )
    assert walk_sheets.walk_pdf(workspace, COORDINATOR, first.occurrence_id).startswith(b"%PDF")
    assert calendar.summary(first, "sv") == "Föräldravandring: Torget"
    contacts.remove_contact(workspace, COORDINATOR, jour)
    assert occurrences(workspace)[0].call_before == ""


def test_whom_to_call_is_who_answers_on_the_date_on_which_the_shift_is_held(
    workspace: Workspace, plan: Plan
) -> None:
    """A number in use until Sunday stands on Friday's sheet, on none of the week after, and on none of Monday."""
    jour = contacts.add_contact(
        workspace, COORDINATOR, function="Kommunens jour", channel="010-000 00 00", valid_to=date(2026, 9, 20)
    )
    plan(weekly=True, call_before_id=jour)
    first, second = occurrences(workspace)[:2]

    def calls(occurrence_id: str) -> tuple[str, bool]:
        sheet = walk_sheets.walk_sheet(workspace, COORDINATOR, occurrence_id)
        return sheet.call_before, "Kommunens jour" in [contact.function for contact in sheet.contacts]

    assert calls(first.occurrence_id) == ("Kommunens jour, 010-000 00 00", True)
    assert calls(second.occurrence_id) == ("", False)
    move(workspace, first.occurrence_id, date(2026, 9, 21))
    assert calls(first.occurrence_id) == ("", False)


def test_what_is_no_purpose_and_nobody_is_refused(workspace: Workspace, plan: Plan) -> None:
    """A purpose that no shift has, and a number that is not in the register, store nothing."""
    with pytest.raises(InputError):
        plan(purpose="bevakning")
    with pytest.raises(NotFoundError):
        plan(call_before_id="nobody")
    plan()
    (first,) = occurrences(workspace)
    with pytest.raises(InputError):
        series.edit(
            workspace, COORDINATOR, first.occurrence_id, "one", version=first.version, purpose="bevakning"
        )


def test_a_shift_to_invite_gets_the_nearest_activity_that_is_open_and_free_then(
    workspace: Workspace, plan: Plan, square: str
) -> None:
    """At the square itself a hall is open 20-23; dear, members-only, drop-in-less, early and far ones are not meant."""
    park = next(row.id for row in workspace.store.frame("place").itertuples() if row.name == "Parken")
    add_activity(workspace, square, "Dyr", "20:00", "23:00", free=False)
    add_activity(workspace, square, "Medlem", "20:00", "23:00", membership=True)
    add_activity(workspace, square, "Anmälan", "20:00", "23:00", drop_in=False)
    add_activity(workspace, square, "Tidig", "17:00", "21:00")
    add_activity(workspace, park, "Elva kilometer bort", "20:00", "23:00")
    plan(purpose="invite")
    assert occurrences(workspace)[0].invite_to == ""
    add_activity(workspace, square, "Öppen hall", "20:00", "23:00")
    plan(purpose="invite", day=SECOND)
    plan(purpose="invite", day=SECOND, start="22:00", end="23:30", invite_to="Biblioteket")
    plan(day=SECOND)
    invited = sorted(each.invite_to for each in occurrences(workspace)[1:])
    assert invited == ["", "Biblioteket", "Öppen hall · Torget"]


def test_young_leaders_are_shown_and_never_counted(workspace: Workspace, square: str, org: str) -> None:
    """One adult and three young leaders are no pair; they are named beside the adult, and the sheet has their card."""
    line = add_line(workspace, square, org, 1.0)
    shift = on(workspace, line)
    with workspace.store.act("samordnare", "import") as act:
        act.update("shift_party", shift.parties[0].party_id, None, {"young_leaders": 3.0})
    shown = on(workspace, line)
    assert (shown.adults, shown.young_leaders) == (1, 3)
    assert float(period.week(workspace, COORDINATOR, FRIDAY).totals["gap_ah"]) == 2.0
    sheet = walk_sheets.walk_sheet(workspace, COORDINATOR, shown.occurrence_id)
    assert (sheet.young, sheet.paired_with) == (["3 unga ledare är med"], "")
    assert walk_sheets.walk_pdf(workspace, COORDINATOR, shown.occurrence_id).startswith(b"%PDF")


def test_young_leaders_without_an_adult_are_listed_until_it_is_said_whom_they_turn_to(
    workspace: Workspace, square: str, org: str
) -> None:
    """A walk and a training are listed; a past one is not; an answer takes them off, for every date of the series."""
    line = add_line(workspace, square, org, 2.0)
    old = add_line(workspace, square, org, 2.0, date=date(2026, 9, 1), start="21:00", end="22:00")
    parties = workspace.store.frame("shift_party")["id"]
    with workspace.store.act("samordnare", "import") as act:
        for party in parties:
            act.update("shift_party", party, None, {"young_leaders": 1.0})
        weekly = act.insert("schedule", [{"start": "17:00", "end": "19:00", "byday": "TU"}])[0]
        training = {"schedule_id": weekly, "place_id": square, "organisation_id": org, "title": "Pojkar 12"}
        act.insert("activity", [{**training, "young_leaders": 2.0}])
    rows = young_leaders.unpaired(workspace, COORDINATOR)
    assert [(row.what, row.title, row.count) for row in rows] == [
        ("shift", "", 1),
        ("activity", "Pojkar 12", 2),
    ]
    police = viewers.of(workspace, "Polisen", "police", "polis")
    assert young_leaders.unpaired(workspace, police) == []
    for row in rows:
        young_leaders.pair(workspace, COORDINATOR, row.what, row.row_id, "Tränaren", version=row.version)
    assert young_leaders.unpaired(workspace, COORDINATOR) == []
    assert {on(workspace, line, day).paired_with for day in (FRIDAY, SECOND)} == {"Tränaren"}
    assert shifts.occurrence(workspace, COORDINATOR, f"{old}.2026-09-01").paired_with == ""
    with pytest.raises(ConflictError):
        young_leaders.pair(workspace, COORDINATOR, "shift", rows[0].row_id, "Jag", version=rows[0].version)
    with pytest.raises(InputError):
        young_leaders.pair(workspace, COORDINATOR, "shift", rows[0].row_id, "Ring 070-174 06 05", version=99)
