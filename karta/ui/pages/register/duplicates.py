"""Rows of the register that may be duplicates: a person decides which are merged; nothing is merged by itself."""

import pandas as pd
import streamlit as st

from karta.privacy import WORKSPACE, allowed
from karta.services.register import duplicates, merging
from karta.ui import feedback, words
from karta.ui.context import Context


def show(context: Context) -> None:
    """Show the pairs that may be duplicates, and the form that decides about one."""
    suggestions = duplicates.merge_suggestions(context.workspace, context.viewer)
    if suggestions.empty:
        words.paragraph(context.say("register.nothing_twice"))
        return
    words.paragraph(context.say("register.twice_what"))
    unnamed = context.say("ui.unnamed")
    suggestions = suggestions.assign(
        name=suggestions["name"].replace("", unnamed),
        other_name=suggestions["other_name"].replace("", unnamed),
    )
    st.dataframe(
        pd.DataFrame(
            {
                context.say("register.one"): suggestions["name"],
                context.say("register.other"): suggestions["other_name"],
                context.say("register.twice_kind"): [
                    context.say(f"register.twice_{what}") for what in suggestions["what"]
                ],
                context.say("register.twice_why"): [
                    context.say(f"register.twice_{why}") for why in suggestions["why"]
                ],
            }
        ),
        hide_index=True,
        height=min(320, 38 + 35 * len(suggestions)),
    )
    if allowed(context.viewer, "merge_rows", WORKSPACE):
        _judge(context, suggestions)


def _judge(context: Context, suggestions: pd.DataFrame) -> None:
    """Ask whether one pair is to be merged and which of the two rows stays, or whether they are different."""
    pairs = {
        f"{row.row_id}|{row.other_id}": f"{row.name} – {row.other_name}"
        for row in suggestions.itertuples(index=False)
    }
    key = st.selectbox(context.say("register.which_pair"), list(pairs), format_func=pairs.__getitem__)
    pair = suggestions.iloc[list(pairs).index(key)]
    names = {pair["row_id"]: pair["name"], pair["other_id"]: pair["other_name"]}
    with st.container(border=True):
        keep = st.radio(
            context.say(f"register.keep_{pair['what']}"),
            list(names),
            format_func=names.__getitem__,
            key=f"keep_{key}",
        )
        words.paragraph(context.say(f"register.merge_{pair['what']}_what"), "quiet")
        with st.container(horizontal=True):
            merge = st.button(context.say("register.merge"), type="primary", key=f"merge_{key}")
            decline = st.button(context.say("register.decline_merge"), key=f"decline_{key}")
    gone = next(row_id for row_id in names if row_id != keep)
    if merge:
        feedback.perform(
            context,
            lambda: merging.merge(context.workspace, context.viewer, pair["what"], keep, gone),
            "register.merged", name=names[gone], kept=names[keep],
        )  # fmt: skip
    elif decline:
        feedback.perform(
            context,
            lambda: merging.decline(context.workspace, context.viewer, pair["what"], keep, gone),
            "register.declined", name=pair["name"], other=pair["other_name"],
        )  # fmt: skip
