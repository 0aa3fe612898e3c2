"""What is written across a line: called off, or taken by nobody. Neither is held, and neither is a person."""

from datetime import date
from pathlib import Path

import pytest

from karta.sources.cancelled_titles import cancelled_by
from karta.sources.profiles import written_words
from karta.sources.row_marks import is_nobody
from tests.sources.rosters import codes, first, taken

ROSTER = "plats;datum;tid;förening;antal vuxna;namn;anteckning"
SESSIONS = "lokal;datum;veckodag;från;till;gäller från;gäller till;kund;titel;status;övrigt"


def _roster(names: str = "", adults: str = "2", note: str = "", org: str = "Vandrarna") -> str:
    return f"{ROSTER}\nTorget;2026-03-06;20-23;{org};{adults};{names};{note}\n"


@pytest.mark.parametrize(
    "typed",
    ["VAKANT", "vakant 2", "2 vakanta", "(vakant)", "Ledig plats", "Lediga platser", "N.N.", "NN", "N N", "?", "???",
     "-", "____", "Behövs!", "Saknar folk", "Vi söker vuxna", "Anmäl dig här", "Ej bemannat",
     "se anslag", "Se anslagstavlan!", "Vakant pass", "obemannat",
     "Vuxen sökes", "Ej klart", "VACANT - ring Bo"],
)  # fmt: skip
def test_nobody_is_no_person_and_no_number(tmp_path: Path, typed: str) -> None:
    """The row is warned about, names nobody, and its number is unknown until somebody has answered."""
    found = taken(tmp_path, _roster(typed))
    assert codes(found) == [(2, "namn", "row_vacant", "warning")]
    row = first(found)
    assert row["persons"] is None
    assert row["adults"] != row["adults"]
    assert first(taken(tmp_path, _roster(typed), accept=["row_vacant"]))["adults"] == 2


@pytest.mark.parametrize("typed", ["Tom Ek", "Nils N", "Ann Ledin", "Li Öppen", "Bo Strukenberg", "Ida Vak"])
def test_a_person_stays_a_person(typed: str) -> None:
    """Names that resemble such words are names."""
    assert not is_nobody(typed)


@pytest.mark.parametrize(
    ("typed", "adults", "persons", "number"),
    [
        ("Bo Ek, vakant", "2", "Bo Ek", None),
        ("Bo Ek / N.N.", "2", "Bo Ek", None),
        ("Bo Ek + Li Ek, vakant", "2", "Bo Ek;Li Ek", 2),
        ("Bo Ek och Li Ek", "2", "Bo Ek;Li Ek", 2),
    ],
)
def test_a_half_manned_line_keeps_its_person(
    tmp_path: Path, typed: str, adults: str, persons: str, number: float | None
) -> None:
    """Fewer real names than stated adults: the number is unknown; as many names as adults: it stands."""
    row = first(taken(tmp_path, _roster(typed, adults)))
    assert row["persons"] == persons
    assert (row["adults"] if row["adults"] == row["adults"] else None) == number


@pytest.mark.parametrize("column", ["org", "adults", "note"])
def test_nobody_is_seen_in_other_columns(tmp_path: Path, column: str) -> None:
    """A vacant organisation makes none of that name; a vacant number is unknown; a note that says so is heard."""
    found = taken(tmp_path, _roster(**{column: "Vakant"}))
    heading = {"org": "förening", "adults": "antal vuxna", "note": None}[column]
    assert codes(found) == [(2, heading, "row_vacant", "warning")]
    assert first(found)["org"] == ("" if column == "org" else "Vandrarna")
    assert first(found)["adults"] != first(found)["adults"]


def test_one_line_for_each_person_may_have_a_vacant_one(tmp_path: Path) -> None:
    """Bo stays, although the second line of his shift has nobody."""
    text = f"{ROSTER}\n" + "".join(
        f"Torget;2026-03-06;20-23;Vandrarna;1;{name};\n" for name in ("Bo Ek", "VAKANT")
    )
    found = taken(tmp_path, text)
    assert [code for _, _, code, _ in codes(found)] == ["row_vacant"]
    assert list(found.rows["persons"]) == ["Bo Ek", None]
    assert found.rows["adults"].fillna(-1).tolist() == [1, -1]


@pytest.mark.parametrize(
    "note",
    ["Inställt", "INSTÄLLT: ishalt", "Avbokad", "avbokat pga sjukdom", "Canceled: rain", "CANCELLED - rain",
     "** Inställd **", "Vandring (inställd)", "Fredag - INSTÄLLT", "Utgår", "Utgår!", "Makulerad", "Struken",
     "Inställt pga. sjukdom"],
)  # fmt: skip
def test_a_line_that_is_called_off_is_cancelled(tmp_path: Path, note: str) -> None:
    """Wherever it is written, also in a column that is not read otherwise; the row is told of."""
    found = taken(tmp_path, _roster("Bo Ek, Li Ek", note=note))
    assert [(row, code, level) for row, _, code, level in codes(found)] == [(2, "row_cancelled", "warning")]
    assert first(found)["status"] == "cancelled"


@pytest.mark.parametrize(
    "note",
    [
        "Inställt vid regn",
        "Ställs in om det regnar",
        "Förra veckan blev inställd",
        "flyttas till 15/3",
        "Blir ej av",
    ],
)
def test_a_line_that_may_be_called_off_is_asked_about(tmp_path: Path, note: str) -> None:
    """Until the answer is yes the row waits."""
    found = taken(tmp_path, _roster("Bo Ek, Li Ek", note=note))
    assert [(row, code, level) for row, _, code, level in codes(found)] == [
        (2, "row_perhaps_cancelled", "question")
    ]
    held = taken(tmp_path, _roster("Bo Ek, Li Ek", note=note), accept=["row_perhaps_cancelled"])
    assert first(held)["status"] == "planned"


@pytest.mark.parametrize("status", ["Inställt pga sjukdom", "Uppskjuten", "Flyttad till 8/3", "Ej aktuell"])
@pytest.mark.parametrize("kind", ["roster", "sessions"])
def test_a_status_that_begins_so_calls_off(tmp_path: Path, kind: str, status: str) -> None:
    """The reason behind the word hides nothing: an earlier row of that shift is called off, too."""
    head = (
        "plats;datum;tid;förening;antal vuxna;status"
        if kind == "roster"
        else "plats;datum;tid;förening;ledare;status"
    )
    row = first(taken(tmp_path, f"{head}\nTorget;2026-03-06;20-23;Vandrarna;2;{status}\n", kind))
    assert (row["status"] if kind == "roster" else row["exdates"]) in {"cancelled", "2026-03-06"}


@pytest.mark.parametrize(
    ("place", "day", "hours"),
    [("Torget", "2026-03-06", "INSTÄLLT 20-23"), ("Torget", "2026-03-06 (inställt)", "20-23"),
     ("Torget - AVLYST", "2026-03-06", "20-23"), ("Torget", "Inställt: 2026-03-06", "20-23")],
)  # fmt: skip
def test_a_word_beside_place_or_time_calls_off(tmp_path: Path, place: str, day: str, hours: str) -> None:
    """The shift is the one of that place, day and hours, and it is off."""
    found = taken(tmp_path, f"plats;datum;tid;förening;antal\n{place};{day};{hours};Vandrarna;2\n")
    assert [code for _, _, code, _ in codes(found)] == ["row_cancelled"]
    row = first(found)
    assert (row["place"], row["date"], row["start"], row["status"]) == (
        "Torget",
        date(2026, 3, 6),
        "20:00",
        "cancelled",
    )


@pytest.mark.parametrize(
    "note", ["Ej inställt", "Utgår från torget", "Avbokning senast 24 h före", "Inställningar"]
)
def test_words_that_call_nothing_off(tmp_path: Path, note: str) -> None:
    """A walk may set out from somewhere; how to cancel is no cancelling."""
    found = taken(tmp_path, _roster("Bo Ek, Li Ek", note=note))
    assert codes(found) == []
    assert first(found)["status"] == "planned"


@pytest.mark.parametrize(
    ("status", "title", "other"),
    [
        ("Avbokad", "", ""),
        ("avslagen", "", ""),
        ("", "Inställt: F13", ""),
        ("Bokad", "F13", "Avbokad 3 mars"),
    ],
)
def test_a_cancelled_session_is_held_on_none_of_its_dates(
    tmp_path: Path, status: str, title: str, other: str
) -> None:
    """A single one leaves out its date; a weekly one each of its dates: Thursdays 5 and 12 March."""
    single = f"Hallen;2026-03-05;;17;18.30;;;Klubben;{title};{status};{other}"
    weekly = f"Hallen;;torsdag;17;18.30;2026-03-05;2026-03-18;Laget;{title};{status};{other}"
    found = taken(tmp_path, f"{SESSIONS}\n{single}\n{weekly}\n", "sessions")
    assert [(row, code, level) for row, _, code, level in codes(found)] == [
        (2, "row_cancelled", "warning"),
        (3, "row_cancelled", "warning"),
    ]
    assert list(found.rows["exdates"]) == ["2026-03-05", "2026-03-05;2026-03-12"]


def test_a_cancelled_session_without_an_end_is_refused(tmp_path: Path) -> None:
    """Its dates cannot be left out one by one."""
    text = f"{SESSIONS}\nHallen;;torsdag;17;18.30;2026-03-05;;Klubben;;Avbokad;\n"
    assert codes(taken(tmp_path, text, "sessions")) == [(2, "status", "session_cancelled_endless", "error")]


def test_a_status_of_a_session_that_nobody_knows_is_asked_about(tmp_path: Path) -> None:
    """Known words are read, an unknown one waits for an answer."""
    line = "Hallen;2026-03-05;;17;18.30;;;Klubben;;{};"
    text = "\n".join([SESSIONS, line.format("Bokad"), line.format("Blå").replace("17", "16")])
    found = taken(tmp_path, text, "sessions")
    assert codes(found) == [(3, "status", "status_unknown", "question")]
    assert list(found.rows["date"]) == [date(2026, 3, 5)]
    assert len(taken(tmp_path, text, "sessions", accept=["status_unknown"]).rows) == 2


@pytest.mark.parametrize("word", written_words()["called_off"]["plainly"])
def test_a_word_that_calls_off_does_so_wherever_it_stands(tmp_path: Path, word: str) -> None:
    """In the title of an event, in a note, as a status: one list is read, so none knows a word the others do not."""
    assert cancelled_by(f"{word}: Nattvandring") == "yes"
    assert first(taken(tmp_path, _roster(note=f"{word}: halka")))["status"] == "cancelled"
    status = taken(tmp_path, f"plats;datum;tid;antal;status\nTorget;2026-03-06;20-23;2;{word.upper()}\n")
    assert (codes(status), first(status)["status"]) == ([], "cancelled")


@pytest.mark.parametrize("head", ["tid", "start;slut"])
def test_a_word_in_place_of_the_time_is_explained(tmp_path: Path, head: str) -> None:
    """Which shift is off cannot be told; the sentence says that one which was read earlier still counts."""
    row = "Torget;2026-03-06;INSTÄLLT" + (";23" if ";" in head else "")
    found = taken(tmp_path, f"plats;datum;{head}\n{row}\n")
    assert codes(found) == [(2, head.split(";")[0], "cancelled_without_time", "error")]
