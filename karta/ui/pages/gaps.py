"""Luckor: the map, the week grid and the list of one week, and the panel of a chosen place."""

from dataclasses import replace
from datetime import date

import streamlit as st

from karta.i18n import day as day_text
from karta.i18n import number, share
from karta.services import gaps, town
from karta.ui import data, gap_map, view, words
from karta.ui.app import Context, page_link
from karta.ui.pages import gaps_list, gaps_panel
from karta.ui.view import View
from karta.ui.week_grid import week_grid


def show(context: Context) -> None:
    """Show the page."""
    top = st.container()
    shown, label = _controls(context, view.read(context.workspace.today))
    with top:
        words.title(context.say("ui.page.gaps"), label)
    with st.spinner(context.say("ui.computing"), show_time=False):
        period = data.period(context, shown)
    if period.calendar_unknown:
        st.info(context.say("ui.calendar_unknown", count=len(period.calendar_unknown)))
    if not period.places.shape[0]:
        words.paragraph(context.say("ui.no_places"))
        page_link("begin", context.say("ui.go_begin"))
        return
    _week(context)


def _controls(context: Context, shown: View) -> tuple[View, str]:
    """Show week, view and area; return the view as chosen, written to the URL, and its label."""
    say = context.say
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    if row.button("←", help=say("ui.week_before")):
        shown = shown.moved(-1)
    slot = row.container(width=150)
    if row.button("→", help=say("ui.week_after")):
        shown = shown.moved(1)
    day = slot.date_input(
        say("ui.week_of"),
        shown.week,
        key=f"week_{shown.week}",
        format="YYYY-MM-DD",
        label_visibility="collapsed",
    )
    if isinstance(day, date) and view.monday(day) != shown.week:
        shown = replace(shown, week=view.monday(day))
    chosen = row.selectbox(
        say("ui.view"), view.VIEWS, view.VIEWS.index(shown.view), width=170, label_visibility="collapsed",
        format_func=lambda name: say(f"gaps.view.{name}"),
    )  # fmt: skip
    areas = town.areas(context.workspace, context.viewer)
    names = {None: say("ui.whole_municipality"), **dict(zip(areas["area_id"], areas["name"], strict=True))}
    ids = list(names)
    area = row.selectbox(
        say("ui.area"), ids, ids.index(shown.area) if shown.area in names else 0,
        format_func=names.__getitem__, width=170, label_visibility="collapsed",
    )  # fmt: skip
    shown = replace(shown, view=chosen, area=area)
    view.write(shown)
    label = say(
        "ui.label", view=say(f"gaps.view.{shown.view}"), week=shown.week.isocalendar().week,
        first=day_text(shown.week, context.workspace.language), area=names[area],
    )  # fmt: skip
    return shown, label


def _figures(context: Context, period: gaps.Period) -> None:
    totals, language, say = period.totals, context.workspace.language, context.say
    hours = say("ui.adult_hours")
    amounts = [
        (say(f"ui.{name}"), number(totals[f"{name}_ah"], 0, language), hours)
        for name in ("need", "covered", "gap", "unknown")
    ]
    words.figures(
        [
            *amounts,
            (say("ui.coverage_share"), share(totals["coverage_share"], language), say("ui.of_known")),
            (say("ui.suggested"), number(period.suggested_ah, 0, language), say("ui.not_in_need")),
        ],
        say("gaps.caption", completeness=share(totals["completeness"], language)),
    )
    words.paragraph(f"{say(f'gaps.view_help.{period.view}')} {_who(context, period)}", "quiet")
    if period.view == "delivered" and period.coverage.tables.to_day >= context.workspace.today:
        words.paragraph(say("ui.not_yet"), "quiet")
    if period.approximate:
        words.paragraph(say("ui.approximate"), "quiet")


def _who(context: Context, period: gaps.Period) -> str:
    """Return who stands for the known presence, by sector."""
    whole = sum(period.composition.values())
    if not whole:
        return ""
    parts = [
        f"{context.say(f'sectors.{sector}')} {share(hours / whole, context.workspace.language)}"
        for sector, hours in period.composition.items()
    ]
    return context.say("ui.composition", parts=", ".join(parts))


@st.fragment
def _week(context: Context) -> None:
    """Show map, panel, grid and list; what is chosen in one of them moves the others, and only this part reruns."""
    shown = view.read(context.workspace.today)
    period = data.period(context, shown)
    shown = _settled(shown, period, gap_map.arrived(_map_key(shown)))
    left, right = st.columns([15, 8], gap="small")
    with left:
        gap_map.gap_map(data.picture(context, period, shown), _map_key(shown), height=590)
    with right:
        panel = st.container(height=590, border=True)
    _figures(context, period)
    grid = _grid(context, period, shown)
    listed = gaps_list.show(context, period, shown)
    for choice in (grid, listed):
        if choice is not None:
            shown = replace(shown, place=choice[0], hour=shown.hour if choice[1] is None else choice[1])
            view.write(shown)
            st.rerun(scope="fragment")
    with panel:
        gaps_panel.show(context, period, shown)
    view.write(shown)


def _map_key(shown: View) -> str:
    """Return the map's key: one frame for an area, which keeps its zoom from week to week."""
    return f"gap_map_{shown.area or 'all'}"


def _settled(shown: View, period: gaps.Period, event: gap_map.MapEvent | None) -> View:
    """Return the view with what was done on the map, its hour within the period, its place a known one."""
    hours = len(period.hours.start)
    if (
        event is not None
        and event.kind in ("hour", "click")
        and event.hour is not None
        and event.hour < hours
    ):
        shown = replace(shown, hour=event.hour, place=event.place_id or shown.place)
    if shown.hour is None or shown.hour >= hours:
        shown = replace(shown, hour=data.opening_hour(period))
    known = shown.place is not None and bool((period.places["place_id"] == shown.place).any())
    return shown if known else replace(shown, place=None)


def _grid(context: Context, period: gaps.Period, shown: View) -> tuple[str, int | None] | None:
    words.heading(context.say("ui.grid_title"), 3)
    if shown.place is not None:
        place = gaps.place(context.viewer, period, shown.place)
        said = gaps_panel.now_sentence(context, period, place, shown.hour or 0)
        words.paragraph(
            context.say("ui.chosen", place=place.name or context.say(f"kinds.{place.kind}"), said=said)
        )
    rows = data.grid_rows(context, period)
    if not rows:
        words.paragraph(context.say("ui.no_need_decided"))
        page_link("begin", context.say("ui.go_begin"))
        return None
    names = [row.place_id for row in rows]
    choice = week_grid(
        rows, data.hour_columns(period), data.day_columns(context, period), data.hour_labels(context, period),
        key="week", version=data.version(context, shown), title=context.say("ui.grid_title"),
        chosen=(names.index(shown.place) if shown.place in names else None, shown.hour),
        language=context.workspace.language,
    )  # fmt: skip
    words.paragraph(context.say("ui.grid_help", rest=len(period.places) - len(rows)), "quiet")
    return (choice.place_id, choice.hour) if choice else None
