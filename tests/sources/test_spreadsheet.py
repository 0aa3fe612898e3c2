"""Tables as people keep them, from the file to rows of a kind."""

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from karta.errors import InputError
from karta.i18n import LANGUAGES, issue_text
from karta.model.rows import ROWS
from karta.sources.intake import Intake, read

HEAD = "plats;lat;lon;datum;start;slut;roll;antal;namn;telefon"
ROW = "Torget;57,7212;11,8945;2026-03-06;21:00;02:00;nattvandrare;2;Åsa Öhr;070-1740605"
DAY = datetime(2026, 3, 6)  # noqa: DTZ001 - as a sheet gives it
EXAMPLE = Path(__file__).parents[1] / "data" / "worked_example"


def taken(tmp_path: Path, content: str | bytes, kind: str = "roster", **answers: Any) -> Intake:
    """Return what a file gives; every issue has a sentence in every language, and the sum of rows is right."""
    path = tmp_path / "lista.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = read(path, kind, answers=answers, isolate=False)
    for issue in found.issues:
        for language in LANGUAGES:
            assert not issue_text(issue, language).startswith("[")
    stored = found.rows["row"].nunique()
    assert found.rows_read == stored + len(found.duplicates) + len(found.rejected) + len(found.pending)
    assert list(found.rows.columns) == ROWS[kind].names
    return found


def codes(found: Intake) -> list[tuple[int | None, str | None, str, str]]:
    """Return row, column, code and severity of each issue."""
    return [(i.row, i.column, i.code, i.severity) for i in found.issues]


def first(found: Intake) -> dict[str, Any]:
    """Return the first row."""
    return dict(found.rows.iloc[0])


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


def test_missing_count_is_unknown(tmp_path: Path) -> None:
    """A blank count is unknown, never one or two."""
    assert first(taken(tmp_path, f"{HEAD}\n{ROW.replace(';2;', ';;')}"))["adults"] != 2
    assert taken(tmp_path, f"{HEAD}\n{ROW.replace(';2;', ';;')}").rows["adults"].isna().all()


@pytest.mark.parametrize(
    ("old", "new", "column", "code", "severity"),
    [
        ("57,7212;11,8945", "11,8945;57,7212", "lat", "coordinates_swapped", "question"),
        ("57,7212;11,8945", "6400000;320000", "lat", "coordinates_metres", "question"),
        ("57,7212;11,8945", "48,8;2,3", "lat", "coordinates_outside", "question"),
        ("57,7212;11,8945", "0;0", "lat", "coordinates_zero", "error"),
        ("57,7212;11,8945", "57,7212;", "lat", "coordinates_half", "error"),
        ("57,7212;11,8945", "157;11", "lat", "coordinates_bad", "error"),
        ("57,7212;11,8945", "nan;11", "lat", "number_bad", "error"),
        ("2026-03-06", "03/06/2026", "datum", "date_ambiguous", "question"),
        ("2026-03-06", "2026-02-30", "datum", "date_bad", "error"),
        ("2026-03-06", "", None, "date_blank", "error"),
        ("21:00", "kväll", "start", "time_bad", "error"),
        ("02:00", "", "slut", "cell_blank", "error"),
        ("02:00", "20:00", "slut", "shift_long", "question"),
        (";2;", ";-2;", "antal", "number_negative", "error"),
        (";2;", ";1,5;", "antal", "number_not_whole", "error"),
        (";2;", ";5000;", "antal", "number_out_of_range", "error"),
        ("nattvandrare", "trollkarl", "roll", "word_other", "warning"),
        ("2026-03-06;21:00;02:00", "2026-03-29;02:30;04:00", "start", "time_missing", "question"),
        ("2026-03-06;21:00;02:00", "2026-10-25;02:30;04:00", "start", "time_twice", "warning"),
        ("Torget", "Torget 811218-9876", "plats", "personal_number_dropped", "warning"),
    ],
)
def test_doubtful_cell_is_named(
    tmp_path: Path, old: str, new: str, column: str | None, code: str, severity: str
) -> None:
    """One doubtful cell gives one issue at its column; only warnings let the row through."""
    assert old in ROW
    found = taken(tmp_path, f"{HEAD}\n{ROW.replace(old, new, 1)}")
    assert codes(found) == [(2, column, code, severity)]
    assert len(found.rows) == (severity == "warning")
    assert not found.rows.astype(str).apply(lambda c: c.str.contains("811218")).any().any()


def test_answers_let_questions_through(tmp_path: Path) -> None:
    """A question that is answered with yes is acted on and not asked again."""
    swapped = f"{HEAD}\n{ROW.replace('57,7212;11,8945', '11,8945;57,7212')}"
    row = first(taken(tmp_path, swapped, accept=["coordinates_swapped"]))
    assert (row["lat"], row["lon"]) == (57.7212, 11.8945)
    row = first(
        taken(tmp_path, f"{HEAD}\n{ROW.replace('2026-03-06', '03/06/2026')}", accept=["date_ambiguous"])
    )
    assert row["date"] == date(2026, 6, 3)


def test_sweref_columns_are_read_as_metres(tmp_path: Path) -> None:
    """Columns that say N and E hold metres; the position is the same as in degrees."""
    found = taken(tmp_path, "namn;typ;N;E\nTorget;torg;6580822;674572\n", "places")
    assert found.rows["geometry"][0].x == pytest.approx(674572, abs=0.01)
    assert found.rows["geometry"][0].y == pytest.approx(6580822, abs=0.01)
    assert found.rows["kind"][0] == "square"


def test_weekly_lines_have_weekdays_and_validity(tmp_path: Path) -> None:
    """A line with weekdays repeats, between its dates and without the dates left out."""
    found = taken(
        tmp_path,
        "plats;veckodag;start;slut;från;till;undantag;förening;antal\n"
        "Torget;fre, lör;20:00;24:00;2026-09-01;2026-12-20;2026-10-30, 2026-10-31;Föräldraringen;4\n",
    )
    row = first(found)
    assert (row["byday"], row["start"], row["end"], row["date"]) == ("FR;SA", "20:00", "00:00", None)
    assert (row["valid_from"], row["valid_to"]) == (date(2026, 9, 1), date(2026, 12, 20))
    assert (row["exdates"], row["org"]) == ("2026-10-30;2026-10-31", "Föräldraringen")


def test_weekday_beside_a_date_must_agree(tmp_path: Path) -> None:
    """A weekday beside a date is only a check of it."""
    text = "plats;datum;veckodag;tid\nTorget;2026-03-06;{};18-21\n"
    row = first(taken(tmp_path, text.format("fredag")))
    assert (row["byday"], row["start"], row["end"]) == (None, "18:00", "21:00")
    assert codes(taken(tmp_path, text.format("lördag"))) == [(2, "veckodag", "weekday_differs", "question")]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("föreningsledare", "association_leader"),
        ("Fältassistent", "field_social_worker"),
        ("ordningsvakt", "public_order_officer"),
        ("väktare", "security_guard"),
        ("skolvärd", "school_host"),
        ("fritidsledare", "youth_worker"),
        ("trygghetsvärd", "safety_host"),
        ("polis", "police"),
        ("polisvolontär", "police_volunteer"),
        ("night_walker", "night_walker"),
    ],
)
def test_role_words_are_known(tmp_path: Path, word: str, kind: str) -> None:
    """Swedish words for roles are METHOD's kinds."""
    assert first(taken(tmp_path, f"{HEAD}\n{ROW.replace('nattvandrare', word)}"))["kind"] == kind


def test_extract_text_is_read_nowhere(tmp_path: Path) -> None:
    """What a criminal-record extract says is in no row, no note and no issue; that the column was there is told."""
    found = taken(tmp_path, f"{HEAD};registerutdrag\n{ROW};2 anteckningar\n")
    assert codes(found) == [(None, "registerutdrag", "extract_dropped", "warning")]
    assert "anteckningar" not in f"{found.rows.to_dict()} {found.notes} {found.issues}"


def test_protected_person_comes_without_name(tmp_path: Path) -> None:
    """Who is marked as protected is taken in without name and phone, and without the mark."""
    found = taken(tmp_path, f"{HEAD}\n{ROW.replace('Åsa Öhr', 'Åsa Öhr (skyddad identitet)')}")
    row = first(found)
    assert (row["persons"], row["phones"]) == (None, None)
    assert "skyddad" not in str(found.rows.to_dict()).lower()


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
