"""Kom igång: from an empty workspace to a gap on the map in five steps; always telling which one, and what is done."""

import html
from collections.abc import Callable

import streamlit as st

from karta.services.needs import place_status
from karta.services.needs.place_status import Progress
from karta.ui import feedback, parts, words
from karta.ui.chosen_places import chosen
from karta.ui.context import Context
from karta.ui.pages.begin import ask, choose_places, need, roster, town

STEPS: dict[str, Callable[[Context], None]] = {
    "town": town.show,
    "choose": choose_places.show,
    "need": need.show,
    "roster": roster.show,
    "ask": ask.show,
}
NAMES = list(STEPS)


def show(context: Context) -> None:
    """Show the row of steps, and the current step."""
    words.title(context.say("ui.page.begin"))
    words.paragraph(context.say("begin.lead"))
    far = place_status.progress(context.workspace, context.viewer)
    picked = len(chosen(context))
    done = _done(far, picked)
    first = next((name for name in NAMES if not done[name]), NAMES[-1])
    step = parts.chosen(
        context, "begin", NAMES, first, label=lambda name: _label(context, name, done=done[name]), wide=True
    )
    _trail(context, step, done, far, picked)
    feedback.show(context, step)
    with st.container(border=True, gap="xsmall"):
        number = NAMES.index(step) + 1
        words.heading(context.say("begin.step_title", number=number, name=context.say(f"begin.title.{step}")))
        words.paragraph(context.say(f"begin.why.{step}"))
        STEPS[step](context)
    _onward(context, step)


def _done(far: Progress, picked: int) -> dict[str, bool]:
    return {
        "town": far.places > 0,
        "choose": picked > 0,
        "need": far.decided > 0,
        "roster": far.lines > 0,
        "ask": far.complete > 0,
    }


def _label(context: Context, name: str, *, done: bool) -> str:
    label = f"{NAMES.index(name) + 1}. {context.say(f'begin.short.{name}')}"
    return f"✓ {label}" if done else label


def _trail(context: Context, step: str, done: dict[str, bool], far: Progress, picked: int) -> None:
    """Show in words the current step and those that are done; a screen reader gets the same as the eye."""
    sentences = {
        "town": context.say("begin.done.town", count=far.places),
        "choose": context.say("begin.done.choose", count=picked),
        "need": context.say("begin.done.need", decided=far.decided, suggested=far.suggested),
        "roster": context.say("begin.done.roster", count=far.lines),
        "ask": context.say("begin.done.ask", count=far.complete),
    }
    at = context.say("begin.here", number=NAMES.index(step) + 1, total=len(NAMES))
    finished = [sentences[name] for name in NAMES if done[name]]
    progress = (
        context.say("begin.done_so_far", done=", ".join(finished))
        if finished
        else context.say("begin.done_nothing")
    )
    st.html(
        f"<p class='karta-p quiet' role='status'><strong>{html.escape(at)}</strong> {html.escape(progress)}</p>"
    )


def _onward(context: Context, step: str) -> None:
    place = NAMES.index(step)
    with st.container(horizontal=True):
        if place > 0:
            st.button(
                context.say("begin.back"), on_click=parts.go, args=(NAMES[place - 1],), key="begin_back"
            )
        if place + 1 < len(NAMES):
            following = NAMES[place + 1]
            st.button(
                context.say("begin.next", name=context.say(f"begin.short.{following}")),
                type="primary", on_click=parts.go, args=(following,), key="begin_next",
            )  # fmt: skip
