"""Whom to call on an evening: functions with a number, for the whole municipality or an area; never a person's name."""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from karta.errors import InputError, NotFoundError
from karta.model import day_bounds, typed_text
from karta.model.place import is_unknown
from karta.model.telephone import is_number
from karta.privacy import WORKSPACE, Viewer, belonging_to, require
from karta.services.workspace import Workspace

COLUMNS = ["id", "function", "organisation", "area", "area_id", "channel", "hours", "valid_to", "in_force"]
LONGEST, MOST_OF_NUMBER = 80, 40
# Whom everybody must be able to reach, by what their function is called.
NEEDED = {"social": ("soc",), "officer": ("polis", "polic", "officer")}

# Who holds the work together, by what the function is called.
HOLDS_TOGETHER = ("samordn", "coordinat")


def contacts(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return the functions that can be called, those of the whole municipality first: COLUMNS.

    `area` is blank for the whole municipality; `in_force` is False where the last day has passed.
    """
    require(viewer, "see_contacts", WORKSPACE)
    with workspace.store.reading() as reading:
        rows, areas, orgs = (reading.frame(name) for name in ("contact_function", "area", "organisation"))
    today = workspace.today
    current = [is_unknown(last) or last >= today for last in rows["valid_to"]]
    table = rows.assign(
        organisation=_names_of(rows["organisation_id"], orgs),
        area=_names_of(rows["area_id"], areas),
        in_force=pd.Series(current, rows.index, dtype=bool),
        **{name: rows[name].fillna("") for name in ("channel", "hours")},
    )
    by = ["area", "function"]
    return table.sort_values(by, key=lambda column: column.map(str.casefold))[COLUMNS].reset_index(drop=True)


def for_area(workspace: Workspace, viewer: Viewer, area_id: str | None) -> pd.DataFrame:
    """Return the functions in force for an area and for the whole municipality, the area's own first: COLUMNS."""
    require(viewer, "see_contacts", WORKSPACE)
    table = contacts(workspace, viewer)
    here = [
        area is None or area == area_id for area in table["area_id"].where(table["area_id"].notna(), None)
    ]
    own = table[table["in_force"] & pd.Series(here, table.index, dtype=bool) & table["channel"].ne("")]
    return own.sort_values("area", key=lambda area: area.eq(""), kind="stable").reset_index(drop=True)


def absent(functions: Iterable[str]) -> list[str]:
    """Return which of NEEDED none of the functions is."""
    called = " ".join(functions).casefold()
    return [kind for kind, signs in NEEDED.items() if not any(sign in called for sign in signs)]


def add_contact(
    workspace: Workspace,
    viewer: Viewer,
    *,
    function: str,
    channel: str,
    area_id: str | None = None,
    organisation_id: str | None = None,
    hours: str = "",
    valid_to: date | None = None,
) -> str:
    """Store a function that can be called, and return its id.

    Raises
    ------
    InputError
        `function_missing`, `number_unreadable`.
    """
    require(viewer, "edit_contacts", belonging_to(organisation_id))
    function_name, number = typed_text.name(function), typed_text.clean(channel, MOST_OF_NUMBER)
    if not function_name or len(function_name) > LONGEST:
        raise InputError("function_missing", most=LONGEST)
    if not is_number(number):
        raise InputError("number_unreadable", value=number)
    with workspace.act(viewer, "add_contact") as act:
        for table, row_id in (("area", area_id), ("organisation", organisation_id)):
            if row_id is not None and not act.rows(table, "id", [row_id]):
                raise NotFoundError("row_missing", table=table)
        row = {
            "function": function_name, "channel": number, "area_id": area_id, "organisation_id": organisation_id,
            "hours": typed_text.name(hours) or None, "valid_to": day_bounds.checked(valid_to),
        }  # fmt: skip
        return act.insert("contact_function", [row])[0]


def remove_contact(workspace: Workspace, viewer: Viewer, contact_id: str) -> None:
    """Take a function out of the list."""
    require(viewer, "edit_contacts", WORKSPACE)
    with workspace.act(viewer, "remove_contact") as act:
        rows = act.rows("contact_function", "id", [contact_id])
        if not rows:
            raise NotFoundError("row_missing", table="contact_function")
        require(viewer, "edit_contacts", belonging_to(rows[0]["organisation_id"]))
        act.retire("contact_function", [contact_id])


def _names_of(ids: "pd.Series[str]", rows: pd.DataFrame) -> "pd.Series[str]":
    """Return the name of the row of each id, blank where there is none."""
    names = dict(zip(rows["id"], rows["name"], strict=True))
    return pd.Series([names.get(row_id, "") for row_id in ids], ids.index, dtype=object)
