"""First step of the child process: tell what a file is before the libraries that read it are loaded.

Most files that are refused are refused here, and loading those libraries takes longer than all of that.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from karta.sources import guard

if TYPE_CHECKING:
    from karta.sources.intake import Intake, Lines

# Kinds whose tables are read without the libraries that frames and geometries are made with.
_OF_LINES = frozenset(
    {"organisations", "contacts", "access", "sessions", "roster", "needs", "sources", "calendar", "reports"}
)


def read_sniffed(path: Path, kind: str, answers: dict[str, Any]) -> "Intake | Lines":
    """Return the intake of a file, or the lines that make it, after checking that it can be read at all.

    Raises
    ------
    InputError
        When it is not, or cannot be used as a whole.
    """
    form = guard.sniff(path, clipped="within" in answers)
    if form in {"csv", "xlsx"} and kind in _OF_LINES and not answers.get("within"):
        from karta.sources.spreadsheet import read_lines

        return read_lines(path, kind, form, answers)
    from karta.sources.readers import read_here

    return read_here(path, kind, answers)
