"""How an organisation is admitted: the written criteria, a no with whose it was, and asking for a new decision.

The reason for a no is given outside Karta. What is asked and decided is kept as requests of a kind of their own, which
are the organisation's and of those who may admit; nobody else is told.
"""

from dataclasses import dataclass
from datetime import date

from karta.errors import ConflictError
from karta.model.place import name_key
from karta.privacy import WORKSPACE, Viewer, allowed, belonging_to, require
from karta.services.free_text import about_places
from karta.services.workspace import Workspace, put_settings
from karta.store.acts import Act
from karta.store.cells import Row
from karta.store.settings import Setting

KIND, KEY, LONGEST = "admission", "admission_criteria", 1_000


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an organisation that is not admitted has come; None: nobody has asked, or nobody has said no.

    `version` is that of the request that waits; `may_ask`: the viewer may ask for a decision in its name.
    """

    org_id: str
    name: str
    asked_on: date | None
    asked_by: str
    declined_on: date | None
    declined_by: str
    version: int | None
    may_ask: bool


def criteria(workspace: Workspace, viewer: Viewer) -> Setting:
    """Return what an organisation has to answer to, as it is written, with its version."""
    require(viewer, "see_organisations", WORKSPACE)
    return workspace.settings([KEY])[KEY]


def set_criteria(workspace: Workspace, viewer: Viewer, words: str, *, version: int) -> None:
    """Write what an organisation has to answer to; blank takes it away.

    Raises ConflictError `row_changed` when somebody has written it since `version` was read, and InputError for what
    the guard of free text holds back.
    """
    require(viewer, "admit_organisations", WORKSPACE)
    put_settings(workspace, viewer, KEY, {KEY: about_places(words, LONGEST) or None}, {KEY: version})


def standings(workspace: Workspace, viewer: Viewer) -> list[Standing]:
    """Return how far those that are not admitted have come: all for who may admit, else the viewer's own, by name."""
    require(viewer, "see_organisations", WORKSPACE)
    with workspace.store.reading() as reading:
        orgs = reading.frame("organisation")
        requests = reading.frame("request")
    rows: dict[str, list[Row]] = {}
    for row in requests[requests["kind"] == KIND].sort_values("id").to_dict("records"):
        rows.setdefault(row["from_organisation_id"], []).append({str(key): cell for key, cell in row.items()})
    decides = bool(allowed(viewer, "admit_organisations", WORKSPACE))
    listed = []
    for org in orgs[orgs["admitted_on"].isna() & orgs["left_on"].isna()].to_dict("records"):
        is_own = bool(allowed(viewer, "plan_shifts", belonging_to(org["id"])))
        if is_own or decides:
            listed.append(_standing(org["id"], org["name"], rows.get(org["id"], []), may_ask=is_own))
    return sorted(listed, key=lambda each: name_key(each.name))


def ask(workspace: Workspace, viewer: Viewer, org_id: str) -> None:
    """Ask for a decision, or a new one; asked twice it is one request, from the day it was asked first.

    Raises ConflictError `already_admitted`.
    """
    require(viewer, "plan_shifts", WORKSPACE)
    with workspace.act(viewer, "ask_admission") as act:
        require(viewer, "plan_shifts", belonging_to(org_id))
        _not_admitted(act, org_id)
        if _waiting(act, org_id) is None:
            asked = {"asked_on": workspace.today, "asked_by": viewer.function}
            act.insert("request", [{**_about(org_id), **asked}])


def decline(workspace: Workspace, viewer: Viewer, org_id: str, *, version: int | None) -> None:
    """Say no to an organisation; it is told by which function. `version` is that of its request, None without one.

    Raises ConflictError `already_admitted`, and `row_changed` when it has asked, or been answered, meanwhile.
    """
    require(viewer, "admit_organisations", WORKSPACE)
    with workspace.act(viewer, "decline_admission") as act:
        _not_admitted(act, org_id)
        no = {"answer": "no", "answered_on": workspace.today, "answered_by": viewer.function}
        waiting = _waiting(act, org_id)
        if (waiting is None) != (version is None):
            raise ConflictError("row_changed", table="request")
        if waiting is None:
            act.insert("request", [{**_about(org_id), **no}])
        else:
            act.update("request", waiting["id"], version, no)


def _standing(org_id: str, name: str, rows: list[Row], *, may_ask: bool) -> Standing:
    waiting = [row for row in rows if row["answer"] is None and row["withdrawn_on"] is None]
    declined = [row for row in rows if row["answer"] == "no"]
    last, no = next(reversed(waiting), None), next(reversed(declined), None)
    return Standing(
        org_id, name,
        last["asked_on"] if last else None, (last["asked_by"] or "") if last else "",
        no["answered_on"] if no else None, (no["answered_by"] or "") if no else "",
        int(last["version"]) if last else None, may_ask,
    )  # fmt: skip


def _about(org_id: str) -> dict[str, str]:
    return {"kind": KIND, "from_organisation_id": org_id, "owner_org_id": org_id, "sharing": "own"}


def _not_admitted(act: Act, org_id: str) -> None:
    if act.row("organisation", org_id)["admitted_on"] is not None:
        raise ConflictError("already_admitted")


def _waiting(act: Act, org_id: str) -> Row | None:
    rows = act.rows("request", "from_organisation_id", [org_id])
    return next(
        (row for row in rows if row["kind"] == KIND and not row["answer"] and row["withdrawn_on"] is None),
        None,
    )
