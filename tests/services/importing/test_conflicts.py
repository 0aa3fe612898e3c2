"""What people edited in the app stays when a file says otherwise, until somebody has answered."""

from datetime import date
from typing import Any

import pytest

from karta.services import history
from karta.services.importing import imports
from karta.services.importing.imports import Imported
from karta.services.importing.matched_rows import TABLE
from karta.services.needs import rule_rows
from karta.services.register import organisations
from karta.services.workspace import Workspace
from tests.services.importing.partial import KINDS, differences, stored, taken
from tests.services.importing.rows import COORDINATOR

HEAD = "id;plats;veckodag;tid;förening;antal vuxna;status\n"


def bring(workspace: Workspace, kind: str, content: str, answers: object = None) -> Imported:
    """Import a file as the command does, with answers on conflicts."""
    path = workspace.folder.parent / f"{kind}.csv"
    path.write_text(content, encoding="utf-8")
    said = None if answers is None else {"conflicts": answers}
    return imports.import_file(workspace, COORDINATOR, path, kind, answers=said)


def edit(workspace: Workspace, table: str, **values: Any) -> None:
    """Edit the last row of a table, or the schedule of the one shift, as a page does."""
    frame = workspace.store.frame(table)
    if table == "schedule":
        shifts = workspace.store.frame("shift")
        frame = frame[frame["id"].isin(shifts["schedule_id"])]
    with workspace.store.act("samordnare", "edit") as act:
        act.update(table, str(frame["id"].iloc[-1]), None, values)


def line(workspace: Workspace) -> tuple[Any, ...]:
    """Return adults, status, weekdays, start and end of the one line."""
    party = workspace.store.frame("shift_party").iloc[0]
    shift = workspace.store.frame("shift").iloc[0]
    schedule = workspace.store.frame("schedule").set_index("id").loc[shift["schedule_id"]]
    return party["adults"], party["status"], schedule["byday"], schedule["start"], schedule["end"]


@pytest.fixture
def rostered(workspace: Workspace) -> Workspace:
    """Give a workspace with a square and one weekly line of four adults on Friday 20-23."""
    taken(
        workspace, "places", "id;namn;typ;lat;lon\nt;Torget;torg;59,3293;18,0583\np;Parken;park;59,34;18,06\n"
    )
    taken(workspace, "roster", HEAD + "r;Torget;fre;20-23;Klubben;4;planerad\n")
    return workspace


def test_the_apps_value_stays_until_somebody_answers(rostered: Workspace) -> None:
    """The file said 4, a person wrote 5, the file says 6: 5 stays and is asked about, its other cell is taken.

    The same file asks again; a row of which nothing else changes waits for the answer.
    """
    edit(rostered, "shift_party", adults=5.0)
    file = HEAD + "r;Torget;fre;20-23;Klubben;6;bekräftad\n"
    first = bring(rostered, "roster", file)
    open_ = [{"row": 2, "column": "antal vuxna", "field": "adults", "before": 4.0, "app": 5.0, "file": 6.0}]
    assert (first.conflicts, first.accepted, first.counts["rows_stored"]) == (open_, False, 1)
    assert [cell["field"] for cell in first.changed] == ["status"]
    assert line(rostered)[:2] == (5.0, "confirmed")
    again = bring(rostered, "roster", file)
    assert (again.conflicts, again.counts["rows_pending"], again.act_id) == (open_, 1, None)


@pytest.mark.parametrize(
    ("answers", "adults"),
    [
        ("file", 6.0),
        ("app", 5.0),
        ({"2": {"antal vuxna": "file"}}, 6.0),
        ({"2": {"adults": "app"}}, 5.0),
        ({"2": "file"}, 6.0),
    ],
)
def test_an_answer_settles_it(rostered: Workspace, answers: object, adults: float) -> None:
    """By one word for all, by row, or by row and column: the value stands, and the file asks no more."""
    edit(rostered, "shift_party", adults=5.0)
    file = HEAD + "r;Torget;fre;20-23;Klubben;6;planerad\n"
    bring(rostered, "roster", file)
    answered = bring(rostered, "roster", file, answers)
    assert (answered.conflicts, answered.accepted) == ([], True)
    assert line(rostered)[0] == adults
    once_more = bring(rostered, "roster", file)
    assert (once_more.conflicts, once_more.act_id, line(rostered)[0]) == ([], None, adults)
    assert answered.act_id is not None
    history.undo(rostered, COORDINATOR, answered.act_id)
    assert line(rostered)[0] == 5.0


@pytest.mark.parametrize(("row", "adults"), [("4;bekräftad", 5.0), ("5;planerad", 5.0)])
def test_what_the_file_repeats_or_says_too_is_no_conflict(
    rostered: Workspace, row: str, adults: float
) -> None:
    """A file that still says 4 leaves the person's 5; one that says 5 by now agrees with it."""
    edit(rostered, "shift_party", adults=5.0)
    outcome = bring(rostered, "roster", f"{HEAD}r;Torget;fre;20-23;Klubben;{row}\n")
    assert (outcome.conflicts, line(rostered)[0]) == ([], adults)


def test_a_number_that_a_person_emptied_stays_empty(rostered: Workspace) -> None:
    """An unknown number is an edit, too."""
    edit(rostered, "shift_party", adults=None)
    outcome = bring(rostered, "roster", HEAD + "r;Torget;fre;20-23;Klubben;6;planerad\n")
    assert [(cell["app"], cell["file"]) for cell in outcome.conflicts] == [(None, 6.0)]
    assert line(rostered)[0] != line(rostered)[0]


def test_a_time_that_a_person_moved_stays_beside_one_that_the_file_moves(rostered: Workspace) -> None:
    """A person ends the walk at 22, the file begins it at 19: it is held from 19 to 22, and nothing is asked."""
    edit(rostered, "schedule", end="22:00")
    outcome = bring(rostered, "roster", HEAD + "r;Torget;fre;19-23;Klubben;4;planerad\n")
    assert (outcome.conflicts, line(rostered)[3:]) == ([], ("19:00", "22:00"))


def test_a_time_that_both_moved_is_asked_about(rostered: Workspace) -> None:
    """A person begins at 21, the file at 19: 21 stays; the heading that says both times answers for it."""
    edit(rostered, "schedule", start="21:00")
    file = HEAD + "r;Torget;fre;19-23;Klubben;4;planerad\n"
    outcome = bring(rostered, "roster", file)
    assert [(c["column"], c["before"], c["app"], c["file"]) for c in outcome.conflicts] == [
        ("tid", "20:00", "21:00", "19:00")
    ]
    assert line(rostered)[3:] == ("21:00", "23:00")
    bring(rostered, "roster", file, {"2": {"tid": "file"}})
    assert line(rostered)[3:] == ("19:00", "23:00")


def test_another_place_or_organisation_is_asked_about_by_name(rostered: Workspace) -> None:
    """A person gave the line to others elsewhere; the file names yet others: both are shown by name, and stay."""
    taken(rostered, "organisations", "namn\nScouterna\nKören\n")
    taken(rostered, "places", "id;namn;typ;lat;lon\ns;Skolan;grundskola;59,35;18,07\n", "skolor.csv")
    orgs = rostered.store.frame("organisation").set_index("name")["id"]
    spots = rostered.store.frame("place").set_index("name")["id"]
    edit(rostered, "shift_party", organisation_id=orgs["Scouterna"])
    edit(rostered, "shift", place_id=spots["Parken"])
    file = HEAD + "r;Skolan;fre;20-23;Kören;4;planerad\n"
    outcome = bring(rostered, "roster", file)
    assert [(c["field"], c["before"], c["app"], c["file"]) for c in outcome.conflicts] == [
        ("org", "Klubben", "Scouterna", "Kören"), ("place", "Torget", "Parken", "Skolan"),
    ]  # fmt: skip
    assert rostered.store.frame("shift")["place_id"][0] == spots["Parken"]
    assert rostered.store.frame("shift_party")["organisation_id"][0] == orgs["Scouterna"]
    bring(rostered, "roster", file, {"2": {"plats": "file", "förening": "app"}})
    assert rostered.store.frame("shift")["place_id"][0] == spots["Skolan"]
    assert rostered.store.frame("shift_party")["organisation_id"][0] == orgs["Scouterna"]


@pytest.mark.parametrize(
    "kind", ["places", "organisations", "contacts", "access", "sessions", "calendar", "reports"]
)
def test_every_kind_keeps_what_a_person_wrote(filled: Workspace, kind: str) -> None:
    """The cell that the partial file changes, edited before: it stays and is told with both values."""
    column, value = KINDS[kind][2]
    table = TABLE[kind]
    mine = {
        "kind": "meeting_place", "types": "choir", "channel": "021-99 99 99", "end": "19:30", "leaders": 9.0,
        "date_to": date(2026, 11, 1), "adults": 9.0,
    }[column]  # fmt: skip
    edit(filled, table, **{column: mine})
    before = stored(filled)
    outcome = bring(filled, kind, KINDS[kind][1])
    assert [(c["row"], c["field"], c["app"], c["file"]) for c in outcome.conflicts] == [
        (2, column, mine.isoformat() if isinstance(mine, date) else mine, value)
    ]
    assert differences(before, stored(filled)) == []


def test_a_need_that_was_decided_anew_is_neither_overwritten_nor_doubled(filled: Workspace) -> None:
    """A person replaced the rule of 2 by one of 5; the file says 3: one rule of 5 stands; answered, one of 3."""
    rule = filled.store.frame("need_rule")["id"][0]
    rule_rows.decide_need(filled, COORDINATOR, rule_id=rule, adults=5, responsible="Kommunen")
    outcome = bring(filled, "needs", KINDS["needs"][1])
    assert [(c["before"], c["app"], c["file"]) for c in outcome.conflicts] == [(2.0, 5.0, 3.0)]
    assert list(filled.store.frame("need_rule")["adults"]) == [5.0]
    bring(filled, "needs", KINDS["needs"][1], "file")
    assert list(filled.store.frame("need_rule")["adults"]) == [3.0]


def test_what_a_person_took_out_does_not_come_back(filled: Workspace) -> None:
    """A number to ring that was taken out of the app stays out, and the row that changes it says so."""
    contact = filled.store.frame("contact_function")["id"][0]
    with filled.store.act("samordnare", "edit") as act:
        act.retire("contact_function", [contact])
    outcome = bring(filled, "contacts", KINDS["contacts"][1])
    assert [(issue.row, issue.code) for issue in outcome.issues] == [(2, "ended_in_app")]
    assert filled.store.frame("contact_function").empty


def test_an_admission_that_was_decided_in_the_app_is_no_files_to_change_unasked(workspace: Workspace) -> None:
    """Admitted in the app after the file named it; a file that records another decision is asked about."""
    taken(workspace, "organisations", "id;namn\nk;Klubben\n")
    organisations.admit(workspace, COORDINATOR, "Klubben")
    outcome = bring(workspace, "organisations", "id;namn;godkänd;godkänd av\nk;Klubben;2026-08-20;Rådet\n")
    assert [(c["field"], c["app"], c["file"]) for c in outcome.conflicts] == [
        ("admitted_on", "2026-09-18", "2026-08-20"), ("admitted_by", "coordinator", "Rådet"),
    ]  # fmt: skip
    assert workspace.store.frame("organisation")["admitted_by"][0] == "coordinator"


def test_all_or_nothing_stores_nothing_while_something_is_asked(rostered: Workspace) -> None:
    """With that option a conflict keeps the other cells out, too."""
    edit(rostered, "shift_party", adults=5.0)
    path = rostered.folder.parent / "roster.csv"
    path.write_text(HEAD + "r;Torget;fre;20-23;Klubben;6;bekräftad\n", encoding="utf-8")
    outcome = imports.import_file(rostered, COORDINATOR, path, "roster", all_or_nothing=True)
    assert (outcome.accepted, len(outcome.conflicts), line(rostered)[:2]) == (False, 1, (5.0, "planned"))
