"""The half hours before and after a training in the panel of a place: what each is like, and one of them to fill."""

import streamlit as st

from karta.services.gaps import period as gaps_period
from karta.services.gaps.around_trainings import Around, around_trainings
from karta.services.gaps.fillable import Fillable
from karta.ui import words
from karta.ui.context import Context


def show(
    context: Context,
    period: gaps_period.Period,
    place: gaps_period.PlaceWeek,
    hour: int,
    gap: Fillable | None,
) -> Fillable | None:
    """Show the half hours of the hour's day; return what is to be filled: the gap, or the one that was chosen."""
    say = context.say
    day = period.coverage.grid.days[int(period.hours.day[hour])].date
    found = around_trainings(context.viewer, period, place, day)
    if not found:
        return gap
    words.heading(say("gaps.around_title"), 3)
    words.bullets(
        [f"{_named(context, one)}: {say(f'gaps.around_{one.state}', adults=one.adults)}" for one in found]
    )
    if gap is None:
        return None
    now = context.workspace.now()
    open_ones = [one for one in found if one.state == "gap" and one.start > now]
    if not open_ones:
        return gap
    whole = f"{gap.start:%H:%M}\u2013{gap.end:%H:%M}"
    chosen = st.selectbox(
        say("gaps.around_fill"), range(-1, len(open_ones)), key=f"around_{place.place_id}_{day}",
        format_func=lambda number: whole if number < 0 else _named(context, open_ones[number]),
    )  # fmt: skip
    return gap if chosen < 0 else open_ones[chosen].filled()


def _named(context: Context, one: Around) -> str:
    when = context.say("gaps.around_before" if one.before else "gaps.around_after")
    return f"{one.start:%H:%M}\u2013{one.end:%H:%M}, {when}"
