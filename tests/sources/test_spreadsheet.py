"""Tables as people keep them, from the file to rows of a kind."""

from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from karta.errors import InputError
from karta.sources.reading import read
from tests.sources.rosters import HEAD, ROW, codes, first, taken

DAY = datetime(2026, 3, 6)  # noqa: DTZ001 - as a sheet gives it
EXAMPLE = Path(__file__).parents[1] / "data" / "worked_example"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_give_the_same_row(tmp_path: Path, encoding: str, line_end: str) -> None:
    """However Excel saved it, the row is the same."""
    row = first(taken(tmp_path, line_end.join([HEAD, ROW, ""]).encode(encoding)))
    assert (row["place"], row["persons"], row["adults"]) == ("Torget", "Åsa Öhr", 2)
    assert (row["date"], row["start"], row["end"]) == (date(2026, 3, 6), "21:00", "02:00")
    assert (row["lat"], row["lon"], row["kind"]) == (57.7212, 11.8945, "night_walker")


@pytest.mark.parametrize("separator", [";", "\t", ",", "|"])
def test_separators_give_the_same_row(tmp_path: Path, separator: str) -> None:
    """The separator is found from the file, also where decimals have commas."""
    cells = [f'"{cell}"' if separator in cell else cell for cell in ROW.split(";")]
    text = HEAD.replace(";", separator) + "\n" + separator.join(cells) + "\n"
    assert first(taken(tmp_path, text))["lat"] == 57.7212


def test_sep_line_and_title_rows_are_passed_over(tmp_path: Path) -> None:
    """Excel's sep line and title rows above the header are no data, and row numbers stay those of the file."""
    found = taken(tmp_path, f"sep=;\nSchema våren;;\n\n{HEAD}\n{ROW}\nTorget;1\n")
    assert first(found)["row"] == 5
    assert codes(found) == [(6, None, "row_ragged", "error")]


def test_line_numbers_survive_line_breaks_in_cells(tmp_path: Path) -> None:
    """A quoted line break does not shift the line that an issue names."""
    found = taken(
        tmp_path, f"{HEAD}\n{ROW.replace('Torget', chr(34) + 'Tor' + chr(10) + 'get' + chr(34))}\nX;1\n"
    )
    assert codes(found)[0][0] == 4


def test_ragged_lines_are_rejected_with_their_number(tmp_path: Path) -> None:
    """A line that is too short or too long is listed; blank cells beyond the header do not count."""
    found = taken(tmp_path, f"{HEAD}\n{ROW};;\nTorget;57,7\n{ROW};extra\n")
    assert codes(found) == [(3, None, "row_ragged", "error"), (4, None, "row_ragged", "error")]
    assert len(found.rows) == 1


def test_same_line_again_is_a_duplicate(tmp_path: Path) -> None:
    """The same shift three times is one shift and two duplicates."""
    found = taken(tmp_path, "\n".join([HEAD, ROW, ROW, ROW]))
    assert len(found.rows) == 1
    assert found.duplicates == {3, 4}


def test_two_people_of_a_shift_are_two_lines(tmp_path: Path) -> None:
    """Lines of one shift with different names are kept apart, with keys that hold no name."""
    found = taken(tmp_path, "\n".join([HEAD, ROW, ROW.replace("Åsa Öhr", "Göran Å")]))
    assert list(found.rows["persons"]) == ["Åsa Öhr", "Göran Å"]
    assert found.rows["key"].is_unique
    assert not found.rows["key"].str.contains("öhr|göran").any()


def test_same_key_with_another_count_is_a_question(tmp_path: Path) -> None:
    """Two lines that contradict each other wait for an answer, both of them."""
    found = taken(tmp_path, "\n".join([HEAD, ROW, ROW.replace(";2;", ";4;").replace("Åsa Öhr", "")]))
    assert found.pending == {2, 3}
    assert found.rows.empty


def test_key_does_not_depend_on_what_may_change(tmp_path: Path) -> None:
    """Another end or count is a change of the same row, so the key stays."""
    before = first(taken(tmp_path, f"{HEAD}\n{ROW}"))["key"]
    after = first(taken(tmp_path, f"{HEAD}\n{ROW.replace('02:00', '01:00').replace(';2;', ';3;')}"))["key"]
    assert before == after


def test_unknown_columns_are_one_error(tmp_path: Path) -> None:
    """A table without the columns that a row needs is refused, with what it has and what it lacks."""
    with pytest.raises(InputError) as caught:
        taken(tmp_path, "färg;form\nröd;rund\n")
    assert caught.value.code == "columns_unknown"
    assert "färg" in caught.value.facts["columns"]


def test_answered_columns_are_used(tmp_path: Path) -> None:
    """What the user says of a column counts before the profiles."""
    found = taken(tmp_path, "x1;x2;x3;x4\nTorget;2026-03-06;18;20\n",
                  columns={"x1": "place", "x2": "date", "x3": "start", "x4": "end"})  # fmt: skip
    assert first(found)["place"] == "Torget"


def test_workbook_with_titles_dates_and_times(tmp_path: Path) -> None:
    """Cells that are dates and times are read as such, rows keep their numbers, hidden sheets stay out."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Nattvandring hösten"])
    sheet.append([])
    sheet.append(HEAD.split(";"))
    sheet.append(["Torget", 57.7212, 11.8945, DAY, time(21), time(2), "nattvandrare", 2, "Åsa", None])
    sheet.append(["Torget", 57.7212, 11.8945, "2026-03-07", 0.875, "kl 23", "nattvandrare", None, None, None])
    hidden = book.create_sheet("gömt")
    hidden.append(HEAD.split(";"))
    hidden.append(ROW.split(";"))
    hidden.sheet_state = "hidden"
    path = tmp_path / "schema.csv"
    book.save(path)
    found = read(path, "roster", isolate=False)
    assert list(found.rows["row"]) == [4, 5]
    assert list(found.rows["start"]) == ["21:00", "21:00"]
    assert list(found.rows["end"]) == ["02:00", "23:00"]
    assert found.rows["adults"].isna().tolist() == [False, True]
    assert found.issues == []


def test_stray_far_cell_does_not_hang(tmp_path: Path) -> None:
    """A sheet with one cell at its very end is read as the table at its top."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEAD.split(";"))
    sheet.append(ROW.split(";"))
    sheet.cell(row=1_048_576, column=16_384, value="x")
    book.save(tmp_path / "far.xlsx")
    found = read(tmp_path / "far.xlsx", "roster", isolate=False)
    assert len(found.rows) == 1


@pytest.mark.parametrize(
    ("table", "kind", "count"),
    [
        ("presences", "roster", 4),
        ("needs", "needs", 4),
        ("access", "access", 1),
        ("sessions", "sessions", 1),
        ("sources", "sources", 4),
        ("calendar", "calendar", 1),
        ("delivered", "reports", 4),
        ("places", "places", 3),
    ],
)
def test_tables_of_the_worked_example_can_be_imported(table: str, kind: str, count: int) -> None:
    """The columns of a computation's tables are a known layout, and no row of the example is lost."""
    found = read(EXAMPLE / f"{table}.csv", kind, isolate=False)
    assert len(found.rows) == count
    assert not found.rejected | found.pending


def test_worked_example_keeps_its_meaning() -> None:
    """Ids, dates and what the tables take for granted come along."""
    roster = read(EXAMPLE / "presences.csv", "roster", isolate=False).rows
    assert list(roster["key"]) == ["R1", "R2", "R3", "R4"]
    assert list(roster["min_adults"]) == [0, 0, 0, 0]
    assert list(roster["end_date"]) == [date(2026, 9, 18)] * 4
    assert list(read(EXAMPLE / "sessions.csv", "sessions", isolate=False).rows["leaders"]) == [2]
    assert list(read(EXAMPLE / "needs.csv", "needs", isolate=False).rows["place_key"]) == [
        "P1",
        "P1",
        "P2",
        "P3",
    ]
    sources = read(EXAMPLE / "sources.csv", "sources", isolate=False).rows
    assert sources.loc[0, "to_local"] == "2026-09-19T01:00"


def test_calendar_of_periods_and_days(tmp_path: Path) -> None:
    """Breaks, teacher training days and risk evenings are read from their words."""
    found = taken(
        tmp_path,
        "från;till;typ;namn\n2026-10-26;2026-10-30;lov;Höstlov\n2026-11-02;;studiedag;\n2026-10-31;;riskkväll;Halloween\n"
        "2026-01-01;;festdag;\n",
        "calendar",
    )
    assert list(found.rows["kind"]) == ["school_break", "inset_day", "risk_evening"]
    assert found.rows.loc[0, "date_to"] == date(2026, 10, 30)
    assert codes(found) == [(5, "typ", "word_unknown", "error")]


def test_opening_hours_of_places_become_access(tmp_path: Path) -> None:
    """Opening hours in OSM's grammar come along as rows of their own, other words stay text."""
    found = taken(
        tmp_path,
        "namn;lat;lon;öppettider\nGården;59,1;16,1;Mo-Fr 15:00-21:00\nHallen;59,2;16,2;vardagar efter skolan\n",
        "places",
    )
    access = found.layers["access"]
    assert access[["place", "days", "start", "end"]].values.tolist() == [
        ["Gården", "MO;TU;WE;TH;FR", "15:00", "21:00"]
    ]
    assert access.loc[0, "place_key"] == found.rows.loc[0, "key"]


def test_organisations_and_reports(tmp_path: Path) -> None:
    """Organisations and reports have their own columns; contact people are not among them."""
    found = taken(
        tmp_path, "Förening;Typ;Kontaktperson;E-post\nBollklubben;idrott;Åsa Öhr;a@b.se\n", "organisations"
    )
    assert first(found)["name"] == "Bollklubben"
    assert "Åsa" not in f"{found.rows.to_dict()}"
    found = taken(
        tmp_path, "plats;datum;utfall;antal;mötte\nTorget;2026-03-06;genomförd;2;11–30\n", "reports"
    )
    assert (first(found)["outcome"], first(found)["met"]) == ("carried_out", "11-30")


def test_reading_in_the_child_gives_the_same(tmp_path: Path) -> None:
    """The child process returns what reading in place returns."""
    path = tmp_path / "lista.csv"
    path.write_text(f"{HEAD}\n{ROW}\n", encoding="utf-8")
    inside, outside = read(path, "roster"), read(path, "roster", isolate=False)
    pd.testing.assert_frame_equal(inside.rows, outside.rows)
    assert inside.issues == outside.issues


def test_wrong_kind_is_told(tmp_path: Path) -> None:
    """A kind that does not exist, or that this format cannot hold, is one clear error."""
    path = tmp_path / "lista.csv"
    path.write_text(f"{HEAD}\n{ROW}\n", encoding="utf-8")
    for kind, code in (("streets", "kind_unknown"), ("osm", "kind_not_in_format")):
        with pytest.raises(InputError, match=code):
            read(path, kind, isolate=False)


@pytest.mark.parametrize("kind", ["places", "organisations", "contacts", "sources"])
def test_a_table_of_shifts_is_named_as_that(tmp_path: Path, kind: str) -> None:
    """A table with place, weekday and hours, read as what stands still, is told to be a roster; as one it is read."""
    path = tmp_path / "lista.csv"
    path.write_text("plats, veckodag, start, slut\nTorget, fredag, 20:00, 23:00\n", encoding="utf-8")
    with pytest.raises(InputError, match="table_of_shifts") as caught:
        read(path, kind, isolate=False)
    assert caught.value.facts == {"columns": "plats, veckodag, start, slut"}
    assert len(read(path, "roster", isolate=False).rows) == 1
