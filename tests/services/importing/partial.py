"""Files of each kind, full and partial, and what a workspace holds before and after one: for the tests of importing.

Everything in them is invented.
"""

from dataclasses import dataclass
from typing import Any

from karta.model.place import is_unknown
from karta.privacy import Viewer
from karta.services.importing import acceptance
from karta.services.importing.matched_rows import TABLE
from karta.services.workspace import Workspace
from karta.sources.reading import read
from tests.services.importing.rows import COORDINATOR

PLACES = (
    "id;namn;typ;lat;lon;adress;öppettider;kris;prioritet;entréer\n"
    "torg;Torget;torg;59,3293;18,0583;Storgatan 1;Mo-Su 08:00-20:00;ja;1,5;\n"
)
# What each kind is first, and then again with what is said of it: of the columns left out nothing is, and blanks
# stand for things that were filled. Last, the one cell of its table that is another.
KINDS: dict[str, tuple[str, str, tuple[str, Any]]] = {
    "places": (PLACES, "id;namn;typ;adress\ntorg;Torget;park;\n", ("kind", "park")),
    "organisations": (
        "id;namn;typ;sektor;förbund;godkänd;godkänd av;gör;gör inte;högst förfrågningar\n"
        "k;Klubben;sports_club;kommun;Förbundet;2025-08-20;Rådet;Tränar;Kör inte bil;3\n",
        "id;namn;typ;sektor;gör inte\nk;Klubben;scouts;;\n",
        ("types", "scouts"),
    ),
    "contacts": (
        "id;funktion;organisation;telefon;tider;gäller till\nj;Jour;Klubben;021-10 00 00;Dygnet runt;2027-01-31\n",
        "id;funktion;telefon;tider\nj;Jour;021-20 00 00;\n",
        ("channel", "021-20 00 00"),
    ),
    "access": (
        "id;plats;dagar;öppnar;stänger;gäller från;gäller till\na;Torget;alla;08:00;20:00;2026-01-01;2026-12-31\n",
        "id;plats;dagar;öppnar;stänger;gäller till\na;;alla;08:00;21:00;\n",
        ("end", "21:00"),
    ),
    "sessions": (
        "id;plats;veckodag;start;slut;förening;verksamhet;titel;ledare;för tjejer;gratis;gäller från;gäller till\n"
        "s;Torget;fre;17:00;19:00;Klubben;öppen verksamhet;Fredagshäng;3;ja;ja;2026-01-01;2026-12-31\n",
        "id;veckodag;start;slut;verksamhet;ledare\ns;fre;17:00;19:00;;4\n",
        ("leaders", 4.0),
    ),
    "roster": (
        "id;plats;veckodag;tid;förening;roll;läge;antal vuxna;minst;status;syfte;gäller från;gäller till;undantag\n"
        "r;Torget;fre;20-23;Klubben;trygghetsvärd;passiv;4;3;bekräftad;skola;2026-01-01;2026-12-31;2026-09-25\n",
        "id;veckodag;tid;roll;antal vuxna;status\nr;fre;20-23;;5;\n",
        ("adults", 5.0),
    ),
    "needs": (
        "id;plats;typ;dagar;start;slut;antal vuxna;utanför träning;beslutat av;beslutat;skäl;gäller från;gäller till\n"
        "n;Torget;add;fre;18:00;22:00;2;ja;Rådet;2025-08-20;Skolan slutar;2026-01-01;2026-12-31\n",
        "id;start;slut;antal vuxna;beslutat av;dagar\nn;18:00;22:00;3;;\n",
        ("adults", 3.0),
    ),
    "sources": (
        "id;plats;förening;status;från;till;bekräftad;frågad\n"
        "e;Torget;Klubben;känd;2026-01-01;2026-12-31;2026-08-20;2026-08-01\n",
        "id;förening;status;frågad\ne;Klubben;;2026-09-01\n",
        ("asked_on", "2026-09-01"),
    ),
    "calendar": (
        "id;datum;till och med;typ;namn\nh;2026-10-26;2026-10-30;lov;Höstlov\n",
        "id;datum;till och med;typ\nh;2026-10-26;2026-10-31;lov\n",
        ("date_to", "2026-10-31"),
    ),
    "reports": (
        "id;pass;plats;förening;datum;utfall;antal;kom;gick;mötte\n"
        "p;r;Torget;Klubben;2026-09-18;genomförd;4;20:15;22:45;11-30\n",
        "id;pass;datum;utfall;antal;mötte\np;;2026-09-18;genomförd;3;\n",
        ("adults", 3.0),
    ),
}  # fmt: skip
ORDER = (
    "places",
    "organisations",
    "contacts",
    "access",
    "sessions",
    "roster",
    "needs",
    "sources",
    "calendar",
    "reports",
)


@dataclass(frozen=True)
class Taken:
    """What became of a file: its counts, the cells that it changed, its faults as row and code, its act."""

    counts: dict[str, int]
    changed: list[dict[str, Any]]
    faults: list[tuple[int | None, str]]
    act_id: str | None


def offered(
    workspace: Workspace, kind: str, content: str, name: str = "", viewer: Viewer = COORDINATOR
) -> Taken:
    """Read a file, preview and accept it."""
    path = workspace.folder.parent / (name or f"{kind}.csv")
    path.write_text(content, encoding="utf-8")
    changes = acceptance.preview(workspace, viewer, read(path, kind, isolate=False))
    applied = acceptance.apply(workspace, viewer, changes)
    faults = [(issue.row, issue.code) for issue in changes.issues]
    return Taken(applied.counts, changes.changed_cells("sv"), faults, applied.act_id)


def taken(workspace: Workspace, kind: str, content: str, name: str = "") -> Taken:
    """Import a file of which every row must be good."""
    outcome = offered(workspace, kind, content, name)
    assert outcome.counts["rows_rejected"] == outcome.counts["rows_pending"] == 0, outcome.faults
    return outcome


def stored(workspace: Workspace) -> dict[str, list[dict[str, Any]]]:
    """Return what the register says, table by table, without what every writing changes."""
    aside = {"version", "recorded_at", "verified_at", "superseded_at", "source"}
    names = {*TABLE.values(), "schedule", "shift", "shift_stop", "access_hours", "external_id"}
    tables = {}
    for name in sorted(names):
        frame = workspace.store.frame(name).drop(columns=list(aside), errors="ignore")
        tables[name] = [
            {column: None if is_unknown(cell) else str(cell) for column, cell in row.items()}
            for row in frame.astype(object).to_dict("records")
        ]
    return tables


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str, Any]]:
    """Return table, column and new value of each cell that differs; a rule that was replaced is the same rule."""
    assert {name: len(rows) for name, rows in before.items()} == {
        name: len(rows) for name, rows in after.items()
    }
    return [
        (table, column, new[column])
        for table, rows in before.items()
        for old, new in zip(rows, after[table], strict=True)
        for column in old
        if old[column] != new[column] and not (table == "need_rule" and column in {"id", "replaces"})
    ]
