"""Step three: what the method suggests for each place and its price; then a decision, or a decided nothing."""

import streamlit as st

from karta.i18n import number
from karta.services import decisions
from karta.services.standing import Standing
from karta.ui import words
from karta.ui.app import Context, page_link
from karta.ui.pages import begin_choice, begin_decide, begin_defaults, register_rules
from karta.ui.pages import register_notes as notes


def show(context: Context) -> None:
    """Show the chosen places with need and known presence, then the one that is being decided."""
    found = begin_choice.standings(context)
    if not found:
        words.paragraph(context.say("begin.need_no_choice"))
    else:
        _overview(context, found)
        one = _one(context, found)
        if one.rules.empty:
            suggestion(context, one)
        else:
            register_rules.show(context, one.rules)
            words.paragraph(known(context, one), "quiet")
        begin_decide.show(context, one)
        if any(place.decided_hours for place in found):
            page_link("gaps", context.say("begin.see_gaps"))
    with st.expander(context.say("begin.defaults_title")):
        begin_defaults.show(context)


def _overview(context: Context, found: list[Standing]) -> None:
    language = context.workspace.language

    def asked(hours: float, visits: int) -> str:
        parts = [context.say("begin.hours_short", hours=number(hours, 0, language))] if hours else []
        parts += [context.say("begin.visits_short", visits=visits)] if visits else []
        return " + ".join(parts) or "–"

    columns = ("register.place", "begin.col_decided", "begin.col_suggested", "begin.col_known")
    words.table(
        [context.say(name) for name in columns],
        [
            (
                one.name or context.say("ui.unnamed"),
                context.say("begin.nothing_decided")
                if _left_alone(one)
                else asked(one.decided_hours, one.decided_visits),
                asked(one.suggested_hours, one.suggested_visits),
                context.say("begin.hours_short", hours=number(one.known_hours, 0, language)),
            )
            for one in found
        ],
        context.say("begin.title.need"),
    )


def _left_alone(one: Standing) -> bool:
    """Return whether it is decided that the place needs nobody."""
    decided = one.rules[one.rules["state"] == "decided"]
    return bool(len(decided)) and bool((decided["adults"] == 0).all())


def _one(context: Context, found: list[Standing]) -> Standing:
    by_id = {one.place_id: one for one in found}
    place_id = st.selectbox(
        context.say("begin.which_place"), list(by_id), key="need_place_" + "_".join(by_id),
        format_func=lambda asked: begin_choice.label(context, by_id[asked].name, by_id[asked].kind),
    )  # fmt: skip
    return by_id.get(place_id or "", found[0])


def known(context: Context, one: Standing) -> str:
    """Return in a sentence how many adult-hours of presence are known at a place this week."""
    return context.say(
        "begin.known_here", place=one.name, hours=number(one.known_hours, 0, context.workspace.language)
    )


def suggestion(context: Context, one: Standing) -> None:
    """Show the method's defaults for the place with their price, as what they are: no decision."""
    prices = decisions.default_prices(context.workspace, context.viewer, one.kind)
    if not prices:
        words.paragraph(context.say("begin.no_default", kind=context.say(f"kinds.{one.kind}").lower()))
        words.paragraph(known(context, one), "quiet")
        return
    with st.container(gap="xsmall", key="karta_suggested"):
        words.paragraph(context.say("begin.suggestion"), "suggested")
        words.bullets([begin_defaults.line(context, price) for price in prices])
        words.paragraph(known(context, one), "quiet")
        if st.button(context.say("begin.suggest"), key=f"suggest_{one.place_id}"):
            notes.perform(
                context,
                lambda: decisions.switch_on_default(
                    context.workspace, context.viewer, one.kind, only=[one.place_id]
                ),
                "begin.suggested",
                place=one.name,
            )
