"""Terms of venues from a file: only what it says is changed, each fault has its cell, one undo takes it back."""

import re
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest
from openpyxl import Workbook as Book

from karta.errors import ConflictError, InputError, NotAllowedError
from karta.i18n import issue_text
from karta.privacy import Viewer
from karta.services import history
from karta.services.planning import visit_terms, visit_terms_files
from karta.services.planning.visit_terms import Hours, Terms
from karta.services.workspace import Workspace
from tests.services.planning.visit_town import EVENINGS, NOW, host, police, prepared, terms_of, welcoming

__all__ = ["NOW", "prepared"]

LOCAL = Viewer("samordnare", "local")
HEAD = (
    "Plats", "Förening", "Välkommen", "Dagar", "Från", "Till", "Inga besök dagar", "Inga besök från",
    "Inga besök till", "Uniform", "Värd", "Sort", "Volontärer får komma", "Önskas inte",
)  # fmt: skip
FAULTS = [
    ({"Plats": "Okänd"}, "Plats", "visit_place_unknown"),
    ({"Plats": ""}, "Plats", "cell_blank"),
    ({"Dagar": ""}, "Dagar", "cell_blank"),
    ({"Dagar": "blådag"}, "Dagar", "token_unknown"),
    ({"Till": ""}, "Till", "cell_blank"),
    ({"Från": "25:99"}, "Från", "time_bad"),
    ({"Från": "20:00"}, "Dagar", "hours_are_none"),
    ({"Välkommen": "kanske"}, "Välkommen", "value_not_allowed"),
    ({"Välkommen": "nej"}, "Dagar", "visit_terms_no_hours"),
    ({"Uniform": "väst"}, "Uniform", "value_not_allowed"),
    ({"Sort": "vara med, razzia"}, "Sort", "value_not_allowed"),
    ({"Volontärer får komma": "ibland"}, "Volontärer får komma", "bool_bad"),
    ({"Värd": "Kim, 070-123 45 67"}, "Värd", "words_about_people"),
    ({"Värd": "f" * 81}, "Värd", "words_too_long"),
    ({"Inga besök dagar": "mån", "Inga besök till": "15:00"}, "Inga besök från", "cell_blank"),
]


def table(folder: Path, *rows: dict[str, object], head: tuple[str, ...] = HEAD) -> Path:
    """Write a workbook of the columns and some rows, each with what it says."""
    book = Book()
    book.active.append(head)
    for row in rows:
        book.active.append([row.get(name) for name in head])
    book.save(folder / "villkor.xlsx")
    return folder / "villkor.xlsx"


def read(workspace: Workspace, path: Path, viewer: Viewer = LOCAL) -> visit_terms_files.TermsFile:
    """Return what a file says to somebody."""
    return visit_terms_files.terms_in(workspace, viewer, path)


def stored(workspace: Workspace) -> dict[str, Terms]:
    """Return all terms by the letter of the place."""
    return {row.place.removeprefix("Gården "): row for row in visit_terms.venues(workspace, LOCAL)}


def test_rows_become_the_terms_of_their_venue_in_one_act(workspace: Workspace, tmp_path: Path) -> None:
    """Two rows are two times of Alfa, Beta is named by its association and says no; one undo takes both back."""
    path = table(
        tmp_path,
        {
            "Plats": "gården alfa", "Dagar": "tis, tors", "Från": "17:00", "Till": "20:00", "Uniform": "utan",
            "Inga besök dagar": "vardagar", "Inga besök från": 8, "Inga besök till": "15.30",
            "Värd": "föreståndaren", "Sort": "äta tillsammans och tema", "Volontärer får komma": "ja",
            "Önskas inte": "fotografering",
        },
        {"Plats": "Gården Alfa", "Dagar": "lör", "Från": "22:00", "Till": "01:00", "Uniform": "utan uniform"},
        {"Förening": "Beta", "Välkommen": "nej"},
    )  # fmt: skip
    answer = read(workspace, path)
    assert (answer.issues, answer.there) == ((), 0)
    assert {row.answer for row in stored(workspace).values()} == {""}
    assert visit_terms.set_several(workspace, LOCAL, answer.terms) == 2
    after = stored(workspace)
    alfa = after["Alfa"]
    assert alfa.welcome == (Hours("TU;TH", "17:00", "20:00"), Hours("SA", "22:00", "01:00"))
    assert alfa.never == (Hours("MO;TU;WE;TH;FR", "08:00", "15:30"),)
    assert (alfa.answer, alfa.uniform, alfa.host, alfa.kinds, alfa.volunteers, alfa.not_wanted) == (
        "welcome", "without", "föreståndaren", ("eat", "theme"), True, "fotografering",
    )  # fmt: skip
    assert (after["Beta"].answer, after["Gamma"].answer) == ("no", "")
    again = read(workspace, path)
    assert (again.terms, again.there, again.issues) == ((), 2, ())
    (act,) = history.acts(workspace, LOCAL, 1).to_dict("records")
    assert act["verb"] == "set_visit_terms"
    history.undo(workspace, LOCAL, act["id"])
    assert {row.answer for row in stored(workspace).values()} == {""}


def test_what_a_file_does_not_say_stays_as_it_was_decided(workspace: Workspace, tmp_path: Path) -> None:
    """Blank cells and missing columns change nothing; hours replace hours, and a no is opened by a yes alone."""
    welcoming(
        workspace,
        uniform="without",
        host="föreståndaren",
        kinds=("eat",),
        never=(Hours("MO", "08:00", "09:00"),),
    )
    path = table(tmp_path, {"Plats": "Gården Alfa", "Volontärer får komma": "ja"})
    (wanted,) = read(workspace, path).terms
    assert wanted == replace(stored(workspace)["Alfa"], volunteers=True)
    path = table(
        tmp_path, {"Plats": "Gården Alfa", "Dagar": "mån", "Tid": "16–18"}, head=("Plats", "Dagar", "Tid")
    )
    (wanted,) = read(workspace, path).terms
    assert wanted == replace(stored(workspace)["Alfa"], welcome=(Hours("MO", "16:00", "18:00"),))
    welcoming(workspace, "Beta", answer="no", welcome=())
    row = {"Plats": "Gården Beta", "Dagar": "mån", "Från": 16, "Till": 18}
    closed = read(workspace, table(tmp_path, row))
    assert [(issue.row, issue.column, issue.code) for issue in closed.issues] == [
        (2, "Dagar", "visit_terms_closed")
    ]
    assert closed.terms == ()
    (opened,) = read(workspace, table(tmp_path, {**row, "Välkommen": "ja"})).terms
    assert (opened.answer, opened.welcome) == ("welcome", (Hours("MO", "16:00", "18:00"),))


@pytest.mark.parametrize(("change", "column", "code"), FAULTS)
def test_a_fault_names_its_cell_and_leaves_its_venue_as_it_was(
    workspace: Workspace, tmp_path: Path, change: dict[str, object], column: str, code: str
) -> None:
    """Row 3 is at fault: Alfa keeps what it has though row 2 is whole; Beta's row 4 is read."""
    whole = {"Plats": "Gården Alfa", "Dagar": "ons", "Från": "17:00", "Till": "20:00"}
    path = table(tmp_path, whole, {**whole, **change}, {**whole, "Plats": "Gården Beta"})
    answer = read(workspace, path)
    rows = {issue.row for issue in answer.issues}
    assert [(issue.column, issue.code) for issue in answer.issues] == [(column, code)]
    # What the rows of a venue come to together is told at its first row.
    assert rows == {2 if code in {"hours_are_none", "visit_terms_no_hours"} else 3}
    assert issue_text(answer.issues[0])[-1] in ".?"
    # A row of which nobody knows whose it is keeps no venue back.
    named = [row.place for row in answer.terms]
    assert named == ["Gården Beta"] if "Plats" not in change else ["Gården Alfa", "Gården Beta"]


def test_two_rows_of_a_venue_that_differ_are_told(workspace: Workspace, tmp_path: Path) -> None:
    """Which of the two uniforms is meant is not guessed: the second is told with the row of the first."""
    whole = {"Plats": "Gården Alfa", "Dagar": "ons", "Från": "17:00", "Till": "20:00"}
    path = table(tmp_path, {**whole, "Uniform": "utan"}, {**whole, "Uniform": "med eller utan"})
    answer = read(workspace, path)
    (issue,) = answer.issues
    assert (issue.row, issue.column, answer.terms) == (3, "Uniform", ())
    assert issue_text(issue) == (
        "”Uniform” säger något annat på rad 2; skriv samma sak, eller bara på en av raderna."
    )


def test_each_venue_is_asked_for_its_right(workspace: Workspace, tmp_path: Path) -> None:
    """A host sets her own and is told of the other; the police and an association for others set none."""
    whole = {"Dagar": "ons", "Från": "17:00", "Till": "20:00"}
    rows = (
        {**whole, "Plats": "Gården Alfa"},
        {**whole, "Plats": "Gården Beta"},
        {**whole, "Förening": "Beta"},
    )
    path = table(tmp_path, *rows)
    answer = read(workspace, path, host(workspace, "Alfa"))
    assert [row.place for row in answer.terms] == ["Gården Alfa"]
    assert [(issue.row, issue.column, issue.code) for issue in answer.issues] == [
        (3, "Plats", "visit_terms_not_yours"), (4, "Förening", "visit_terms_not_yours"),
    ]  # fmt: skip
    both = read(workspace, path).terms
    with pytest.raises(NotAllowedError):
        visit_terms.set_several(workspace, host(workspace, "Alfa"), both)
    assert {row.answer for row in stored(workspace).values()} == {""}
    for act in (lambda: read(workspace, path, police(workspace)),
                lambda: visit_terms.set_several(workspace, police(workspace), both)):  # fmt: skip
        with pytest.raises(NotAllowedError):
            act()


def test_what_somebody_changed_meanwhile_is_not_written_over(workspace: Workspace, tmp_path: Path) -> None:
    """Alfa was set after the file was read: the act is refused, and Beta is not stored either."""
    whole = {"Dagar": "mån", "Från": "17:00", "Till": "20:00"}
    answer = read(
        workspace, table(tmp_path, *({**whole, "Plats": f"Gården {name}"} for name in ("Beta", "Alfa")))
    )
    welcoming(workspace)
    with pytest.raises(ConflictError):
        visit_terms.set_several(workspace, LOCAL, answer.terms)
    assert terms_of(workspace, LOCAL, stored(workspace)["Alfa"].place_id).welcome == (EVENINGS,)
    assert stored(workspace)["Beta"].answer == ""


def test_a_file_that_is_no_table_of_terms_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    """No column for the venue, no row, and a calendar: each is a sentence of the whole file."""
    (tmp_path / "a.csv").write_text("namn;adress\nx;y\n", encoding="utf-8")
    (tmp_path / "b.ics").write_text(
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nEND:VCALENDAR\n", encoding="utf-8"
    )
    for name, code in (("a.csv", "visit_terms_columns"), ("b.ics", "kind_not_in_format")):
        with pytest.raises(InputError) as caught:
            read(workspace, tmp_path / name)
        assert caught.value.code == code


def test_the_example_of_the_page_is_read_as_it_says(workspace: Workspace, tmp_path: Path) -> None:
    """The file in docs/besok.md: Alfa has two times and one that never suits, Beta says no; nothing is at fault."""
    text = Path(__file__).parents[3].joinpath("docs", "besok.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```csv\n(.*?)```", text, re.DOTALL)
    (tmp_path / "a.csv").write_text(dedent(example.rstrip(" ")), encoding="utf-8")
    answer = read(workspace, tmp_path / "a.csv")
    assert answer.issues == ()
    alfa, beta = answer.terms
    assert alfa.welcome == (Hours("TU;TH", "17:00", "20:00"), Hours("SA", "14:00", "17:00"))
    assert (alfa.never, alfa.uniform, alfa.kinds, alfa.volunteers) == (
        (Hours("MO;TU;WE;TH;FR", "08:00", "15:00"),), "without", ("be_there", "eat"), True,
    )  # fmt: skip
    assert (beta.place, beta.answer) == ("Gården Beta", "no")
