"""What young people have said as groups: ten behind each cell, never need by itself, and answered by a function."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook as Book
from pypdf import PdfReader

from karta.errors import ConflictError, InputError, NotAllowedError
from karta.i18n import issue_text
from karta.privacy import Viewer
from karta.services import history
from karta.services.gaps import period
from karta.services.importing import entries
from karta.services.needs import rule_rows, voice_files, voice_note, voices
from karta.services.needs.voices import Told
from karta.services.register import places
from karta.services.workspace import Workspace, create

NOW, DAY = datetime(2026, 9, 16, 10, 0, tzinfo=UTC), date(2026, 9, 10)
LOCAL, POLICE = Viewer("samordnare", "local"), Viewer("polisen", "police", frozenset({"p"}))
HEAD = ("Plats", "Dagar", "Från", "Till", "Antal svar", "Saknar vuxna", "Vill vara ifred")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Workspace]:
    """Give a town of two places."""
    workspace = create(tmp_path / "town", now=lambda: NOW)
    for name in ("Torget", "Parken"):
        entries.add_place(workspace, LOCAL, name=name, kind="square", lat=59.0, lon=15.0)
    yield workspace
    workspace.store.close()


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Give what writes a workbook of a header and rows."""

    def written(*rows: tuple[object, ...], head: tuple[str, ...] = HEAD) -> Path:
        book = Book()
        for row in (head, *rows):
            book.active.append(row)
        book.save(tmp_path / "enkat.xlsx")
        return tmp_path / "enkat.xlsx"

    return written


def place(town: Workspace, name: str) -> str:
    """Return the id of a place by its name."""
    frame = places.places(town, LOCAL)
    return str(frame.loc[frame["name"] == name, "id"].iloc[0])


def stored(town: Workspace) -> str:
    """Store a survey of two wishes and return its id."""
    told = [
        Told(place(town, "Torget"), "FR;SA", "20:00", "23:00", "missed", 34),
        Told(place(town, "Parken"), "FR", "16:00", "18:00", "alone", 12),
    ]
    return voices.add(
        town, LOCAL, told, name="Elevenkäten", asked_by="fritidschefen", asked_on=DAY, answers=120
    )


def test_cells_of_fewer_than_ten_are_refused_with_row_and_column(town: Workspace, write: Write) -> None:
    """34 and 12 are taken; 9 of them, and a row of nine answers, are told by their cells and not taken."""
    path = write(
        ("Torget", "fre, lör", "20:00", "23:00", 60, 34, 9),
        ("Parken", "fre", "16:00", "18:00", 30, None, 12),
        ("Parken", "lör", "16:00", "18:00", 9, 9, None),
        ("Okänd", "fre", "16:00", "18:00", 30, 20, None),
    )
    read = voice_files.survey_in(town, LOCAL, path)
    assert [(each.days, each.wish, each.young) for each in read.told] == [
        ("FR;SA", "missed", 34),
        ("FR", "alone", 12),
    ]
    assert [(issue.row, issue.column, issue.code) for issue in read.issues] == [
        (2, "Vill vara ifred", "survey_few"),
        (4, "Saknar vuxna", "survey_few"),
        (5, "Plats", "survey_place_unknown"),
    ]
    assert "färre än 10 unga" in issue_text(read.issues[0], "sv")


@pytest.mark.parametrize("number", [0, 1, 9, 10, 11])
def test_ten_is_the_least(town: Workspace, write: Write, number: int) -> None:
    """Nine are refused and ten are taken, whatever else the file has."""
    read = voice_files.survey_in(
        town,
        LOCAL,
        write(
            ("Torget", "fre", "20:00", "23:00", None, number, None),
            ("Parken", "fre", "20:00", "23:00", None, 50, None),
        ),
    )
    assert len(read.told) == (2 if number >= 10 else 1)


@pytest.mark.parametrize(
    ("head", "row", "code"),
    [
        ((*HEAD, "Kommentar"), ("Torget", "fre", "20:00", "23:00", 60, 34, 20, "bra"), "survey_other_column"),
        ((*HEAD, "Ålder"), ("Torget", "fre", "20:00", "23:00", 60, 34, 20, 15), "survey_other_column"),
        ((*HEAD, ""), ("Torget", "fre", "20:00", "23:00", 60, 34, 20, "bra"), "survey_other_column"),
        (HEAD, ("Torget", "fre", "20:00", "23:00", None, 1, 0), "survey_single"),
        (HEAD, ("Torget", "fre", "20:00", "23:00", None, "ja", "nej"), "survey_single"),
        (("Plats", "Dagar"), ("Torget", "fre"), "survey_columns"),
    ],
)
def test_single_answers_and_free_words_are_refused_whole(
    town: Workspace, write: Write, head: tuple[str, ...], row: tuple[object, ...], code: str
) -> None:
    """A column of anything else, or rows of yes and no, stop the file; no part of it is read."""
    with pytest.raises(InputError) as error:
        voice_files.survey_in(town, LOCAL, write(row, head=head))
    assert error.value.code == code


def test_the_same_place_and_hours_many_times_are_people(town: Workspace, write: Write) -> None:
    """Three rows about one place and hour are no table of groups, whatever their numbers."""
    rows = [("Torget", "fre", "20:00", "23:00", None, number, None) for number in (15, 20, 14)]
    with pytest.raises(InputError) as error:
        voice_files.survey_in(town, LOCAL, write(*rows))
    assert error.value.code == "survey_single"


def test_a_wish_stands_beside_the_decided_need_and_changes_none(town: Workspace) -> None:
    """Before and after a survey and its answer, the week's need is the same 6 adult-hours."""
    rule_rows.decide_need(
        town, LOCAL, place_id=place(town, "Torget"), start="20:00", end="23:00", days="FR",
        responsible="Kommunen", adults=2,
    )  # fmt: skip
    before = period.week(town, LOCAL, NOW.date()).totals["need_ah"]
    survey_id = stored(town)
    park, square = voices.voices(town, LOCAL, survey_id)
    assert (park.place, park.rules) == ("Parken", ())
    assert [rule["adults"] for rule in square.rules] == [2]
    voices.answer(town, LOCAL, square.wish_id, "decided", "trygghetsrådet", version=square.version)
    assert before == period.week(town, LOCAL, NOW.date()).totals["need_ah"] == 6.0


def test_what_became_of_it_has_function_and_day_and_can_be_undone(town: Workspace) -> None:
    """An answer names its function and today; the note says it; an undo takes it back."""
    survey_id = stored(town)
    park, _ = voices.voices(town, LOCAL, survey_id)
    voices.answer(town, LOCAL, park.wish_id, "talk_first", "fritidschefen", version=park.version)
    answered, other = voices.voices(town, LOCAL, survey_id)
    assert (answered.outcome, answered.answered_by, answered.answered_on) == (
        "talk_first",
        "fritidschefen",
        date(2026, 9, 16),
    )
    assert other.outcome is None
    pages = PdfReader(BytesIO(voice_note.note(town, LOCAL, survey_id))).pages
    words = " ".join(pages[0].extract_text().split())
    assert len(pages) == 1
    assert "12 unga vill vara ifred" in words
    assert "Vi vill prata mer med er först. Svar av fritidschefen 16 sep 2026." in words
    assert "Inget svar än." in words
    with pytest.raises(ConflictError):
        voices.answer(town, LOCAL, park.wish_id, "decided", "rådet", version=park.version)
    history.undo(town, LOCAL, history.since(town, LOCAL, town.store.revision() - 1)[0])
    assert [each.outcome for each in voices.voices(town, LOCAL, survey_id)] == [None, None]


def test_one_undo_takes_a_survey_back_and_removing_it_takes_its_rows(town: Workspace) -> None:
    """A survey comes and goes with all its wishes."""
    survey_id = stored(town)
    (survey,) = voices.surveys(town, LOCAL)
    assert (survey.answers, survey.asked_by, survey.asked_on) == (120, "fritidschefen", DAY)
    voices.remove(town, LOCAL, survey_id, version=survey.version)
    assert (voices.surveys(town, LOCAL), voices.voices(town, LOCAL, survey_id)) == ([], [])
    history.undo(town, LOCAL, history.since(town, LOCAL, town.store.revision() - 1)[0])
    assert len(voices.voices(town, LOCAL, survey_id)) == 2


@pytest.mark.parametrize(
    ("young", "answers", "code"),
    [(9, 120, "survey_few_cells"), (34, 33, "survey_more_wishes"), (34, 9, "number_outside")],
)
def test_the_service_itself_refuses_small_numbers(
    town: Workspace, young: int, answers: int, code: str
) -> None:
    """Whoever calls it, ten stand behind a stored number, and no more wish than have answered."""
    told = [Told(place(town, "Torget"), "FR", "20:00", "23:00", "missed", young)]
    with pytest.raises(InputError) as error:
        voices.add(town, LOCAL, told, name="E", asked_by="rådet", asked_on=DAY, answers=answers)
    assert error.value.code == code


def test_voices_are_not_public_and_not_for_the_police(town: Workspace) -> None:
    """Where the young want to be left alone is told to nobody who is not to plan presence there."""
    stored(town)
    for viewer in (POLICE, Viewer("", "anonymous"), Viewer("forskare", "evaluator")):
        with pytest.raises(NotAllowedError):
            voices.surveys(town, viewer)
