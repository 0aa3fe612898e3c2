"""What may stand in the register twice, for a person to judge: nothing is merged by itself."""

import pandas as pd
import streamlit as st

from karta.services import register
from karta.ui import words
from karta.ui.app import Context


def show(context: Context) -> None:
    """Show pairs that may be the same thing."""
    found = register.merge_suggestions(context.workspace, context.viewer)
    if found.empty:
        words.paragraph(context.say("register.nothing_twice"))
        return
    words.paragraph(context.say("register.twice_what"))
    unnamed = context.say("ui.unnamed")
    st.dataframe(
        pd.DataFrame(
            {
                context.say("register.one"): found["name"].replace("", unnamed),
                context.say("register.other"): found["other_name"].replace("", unnamed),
                context.say("register.twice_kind"): [
                    context.say(f"register.twice_{what}") for what in found["what"]
                ],
                context.say("register.twice_why"): [
                    context.say(f"register.twice_{why}") for why in found["why"]
                ],
            }
        ),
        hide_index=True,
        height=min(460, 38 + 35 * len(found)),
    )
