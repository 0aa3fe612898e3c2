"""Measures: what is needed, what is done about it and by which function, and what came of it."""

from collections.abc import Callable
from datetime import date, time
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from karta.privacy import WORKSPACE, allowed
from karta.reports import chapter_plan
from karta.services.needs import measures
from karta.services.needs.measures import AIMS, NAME_LENGTH, STATES, When
from karta.services.register import places as register_places
from karta.ui import feedback, words
from karta.ui.context import Context
from karta.ui.dates import on

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def show(context: Context) -> None:
    """Show what is to be looked at again, the measures, and the forms for those who write them."""
    say = context.say
    words.paragraph(say("measures.lead"))
    rows = measures.listed(context.workspace, context.viewer)
    _to_look_at(context)
    words.heading(say("measures.list"))
    if rows.empty:
        words.paragraph(say("measures.list_none"), "quiet")
    else:
        kept = rows.assign(look_again=[_day(context, day) for day in rows["look_again"]]).fillna("")
        for table in chapter_plan.tables(kept, context.workspace.language):
            words.heading(table.heading, 3)
            words.table([column.name for column in table.columns], table.rows, table.heading)
    if not allowed(context.viewer, "edit_measures", WORKSPACE):
        return
    with st.expander(say("measures.new"), expanded=rows.empty):
        _new(context)
    if not rows.empty:
        with st.expander(say("measures.follow_up")):
            _follow_up(context, rows)


def fresh(name: str) -> tuple[str, Callable[[Callable[[], Any]], Callable[[], Any]]]:
    """Return the end of the keys of a form, and what makes of an act one that empties the form once it is done."""
    counter = f"{name}_attempt"
    attempt = st.session_state.get(counter, 0)

    def emptying(act: Callable[[], Any]) -> Callable[[], Any]:
        def done() -> Any:
            outcome = act()
            st.session_state[counter] = attempt + 1
            return outcome

        return done

    return f"{name}_{attempt}", emptying


def place_names(context: Context) -> dict[str, str]:
    """Return the names of the places by id, in alphabetical order."""
    rows = register_places.places(context.workspace, context.viewer)
    pairs = sorted(zip(rows["id"], rows["name"], strict=True), key=lambda pair: pair[1].casefold())
    return dict(pairs)


def _to_look_at(context: Context) -> None:
    say = context.say
    rows = measures.to_look_at(context.workspace, context.viewer)
    if rows.empty:
        return
    words.heading(say("measures.to_look_at"))
    words.bullets([
        say(
            "measures.to_look_at_line", what=row["what"], responsible=row["responsible"],
            day=on(context, row["look_again"]),
        )
        for row in rows.to_dict("records")
    ])  # fmt: skip


def _new(context: Context) -> None:
    say, today = context.say, context.workspace.today
    key, emptying = fresh("measure")
    words.paragraph(say("measures.words_help"), "quiet")
    typed = {
        name: st.text_area(say(f"measures.{name}"), key=f"{name}_{key}", max_chars=200, height=68)
        for name in ("need", "goal", "what")
    }
    aims = st.multiselect(
        say("measures.aims"), AIMS, key=f"aims_{key}", format_func=lambda aim: say(f"measures.aim_{aim}")
    )
    names = place_names(context)
    places = st.multiselect(
        say("measures.places"), list(names), key=f"places_{key}", format_func=names.__getitem__
    )
    days = st.multiselect(
        say("measures.days"), WEEKDAYS, key=f"days_{key}", format_func=lambda day: say(f"days.{day}")
    )
    row = st.container(horizontal=True, gap="small")
    start, end = (
        row.time_input(say(f"measures.{name}"), None, key=f"{name}_{key}", width=150)
        for name in ("start", "end")
    )
    begins, ends = (
        row.date_input(say(f"measures.{name}"), None, key=f"{name}_{key}", width=170, format="YYYY-MM-DD")
        for name in ("begins", "ends")
    )
    programme, responsible, decided_by = (
        st.text_input(say(f"measures.{name}"), key=f"{name}_{key}", max_chars=NAME_LENGTH)
        for name in ("programme", "responsible", "decided_by")
    )
    row = st.container(horizontal=True, gap="small")
    decided_on = row.date_input(
        say("measures.decided_on"), today, key=f"decided_{key}", width=170, format="YYYY-MM-DD"
    )
    look_again = row.date_input(
        say("measures.look_again"), None, key=f"look_{key}", width=170, format="YYYY-MM-DD"
    )
    when = When(";".join(days), _clock(start), _clock(end), begins, ends)
    act = partial(
        measures.add, context.workspace, context.viewer, **typed, aims=aims, place_ids=places, when=when,
        programme=programme, responsible=responsible, decided_by=decided_by, decided_on=decided_on,
        look_again=look_again,
    )  # fmt: skip
    if st.button(say("measures.store"), key="measure_store", type="primary"):
        feedback.perform(context, emptying(act), "measures.stored")


def _follow_up(context: Context, rows: pd.DataFrame) -> None:
    """Show the form of one measure; it is filled in with what was stored when the measure was chosen."""
    say = context.say
    by_id = {str(row["id"]): row for row in rows.to_dict("records")}
    chosen = st.selectbox(
        say("measures.choose"),
        list(by_id),
        key="measure_chosen",
        format_func=lambda each: by_id[each]["what"],
    )
    row = by_id[chosen]
    # The version stands in the keys: whoever was overtaken gets what is stored now, not a form over it.
    key = f"{chosen}_{row['version']}"
    state = st.segmented_control(
        say("measures.state"), STATES, default=row["state"], required=True, key=f"state_{key}",
        format_func=lambda name: say(f"measures.state_{name}"),
    )  # fmt: skip
    typed = {
        name: st.text_area(
            say(f"measures.{name}"), row[name] or "", key=f"{name}_{key}", max_chars=200, height=68
        )
        for name in ("result", "learned")
    }
    again = None if pd.isna(row["look_again"]) else row["look_again"]
    look_again = st.date_input(
        say("measures.look_again"), again, key=f"look_{key}", width=170, format="YYYY-MM-DD"
    )
    buttons = st.container(horizontal=True, gap="small")
    act = partial(
        measures.note, context.workspace, context.viewer, chosen, version=int(row["version"]), state=state,
        look_again=look_again, **typed,
    )  # fmt: skip
    if buttons.button(say("measures.note"), key="measure_note", type="primary"):
        feedback.perform(context, act, "measures.noted")
    gone = partial(measures.remove, context.workspace, context.viewer, chosen, version=int(row["version"]))
    if buttons.button(say("measures.remove"), key="measure_remove"):
        feedback.perform(context, gone, "measures.removed")


def _day(context: Context, day: date | None) -> str:
    return "" if day is None or pd.isna(day) else on(context, day)


def _clock(moment: time | None) -> str:
    return "" if moment is None else f"{moment:%H:%M}"
