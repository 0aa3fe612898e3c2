"""Taking back what an association has just changed by its link of the month: the last thing that it did, no other."""

from karta.errors import ConflictError
from karta.privacy import WORKSPACE, Viewer, require
from karta.services import history
from karta.services.register.organisations import require_own
from karta.services.workspace import Workspace

# The acts of `month_changes`, as the history calls them.
CHANGES = frozenset({"cancel_turn", "end_shift", "set_adults"})


def last_change(workspace: Workspace, viewer: Viewer, org_id: str) -> str | None:
    """Return the act by which the link last changed a line; None when it has done something else since, or undone."""
    require(viewer, "undo", WORKSPACE)
    with workspace.store.reading() as reading:
        require_own(reading, viewer, "answer_month", org_id)
    acts = workspace.store.acts()
    own = acts[acts["function"] == viewer.function].head(1)
    is_change = own["verb"].isin(CHANGES) & ~own["undone"].astype(bool)
    return next((str(act_id) for act_id in own.loc[is_change, "id"]), None)


def undo_change(workspace: Workspace, viewer: Viewer, org_id: str, act_id: str) -> None:
    """Restore what was before the link's last change, `act_id`; who was told of the change is told that it is undone.

    Raises
    ------
    ConflictError
        `undo_touched` when somebody has changed the same since, and for any other act; `undo_depends`.
    """
    require(viewer, "undo", WORKSPACE)
    if act_id != last_change(workspace, viewer, org_id):
        raise ConflictError("undo_touched", table="act")
    history.undo(workspace, viewer, act_id)
