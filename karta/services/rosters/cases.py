"""What the data protection officer may look up of one person, in a case: noted each time, and told the organisation.

A case is a reference of the officer's own register, never a name. Nothing can be changed from here: who wants to be
erased is erased by themselves, or by their organisation.
"""

from dataclasses import dataclass
from typing import Any

from karta.errors import InputError
from karta.model import telephone
from karta.model.place import name_key
from karta.privacy import WORKSPACE, Viewer, require
from karta.services import free_text
from karta.services.access import looking
from karta.services.rosters import own_data
from karta.services.workspace import Workspace
from karta.store import own_rows, people

LONGEST_REFERENCE, SHORTEST_NAME = 40, 3
# What is counted on the page, by table.
COUNTED = (
    "person", "sign_up", "personal_link", "notice", "person_month_count", "availability", "ask",
    "contact_function", "member", "sign_in",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A person that a case may be about: whose people they are, and what tells namesakes apart."""

    person_id: str
    name: str
    organisation: str
    recorded_on: str


def find(workspace: Workspace, viewer: Viewer, case: str, sought: str) -> list[Found]:
    """Return the people whose name holds what is sought, or whose telephone or mail address it is; it is noted.

    Raises
    ------
    InputError
        `case_missing` without a reference; `case_too_little` where less than three letters are sought.
    """
    require(viewer, "open_case", WORKSPACE)
    reference, wanted = _reference(case), name_key(sought)
    if len(wanted) < SHORTEST_NAME:
        raise InputError("case_too_little")
    looking.note(workspace, viewer, "open_case")
    with workspace.act(viewer, "open_case", reference) as act:
        act.touched = True
        rows = people.all_rows(act.connection)
    with workspace.store.reading() as reading:
        names = dict(reading.frame("organisation", columns=["id", "name"]).itertuples(index=False))
    return [
        Found(row["id"], row["name"], names.get(row["organisation_id"], ""), f"{row['recorded_at']:%Y-%m-%d}")
        for row in rows
        if wanted in name_key(row["name"])
        or wanted == name_key(row["email"] or "")
        or _is_same_number(sought, row["phone"])
    ]


def opened(workspace: Workspace, viewer: Viewer, case: str, person_id: str) -> dict[str, Any]:
    """Return all that is stored about a person, as `own_data.stored` gives it; it is noted with the case.

    With whom somebody would rather walk or not is theirs alone: they find it on their own page.
    """
    require(viewer, "open_case", WORKSPACE)
    reference = _reference(case)
    looking.note(workspace, viewer, "open_case")
    stored = own_data.stored(workspace, person_id)
    del stored["companions"]
    with workspace.act(viewer, "open_case", reference) as act:
        act.touched = True
    return stored


def counts(workspace: Workspace, viewer: Viewer) -> dict[str, int]:
    """Return how many rows about people there are, by table; nobody's name."""
    require(viewer, "see_retention", WORKSPACE)
    with workspace.store.reading() as reading:
        return own_rows.counts(reading.connection, COUNTED)


def _reference(case: str) -> str:
    reference = free_text.about_places(case, LONGEST_REFERENCE)
    if not reference:
        raise InputError("case_missing")
    return reference


def _is_same_number(sought: str, phone: str | None) -> bool:
    """Tell whether two texts are the same telephone number, as it is dialled at home or from abroad."""
    if phone is None or not telephone.is_number(sought):
        return False
    dialled, stored = ("".join(sign for sign in text if sign.isdigit()) for text in (sought, phone))
    return dialled.removeprefix("46").lstrip("0") == stored.removeprefix("46").lstrip("0")
