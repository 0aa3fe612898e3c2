"""A roster line that the app has changed for one date and from a date on: what its file says, it says of all parts."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from karta.services import history
from karta.services.importing import acceptance
from karta.services.rosters import occurrences, season, series
from karta.services.workspace import Workspace
from karta.sources.reading import read
from tests.services.importing.partial import taken
from tests.services.importing.rows import COORDINATOR
from tests.services.importing.test_conflicts import bring

HEAD = "id;plats;veckodag;tid;förening;antal vuxna;status;undantag\n"
ROSTER = HEAD + "r;Torget;fre;20-23;Klubben;4;planerad;\n"
# One date with five adults; and from another on the walk begins at 19.
ONE, LATER = date(2026, 9, 25), date(2026, 10, 2)
AFTER = date(2026, 10, 9)


@pytest.fixture
def changed(workspace: Workspace) -> Workspace:
    """Give a workspace with a weekly walk of four, 20-23: five on one date, and from 19 from a later one on."""
    taken(workspace, "places", "id;namn;typ;lat;lon\nt;Torget;torg;59,3293;18,0583\n")
    taken(workspace, "roster", ROSTER)
    edit(workspace, LATER, "from", start="19:00")
    edit(workspace, ONE, "one", adults=5)
    return workspace


def edit(workspace: Workspace, day: date, scope: series.Scope, **values: Any) -> None:
    """Edit the walk of a day, as the page does."""
    with workspace.store.reading() as reading:
        (turn,) = occurrences.occurrences_between(reading, day, day)
    series.edit(workspace, COORDINATOR, turn.occurrence_id, scope, version=turn.version, **values)


def parts(workspace: Workspace) -> list[tuple[float, str, str, str]]:
    """Return adults, status, start and end: of the line, of its part from a date on, and of its one date."""
    shifts = workspace.store.frame("shift").set_index("id")
    schedules = workspace.store.frame("schedule").set_index("id")
    parties = workspace.store.frame("shift_party")
    rows = []
    for party in parties.to_dict("records"):
        when = schedules.loc[shifts.loc[party["shift_id"], "schedule_id"]]
        own = party["adults"], party["status"], when["start"], when["end"]
        rows.append((str(when["original_date"]), str(when["valid_from"]), own))
    return [row[2] for row in sorted(rows, key=lambda row: (row[0] != "None", row[1] != "None"))]


def test_a_line_that_its_file_cancels_is_cancelled_in_all_its_parts(changed: Workspace) -> None:
    """Nobody comes, on no date: no part of it goes on counting."""
    outcome = bring(changed, "roster", ROSTER.replace("planerad", "inställd"))
    assert outcome.conflicts == []
    assert [status for _, status, _, _ in parts(changed)] == ["cancelled"] * 3
    assert [cell["field"] for cell in outcome.changed] == ["status"]
    assert outcome.act_id is not None
    history.undo(changed, COORDINATOR, outcome.act_id)
    assert [status for _, status, _, _ in parts(changed)] == ["planned"] * 3


def test_hours_that_a_part_has_of_its_own_stay_beside_those_that_move(changed: Workspace) -> None:
    """The file ends the walk at midnight: the later part begins at 19 as a person said, and all end at 24."""
    outcome = bring(changed, "roster", ROSTER.replace("20-23", "20-24"))
    assert outcome.conflicts == []
    assert [row[2:] for row in parts(changed)] == [("20:00", "00:00"), ("19:00", "00:00"), ("20:00", "00:00")]
    assert list(changed.store.frame("schedule")["original_date"].dropna()) == [ONE]
    assert bring(changed, "roster", ROSTER.replace("20-23", "20-24")).act_id is None


@pytest.mark.parametrize(("answer", "adults"), [(None, [4, 4, 5]), ("app", [6, 6, 5]), ("file", [6, 6, 6])])
def test_a_cell_that_one_part_has_otherwise_waits_for_an_answer(
    changed: Workspace, answer: str | None, adults: list[int]
) -> None:
    """The file says six, a person five on one date: all wait; then what the person said stays, or the file's comes."""
    file = ROSTER.replace(";4;", ";6;")
    first = bring(changed, "roster", file, answer)
    assert [(c["before"], c["app"], c["file"]) for c in first.conflicts] == ([(4.0, 5.0, 6.0)] * (not answer))
    assert [row[0] for row in parts(changed)] == adults
    again = bring(changed, "roster", file)
    assert (len(again.conflicts), again.act_id) == (int(answer is None), None)


def test_what_is_gone_from_the_file_is_taken_out_in_all_its_parts(changed: Workspace) -> None:
    """Dropping the line leaves none of it behind."""
    path = changed.folder.parent / "roster.csv"
    path.write_text(ROSTER.replace("r;Torget;fre", "s;Torget;lör"), encoding="utf-8")
    shown = acceptance.preview(changed, COORDINATOR, read(path, "roster", isolate=False))
    assert list(shown.gone["key"]) == ["r"]
    acceptance.apply(changed, COORDINATOR, shown, drop_gone=True)
    assert len(changed.store.frame("shift_party")) == 1


@pytest.mark.parametrize(
    "head", ["id;pass id;datum;utfall;antal\nx;r;", "id;plats;förening;datum;utfall;antal\nx;Torget;Klubben;"]
)
def test_a_report_is_about_the_part_that_was_held_then(changed: Workspace, head: str) -> None:
    """By the line's id, or by place and organisation: each date has the hours of its part."""
    for day, start in ((date(2026, 9, 18), "20:00"), (ONE, "20:00"), (AFTER, "19:00")):
        taken(changed, "reports", f"{head}{day};genomförd;3\n".replace("\nx;", f"\n{day};"))
        report = changed.store.frame("report").iloc[-1]
        assert report["original_start"] == f"{day}T{start}"
        party = changed.store.frame("shift_party").set_index("id").loc[report["party_id"]]
        assert party["adults"] == (5.0 if day == ONE else 4.0)


def test_a_date_that_the_file_holds_otherwise_is_left_out_of_the_part_that_it_lies_in(
    changed: Workspace,
) -> None:
    """The walk of a later Friday is on Saturday: nobody comes on that Friday."""
    head = "id;plats;datum;tid;förening;antal vuxna;ersätter;ursprungligt datum\n"
    taken(changed, "roster", f"{head}m;Torget;2026-10-10;20-23;Klubben;4;r;{AFTER}\n", "flytt.csv")
    with changed.store.reading() as reading:
        assert [
            turn for turn in occurrences.occurrences_between(reading, AFTER, AFTER) if not turn.cancelled
        ] == []


def test_a_date_that_its_file_leaves_out_is_asked_about_where_a_person_changed_it(changed: Workspace) -> None:
    """The file has no walk on the date that somebody gave five adults: it stays until the file is said to be right."""
    file = ROSTER.replace("planerad;", f"planerad;{ONE}")
    outcome = bring(changed, "roster", file)
    assert [cell["field"] for cell in outcome.conflicts] == ["exdates"]
    assert len(parts(changed)) == 3
    assert bring(changed, "roster", file, "file").conflicts == []
    assert len(parts(changed)) == 2
    with changed.store.reading() as reading:
        assert [
            turn for turn in occurrences.occurrences_between(reading, ONE, ONE) if not turn.cancelled
        ] == []


def test_other_weekdays_are_asked_about_where_a_date_was_changed(changed: Workspace) -> None:
    """Saturdays in place of Fridays, of one of which somebody has decided: nothing moves until that is answered."""
    file = ROSTER.replace(";fre;", ";lör;")
    assert [cell["field"] for cell in bring(changed, "roster", file).conflicts] == ["byday"]
    assert len(parts(changed)) == 3


def test_a_season_that_was_copied_is_no_part_of_the_line(changed: Workspace) -> None:
    """Next season's copy of a line that was opened for sign-up is nobody's line but the app's."""
    with changed.store.act("samordnare", "open") as act:
        act.update_many("shift", {row: {"sign_up": True} for row in changed.store.frame("shift")["id"]})
    after = replace(changed, now=lambda: datetime(2026, 9, 19, 10, 0, tzinfo=UTC))
    season.copy_season(after, COORDINATOR, date(2026, 9, 14), date(2026, 9, 20), date(2027, 2, 1))
    bring(after, "roster", ROSTER.replace("planerad", "inställd"))
    assert list(after.store.frame("shift_party")["status"]).count("planned") == 1
