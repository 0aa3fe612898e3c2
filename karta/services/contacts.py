"""Whom to call on an evening: functions with a number, for the whole municipality or an area; never a person's name."""

from datetime import date

import pandas as pd

from karta.errors import InputError, NotFoundError
from karta.model.place import is_unknown
from karta.model.telephone import is_number
from karta.privacy import Viewer, require
from karta.services.workspace import Workspace

COLUMNS = ["id", "function", "organisation", "area", "area_id", "channel", "hours", "valid_to", "in_force"]
LONGEST = 80


def contacts(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return the functions that can be called, those of the whole municipality first: COLUMNS.

    `area` is blank for the whole municipality; `in_force` is False where the last day has passed.
    """
    require(viewer, "see_shifts")
    with workspace.store.reading() as look:
        found, areas, orgs = (look.frame(name) for name in ("contact_function", "area", "organisation"))
    today = workspace.today
    current = [is_unknown(last) or last >= today for last in found["valid_to"]]
    table = found.assign(
        organisation=_named(found["organisation_id"], orgs),
        area=_named(found["area_id"], areas),
        in_force=pd.Series(current, found.index, dtype=bool),
        **{name: found[name].fillna("") for name in ("channel", "hours")},
    )
    by = ["area", "function"]
    return table.sort_values(by, key=lambda said: said.map(str.casefold))[COLUMNS].reset_index(drop=True)


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
    require(viewer, "edit_register")
    said, number = " ".join(function.split()), " ".join(channel.split())
    if not said or len(said) > LONGEST:
        raise InputError("function_missing", most=LONGEST)
    if not is_number(number):
        raise InputError("number_unreadable", value=number)
    with workspace.store.act(viewer.function, "add_contact", note=said) as act:
        for table, row_id in (("area", area_id), ("organisation", organisation_id)):
            if row_id is not None and not act.rows(table, "id", [row_id]):
                raise NotFoundError("row_missing", table=table)
        row = {
            "function": said, "channel": number, "area_id": area_id, "organisation_id": organisation_id,
            "hours": " ".join(hours.split()) or None, "valid_to": valid_to,
        }  # fmt: skip
        return act.insert("contact_function", [row])[0]


def remove_contact(workspace: Workspace, viewer: Viewer, contact_id: str) -> None:
    """Take a function out of the list."""
    require(viewer, "edit_register")
    with workspace.store.act(viewer.function, "remove_contact") as act:
        if not act.rows("contact_function", "id", [contact_id]):
            raise NotFoundError("row_missing", table="contact_function")
        act.retire("contact_function", [contact_id])


def _named(ids: "pd.Series[str]", rows: pd.DataFrame) -> "pd.Series[str]":
    """Return the name of the row of each id, blank where there is none."""
    names = dict(zip(rows["id"], rows["name"], strict=True))
    return pd.Series([names.get(one, "") for one in ids], ids.index, dtype=object)
