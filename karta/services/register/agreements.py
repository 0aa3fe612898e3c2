"""By whose word the coordinator acts for an organisation: noted once, with how and when, and taken back as easily."""

from dataclasses import dataclass
from datetime import date

from karta.privacy import WORKSPACE, Viewer, require
from karta.services.free_text import about_places
from karta.services.workspace import Workspace

LONGEST = 80


@dataclass(frozen=True, slots=True)
class Agreement:
    """An organisation, and how, by whom and when it was noted that it has asked to be acted for; None: it has not."""

    org_id: str
    name: str
    how: str | None
    by: str | None
    noted_on: date | None
    version: int


def listed(workspace: Workspace, viewer: Viewer) -> list[Agreement]:
    """Return the organisations by name, with what is noted of them."""
    require(viewer, "note_agreement", WORKSPACE)
    rows = workspace.store.frame("organisation").to_dict("records")
    agreements = [
        Agreement(
            row["id"],
            row["name"],
            row["acted_for_how"],
            row["acted_for_by"],
            row["acted_for_on"],
            row["version"],
        )
        for row in rows
    ]
    return sorted(agreements, key=lambda agreement: agreement.name.casefold())


def note(workspace: Workspace, viewer: Viewer, org_id: str, how: str, *, version: int) -> None:
    """Note that an organisation has asked to be acted for, and how ("by telephone"); blank takes it back.

    Raises
    ------
    ConflictError
        `row_changed` when somebody has changed the organisation since `version` was read.
    """
    require(viewer, "note_agreement", WORKSPACE)
    words = about_places(how, LONGEST)
    values = {
        "acted_for_how": words or None,
        "acted_for_by": viewer.function if words else None,
        "acted_for_on": workspace.today if words else None,
    }
    with workspace.act(viewer, "note_agreement") as act:
        act.row("organisation", org_id)
        act.update("organisation", org_id, version, values)
