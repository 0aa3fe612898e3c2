"""Luckor: the map, the week grid and the list of one week, and the panel of a chosen place."""

from dataclasses import replace
from datetime import date

import streamlit as st

from karta.i18n import day as day_text
from karta.model.walltime import DAY
from karta.privacy import WORKSPACE, allowed
from karta.services.gaps import hidden
from karta.services.gaps import period as gaps_period
from karta.services.gaps.typical_week import WEEKS
from karta.ui import (
    area_names,
    cached_week,
    copy_link,
    crisis,
    gap_map,
    place_links,
    view,
    watch,
    why_hidden,
    words,
)
from karta.ui.context import Context, own_part, page_link
from karta.ui.pages.gaps import acts, gap_list, panel, start, sums, week
from karta.ui.pages.rosters import from_gap
from karta.ui.view import View
from karta.ui.week_grid import pressed

HEIGHT = 590
MAP = "gap_map"
BEFORE, AFTER = ":material/chevron_left:", ":material/chevron_right:"


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
    sees_now = allowed(context.viewer, "see_now", WORKSPACE)
    if sees_now:
        crisis.show_open(context)
    _week(context, names, shown)
    if sees_now and allowed(context.viewer, "open_in_crisis", WORKSPACE):
        crisis.show_folded(context)
    watch.follow(context, revision)


def _areas(context: Context) -> dict[str, str]:
    """Return the name of each area by its id; all that the viewer may see together has none."""
    return {"": area_names.everywhere(context), **area_names.of_gaps(context)}


def _controls(context: Context, shown: View, names: dict[str, str]) -> None:
    """Show week, view and area as the address has them.

    Whoever changes one changes the address, once, and the page is shown from there: so Back is one press.
    """
    say = context.say
    area = shown.area if shown.area in names else ""
    day = shown.week + DAY * min(6, (shown.hour or 0) // 24)
    for name, value in (("week", day), ("view", shown.view), ("area", area), ("typical", shown.typical)):
        st.session_state[f"gaps_{name}"] = value
    row = st.container(horizontal=True, vertical_alignment="center", gap="small", key="gaps_controls")
    row.button(say("ui.week_before"), key="gaps_before", icon=BEFORE, on_click=_move, args=(shown, -1))
    slot = row.container(width=150)
    row.button(say("ui.week_after"), key="gaps_after", icon=AFTER, on_click=_move, args=(shown, 1))
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
    with row:
        copy_link.show(context, "gaps_link")


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
    place_links.mount()
    sums.show(context, period)
    week.show(context, period, shown)
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
    for key in (week.WEEK, gap_list.GAPS, gap_list.UNKNOWN, place_links.KEY):
        choice = pressed(key, hours)
        if choice is not None and choice.part:
            from_gap.open_form(choice.place_id, choice.part)
        if choice is not None and key == week.WEEK and shown.areas:
            shown = replace(shown, area=choice.place_id, place=None)
            shown = shown if choice.hour is None else replace(shown, hour=choice.hour)
        elif choice is not None:
            shown = replace(
                shown, place=choice.place_id or None, hour=shown.hour if choice.hour is None else choice.hour
            )
    return shown
