"""Who may know what is an organisation's: a level for each kind of row, set by the organisation and by nobody else."""

from collections.abc import Mapping

from karta.errors import InputError, NotFoundError
from karta.privacy import LEVELS, WORKSPACE, Viewer, belonging_to, require
from karta.services.workspace import Workspace

# What an organisation sets a level for: rosters, sessions, shift reports -> its column.
FIELDS = {"roster": "roster_sharing", "session": "session_sharing", "report": "report_sharing"}
# What stands where it has set none.
DEFAULT = "partners"


def levels(workspace: Workspace, viewer: Viewer, org_id: str) -> tuple[dict[str, str], int]:
    """Return the level of each field of an organisation, and the version in which it was read.

    Raises
    ------
    NotAllowedError
        When it is not the viewer's own.
    """
    require(viewer, "set_sharing", belonging_to(org_id))
    frame = workspace.store.frame("organisation", [org_id])
    if frame.empty:
        raise NotFoundError("no_such_organisation", name=org_id)
    row = frame.iloc[0]
    return {field: str(row[column] or DEFAULT) for field, column in FIELDS.items()}, int(row["version"])


def set_levels(
    workspace: Workspace, viewer: Viewer, org_id: str, levels: Mapping[str, str], *, version: int
) -> None:
    """Set who may know fields of an organisation, of all its rows, those to come among them; others stay as they are.

    Raises
    ------
    ConflictError
        `row_changed` when somebody has changed the organisation since `version` was read.
    InputError
        For a field or a level that there is not.
    """
    require(viewer, "set_sharing", WORKSPACE)
    for field, level in levels.items():
        for value, known in ((field, tuple(FIELDS)), (level, LEVELS)):
            if value not in known:
                raise InputError("value_not_allowed", value=value, allowed=", ".join(known))
    note = " ".join(f"{field}={level}" for field, level in levels.items())
    with workspace.act(viewer, "set_sharing", note=note) as act:
        require(viewer, "set_sharing", belonging_to(org_id))
        act.row("organisation", org_id)
        act.update("organisation", org_id, version, {FIELDS[field]: level for field, level in levels.items()})
