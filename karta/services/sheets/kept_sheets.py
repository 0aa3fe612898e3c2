"""Sheets that were kept: which there are for a viewer's eyes, and each of them opened again as it stood."""

import pandas as pd

from karta.errors import NotFoundError
from karta.privacy import WORKSPACE, Viewer, eyes_of, require
from karta.reports.kept_week import KeptWeek
from karta.services.access import looking
from karta.services.sheets import kept_frames
from karta.services.workspace import Workspace
from karta.store.snapshots import load_snapshot

LISTED_COLUMNS = ["id", "name", "day", "from_day", "to_day"]


def listed(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return every kept sheet for the viewer's eyes, whatever its view and area, latest first: LISTED_COLUMNS."""
    require(viewer, "see_gaps", WORKSPACE)
    rows = workspace.store.frame("snapshot")
    rows = rows[rows["source"] == eyes_of(viewer)]
    return rows[LISTED_COLUMNS].iloc[::-1].reset_index(drop=True)


def opened(workspace: Workspace, viewer: Viewer, snapshot_id: str) -> KeptWeek:
    """Return a kept sheet with all that it showed, read from what was kept alone.

    Raises
    ------
    NotFoundError
        `snapshot_missing` when there is none, or it is not the viewer's to see; `sheet_sums_only` for one that was kept
        before whole sheets were.
    """
    require(viewer, "see_gaps", WORKSPACE)
    rows = workspace.store.frame("snapshot", [snapshot_id])
    if rows.empty or rows["source"].iloc[0] != eyes_of(viewer):
        raise NotFoundError("snapshot_missing")
    looking.note(workspace, viewer, "see_gaps", viewer.area_ids or looking.EVERYWHERE)
    return kept_frames.sheet(load_snapshot(workspace.store, snapshot_id), rows.iloc[0].to_dict())
