"""Proposed walks by their numbers: on a small map, and by place and day over what is missing there.

Proposed, kept and set aside differ by shape and sign; what a number stands for is said in words beside it.
"""

import html
from base64 import b64encode

import streamlit as st

from karta.i18n import day as day_text
from karta.i18n import number
from karta.services.planning import proposed_week
from karta.services.planning.proposed_week import DayCell, NumberedWalk, ProposedWeek
from karta.services.planning.shift_plans import WalkProposal, WalkWishes
from karta.ui import words
from karta.ui.context import Context

STATES = ("proposed", "locked", "rejected")


def show(context: Context, version: str, proposal: WalkProposal, asked: WalkWishes) -> None:
    """Show where and when the walks would be; `version` is what a cache goes by."""
    say = context.say
    walks = proposed_week.numbered(context.workspace, context.viewer, proposal, asked)
    if not walks:
        return
    source = _drawn(version, asked, context, proposal)
    if source:
        words.heading(say("proposed.where"), 3)
        title = say("proposed.map_says", last=len(walks))
        st.html(
            f"<figure class='karta-small-map karta-plan-map'><img src='{source}' alt='{html.escape(title)}' "
            f"width='560' height='360'><figcaption class='quiet'>{_legend(context, walks)}</figcaption></figure>"
        )
    words.heading(say("proposed.when"), 3)
    st.html(_table(context, proposed_week.week(context.workspace, context.viewer, proposal, asked)))
    words.paragraph(say("proposed.when_what"), "quiet")


def line(context: Context, each: NumberedWalk, sentence: str) -> None:
    """Show a walk's number in its mark, before what is said of it."""
    state = html.escape(context.say(f"proposed.state_{each.state}"))
    st.html(f"<p class='karta-p'>{_mark(each, state)} {html.escape(sentence)}</p>")


@st.cache_resource(max_entries=12, show_spinner=False)
def _drawn(version: str, asked: WalkWishes, _context: Context, _proposal: WalkProposal) -> str:
    del version
    drawn = proposed_week.drawn(_context.workspace, _context.viewer, _proposal, asked)
    return f"data:image/svg+xml;base64,{b64encode(drawn).decode()}" if drawn else ""


def _legend(context: Context, walks: tuple[NumberedWalk, ...]) -> str:
    """Return the marks that are there, each with its word, and the dot."""
    there = {each.state for each in walks}
    marks = [
        f"<span><span class='karta-number {state}' aria-hidden='true'></span>"
        f"{html.escape(context.say(f'proposed.sign_{state}'))}</span>"
        for state in STATES
        if state in there
    ]
    dot = f"<span><i class='karta-dot' aria-hidden='true'></i>{html.escape(context.say('proposed.sign_gap'))}</span>"
    return "".join([*marks, dot])


def _table(context: Context, week: ProposedWeek) -> str:
    say, language = context.say, context.workspace.language
    heads = "".join(f"<th scope='col'>{html.escape(day_text(day, language))}</th>" for day in week.days)
    rows = "".join(
        f"<tr><th scope='row'>{html.escape(row.place or say('ui.unnamed'))}</th>"
        f"{''.join(_cell(context, cell) for cell in row.cells)}</tr>"
        for row in week.rows
    )
    if week.other_places:
        others = "".join(_cell(context, DayCell(missing)) for missing in week.others)
        name = html.escape(say("proposed.others", count=week.other_places))
        rows += f"<tr class='others'><th scope='row'>{name}</th>{others}</tr>"
    title, corner = html.escape(say("proposed.table")), html.escape(say("ui.place"))
    return (
        f"<div class='karta-table karta-plan' role='region' tabindex='0' aria-label='{title}'>"
        f"<table aria-label='{title}'><thead><tr><th scope='col'>{corner}</th>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _cell(context: Context, cell: DayCell) -> str:
    """Return what is missing, and over it each walk with its number and hours; all of it in words for a reader."""
    say, language = context.say, context.workspace.language
    parts = []
    if cell.missing:
        amount = number(cell.missing, 1, language)
        sentence = html.escape(say("proposed.missing", hours=amount))
        parts.append(f"<small aria-hidden='true'>{amount}</small><span class='karta-said'>{sentence}.</span>")
    for each in cell.walks:
        walk = each.walk
        name = say(
            "proposed.cell", place=walk.place or say("ui.unnamed"), day=day_text(walk.start, language),
            hours=f"{walk.start:%H:%M}\u2013{walk.end:%H:%M}", state=say(f"proposed.state_{each.state}"),
        )  # fmt: skip
        hours = f"{_clock(f'{walk.start:%H:%M}')}\u2013{_clock(f'{walk.end:%H:%M}')}"
        parts.append(
            f"<span class='walk {each.state}'>{_mark(each, name)}<span aria-hidden='true'>{hours}</span></span>"
        )
    return f"<td class='{'gap' if cell.missing else ''}'>{''.join(parts)}</td>"


def _clock(time: str) -> str:
    """Return a time as short as it can be said: `20` for a whole hour."""
    return time.removesuffix(":00")


def _mark(each: NumberedWalk, said: str) -> str:
    """Return a number in its mark, and what is said of it."""
    return (
        f"<span class='karta-number {each.state}'>{each.number}</span>"
        f"<span class='karta-said'>{html.escape(said)}</span>"
    )
