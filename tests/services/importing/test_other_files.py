"""A file of shifts under another name or with other ids: nothing counts twice, and nothing withdrawn stays unsaid."""

from pathlib import Path

import pytest

from karta.services.importing.acceptance import apply, preview
from karta.services.importing.changeset import ChangeSet
from karta.services.workspace import Workspace
from karta.sources.reading import read
from tests.services.importing.rows import COORDINATOR
from tests.sources.calendars import calendar, event

HEAD = "plats;lat;lon;datum;tid;förening;roll;antal"
SPOT = "Torget;57.7;11.9"


def _shift(day: int, hours: str = "20-23", org: str = "Vandrarna", adults: int = 2) -> str:
    return f"{SPOT};2026-03-{day:02d};{hours};{org};nattvandrare;{adults}"


def _changes(
    workspace: Workspace,
    folder: Path,
    name: str,
    rows: list[str],
    ids: int = 0,
    accept: str = "",
) -> ChangeSet:
    lines = [f"{ids + at};{row}" if ids else row for at, row in enumerate(rows)]
    path = folder / name
    path.write_text("\n".join([("passid;" if ids else "") + HEAD, *lines, ""]), encoding="utf-8")
    answers = {"accept": [accept]} if accept else None
    return preview(workspace, COORDINATOR, read(path, "roster", answers=answers, isolate=False))


def _codes(changes: ChangeSet) -> list[tuple[int | None, str]]:
    return [(issue.row, issue.code) for issue in changes.issues]


@pytest.mark.parametrize("name", ["schema (1).csv", "Schema_ny.csv", "mars.csv"])
def test_shifts_that_a_newer_file_leaves_out_are_told(
    workspace: Workspace, tmp_path: Path, name: str
) -> None:
    """The 13th and the 27th are missing beside the 6th and the 20th: they are named, and may be taken out."""
    first = _changes(workspace, tmp_path, "schema.csv", [_shift(day) for day in (6, 13, 20, 27)])
    apply(workspace, COORDINATOR, first)
    changes = _changes(workspace, tmp_path, name, [_shift(6), _shift(20)])
    assert (None, "rows_gone_elsewhere") in _codes(changes)
    assert sorted(key.split("|")[1] for key in changes.gone["key"]) == ["2026-03-13", "2026-03-27"]
    apply(workspace, COORDINATOR, changes, drop_gone=True)
    again = _changes(workspace, tmp_path, name, [_shift(6), _shift(20)])
    assert (_codes(again), len(again.gone)) == ([], 0)


def test_the_months_before_a_newer_file_are_past(workspace: Workspace, tmp_path: Path) -> None:
    """A list that begins later says nothing of what came before its month, and everything of what comes after."""
    rows = [_shift(6), _shift(6).replace("-03-", "-04-"), _shift(13).replace("-03-", "-04-")]
    apply(
        workspace,
        COORDINATOR,
        _changes(workspace, tmp_path, "a.csv", [*rows, rows[2].replace("Torget", "Parken")]),
    )
    gone = _changes(workspace, tmp_path, "b.csv", rows[1:2]).gone["key"]
    assert sorted(key.split("|")[:2] for key in gone) == [["parken", "2026-04-13"], ["torget", "2026-04-13"]]


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("annat.csv", [_shift(9), _shift(21)]),
        ("schema (1).csv", [_shift(6, org="Klubben"), _shift(20, org="Klubben")]),
        ("schema (1).csv", [_shift(6), _shift(13), _shift(20)]),
    ],
)
def test_files_of_others_and_whole_ones_tell_of_nothing(
    workspace: Workspace, tmp_path: Path, name: str, rows: list[str]
) -> None:
    """Another list without a common shift, another organisation's, and the same list whole."""
    first = _changes(workspace, tmp_path, "schema.csv", [_shift(day) for day in (6, 13, 20)])
    apply(workspace, COORDINATOR, first)
    changes = _changes(workspace, tmp_path, name, rows)
    assert "rows_gone_elsewhere" not in [code for _, code in _codes(changes)]
    assert len(changes.gone) == 0


def test_a_shift_under_a_new_id_is_asked_about(workspace: Workspace, tmp_path: Path) -> None:
    """Until the answer is yes it counts once; what differs in anything is another shift."""
    apply(
        workspace,
        COORDINATOR,
        _changes(workspace, tmp_path, "a.csv", [_shift(6), _shift(13)], ids=106),
    )
    rows = [_shift(6), _shift(13, "19-23"), _shift(13, adults=3), _shift(13, org="Klubben")]
    changes = _changes(workspace, tmp_path, "b.csv", rows, ids=206)
    assert _codes(changes)[:1] == [(2, "row_doubled")]
    assert (changes.rows_stored, changes.rows_pending) == (3, 1)
    answered = _changes(workspace, tmp_path, "b.csv", rows, ids=206, accept="row_doubled")
    assert (answered.rows_stored, answered.rows_pending) == (4, 0)


def test_new_ids_in_the_same_file_are_asked_about(workspace: Workspace, tmp_path: Path) -> None:
    """An export that numbers its rows anew does not double them."""
    apply(
        workspace,
        COORDINATOR,
        _changes(workspace, tmp_path, "a.csv", [_shift(6), _shift(13)], ids=1),
    )
    changes = _changes(workspace, tmp_path, "a.csv", [_shift(6), _shift(13)], ids=51)
    assert _codes(changes) == [(2, "row_doubled"), (3, "row_doubled")]


FRIDAYS = "RRULE:FREQ=WEEKLY;COUNT=2"


def _of_calendar(workspace: Workspace, folder: Path, *events: str, accept: tuple[str, ...] = ()) -> ChangeSet:
    path = folder / "kalender.ics"
    path.write_bytes(calendar(*events))
    answers = {"org": "Vandrarna", "accept": list(accept)}
    return preview(workspace, COORDINATOR, read(path, "roster", answers=answers, isolate=False))


def test_a_calendar_beside_a_table_is_held_against_it(workspace: Workspace, tmp_path: Path) -> None:
    """The 6th and the 13th as a series are asked about, the 20th is told to be missing; Saturdays are new."""
    first = _changes(workspace, tmp_path, "schema.csv", [_shift(day) for day in (6, 13, 20)])
    apply(workspace, COORDINATOR, first)
    series = event("a@x", "20260306T2000", "20260306T2300", FRIDAYS)
    changes = _of_calendar(
        workspace, tmp_path, series, event("b@x", "20260307T2000", "20260307T2300", FRIDAYS)
    )
    assert _codes(changes) == [(1, "row_doubled"), (None, "rows_gone_elsewhere")]
    assert [key.split("|")[1] for key in changes.gone["key"]] == ["2026-03-20"]
    assert changes.rows_stored == 1
    assert _of_calendar(workspace, tmp_path, series, accept=("row_doubled",)).rows_stored == 1


@pytest.mark.parametrize(("days", "gone"), [((6, 13, 20), 0), ((6, 20), 1)])
def test_dates_beside_a_series_are_held_against_it(
    workspace: Workspace, tmp_path: Path, days: tuple[int, ...], gone: int
) -> None:
    """Each date of the series is asked about; where one of its dates is missing, the series is told."""
    head = HEAD.replace("datum", "veckodag") + ";gäller från;gäller till"
    row = _shift(6).replace("2026-03-06", "fre") + ";2026-03-06;2026-03-20"
    path = tmp_path / "fredagar.csv"
    path.write_text(f"{head}\n{row}\n", encoding="utf-8")
    apply(workspace, COORDINATOR, preview(workspace, COORDINATOR, read(path, "roster", isolate=False)))
    changes = _changes(workspace, tmp_path, "mars.csv", [_shift(day) for day in days])
    asked = [(at, "row_doubled") for at in range(2, 2 + len(days))]
    assert _codes(changes) == asked + [(None, "rows_gone_elsewhere")] * gone
    assert len(changes.gone) == gone


def test_one_shift_under_two_ids_of_a_file_is_asked_about(workspace: Workspace, tmp_path: Path) -> None:
    """Two lines alike but for their ids may be one that was typed twice; with different names they are two parties."""
    rows = [_shift(6), _shift(6), _shift(6, adults=3), _shift(13)]
    assert _codes(_changes(workspace, tmp_path, "a.csv", rows, ids=1)) == [(3, "row_doubled")]
    assert _codes(_changes(workspace, tmp_path, "a.csv", rows, ids=1, accept="row_doubled")) == []
    path = tmp_path / "b.csv"
    named = [f"{at};{_shift(6)};{name}" for at, name in ((1, "Bo Ek"), (2, "Li Ek"))]
    path.write_text("\n".join([f"passid;{HEAD};namn", *named, ""]), encoding="utf-8")
    assert _codes(preview(workspace, COORDINATOR, read(path, "roster", isolate=False))) == []
