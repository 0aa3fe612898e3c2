"""On which week, hour and place *Luckor* opens, where the address does not say."""

from dataclasses import replace
from datetime import datetime, timedelta

import streamlit as st

from karta.services.gaps import period as gaps_period
from karta.ui import cached_week, jumps, view
from karta.ui.context import Context
from karta.ui.view import View


def opened(context: Context, requested: View) -> View:
    """Return the view to open: the coming week where nothing is asked for, and nothing is left of this one."""
    asks = view.WEEK in st.query_params or requested.hour is not None
    if asks or requested.view == "delivered" or requested.typical:
        return requested
    period, now = cached_week.period(context, requested), context.workspace.now()
    if period.places.empty or period.hours.start[-1] - now > timedelta(days=1):
        return requested
    hours, left = period.hours, jumps.hour_at(period, now)
    if any(amount[:, left:].any() for amount in (hours.missing, hours.unknown, hours.visit)):
        return requested
    view.write(requested.moved(1))
    return requested.moved(1)


def settled(shown: View, period: gaps_period.Period, now: datetime) -> View:
    """Return the view with its hour within the period, and its place only if the period has it.

    Where no hour is asked for it is that in which most adults are missing.
    """
    if shown.hour is None or shown.hour >= len(period.hours.start):
        shown = replace(shown, hour=period.hours.busiest(*_opening(period, now)))
    has_place = shown.place is not None and bool((period.places["place_id"] == shown.place).any())
    return shown if has_place else replace(shown, place=None)


def _opening(period: gaps_period.Period, now: datetime) -> tuple[int, int | None]:
    """Return from which hour on and before which one the page opens by itself.

    In the present week none that has passed; of what was delivered none to come, of which nobody can tell yet.
    """
    begins, ends = period.hours.start[0], period.hours.start[-1] + timedelta(hours=1)
    if period.weeks > 1 or not begins <= now < ends:
        return 0, None
    hour = jumps.hour_at(period, now)
    return (0, hour) if period.view == "delivered" else (hour, None)
