"""Priority of places: a weight beside the figures and never in them, with who decided it and until when."""

from datetime import date

import pandas as pd

from karta.errors import InputError, NotFoundError
from karta.model import day_bounds, typed_numbers, typed_text
from karta.model.place import is_unknown
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.free_text import about_places
from karta.services.needs import decision_days
from karta.services.register import places as register_places
from karta.services.workspace import Workspace

COLUMNS = ["place_id", "place", "weight", "decided_by", "reason", "until", "in_force", "version"]
# Source: METHOD 3.6.
LEAST, MOST, NONE = 0.5, 2.0, 1.0


def priorities(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return the places of the viewer with their priority, weighted ones first, then by name: COLUMNS.

    One that has ended weighs nothing any more (`in_force`), and stands there until it is decided anew.
    """
    require(viewer, "see_rules", WORKSPACE)
    seen = set(register_places.places(workspace, viewer)["id"])
    rows = workspace.store.frame("place")
    rows = rows[rows["id"].isin(seen)]
    ends = [None if is_unknown(end) else end for end in rows["priority_until"]]
    table = pd.DataFrame({
        "place_id": rows["id"], "place": rows["name"], "weight": rows["priority_weight"].astype(float),
        "decided_by": rows["priority_decided_by"].fillna(""), "reason": rows["priority_reason"].fillna(""),
        "until": pd.Series(ends, rows.index, dtype=object),
        "in_force": [end is None or end >= workspace.today for end in ends], "version": rows["version"],
    }, columns=COLUMNS)  # fmt: skip
    by_name = table["place"].astype(str).str.casefold()
    order = table.assign(plain=table["weight"] == NONE, by_name=by_name)
    order = order.sort_values(["plain", "weight", "by_name"], ascending=[True, False, True])
    return order[COLUMNS].reset_index(drop=True)


def set_priority(
    workspace: Workspace,
    viewer: Viewer,
    place_id: str,
    weight: float,
    *,
    decided_by: str,
    reason: str = "",
    until: date | None = None,
    version: int,
) -> None:
    """Decide how much a place weighs beside others, half a year at most; 1 takes its priority away.

    Raises
    ------
    InputError
        `decided_by_missing`, `number_outside`, `need_too_long`.
    ConflictError
        `row_changed` when somebody has changed the place since `version` was read.
    """
    require(viewer, "decide_need", WORKSPACE)
    checked = typed_numbers.number(weight, LEAST, MOST)
    who, why = typed_text.clean(decided_by), about_places(reason) or None
    if not who:
        raise InputError("decided_by_missing")
    last = decision_days.last_day(workspace.today, workspace.today, day_bounds.checked(until))
    values = {
        "priority_weight": checked, "priority_decided_by": who, "priority_reason": why, "priority_until": last,
    }  # fmt: skip
    if checked == NONE:
        values = dict.fromkeys(values) | {"priority_weight": NONE}
    with workspace.act(viewer, "set_priority") as act:
        if not act.rows("place", "id", [place_id]):
            raise NotFoundError("place_missing")
        act.update("place", place_id, version, values)
