"""With whom from outside the police a visit is made: walkers or social services, as the police say.

They agree between themselves; the venue reads it and answers for itself.
"""

from karta.errors import ConflictError, InputError
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.planning.visit_answers import OPEN
from karta.services.planning.visit_officers import visit_act
from karta.services.planning.visit_question import HELD
from karta.services.planning.visits import police_row
from karta.services.workspace import Workspace

COMPANY = ("walkers", "social")


def put(
    workspace: Workspace, viewer: Viewer, visit_id: str, company: str | None, version: int | None = None
) -> None:
    """Note with whom from outside the police a visit is made (`COMPANY`; None: nobody), as the police.

    A venue that has said yes is asked again: it said yes to other guests. Raises ConflictError `visit_over` for a visit
    that will not take place, `row_changed`.
    """
    require(viewer, "plan_visits", WORKSPACE)
    if company is not None and company not in COMPANY:
        raise InputError("kind_unknown", kind=company, kinds=", ".join(COMPANY))
    with visit_act(workspace, viewer, "plan_visits", "set_visit_company") as act:
        row = police_row(act, viewer, visit_id)
        if row["state"] not in (*OPEN, HELD):
            raise ConflictError("visit_over")
        state = "planned" if row["state"] == "accepted" and row["company"] != company else row["state"]
        act.update("visit", visit_id, {"company": company, "state": state}, version)
