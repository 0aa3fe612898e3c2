"""From a yes to a shift: what was asked for becomes a shift that people can sign up to."""

from karta.errors import InputError, NotFoundError
from karta.model.shift import MAX_TEAM, MIN_TEAM, ShiftPlan
from karta.privacy import Viewer, require
from karta.services import rosters
from karta.services.requests import requests
from karta.services.workspace import Workspace


def shift_from(workspace: Workspace, viewer: Viewer, request_id: str) -> str:
    """Create the shift that a request for one day asked for, and return its id; the request remembers it.

    Raises
    ------
    NotFoundError
        When the request is not the viewer's to see.
    InputError
        When it was not answered with yes, is about several days, or has its shift already.
    """
    require(viewer, "plan_shifts")
    found = requests(workspace, viewer)
    rows = found[found["id"] == request_id].to_dict("records")
    if not rows:
        raise NotFoundError("request_missing")
    row = rows[0]
    if row["kind"] != "presence" or row["answer"] != "yes" or row["date"] is None or row["has_shift"]:
        raise InputError("request_makes_no_shift")
    plan = ShiftPlan(
        row["place_id"], row["date"], row["start"], row["end"], (row["to_org_id"],), kind=row["role"],
        min_team=MIN_TEAM, max_team=max(MAX_TEAM, int(row["adults"])),
    )  # fmt: skip
    shift_id = rosters.create_shift(workspace, viewer, plan)
    with workspace.store.act(viewer.function, "link_request") as act:
        act.update("request", request_id, None, {"schedule_id": act.row("shift", shift_id)["schedule_id"]})
    return shift_id
