"""The four questions from the children's side on a page: a tick and a day each, and no room for a name."""

from datetime import date

import streamlit as st

from karta.services.child_view import QUESTIONS, ChildView
from karta.ui import words
from karta.ui.context import Context


def ask(context: Context, key: str) -> ChildView:
    """Show the questions and return on which days they were talked through."""
    say, today = context.say, context.workspace.today
    words.paragraph(say("walk_plans.children_lead"), "quiet")
    days: dict[str, date | None] = {}
    for name in QUESTIONS:
        left, right = st.columns([4, 1], vertical_alignment="center")
        question = say(f"walk_plans.children_{name}")
        ticked = left.checkbox(question, key=f"{key}_child_{name}")
        day = right.date_input(
            say("walk_plans.children_day", question=question), today, max_value=today, key=f"{key}_child_{name}_day",
            format="YYYY-MM-DD", label_visibility="collapsed",
        )  # fmt: skip
        days[name] = day if ticked and isinstance(day, date) else None
    return ChildView(**days)
