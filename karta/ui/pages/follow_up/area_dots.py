"""The spread of areas as dots on a line: none has a name, the reader's own are marked by shape and by words."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from karta.i18n import fixed
from karta.services.follow_up.fairness import Dot
from karta.ui import words
from karta.ui.context import Context

HEIGHT = 110
# Drawn on white whatever the page has: it is read on paper as well. All dots but the reader's own have one colour.
GROUND, INK, GRID = "#ffffff", "#22262b", "#e3ddd0"
# Amounts on the axis, with a point and with the comma that Swedish has.
LABEL = ("format(datum.value, '.1f')", "replace(format(datum.value, '.1f'), '.', ',')")
# Whether an area is the reader's own, its word, colour and shape; what is not drawn has no word either.
SIGNS = ((True, "own_area", "#22262b", "diamond"), (False, "other_area", "#8b8577", "circle"))


def show(context: Context, dots: Sequence[Dot], title: str) -> None:
    """Show dots, and the same in a sentence for whoever does not see them."""
    if not dots:
        words.paragraph(context.say("areas.no_spread"), "quiet")
        return
    st.vega_lite_chart(drawn(context, dots, title), width="stretch", theme=None)
    words.paragraph(sentence(context, dots), "quiet")


def sentence(context: Context, dots: Sequence[Dot]) -> str:
    """Return the least, the middle and the largest, and what the reader's own areas have."""
    language = context.workspace.language
    amounts = pd.Series([dot.per_100 for dot in dots])
    facts = {
        name: fixed(float(value), 1, language)
        for name, value in (("least", amounts.min()), ("middle", amounts.median()), ("most", amounts.max()))
    }
    own = [fixed(dot.per_100, 1, language) for dot in dots if dot.own]
    spread = context.say("areas.spread", count=len(dots), **facts)
    return f"{spread} {context.say('areas.spread_own', amounts=' · '.join(own))}" if own else spread


def drawn(context: Context, dots: Sequence[Dot], title: str) -> dict[str, Any]:
    """Return the chart as Vega-Lite reads it: one dot an area by its amount, equal ones above each other."""
    labels = {is_own: context.say(f"areas.{word}") for is_own, word, *_ in SIGNS}
    signs = [sign for sign in SIGNS if sign[0] in {dot.own for dot in dots}]
    amounts = [round(dot.per_100, 1) for dot in dots]
    values = [
        {"amount": amount, "height": amounts[:number].count(amount), "whose": labels[dot.own]}
        for number, (amount, dot) in enumerate(zip(amounts, dots, strict=True))
    ]
    most, top = max(1.0, *amounts), max(3, *(amounts.count(amount) for amount in amounts))
    # Read aloud are the title and the sentence below: marks, axes and legends would be told in English.
    axis = {"labelExpr": LABEL[context.workspace.language == "sv"], "tickCount": 5, "aria": False}
    legend = {"title": None, "orient": "bottom", "aria": False}
    text = {"labelColor": INK, "titleColor": INK, "labelFontSize": 12, "titleFontSize": 12}
    return {
        "height": HEIGHT, "background": GROUND, "description": title, "data": {"values": values},
        "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1, "aria": False},
        "encoding": {
            "x": {
                "field": "amount", "type": "quantitative", "title": context.say("areas.per_100"), "axis": axis,
                "scale": {"domain": [0, most]},
            },
            "y": {"field": "height", "type": "quantitative", "axis": None, "scale": {"domain": [-0.5, top]}},
            "color": {"field": "whose", "type": "nominal", "scale": _scale(signs, labels, 2), "legend": legend},
            "shape": {"field": "whose", "type": "nominal", "scale": _scale(signs, labels, 3), "legend": legend},
        },
        "config": {"axis": {**text, "gridColor": GRID}, "legend": text, "view": {"stroke": None}},
    }  # fmt: skip


def _scale(
    signs: Sequence[tuple[bool, str, str, str]], labels: dict[bool, str], column: int
) -> dict[str, Any]:
    return {"domain": [labels[sign[0]] for sign in signs], "range": [str(sign[column]) for sign in signs]}
