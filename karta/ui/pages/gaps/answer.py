"""Where adults are missing this week, in short: a sentence, the days, and the largest gaps that are still ahead.

It is the week that *Luckor* opens, by the same figures; nothing is computed for it.
"""

import html
from typing import Any

import streamlit as st

from karta.i18n import day as day_text
from karta.i18n import number, share
from karta.services.gaps import figures
from karta.services.gaps import period as gaps_period
from karta.ui import area_names, cached_week, hour_names, view, words
from karta.ui.context import Context, page_link
from karta.ui.day_bars import Day, day_bars
from karta.ui.pages.gaps import call
from karta.ui.view import View

MOST = 3


def show(context: Context) -> None:
    """Show the answer under its question, for whoever may see gaps."""
    say, language = context.say, context.workspace.language
    shown = View(view.monday(context.workspace.service_day))
    with st.spinner(say("ui.computing"), show_time=False):
        period = cached_week.period(context, shown)
    words.title(say("ui.start_title"), _label(context, shown), say("ui.page.start"))
    totals = figures.totals(period)
    if not totals["need_ah"]:
        words.paragraph(say("ui.no_need_decided"), "answer")
        page_link("gaps", say("ui.go_gaps"))
        return
    amounts = {name: number(totals[f"{name}_ah"], 1, language) for name in ("gap", "need", "unknown")}
    words.paragraph(say("ui.start_answer", **amounts), "answer")
    words.paragraph(say("gaps.caption", completeness=share(totals["completeness"], language)), "caption")
    days, ahead = st.columns([3, 2], gap="medium")
    with days:
        words.heading(say("ui.start_days"))
        day_bars(context, _days(context, period))
    # Its key is the theme's.
    with ahead, st.container(key="karta_ahead"):
        _ahead(context, period, shown)


def week_map(context: Context) -> None:
    """Show the week of the answer on a small map, and in words how many places are so."""
    shown = View(view.monday(context.workspace.service_day))
    period = cached_week.period(context, shown)
    if not figures.totals(period)["need_ah"]:
        return
    say, sums = context.say, figures.by_place(period)
    gaps, unknown = (int((sums[f"{name}_ah"] > 0).sum()) for name in ("gap", "unknown"))
    said = say("ui.start_map_says", gaps=gaps, unknown=unknown)
    words.heading(say("ui.start_map"))
    source = cached_week.small_map(context, period, shown)
    st.html(
        f"<figure class='karta-small-map'><img src='{source}' alt='{html.escape(said)}' width='560' height='360'>"
        f"<figcaption class='quiet'>{html.escape(said)} {html.escape(say('ui.start_map_size'))}</figcaption></figure>"
    )


def _label(context: Context, shown: View) -> str:
    """Return what the answer is about: the view, the week, and all of the municipality or one's own areas."""
    return context.say(
        "ui.label", view=context.say(f"gaps.view.{shown.view}"), week=shown.week.isocalendar().week,
        first=day_text(shown.week, context.workspace.language),
        area=area_names.everywhere(context),
    )  # fmt: skip


def _days(context: Context, period: gaps_period.Period) -> list[Day]:
    today = context.workspace.service_day
    days = []
    for row in figures.by_day(period).itertuples(index=False):
        name, when = hour_names.day_name(context, period, row.service_day), ""
        if row.service_day == today:
            name, when = context.say("ui.start_today", day=name), "today"
        elif row.service_day < today:
            when = "past"
        days.append(Day(name, row.need_ah, (row.gap_ah, row.unknown_ah, row.covered_ah), when))
    return days


def _when(context: Context, period: gaps_period.Period, row: Any) -> str:
    return f"{hour_names.day_name(context, period, row.start)} {row.start:%H:%M}–{row.end:%H:%M}"


def _ahead(context: Context, period: gaps_period.Period, shown: View) -> None:
    """Show the gaps that are not over, as far as the list has them first, each with its way to *Luckor*."""
    say, language = context.say, context.workspace.language
    rows = figures.gaps_ahead(period, context.workspace.now(), MOST)
    if len(rows) and period.ranked:
        # The largest are not the nearest.
        first = figures.gaps_ahead(period, context.workspace.now(), 1, soonest=True).iloc[0]
        has_begun = first["start"] <= context.workspace.now()
        words.heading(say("ui.start_now" if has_begun else "ui.start_soonest"))
        page_link(
            "gaps", f"{first['place'] or say('ui.unnamed')}, {_when(context, period, first)}",
            **view.query(View(shown.week, hour=int(first["first_hour"]), place=first["place_id"])),
        )  # fmt: skip
        call.ask_briefly(context, period, first["place_id"])
    words.heading(say("ui.start_ahead" if period.ranked else "ui.start_ahead_unranked"))
    if rows.empty:
        words.paragraph(say("ui.start_ahead_none"))
    elif not period.ranked:
        words.paragraph(say("gaps.not_ranked"), "quiet")
    for row in rows.itertuples(index=False):
        when = _when(context, period, row)
        lacks = "ui.start_lacks" if row.fewest == row.largest else "ui.start_lacks_most"
        facts = {"adults": number(row.largest, 1, language), "hours": number(row.adult_hours, 1, language)}
        with st.container(border=True, gap="xsmall"):
            words.heading(row.place or say("ui.unnamed"), 3)
            words.paragraph(say(lacks, **facts), "quiet")
            at = View(shown.week, hour=row.first_hour, place=row.place_id)
            page_link("gaps", say("ui.start_gap_go", when=when), **view.query(at))
            call.ask_briefly(context, period, row.place_id)
    page_link("gaps", say("ui.go_gaps"))
