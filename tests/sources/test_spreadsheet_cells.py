"""Cells of a roster as people type them: what is read, asked about, or never read at all."""

from datetime import date
from pathlib import Path

import pytest

from tests.sources.rosters import HEAD, ROW, codes, first, taken


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
