"""Luckor: the map, the week grid and the list of one week, and the panel of a chosen place."""

from dataclasses import replace
from datetime import date
from math import isnan

import streamlit as st

from karta.i18n import day as day_text
from karta.i18n import number, share
from karta.model.walltime import DAY
from karta.services.gaps import figures, hidden
from karta.services.gaps import period as gaps_period
from karta.services.gaps.typical_week import WEEKS
from karta.services.register import town
from karta.ui import cached_week, gap_map, hour_names, view, watch, week_rows, why_hidden, words
from karta.ui.context import Context, own_part, page_link
from karta.ui.pages.gaps import acts, gap_list, panel, start
from karta.ui.view import View
from karta.ui.week_grid import pressed, week_grid

HEIGHT = 590
MAP, WEEK = "gap_map", "week"


def show(context: Context) -> None:
    """Show the page."""
    acts.leave()
    revision = context.workspace.store.revision()
    computing = context.say("ui.computing")
    with st.spinner(computing, show_time=False):
        shown = start.opened(context, view.read(context.workspace.service_day))
    names = _areas(context)
    tab = context.say("ui.gaps_tab", week=shown.week.isocalendar().week)
    words.title(context.say("ui.page.gaps"), _label(context, shown, names), tab)
    view.tell_week(context)
    with st.spinner(computing, show_time=False):
        period = cached_week.period(context, shown)
    if period.calendar_unknown:
        st.info(context.say("ui.calendar_unknown", count=len(period.calendar_unknown)))
    if not period.places.shape[0]:
        _controls(context, shown, names)
        words.paragraph(context.say("ui.no_places"))
        page_link("begin", context.say("ui.go_begin"))
        return
    _week(context, names, shown)
    watch.follow(context, revision)


def _areas(context: Context) -> dict[str, str]:
    """Return the name of each area by its id; the whole municipality has none."""
    areas = town.areas(context.workspace, context.viewer)
    names = dict(zip(areas["area_id"], areas["name"], strict=True))
    return {"": context.say("ui.whole_municipality"), **names}


def _controls(context: Context, shown: View, names: dict[str, str]) -> None:
    """Show week, view and area as the address has them.

    Whoever changes one changes the address, once, and the page is shown from there: so Back is one press.
    """
    say = context.say
    area = shown.area if shown.area in names else ""
    day = shown.week + DAY * min(6, (shown.hour or 0) // 24)
    for name, value in (("week", day), ("view", shown.view), ("area", area), ("typical", shown.typical)):
        st.session_state[f"gaps_{name}"] = value
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    row.button("←", help=say("ui.week_before"), on_click=_move, args=(shown, -1))
    slot = row.container(width=150)
    row.button("→", help=say("ui.week_after"), on_click=_move, args=(shown, 1))
    slot.date_input(
        say("ui.week_of"), key="gaps_week", format="YYYY-MM-DD", label_visibility="collapsed",
        on_change=_change, args=(shown,),
    )  # fmt: skip
    row.selectbox(
        say("ui.view"), view.VIEWS, key="gaps_view", width=view.WIDE, label_visibility="collapsed",
        format_func=lambda name: say(f"gaps.view.{name}"), on_change=_change, args=(shown,),
    )  # fmt: skip
    row.selectbox(
        say("ui.area"), list(names), key="gaps_area", width=view.WIDE, label_visibility="collapsed",
        format_func=names.__getitem__, on_change=_change, args=(shown,),
    )  # fmt: skip
    row.toggle(
        say("gaps.typical"),
        key="gaps_typical",
        on_change=_change,
        args=(shown,),
        help=say("gaps.typical_help"),
    )


def _label(context: Context, shown: View, names: dict[str, str]) -> str:
    """Return what is shown: the view, the week and the area."""
    say, area = context.say, names.get(shown.area or "", names[""])
    if shown.typical:
        return say(
            "gaps.typical_label", view=say(f"gaps.view.{shown.view}"), area=area, weeks=WEEKS,
            last=shown.week.isocalendar().week,
        )  # fmt: skip
    return say(
        "ui.label", view=say(f"gaps.view.{shown.view}"), week=shown.week.isocalendar().week,
        first=day_text(shown.week, context.workspace.language), area=area,
    )  # fmt: skip


def _move(before: View, weeks: int) -> None:
    """Write the week some weeks on into the address; the hour may have moved since the button was drawn."""
    view.write(view.read(before.week).moved(weeks))


def _change(before: View) -> None:
    """Write into the address what was chosen above the map; a place of another area is dropped."""
    state = st.session_state
    day = state["gaps_week"] if isinstance(state["gaps_week"], date) else before.week
    now = view.read(before.week)
    area = state["gaps_area"] or None
    place = now.place if area == now.area else None
    hour = now.hour
    if isinstance(state["gaps_week"], date) and day != before.week + DAY * min(6, (before.hour or 0) // 24):
        # A date is chosen: the same clock hour of that day.
        hour = 24 * day.weekday() + (before.hour or 0) % 24
    view.write(replace(
        now, week=view.monday(day), view=state["gaps_view"], area=area, place=place, hour=hour,
        typical=state["gaps_typical"],
    ))  # fmt: skip


def _figures(context: Context, period: gaps_period.Period) -> None:
    totals, language, say = figures.totals(period), context.workspace.language, context.say
    hours = say("ui.adult_hours")
    amounts = [
        (say(f"ui.{name}"), number(totals[f"{name}_ah"], 1, language), hours)
        for name in ("need", "covered", "gap", "unknown")
    ]
    words.figures(
        [
            *amounts,
            (say("ui.coverage_share"), share(totals["coverage_share"], language), _span(context, period)),
            (say("ui.suggested"), number(totals["suggested_ah"], 1, language), say("ui.not_in_need")),
        ],
        say("gaps.caption", completeness=share(totals["completeness"], language)),
    )
    words.paragraph(f"{say(f'gaps.view_help.{period.view}')} {_who(context, period)}", "quiet")
    windows = figures.visits(period)
    if windows["needed"] and period.weeks == 1:
        words.paragraph(say("ui.visits", **windows), "quiet")
    if period.view == "delivered" and period.coverage.tables.to_day >= context.workspace.service_day:
        words.paragraph(say("ui.not_yet"), "quiet")
    if period.weeks > 1:
        words.paragraph(say("gaps.typical_says", weeks=period.weeks), "quiet")
    if period.approximate:
        words.paragraph(say("ui.approximate"), "quiet")
    if period.off_streets:
        words.paragraph(period.off_streets, "quiet")
    if period.passed_over:
        words.paragraph(period.passed_over, "note")


def _span(context: Context, period: gaps_period.Period) -> str:
    """Return what the coverage share refers to, and its range where a part of the need is unknown."""
    low, high = period.span
    if isnan(low):
        return context.say("ui.of_known")
    language = context.workspace.language
    if share(low, language) == share(high, language):
        return context.say("gaps.coverage_all")
    return context.say("gaps.coverage_span", low=number(100 * low, 0, language), high=share(high, language))


def _who(context: Context, period: gaps_period.Period) -> str:
    """Return the share of each sector in the known presence."""
    whole = sum(period.composition.values())
    if not whole:
        return ""
    parts = [
        f"{context.say(f'sectors.{sector}')} {share(hours / whole, context.workspace.language)}"
        for sector, hours in period.composition.items()
    ]
    return context.say("ui.composition", parts=", ".join(parts))


@own_part
def _week(context: Context, names: dict[str, str], drawn: View) -> None:
    """Show map, panel, grid and list; what is chosen in one of them moves the others, and only this part reruns.

    The controls stand in it, since a day chosen in the grid is theirs, too. `drawn` is the view that the page around it
    was drawn for: another week, view or area is a matter of the whole page.
    """
    requested = view.read(context.workspace.service_day)
    if requested.of_page != drawn.of_page:
        st.rerun()
    period = cached_week.period(context, requested)
    now = context.workspace.now()
    shown = start.settled(_chosen(requested, period), period, now)
    if shown.of_page != requested.of_page:
        view.write(shown)
        st.rerun()
    if shown != start.settled(requested, period, now):
        view.write(shown)
    view.remember(shown)
    _controls(context, shown, names)
    # Its key is the theme's: on paper the panel stands below the map, not over it.
    with st.container(key="gaps_stage"):
        left, right = st.columns([15, 8], gap="small")
    with left:
        why_hidden.show(context, "gaps", hidden.elsewhere(context.viewer))
        gap_map.gap_map(cached_week.picture(context, period, shown), MAP, height=HEIGHT)
    # The panel comes before what is further down the page, which takes longer.
    with right, st.container(height=HEIGHT, border=True):
        panel.show(context, period, shown)
    _figures(context, period)
    _grid(context, period, shown)
    gap_list.show(context, period, shown)


def _chosen(shown: View, period: gaps_period.Period) -> View:
    """Return the view with what was done in this run on the map, in the week or in a list."""
    hours = len(period.hours.start)
    event = gap_map.arrived(MAP)
    if event is not None and event.kind in ("hour", "click") and event.hour is not None:
        if event.week is not None:
            return replace(shown, week=view.monday(event.week), hour=event.hour, typical=False)
        if event.hour < hours:
            shown = replace(shown, hour=event.hour, place=event.place_id or shown.place)
    for key in (WEEK, gap_list.GAPS, gap_list.UNKNOWN):
        choice = pressed(key, hours)
        if choice is not None and key == WEEK and shown.areas:
            shown = replace(shown, area=choice.place_id, place=None)
            shown = shown if choice.hour is None else replace(shown, hour=choice.hour)
        elif choice is not None:
            shown = replace(
                shown, place=choice.place_id, hour=shown.hour if choice.hour is None else choice.hour
            )
    return shown


def _grid(context: Context, period: gaps_period.Period, shown: View) -> None:
    words.heading(context.say("ui.grid_title"), 3)
    if shown.place is not None:
        place = gaps_period.place(context.viewer, period, shown.place)
        sentence = panel.now_sentence(context, period, place, shown.hour or 0)
        words.paragraph(
            context.say("ui.chosen", place=place.name or context.say(f"kinds.{place.kind}"), said=sentence)
        )
    st.session_state["gaps_areas"] = "areas" if shown.areas else "places"
    st.segmented_control(
        context.say("gaps.rows"), ("places", "areas"), key="gaps_areas", required=True, label_visibility="collapsed",
        format_func=lambda name: context.say(f"gaps.rows_{name}"), on_change=_rows, args=(shown.week,),
    )  # fmt: skip
    count, rows = week_rows.grid(context, period, shown)
    if not count:
        words.paragraph(context.say("ui.no_need_decided"))
        page_link("begin", context.say("ui.go_begin"))
        return
    week_grid(
        rows, hour_names.hour_columns(period), hour_names.day_columns(context, period),
        hour_names.hour_labels(context, period),
        key=WEEK, title=context.say("ui.grid_title"), chosen=(shown.area if shown.areas else shown.place, shown.hour),
        language=context.workspace.language, answer_to=gap_map.taken(MAP),
    )  # fmt: skip
    if shown.areas:
        words.paragraph(context.say("gaps.rows_help"), "quiet")
    else:
        words.paragraph(context.say("ui.grid_help", rest=len(period.places) - count), "quiet")


def _rows(week: date) -> None:
    """Write into the address whether the week grid has a row for each place or for each area."""
    view.write(replace(view.read(week), areas=st.session_state["gaps_areas"] == "areas"))
