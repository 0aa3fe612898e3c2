"""The register: what an import would change, accepting it, and undoing it. The door to all that the page needs.

Places and their knowledge are read in `overview`, rows without a place wait in `waiting`, sources and organisations
are confirmed and admitted in `partners`, needs are decided in `decisions`, what is there twice is found in `doubles`
and made one in `merging`; all of them are reached through here.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from karta.errors import ConflictError
from karta.model.place import LAYER_KINDS
from karta.privacy import Viewer, require
from karta.services import changes
from karta.services.changes import CHANGED_COLUMNS, Applied, ChangeSet
from karta.services.decisions import decide_need, default_prices, end_need, switch_on_default
from karta.services.doubles import alike, merge_suggestions
from karta.services.matching import Bound, Matched, match
from karta.services.merging import decline, merge, settle_names
from karta.services.overview import completeness, places
from karta.services.partners import admit, confirm_source
from karta.services.remembered import remember
from karta.services.storing import Writer
from karta.services.waiting import place_waiting, waiting
from karta.services.workspace import Origin, Workspace, mark_origin
from karta.sources.intake import Intake
from karta.store.acts import Act
from karta.store.database import Reading
from karta.store.layers import packed, put_layer

__all__ = [
    "Applied", "ChangeSet", "admit", "alike", "apply", "completeness", "confirm_source", "decide_need", "decline",
    "default_prices", "end_need", "merge", "merge_suggestions", "place_waiting", "places", "preview", "store_intake",
    "switch_on_default", "undo", "waiting",
]  # fmt: skip

# What makes a town: in a workspace with the invented municipality only rosters, rules and the like are tried out.
OF_A_TOWN = ("osm", "places", "areas", "organisations")
# The source of rows that were typed in here, not read from a file.
ENTERED = "by_hand"


def preview(workspace: Workspace, viewer: Viewer, intake: Intake) -> ChangeSet:
    """Return what accepting a file would change; nothing is stored."""
    require(viewer, "import_files")
    with workspace.store.reading() as look:
        return _changeset(look, viewer, look.revision(), intake, match(look, intake, _home(viewer, intake)))


def apply(
    workspace: Workspace,
    viewer: Viewer,
    changeset: ChangeSet,
    *,
    admit: bool | None = None,
    drop_gone: bool = False,
    same: Mapping[str, str] | None = None,
    different: Collection[tuple[str, str]] = (),
    watch: Callable[[Act], None] | None = None,
) -> Applied:
    """Store what was previewed, as one act.

    Parameters
    ----------
    admit
        Whether organisations that the file names for the first time are admitted by the viewer's function. By default
        they are when the coordinator imports: it is that function which admits.
    drop_gone
        Take out rows of the same source that the file no longer has.
    same, different
        What was said of names of organisations that are nearly those of the register: the name and the id of the one
        that it is, or is not.
    watch
        Is handed the running act, whose `changes` grow while it is written.

    Raises
    ------
    ConflictError
        When the register has changed since, so that the file would now do something else than was shown.
    """
    require(viewer, "import_files")
    if changeset.is_empty and not (drop_gone and len(changeset.gone)):
        return Applied(None, changeset.counts)
    with workspace.store.act(viewer.function, "import", note=changeset.source) as act:
        if watch is not None:
            watch(act)
        found = _as_shown(act, viewer, changeset)
        mark_origin(act, workspace, _origin(workspace, changeset.intake))
        _store(act, workspace, viewer, changeset.intake, found, admit=admit)
        if drop_gone:
            _drop(act, found.gone)
        settle_names(act, same or {}, different)
    return Applied(act.id, changeset.counts)


def _origin(workspace: Workspace, intake: Intake) -> Origin:
    """Return whether a file is one's own town, which the invented one has no room for, or may be tried out on it."""
    if workspace.origin == "demo" and (intake.kind not in OF_A_TOWN or intake.source == ENTERED):
        return "demo"
    return "own"


def _as_shown(act: Act, viewer: Viewer, changeset: ChangeSet) -> Matched:
    """Return the rows as they were matched for the preview, or matched again where the register has moved on."""
    shown: Matched = changeset.matched
    if act.revision == changeset.revision + 1 and not shown.spent:
        return shown
    look = Reading(act.connection)
    found = match(look, changeset.intake, _home(viewer, changeset.intake))
    now = _changeset(look, viewer, changeset.revision, changeset.intake, found)
    if now.counts != changeset.counts or list(now.changed["key"]) != list(changeset.changed["key"]):
        raise ConflictError("preview_outdated", source=changeset.source)
    return found


def store_intake(act: Act, workspace: Workspace, viewer: Viewer, intake: Intake) -> None:
    """Store a file's rows within a running act, for the demo municipality: its file says who is admitted."""
    found = match(Reading(act.connection), intake, _home(viewer, intake))
    _store(act, workspace, viewer, intake, found, admit=False)


def undo(workspace: Workspace, viewer: Viewer, act_id: str) -> str:
    """Restore exactly what was before an act, and return the id of the undoing."""
    require(viewer, "undo")
    return workspace.store.undo(act_id, viewer.function)


def _changeset(look: Reading, viewer: Viewer, revision: int, intake: Intake, found: Matched) -> ChangeSet:
    """Return the difference as it is shown; an entry of the file counts once, whatever number of rows it made.

    Entries that are drawn on the base map alone are stored when a layer differs from the stored one.
    """
    asked = {i.row for i in found.issues if i.row is not None and i.severity == "question"}
    rejected = intake.rejected | {i.row for i in found.issues if i.row is not None and i.severity == "error"}
    pending = (intake.pending | asked) - rejected
    stored = {one.row["row"] for one in found.stored} - rejected - pending
    known = (found.same | intake.duplicates) - stored - rejected - pending
    layers = changed_layers(look, intake)
    drawn = int(intake.notes.get("layer_rows", 0))
    stored_count = len(stored) + (drawn if layers else 0)
    known_count = len(known) + (0 if layers else drawn)
    silent = max(0, intake.rows_read - len(rejected) - len(pending) - stored_count - known_count)
    used = {mark for one in found.stored for mark in (one.place, one.organisation)}
    cells = [
        cell for one in found.changed if one.held for cell in changes.cells(one.row, one.held["payload"])
    ]
    cells += [cell for change in found.crews for cell in change.cells(viewer)]
    return ChangeSet(
        kind=intake.kind,
        source=intake.source,
        rows_read=len(rejected) + len(pending) + stored_count + known_count + silent,
        rows_stored=stored_count,
        rows_duplicate=known_count,
        # What was read and gave nothing was left out by its reader.
        rows_rejected=len(rejected) + silent,
        rows_pending=len(pending),
        new=_shown([*found.new, *found.adopted], intake),
        changed=pd.DataFrame(cells, columns=list(CHANGED_COLUMNS)),
        gone=found.gone[["key", "row_table", "row_id"]],
        waiting=_shown([one for one in found.new if one.waits], intake),
        new_places=[v["name"] for mark, v in found.names.new_places.items() if mark in used],
        new_organisations=[v for mark, v in found.names.new_organisations.items() if mark in used],
        issues=[*intake.issues, *found.issues],
        layers=layers,
        revision=revision,
        intake=intake,
        matched=found,
    )


def _shown(rows: list[Bound], intake: Intake) -> pd.DataFrame:
    keys = {one.row["key"] for one in rows}
    return intake.rows[intake.rows["key"].isin(keys)].reset_index(drop=True)


def _store(
    act: Act,
    workspace: Workspace,
    viewer: Viewer,
    intake: Intake,
    found: Matched,
    *,
    admit: bool | None = None,
) -> None:
    act.common = {
        "municipality": workspace.municipality,
        "source": intake.source,
        "licence": intake.licence or None,
        "verified_at": act.at,
        "verified_by": viewer.function,
    }
    found.spent = True
    admitting = viewer.role == "coordinator" if admit is None else admit
    Writer(act, found, intake.source, workspace.today, viewer.function, admit=admitting).write()
    remember(act, intake)
    attribution = intake.notes.get("attribution") or intake.licence or None
    for kind in changed_layers(Reading(act.connection), intake):
        put_layer(act, kind, intake.layers[kind], attribution=attribution)
    if len(intake.layers.get("access", ())):
        # Opening hours that came along with the places, bound to them now that they are stored.
        hours = replace(intake, kind="access", rows=intake.layers["access"], issues=[], layers={}, notes={})
        store_intake(act, workspace, viewer, hours)


def changed_layers(look: Reading, intake: Intake) -> list[str]:
    """Return the kinds of the intake's map layers that differ from what is stored."""
    held = look.frame("layer")
    known = set(zip(held["kind"], held["sha"], strict=True))
    frames = {kind: frame for kind, frame in intake.layers.items() if kind in LAYER_KINDS}
    return [kind for kind, frame in frames.items() if (kind, packed(frame)[1]) not in known]


def _drop(act: Act, gone: pd.DataFrame) -> None:
    """Take out the rows that a source no longer has."""
    for table, rows in gone.dropna(subset=["row_id"]).groupby("row_table"):
        act.retire(str(table), list(rows["row_id"]))
    act.remove("import_row", list(gone["id"]))


def _home(viewer: Viewer, intake: Intake) -> str:
    """Return whose rows are that name no organisation: the viewer's, else the file's own name stands for it."""
    return viewer.organisation or Path(intake.source).stem
