"""Everything that was done to the workspace, newest first, with a way back from each."""

import pandas as pd
import streamlit as st

from karta.i18n import day as day_text
from karta.services import history
from karta.ui import words
from karta.ui.app import Context
from karta.ui.pages import register_notes as notes


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
            context.say("register.about"): [
                context.say(f"kinds.{row.note}") if row.verb == "switch_on_default" else row.note
                for row in acts.itertuples()
            ],
            context.say("register.function"): acts["function"],
            context.say("register.act_state"): [
                context.say("register.is_undone") if undone else "" for undone in acts["undone"]
            ],
        }
    )
    asked = st.dataframe(
        table, hide_index=True, key=f"acts_{context.workspace.store.revision()}", on_select="rerun",
        selection_mode="single-row", height=min(460, 38 + 35 * len(table)),
    )  # fmt: skip
    rows = [row for row in asked["selection"]["rows"] if row < len(acts)]
    if not rows:
        words.paragraph(context.say("register.history_choose"), "quiet")
        return
    chosen = acts.iloc[rows[0]]
    if not chosen["can_undo"]:
        words.paragraph(context.say("register.cannot_undo"), "quiet")
    elif st.button(context.say("register.undo_this"), icon=":material/undo:", key=f"undo_row_{chosen['id']}"):
        notes.undo(context, [str(chosen["id"])])
