"""One place's need: what is decided and suggested, deciding anew, deciding nothing, ending a rule."""

import streamlit as st

from karta.privacy import may
from karta.services import decisions, register, standing
from karta.services.standing import Standing
from karta.ui import data, words
from karta.ui.app import Context, page_link
from karta.ui.pages import begin_choice, begin_decide, begin_need, register_rules
from karta.ui.pages import register_notes as notes

_CHOSEN = "needs_place_chosen"


def choose(place_id: str) -> None:
    """Let the page show a place."""
    st.session_state[_CHOSEN] = place_id


def show(context: Context) -> None:
    """Show the choice of a place, its rules, and the form of a decision."""
    places = register.places(context.workspace, context.viewer)
    if places.empty:
        words.paragraph(context.say("needs.no_places"))
        page_link("begin", context.say("ui.go_begin"))
        return
    places = places.sort_values("name", key=lambda names: names.str.casefold())
    labels = {
        row.id: begin_choice.label(context, row.name, row.kind) for row in places.itertuples(index=False)
    }
    ids = list(labels)
    chosen = st.session_state.get(_CHOSEN)
    place_id = st.selectbox(
        context.say("needs.which_place"), ids, ids.index(chosen) if chosen in labels else 0,
        format_func=labels.__getitem__, key=f"needs_place_{chosen or ''}",
    )  # fmt: skip
    with st.spinner(context.say("register.working")):
        shown = data.period(context, begin_choice.this_week(context))
    found = standing.standing(context.workspace, context.viewer, [place_id or ids[0]], shown)
    if found:
        _place(context, found[0])


def _place(context: Context, one: Standing) -> None:
    if one.rules.empty:
        begin_need.suggestion(context, one)
    else:
        register_rules.show(context, one.rules)
        words.paragraph(begin_need.known(context, one), "quiet")
    if not may(context.viewer, "decide_need"):
        return
    begin_decide.show(context, one)
    if not one.rules.empty:
        with st.expander(context.say("needs.end_title")):
            _end(context, one)


def _end(context: Context, one: Standing) -> None:
    rules = {
        str(rule["rule_id"]): register_rules.line(context, {str(k): v for k, v in rule.items()})
        for rule in one.rules.to_dict("records")
    }
    rule_id = st.selectbox(
        context.say("needs.end_which"),
        list(rules),
        format_func=rules.__getitem__,
        key="end_" + "_".join(rules),
    )
    if rule_id and st.button(context.say("needs.end"), key=f"end_rule_{one.place_id}"):
        notes.perform(
            context,
            lambda: decisions.end_need(context.workspace, context.viewer, rule_id),
            "needs.ended",
            place=one.name,
        )
