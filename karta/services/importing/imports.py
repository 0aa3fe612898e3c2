"""Imports a file: reads, previews and accepts it. The page and the command go the same way."""

import shutil
import tempfile
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any, Literal

from karta.errors import ConflictError, InputError, Issue
from karta.i18n import error_text
from karta.model import typed_text
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.background import Progress
from karta.services.importing import acceptance
from karta.services.importing.admissions import Admissions
from karta.services.importing.changeset import ChangeSet
from karta.services.importing.column_memory import read_with_memory
from karta.services.importing.other_files import shown
from karta.services.workspace import Workspace, is_empty, mark_origin
from karta.sources.reading import is_file, read
from karta.sources.tables import read_tables
from karta.store.file_marks import FETCHED
from karta.store.import_rows import ImportRow
from karta.store.tables_in import save_tables

# A little less than a folder takes.
MOST_BYTES_OF_NAME = 250
# The answers on what people have edited; the others are about reading the file.
CONFLICTS = "conflicts"

Status = Literal["accepted", "partial", "rejected", "question"]


@dataclass(frozen=True)
class Imported:
    """What became of a file. `read = stored + duplicate + rejected + pending`; `act_id` undoes what was stored.

    `admissions`: whose adults count then. `conflicts`: cells that people have edited in the app and that the file says
    otherwise, as `ChangeSet.open_conflicts` has them; the app's stay until they are answered.
    `unread`: headings of columns that were not read; `gone`: rows that earlier files had and this one has no longer,
    which stay; `dropped`: such rows that were taken out, as was asked.
    `changed`: a mapping for each cell of the register that was changed, as `ChangeSet.changed_cells` has them.
    """

    file: str
    kind: str
    status: Status
    counts: dict[str, int]
    issues: list[Issue]
    seconds: float
    act_id: str | None = None
    refusal: str | None = None
    changed: list[dict[str, Any]] = field(default_factory=list)
    admissions: Admissions = field(default_factory=Admissions)
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)

    @property
    def accepted(self) -> bool:
        """Whether anything was stored, or there was rightly nothing to store, and no edit of a person waits."""
        return not self.conflicts and self.status in ("accepted", "partial")

    def summary(self) -> dict[str, Any]:
        """Return file, kind, status, the counts and seconds."""
        return {
            "file": self.file, "kind": self.kind, "status": self.status, **self.counts,
            "seconds": round(self.seconds, 3),
        }  # fmt: skip


NOTHING = {"rows_read": 0, "rows_stored": 0, "rows_duplicate": 0, "rows_rejected": 0, "rows_pending": 0}

# What a person can answer for the file as a whole, so that it is read after all.
FILE_QUESTIONS = frozenset({"layers_several", "sheets_several", "columns_unknown", "year_unknown"})


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

    `answers` are as `--answers` has them: those of `karta.sources.reading.read`, and `conflicts`: "app" or "file" for
    all of them, or by row and column one of these. Columns that were named before for a file of this shape are known.
    `progress` receives each phase.

    Raises
    ------
    InputError
        When the file as a whole cannot be used.
    """
    require(viewer, "import_files", WORKSPACE)
    progress = progress or Progress()
    with tempfile.TemporaryDirectory() as folder:
        own_name = file_name(name or path.name)
        if own_name != path.name and is_file(path):
            path = Path(shutil.copyfile(path, Path(folder) / own_name))
        progress.enter("reading")
        of_file = {name: answer for name, answer in (answers or {}).items() if name != CONFLICTS}
        intake = read_with_memory(
            workspace.store, kind, of_file or None, lambda completed: read(path, kind, answers=completed)
        )
    if answers and CONFLICTS in answers:
        intake.notes[CONFLICTS] = answers[CONFLICTS]
    progress.enter("comparing", intake.rows_read)
    return acceptance.preview(workspace, viewer, intake)


def import_file(
    workspace: Workspace,
    viewer: Viewer,
    path: Path,
    kind: str,
    *,
    answers: dict[str, Any] | None = None,
    all_or_nothing: bool = False,
    drop_gone: bool = False,
    notifier: acceptance.Notifier = nullcontext,
) -> Imported:
    """Read a file and store its good rows in one act; a refused file changes nothing and is reported, not raised.

    `drop_gone` and `notifier` are those of `acceptance.apply`.
    """
    require(viewer, "import_files", WORKSPACE)
    began, own_name = perf_counter(), file_name(path.name)
    try:
        changes = preview_file(workspace, viewer, path, kind, answers=answers)
    except InputError as error:
        return _refused(own_name, kind, error, perf_counter() - began, workspace.language)
    counts = changes.counts
    if all_or_nothing and (counts["rows_rejected"] or counts["rows_pending"] or changes.conflicts):
        counts = {
            **counts,
            "rows_stored": 0,
            "rows_rejected": counts["rows_rejected"] + counts["rows_stored"],
        }
        return Imported(
            own_name, kind, "rejected", counts, changes.issues, perf_counter() - began,
            conflicts=changes.open_conflicts(workspace.language),
            unread=list(changes.intake.notes.get("unused", [])),
        )  # fmt: skip
    applied = acceptance.apply(workspace, viewer, changes, drop_gone=drop_gone, notifier=notifier)
    # Whether rows of other files are withdrawn is answered by taking them out.
    told = [i for i in changes.issues if not (drop_gone and i.code == "rows_gone_elsewhere")]
    gone = [shown(ImportRow(*row)) for row in changes.matched.gone.itertuples(index=False)]
    return Imported(
        own_name,
        kind,
        "partial" if changes.conflicts and status(applied.counts) == "accepted" else status(applied.counts),
        applied.counts,
        [*told, *_waits(changes)],
        perf_counter() - began,
        applied.act_id,
        changed=changes.changed_cells(workspace.language),
        admissions=changes.admissions,
        conflicts=changes.open_conflicts(workspace.language),
        unread=list(changes.intake.notes.get("unused", [])),
        gone=[] if drop_gone else gone,
        dropped=gone if drop_gone else [],
    )


def file_name(typed: str) -> str:
    """Return what a file is called, as it is stored: readable, and no longer than a folder can hold."""
    # No file is taken for what was fetched from a register.
    plain = typed_text.readable(Path(typed).name).replace(FETCHED, FETCHED.replace(": ", " ")) or "_"
    if len(plain.encode()) <= MOST_BYTES_OF_NAME:
        return plain
    return f"{Path(plain).stem[:40]}…{Path(plain).suffix[-10:]}"


def _waits(changes: ChangeSet) -> list[Issue]:
    """Return a note for each row that is stored but counts nowhere until its place is on the map."""
    rows_noted = {issue.row for issue in changes.issues if issue.code == "place_without_point"}
    if "place" not in changes.waiting:
        return []
    # An entry may have made several rows; it waits once.
    waiting = dict(zip(changes.waiting["row"], changes.waiting["place"], strict=True))
    headings = {name: heading for heading, name in changes.intake.notes.get("columns", {}).items()}
    return [
        _wait(int(row), headings.get("place", "plats"), str(place), changes.matched.names.count(str(place)))
        for row, place in waiting.items()
        if int(row) not in rows_noted
    ]


def _wait(row: int, column: str, place: str, places: int) -> Issue:
    """Return why a row waits for its place: nobody knows it, it is not said, or several have its name."""
    if places > 1:
        return Issue(row, column, "place_of_several", "note", value=place, facts=(("count", places),))
    return Issue(row, column, "place_waits" if place else "place_unsaid", "note", value=place or None)


def _refused(file: str, kind: str, error: InputError, seconds: float, language: str) -> Imported:
    """Return the report on a file of which nothing is stored; a question where an answer would let it in."""
    pending = int(error.facts.get("rows", 0)) if error.code in FILE_QUESTIONS else 0
    issue = Issue(
        None, None, error.code, "question" if pending else "error", facts=tuple(error.facts.items())
    )
    return Imported(
        file,
        kind,
        "question" if pending else "rejected",
        {**NOTHING, "rows_read": pending, "rows_pending": pending},
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
    require(viewer, "import_town", WORKSPACE)
    began = perf_counter()
    tables = read_tables(folder)
    if not is_empty(workspace):
        raise ConflictError("workspace_not_empty", folder=workspace.name)
    own_name = file_name(folder.name)
    with workspace.act(viewer, "import", note="tables") as act:
        mark_origin(act, workspace, "own")
        save_tables(act, tables)
    rows = sum(len(getattr(tables, name)) for name in ("places", "needs", "presences", "sessions", "sources"))
    counts = {**NOTHING, "rows_read": rows, "rows_stored": rows}
    return Imported(own_name, "tables", "accepted", counts, [], perf_counter() - began, act.id)


def status(counts: dict[str, int]) -> Status:
    """Return the status of a file with these counts."""
    if not counts["rows_rejected"] and not counts["rows_pending"]:
        return "accepted"
    if counts["rows_stored"] or counts["rows_duplicate"]:
        return "partial"
    return "question" if counts["rows_pending"] else "rejected"


def fetch_town(workspace: Workspace, viewer: Viewer, town: str) -> Imported:
    """Fetch streets and places of a town from OpenStreetMap and store them: the one act that asks a third party."""
    from karta.sources.osm import fetch

    require(viewer, "import_town", WORKSPACE)
    began, town = perf_counter(), typed_text.name(town)
    applied = acceptance.apply(workspace, viewer, acceptance.preview(workspace, viewer, fetch(town)))
    return Imported(
        town, "osm", status(applied.counts), applied.counts, [], perf_counter() - began, applied.act_id
    )
