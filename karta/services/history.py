"""What was done to the workspace, by which function and when: no names, and a way back from each."""

import pandas as pd

from karta.privacy import Viewer, require
from karta.services.workspace import Workspace

COLUMNS = ("id", "verb", "note", "function", "at", "undone", "can_undo")


def acts(workspace: Workspace, viewer: Viewer, limit: int = 50) -> pd.DataFrame:
    """Return the latest acts, newest first: id, verb, note, function, at (local, aware), undone, can_undo."""
    require(viewer, "see_register")
    found = workspace.store.acts(limit)
    local = found["at"].dt.tz_convert(workspace.method.timezone)
    can_undo = ~found["undone"].astype(bool) & found["undoes"].isna()
    return found.assign(at=local, can_undo=can_undo)[list(COLUMNS)]


def since(workspace: Workspace, viewer: Viewer, revision: int) -> list[str]:
    """Return the ids of the viewer's own acts after a revision, newest first: what a button has just done."""
    require(viewer, "see_register")
    found = workspace.store.acts(20)
    own = found[(found["revision"] > revision) & (found["function"] == viewer.function)]
    return [str(act) for act in own["id"]]
