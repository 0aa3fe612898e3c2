"""A new request: presence asked for, or a place and an hour raised."""

from datetime import date, time, timedelta
from typing import Any

import streamlit as st

from karta.errors import InputError
from karta.model.place import PRESENCE_KINDS
from karta.privacy import WORKSPACE, allowed
from karta.services import free_text
from karta.services.needs import requests
from karta.services.needs.requests import KINDS, RAISED
from karta.services.register import places as register_places
from karta.ui import chosen_places, feedback, parts, rule_sentences, words
from karta.ui.context import Context, page_link
from karta.ui.pages.needs import decide

QUARTER = timedelta(days=91)
# How many adults are asked for at first, and at most.
LEAST, MOST = 2, 20


def begin_with(kind: str, place_id: str, day: date, start: time, end: time, adults: int = LEAST) -> None:
    """Fill the form in with a place, its hours and how many adults are missing, for the next visit."""
    attempt = st.session_state.get("requests_attempt", 0)
    fields = {
        "request_kind": kind, "place": place_id, "repeats": "once", "day": day, "from": start, "to": end,
        "adults": min(MOST, max(1, adults)),
    }  # fmt: skip
    for name, value in fields.items():
        st.session_state[f"{name}_{attempt}"] = value


def show(context: Context) -> None:
    """Show the form; what was typed stays until the request is sent."""
    may_ask, may_raise = (
        allowed(context.viewer, action, WORKSPACE) for action in ("ask_presence", "raise_place")
    )
    kinds = [kind for kind in KINDS if (may_raise if kind in RAISED else may_ask)]
    places = register_places.places(context.workspace, context.viewer)
    if places.empty:
        words.paragraph(context.say("requests.no_places"))
        page_link("begin", context.say("ui.go_begin"))
        return
    attempt = st.session_state.get("requests_attempt", 0)
    kind = st.radio(
        context.say("requests.kind"), kinds, key=f"request_kind_{attempt}", horizontal=True,
        format_func=lambda name: context.say(f"requests.kinds.{name}"),
    )  # fmt: skip
    orgs = list(requests.caps(context.workspace, context.viewer)["org"])
    if kind not in RAISED and not orgs:
        words.paragraph(context.say("requests.no_orgs"))
        return
    values = _where_and_when(context, places, attempt)
    values |= _what(context, kind or kinds[0], orgs, attempt)
    if st.button(context.say("requests.send"), type="primary", key="send_request"):
        _send(context, kind or kinds[0], values, attempt)


def fill(row: dict[str, Any]) -> None:
    """Fill the form in with the values of another request."""
    attempt = st.session_state.get("requests_attempt", 0) + 1
    fields = {
        "request_kind": row["kind"], "place": row["place_id"], "repeats": "once" if row["date"] else "weekly",
        "from": time.fromisoformat(row["start"]), "to": time.fromisoformat(row["end"].replace("24:", "00:")),
        "why": row["why"] or "",
    }  # fmt: skip
    if row["kind"] not in RAISED:
        fields |= {"to_org": row["to_org"], "offered": row["offered"] or ""}
    if row["kind"] == "presence":
        fields |= {"role": row["role"], "adults": int(row["adults"])}
    for name, value in fields.items():
        st.session_state[f"{name}_{attempt}"] = value
    st.session_state["requests_attempt"] = attempt


def _where_and_when(context: Context, places: Any, attempt: int) -> dict[str, Any]:
    say, today = context.say, context.workspace.today
    places = places.sort_values("name", key=lambda names: names.str.casefold())
    names = {
        row.id: chosen_places.label(context, row.name, row.kind) for row in places.itertuples(index=False)
    }
    place_id = st.selectbox(
        say("requests.place"), list(names), format_func=names.__getitem__, placeholder=say("ui.place_choose"),
        key=_first(f"place_{attempt}", next(iter(names)) if len(names) == 1 else None),
    )  # fmt: skip
    how, which, until, first, last = st.columns([2, 3, 2, 1.4, 1.4])
    once = how.radio(
        say("requests.repeats"), ("once", "weekly"), key=f"repeats_{attempt}",
        format_func=lambda name: say(f"requests.{name}"),
    ) == "once"  # fmt: skip
    values: dict[str, Any] = {"place_id": place_id}
    if once:
        values["day"] = which.date_input(
            say("requests.date"), min_value=today, format="YYYY-MM-DD", key=_first(f"day_{attempt}", today)
        )
    else:
        values["days"] = which.selectbox(
            say("requests.days"), decide.DAYS, key=_first(f"days_{attempt}", decide.DAYS[3]),
            format_func=lambda option: rule_sentences.days(context, option),
        )  # fmt: skip
        values["until"] = until.date_input(
            say("requests.until"),
            min_value=today,
            format="YYYY-MM-DD",
            key=_first(f"until_{attempt}", today + QUARTER),
        )
    start = first.time_input(say("requests.start"), step=900, key=_first(f"from_{attempt}", time(20)))
    end = last.time_input(say("requests.end"), step=900, key=_first(f"to_{attempt}", time(23)))
    return {**values, "start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}


def _what(context: Context, kind: str, orgs: list[str], attempt: int) -> dict[str, Any]:
    say = context.say
    values: dict[str, Any] = {}
    if kind not in RAISED:
        to, role, adults = st.columns([3, 3, 1.4])
        # Nobody is asked because of the alphabet.
        values["to_org"] = to.selectbox(
            say("requests.to"), orgs, key=_first(f"to_org_{attempt}", orgs[0] if len(orgs) == 1 else None),
            placeholder=say("requests.to_choose"),
        )  # fmt: skip
        _tell_cap(context, values["to_org"])
        if kind == "presence":
            values["role"] = role.selectbox(
                say("requests.role"),
                PRESENCE_KINDS,
                format_func=lambda code: say(f"roles.{code}"),
                key=f"role_{attempt}",
            )
            values["adults"] = adults.number_input(
                say("requests.adults"), 1, MOST, key=_first(f"adults_{attempt}", LEAST)
            )
        values["offered"] = st.text_input(
            say("requests.offered"), key=f"offered_{attempt}", help=say("requests.why_help"),
            max_chars=free_text.LONGEST,
        )  # fmt: skip
    if allowed(context.viewer, "withdraw_requests", WORKSPACE) and orgs:
        own = say("requests.from_function", function=context.viewer.function)
        values["from_org"] = st.selectbox(
            say("requests.from"),
            [None, *orgs],
            format_func=lambda org: org or own,
            key=f"from_org_{attempt}",
        )
    values["why"] = st.text_input(
        say("requests.why"), key=f"why_{attempt}", help=say("requests.why_help"), max_chars=free_text.LONGEST
    )
    words.paragraph(say("requests.why_help"), "quiet")
    return values


def _first(key: str, value: object) -> str:
    """Return the key of a field with its first value: in the session alone, where `begin_with` and `fill` write."""
    st.session_state.setdefault(key, value)
    return key


def _tell_cap(context: Context, org: str | None) -> None:
    """Show before anything is written that an organisation takes no more at a time, and why that is all right."""
    for row in requests.caps(context.workspace, context.viewer).to_dict("records"):
        if row["org"] == org and row["open"] is not None and row["open"] >= row["cap"]:
            facts = {"org": org, "cap": int(row["cap"]), "open": row["open"]}
            words.paragraph(context.say("requests.cap_reached", **facts), "note")


def _send(context: Context, kind: str, values: dict[str, Any], attempt: int) -> None:
    def act() -> None:
        if values["place_id"] is None:
            raise InputError("place_choose")
        if kind not in RAISED:
            if values["to_org"] is None:
                raise InputError("organisation_missing")
            requests.ask_presence(context.workspace, context.viewer, kind=kind, **values)
        else:
            requests.raise_place(context.workspace, context.viewer, kind=kind, **values)
        st.session_state["requests_attempt"] = attempt + 1
        # To where it is listed, and where its answer will stand.
        parts.go("open")

    feedback.perform(
        context,
        act,
        "requests.raised" if kind in RAISED else "requests.sent",
        org=values.get("to_org", ""),
    )
