"""The requests that concern the viewer: what waits for an answer first, each with its dates and its answer."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from karta.errors import NotFoundError
from karta.privacy import WORKSPACE, allowed
from karta.services import free_text
from karta.services.needs import request_shifts, request_words, requests
from karta.services.needs.request_rights import PROPOSED
from karta.services.needs.requests import ANSWERS
from karta.ui import chosen_places, edits, feedback, parts, words
from karta.ui.context import Context
from karta.ui.dates import on
from karta.ui.edits import Edit, Texts
from karta.ui.pages.requests import new
from karta.ui.pages.rosters import made


def show(context: Context) -> None:
    """Show open requests as cards with their answers, then what has been answered."""
    edits.begin()
    _lists(context)
    edits.tell_vanished(context)


def _lists(context: Context) -> None:
    rows = requests.visible(context.workspace, context.viewer)
    if rows.empty:
        words.paragraph(context.say("requests.none"))
        st.button(context.say("requests.go_new"), on_click=_to_new, key="requests_go_new")
        return
    done = rows["state"].isin(["answered", "withdrawn"])
    # What was answered with yes and has not led on yet stands in sight.
    agreed = (rows["answer"] == "yes") & ~rows["has_shift"] & done & (rows["kind"] != PROPOSED)
    _cards(context, rows[~done], "requests.open_title")
    if agreed.any():
        _cards(context, rows[agreed], "requests.agreed_title")
    # So does what was answered with otherwise or talk first: it waits for somebody's next step.
    if rows["unsettled"].any():
        _cards(context, rows[rows["unsettled"]], "requests.unsettled_title")
    rest = rows[done & ~agreed & ~rows["unsettled"]]
    if len(rest):
        with st.expander(context.say("requests.done_title", count=len(rest))):
            _cards(context, rest)


def _cards(context: Context, rows: pd.DataFrame, title: str | None = None) -> None:
    if title:
        words.heading(context.say(title, count=len(rows)), 3)
    for row in rows.to_dict("records"):
        with st.container(border=True, gap="xsmall"):
            _card(context, {str(k): v for k, v in row.items()})


def when(context: Context, row: dict[str, Any]) -> str:
    """Return when a request is about: `fre 18 sep 20:00–23:00`, or the days it repeats on."""
    return request_words.when(row, context.workspace.today, context.workspace.language)


def _card(context: Context, row: dict[str, Any]) -> None:
    is_proposal = row["kind"] == PROPOSED
    place = row["place"] or ("" if is_proposal else context.say("ui.unnamed"))
    if is_proposal:
        place = ", ".join(filter(None, (row["offered"], place)))
    words.heading(context.say(f"requests.titles.{row['kind']}", place=place), 3)
    facts = [] if is_proposal else [when(context, row)]
    if row["kind"] == "presence":
        facts.append(request_words.adults(row, context.workspace.language))
    if row["kind"] not in requests.RAISED:
        to = row["to_org"] or context.say("requests.the_partnership")
        facts.append(f"{context.say('requests.to')}: {to}")
    words.paragraph(" · ".join(facts))
    for text in (row["why"], None if is_proposal else row["offered"]):
        if text:
            words.paragraph(str(text), "note")
    words.paragraph(_dates(context, row), "quiet")
    if row["reply"]:
        words.paragraph(str(row["reply"]), "note")
    if row["unsettled"]:
        words.paragraph(
            context.say(
                f"requests.next_{row['answer']}", org=row["to_org"] or context.say("requests.the_partnership")
            )
        )
    edit = edits.opened(f"request_{row['id']}", row, int(row["version"]), _texts(context, row))
    # As it was when it was shown: whoever is answering still can when somebody else has answered, and is told so.
    if edit.row["mine_to_answer"]:
        _answer(context, row, edit)
    if edit.row["mine_to_withdraw"] and st.button(
        context.say("requests.withdraw"), key=edit.watch(f"withdraw_{row['id']}")
    ):
        act = partial(requests.withdraw, context.workspace, context.viewer, row["id"], version=edit.version)
        typed = {context.say("requests.this_request"): context.say("requests.withdraw")}
        feedback.save(context, edit, act, "requests.withdrawn", typed, partial(_stored, context, row["id"]))
    edits.compare(context, edit)
    if row["unsettled"] and row["mine_to_withdraw"]:
        st.button(context.say("requests.ask_anew"), key=f"anew_{row['id']}", on_click=_anew, args=(row,))
    if row["answer"] == "yes":
        _onward(context, row)


def _onward(context: Context, row: dict[str, Any]) -> None:
    """Show what a yes leads to: a shift, or a decision about the place."""
    if row["kind"] in requests.RAISED and allowed(context.viewer, "decide_need", WORKSPACE):
        if st.button(context.say("requests.go_need"), key=f"need_{row['id']}"):
            chosen_places.start_with(context, row["place_id"])
            st.switch_page(st.session_state["karta_pages"]["begin"])
    elif row["has_shift"]:
        words.paragraph(context.say("requests.has_shift"), "quiet")
        return
    last = row["date"] or row["valid_to"]
    ahead = last is None or last >= context.workspace.today
    if not ahead or row["kind"] != "presence" or not allowed(context.viewer, "plan_shifts", WORKSPACE):
        return
    label = "requests.make_shift" if row["date"] else "requests.make_shifts"
    if st.button(context.say(label), type="primary", key=f"shift_{row['id']}"):
        feedback.perform(
            context,
            lambda: made.sentences(
                context, request_shifts.shift_from(context.workspace, context.viewer, row["id"])
            ),
            "requests.shift_made" if row["date"] else "requests.shifts_made",
            place=row["place"],
        )


def _dates(context: Context, row: dict[str, Any]) -> str:
    org = f", {row['from_org']}" if row["from_org"] else ""
    sentences = [
        context.say("requests.asked_line", day=on(context, row["asked_on"]), by=row["asked_by"], org=org)
    ]
    if row["received_on"] is not None:
        sentences.append(context.say("requests.received_line", day=on(context, row["received_on"])))
    if row["answer"] is not None:
        answer = context.say(f"requests.answers.{row['answer']}")
        sentences.append(
            context.say("requests.answered_line", day=on(context, row["answered_on"]), answer=answer)
        )
    if row["state"] == "withdrawn":
        sentences.append(context.say("requests.withdrawn_line"))
    return " ".join(sentences)


def _answer(context: Context, row: dict[str, Any], edit: Edit[dict[str, Any]]) -> None:
    key, label = row["id"], context.say("requests.reply")
    reply = st.text_input(
        label,
        key=edit.watch(f"reply_{key}", label),
        help=context.say("requests.why_help"),
        max_chars=free_text.LONGEST,
    )
    with st.container(horizontal=True, gap="small"):
        choices = requests.VERDICTS if row["kind"] == PROPOSED else ANSWERS
        for answer in (choice for choice in choices if choice != edit.row["answer"]):
            if st.button(context.say(f"requests.answers.{answer}"), key=edit.watch(f"answer_{answer}_{key}")):
                _store_answer(context, edit, answer, reply)
        if row["state"] == "sent" and st.button(context.say("requests.receive"), key=f"receive_{key}"):
            feedback.perform(
                context,
                lambda: requests.receive(context.workspace, context.viewer, key),
                "requests.received",
            )


def _store_answer(context: Context, edit: Edit[dict[str, Any]], answer: str, reply: str) -> None:
    label = context.say(f"requests.answers.{answer}")
    act = partial(
        requests.answer,
        context.workspace,
        context.viewer,
        edit.row["id"],
        answer,
        reply,
        version=edit.version,
    )
    typed = {context.say("requests.this_request"): " · ".join(filter(None, [label, reply.strip()]))}
    feedback.save(
        context,
        edit,
        act,
        "requests.answered",
        typed,
        partial(_stored, context, edit.row["id"]),
        answer=label,
    )


def _stored(context: Context, request_id: str) -> tuple[int, Texts]:
    """Return the version of a request as it is stored now, and in words how far it has come."""
    rows = requests.visible(context.workspace, context.viewer)
    rows = rows[rows["id"] == request_id]
    if rows.empty:
        raise NotFoundError("request_missing")
    row = {str(k): v for k, v in rows.iloc[0].to_dict().items()}
    return int(row["version"]), _texts(context, row)


def _texts(context: Context, row: dict[str, Any]) -> Texts:
    state = " · ".join(filter(None, [_dates(context, row), row["reply"]]))
    return {context.say("requests.this_request"): state}


def _anew(row: dict[str, Any]) -> None:
    """Show the form of a new request with what this one says: to be changed and sent anew."""
    new.fill(row)
    parts.go("new")


def _to_new() -> None:
    parts.go("new")
