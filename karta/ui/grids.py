"""The rows of the week grid: a place each, or an area each."""

import numpy as np
import numpy.typing as npt
import streamlit as st

from karta.maps import Parcel
from karta.services import area_hours, gaps
from karta.ui import data
from karta.ui.app import Context
from karta.ui.view import View
from karta.ui.week_grid import STATES, GridRow, packed_grid


def grid_rows(context: Context, shown_period: gaps.Period) -> list[GridRow]:
    """Return a row for each place with anything decided or suggested in the period, by name."""
    hours = shown_period.hours
    states = grid_states(shown_period)
    told = (hours.state != 0).any(axis=1)
    found = [
        GridRow(str(place), name or context.say(f"kinds.{kind}"), states[row], hours.missing[row])
        for row, (place, name, kind) in enumerate(
            zip(
                shown_period.places["place_id"],
                shown_period.places["name"],
                shown_period.places["kind"],
                strict=True,
            )
        )
        if told[row]
    ]
    return sorted(found, key=lambda row: row.name.casefold())


def grid_states(shown_period: gaps.Period) -> npt.NDArray[np.uint8]:
    """Return the states of the week grid: those of the hours, and one of its own where opening is unknown."""
    own = np.uint8(STATES.index("unopened"))
    return np.where(shown_period.unopened, own, shown_period.hours.state)


def grid(context: Context, shown_period: gaps.Period, shown: View) -> tuple[int, Parcel]:
    """Return the number of rows of the week grid and the rows as the browser fetches them, packed once a period."""
    return _grid(
        f"{data.version(context, shown, shown_period.revision)}|{shown.areas}", context, shown_period, shown
    )


@st.cache_resource(max_entries=12, show_spinner=False)
def _grid(version: str, _context: Context, _period: gaps.Period, _shown: View) -> tuple[int, Parcel]:
    del version
    rows = area_rows(_context, _period) if _shown.areas else grid_rows(_context, _period)
    return len(rows), packed_grid(rows)


def area_rows(context: Context, shown_period: gaps.Period) -> list[GridRow]:
    """Return a row for each area, in alphabetical order."""
    found = area_hours.area_hours(context.workspace, context.viewer, shown_period)
    return [GridRow(area.area_id, area.name, area.state, area.missing) for area in found]
