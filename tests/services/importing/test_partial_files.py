"""A file that says a part only changes that part: a missing column and a blank cell change nothing, in no kind."""

from datetime import date

import pytest

from karta.services.importing import acceptance
from karta.services.importing.matched_rows import TABLE
from karta.services.workspace import Workspace
from karta.sources.reading import read
from tests.services.importing.partial import KINDS, ORDER, differences, stored, taken
from tests.services.importing.rows import COORDINATOR


@pytest.mark.parametrize("kind", ORDER)
def test_a_partial_file_changes_what_it_says_and_nothing_else(filled: Workspace, kind: str) -> None:
    """Of a row that is there, one cell is another afterwards, and that cell is told: row, column, before, after."""
    column, value = KINDS[kind][2]
    before = stored(filled)
    imported = taken(filled, kind, KINDS[kind][1], "del.csv")
    assert [(cell["row"], cell["field"], cell["new"]) for cell in imported.changed] == [(2, column, value)]
    assert imported.changed[0]["old"] not in (None, value)
    changed = differences(before, stored(filled))
    assert [(table, name) for table, name, _ in changed] == [(TABLE[kind], column)]
    assert changed[0][2] == str(value)


@pytest.mark.parametrize("kind", ORDER)
def test_the_partial_file_again_changes_nothing(filled: Workspace, kind: str) -> None:
    """Read twice, it is known; and the full file afterwards puts back the one cell that it says otherwise."""
    before = stored(filled)
    taken(filled, kind, KINDS[kind][1], "del.csv")
    again = taken(filled, kind, KINDS[kind][1], "del.csv")
    assert (again.counts["rows_duplicate"], again.changed, again.act_id) == (1, [], None)
    back = taken(filled, kind, KINDS[kind][0])
    assert [cell["field"] for cell in back.changed] == [KINDS[kind][2][0]]
    assert differences(before, stored(filled)) == []


def test_a_list_of_names_and_types_leaves_decisions_as_they_are(filled: Workspace) -> None:
    """An organisation that another file finds by its name keeps what it does, does not, and who admitted it when."""
    before = stored(filled)
    imported = taken(filled, "organisations", "namn;typ\nKlubben;scouts\n", "lista.csv")
    assert imported.changed == [
        {"row": 2, "column": "typ", "field": "types", "old": "sports_club", "new": "scouts"}
    ]
    assert differences(before, stored(filled)) == [("organisation", "types", "scouts")]
    again = taken(filled, "organisations", "namn;typ\nKlubben;scouts\n", "lista.csv")
    assert (again.counts["rows_duplicate"], again.act_id) == (1, None)
    assert (
        taken(filled, "organisations", "namn;sektor\nKlubben;förening\n", "lista.csv").changed[0]["old"]
        == "municipality"
    )


def test_whom_nobody_admitted_is_not_admitted_by_a_list_of_names(workspace: Workspace) -> None:
    """A known organisation that is not admitted stays so when a file names it with its admission left blank."""
    taken(workspace, "organisations", "namn;typ\nKlubben;scouts\n")
    with workspace.store.act("samordnare", "edit") as act:
        row = workspace.store.frame("organisation")["id"][0]
        act.update("organisation", row, None, {"admitted_on": None, "admitted_by": None})
    taken(workspace, "organisations", "namn;typ;godkänd\nKlubben;sports_club;\n", "lista.csv")
    assert workspace.store.frame("organisation")["admitted_on"][0] is None


EMPTIED = {
    "organisations": ("id;namn;gör inte\nk;Klubben;(tomt)\n", "does_not"),
    "places": ("id;namn;adress\ntorg;Torget;(TOMT)\n", "address"),
    "contacts": ("id;funktion;telefon;gäller till\nj;Jour;021-10 00 00;( tomt )\n", "valid_to"),
    "access": ("id;dagar;öppnar;stänger;gäller till\na;alla;08:00;20:00;(empty)\n", "valid_to"),
    "sessions": ("id;veckodag;start;slut;ledare\ns;fre;17:00;19:00;(tomt)\n", "leaders"),
    "roster": ("id;veckodag;tid;antal vuxna\nr;fre;20-23;(tomt)\n", "adults"),
    "needs": ("id;start;slut;antal vuxna;skäl\nn;18:00;22:00;2;(tomt)\n", "reason"),
    "sources": ("id;förening;frågad\ne;Klubben;(tomt)\n", "asked_on"),
    "calendar": ("id;datum;typ;till och med\nh;2026-10-26;lov;(tomt)\n", "date_to"),
    "reports": ("id;datum;utfall;mötte\np;2026-09-18;genomförd;(tomt)\n", "met"),
}


@pytest.mark.parametrize("kind", ORDER)
def test_a_cell_is_emptied_by_its_mark(filled: Workspace, kind: str) -> None:
    """Only the cell that says so is emptied, and it is told before and afterwards."""
    content, column = EMPTIED[kind]
    before = stored(filled)
    imported = taken(filled, kind, content, "tom.csv")
    assert [(cell["field"], cell["new"]) for cell in imported.changed] == [(column, None)]
    assert imported.changed[0]["old"] is not None
    assert differences(before, stored(filled)) == [(TABLE[kind], column, None)]
    assert taken(filled, kind, content, "tom.csv").act_id is None


def test_the_preview_shows_what_is_told_afterwards(filled: Workspace) -> None:
    """Cell for cell, the preview has what the import then says, and nothing else is written."""
    path = filled.folder.parent / "del.csv"
    path.write_text(EMPTIED["organisations"][0], encoding="utf-8")
    changes = acceptance.preview(filled, COORDINATOR, read(path, "organisations", isolate=False))
    assert changes.changed[["row", "column", "old", "new"]].to_numpy().tolist() == [
        [2, "does_not", "Kör inte bil", None]
    ]
    assert acceptance.apply(filled, COORDINATOR, changes).counts["rows_stored"] == 1


def test_the_decision_behind_a_need_stays(filled: Workspace) -> None:
    """Who decided a need, and when, is not taken over by who hands in another number."""
    taken(filled, "needs", KINDS["needs"][1], "del.csv")
    rule = filled.store.frame("need_rule").iloc[0]
    assert (rule["decided_by"], rule["decided_on"], rule["adults"]) == ("Rådet", date(2025, 8, 20), 3.0)
