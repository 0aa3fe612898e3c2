"""A file all the way in: read, preview, accept. The same way for the page and the command."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Literal

from karta.errors import ConflictError, InputError, Issue
from karta.i18n import error_text
from karta.privacy import Viewer, require
from karta.services import register
from karta.services.background import Progress
from karta.services.changes import ChangeSet
from karta.services.remembered import read_with_memory
from karta.services.workspace import Workspace, is_empty, mark_origin
from karta.sources.intake import read
from karta.sources.tables import read_tables
from karta.store.tables_in import save_tables

Status = Literal["accepted", "partial", "rejected", "question"]


@dataclass(frozen=True)
class Imported:
    """What became of a file. `read = stored + duplicate + rejected + pending`; `act_id` undoes what was stored."""

    file: str
    kind: str
    status: Status
    counts: dict[str, int]
    issues: list[Issue]
    seconds: float
    act_id: str | None = None
    refusal: str | None = None

    @property
    def accepted(self) -> bool:
        """Whether anything was stored, or there was rightly nothing to store."""
        return self.status in ("accepted", "partial")

    def summary(self) -> dict[str, Any]:
        """Return file, kind, status, the counts and seconds."""
        return {
            "file": self.file, "kind": self.kind, "status": self.status, **self.counts,
            "seconds": round(self.seconds, 3),
        }  # fmt: skip


NOTHING = {"rows_read": 0, "rows_stored": 0, "rows_duplicate": 0, "rows_rejected": 0, "rows_pending": 0}

# What a person can answer for the file as a whole, so that it is read after all.
ASKED = frozenset({"layers_several", "sheets_several", "columns_unknown", "year_unknown"})


def preview_file(
    workspace: Workspace,
    viewer: Viewer,
    path: Path,
    kind: str,
    *,
    name: str = "",
    answers: dict[str, Any] | None = None,
    progress: Progress | None = None,
) -> ChangeSet:
    """Return what a file would change, nothing stored; `name` is what the user calls the file.

    Columns that were named before for a file of this shape are known. `progress` is told what is being done.

    Raises
    ------
    InputError
        When the file as a whole cannot be used.
    """
    require(viewer, "import_files")
    told = progress or Progress()
    with tempfile.TemporaryDirectory() as folder:
        if name and name != path.name:
            path = Path(shutil.copyfile(path, Path(folder) / Path(name).name))
        told.enter("reading")
        intake = read_with_memory(workspace.store, kind, answers, lambda said: read(path, kind, answers=said))
    told.enter("comparing", intake.rows_read)
    return register.preview(workspace, viewer, intake)


def import_file(
    workspace: Workspace,
    viewer: Viewer,
    path: Path,
    kind: str,
    *,
    answers: dict[str, Any] | None = None,
    all_or_nothing: bool = False,
) -> Imported:
    """Read a file and store its good rows in one act; a refused file changes nothing and is told, not raised."""
    began = perf_counter()
    try:
        found = preview_file(workspace, viewer, path, kind, answers=answers)
    except InputError as error:
        return _refused(path.name, kind, error, perf_counter() - began, workspace.language)
    counts = found.counts
    if all_or_nothing and (counts["rows_rejected"] or counts["rows_pending"]):
        counts = {
            **counts,
            "rows_stored": 0,
            "rows_rejected": counts["rows_rejected"] + counts["rows_stored"],
        }
        return Imported(path.name, kind, "rejected", counts, found.issues, perf_counter() - began)
    applied = register.apply(workspace, viewer, found)
    return Imported(
        path.name,
        kind,
        status(applied.counts),
        applied.counts,
        [*found.issues, *_waits(found)],
        perf_counter() - began,
        applied.act_id,
    )


def _waits(found: ChangeSet) -> list[Issue]:
    """Return a note for each row that is stored but counts nowhere until its place is on the map."""
    told = {issue.row for issue in found.issues if issue.code == "place_without_point"}
    if "place" not in found.waiting:
        return []
    # An entry may have made several rows; it waits once.
    waiting = dict(zip(found.waiting["row"], found.waiting["place"], strict=True))
    return [
        Issue(int(row), "plats", "place_waits" if place else "place_unsaid", "note", value=str(place) or None)
        for row, place in waiting.items()
        if int(row) not in told
    ]


def _refused(file: str, kind: str, error: InputError, seconds: float, language: str) -> Imported:
    """Return what is told of a file of which nothing is stored; which layer or column is meant is a question."""
    asked = int(error.facts.get("rows", 0)) if error.code in ASKED else 0
    issue = Issue(None, None, error.code, "question" if asked else "error", facts=tuple(error.facts.items()))
    return Imported(
        file,
        kind,
        "question" if asked else "rejected",
        {**NOTHING, "rows_read": asked, "rows_pending": asked},
        [issue],
        seconds,
        refusal=error_text(error, language),
    )


def import_tables(workspace: Workspace, viewer: Viewer, folder: Path) -> Imported:
    """Fill an empty workspace with a folder of the method's tables, as `karta compute` reads them, in one act.

    Raises
    ------
    TableError
        When the tables have faults; all are listed, nothing is stored.
    ConflictError
        When the workspace is not empty.
    """
    require(viewer, "import_files")
    began = perf_counter()
    tables = read_tables(folder)
    if not is_empty(workspace):
        raise ConflictError("workspace_not_empty", folder=str(workspace.folder))
    with workspace.store.act(viewer.function, "import", note=folder.name) as act:
        mark_origin(act, workspace, "own")
        save_tables(act, tables)
    rows = sum(len(getattr(tables, name)) for name in ("places", "needs", "presences", "sessions", "sources"))
    counts = {**NOTHING, "rows_read": rows, "rows_stored": rows}
    return Imported(folder.name, "tables", "accepted", counts, [], perf_counter() - began, act.id)


def status(counts: dict[str, int]) -> Status:
    """Return what a file with these counts came to."""
    if not counts["rows_rejected"] and not counts["rows_pending"]:
        return "accepted"
    if counts["rows_stored"] or counts["rows_duplicate"]:
        return "partial"
    return "question" if counts["rows_pending"] else "rejected"


def fetch_town(workspace: Workspace, viewer: Viewer, town: str) -> Imported:
    """Fetch streets and places of a town from OpenStreetMap and store them: the one act that asks a third party."""
    from karta.sources.osm import fetch

    require(viewer, "import_files")
    began = perf_counter()
    applied = register.apply(workspace, viewer, register.preview(workspace, viewer, fetch(town)))
    return Imported(
        town, "osm", status(applied.counts), applied.counts, [], perf_counter() - began, applied.act_id
    )
