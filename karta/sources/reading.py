"""Reading files: a file of a kind is read in a child process with limits, and an Intake comes back."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from karta.errors import InputError
from karta.sources import guard
from karta.sources.entrance import read_sniffed
from karta.sources.readers import read_here

if TYPE_CHECKING:
    from karta.sources.intake import Intake

KINDS = (
    "osm",
    "places",
    "areas",
    "population",
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


def read(path: Path, kind: str, *, answers: dict[str, Any] | None = None, isolate: bool = True) -> "Intake":
    """Return the intake of a file of a kind; parsing happens in a child process with limits unless `isolate` is off.

    Parameters
    ----------
    answers
        `accept`: codes of questions answered with yes; `columns`: name -> field; `sheet`, `layer`, `crs`, `zone`;
        `within`: the name of a boundary in a packed map, or the path of a file with areas, to clip the map to.

    Raises
    ------
    InputError
        When the file as a whole cannot be used; its code says why.
    """
    if kind not in KINDS:
        raise InputError("kind_unknown", kind=kind, kinds=", ".join(KINDS))
    if not is_file(path):
        raise InputError("file_missing", file=path.name)
    from karta.sources.intake import Lines  # who begins to read a file does so before anything else is loaded

    stated = _stated(answers or {})
    intake: Intake
    if isolate:
        answer = guard.in_child(read_sniffed, path.resolve(), kind, stated, **_limits(path))
        intake = answer.intake() if isinstance(answer, Lines) else answer
    else:
        intake = read_here(path, kind, stated)
    # Some questions come up only when the rows are held against the register.
    return replace(intake, notes={**intake.notes, "accept": list(stated.get("accept", ()))})


def begin(path: Path, kind: str, answers: dict[str, Any]) -> None:
    """Begin to read a file that `read` will be asked for soon: what else is to be loaded is loaded meanwhile."""
    if kind in KINDS and is_file(path):
        guard.begin(read_sniffed, path.resolve(), kind, _stated(answers), **_limits(path))


def _stated(answers: dict[str, Any]) -> dict[str, Any]:
    """Return the answers as the child process finds their files, wherever it is started."""
    within = answers.get("within")
    return {**answers, "within": within.resolve()} if isinstance(within, Path) else dict(answers)


def _limits(path: Path) -> dict[str, Any]:
    """Return the limits within which a file is read, in step with its size."""
    # Streets of a whole town take minutes and memory in step with the file; packed ones are ten times as large.
    size = path.stat().st_size / 1e6
    megabytes = size * (10 if path.suffix in {".bz2", ".pbf"} else 1)
    return {
        "seconds": guard.SECONDS + 4 * megabytes,
        "megabytes": min(guard.MEGABYTES + int(30 * megabytes), 8_000),
        "processor": guard.processor_seconds(size if size < 1 else megabytes),
    }


def is_file(path: Path) -> bool:
    """Tell whether there is such a file; a name that no folder can hold is none."""
    try:
        return path.is_file()
    except OSError:
        return False
