"""The organisations of the partnership: who is admitted, and whose roster is complete."""

from datetime import date, timedelta

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
        org_id, name = _organisation(look, org)
        places = _named(look.frame("place"), place)
        if not places:
            raise NotFoundError("no_such_place", name=place)
        if len(places) > 1:
            raise NotFoundError("several_places", name=place, count=len(places))
        place_id = places[0][0]
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
        org_id, _ = _organisation(Reading(act.connection), org)
        values = {"admitted_on": on or workspace.today, "admitted_by": viewer.function}
        act.update("organisation", org_id, None, values)


def _organisation(look: Reading, named: str) -> tuple[str, str]:
    """Return id and name of the one organisation with that id or name. Raises NotFoundError."""
    found = _named(look.frame("organisation"), named)
    if not found:
        raise NotFoundError("no_such_organisation", name=named)
    if len(found) > 1:
        raise NotFoundError("several_organisations", name=named, count=len(found))
    return found[0]


def _named(frame: pd.DataFrame, named: str) -> list[tuple[str, str]]:
    """Return id and name of the rows with that id or name; capitals and spaces do not tell names apart."""
    pairs = zip(frame["id"], frame["name"], strict=True)
    return [(i, name) for i, name in pairs if i == named or name_key(name) == name_key(named)]
