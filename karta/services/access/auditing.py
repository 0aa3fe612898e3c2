"""The audit: whether anybody has tampered with the log of acts and looks, and for how long it is kept."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from karta.privacy import WORKSPACE, Viewer, require
from karta.services.workspace import Workspace
from karta.store import audit, checkpoints, signing
from karta.store.audit import Finding
from karta.store.checkpoints import Checkpoint

# 24 months, as docs/privacy.md says.
KEPT = timedelta(days=730)


def verify(
    workspace: Workspace, viewer: Viewer, files: Sequence[Path] = (), public_key: str | None = None
) -> Finding:
    """Return what does not fit in the log; `files` hold checkpoints that were kept away from the workspace.

    Raises
    ------
    StoreError
        When a file holds something else.
    """
    require(viewer, "verify_audit", WORKSPACE)
    outside = checkpoints.kept_outside(signing.key_file(workspace.folder))
    for file in files:
        outside += checkpoints.read_file(file)
    with workspace.store.reading() as reading:
        return audit.verify(reading, outside, public_key)


def checkpoint(workspace: Workspace, viewer: Viewer) -> Checkpoint:
    """Sign where the log stands now."""
    require(viewer, "sign_audit", WORKSPACE)
    return checkpoints.make(
        workspace.store, signing.key_file(workspace.folder), viewer.function, workspace.now()
    )


def cut(workspace: Workspace, viewer: Viewer, kept: timedelta = KEPT) -> Checkpoint | None:
    """Take away what has been kept for longer than it may be, at a signed checkpoint; None when there is nothing."""
    require(viewer, "sign_audit", WORKSPACE)
    now = workspace.now()
    key_file = signing.key_file(workspace.folder)
    return checkpoints.cut(workspace.store, key_file, viewer.function, now, now - kept)
