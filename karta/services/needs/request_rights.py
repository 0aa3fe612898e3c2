"""Rights to requests: who sees and who answers one, how far it has come, how many an organisation has open."""

from typing import Any

import pandas as pd

from karta.errors import NotFoundError
from karta.model.place import name_key
from karta.privacy import WORKSPACE, Viewer, allowed, belonging_to
from karta.store.database import Reading

# What an organisation is asked for: adults at a place, or information, a meeting, premises, training.
ASKED = ("presence", "information", "meeting", "premises", "training")
# What its owner is asked to change (`karta.services.needs.proposals`).
PROPOSED = "change"


def may_answer(row: dict[str, Any], viewer: Viewer) -> bool:
    """Tell whether a request is the viewer's to answer: its organisation's, or raised with the partnership."""
    if _has_addressee(row):
        return bool(allowed(viewer, "answer_asked", belonging_to(row["to_organisation_id"])))
    return bool(allowed(viewer, "answer_raised", WORKSPACE))


def is_asker(row: dict[str, Any], viewer: Viewer) -> bool:
    """Tell whether a request was made by an organisation of the viewer's, so that it is theirs to take back."""
    return bool(allowed(viewer, "withdraw_requests", belonging_to(row["from_organisation_id"])))


def concerns(row: dict[str, Any], viewer: Viewer) -> bool:
    """Tell whether a viewer may see a request."""
    ends = belonging_to(row["from_organisation_id"], row["to_organisation_id"])
    return bool(allowed(viewer, "see_requests", ends)) or (
        not _has_addressee(row) and bool(allowed(viewer, "answer_raised", WORKSPACE))
    )


def _has_addressee(row: dict[str, Any]) -> bool:
    """Tell whether a request goes to an organisation; a proposal about what nobody owns goes to the partnership."""
    return row["kind"] in ASKED or (row["kind"] == PROPOSED and isinstance(row["to_organisation_id"], str))


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
    """Return how many requests wait for an answer of an organisation, whatever they ask for."""
    own = rows[(rows["to_organisation_id"] == org_id) & rows["kind"].isin(ASKED)]
    return int((own["answer"].isna() & own["withdrawn_on"].isna()).sum())


def organisation(reading: Reading, name_or_id: str) -> dict[str, Any]:
    """Return the row of the one organisation with that id or name. Raises NotFoundError."""
    orgs = reading.frame("organisation").to_dict("records")
    matches = [
        org for org in orgs if org["id"] == name_or_id or name_key(org["name"]) == name_key(name_or_id)
    ]
    if len(matches) != 1:
        code = "several_organisations" if matches else "no_such_organisation"
        raise NotFoundError(code, name=name_or_id, count=len(matches))
    return {str(key): value for key, value in matches[0].items()}
