"""What an organisation says of its own presence: a short text beside the picture, made and taken back by it alone."""

from dataclasses import dataclass
from datetime import date

from karta.errors import ConflictError, InputError
from karta.privacy import WORKSPACE, Viewer, allowed, belonging_to, require
from karta.services.free_text import about_places
from karta.services.workspace import Workspace
from karta.store.acts import Act

LONGEST = 400


@dataclass(frozen=True, slots=True)
class Statement:
    """What an organisation says, since when; `may_edit`: it is the viewer's own to change."""

    statement_id: str
    org_id: str
    organisation: str
    words: str
    stated_on: date
    version: int
    may_edit: bool


def statements(workspace: Workspace, viewer: Viewer) -> list[Statement]:
    """Return what organisations say of themselves, in alphabetical order."""
    require(viewer, "see_statements", WORKSPACE)
    with workspace.store.reading() as reading:
        rows = reading.frame("statement").to_dict("records")
        organisations = reading.frame("organisation", columns=("id", "name"))
    names = dict(zip(organisations["id"], organisations["name"], strict=True))
    made = [
        Statement(
            row["id"], row["organisation_id"], names.get(row["organisation_id"], ""), row["words"],
            row["stated_on"], int(row["version"]),
            bool(allowed(viewer, "make_statement", belonging_to(row["organisation_id"]))),
        )
        for row in rows
        if row["organisation_id"] in names
    ]  # fmt: skip
    return sorted(made, key=lambda each: (each.organisation.casefold(), each.statement_id))


def state(workspace: Workspace, viewer: Viewer, org_id: str, words: str, *, version: int) -> None:
    """Let an organisation say something of its presence, in place of what it said in `version` (0: nothing).

    Raises
    ------
    ConflictError
        `row_changed` when it has said something else since.
    InputError
        `statement_missing`, and what `about_places` says of words.
    """
    require(viewer, "make_statement", belonging_to(org_id))
    plain = about_places(words, LONGEST)
    if not plain:
        raise InputError("statement_missing")
    with workspace.act(viewer, "make_statement") as act:
        act.row("organisation", org_id)
        _retire(act, org_id, version)
        row = {"organisation_id": org_id, "words": plain, "stated_on": workspace.today}
        act.insert("statement", [{**row, "owner_org_id": org_id}])


def take_back(workspace: Workspace, viewer: Viewer, org_id: str, *, version: int) -> None:
    """Take an organisation's statement back. Raises ConflictError when it says something else by now."""
    require(viewer, "make_statement", belonging_to(org_id))
    with workspace.act(viewer, "take_back_statement") as act:
        _retire(act, org_id, version)


def _retire(act: Act, org_id: str, version: int) -> None:
    rows = act.rows("statement", "organisation_id", [org_id])
    if max((row["version"] for row in rows), default=0) != version:
        raise ConflictError("row_changed", table="statement")
    act.retire("statement", [row["id"] for row in rows])
