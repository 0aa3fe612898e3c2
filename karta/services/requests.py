"""Requests, both ways: presence is asked for, a place and an hour are raised; each is received, answered and dated.

A no needs no reason and is counted nowhere. What is written in words is about places, never about people; it is
shown to those concerned and is in no export.
"""

from datetime import date
from typing import Any

import pandas as pd

from karta.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from karta.model.calendar import parse_days
from karta.model.place import PRESENCE_KINDS, is_unknown, name_key
from karta.model.walltime import parse_end, parse_time
from karta.privacy import Viewer, require
from karta.services.request_rights import (
    asked_it,
    concerns,
    may_answer,
    open_at,
    organisation,
    own_id,
    state,
)
from karta.services.wording import about_places
from karta.services.workspace import Workspace
from karta.store.acts import Act
from karta.store.database import Reading

# presence: adults are asked to come. missed: adults are missed at a place and an hour. alone: young people want a
# place left to themselves.
RAISED = ("missed", "alone")
KINDS = ("presence", *RAISED)
ANSWERS = ("yes", "no", "otherwise", "talk")
# Answers that lead on: to a new answer when one has talked, or to another request.
UNSETTLED = ("otherwise", "talk")
COLUMNS = [
    "id", "kind", "state", "place_id", "place", "from_org", "to_org", "to_org_id", "date", "days", "start", "end",
    "valid_to", "role", "adults", "why", "offered", "asked_on", "asked_by", "received_on", "answer", "reply",
    "answered_on", "answered_by", "has_shift", "unsettled", "mine_to_answer", "mine_to_withdraw",
]  # fmt: skip
UNSAID = [
    "date", "days", "valid_to", "why", "offered", "asked_on", "received_on", "answer", "reply", "answered_on",
    "answered_by", "role",
]  # fmt: skip


def ask_presence(
    workspace: Workspace,
    viewer: Viewer,
    *,
    place_id: str,
    to_org: str,
    start: str,
    end: str,
    day: date | None = None,
    days: str = "",
    until: date | None = None,
    role: str = "night_walker",
    adults: int = 2,
    why: str = "",
    offered: str = "",
    from_org: str | None = None,
) -> str:
    """Ask an organisation (name or id) for adults at a place and hours, and return the request's id.

    Either `day`, or day tokens in `days` until a day. `why` and `offered` (jackets, coffee, training) are words about
    the place.

    Raises
    ------
    ConflictError
        When the organisation has as many open requests as it takes at a time.
    InputError
        When the hours, the role or the number are none, or the words hold what must not be kept of people.
    """
    require(viewer, "ask_presence")
    if role not in PRESENCE_KINDS:
        raise InputError("value_not_allowed", value=role, allowed=", ".join(PRESENCE_KINDS))
    if adults < 1 or adults != int(adults):
        raise InputError("adults_not_whole", value=str(adults))
    values = {**_when(start, end, day, days, until), "role": role, "adults": float(adults)}
    values |= {"why": _words(why), "offered": _words(offered)}
    with workspace.store.act(viewer.function, "ask_presence") as act:
        look = Reading(act.connection)
        org = organisation(look, to_org)
        cap, waiting = org["request_cap"], open_at(look.frame("request"), org["id"])
        if not is_unknown(cap) and waiting >= int(cap):
            raise ConflictError("requests_full", org=org["name"], cap=int(cap))
        return _store(
            act,
            workspace,
            viewer,
            "presence",
            place_id,
            from_org,
            {**values, "to_organisation_id": org["id"]},
        )


def raise_place(
    workspace: Workspace,
    viewer: Viewer,
    *,
    kind: str,
    place_id: str,
    start: str,
    end: str,
    day: date | None = None,
    days: str = "",
    until: date | None = None,
    why: str = "",
    from_org: str | None = None,
) -> str:
    """Raise a place and hours where adults are missed, or which young people want left alone; return the id."""
    require(viewer, "raise_place")
    if kind not in RAISED:
        raise InputError("value_not_allowed", value=kind, allowed=", ".join(RAISED))
    values = {**_when(start, end, day, days, until), "why": _words(why)}
    with workspace.store.act(viewer.function, "raise_place") as act:
        return _store(act, workspace, viewer, kind, place_id, from_org, values)


def receive(workspace: Workspace, viewer: Viewer, request_id: str) -> None:
    """Note that a request has been read by whom it concerns; what is answered has been received, too."""
    with workspace.store.act(viewer.function, "receive_request") as act:
        row = _answerable(act, viewer, request_id)
        if row["received_on"] is None:
            _change(act, request_id, {"received_on": workspace.today, "received_by": viewer.function})


def answer(workspace: Workspace, viewer: Viewer, request_id: str, said: str, reply: str = "") -> None:
    """Answer a request with yes, no, otherwise or talk first; words are optional, whatever the answer.

    Raises
    ------
    InputError
        For another answer.
    NotAllowedError
        When it is not the viewer's to answer.
    """
    if said not in ANSWERS:
        raise InputError("value_not_allowed", value=said, allowed=", ".join(ANSWERS))
    words, today = _words(reply), workspace.today
    with workspace.store.act(viewer.function, "answer_request") as act:
        row = _answerable(act, viewer, request_id)
        told = {"answer": said, "reply": words, "answered_on": today, "answered_by": viewer.function}
        if row["received_on"] is None:
            told |= {"received_on": today, "received_by": viewer.function}
        _change(act, request_id, told)


def withdraw(workspace: Workspace, viewer: Viewer, request_id: str) -> None:
    """Take back a request that one's own organisation or function made."""
    with workspace.store.act(viewer.function, "withdraw_request") as act:
        row = _row(act, request_id)
        if not asked_it(row, viewer, own_id(Reading(act.connection), viewer)):
            raise NotAllowedError("not_allowed", what="withdraw_request", role=viewer.role)
        _change(act, request_id, {"withdrawn_on": workspace.today})


def cap_requests(workspace: Workspace, viewer: Viewer, org: str, most: int | None) -> None:
    """Say how many open requests an organisation (name or id) takes at a time; None: any number.

    Raises
    ------
    NotAllowedError
        When an organiser says it for somebody else.
    """
    require(viewer, "cap_requests")
    if most is not None and most < 0:
        raise InputError("adults_not_whole", value=str(most))
    with workspace.store.act(viewer.function, "cap_requests") as act:
        row = organisation(Reading(act.connection), org)
        if viewer.role == "organiser" and name_key(viewer.organisation or "") != name_key(row["name"]):
            raise NotAllowedError("not_allowed", what="cap_requests", role=viewer.role)
        act.update("organisation", row["id"], None, {"request_cap": most})


def requests(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return the requests that concern a viewer, open ones first, latest first: COLUMNS.

    state: sent, received, answered or withdrawn; `unsettled`: answered with otherwise or talk first, so that it can
    still be answered or taken back. The coordinator and the municipality see all of them; others those
    from and to their own organisation or function.
    """
    require(viewer, "see_requests")
    with workspace.store.reading() as look:
        rows, orgs, places = look.frame("request"), look.frame("organisation"), look.frame("place")
        own = own_id(look, viewer)
    rows = rows[rows["kind"].isin(KINDS)]
    names = dict(zip(orgs["id"], orgs["name"], strict=True))
    said = [{str(k): v for k, v in row.items()} for row in rows.to_dict("records")]
    kept = [row for row in said if concerns(row, viewer, own)]
    found = pd.DataFrame(kept, columns=rows.columns)
    found = found.assign(
        state=[state(row) for row in kept],
        place=found["place_id"].map(dict(zip(places["id"], places["name"], strict=True))),
        from_org=[names.get(row["from_organisation_id"], "") for row in kept],
        to_org=[names.get(row["to_organisation_id"], "") for row in kept],
        to_org_id=found["to_organisation_id"],
        has_shift=found["schedule_id"].notna(),
        unsettled=pd.Series([_is_unsettled(row) for row in kept], dtype=bool),
        mine_to_answer=[may_answer(row, viewer, own) and _is_open(row) for row in kept],
        mine_to_withdraw=[asked_it(row, viewer, own) and _is_open(row) for row in kept],
    )
    done = found["state"].isin(["answered", "withdrawn"])
    order = found.assign(done=done).sort_values(["done", "id"], ascending=[True, False])
    # What is not said is None, also where other rows of the column say it.
    told = {name: order[name].astype(object).where(order[name].notna(), None) for name in UNSAID}
    return order.assign(**told)[COLUMNS].reset_index(drop=True)


def caps(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return the organisations with how many open requests they have and take: org_id, org, open, cap (NaN: any)."""
    require(viewer, "see_requests")
    with workspace.store.reading() as look:
        orgs, rows = look.frame("organisation"), look.frame("request")
    frame = pd.DataFrame({
        "org_id": orgs["id"], "org": orgs["name"], "open": [open_at(rows, org) for org in orgs["id"]],
        "cap": orgs["request_cap"].astype("Float64").astype("float64"),
    })  # fmt: skip
    return frame.sort_values("org", key=lambda names: names.str.casefold()).reset_index(drop=True)


def _is_unsettled(row: dict[str, Any]) -> bool:
    return state(row) == "answered" and row["answer"] in UNSETTLED


def _is_open(row: dict[str, Any]) -> bool:
    return state(row) in ("sent", "received") or _is_unsettled(row)


def _store(
    act: Act,
    workspace: Workspace,
    viewer: Viewer,
    kind: str,
    place_id: str,
    from_org: str | None,
    values: dict[str, Any],
) -> str:
    look = Reading(act.connection)
    if not act.rows("place", "id", [place_id]):
        raise NotFoundError("place_missing")
    asker = own_id(look, viewer)
    if from_org is not None:
        # Only who notes what others have said by telephone speaks for them.
        require(viewer, "answer_for_all")
        asker = organisation(look, from_org)["id"]
    about = {
        "kind": kind, "place_id": place_id, "from_organisation_id": asker, "owner_org_id": asker, "sharing": "own",
        "asked_on": workspace.today, "asked_by": viewer.function,
    }  # fmt: skip
    return act.insert("request", [{**about, **values}])[0]


def _when(start: str, end: str, day: date | None, days: str, until: date | None) -> dict[str, Any]:
    parse_time(start)
    parse_end(end)
    if day is None and not days:
        raise InputError("weekday_missing")
    if days:
        parse_days(days)
    if start == end:
        raise InputError("shift_without_length")
    return {"start": start, "end": end, "date": day, "days": days or None, "valid_to": until}


def _words(said: str) -> str | None:
    """Return words about a place, None where there are none."""
    return about_places(said) or None


def _change(act: Act, request_id: str, values: dict[str, Any]) -> None:
    act.update("request", request_id, None, values)


def _row(act: Act, request_id: str) -> dict[str, Any]:
    row = act.row("request", request_id)
    if row["superseded_at"] is not None or row["withdrawn_on"] is not None:
        raise NotFoundError("request_missing")
    return row


def _answerable(act: Act, viewer: Viewer, request_id: str) -> dict[str, Any]:
    row = _row(act, request_id)
    if not may_answer(row, viewer, own_id(Reading(act.connection), viewer)):
        raise NotAllowedError("not_allowed", what="answer_request", role=viewer.role)
    return row
