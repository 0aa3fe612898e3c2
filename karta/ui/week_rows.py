"""The rows of the week grid: a place each, or an area each."""

import numpy as np
import streamlit as st

from karta.maps import Parcel
from karta.services.gaps import by_area, figures, period
from karta.services.gaps.around_gaps import around_gaps, marked_hours
from karta.services.register import town
from karta.ui import cached_week
from karta.ui.context import Context
from karta.ui.view import View
from karta.ui.week_grid import GridRow, packed_grid


def grid_rows(context: Context, shown_period: period.Period, order: str = "gap") -> list[GridRow]:
    """Return a row for each place with anything decided or suggested in the period.

    `order`: the largest gap first (by name where gaps are not ranked), by the name of the area, which stands before
    that of the place, or by name.
    """
    shown, places = figures.of_hours(shown_period), shown_period.places
    with_need = (shown.state != 0).any(axis=1)
    areas = _area_names(context) if order == "area" else {}
    gaps = dict(figures.by_place(shown_period)[["place_id", "gap_ah"]].itertuples(index=False))
    around = marked_hours(shown_period, around_gaps(context.viewer, shown_period))
    rows = []
    for row in np.flatnonzero(with_need):
        place, area = str(places["place_id"].iloc[row]), areas.get(places["area_id"].iloc[row])
        name = places["name"].iloc[row] or context.say(f"kinds.{places['kind'].iloc[row]}")
        label = f"{area}: {name}" if area else name
        rows.append(GridRow(place, label, shown.state[row], shown.missing[row], around=around[row]))
    by_gap = order == "gap" and shown_period.ranked
    return sorted(
        rows,
        key=lambda row: (-float(np.nan_to_num(gaps[row.place_id])) if by_gap else 0, row.name.casefold()),
    )


def _area_names(context: Context) -> dict[str, str]:
    areas = town.areas(context.workspace, context.viewer)
    return dict(zip(areas["area_id"], areas["name"], strict=True))


def grid(context: Context, shown_period: period.Period, shown: View) -> tuple[int, Parcel]:
    """Return the number of rows of the week grid and the rows as the browser fetches them, packed once a period."""
    return _grid(
        f"{cached_week.version(context, shown, shown_period.revision)}|{shown.areas}|{shown.order}",
        context,
        shown_period,
        shown,
    )


@st.cache_resource(max_entries=12, show_spinner=False)
def _grid(version: str, _context: Context, _period: period.Period, _shown: View) -> tuple[int, Parcel]:
    del version
    rows = area_rows(_context, _period) if _shown.areas else grid_rows(_context, _period, _shown.order)
    return len(rows), packed_grid(rows)


def area_rows(context: Context, shown_period: period.Period) -> list[GridRow]:
    """Return a row for each area, in alphabetical order."""
    areas = by_area.area_hours(context.workspace, context.viewer, shown_period)
    return [GridRow(area.area_id, area.name, area.state, area.missing, around=area.around) for area in areas]
