"""Double work to ease: each question with what it would change, sent as a request by one press."""

from functools import partial

import streamlit as st

from karta.i18n import number
from karta.privacy import WORKSPACE, allowed
from karta.services.planning import double_work
from karta.services.planning.double_work import DoubleWork, Ease
from karta.ui import feedback, words
from karta.ui.context import Context
from karta.ui.pages.planning.rests import hours


def show(context: Context, work: DoubleWork, key: str) -> None:
    """Show the questions, and to whom none is put and why."""
    say = context.say
    words.paragraph(say("double_work.lead"), "quiet")
    if not work.questions and not work.bound:
        words.paragraph(say("double_work.none"))
        return
    may = bool(allowed(context.viewer, "ask_presence", WORKSPACE))
    for count, ease in enumerate(work.questions):
        with st.container(border=True):
            _question(context, ease)
            if ease.asked:
                words.paragraph(say("double_work.asked"), "done")
            elif may and st.button(
                say("double_work.ask", org=_plain(ease.organisation)), key=f"{key}_ease_{count}"
            ):
                _ask(context, work, ease)
    if work.bound:
        words.heading(say("double_work.not_asked"), 3)
        words.bullets(
            [say(f"double_work.bound.{ease.bound}", **_facts(context, ease)) for ease in work.bound]
        )


def _question(context: Context, ease: Ease) -> None:
    say, language = context.say, context.workspace.language
    words.paragraph(say("double_work.row", **_facts(context, ease)))
    figures = {
        name: number(getattr(ease, field), 1, language)
        for name, field in (
            ("known", "known_after"), ("before", "gap_before"), ("after", "gap_after"),
            ("empty_before", "empty_before"), ("empty_after", "empty_after"),
        )
    }  # fmt: skip
    text = say(
        "double_work.row_what", adults=ease.adults, from_place=ease.from_place or say("ui.unnamed"),
        metres=number(ease.walk_m, 0, language), **figures,
    )  # fmt: skip
    words.paragraph(f"{text} {say('double_work.approx')}" if ease.approx else text, "quiet")


def _facts(context: Context, ease: Ease) -> dict[str, str]:
    unnamed = context.say("ui.unnamed")
    return {
        "org": ease.organisation,
        "place": ease.to_place or unnamed,
        "from_place": ease.from_place or unnamed,
        "when": hours(context, ease.start, ease.end),
    }


def _ask(context: Context, work: DoubleWork, ease: Ease) -> None:
    feedback.perform(
        context,
        partial(double_work.ask, context.workspace, context.viewer, ease, work.audience),
        "double_work.sent",
        org=ease.organisation,
    )


def _plain(text: str) -> str:
    """Return a text that Markdown leaves as it is: the label of a button is read so."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()<>#+-.!|~$:" else sign for sign in text)
