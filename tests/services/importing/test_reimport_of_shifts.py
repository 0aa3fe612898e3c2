"""A roster that is read in again: who has signed up, what was cancelled and what was reported stay on its dates."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from karta.model.shift import ShiftOccurrence
from karta.services.follow_up import shift_reports
from karta.services.gaps import period
from karta.services.importing import imports
from karta.services.importing.imports import Imported
from karta.services.register import organisations
from karta.services.rosters import cancelling, shifts, sign_ups, volunteers
from karta.services.workspace import Workspace
from tests import guests
from tests.services.importing.partial import taken
from tests.services.importing.rows import COORDINATOR

NEED = (
    "id;plats;dagar;start;slut;antal vuxna;beslutat av;ansvarig\nn;Torget;fre;20:00;23:00;2;Rådet;Kommunen\n"
)
ROSTER = "id;plats;veckodag;tid;förening;roll;antal vuxna\nr;Torget;fre;20-23;Klubben;nattvandrare;\n"
WITHOUT_ID = ROSTER.replace("id;", "", 1).replace("r;", "", 1)
# The day of the report, one with two people, and one that is cancelled.
FIRST, STAFFED, OFF = date(2026, 9, 18), date(2026, 9, 25), date(2026, 10, 2)


def bring(workspace: Workspace, content: str, answers: object = None) -> Imported:
    """Import the roster, as the command does."""
    path = workspace.folder.parent / "roster.csv"
    path.write_text(content, encoding="utf-8")
    said = None if answers is None else {"conflicts": answers}
    return imports.import_file(workspace, COORDINATOR, path, "roster", answers=said)


def lived_in(workspace: Workspace, roster: str) -> Workspace:
    """Return the workspace the day after: opened for sign-up, two people on one date, one cancelled, one reported."""
    taken(workspace, "places", "id;namn;typ;lat;lon\nt;Torget;torg;59,3293;18,0583\n")
    taken(workspace, "needs", NEED)
    taken(workspace, "roster", roster)
    organisations.admit(workspace, COORDINATOR, "Klubben")
    organisations.confirm_source(workspace, COORDINATOR, "Klubben", "Torget", date(2026, 12, 31))
    with workspace.store.act("samordnare", "open") as act:
        act.update("shift", workspace.store.frame("shift")["id"][0], None, {"sign_up": True})
    org = workspace.store.frame("organisation")["id"][0]
    for name in ("Ett", "Två"):
        _, token = guests.invite(workspace, COORDINATOR, org, name)
        who = volunteers.by_link(workspace, token)
        sign_ups.sign_up(workspace, who, on_day(workspace, STAFFED).occurrence_id, is_adult=True)
    off = on_day(workspace, OFF)
    cancelling.cancel(workspace, COORDINATOR, off.occurrence_id, "Vi ses nästa vecka.", version=off.version)
    reported = on_day(workspace, FIRST)
    after = replace(workspace, now=lambda: datetime(2026, 9, 19, 10, 0, tzinfo=UTC))
    shift_reports.report(
        after, COORDINATOR, reported.occurrence_id, carried_out=True, adults=3, met="0", version=0
    )
    return after


def on_day(workspace: Workspace, day: date) -> ShiftOccurrence:
    """Return the occurrence of a day, as the pages list it."""
    ahead = shifts.ahead(workspace, COORDINATOR, 40)
    return next(
        occurrence
        for occurrence in (*ahead.understaffed, *ahead.staffed, *ahead.cancelled)
        if occurrence.day == day
    )


def covered(workspace: Workspace, day: date, view: str = "planned") -> tuple[float, float]:
    """Return covered and unknown adult-hours of a day."""
    totals = period.between(workspace, COORDINATOR, day, day, view).totals
    return totals["covered_ah"], totals["unknown_ah"]


@pytest.mark.parametrize("roster", [ROSTER, WITHOUT_ID])
def test_people_cancellations_and_reports_follow_the_hours(workspace: Workspace, roster: str) -> None:
    """Two are needed 20-23, six hours; the walk of two moves from 20-23 to 21-24: four of them are covered.

    With an id of the line or without: no second line comes, and the file again changes nothing.
    """
    after = lived_in(workspace, roster)
    assert covered(after, STAFFED) == (6.0, 0.0)
    moved = bring(after, roster.replace("20-23", "21-24"))
    assert (moved.conflicts, moved.counts["rows_stored"]) == ([], 1)
    staffed = on_day(after, STAFFED)
    assert (len(staffed.sign_ups), f"{staffed.start.astimezone(after.zone):%H:%M}") == (2, "21:00")
    assert covered(after, STAFFED) == (4.0, 0.0)
    off = on_day(after, OFF)
    assert (off.cancelled, off.notice) == (True, "Vi ses nästa vecka.")
    assert covered(after, OFF) == (0.0, 0.0)
    # Three came, and stayed as they reported: from 20 to 23, of which two are needed.
    assert covered(after, FIRST, "delivered") == (6.0, 0.0)
    assert len(after.store.frame("shift_party")) == 1
    again = bring(after, roster.replace("20-23", "21-24"))
    assert (again.act_id, again.counts["rows_duplicate"]) == (None, 1)


def test_a_line_with_people_is_moved_to_another_day_only_when_asked(workspace: Workspace) -> None:
    """The file moves Friday to Saturday, where people have signed up for Fridays: the day stays until answered."""
    after = lived_in(workspace, ROSTER)
    saturday = ROSTER.replace(";fre;", ";lör;")
    outcome = bring(after, saturday)
    assert [(c["column"], c["before"], c["app"], c["file"]) for c in outcome.conflicts] == [
        ("veckodag", "FR", "FR", "SA")
    ]
    assert len(on_day(after, STAFFED).sign_ups) == 2
    assert bring(after, saturday, "app").conflicts == []
    assert len(on_day(after, STAFFED).sign_ups) == 2
    bring(after, ROSTER)
    bring(after, saturday, "file")
    assert on_day(after, date(2026, 9, 26)).sign_ups == ()


def test_two_lines_of_a_night_are_moved_in_order_of_time(workspace: Workspace) -> None:
    """An early and a late walk without ids both begin an hour later: the early one stays the early one."""
    head, row = "plats;veckodag;tid;förening;antal vuxna\n", "Torget;fre;{};Klubben;{}\n"
    taken(workspace, "places", "id;namn;typ;lat;lon\nt;Torget;torg;59,3293;18,0583\n")
    bring(workspace, head + row.format("18-20", 2) + row.format("21-23", 3))
    lines = set(workspace.store.frame("shift_party")["id"])
    bring(workspace, head + row.format("22-23", 3) + row.format("19-20", 2))
    assert set(workspace.store.frame("shift_party")["id"]) == lines
    starts = workspace.store.frame("schedule").set_index("id")["start"]
    series = workspace.store.frame("shift").set_index("id")["schedule_id"]
    parties = workspace.store.frame("shift_party")
    assert {
        adults: starts[series[shift]]
        for adults, shift in zip(parties["adults"], parties["shift_id"], strict=True)
    } == {2.0: "19:00", 3.0: "22:00"}


def test_a_line_that_moved_is_called_by_its_new_hours(workspace: Workspace) -> None:
    """Once it begins at 19, one that begins at 18 is another line, and the moved one stays where it is."""
    head, row = "plats;veckodag;tid;förening;antal vuxna\n", "Torget;fre;{};Klubben;2\n"
    taken(workspace, "places", "id;namn;typ;lat;lon\nt;Torget;torg;59,3293;18,0583\n")
    bring(workspace, head + row.format("18-20"))
    (line,) = workspace.store.frame("shift_party")["id"]
    bring(workspace, head + row.format("19-20"))
    bring(workspace, head + row.format("19-20") + row.format("18-19"))
    parties = workspace.store.frame("shift_party").set_index("id")
    series = workspace.store.frame("shift").set_index("id")["schedule_id"]
    starts = workspace.store.frame("schedule").set_index("id")["start"]
    assert (len(parties), starts[series[parties.loc[line, "shift_id"]]]) == (2, "19:00")


def test_one_more_line_of_a_night_moves_none(workspace: Workspace) -> None:
    """Where one line is gone and two have come, nobody can tell which it became: both are new, the old one is told."""
    head, row = "plats;veckodag;tid;förening;antal vuxna\n", "Torget;fre;{};Klubben;2\n"
    taken(workspace, "places", "id;namn;typ;lat;lon\nt;Torget;torg;59,3293;18,0583\n")
    bring(workspace, head + row.format("18-20"))
    bring(workspace, head + row.format("19-20") + row.format("21-23"))
    assert len(workspace.store.frame("shift_party")) == 3
