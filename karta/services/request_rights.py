"""Whose a request is: who sees it, who answers it, how far it has come, and how many an organisation has open."""

from typing import Any

import pandas as pd

from karta.errors import NotFoundError
from karta.model.place import name_key
from karta.privacy import Viewer, may
from karta.store.database import Reading


def may_answer(row: dict[str, Any], viewer: Viewer, own: str | None) -> bool:
    """Tell whether a request is the viewer's to answer: its organisation's, or raised with the partnership."""
    if row["kind"] == "presence":
        to_own = own is not None and row["to_organisation_id"] == own
        return may(viewer, "answer_for_all") or (may(viewer, "answer_own") and to_own)
    return may(viewer, "answer_raised")


def asked_it(row: dict[str, Any], viewer: Viewer, own: str | None) -> bool:
    """Tell whether a request was made by the viewer's organisation or function, or is the coordinator's to manage."""
    if own is not None and row["from_organisation_id"] == own:
        return True
    return bool(row["asked_by"] == viewer.function) or may(viewer, "answer_for_all")


def concerns(row: dict[str, Any], viewer: Viewer, own: str | None) -> bool:
    """Tell whether a viewer may see a request."""
    ends = (row["from_organisation_id"], row["to_organisation_id"])
    return (
        may(viewer, "see_all_requests")
        or (own is not None and own in ends)
        or row["asked_by"] == viewer.function
    )


def state(row: dict[str, Any]) -> str:
    """Return how far a request has come: sent, received, answered or withdrawn."""
    for column, reached in (
        ("withdrawn_on", "withdrawn"),
        ("answer", "answered"),
        ("received_on", "received"),
    ):
        if row[column] is not None and row[column] is not pd.NaT:
            return reached
    return "sent"


def open_at(rows: pd.DataFrame, org_id: str) -> int:
    """Return how many requests wait for an answer of an organisation."""
    own = rows[(rows["to_organisation_id"] == org_id) & (rows["kind"] == "presence")]
    return int((own["answer"].isna() & own["withdrawn_on"].isna()).sum())


def organisation(look: Reading, named: str) -> dict[str, Any]:
    """Return the row of the one organisation with that id or name. Raises NotFoundError."""
    orgs = look.frame("organisation").to_dict("records")
    found = [org for org in orgs if org["id"] == named or name_key(org["name"]) == name_key(named)]
    if len(found) != 1:
        code = "several_organisations" if found else "no_such_organisation"
        raise NotFoundError(code, name=named, count=len(found))
    return {str(key): value for key, value in found[0].items()}


def own_id(look: Reading, viewer: Viewer) -> str | None:
    """Return the id of the viewer's organisation, None where it has none in the register."""
    if not viewer.organisation:
        return None
    orgs = look.frame("organisation")
    own = [name_key(name) == name_key(viewer.organisation) for name in orgs["name"]]
    found = orgs.loc[own, "id"]
    return None if found.empty else str(found.iloc[0])
