"""The organisations of the partnership: who is admitted, and whose roster is complete."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from karta.errors import NotAllowedError, NotFoundError
from karta.model.place import name_key
from karta.privacy import Viewer, require
from karta.services.workspace import Workspace
from karta.store.database import Reading


def confirm_source(workspace: Workspace, viewer: Viewer, org: str, place: str, until: date) -> int:
    """Note that an organisation's roster for a place is complete up to and with a service day.

    `org` and `place` are names or ids. Returns how many expected sources that concerns (a new one counts as one).

    Raises
    ------
    NotFoundError
        When the organisation or the place is not known, or several places have that name.
    NotAllowedError
        When an organiser confirms for somebody else.
    """
    require(viewer, "confirm_sources")
    with workspace.store.act(viewer.function, "confirm_source") as act:
        look = Reading(act.connection)
        org_id, name = _one(look.frame("organisation"), org, "organisation")
        place_id, _ = _one(look.frame("place"), place, "place")
        if viewer.role == "organiser" and name_key(viewer.organisation or "") != name_key(name):
            raise NotAllowedError("not_allowed", what="confirm_sources", role=viewer.role)
        ends = f"{until + timedelta(days=1)}T{workspace.method.day_start_local:%H:%M}"
        told = {"confirmed_on": workspace.today, "confirmed_by": viewer.function}
        values = {"status": "known", "to_local": ends, **told}
        held = [
            row
            for row in act.rows("expected_source", "place_id", [place_id])
            if row["organisation_id"] == org_id
        ]
        act.update_many("expected_source", {row["id"]: values for row in held})
        if not held:
            act.insert("expected_source", [{"organisation_id": org_id, "place_id": place_id, **values}])
    return max(1, len(held))


def admit(workspace: Workspace, viewer: Viewer, org: str, on: date | None = None) -> None:
    """Admit an organisation (name or id) by the viewer's function: from then on its adults count."""
    require(viewer, "decide_need")
    with workspace.store.act(viewer.function, "admit") as act:
        org_id, _ = _one(Reading(act.connection).frame("organisation"), org, "organisation")
        values = {"admitted_on": on or workspace.today, "admitted_by": viewer.function}
        act.update("organisation", org_id, None, values)


def _one(frame: pd.DataFrame, named: str, what: str) -> tuple[str, str]:
    """Return id and name of the one row with that id or name. Raises NotFoundError."""
    keys = np.array([name_key(name) for name in frame["name"]], dtype=object)
    found = frame[(frame["id"] == named) | (keys == name_key(named))]
    if found.empty:
        raise NotFoundError(f"{what}_unknown", name=named)
    if len(found) > 1:
        raise NotFoundError(f"{what}_ambiguous", name=named, count=len(found))
    return str(found["id"].iloc[0]), str(found["name"].iloc[0])
