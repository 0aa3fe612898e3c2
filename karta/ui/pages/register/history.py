"""Everything that was done to the workspace, newest first, with a way back from each."""

from typing import Any

import pandas as pd
import streamlit as st

from karta.i18n import catalogue
from karta.i18n import day as day_text
from karta.services import history
from karta.services.importing.matched_rows import ENTERED
from karta.ui import feedback, words
from karta.ui.context import Context

# Acts about one person, whose name the history never says.
PEOPLE = ("invite", "new_link", "withdraw_link", "erase_person", "edit_person", "stay", "set_address",
    "ask_to_join", "answer_wish", "set_availability", "answer_ask", "withdraw_ask", "ask_people",
    "note_routine",
)  # fmt: skip


def show(context: Context) -> None:
    """Show the latest acts and undo the one chosen."""
    acts = history.acts(context.workspace, context.viewer)
    if acts.empty:
        words.paragraph(context.say("register.no_history"))
        return
    words.paragraph(context.say("register.history_what"))
    language = context.workspace.language
    table = pd.DataFrame(
        {
            context.say("register.when"): [f"{day_text(at, language)} {at:%H:%M}" for at in acts["at"]],
            context.say("register.act"): [context.say(f"register.verb.{verb}") for verb in acts["verb"]],
            context.say("register.about"): [_about(context, row) for row in acts.itertuples()],
            context.say("register.function"): acts["function"],
            context.say("register.act_state"): [
                context.say("register.is_undone") if undone else "" for undone in acts["undone"]
            ],
        }
    )
    choice = st.dataframe(
        table, hide_index=True, key=f"acts_{acts['id'].iloc[0]}", on_select="rerun",
        selection_mode="single-row", height=min(460, 38 + 35 * len(table)),
    )  # fmt: skip
    rows = [row for row in choice["selection"]["rows"] if row < len(acts)]
    if not rows:
        words.paragraph(context.say("register.history_choose"), "quiet")
        return
    chosen = acts.iloc[rows[0]]
    if not chosen["can_undo"]:
        words.paragraph(context.say("register.cannot_undo"), "quiet")
    elif st.button(context.say("register.undo_this"), icon=":material/undo:", key=f"undo_row_{chosen['id']}"):
        feedback.undo(context, [str(chosen["id"])])


def _about(context: Context, row: Any) -> str:
    """Return what an act was about in words: no code, and never nothing."""
    known = catalogue(context.workspace.language)
    if row.undid:
        return " · ".join(filter(None, [context.say(f"register.verb.{row.undid}"), row.about]))
    if row.verb == "switch_on_default":
        return context.say(f"kinds.{row.note}")
    if row.note == ENTERED:
        return " · ".join(filter(None, [context.say("register.by_hand"), row.about]))
    if row.verb == "set":
        key = f"register.setting.{'way_to_join' if row.note.startswith('join_') else row.note}"
        return context.say(key if key in known else "register.setting.other")
    if row.verb in PEOPLE:
        return context.say("register.about_person")
    return row.note or row.about or context.say("register.about_whole")
