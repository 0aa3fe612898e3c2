"""The terms of a venue: whether it welcomes visits, when, how and when never. Its host sets them; the police read."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Literal

import streamlit as st

from karta.errors import InputError
from karta.model.recurrence import WEEKDAYS
from karta.model.walltime import parse_time
from karta.privacy import WORKSPACE, allowed
from karta.services.planning import visit_terms
from karta.services.planning.visit_terms import ANSWERS, KINDS, UNIFORM, Hours, Terms
from karta.ui import feedback, words
from karta.ui.context import Context
from karta.ui.pages.visits import links, terms_file

LINES = 4


def show(context: Context) -> None:
    """Show the terms of every venue, and for a host the form that sets its own."""
    say = context.say
    rows = visit_terms.venues(context.workspace, context.viewer)
    words.paragraph(say("visits.terms_lead"), "quiet")
    own = {row.place_id: row for row in rows if row.may_edit}
    if own:
        place = st.selectbox(
            say("visits.column_venue"), list(own), 0 if len(own) == 1 else None,
            format_func=lambda key: own[key].place, key="terms_place", placeholder=say("visits.choose_venue"),
        )  # fmt: skip
        if place is not None:
            _form(context, own[place])
    heads = [say(f"visits.column_{name}") for name in ("venue", "welcome", "never", "how", "host")]
    if own:
        terms_file.show(context, heads, _cells)
    said = [row for row in rows if row.answer == "welcome"]
    if said:
        words.table(heads, [_cells(context, row) for row in said], say("visits.part_terms"))
    silent = {row.place_id: row.place for row in rows if not row.answer}
    if silent:
        words.heading(say("visits.ask_first"), 3)
        words.paragraph(say("visits.ask_first_lead"), "quiet")
        words.paragraph(", ".join(silent.values()))
        _ask(context, silent)


def _ask(context: Context, silent: dict[str, str]) -> None:
    """Show whoever plans the choice of a venue to ask: its link has the page on which it says its terms."""
    if not allowed(context.viewer, "plan_visits", WORKSPACE):
        return
    place = st.selectbox(
        context.say("visits.ask"), list(silent), None, format_func=silent.__getitem__, key="ask_place",
        placeholder=context.say("visits.choose_venue"),
    )  # fmt: skip
    links.show(context, place, "" if place is None else silent[place])


def _cells(context: Context, row: Terms) -> list[str]:
    say = context.say
    how = [say(f"visits.uniform_{row.uniform}"), *(say(f"visits.kinds.{kind}") for kind in row.kinds)]
    if row.volunteers:
        how.append(say("visits.volunteers_welcome"))
    if row.not_wanted:
        how.append(say("visits.not_wanted_said", words=row.not_wanted))
    return [row.place, _hours(context, row.welcome), _hours(context, row.never), ". ".join(how), row.host]


def _hours(context: Context, rows: Iterable[Hours]) -> str:
    def days(row: Hours) -> str:
        return ", ".join(context.say(f"days.{day}") for day in row.days.split(";"))

    return "; ".join(f"{days(row)} {row.start}\u2013{row.end}" for row in rows)


def _form(context: Context, stored: Terms) -> None:
    say = context.say
    row = visit_terms.with_suggestion(context.workspace, context.viewer, stored)
    with st.form(f"terms_{row.place_id}_{row.version}", border=True):
        answer = st.radio(
            say("visits.answer"), ANSWERS, ANSWERS.index(row.answer) if row.answer else None,
            format_func=lambda key: say(f"visits.answers.{key}"),
            captions=[say(f"visits.answers_{key}") for key in ANSWERS],
        )  # fmt: skip
        if not row.answer and row.welcome:
            words.paragraph(say("visits.suggested"), "note")
        welcome = _lines(context, "welcome", row.welcome)
        never = _lines(context, "never", row.never)
        uniform = st.radio(
            say("visits.uniform"), UNIFORM, UNIFORM.index(row.uniform),
            format_func=lambda key: say(f"visits.uniform_{key}"), horizontal=True,
        )  # fmt: skip
        volunteers = st.checkbox(say("visits.volunteers"), row.volunteers)
        kinds = st.multiselect(
            say("visits.kind"), KINDS, row.kinds, format_func=lambda key: say(f"visits.kinds.{key}")
        )
        host = st.text_input(say("visits.host"), row.host, max_chars=80, help=say("visits.host_help"))
        not_wanted = st.text_input(say("visits.not_wanted"), row.not_wanted, max_chars=200)
        sent = st.form_submit_button(say("visits.terms_save"), type="primary")
    if not sent:
        return
    if answer is None:
        feedback.fault(context, InputError("visit_answer_missing"))
        return
    if answer == "no":
        welcome, never = (), ()
    wanted = replace(
        row, answer=answer, uniform=uniform, volunteers=volunteers, kinds=tuple(kinds) or ("be_there",), host=host,
        not_wanted=not_wanted, welcome=welcome, never=never,
    )  # fmt: skip
    feedback.perform(
        context, partial(visit_terms.set_terms, context.workspace, context.viewer, wanted),
        f"visits.terms_saved_{answer}", place=row.place,
    )  # fmt: skip


def _lines(context: Context, what: str, rows: tuple[Hours, ...]) -> tuple[Hours, ...]:
    """Show lines of weekdays and hours, and return those filled in."""
    say = context.say
    words.paragraph(say(f"visits.{what}_hours"))
    found = []
    for number in range(max(LINES if what == "welcome" else 2, len(rows) + 1)):
        row = rows[number] if number < len(rows) else None
        days, start, end = st.columns([4, 1, 1], vertical_alignment="bottom")
        shown: Literal["visible", "collapsed"] = "collapsed" if number else "visible"
        chosen = days.multiselect(
            say("visits.days"), WEEKDAYS, [day for day in (row.days.split(";") if row else ()) if day in WEEKDAYS],
            format_func=lambda day: say(f"days.{day}"), key=f"{what}_days_{number}_{row}", label_visibility=shown,
            placeholder=say("visits.days_choose"),
        )  # fmt: skip
        begins, ends = (
            column.time_input(
                say(f"visits.{name}_time"),
                parse_time(text) if text else None,
                key=f"{what}_{name}_{number}_{row}",
                step=900,
                label_visibility=shown,
            )
            for column, name, text in (
                (start, "from", row.start if row else ""),
                (end, "to", row.end if row else ""),
            )
        )
        if chosen and begins is not None and ends is not None:
            found.append(
                Hours(";".join(sorted(chosen, key=WEEKDAYS.index)), f"{begins:%H:%M}", f"{ends:%H:%M}")
            )
    return tuple(found)
