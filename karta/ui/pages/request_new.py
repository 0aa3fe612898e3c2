"""A new request: presence asked for, or a place and an hour raised."""

from datetime import date, time, timedelta
from typing import Any

import streamlit as st

from karta.model.place import PRESENCE_KINDS
from karta.privacy import may
from karta.services import register, requests
from karta.services.requests import KINDS
from karta.ui import words
from karta.ui.app import Context, page_link
from karta.ui.pages import begin_choice, begin_decide, register_rules
from karta.ui.pages import register_notes as notes

QUARTER = timedelta(days=91)


def begin_with(kind: str, place_id: str, day: date, start: time, end: time) -> None:
    """Let the form begin with a place and an hour when one comes to it next."""
    turn = st.session_state.get("requests_turn", 0)
    said = {
        "request_kind": kind, "place": place_id, "repeats": "once", "day": day, "from": start, "to": end,
    }  # fmt: skip
    for name, value in said.items():
        st.session_state[f"{name}_{turn}"] = value


def show(context: Context) -> None:
    """Show the form; what was typed stays until the request is sent."""
    may_do = {"presence": may(context.viewer, "ask_presence")}
    kinds = [kind for kind in KINDS if may_do.get(kind, may(context.viewer, "raise_place"))]
    places = register.places(context.workspace, context.viewer)
    if places.empty:
        words.paragraph(context.say("requests.no_places"))
        page_link("begin", context.say("ui.go_begin"))
        return
    turn = st.session_state.get("requests_turn", 0)
    kind = st.radio(
        context.say("requests.kind"), kinds, key=f"request_kind_{turn}", horizontal=True,
        format_func=lambda name: context.say(f"requests.kinds.{name}"),
    )  # fmt: skip
    orgs = list(requests.caps(context.workspace, context.viewer)["org"])
    if kind == "presence" and not orgs:
        words.paragraph(context.say("requests.no_orgs"))
        return
    values = _where_and_when(context, places, turn)
    values |= _what(context, kind or kinds[0], orgs, turn)
    if st.button(context.say("requests.send"), type="primary", key="send_request"):
        _send(context, kind or kinds[0], values, turn)


def fill(row: dict[str, Any]) -> None:
    """Let the form begin with what another request says."""
    turn = st.session_state.get("requests_turn", 0) + 1
    said = {
        "request_kind": row["kind"], "place": row["place_id"], "repeats": "once" if row["date"] else "weekly",
        "from": time.fromisoformat(row["start"]), "to": time.fromisoformat(row["end"].replace("24:", "00:")),
        "why": row["why"] or "",
    }  # fmt: skip
    if row["kind"] == "presence":
        said |= {
            "to_org": row["to_org"],
            "role": row["role"],
            "adults": int(row["adults"]),
            "offered": row["offered"] or "",
        }
    for name, value in said.items():
        st.session_state[f"{name}_{turn}"] = value
    st.session_state["requests_turn"] = turn


def _where_and_when(context: Context, places: Any, turn: int) -> dict[str, Any]:
    say, today = context.say, context.workspace.today
    places = places.sort_values("name", key=lambda names: names.str.casefold())
    names = {
        row.id: begin_choice.label(context, row.name, row.kind) for row in places.itertuples(index=False)
    }
    place_id = st.selectbox(
        say("requests.place"), list(names), format_func=names.__getitem__, key=f"place_{turn}"
    )
    how, which, until, first, last = st.columns([2, 3, 2, 1.4, 1.4])
    once = how.radio(
        say("requests.repeats"), ("once", "weekly"), key=f"repeats_{turn}",
        format_func=lambda name: say(f"requests.{name}"),
    ) == "once"  # fmt: skip
    values: dict[str, Any] = {"place_id": place_id}
    if once:
        values["day"] = which.date_input(
            say("requests.date"), today, min_value=today, format="YYYY-MM-DD", key=f"day_{turn}"
        )
    else:
        values["days"] = which.selectbox(
            say("requests.days"), begin_decide.DAYS, 3, format_func=lambda said: register_rules.days(context, said),
            key=f"days_{turn}",
        )  # fmt: skip
        values["until"] = until.date_input(
            say("requests.until"), today + QUARTER, min_value=today, format="YYYY-MM-DD", key=f"until_{turn}"
        )
    start = first.time_input(say("requests.start"), time(20), step=900, key=f"from_{turn}")
    end = last.time_input(say("requests.end"), time(23), step=900, key=f"to_{turn}")
    return {**values, "start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}


def _what(context: Context, kind: str, orgs: list[str], turn: int) -> dict[str, Any]:
    say = context.say
    values: dict[str, Any] = {}
    if kind == "presence":
        to, role, adults = st.columns([3, 3, 1.4])
        values["to_org"] = to.selectbox(say("requests.to"), orgs, key=f"to_org_{turn}")
        values["role"] = role.selectbox(
            say("requests.role"),
            PRESENCE_KINDS,
            format_func=lambda code: say(f"roles.{code}"),
            key=f"role_{turn}",
        )
        _tell_cap(context, values["to_org"])
        values["adults"] = adults.number_input(say("requests.adults"), 1, 20, 2, key=f"adults_{turn}")
        values["offered"] = st.text_input(say("requests.offered"), key=f"offered_{turn}", max_chars=400)
    if may(context.viewer, "answer_for_all") and orgs:
        own = say("requests.from_function", function=context.viewer.function)
        values["from_org"] = st.selectbox(
            say("requests.from"), [None, *orgs], format_func=lambda org: org or own, key=f"from_org_{turn}"
        )
    values["why"] = st.text_input(
        say("requests.why"), key=f"why_{turn}", help=say("requests.why_help"), max_chars=400
    )
    words.paragraph(say("requests.why_help"), "quiet")
    return values


def _tell_cap(context: Context, org: str | None) -> None:
    """Tell before anything is written that an organisation takes no more at a time, and why that is all right."""
    for row in requests.caps(context.workspace, context.viewer).to_dict("records"):
        if row["org"] == org and row["open"] >= row["cap"]:
            facts = {"org": org, "cap": int(row["cap"]), "open": row["open"]}
            words.paragraph(context.say("requests.full", **facts), "note")


def _send(context: Context, kind: str, values: dict[str, Any], turn: int) -> None:
    def act() -> None:
        if kind == "presence":
            requests.ask_presence(context.workspace, context.viewer, **values)
        else:
            requests.raise_place(context.workspace, context.viewer, kind=kind, **values)
        st.session_state["requests_turn"] = turn + 1

    notes.perform(
        context,
        act,
        "requests.sent" if kind == "presence" else "requests.raised",
        org=values.get("to_org", ""),
    )
