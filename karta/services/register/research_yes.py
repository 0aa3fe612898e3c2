"""From which day on an organisation's shifts may be counted in packages for research: by a yes of its own alone."""

from datetime import date

from karta.errors import NotFoundError
from karta.model import day_bounds
from karta.privacy import WORKSPACE, Viewer, belonging_to, require
from karta.services.workspace import Workspace


def research_from(workspace: Workspace, viewer: Viewer, org_id: str) -> tuple[date | None, int]:
    """Return from when an organisation is counted (None: never), and the version in which it was read."""
    require(viewer, "set_sharing", belonging_to(org_id))
    frame = workspace.store.frame("organisation", [org_id])
    if frame.empty:
        raise NotFoundError("no_such_organisation", name=org_id)
    row = frame.iloc[0]
    return row["research_from"], int(row["version"])


def set_research(
    workspace: Workspace, viewer: Viewer, org_id: str, first: date | None, *, version: int
) -> None:
    """Say from which day on an organisation's shifts count in packages for research; None: they do not, any more.

    Raises
    ------
    ConflictError
        `row_changed` when somebody has changed the organisation since `version` was read.
    """
    require(viewer, "set_sharing", WORKSPACE)
    day = None if first is None else day_bounds.checked(first)
    with workspace.act(viewer, "set_research") as act:
        require(viewer, "set_sharing", belonging_to(org_id))
        act.row("organisation", org_id)
        act.update("organisation", org_id, version, {"research_from": day})
