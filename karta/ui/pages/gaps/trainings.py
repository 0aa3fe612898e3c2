"""The times before and after a training in the panel of a place: what each is like, and one press to fill one."""

import streamlit as st

from karta.services.gaps import period as gaps_period
from karta.services.gaps.around_trainings import Around, around_trainings
from karta.services.gaps.fillable import Fillable
from karta.ui import around_parts, words
from karta.ui.context import Context
from karta.ui.pages.rosters import from_gap
from karta.ui.part_redraw import redraw_part


def show(
    context: Context,
    period: gaps_period.Period,
    place: gaps_period.PlaceWeek,
    hour: int,
    gap: Fillable | None,
) -> Fillable | None:
    """Show the times of the hour's day; return what is to be filled: the gap, or the time whose form is open."""
    say = context.say
    day = period.coverage.grid.days[int(period.hours.day[hour])].date
    found = around_trainings(context.viewer, period, place, day)
    if not found:
        return gap
    words.heading(say("gaps.around_title"), 3)
    words.bullets(
        [f"{_called(context, one)}: {say(f'gaps.around_{one.state}', adults=one.adults)}" for one in found]
    )
    if gap is None or not from_gap.may(context, period):
        return gap
    now = context.workspace.now()
    fillable = {
        around_parts.name(one.start, one.end): one for one in found if one.state == "gap" and one.start > now
    }
    chosen = next((hours for hours in fillable if from_gap.is_open(place.place_id, hours)), None)
    choices = {hours: _called(context, one) for hours, one in fillable.items() if hours != chosen}
    if chosen is not None:
        whole = f"{gap.start:%H:%M}\u2013{gap.end:%H:%M}"
        choices = {around_parts.name(gap.start, gap.end): say("gaps.around_whole", hours=whole), **choices}
    with st.container(horizontal=True, gap="xxsmall"):
        for hours, label in choices.items():
            key = f"around_{place.place_id}_{hours}"
            if st.button(say("gaps.around_fill", hours=label), key=key, icon=":material/group_add:"):
                from_gap.open_form(place.place_id, hours)
                redraw_part()
    return gap if chosen is None else fillable[chosen].filled()


def _called(context: Context, one: Around) -> str:
    return around_parts.called(context, one.start, one.end, before=one.before)
