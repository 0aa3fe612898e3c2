"""The start page: where adults are missing this week, what waits for whoever looks, and what this is and is not."""

import html

import streamlit as st

from karta.privacy import WORKSPACE, allowed
from karta.services.workspace import is_empty
from karta.ui import words
from karta.ui.context import Context, page_link
from karta.ui.pages import tour, waiting
from karta.ui.pages.gaps import answer

# What one comes for, and where it is done.
WAYS = ("gaps", "rosters", "register")
# Where the pages stand that the role of whoever is looking does not have.
HIDDEN = "karta_hidden_pages"
SIGNS = ("full", "gap", "unknown", "suggested")


def _hidden(context: Context) -> None:
    """Show which pages a role does not have, and whom to ask."""
    if names := [context.say(f"ui.page.{name}") for name in st.session_state.get(HIDDEN, [])]:
        with st.popover(
            context.say("why.ask_pages"), key="why_pages", icon=":material/help:", type="tertiary"
        ):
            words.paragraph(context.say("why.pages", pages=", ".join(names)))


def show(context: Context) -> None:
    """Show the start page."""
    say = context.say
    brand, what = html.escape(words.APP), html.escape(say("ui.start_brand"))
    st.html(f"<p class='karta-brand'><strong>{brand}</strong>{what}</p>")
    if is_empty(context.workspace):
        words.heading(say("ui.start_title"), 1)
        words.paragraph(say("ui.start_what"), "lead")
        words.heading(say("ui.start_empty_title"))
        words.paragraph(say("ui.start_empty"))
        page_link("begin", say("ui.go_begin"))
        words.paragraph(say("ui.start_not"), "caption")
        return
    answered = bool(allowed(context.viewer, "see_gaps", WORKSPACE))
    if answered:
        answer.show(context)
    else:
        words.heading(say("ui.start_title"), 1)
        words.paragraph(say("ui.start_what"), "lead")
    if answered:
        left, right = st.columns([3, 2], gap="medium")
        with left:
            answer.week_map(context)
        with right:
            waiting.show(context)
    else:
        waiting.show(context)
    tour.show(context)
    _ways(context, answered=answered)
    _hidden(context)
    words.heading(say("ui.start_read_title"))
    if answered:
        words.paragraph(say("ui.start_what"))
    rows = "".join(
        f"<div><dt><span class='karta-sign {sign}' aria-hidden='true'></span>{html.escape(say(f'ui.sign_{sign}'))}</dt>"
        f"<dd>{html.escape(say(f'ui.start_read_{number}'))}</dd></div>"
        for number, sign in enumerate(SIGNS, start=1)
    )
    st.html(f"<dl class='karta-signs'>{rows}</dl>")
    if not answered:
        words.paragraph(say("ui.start_not"), "caption")
    page_link("begin", say("ui.go_begin"))


def _ways(context: Context, *, answered: bool) -> None:
    """Show what one can do; the way to the gaps stands beside the answer where there is one."""
    say = context.say
    ways = [
        way for way in WAYS if way in st.session_state["karta_pages"] and not (answered and way == "gaps")
    ]
    if not ways:
        return
    with st.container(key="karta_ways"):
        for column, way in zip(st.columns(len(ways), gap="small"), ways, strict=True):
            with column, st.container(border=True, gap="xsmall", height="stretch"):
                words.heading(say(f"ui.way_{way}"))
                words.paragraph(say(f"ui.way_{way}_what"))
                page_link(way, say(f"ui.way_{way}_go"))
