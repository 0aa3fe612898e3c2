"""A roster typed by hand, and the reading of such files with the checks that hold for every file."""

from pathlib import Path
from typing import Any

from karta.i18n import LANGUAGES, issue_text
from karta.model.rows import ROWS
from karta.sources.intake import Intake
from karta.sources.reading import read

HEAD = "plats;lat;lon;datum;start;slut;roll;antal;namn;telefon"
ROW = "Torget;57,7212;11,8945;2026-03-06;21:00;02:00;nattvandrare;2;Åsa Öhr;070-1740605"


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
