"""Meetings: the day, which functions met, what was decided, and who does what by when."""

from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from karta.privacy import WORKSPACE, allowed
from karta.services.needs import measures, meetings
from karta.services.needs.measures import NAME_LENGTH
from karta.services.needs.meetings import KINDS
from karta.ui import feedback, words
from karta.ui.context import Context
from karta.ui.dates import on
from karta.ui.pages.follow_up.measures import fresh, place_names


def show(context: Context) -> None:
    """Show what is not done, decisions and meetings, and the forms for those who write them."""
    say = context.say
    undone, rows = (read(context.workspace, context.viewer) for read in (meetings.undone, meetings.tasks))
    may_write = allowed(context.viewer, "edit_measures", WORKSPACE)
    words.heading(say("measures.tasks"))
    _table(context, undone, ("words", "place", "responsible", "due"), "tasks")
    if may_write and not undone.empty:
        _finish(context, undone)
    words.heading(say("measures.decisions"))
    decided = rows[rows["kind"] == "decision"]
    _table(context, decided, ("words", "place", "responsible"), "decisions")
    held = meetings.listed(context.workspace, context.viewer)
    words.heading(say("measures.meetings"))
    parties = held["parties"].str.replace(";", ", ")
    _table(context, held.assign(parties=parties), ("day", "about", "parties"), "meetings")
    if may_write:
        with st.expander(say("measures.new_meeting"), expanded=held.empty):
            _hold(context)
        with st.expander(say("measures.new_task")):
            _add(context, held)


def _table(context: Context, rows: pd.DataFrame, columns: tuple[str, ...], name: str) -> None:
    say = context.say
    if rows.empty:
        words.paragraph(say(f"measures.{name}_none"), "quiet")
        return
    lines = [
        ["–" if value in ("", None) else on(context, value) if isinstance(value, date) else value for value in line]
        for line in rows[list(columns)].astype(object).where(rows[list(columns)].notna(), None).to_numpy()
    ]  # fmt: skip
    words.table([say(f"measures.column_{column}") for column in columns], lines, say(f"measures.{name}"))


def _finish(context: Context, undone: pd.DataFrame) -> None:
    say = context.say
    by_id = {str(row["id"]): row for row in undone.to_dict("records")}
    line = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
    chosen = line.selectbox(
        say("measures.finish_which"), list(by_id), key="task_" + "_".join(by_id), width=420,
        format_func=lambda each: f"{by_id[each]['words']} ({by_id[each]['responsible']})",
    )  # fmt: skip
    act = partial(
        meetings.finish, context.workspace, context.viewer, chosen, version=int(by_id[chosen]["version"])
    )
    if line.button(say("measures.finish"), key="task_finish", icon=":material/check:"):
        feedback.perform(context, act, "measures.finished")


def _hold(context: Context) -> None:
    say = context.say
    key, emptying = fresh("meeting")
    words.paragraph(say("measures.words_help"), "quiet")
    day = st.date_input(
        say("measures.meeting_day"), context.workspace.today, key=f"day_{key}", width=170, format="YYYY-MM-DD"
    )
    about = st.text_input(say("measures.meeting_about"), key=f"about_{key}", max_chars=NAME_LENGTH)
    parties = st.text_area(say("measures.parties"), key=f"parties_{key}", height=100)
    act = partial(
        meetings.hold, context.workspace, context.viewer, day=day, about=about, parties=parties.splitlines()
    )
    if st.button(say("measures.hold"), key="meeting_hold", type="primary"):
        feedback.perform(context, emptying(act), "measures.held")


def _add(context: Context, held: pd.DataFrame) -> None:
    say = context.say
    key, emptying = fresh("task")
    kind = st.radio(
        say("measures.kind"), KINDS[::-1], key=f"kind_{key}", horizontal=True,
        format_func=lambda name: say(f"measures.kind_{name}"),
    )  # fmt: skip
    said = st.text_area(say("measures.words"), key=f"words_{key}", max_chars=200, height=68)
    responsible = st.text_input(
        say("measures.column_responsible"), key=f"responsible_{key}", max_chars=NAME_LENGTH
    )
    due = st.date_input(say("measures.due"), None, key=f"due_{key}", width=170, format="YYYY-MM-DD")
    rows = measures.listed(context.workspace, context.viewer)
    choices = {
        "meeting": {row.id: f"{on(context, row.day)}: {row.about}" for row in held.itertuples()},
        "measure": dict(zip(rows["id"], rows["what"], strict=True)),
        "place": place_names(context),
    }
    ids = {f"{name}_id": _choice(context, name, names, key) for name, names in choices.items()}
    act = partial(
        meetings.add_task, context.workspace, context.viewer, kind=kind or "task", words=said, responsible=responsible,
        due=due, **ids,
    )  # fmt: skip
    if st.button(say("measures.add_task"), key="task_add", type="primary"):
        feedback.perform(context, emptying(act), "measures.task_added")


def _choice(context: Context, name: str, names: dict[str, str], key: str) -> str | None:
    """Show a choice by names, and return the id that is chosen, None for none."""
    none = context.say("measures.none")
    ids: list[str | None] = [None, *names]
    return st.selectbox(
        context.say(f"measures.{name}"), ids, key=f"{name}_{key}", placeholder=none,
        format_func=lambda each: none if each is None else names[each],
    )  # fmt: skip
