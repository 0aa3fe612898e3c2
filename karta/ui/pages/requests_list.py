"""The requests that concern the viewer: what waits for an answer first, each with its dates and its answer."""

from typing import Any

import pandas as pd
import streamlit as st

from karta.i18n import number
from karta.privacy import may
from karta.services import request_shifts, requests
from karta.services.requests import ANSWERS
from karta.ui import parts, words
from karta.ui.app import Context
from karta.ui.pages import begin_choice, register_rules, request_new
from karta.ui.pages import register_notes as notes
from karta.ui.pages.register_dates import on


def show(context: Context) -> None:
    """Show open requests as cards with their answers, then what has been answered."""
    found = requests.requests(context.workspace, context.viewer)
    if found.empty:
        words.paragraph(context.say("requests.none"))
        st.button(context.say("requests.go_new"), on_click=_to_new, key="requests_go_new")
        return
    done = found["state"].isin(["answered", "withdrawn"])
    # What was answered with yes and has not led on yet stands in sight.
    agreed = (found["answer"] == "yes") & ~found["has_shift"] & done
    _cards(context, found[~done], "requests.open_title")
    if agreed.any():
        _cards(context, found[agreed], "requests.agreed_title")
    # So does what was answered with otherwise or talk first: it waits for somebody's next step.
    if found["unsettled"].any():
        _cards(context, found[found["unsettled"]], "requests.unsettled_title")
    rest = found[done & ~agreed & ~found["unsettled"]]
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
    if row["date"] is not None:
        return context.say(
            "requests.when_date", day=on(context, row["date"]), start=row["start"], end=row["end"]
        )
    days = register_rules.days(context, row["days"])
    said = context.say("requests.when_days", days=days, start=row["start"], end=row["end"])
    if row["valid_to"] is None:
        return said
    return f"{said}, {context.say('requests.when_until', day=on(context, row['valid_to']))}"


def _card(context: Context, row: dict[str, Any]) -> None:
    place = row["place"] or context.say("ui.unnamed")
    words.heading(context.say(f"requests.titles.{row['kind']}", place=place), 3)
    said = [when(context, row)]
    if row["kind"] == "presence":
        adults = number(row["adults"], 0, context.workspace.language)
        said.append(
            context.say("requests.line_presence", adults=adults, role=context.say(f"roles.{row['role']}"))
        )
        said.append(f"{context.say('requests.to')}: {row['to_org']}")
    words.paragraph(" · ".join(said))
    for text in (row["why"], row["offered"]):
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
    if row["mine_to_answer"]:
        _answer(context, row)
    if row["mine_to_withdraw"] and st.button(context.say("requests.withdraw"), key=f"withdraw_{row['id']}"):
        notes.perform(
            context,
            lambda: requests.withdraw(context.workspace, context.viewer, row["id"]),
            "requests.withdrawn",
        )
    if row["unsettled"] and row["mine_to_withdraw"]:
        st.button(context.say("requests.ask_anew"), key=f"anew_{row['id']}", on_click=_anew, args=(row,))
    if row["answer"] == "yes":
        _onward(context, row)


def _onward(context: Context, row: dict[str, Any]) -> None:
    """Show what a yes leads to: a shift, or a decision about the place."""
    if row["kind"] in requests.RAISED and may(context.viewer, "decide_need"):
        if st.button(context.say("requests.go_need"), key=f"need_{row['id']}"):
            begin_choice.start_with(context, row["place_id"])
            st.switch_page(st.session_state["karta_pages"]["begin"])
    elif row["has_shift"]:
        words.paragraph(context.say("requests.has_shift"), "quiet")
        return
    last = row["date"] or row["valid_to"]
    ahead = last is None or last >= context.workspace.today
    if not ahead or row["kind"] in requests.RAISED or not may(context.viewer, "plan_shifts"):
        return
    label = "requests.make_shift" if row["date"] else "requests.make_shifts"
    if st.button(context.say(label), type="primary", key=f"shift_{row['id']}"):
        notes.perform(
            context,
            lambda: request_shifts.shift_from(context.workspace, context.viewer, row["id"]),
            "requests.shift_made" if row["date"] else "requests.shifts_made",
            place=row["place"],
        )


def _dates(context: Context, row: dict[str, Any]) -> str:
    org = f", {row['from_org']}" if row["from_org"] else ""
    said = [context.say("requests.asked_line", day=on(context, row["asked_on"]), by=row["asked_by"], org=org)]
    if row["received_on"] is not None:
        said.append(context.say("requests.received_line", day=on(context, row["received_on"])))
    if row["answer"] is not None:
        answer = context.say(f"requests.answers.{row['answer']}")
        said.append(context.say("requests.answered_line", day=on(context, row["answered_on"]), answer=answer))
    if row["state"] == "withdrawn":
        said.append(context.say("requests.withdrawn_line"))
    return " ".join(said)


def _answer(context: Context, row: dict[str, Any]) -> None:
    key = row["id"]
    reply = st.text_input(
        context.say("requests.reply"),
        key=f"reply_{key}",
        help=context.say("requests.why_help"),
        max_chars=400,
    )
    with st.container(horizontal=True, gap="small"):
        for answer in (one for one in ANSWERS if one != row["answer"]):
            said = context.say(f"requests.answers.{answer}")
            if st.button(said, key=f"answer_{answer}_{key}"):
                notes.perform(
                    context,
                    lambda answer=answer: requests.answer(
                        context.workspace, context.viewer, key, answer, reply
                    ),  # type: ignore[misc]
                    "requests.answered",
                    answer=said,
                )
        if row["state"] == "sent" and st.button(context.say("requests.receive"), key=f"receive_{key}"):
            notes.perform(
                context,
                lambda: requests.receive(context.workspace, context.viewer, key),
                "requests.received",
            )


def _anew(row: dict[str, Any]) -> None:
    """Show the form of a new request with what this one says: to be changed and sent anew."""
    request_new.fill(row)
    parts.go("new")


def _to_new() -> None:
    parts.go("new")
