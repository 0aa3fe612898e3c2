"""First step of the child process: tell what a file is before the libraries that read it are loaded.

Most files that are refused are refused here, and loading those libraries takes longer than all of that.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from karta.sources import guard

if TYPE_CHECKING:
    from karta.sources.intake import Intake


def read_sniffed(path: Path, kind: str, answers: dict[str, Any]) -> "Intake":
    """Return the intake of a file, after checking that it can be read at all.

    Raises
    ------
    InputError
        When it is not, or cannot be used as a whole.
    """
    guard.sniff(path, clipped="within" in answers)
    from karta.sources.readers import read_here

    return read_here(path, kind, answers)
