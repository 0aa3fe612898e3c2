"""The tour: five steps that a browser is shown once, that can be left at any of them, and opened again on this page.

It stands on the page as text with buttons, not above it: a keyboard and a screen reader take it like all the rest.
Leaving is a link, since the server keeps that in a cookie (`karta.web.headers`).
"""

import html

import streamlit as st

from karta.ui import words
from karta.ui.context import Context, page_link
from karta.web import languages

# Where each step leads.
STEPS = ("gaps", "gaps", "rosters", "register", "begin")
AT = "karta_tour_step"


def is_open() -> bool:
    """Tell whether the tour is being shown."""
    if AT not in st.session_state:
        left = languages.TOUR in st.query_params or languages.TOUR_COOKIE in st.context.cookies
        st.session_state[AT] = None if left else 0
    return st.session_state[AT] is not None


def show(context: Context) -> None:
    """Show the step of the tour that one has come to, or, where it has been left, the way to open it again."""
    if not is_open():
        st.button(
            context.say("ui.tour_again"), on_click=_go, args=(0,), key="tour_again", icon=":material/help:"
        )
        return
    step = int(st.session_state[AT])
    last = step == len(STEPS) - 1
    with st.container(key="karta_tour", gap="xsmall"):
        words.paragraph(context.say("ui.tour_at", number=step + 1, total=len(STEPS)), "quiet")
        words.heading(context.say(f"ui.tour_title_{step + 1}"))
        words.paragraph(context.say(f"ui.tour_text_{step + 1}"))
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            if step:
                st.button(context.say("ui.tour_back"), on_click=_go, args=(step - 1,), key="tour_back")
            if not last:
                st.button(
                    context.say("ui.tour_next"),
                    on_click=_go,
                    args=(step + 1,),
                    type="primary",
                    key="tour_next",
                )
            page_link(STEPS[step], context.say(f"ui.tour_link_{step + 1}"))
            left = html.escape(context.say("ui.tour_done" if last else "ui.tour_skip"))
            st.html(f"<a class='karta-leave' href='?{languages.TOUR}=sedd' target='_self'>{left}</a>")


def _go(step: int) -> None:
    st.session_state[AT] = step
