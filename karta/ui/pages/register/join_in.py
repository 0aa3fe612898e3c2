"""Whether an organisation stands on the open page *Var med*, on its card: its administrator's own word."""

from functools import partial

import streamlit as st

from karta.privacy import allowed, belonging_to
from karta.services.register import open_side, town
from karta.services.register.directory import Card
from karta.services.register.open_yes import SPEECHES
from karta.services.rosters import looking_for_adults, poster_contact
from karta.services.rosters.looking_for_adults import PARTS, Said
from karta.ui import edits, feedback, words
from karta.ui.context import Context
from karta.ui.edits import Texts


def show(context: Context, card: Card) -> None:
    """Show it to whoever may say yes for the organisation."""
    org, say, workspace = card.org_id, context.say, context.workspace
    if not allowed(context.viewer, "publish_activities", belonging_to(org)):
        return
    rows = town.areas(workspace, context.viewer)
    areas = dict(zip(rows["area_id"], rows["name"], strict=True))
    labels = {name: say(f"join_in.{name}") for name in ("yes", "areas", "languages", "parts")}

    def texts(said: Said) -> Texts:
        shown = {
            "yes": say("open_side.yes" if said.is_on else "open_side.no"),
            "areas": ", ".join(areas.get(area, "") for area in said.areas),
            "languages": ", ".join(say(f"open.speech_{code}") for code in said.languages),
            "parts": ", ".join(say(f"join_in.part_{part}") for part in said.parts),
        }
        return {labels[name]: value for name, value in shown.items()}

    def stored() -> tuple[int, Texts]:
        now, version = looking_for_adults.said(workspace, context.viewer, org)
        return version, texts(now)

    said, version = looking_for_adults.said(workspace, context.viewer, org)
    edit = edits.opened(f"join_in_{org}", said, version, texts(said))
    with st.expander(say("join_in.card")):
        words.paragraph(say("join_in.card_what"), "quiet")
        if not poster_contact.way(workspace, org):
            words.paragraph(say("join_in.no_way"), "note")
        if not open_side.open_side(workspace)[0].is_on:
            words.paragraph(say("join_in.off"), "note")
        with st.form(f"join_in_{org}", border=False):
            is_on = st.checkbox(
                labels["yes"], edit.row.is_on, key=edit.key(f"join_in_yes_{org}", labels["yes"])
            )
            named = {"areas": list(areas), "languages": list(SPEECHES), "parts": list(PARTS)}
            called = {
                "areas": lambda area: areas.get(area, ""),
                "languages": lambda code: say(f"open.speech_{code}"),
                "parts": lambda part: say(f"join_in.part_{part}"),
            }
            chosen = {
                name: tuple(
                    st.multiselect(
                        labels[name], options, [each for each in getattr(edit.row, name) if each in options],
                        format_func=called[name], key=edit.key(f"join_in_{name}_{org}", labels[name]),
                        placeholder=say("register.choose"),
                    )
                )
                for name, options in named.items()
            }  # fmt: skip
            sent = st.form_submit_button(say("join_in.save"))
        if sent:
            new = Said(is_on=is_on, **chosen)
            act = partial(looking_for_adults.say, workspace, context.viewer, org, new, version=edit.version)
            feedback.save(context, edit, act, "join_in.saved", texts(new), stored, org=card.name)
        edits.compare(context, edit)
