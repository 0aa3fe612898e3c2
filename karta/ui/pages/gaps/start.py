"""On which week, hour and place *Luckor* opens, where the address does not say."""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import streamlit as st

from karta.services.gaps import period as gaps_period
from karta.services.gaps.figures import STATES
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

    Where no hour is asked for it is now, or the next hour with a gap.
    """
    if shown.hour is None or shown.hour >= len(period.hours.start):
        shown = replace(shown, hour=_opening(period, now))
    has_place = shown.place is not None and bool((period.places["place_id"] == shown.place).any())
    return shown if has_place else replace(shown, place=None)


def _opening(period: gaps_period.Period, now: datetime) -> int:
    """Return the hour that the page opens by itself.

    In the present week, and one to come, the first from now on with a gap, else with what nobody knows; in a week that
    is over, and a typical one, that in which most adults are missing. Of what was delivered no hour to come, of which
    nobody can tell yet.
    """
    hours = period.hours
    begins, ends = hours.start[0], hours.start[-1] + timedelta(hours=1)
    if period.weeks > 1 or now >= ends:
        return hours.busiest()
    first = jumps.hour_at(period, now) if now >= begins else 0
    if period.view == "delivered":
        return hours.busiest(0, first) if now >= begins else hours.busiest()
    for states in (("thin", "empty", "visit"), ("unknown",)):
        codes = [STATES.index(state) for state in states]
        such = np.flatnonzero(np.isin(hours.state[:, first:], codes).any(axis=0))
        if such.size:
            return first + int(such[0])
    return first
