"""The form that changes the fields of a shift: for one occurrence, from it on, or for all."""

from collections.abc import Mapping
from datetime import time, timedelta
from functools import partial
from typing import Any

import streamlit as st

from karta.model.shift import ShiftOccurrence, ShiftVersion
from karta.model.typed_numbers import MOST_ADULTS
from karta.services.rosters import series, shifts
from karta.services.rosters.shift_rows import PLANNED_WORDS
from karta.ui import edits, feedback
from karta.ui.context import Context
from karta.ui.edits import Edit, Texts
from karta.ui.pages.rosters import counted, details

QUARTER = timedelta(minutes=15)
# How many a shift takes whose roster does not say.
UNSTATED_MOST = 50


def show(context: Context, occurrence: ShiftOccurrence) -> None:
    """Show the form, and after a refusal what is stored beside what was typed."""
    name, say = occurrence.occurrence_id, context.say
    edit = edits.opened(f"edit_{name}", occurrence, occurrence.version, texts_of(context, occurrence))
    with st.form(f"edit_{name}"):
        values = _fields(context, edit)
        scope = counted.ask_scope(context, edit.row, f"scope_{name}")
        sent = st.form_submit_button(say("rosters.save"), type="primary", key=edit.watch(f"edit_do_{name}"))
    if sent:
        act = partial(
            series.edit, context.workspace, context.viewer, name, scope, version=edit.version, **values
        )
        typed = _texts(context, {**_values(context, edit.row), **values})
        feedback.save(context, edit, act, "rosters.saved", typed, partial(_stored, context, name))
    edits.compare(context, edit)


def texts_of(context: Context, occurrence: ShiftOccurrence) -> Texts:
    """Return the fields of a shift in words, by their labels."""
    return _texts(context, _values(context, occurrence))


def _stored(context: Context, occurrence_id: str) -> tuple[ShiftVersion, Texts]:
    current = shifts.occurrence(context.workspace, context.viewer, occurrence_id)
    return current.version, texts_of(context, current)


def _fields(context: Context, edit: Edit[ShiftOccurrence]) -> dict[str, Any]:
    """Show the fields inside the form and return what they say."""
    say, occurrence, name = context.say, edit.row, edit.row.occurrence_id
    zone = context.workspace.zone
    start, end = occurrence.start.astimezone(zone), occurrence.end.astimezone(zone)
    names = details.place_names(context)

    def key(field: str, label: str) -> str:
        return edit.key(f"{field}_{name}", say(f"rosters.{label}"))

    at = list(names).index(occurrence.place_id) if occurrence.place_id in names else None
    place = st.selectbox(
        say("rosters.place"), list(names), at, format_func=names.__getitem__, key=key("place", "place")
    )
    left, right = st.columns(2)
    first = left.time_input(
        say("rosters.start"), time(start.hour, start.minute), key=key("start", "start"), step=QUARTER
    )
    last = right.time_input(
        say("rosters.end"), time(end.hour, end.minute), key=key("end", "end"), step=QUARTER
    )
    # Columns of their own: on a phone the hours stand together, then the numbers.
    left, right = st.columns(2)
    fewest, highest = _sizes(occurrence)
    least = left.number_input(say("rosters.min_team"), 1, MOST_ADULTS, fewest, key=key("min", "min_team"))
    most = right.number_input(say("rosters.max_team"), 1, MOST_ADULTS, highest, key=key("max", "max_team"))
    return {
        "start": f"{first:%H:%M}", "end": f"{last:%H:%M}", "min_team": int(least), "max_team": int(most),
        "purpose": details.ask_purpose(context, key("purpose", "purpose"), occurrence.purpose),
        **_adults(context, edit),
        **details.ask(context, f"d_{name}", occurrence, edit=edit),
        **({"place_id": place} if place is not None else {}),
    }  # fmt: skip


def _sizes(occurrence: ShiftOccurrence) -> tuple[int, int]:
    """Return how many a shift needs and takes at most, as a form can show them: a roster may state neither."""
    least = max(1, occurrence.min_team)
    return least, max(least, occurrence.max_team or UNSTATED_MOST)


def _adults(context: Context, edit: Edit[ShiftOccurrence]) -> dict[str, int | None]:
    """Show how many adults the roster states, blank where it does not say, and return what it says now."""
    if not edit.row.states_adults:
        return {}
    stated, label = edit.row.parties[0].stated, context.say("rosters.adults_stated")
    adults = st.number_input(
        label, 0, MOST_ADULTS, None if stated is None else int(stated),
        key=edit.key(f"adults_{edit.row.occurrence_id}", label), help=context.say("rosters.adults_stated_help"),
    )  # fmt: skip
    return {"adults": None if adults is None else int(adults)}


def _values(context: Context, occurrence: ShiftOccurrence) -> dict[str, Any]:
    """Return what the fields say where nobody has changed them."""
    zone = context.workspace.zone
    start, end = occurrence.start.astimezone(zone), occurrence.end.astimezone(zone)
    least, most = _sizes(occurrence)
    return {
        "place_id": occurrence.place_id, "start": f"{start:%H:%M}", "end": f"{end:%H:%M}",
        "min_team": least, "max_team": most,
        **({"adults": occurrence.parties[0].stated} if occurrence.states_adults else {}),
        **{name: getattr(occurrence, name) for name in PLANNED_WORDS}, "roles": occurrence.roles,
        "purpose": occurrence.purpose, "call_before_id": occurrence.call_before_id,
        "paired_with": occurrence.paired_with,
        "known_here": occurrence.known_here, "sign_off_hours": details.sign_off_hours(occurrence),
    }  # fmt: skip


def _texts(context: Context, values: Mapping[str, Any]) -> Texts:
    say, names = context.say, details.place_names(context)
    return {
        say("rosters.place"): names.get(values["place_id"], ""),
        **{
            say(f"rosters.{name}"): str(values[name])
            for name in ("start", "end", "min_team", "max_team", *PLANNED_WORDS)
        },
        **({say("rosters.adults_stated"): _whole(values["adults"])} if "adults" in values else {}),
        say("rosters.purpose"): say(f"web.purpose_{values['purpose']}"),
        say("rosters.call_before_id"): details.call_name(context, values["call_before_id"]),
        say("rosters.paired_with"): values["paired_with"],
        say("rosters.roles"): ", ".join(say(f"web.role_{role}") for role in values["roles"]),
        say("rosters.known_here"): say("register.yes" if values["known_here"] else "register.no"),
        say("rosters.sign_off_hours"): str(int(values["sign_off_hours"])),
    }


def _whole(adults: float | None) -> str:
    return "" if adults is None else str(int(adults))
