"""The days of a week as bars of what is missing, unknown and covered: a table, so that it is read as well as looked at.

The hours of each state stand in words and figures beside its colour and its pattern.
"""

import html
from dataclasses import dataclass

import streamlit as st

from karta.i18n import number
from karta.ui.context import Context

# In the order of the bar, from its root, with the sign of each in the theme and what the catalogue calls it.
PARTS = ("gap", "unknown", "full")


@dataclass(frozen=True)
class Day:
    """A day by its name: what is decided, and the PARTS of that; `when`: past, today or blank."""

    name: str
    need: float
    parts: tuple[float, float, float]
    when: str = ""


def day_bars(context: Context, days: list[Day]) -> None:
    """Show the days, one below the other; the longest bar is that of the day with the largest need."""
    say = context.say
    signs = "".join(
        _head(f"<span class='karta-sign {part}' aria-hidden='true'></span>", say(f"ui.sign_{part}"))
        for part in PARTS
    )
    heads = _head("", say("ui.start_day")) + _head("", say("ui.start_need"))
    most = max((day.need for day in days), default=0.0)
    body = "".join(_row(context, day, most) for day in days)
    st.html(
        f"<table class='karta-days'><caption>{html.escape(say('ui.start_days_unit'))}</caption>"
        f"<thead><tr>{heads}{signs}</tr></thead><tbody>{body}</tbody></table>"
    )


def _head(sign: str, words: str) -> str:
    return f"<th scope='col'>{sign}{html.escape(words)}</th>"


def _row(context: Context, day: Day, most: float) -> str:
    language = context.workspace.language
    segments = "".join(
        f"<i class='{part}' style='flex:{amount:g}'></i>"
        for part, amount in zip(PARTS, day.parts, strict=True)
        if amount
    )
    share = day.need / most if most else 0.0
    # Room is left for the figure beside the bar, the same in every row: bars compare.
    wide = f"flex:0 0 calc((100% - 3rem) * {share:.3f})"
    bar = f"<div class='karta-bar' aria-hidden='true' style='{wide}'>{segments}</div>"
    cells = "".join(
        f"<td class='{part}'>{number(amount, 1, language)}</td>"
        for part, amount in zip(PARTS, day.parts, strict=True)
    )
    name = html.escape(day.name)
    return (
        f"<tr class='{day.when}'><th scope='row'>{name}</th>"
        f"<td><div class='karta-whole'>{bar}{number(day.need, 1, language)}</div></td>{cells}</tr>"
    )
