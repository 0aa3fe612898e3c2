"""The panel of a place: its state at the hour shown, its own week, who is there, and why an hour is a gap."""

import html
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pandas as pd
import streamlit as st

from karta.i18n import day as day_text
from karta.i18n import number
from karta.services.gaps import figures, hidden
from karta.services.gaps import period as gaps_period
from karta.services.gaps.figures import STATES
from karta.services.gaps.fillable import fillable
from karta.ui import hour_names, view, why_hidden, words
from karta.ui.context import Context, page_link
from karta.ui.pages.gaps import acts, around, call, strip, trainings
from karta.ui.pages.gaps import hour as hour_list
from karta.ui.pages.rosters import from_gap
from karta.ui.view import View


def show(context: Context, period: gaps_period.Period, shown: View) -> None:
    """Show the panel of the chosen place, or what to do while none is chosen."""
    if shown.place is None:
        hour_list.show(context, period, shown)
        return
    place = gaps_period.place(context.viewer, period, shown.place)
    kind = context.say(f"kinds.{place.kind}")
    _back(context, shown)
    words.heading(place.name or kind)
    words.paragraph(kind, "quiet")
    _now(context, period, place, shown.hour or 0)
    strip.show(context, period, place, shown)
    if period.weeks > 1:
        words.paragraph(context.say("gaps.typical_panel", weeks=period.weeks), "quiet")
        _why(context, period, place, shown.hour or 0)
        return
    gap = fillable(context.viewer, period, place, shown.hour or 0, context.workspace.now())
    if gap is not None:
        call.ask(context, period, place)
    gap = trainings.show(context, period, place, shown.hour or 0, gap)
    from_gap.show(context, period, place, shown.hour or 0, gap)
    acts.show(context, period, place, shown.hour or 0, gap)
    _who(context, place, period, shown.hour or 0)
    _why(context, period, place, shown.hour or 0)
    call.show(context, period, place)
    around.show(context, period, place, shown.hour or 0)
    _whole_week_presence(context, place)
    page_link("register", context.say("gaps.in_register"), plats=place.place_id)


def _back(context: Context, shown: View) -> None:
    """Show the way from a place back to all places at the hour."""
    query = html.escape(urlencode(view.query(replace(shown, place=None))))
    words_ = html.escape(context.say("gaps.all_places"))
    st.html(f"<p class='karta-p quiet'><a class='karta-go' href='?{query}' target='_self'>{words_}</a></p>")


def now_sentence(
    context: Context, period: gaps_period.Period, place: gaps_period.PlaceWeek, hour: int
) -> str:
    """Return the state of a place in an hour as a sentence; where it is unknown, with what is missing."""
    shown, language = figures.of_hours(period, (place.row, hour)), context.workspace.language
    state = STATES[int(shown.state)]
    if state == "unknown":
        state = "not_reported" if period.view == "delivered" else "unknown"
        if state == "unknown" and not place.roster_missing[hour]:
            state = "number_unknown"
    return context.say(
        f"gaps.now_{state}" if state in ("unopened", "visit") else f"ui.now_{state}",
        when=hour_names.hour_label(context, period, hour),
        **{
            name: number(float(getattr(shown, name)), 1, language)
            for name in ("missing", "visit", "need", "present")
        },
    )


def _now(context: Context, period: gaps_period.Period, place: gaps_period.PlaceWeek, hour: int) -> None:
    words.paragraph(now_sentence(context, period, place, hour))


def _who(context: Context, place: gaps_period.PlaceWeek, period: gaps_period.Period, hour: int) -> None:
    # A pandas timestamp adds real time; the standard library would add wall-clock time in a clock-change night.
    start = pd.Timestamp(period.hours.start[hour])
    there = place.present[
        (place.present["start"] < start + pd.Timedelta(hours=1)) & (place.present["end"] > start)
    ]
    words.heading(context.say("ui.who_title"), 3)
    if there.empty:
        words.paragraph(context.say("ui.nobody_known"), "quiet")
    else:
        words.bullets([_line(context, row) for row in there.itertuples()])
    for source in place.awaited.itertuples():
        whose = context.say("ui.awaited_whose", org=source.org) if source.org else context.say("ui.awaited")
        words.paragraph(whose, "quiet")
    why_hidden.show_all(context, hidden.reasons(context.viewer, there, place.awaited))


def _line(context: Context, row: Any) -> str:
    return context.say(
        "ui.who_line" if row.certain else "ui.who_line_unsure",
        org=row.org or context.say("ui.someone"),
        role=context.say(f"roles.{row.kind}"),
        adults=context.say("ui.count_unknown")
        if np.isnan(row.adults)
        else number(row.adults, 1, context.workspace.language),
        start=f"{row.start:%H:%M}",
        end=f"{row.end:%H:%M}",
        share=number(100 * row.share, 0, context.workspace.language),
    )


def _why(context: Context, period: gaps_period.Period, place: gaps_period.PlaceWeek, hour: int) -> None:
    words.heading(context.say("ui.need_title"), 3)
    if place.rules.empty:
        words.paragraph(context.say("ui.need_undecided"), "quiet")
    lines = []
    for rule in place.rules.to_dict("records"):
        key = "ui.rule_suggested" if rule["state"] == "suggested" else "ui.rule_decided"
        lines.append(context.say(
            key, adults=number(float(rule["adults"]), 0, context.workspace.language), days=_days(context, rule["days"]),
            start=rule["start_local"], end=rule["end_local"], mode=context.say(f"ui.mode_{rule['mode']}"),
            decided_by=rule["decided_by"] or context.say("gaps.decided_by_nobody_named"),
            responsible=rule["responsible"] or context.say("gaps.decided_by_nobody_named"),
        ))  # fmt: skip
    words.bullets(lines)
    if place.visits and period.weeks == 1:
        words.paragraph(context.say("ui.visits", **place.visits))
    runs = pd.concat([place.gaps, place.unknown]).sort_values("start")
    start = pd.Timestamp(period.hours.start[hour])
    now = (runs["start"] < start + pd.Timedelta(hours=1)) & (runs["end"] > start)
    for run in runs[now].itertuples():
        words.paragraph(_run(context, period, run), "quiet")
    if (~now).any():
        with st.expander(context.say("ui.other_runs", count=int((~now).sum()))):
            words.bullets([_run(context, period, run) for run in runs[~now].itertuples()])


def _run(context: Context, period: gaps_period.Period, run: Any) -> str:
    return f"{hour_names.day_name(context, period, run.start)} {run.start:%H:%M}-{run.end:%H:%M}: {run.why}"


def _days(context: Context, tokens: str) -> str:
    return ", ".join(context.say(f"days.{token}") for token in str(tokens).split(";") if token)


def _whole_week_presence(context: Context, place: gaps_period.PlaceWeek) -> None:
    with st.expander(context.say("ui.who_week", count=len(place.present))):
        language = context.workspace.language
        words.bullets(
            [f"{day_text(row.start, language)}: {_line(context, row)}" for row in place.present.itertuples()]
        )
