"""Whom to call about a place: help first, then the area's own functions, and where tips belong - never in Karta."""

import html

import pandas as pd
import streamlit as st

from karta.privacy import WORKSPACE, allowed
from karta.services.gaps import period as gaps_period
from karta.services.register import contacts
from karta.ui import words
from karta.ui.context import Context

# The police's own page for tips, as it stood in November 2026.
TIPS = "https://polisen.se/kontakt/tipsa-polisen/"


def show(context: Context, period: gaps_period.Period, place: gaps_period.PlaceWeek) -> None:
    """Show the numbers of a place's area and of the whole municipality, as far as the viewer may see them."""
    if not allowed(context.viewer, "see_contacts", WORKSPACE):
        return
    say = context.say
    known = _contacts(context, period, place)
    rows = [("112", say("sheets.call_112"), ""), ("114 14", say("sheets.call_11414"), "")]
    rows += [(row.channel, row.function, row.hours) for row in known.itertuples(index=False)]
    words.heading(say("gaps.call_title"), 3)
    st.html(f"<ul class='karta-list'>{''.join(map(_line, rows))}</ul>")
    for kind in contacts.absent(known["function"]):
        words.paragraph(say("gaps.call_missing", who=say(f"sheets.call_{kind}")), "quiet")
    tips = f"<a href='{TIPS}' target='_blank' rel='noreferrer noopener'>polisen.se</a>"
    said = html.escape(say("gaps.call_tips", where="\0")).replace("\0", tips)
    st.html(f"<p class='karta-p quiet'>{said}</p>")


def ask(context: Context, period: gaps_period.Period, place: gaps_period.PlaceWeek) -> None:
    """Show whom to ask about a gap."""
    rows = _askable(context, period, place)
    if rows:
        words.heading(context.say("gaps.ask_title"), 3)
        st.html(f"<ul class='karta-list'>{''.join(map(_line, rows))}</ul>")


def ask_briefly(context: Context, period: gaps_period.Period, place_id: str) -> None:
    """Show in a line whom to ask about a gap at a place: the first of those whom its panel names."""
    rows = _askable(context, period, gaps_period.place(context.viewer, period, place_id))
    # A name without a number leads nowhere from here.
    rows = [row for row in rows if row[0]][:1] or rows[:1]
    for row in rows:
        title = html.escape(context.say("gaps.ask_briefly"))
        st.html(f"<p class='karta-p quiet karta-ask'>{title} {_said(row)}</p>")


def _askable(
    context: Context, period: gaps_period.Period, place: gaps_period.PlaceWeek
) -> list[tuple[str, str, str]]:
    """Return number, who and when of whom to ask about a gap.

    It is who answers for the need, with a number of theirs, else who holds it together. Numbers are those that the
    viewer may see of the place's area and of the whole municipality.
    """
    decided = place.rules[place.rules["state"] != "suggested"]
    answer = list(dict.fromkeys(str(name) for name in decided["responsible"] if name))
    if not answer:
        return []
    numbers = []
    if allowed(context.viewer, "see_contacts", WORKSPACE):
        numbers = list(_contacts(context, period, place).itertuples(index=False))
    rows = []
    for name in answer:
        theirs = [row for row in numbers if row.organisation.casefold() == name.casefold()]
        rows += [(row.channel, f"{name}, {row.function}", row.hours) for row in theirs] or [("", name, "")]
    if not any(dialled for dialled, _, _ in rows):
        rows += [
            (row.channel, row.function, row.hours)
            for row in numbers
            if any(sign in row.function.casefold() for sign in contacts.HOLDS_TOGETHER)
        ]
    return rows


def _contacts(context: Context, period: gaps_period.Period, place: gaps_period.PlaceWeek) -> pd.DataFrame:
    """Return the functions in force for a place's area and the whole municipality."""
    area_id = period.places["area_id"].iloc[place.row]
    return contacts.for_area(context.workspace, context.viewer, area_id if isinstance(area_id, str) else None)


def _line(row: tuple[str, str, str]) -> str:
    return f"<li>{_said(row)}</li>"


def _said(row: tuple[str, str, str]) -> str:
    number, what, hours = map(html.escape, row)
    if not number:
        return what
    dialled = "".join(sign for sign in number if sign.isdigit() or sign == "+")
    beside = f" <span class='quiet'>{hours}</span>" if hours else ""
    return f"<a href='tel:{dialled}'>{number}</a> {what}{beside}"
