"""The rows of the week grid: a place each, or an area each."""

import streamlit as st

from karta.maps import Parcel
from karta.services.gaps import by_area, figures, period
from karta.ui import cached_week
from karta.ui.context import Context
from karta.ui.view import View
from karta.ui.week_grid import GridRow, packed_grid


def grid_rows(context: Context, shown_period: period.Period) -> list[GridRow]:
    """Return a row for each place with anything decided or suggested in the period, by name."""
    shown = figures.of_hours(shown_period)
    with_need = (shown.state != 0).any(axis=1)
    rows = [
        GridRow(str(place), name or context.say(f"kinds.{kind}"), shown.state[row], shown.missing[row])
        for row, (place, name, kind) in enumerate(
            zip(
                shown_period.places["place_id"],
                shown_period.places["name"],
                shown_period.places["kind"],
                strict=True,
            )
        )
        if with_need[row]
    ]
    return sorted(rows, key=lambda row: row.name.casefold())


def grid(context: Context, shown_period: period.Period, shown: View) -> tuple[int, Parcel]:
    """Return the number of rows of the week grid and the rows as the browser fetches them, packed once a period."""
    return _grid(
        f"{cached_week.version(context, shown, shown_period.revision)}|{shown.areas}",
        context,
        shown_period,
        shown,
    )


@st.cache_resource(max_entries=12, show_spinner=False)
def _grid(version: str, _context: Context, _period: period.Period, _shown: View) -> tuple[int, Parcel]:
    del version
    rows = area_rows(_context, _period) if _shown.areas else grid_rows(_context, _period)
    return len(rows), packed_grid(rows)


def area_rows(context: Context, shown_period: period.Period) -> list[GridRow]:
    """Return a row for each area, in alphabetical order."""
    areas = by_area.area_hours(context.workspace, context.viewer, shown_period)
    return [GridRow(area.area_id, area.name, area.state, area.missing) for area in areas]
