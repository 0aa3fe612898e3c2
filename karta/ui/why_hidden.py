"""*Varför ser jag inte detta?*: a small help where a page holds something back, with the policy's reason in words."""

from collections.abc import Mapping

import streamlit as st

from karta.privacy import Answer
from karta.ui import words
from karta.ui.context import Context


def show(context: Context, what: str, answer: Answer, key: str = "") -> None:
    """Show why something is not seen and whom to ask; nothing for a yes. `what` is a word of `why.what`."""
    if answer:
        return
    asked = context.say("why.ask_gaps" if what == "gaps" else "why.ask")
    with st.popover(asked, key=f"why_{what}_{key}", icon=":material/help:", type="tertiary"):
        words.paragraph(context.say(f"why.{answer.reason}", what=context.say(f"why.what.{what}")))


def show_all(context: Context, answers: Mapping[str, Answer]) -> None:
    """Show why each of some things is not seen."""
    for what, answer in answers.items():
        show(context, what, answer)
