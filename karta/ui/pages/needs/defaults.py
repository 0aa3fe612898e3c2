"""The method's defaults for all places of a kind in an area: their price first, then the switch."""

import streamlit as st

from karta.i18n import number
from karta.services.needs import rule_rows
from karta.services.needs.rule_rows import Price
from karta.services.register import places as register_places
from karta.services.register import town
from karta.ui import feedback, rule_sentences, words
from karta.ui.context import Context


def show(context: Context) -> None:
    """Show the choice of kind and area, the price for all of it, and the button."""
    words.paragraph(context.say("begin.defaults_what"))
    kinds = sorted(
        kind
        for kind in register_places.places(context.workspace, context.viewer)["kind"].unique()
        if rule_rows.defaults(kind)
    )
    if not kinds:
        words.paragraph(context.say("begin.defaults_none"), "quiet")
        return
    areas = town.areas(context.workspace, context.viewer)
    names = {
        None: context.say("ui.whole_municipality"),
        **dict(zip(areas["area_id"], areas["name"], strict=True)),
    }
    which, where = st.columns(2)
    kind = which.selectbox(
        context.say("register.kind"),
        kinds,
        format_func=lambda code: context.say(f"kinds.{code}"),
        key="defaults_kind",
    )
    area = where.selectbox(
        context.say("ui.area"), list(names), format_func=names.__getitem__, key="defaults_area"
    )
    prices = rule_rows.default_prices(context.workspace, context.viewer, kind, area)
    words.bullets([_for_all(context, price) for price in prices])
    places = max((price.places for price in prices), default=0)
    if not places:
        words.paragraph(context.say("begin.defaults_all_on"), "quiet")
    elif st.button(context.say("begin.defaults_on", count=places), key="defaults_on"):
        feedback.perform(
            context,
            lambda: rule_rows.switch_on_default(context.workspace, context.viewer, kind, area),
            "begin.defaults_done",
        )


def line(context: Context, price: Price) -> str:
    """Return what a default asks for at one place, and its price."""
    rule = {
        "adults": price.adults,
        "days": price.days,
        "start": price.start,
        "end": price.end,
        "mode": price.mode,
        "type": "add" if price.code.endswith("_more") else "base",
        "anchor": "clock",
        "adult_hours": price.adult_hours,
        "visits": price.visits,
    }
    return f"{rule_sentences.what(context, rule)} {rule_sentences.price(context, rule)}"


def _for_all(context: Context, price: Price) -> str:
    total = number(price.adult_hours * price.places, 0, context.workspace.language)
    return f"{line(context, price)} {context.say('begin.for_all', count=price.places, hours=total)}"
