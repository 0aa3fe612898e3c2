"""The strict tables of a computation: right ones are read, each fault is named with file, row and column."""

import shutil
from pathlib import Path

import pytest

from karta.errors import InputError, Issue, TableError
from karta.i18n import LANGUAGES, issue_text
from karta.model import tables as declared
from karta.sources.tables import FILES, read_tables

EXAMPLE = Path(__file__).parents[1] / "data" / "worked_example"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the worked example that a test may spoil."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "tables"))


def faults(folder: Path) -> list[tuple[str, Issue]]:
    """Return what is wrong with the folder, and check that each fault has a sentence in every language."""
    with pytest.raises(TableError) as caught:
        read_tables(folder)
    for language in LANGUAGES:
        for _, issue in caught.value.issues:
            sentence = issue_text(issue, language)
            assert not sentence.startswith("[")
            assert "{" not in sentence
    return caught.value.issues


def where(folder: Path) -> list[tuple[str, int | None, str | None, str]]:
    """Return file, row, column and code of each fault."""
    return [(file, issue.row, issue.column, issue.code) for file, issue in faults(folder)]


def change(folder: Path, file: str, old: str, new: str) -> None:
    """Replace a text of a file once; the text must be there."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_worked_example_is_read(folder: Path) -> None:
    """The worked example gives its rows, its settings and its period as written."""
    tables = read_tables(folder)
    assert str(tables.from_day) == "2026-09-18"
    assert tables.method.default_source_status == "known"
    assert tables.method.youths_10_19 == 900
    assert list(tables.places["place_id"]) == ["P1", "P2", "P3"]
    assert list(tables.presences["adults"]) == [3, 2, 2, 2]
    assert tables.sessions.loc[0, "byday"] == "FR"
    assert tables.sessions.loc[0, "leaders"] == 2
    assert tables.delivered is not None
    assert len(tables.delivered) == 4
    assert tables.equity is not None


def test_every_frame_has_its_declared_columns(folder: Path) -> None:
    """All frames, also of tables that are left out, have exactly the declared columns."""
    for name in ("access", "sessions", "reach", "route_legs", "sources", "delivered", "history", "whatif"):
        (folder / f"{name}.csv").unlink()
    tables = read_tables(folder)
    assert tables.delivered is None
    for name, schema in FILES.items():
        if name not in {"delivered", "equity_input"}:
            assert list(getattr(tables, name).columns) == schema.names


def test_header_only_tables_are_empty(folder: Path) -> None:
    """A table with only a header counts as empty; reports with only a header are still a table."""
    for name in ("delivered", "sessions", "reach"):
        path = folder / f"{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    tables = read_tables(folder)
    assert tables.delivered is not None
    assert tables.delivered.empty
    assert list(tables.reach.columns) == declared.REACH.names


def test_unknown_columns_and_bom_are_ignored(folder: Path) -> None:
    """A byte-order mark and further columns change nothing."""
    path = folder / "access.csv"
    path.write_text(
        "\ufeffplace_id,days,start_local,end_local,note\nP2,all,08:00,24:00,x\n", encoding="utf-8"
    )
    tables = read_tables(folder)
    assert list(tables.access["end_local"]) == ["00:00"]
    assert "note" not in tables.access.columns


def test_blank_leaders_are_unknown(folder: Path) -> None:
    """A column of leaders that is left blank says unknown; without the column two adults lead."""
    (folder / "sessions.csv").write_text(
        "place_id,byday,start_local,end_local,exdates,leaders\nP2,FR;MO,17:00,19:30,2026-09-18,\n"
    )
    sessions = read_tables(folder).sessions
    assert sessions["leaders"].isna().all()
    assert sessions.loc[0, "exdates"] == "2026-09-18"


def test_weekly_presence_is_read(folder: Path) -> None:
    """A weekly line has times and weekdays, and its dates are dates."""
    change(
        folder,
        "presences.csv",
        "2026-09-18T21:00,2026-09-18T23:00,,,,,0",
        "21:00,01:00,fr;SA,2026-09-01,2026-12-31,2026-10-30;2026-10-31,1",
    )
    row = read_tables(folder).presences.iloc[1]
    assert (row["start_local"], row["end_local"], row["byday"]) == ("21:00", "01:00", "FR;SA")
    assert str(row["valid_to"]) == "2026-12-31"
    assert row["school_days_only"]


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("needs.csv", "N2,P1,base,weekend_night,22:00", "N2,P1,base,weekend_night,22:05",
         (3, "start_local", "time_off_grid")),
        ("needs.csv", "22:00,01:00,2", "22:00,01:00,2.5", (3, "adults", "number_not_whole")),
        ("needs.csv", "22:00,01:00,2", "22:00,01:00,-2", (3, "adults", "number_negative")),
        ("needs.csv", "22:00,01:00,2", "22:00,01:00,", (3, "adults", "cell_blank")),
        ("needs.csv", "22:00,01:00,2", "25:00,01:00,2", (3, "start_local", "time_bad")),
        ("needs.csv", "weekend_night", "weekendnight", (3, "days", "token_unknown")),
        ("needs.csv", "N2,P1,base", "N2,P1,bas", (3, "type", "value_not_allowed")),
        ("needs.csv", "N2,P1", "N1,P1", (3, "rule_id", "id_twice")),
        ("needs.csv", "N2,P1", "N2,P9", (3, "place_id", "place_unknown")),
        ("needs.csv", "22:00,01:00,2,0,0", "22:00,01:00,2,0",
         (3, None, "row_ragged")),
        ("needs.csv", "22:00,01:00,2,0,0", "22:00,01:00,2,nej,0", (3, "outside_sessions", "bool_bad")),
        ("needs.csv", "start_local", "start", (1, "start_local", "column_missing")),
        ("needs.csv", "within_access", "adults", (1, "adults", "column_twice")),
        ("places.csv", "1.5", "2.5", (2, "priority_weight", "number_out_of_range")),
        ("places.csv", "1.5", "1,5", (2, None, "row_ragged")),
        ("places.csv", "1.5", "inf", (2, "priority_weight", "number_bad")),
        ("presences.csv", "2026-09-18T21:00,2026-09-18T23:00,,", "2026-09-18T21:00,2026-09-18T23:00,FR,",
         (3, "byday", "recurrence_mixed")),
        ("presences.csv", "2026-09-18T21:00,2026-09-18T23:00,", "21:00,23:00,",
         (3, "byday", "weekdays_missing")),
        ("presences.csv", "2026-09-18T21:00,2026-09-18T23:00,", "2026-09-18T21:00,23:00,",
         (3, "end_local", "recurrence_mixed")),
        ("presences.csv", "2026-09-18T21:00,2026-09-18T23:00,", "2026-09-18T21:00,2026-09-18T21:00,",
         (3, "end_local", "end_not_after_start")),
        ("presences.csv", "2026-09-18T21:00,2026-09-18T23:00", "2026-09-18T21:00+05:00,2026-09-18T23:00",
         (3, "start_local", "offset_wrong")),
        ("presences.csv", "2026-09-18T21:00", "2026-09-31T21:00", (3, "start_local", "date_bad")),
        ("presences.csv", "planned", "maybe", (3, "status", "value_not_allowed")),
        ("reach.csv", "R2,P1,150", "R9,P1,150", (2, "presence_id", "presence_unknown")),
        ("reach.csv", "R2,P2", "R2,P1", (3, "presence_id", "id_twice")),
        ("route_legs.csv", "R1,P1,24,3000,400,150", "R1,P1,30,3000,400,150",
         (3, "dwell_min_per_hour", "differs_from_first")),
        ("sources.csv", "2026-09-18T22:00,2026-09-19T01:00", "2026-09-19T22:00,2026-09-19T01:00",
         (2, "to_local", "end_not_after_start")),
        ("sources.csv", "unknown", "okänd", (2, "status", "value_not_allowed")),
        ("delivered.csv", "R1,2026-09-18,carried_out", "R1,2026-09-19,carried_out",
         (2, "date", "report_without_shift")),
        ("delivered.csv", "carried_out,2,2026-09-18T20:00", "carried_out,,2026-09-18T20:00",
         (2, "adults", "cell_blank")),
        ("delivered.csv", "carried_out,2,2026-09-18T20:00", "carried_out,2,",
         (2, "start_local", "cell_blank")),
        ("history.csv", "R1,20,18", "R1,20,21", (2, "delivered", "more_than_scheduled")),
        ("calendar.csv", "2026-09-18", "18/9 2026", (2, "date", "date_bad")),
        ("calendar.csv", "19:45", "19:41", (2, "dark_from_local", "time_off_grid")),
        ("calendar.csv", "2026-09-18", "2026-09-19", (None, None, "no_days")),
        ("params.csv", "from_day,2026-09-18", "from,2026-09-18", (None, None, "param_missing")),
        ("params.csv", "to_day,2026-09-18", "to_day,2026-09-17", (18, "value", "period_reversed")),
        ("params.csv", "Europe/Stockholm", "Europa/Stockholm", (2, "value", "zone_unknown")),
        ("params.csv", "slot_minutes,15", "slot_minutes,7", (3, "value", "slot_bad")),
        ("params.csv", "d_zero_m,200", "d_zero_m,100", (6, "value", "distance_order")),
        ("whatif.csv", "2026-09-18T20:00", "20:00", (2, "start_local", "local_bad")),
    ],
)  # fmt: skip
def test_fault_is_named_with_row_and_column(
    folder: Path, file: str, old: str, new: str, expected: tuple[int | None, str | None, str]
) -> None:
    """One spoiled cell gives exactly one fault, at its file, row and column."""
    change(folder, file, old, new)
    assert where(folder) == [(file, *expected)]


def test_id_twice_names_the_first_row(folder: Path) -> None:
    """An id that occurs twice is told with the row where it stood first."""
    change(folder, "places.csv", "P2,", "P1,")
    (file, issue), *_ = faults(folder)
    assert (file, issue.row, issue.code, dict(issue.facts)) == ("places.csv", 3, "id_twice", {"first": 2})


def test_report_on_a_cancelled_shift_is_a_fault(folder: Path) -> None:
    """A report needs a shift that takes place: neither a cancelled line nor a date left out."""
    change(folder, "presences.csv", "2,planned,", "2,cancelled,")
    assert where(folder) == [("delivered.csv", 3, "presence_id", "report_on_cancelled")]


def test_all_faults_are_listed_in_the_order_of_the_files(folder: Path) -> None:
    """Every fault of every file is told at once."""
    change(folder, "sources.csv", "S1,Koll", ",Koll")
    change(folder, "needs.csv", "N2,P1", "N2,P9")
    change(folder, "needs.csv", "18:00,22:00", "18:01,22:02")
    (folder / "calendar.csv").unlink()
    assert where(folder) == [
        ("needs.csv", 2, "start_local", "time_off_grid"),
        ("needs.csv", 2, "end_local", "time_off_grid"),
        ("needs.csv", 3, "place_id", "place_unknown"),
        ("calendar.csv", None, None, "file_missing"),
        ("sources.csv", 2, "source_id", "cell_blank"),
    ]


def test_other_encodings_are_refused_with_their_line(folder: Path) -> None:
    """A Windows-1252 file is refused at the line of its first foreign byte; nothing is guessed."""
    path = folder / "places.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))
    assert ("places.csv", 3, None, "encoding_bad") in where(folder)


def test_line_numbers_count_lines_of_the_file(folder: Path) -> None:
    """Blank lines and quoted line breaks do not shift the row that a fault names."""
    (folder / "access.csv").write_text(
        'place_id,days,start_local,end_local,note\n\nP2,all,08:00,22:00,"two\nlines"\nP2,all,08:00,22:99,\n'
    )
    assert where(folder) == [("access.csv", 5, "end_local", "time_bad")]


def test_second_hour_of_october_is_told_by_its_offset(folder: Path) -> None:
    """In the night of the clock change an end before its start on the wall can still come after it."""
    change(
        folder,
        "presences.csv",
        "2026-09-18T21:00,2026-09-18T23:00",
        "2026-10-25T02:30+02:00,2026-10-25T02:15+01:00",
    )
    (folder / "delivered.csv").unlink()
    assert read_tables(folder).presences.loc[1, "end_local"] == "2026-10-25T02:15+01:00"


def test_missing_folder_is_an_input_error(tmp_path: Path) -> None:
    """A folder that does not exist is told as such."""
    with pytest.raises(InputError):
        read_tables(tmp_path / "nowhere")
