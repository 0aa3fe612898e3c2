"""One place's need: what is decided and suggested, deciding anew, deciding nothing, ending a rule."""

from functools import partial

import streamlit as st

from karta.privacy import WORKSPACE, allowed
from karta.services.needs import place_status, rule_rows
from karta.services.needs.place_status import PlaceStatus
from karta.services.register import places as register_places
from karta.ui import cached_week, chosen_places, edits, feedback, rule_sentences, why_hidden, words
from karta.ui.context import Context, page_link
from karta.ui.pages.needs import decide, suggestion

_CHOSEN = "needs_place_chosen"


def choose(place_id: str) -> None:
    """Choose the place that the page shows."""
    st.session_state[_CHOSEN] = place_id


def show(context: Context) -> None:
    """Show the choice of a place, its rules, and the form of a decision."""
    places = register_places.places(context.workspace, context.viewer)
    if places.empty:
        words.paragraph(context.say("needs.no_places"))
        page_link("begin", context.say("ui.go_begin"))
        return
    places = places.sort_values("name", key=lambda names: names.str.casefold())
    labels = {
        row.id: chosen_places.label(context, row.name, row.kind) for row in places.itertuples(index=False)
    }
    ids = list(labels)
    chosen = st.session_state.get(_CHOSEN)
    place_id = st.selectbox(
        context.say("needs.which_place"), ids, ids.index(chosen) if chosen in labels else 0,
        format_func=labels.__getitem__, key=f"needs_place_{chosen or ''}",
    )  # fmt: skip
    show_place(context, place_id or ids[0])


def show_place(context: Context, place_id: str) -> None:
    """Show the rules of a place, and the form of a decision."""
    if not (answer := allowed(context.viewer, "see_gaps", WORKSPACE)):
        # What is decided is theirs to see, what is missing is not.
        rule_sentences.show(context, place_status.rules(context.workspace, context.viewer, [place_id]))
        why_hidden.show(context, "gaps", answer)
        return
    with st.spinner(context.say("register.working")):
        shown = cached_week.period(context, chosen_places.this_week(context))
    statuses = place_status.of_places(context.workspace, context.viewer, [place_id], shown)
    if statuses:
        _place(context, statuses[0])


def _place(context: Context, place: PlaceStatus) -> None:
    if place.rules.empty:
        suggestion.suggestion(context, place)
    else:
        rule_sentences.show(context, place.rules)
        words.paragraph(suggestion.known_presence(context, place), "quiet")
    if not allowed(context.viewer, "decide_need", WORKSPACE):
        return
    decide.show(context, place)
    if not place.rules.empty:
        with st.expander(context.say("needs.end_title")):
            _end(context, place)


def _end(context: Context, place: PlaceStatus) -> None:
    edit = edits.opened(
        f"end_{place.place_id}", place, decide.seen(place), decide.stored_texts(context, place.rules)
    )
    place = edit.row
    rules = {
        str(rule["rule_id"]): rule_sentences.line(context, {str(k): v for k, v in rule.items()})
        for rule in place.rules.to_dict("records")
    }
    rule_id = st.selectbox(
        context.say("needs.end_which"),
        list(rules),
        format_func=rules.__getitem__,
        key=edit.watch("end_" + "_".join(rules)),
    )
    if rule_id and st.button(context.say("needs.end"), key=f"end_rule_{place.place_id}"):
        feedback.save(
            context, edit, partial(rule_rows.end_need, context.workspace, context.viewer, rule_id), "needs.ended",
            {context.say("begin.decide_title"): f"{context.say('needs.end')}: {rules[rule_id]}"},
            partial(decide.stored, context, place.place_id), place=place.name,
        )  # fmt: skip
    edits.compare(context, edit)
