"""Requests, both ways: presence is asked for, a place and an hour are raised; each is received, answered and dated.

A no needs no reason and is counted nowhere. What is written in words is about places, never about people; it is
shown to those concerned and is in no export.
"""

from datetime import date
from typing import Any

import pandas as pd

from karta.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from karta.model import typed_numbers
from karta.model.place import PRESENCE_KINDS, is_unknown
from karta.privacy import WORKSPACE, Viewer, allowed, belonging_to, require
from karta.services.needs.request_rights import (
    ASKED,
    PROPOSED,
    concerns,
    is_asker,
    may_answer,
    open_at,
    organisation,
    state,
)
from karta.services.needs.request_rows import about_place, stored, when_values
from karta.services.workspace import Workspace
from karta.store.acts import Act
from karta.store.database import Reading

# missed: adults are missed at a place and an hour. alone: young people want a place left to themselves.
RAISED = ("missed", "alone")
KINDS = (*ASKED, *RAISED)
# A proposal is taken or not.
VERDICTS = ("yes", "no")
ANSWERS = ("yes", "no", "otherwise", "talk")
# Answers that lead on: to a new answer when one has talked, or to another request.
UNSETTLED = ("otherwise", "talk")
COLUMNS = [
    "id", "kind", "state", "place_id", "place", "from_org", "to_org", "to_org_id", "date", "days", "start", "end",
    "valid_to", "role", "adults", "why", "offered", "asked_on", "asked_by", "received_on", "answer", "reply",
    "answered_on", "answered_by", "has_shift", "unsettled", "mine_to_answer", "mine_to_withdraw", "version",
]  # fmt: skip
OPTIONAL_COLUMNS = [
    "date", "days", "valid_to", "why", "offered", "asked_on", "received_on", "answer", "reply", "answered_on",
    "answered_by", "role", "adults",
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
    kind: str = "presence",
) -> str:
    """Ask an organisation (name or id) for adults at a place and hours, and return the request's id.

    Another `kind` asks for information, a meeting, premises or training there instead, and for nobody's presence.
    Either `day`, or day tokens in `days` until a day. `why` and `offered` (jackets, coffee, training) are words about
    the place.

    Raises
    ------
    ConflictError
        When the organisation has as many open requests as it takes at a time.
    InputError
        When the kind, the hours, the role or the number are none, or the words hold what must not be kept of people.
    """
    require(viewer, "ask_presence", WORKSPACE)
    for value, known in ((kind, ASKED), (role, PRESENCE_KINDS)):
        if value not in known:
            raise InputError("value_not_allowed", value=value, allowed=", ".join(known))
    number, values = typed_numbers.adults(adults, 1), when_values(start, end, day, days, until)
    if kind == "presence":
        values |= {"role": role, "adults": number}
    values |= {"why": about_place(why), "offered": about_place(offered)}
    with workspace.act(viewer, "ask_presence") as act:
        reading = Reading(act.connection)
        org = organisation(reading, to_org)
        cap, waiting = org["request_cap"], open_at(reading.frame("request"), org["id"])
        if not is_unknown(cap) and waiting >= int(cap):
            raise ConflictError("cap_reached", org=org["name"], cap=int(cap))
        return stored(
            act,
            workspace,
            viewer,
            kind,
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
    require(viewer, "raise_place", WORKSPACE)
    if kind not in RAISED:
        raise InputError("value_not_allowed", value=kind, allowed=", ".join(RAISED))
    values = {**when_values(start, end, day, days, until), "why": about_place(why)}
    with workspace.act(viewer, "raise_place") as act:
        return stored(act, workspace, viewer, kind, place_id, from_org, values)


def receive(workspace: Workspace, viewer: Viewer, request_id: str) -> None:
    """Note that a request has been read by whom it concerns; what is answered has been received, too."""
    require(viewer, "see_requests", WORKSPACE)
    with workspace.act(viewer, "receive_request") as act:
        row = _answerable(act, viewer, request_id)
        if row["received_on"] is None:
            values = {"received_on": workspace.today, "received_by": viewer.function}
            act.update("request", request_id, None, values)


def answer(
    workspace: Workspace, viewer: Viewer, request_id: str, choice: str, reply: str = "", *, version: int
) -> None:
    """Answer a request with yes, no, otherwise or talk first; words are optional, whatever the answer.

    Raises
    ------
    ConflictError
        `row_changed` when somebody has answered it, or changed it otherwise, since `version` was read.
    InputError
        For another answer.
    NotAllowedError
        When it is not the viewer's to answer.
    """
    require(viewer, "see_requests", WORKSPACE)
    if choice not in ANSWERS:
        raise InputError("value_not_allowed", value=choice, allowed=", ".join(ANSWERS))
    words, today = about_place(reply), workspace.today
    with workspace.act(viewer, "answer_request") as act:
        row = _answerable(act, viewer, request_id)
        if row["kind"] == PROPOSED and choice not in VERDICTS:
            raise InputError("value_not_allowed", value=choice, allowed=", ".join(VERDICTS))
        values = {"answer": choice, "reply": words, "answered_on": today, "answered_by": viewer.function}
        if row["received_on"] is None:
            values |= {"received_on": today, "received_by": viewer.function}
        act.update("request", request_id, version, values)


def withdraw(workspace: Workspace, viewer: Viewer, request_id: str, *, version: int) -> None:
    """Take back a request that one's own organisation or function made, unless it was answered since `version`."""
    require(viewer, "see_requests", WORKSPACE)
    with workspace.act(viewer, "withdraw_request") as act:
        row = _row(act, request_id)
        if not is_asker(row, viewer):
            raise NotAllowedError("not_allowed", what="withdraw_request", role=viewer.role)
        act.update("request", request_id, version, {"withdrawn_on": workspace.today})


def cap_requests(workspace: Workspace, viewer: Viewer, org: str, most: int | None, *, version: int) -> None:
    """Set how many open requests an organisation (name or id) takes at a time; None: any number.

    Raises
    ------
    ConflictError
        `row_changed` when somebody has changed the organisation since `version` was read.
    NotAllowedError
        When an organiser sets it for another organisation.
    """
    require(viewer, "cap_requests", WORKSPACE)
    cap = None if most is None else int(typed_numbers.adults(most))
    with workspace.act(viewer, "cap_requests") as act:
        row = organisation(Reading(act.connection), org)
        require(viewer, "cap_requests", belonging_to(row["id"]))
        act.update("organisation", row["id"], version, {"request_cap": cap})


def visible(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return the requests that concern a viewer, open ones first, latest first: COLUMNS.

    state: sent, received, answered or withdrawn; `unsettled`: answered with otherwise or talk first, so that it can
    still be answered or taken back. The coordinator sees all of them, others those from
    and to their own organisation, and what was raised whoever answers that.
    """
    require(viewer, "see_requests", WORKSPACE)
    with workspace.store.reading() as reading:
        rows, orgs, places = reading.frame("request"), reading.frame("organisation"), reading.frame("place")
    rows = rows[rows["kind"].isin([*KINDS, PROPOSED])]
    names = dict(zip(orgs["id"], orgs["name"], strict=True))
    records = [{str(k): v for k, v in row.items()} for row in rows.to_dict("records")]
    visible_rows = [row for row in records if concerns(row, viewer)]
    frame = pd.DataFrame(visible_rows, columns=rows.columns)
    frame = frame.assign(
        state=[state(row) for row in visible_rows],
        place=frame["place_id"]
        .map(dict(zip(places["id"], places["name"], strict=True)))
        .astype(object)
        .fillna(""),
        from_org=[names.get(row["from_organisation_id"], "") for row in visible_rows],
        to_org=[names.get(row["to_organisation_id"], "") for row in visible_rows],
        to_org_id=frame["to_organisation_id"],
        has_shift=frame["schedule_id"].notna(),
        unsettled=pd.Series([_is_unsettled(row) for row in visible_rows], dtype=bool),
        mine_to_answer=[may_answer(row, viewer) and _is_open(row) for row in visible_rows],
        mine_to_withdraw=[is_asker(row, viewer) and _is_open(row) for row in visible_rows],
    )
    done = frame["state"].isin(["answered", "withdrawn"])
    order = frame.assign(done=done).sort_values(["done", "id"], ascending=[True, False])
    # An empty cell is None, also where other rows of the column have a value.
    blanks = {name: order[name].astype(object).where(order[name].notna(), None) for name in OPTIONAL_COLUMNS}
    return order.assign(**blanks)[COLUMNS].reset_index(drop=True)


def caps(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return how many open requests organisations have and take: org_id, org, open, cap (NaN: any), version.

    `open` is None where it is not the viewer's to know: it may neither see the requests, nor ask where a cap is.
    """
    require(viewer, "see_requests", WORKSPACE)
    with workspace.store.reading() as reading:
        orgs, rows = reading.frame("organisation"), reading.frame("request")
    counts = [
        open_at(rows, org) if _may_count(viewer, org, cap) else None
        for org, cap in zip(orgs["id"], orgs["request_cap"], strict=True)
    ]
    frame = pd.DataFrame({
        "org_id": orgs["id"], "org": orgs["name"], "open": pd.Series(counts, dtype=object),
        "cap": orgs["request_cap"].astype("Float64").astype("float64"), "version": orgs["version"],
    })  # fmt: skip
    return frame.sort_values("org", key=lambda names: names.str.casefold()).reset_index(drop=True)


def _may_count(viewer: Viewer, org_id: str, cap: object) -> bool:
    if allowed(viewer, "see_requests", belonging_to(org_id)):
        return True
    return not is_unknown(cap) and bool(allowed(viewer, "ask_presence", WORKSPACE))


def _is_unsettled(row: dict[str, Any]) -> bool:
    return state(row) == "answered" and row["answer"] in UNSETTLED


def _is_open(row: dict[str, Any]) -> bool:
    return state(row) in ("sent", "received") or _is_unsettled(row)


def _row(act: Act, request_id: str) -> dict[str, Any]:
    row = act.row("request", request_id)
    if row["superseded_at"] is not None or row["withdrawn_on"] is not None:
        raise NotFoundError("request_missing")
    return row


def _answerable(act: Act, viewer: Viewer, request_id: str) -> dict[str, Any]:
    row = _row(act, request_id)
    if not may_answer(row, viewer):
        raise NotAllowedError("not_allowed", what="answer_request", role=viewer.role)
    return row
