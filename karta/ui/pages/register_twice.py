"""What may stand in the register twice: a person says which are one and which are two; nothing is merged by itself."""

import pandas as pd
import streamlit as st

from karta.privacy import may
from karta.services import register
from karta.ui import words
from karta.ui.app import Context
from karta.ui.pages import register_notes as notes


def show(context: Context) -> None:
    """Show pairs that may be the same thing, and the one that is being judged."""
    found = register.merge_suggestions(context.workspace, context.viewer)
    if found.empty:
        words.paragraph(context.say("register.nothing_twice"))
        return
    words.paragraph(context.say("register.twice_what"))
    unnamed = context.say("ui.unnamed")
    found = found.assign(
        name=found["name"].replace("", unnamed), other_name=found["other_name"].replace("", unnamed)
    )
    st.dataframe(
        pd.DataFrame(
            {
                context.say("register.one"): found["name"],
                context.say("register.other"): found["other_name"],
                context.say("register.twice_kind"): [
                    context.say(f"register.twice_{what}") for what in found["what"]
                ],
                context.say("register.twice_why"): [
                    context.say(f"register.twice_{why}") for why in found["why"]
                ],
            }
        ),
        hide_index=True,
        height=min(320, 38 + 35 * len(found)),
    )
    if may(context.viewer, "edit_register"):
        _judge(context, found)


def _judge(context: Context, found: pd.DataFrame) -> None:
    """Ask about one pair: one thing, and which of the two stays; or two things."""
    pairs = {
        f"{row.row_id}|{row.other_id}": f"{row.name} – {row.other_name}"
        for row in found.itertuples(index=False)
    }
    key = st.selectbox(context.say("register.which_pair"), list(pairs), format_func=pairs.__getitem__)
    pair = found.iloc[list(pairs).index(key)]
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
        notes.perform(
            context,
            lambda: register.merge(context.workspace, context.viewer, pair["what"], keep, gone),
            "register.merged", name=names[gone], kept=names[keep],
        )  # fmt: skip
    elif decline:
        notes.perform(
            context,
            lambda: register.decline(context.workspace, context.viewer, pair["what"], keep, gone),
            "register.declined", name=pair["name"], other=pair["other_name"],
        )  # fmt: skip
