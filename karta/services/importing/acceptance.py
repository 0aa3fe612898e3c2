"""Previews what an import would change, and stores it as one act when it is accepted."""

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path

import pandas as pd

from karta.errors import ConflictError, Issue
from karta.model.place import LAYER_KINDS
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.importing import changeset as importing_changeset
from karta.services.importing.admissions import admissions, whole_decisions
from karta.services.importing.changeset import CHANGED_COLUMNS, Applied, ChangeSet
from karta.services.importing.column_memory import remember
from karta.services.importing.map_systems import with_systems
from karta.services.importing.matched_rows import ENTERED, TABLE, Bound, Matched
from karta.services.importing.matching import match
from karta.services.importing.other_files import shown
from karta.services.importing.rights import require_rows
from karta.services.importing.storing import Writer
from karta.services.register.merging import settle_names
from karta.services.register.organisations import put_admissions
from karta.services.workspace import Origin, Workspace, mark_origin
from karta.sources.intake import Intake
from karta.store import line_parts
from karta.store.acts import Act
from karta.store.database import Reading
from karta.store.import_rows import ImportRow, own_id
from karta.store.layers import packed, put_layer

# What makes a town: in a workspace with the invented municipality only rosters, rules and the like are tried out.
OF_A_TOWN = ("osm", "places", "areas", "organisations")
Notifier = Callable[[Act], AbstractContextManager[object]]


def preview(workspace: Workspace, viewer: Viewer, intake: Intake) -> ChangeSet:
    """Return what accepting a file would change; nothing is stored."""
    require(viewer, "import_files", WORKSPACE)
    intake = whole_decisions(intake, viewer)
    with workspace.store.reading() as reading:
        intake = with_systems(reading, intake)
        matched = match(reading, intake, _home(viewer, intake), workspace.today)
        require_rows(reading, viewer, matched)
        return _changeset(reading, viewer, reading.revision(), intake, matched)


def apply(
    workspace: Workspace,
    viewer: Viewer,
    changeset: ChangeSet,
    *,
    admit: Collection[str] = (),
    drop_gone: bool = False,
    same: Mapping[str, str] | None = None,
    different: Collection[tuple[str, str]] = (),
    watch: Callable[[Act], None] | None = None,
    notifier: Notifier = nullcontext,
) -> Applied:
    """Store what was previewed, as one act.

    Parameters
    ----------
    admit
        Organisations (those of `admissions.open`) that the viewer's function admits along with the rows. No file
        admits anybody by naming them.
    drop_gone
        Take out rows of the same source that the file no longer has.
    same, different
        Answers on names of organisations that are nearly those of the register: the name and the id of the one that
        it is, or is not.
    watch
        Is handed the running act, whose `changes` grow while it is written.
    notifier
        Is handed the running act, and is open while the lines of a roster are stored and dropped: who has signed up
        for one that was there already is to know (`rosters.notices.following_import`).

    Raises
    ------
    ConflictError
        When the register has changed since, so that the file would now do something else than was shown.
    """
    require(viewer, "import_files", WORKSPACE)
    if changeset.is_empty and not admit and not (drop_gone and len(changeset.gone)):
        return Applied(None, changeset.counts)
    with workspace.act(viewer, "import", note=changeset.matched.source) as act:
        if watch is not None:
            watch(act)
        matched = _as_shown(act, viewer, changeset)
        require_rows(Reading(act.connection), viewer, matched, drops=drop_gone)
        mark_origin(act, workspace, _origin(workspace, changeset.intake))
        with notifier(act) if changeset.kind == "roster" else nullcontext():
            _store(act, workspace, viewer, changeset.intake, matched)
            if admit:
                put_admissions(act, viewer, admit, workspace.today)
            if drop_gone:
                _drop(act, matched.gone)
        settle_names(act, same or {}, different)
    return Applied(act.id, changeset.counts)


def _origin(workspace: Workspace, intake: Intake) -> Origin:
    """Return the origin to note for a file: `own`, or `demo` where it may be tried out on the invented town."""
    if workspace.origin == "demo" and (intake.kind not in OF_A_TOWN or intake.source == ENTERED):
        return "demo"
    return "own"


def _as_shown(act: Act, viewer: Viewer, changeset: ChangeSet) -> Matched:
    """Return the rows as they were matched for the preview, or matched again where the register has moved on."""
    shown = changeset.matched
    if act.revision == changeset.revision + 1 and not shown.spent:
        return shown
    reading = Reading(act.connection)
    matched = match(reading, changeset.intake, _home(viewer, changeset.intake), act.at.date())
    current = _changeset(reading, viewer, changeset.revision, changeset.intake, matched)
    # Cell by cell: a file that came between may have changed the same rows to something that nobody here has seen.
    if current.counts != changeset.counts or not current.changed.equals(changeset.changed):
        raise ConflictError("preview_outdated", source=changeset.source)
    return matched


def store_intake(act: Act, workspace: Workspace, viewer: Viewer, intake: Intake) -> None:
    """Store a file's rows within a running act, for the demo municipality: its file says who is admitted."""
    require(viewer, "import_files", WORKSPACE)
    intake = whole_decisions(intake, viewer)
    matched = match(Reading(act.connection), intake, _home(viewer, intake), workspace.today)
    require_rows(Reading(act.connection), viewer, matched)
    _store(act, workspace, viewer, intake, matched)


def _changeset(
    reading: Reading, viewer: Viewer, revision: int, intake: Intake, matched: Matched
) -> ChangeSet:
    """Return the difference as it is shown; an entry of the file counts once, whatever number of rows it made.

    Entries that are drawn on the base map alone are stored when a layer differs from the stored one.
    """
    asked_rows = {i.row for i in matched.issues if i.row is not None and i.severity == "question"}
    rejected = intake.rejected | {
        i.row for i in matched.issues if i.row is not None and i.severity == "error"
    }
    pending = (intake.pending | asked_rows | matched.asked) - rejected
    stored = {bound.row["row"] for bound in matched.stored} - rejected - pending
    duplicates = (matched.same | intake.duplicates) - stored - rejected - pending
    layers = changed_layers(reading, intake)
    drawn = int(intake.notes.get("layer_rows", 0))
    stored_count = len(stored) + (drawn if layers else 0)
    duplicate_count = len(duplicates) + (0 if layers else drawn)
    silent = max(0, intake.rows_read - len(rejected) - len(pending) - stored_count - duplicate_count)
    used = matched.names_used
    cells = [
        cell
        for bound in (*matched.changed, *matched.adopted, *matched.parts)
        for cell in importing_changeset.cells(bound.row, bound.changes or {})
    ]
    cells = [cell for at, cell in enumerate(cells) if cell not in cells[:at]] if matched.parts else cells
    # A line with several parts in the app says the same of the people of each.
    of_crews = [cell for change in matched.crews for cell in change.cells(viewer)]
    cells += {tuple(cell.items()): cell for cell in of_crews}.values()
    return ChangeSet(
        kind=intake.kind,
        source=intake.source,
        rows_read=len(rejected) + len(pending) + stored_count + duplicate_count + silent,
        rows_stored=stored_count,
        rows_duplicate=duplicate_count,
        # What was read and gave nothing was left out by its reader.
        rows_rejected=len(rejected) + silent,
        rows_pending=len(pending),
        new=_shown([*matched.new, *(bound for bound in matched.adopted if not bound.changes)], matched.rows),
        changed=pd.DataFrame(cells, columns=list(CHANGED_COLUMNS), dtype=object),
        gone=matched.gone[["key", "row_table", "row_id"]].assign(
            key=list(map(own_id, matched.gone["key"])),
            line=[shown(ImportRow(*row)) for row in matched.gone.itertuples(index=False)],
        ),
        waiting=_shown([bound for bound in matched.new if bound.waits], matched.rows),
        new_places=[v["name"] for mark, v in matched.names.new_places.items() if mark in used],
        new_organisations=[v for mark, v in matched.names.new_organisations.items() if mark in used],
        admissions=admissions(matched),
        conflicts=matched.conflicts,
        issues=_headed([*intake.issues, *matched.issues], intake),
        layers=layers,
        revision=revision,
        intake=intake,
        matched=matched,
    )


def _headed(issues: list[Issue], intake: Intake) -> list[Issue]:
    """Return issues that name their columns as the file does; readers have done so already."""
    columns = intake.notes.get("columns", {})
    headings = {name: heading for heading, name in columns.items() if name not in columns}
    return [
        replace(issue, column=headings[issue.column]) if issue.column in headings else issue
        for issue in issues
    ]


def _shown(rows: list[Bound], read: pd.DataFrame) -> pd.DataFrame:
    keys = {bound.row["key"] for bound in rows}
    return read[read["key"].isin(keys)].reset_index(drop=True)


def _store(act: Act, workspace: Workspace, viewer: Viewer, intake: Intake, matched: Matched) -> None:
    act.common = {
        "municipality": workspace.municipality,
        "source": matched.source,
        "licence": intake.licence or None,
        "verified_at": act.at,
        "verified_by": viewer.function,
    }
    if intake.kind == "places" and intake.source == ENTERED and viewer.home_id is not None:
        # Who types a place in may correct it later.
        act.common["owner_org_id"] = viewer.home_id
    matched.spent = True
    Writer(act, matched, matched.source, workspace.today, viewer.function).write()
    remember(act, intake)
    attribution = intake.notes.get("attribution") or intake.licence or None
    for kind in changed_layers(Reading(act.connection), intake):
        put_layer(act, kind, intake.layers[kind], attribution=attribution)
    if len(intake.layers.get("access", ())):
        # Opening hours that came along with the places, bound to them now that they are stored.
        rows = intake.layers["access"]
        rows = rows.assign(place_key=[matched.keys.get(key, key) for key in rows["place_key"]])
        hours = replace(intake, kind="access", rows=rows, issues=[], layers={}, notes={})
        store_intake(act, workspace, viewer, hours)


def changed_layers(reading: Reading, intake: Intake) -> list[str]:
    """Return the kinds of the intake's map layers that differ from what is stored."""
    stored = reading.frame("layer")
    contents = set(zip(stored["kind"], stored["sha"], strict=True))
    frames = {kind: frame for kind, frame in intake.layers.items() if kind in LAYER_KINDS}
    return [kind for kind, frame in frames.items() if (kind, packed(frame)[1]) not in contents]


def _drop(act: Act, gone: pd.DataFrame) -> None:
    """Take out the rows that a source no longer has, lines of a roster with all their parts; what another has stays."""
    gone_ids = set(gone["id"])
    for table, rows in gone.dropna(subset=["row_id"]).groupby("row_table"):
        file_rows = act.rows("import_row", "row_id", list(rows["row_id"]))
        elsewhere = {
            row["row_id"] for row in file_rows if row["id"] not in gone_ids and row["row_table"] == table
        }
        ids = [row_id for row_id in rows["row_id"] if row_id not in elsewhere]
        copies = line_parts.copies(act.connection, ids) if table == TABLE["roster"] else {}
        act.retire(str(table), [*ids, *(copy.id for parts in copies.values() for copy in parts)])
    act.remove("import_row", list(gone["id"]))


def _home(viewer: Viewer, intake: Intake) -> str:
    """Return the organisation of rows that name none: the viewer's, else the file's own name stands for it."""
    return viewer.organisation or Path(intake.source).stem
