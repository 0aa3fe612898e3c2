"""Before and after a measure: four shares that were measured outside Karta, typed in, and nothing of them stored."""

import streamlit as st

from karta.i18n import number
from karta.services.follow_up import comparison
from karta.services.follow_up.comparison import GROUPS, Comparison
from karta.ui import words
from karta.ui.context import Context, show_faults

MOST_ASKED = 1_000_000


def show(context: Context) -> None:
    """Show the part."""
    say = context.say
    words.heading(say("follow_up.before_title"))
    words.paragraph(say("follow_up.before_lead"))
    words.bullets([say(f"follow_up.before_rule_{n}") for n in range(1, 5)])
    typed: list[tuple[int | None, float | None]] = []
    with st.form("follow_up_before"):
        for name in GROUPS:
            left, right = st.columns(2)
            asked = left.number_input(
                say(f"follow_up.{name}_number"), 1, MOST_ASKED, None, key=f"follow_up_{name}_number"
            )
            per_cent = right.number_input(
                say(f"follow_up.{name}_share"), 0.0, 100.0, None, step=0.1, key=f"follow_up_{name}_share"
            )
            typed.append((asked, per_cent))
        pressed = st.form_submit_button(say("follow_up.before_compute"))
    if not pressed:
        return
    with show_faults(context, show.__module__):
        _result(context, comparison.compare(context.viewer, typed))


def _result(context: Context, shown: Comparison) -> None:
    say, language = context.say, context.workspace.language
    points = {
        name: number(value, 1, language)
        for name, value in (("estimate", shown.points), ("low", shown.low), ("high", shown.high))
    }
    words.paragraph(say("follow_up.before_result", **points), "answer")
    words.paragraph(say("follow_up.before_clear" if shown.is_clear else "follow_up.before_chance"), "note")
    rows = [
        (say(f"follow_up.{name}_row"), number(asked, 0, language), f"{number(share, 1, language)} %")
        for name, (asked, share) in zip(GROUPS, shown.groups, strict=True)
    ]
    heads = (say("follow_up.before_group"), say("follow_up.before_n"), say("follow_up.before_per_cent"))
    words.table(heads, rows, say("follow_up.before_title"))
    words.paragraph(say("follow_up.before_how"), "quiet")
