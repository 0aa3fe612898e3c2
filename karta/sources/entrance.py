"""What the child process does first with a file: see what it is, before the libraries that read it are loaded.

Most files that are refused are refused here, and loading those libraries takes longer than all of that.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from karta.sources import guard

if TYPE_CHECKING:
    from karta.sources.intake import Intake


def read_sniffed(path: Path, kind: str, answers: dict[str, Any]) -> "Intake":
    """Return what `intake.read_here` gives, for a file that is something which can be read at all.

    Raises
    ------
    InputError
        When it is not, or cannot be used as a whole.
    """
    guard.sniff(path)
    from karta.sources.intake import read_here

    return read_here(path, kind, answers)
