"""Between services and pages: cached periods, and frames turned into what map, grid and panel are made of.

Caches are keyed by revision, policy, viewer scope, week, view and area, and so die by themselves; what they hand
out is shared by everyone with the same key and must not be changed.
"""

from datetime import date, timedelta
from urllib.parse import urlencode

import numpy as np
import pandas as pd
import streamlit as st

from karta.i18n import day as day_text
from karta.i18n import number
from karta.maps import (
    DOUBLE,
    OPEN_UNSTAFFED,
    UNOPENED,
    BaseMap,
    Bounds,
    MapPicture,
    PackedWeek,
    Parcel,
    Walk,
    Week,
    base_map,
    pack_week,
)
from karta.privacy import policy_version
from karta.services import gaps, map_layers, school_reach, town, typical_week
from karta.ui import jumps, view
from karta.ui.app import Context
from karta.ui.gap_map import labels
from karta.ui.row_table import TableRow, packed_rows
from karta.ui.view import View


def version(context: Context, shown: View, revision: int) -> str:
    """Return what a cached picture of one revision hangs on, as text.

    What is made of a period hangs on the period's own revision: the store may have moved on since it was computed.
    """
    parts = (
        str(context.workspace.folder), revision, policy_version(), context.viewer.scope, context.workspace.today,
        context.workspace.language, shown.week, shown.view, shown.area, shown.typical,
    )  # fmt: skip
    return "|".join(map(str, parts))


def period(context: Context, shown: View) -> gaps.Period:
    """Return the week shown, computed once for everyone who may see the same."""
    return _period(version(context, shown, context.workspace.store.revision()), context, shown)


@st.cache_resource(max_entries=24, show_spinner=False)
def _period(version: str, _context: Context, _shown: View) -> gaps.Period:
    del version
    ask = typical_week.typical_week if _shown.typical else gaps.week
    return ask(_context.workspace, _context.viewer, _shown.week, _shown.view, _shown.area)


def picture(context: Context, shown_period: gaps.Period, shown: View) -> MapPicture:
    """Return the map's picture of a period at the hour and place shown."""
    week = packed_week(context, shown_period, shown)
    return MapPicture(
        bounds=_bounds(_register_version(context), context, shown.area),
        base=packed_base(context),
        week=week,
        hour=shown.hour or 0,
        selected=shown.place if shown.place in week.place_ids else None,
        labels=_labels(context, shown),
        attribution=_attribution(_register_version(context), context),
        areas=_areas(_register_version(context), context),
        jumps=jumps.jumps(context, shown_period, shown),
        address=urlencode(view.query(shown)),
    )


def packed_week(context: Context, shown_period: gaps.Period, shown: View) -> PackedWeek:
    """Return every hour of a period as the browser fetches it, packed once for everyone who may see the same."""
    return _week(version(context, shown, shown_period.revision), context, shown_period)


@st.cache_resource(max_entries=12, show_spinner=False)
def _week(version: str, _context: Context, _period: gaps.Period) -> PackedWeek:
    del version
    # A place that nobody has put on the map yet is in the week and the list alone.
    drawn = _period.places["lon"].notna().to_numpy()
    places = _period.places[drawn].reset_index(drop=True)
    kinds = {kind: _context.say(f"kinds.{kind}") for kind in places["kind"].unique()}
    kind_labels = places["kind"].map(kinds)
    names = places["name"].where(places["name"] != "", kind_labels)
    hours = _period.hours
    beside = map_layers.map_layers(_context.workspace, _context.viewer, _period)
    marks = (
        DOUBLE * beside.double[drawn]
        + OPEN_UNSTAFFED * beside.open_unstaffed[drawn]
        + UNOPENED * _period.unopened[drawn]
    )
    return pack_week(
        Week(
            places=places.assign(name=names, kind_label=kind_labels)[
                ["place_id", "name", "kind", "kind_label", "lon", "lat"]
            ],
            hours=hour_labels(_context, _period),
            states=hours.state[drawn],
            gap=hours.missing[drawn],
            presence=hours.present[drawn],
            marks=marks.astype(np.uint8),
            schools=list(schools(_context).nearest().items()),
            walks=[Walk(walk.org, walk.line, walk.hours) for walk in beside.walks],
        )
    )


def _register_version(context: Context) -> str:
    return f"{context.workspace.folder}|{context.workspace.store.revision()}|{context.viewer.scope}"


@st.cache_resource(max_entries=24, show_spinner=False)
def _bounds(version: str, _context: Context, area: str | None) -> Bounds:
    del version
    return town.bounds(_context.workspace, _context.viewer, area)


@st.cache_resource(max_entries=4, show_spinner=False)
def _attribution(version: str, _context: Context) -> str:
    del version
    return town.attribution(_context.workspace, _context.viewer)


@st.cache_resource(max_entries=4, show_spinner=False)
def _areas(version: str, _context: Context) -> list[tuple[str, float, float]]:
    del version
    return town.area_names(_context.workspace, _context.viewer)


def _labels(context: Context, shown: View) -> dict[str, str]:
    """Return the map's texts; what is unknown in the delivered view is mostly a report, not a roster."""
    found = labels(context.workspace.language)
    if shown.view == "delivered":
        return {**found, "state_unknown": context.say("ui.legend_not_reported")}
    return found


def schools(context: Context) -> school_reach.SchoolReach:
    """Return how far each school's pupils walk to what is free, computed once a revision of the register."""
    return _schools(_register_version(context), context)


@st.cache_resource(max_entries=4, show_spinner=False)
def _schools(version: str, _context: Context) -> school_reach.SchoolReach:
    del version
    return school_reach.school_reach(_context.workspace, _context.viewer)


def packed_base(context: Context) -> BaseMap:
    """Return the base map of the workspace's own streets, water, green and buildings, packed once."""
    return _base(_ground_version(_register_version(context), context), context)


@st.cache_resource(max_entries=4, show_spinner=False)
def _ground_version(version: str, _context: Context) -> str:
    del version
    return f"{_context.workspace.folder}|{town.layers_version(_context.workspace, _context.viewer)}"


@st.cache_resource(max_entries=4, show_spinner=False)
def _base(version: str, _context: Context) -> BaseMap:
    del version
    return base_map(town.ground(_context.workspace, _context.viewer))


def hour_labels(context: Context, shown_period: gaps.Period) -> list[str]:
    """Return each hour of the period in full: `fre 18 sep 21-22`; a repeated hour is marked."""
    found: list[str] = []
    for start in shown_period.hours.start:
        end = start + timedelta(hours=1)
        name = f"{day_name(context, shown_period, start)} {start:%H}-{end:%H}"
        found.append(f"{name}\u00b2" if found and found[-1] == name else name)
    return found


def day_name(context: Context, shown_period: gaps.Period, day: date) -> str:
    """Return a day as people say it, of a typical week its weekday alone."""
    said = day_text(day, context.workspace.language)
    return said.split(" ")[0] if shown_period.weeks > 1 else said


def hour_columns(shown_period: gaps.Period) -> list[str]:
    """Return the hour of each column of the week grid, two digits."""
    return [f"{start:%H}" for start in shown_period.hours.start]


def day_columns(context: Context, shown_period: gaps.Period) -> list[tuple[str, int]]:
    """Return each service day's name and number of hours."""
    days = shown_period.coverage.grid.days
    counts = np.bincount(shown_period.hours.day, minlength=len(days))
    return [
        (day_name(context, shown_period, day.date), int(count))
        for day, count in zip(days, counts, strict=True)
    ]


def listed(context: Context, shown_period: gaps.Period, shown: View, which: str) -> Parcel:
    """Return the rows of the gap list or of the unknown list as the browser fetches them, packed once a period."""
    key = version(context, shown, shown_period.revision)
    return _listed(f"{key}|{shown.kind}|{shown.part}|{shown.org}", context, shown_period, which)


@st.cache_resource(max_entries=24, show_spinner=False)
def _listed(version: str, _context: Context, _period: gaps.Period, which: str) -> Parcel:
    del version
    language = _context.workspace.language
    found = _period.gaps if which == "gap_list" else _period.unknown
    rows = []
    for row in found.itertuples(index=False):
        weighted = float(row.weighted)
        when = f"{day_name(_context, _period, row.start)} {row.start:%H:%M}-{row.end:%H:%M}"
        place = row.place or _context.say("ui.unnamed")
        state = _context.say(f"gaps.state.{row.state}")
        amounts = float(row.adult_hours), weighted
        cells = (when, place, number(amounts[0], 2, language), state, number(weighted, 2, language), row.why)
        sort = (row.start.timestamp(), place, amounts[0], state, weighted, row.why)
        first, last = (
            jumps.hour_at(_period, row.start),
            jumps.hour_at(_period, row.end - pd.Timedelta(minutes=1)),
        )
        rows.append(TableRow(str(row.place_id), first, last, cells, sort))
    return packed_rows(rows)


def go(shown: View) -> None:
    """Show another hour or place: the part of the page that asks for it runs again."""
    view.write(shown)
    st.rerun(scope="fragment")


def firmness(context: Context, shown_period: gaps.Period, shown: View) -> tuple[bool, pd.DataFrame]:
    """Return whether the ranking is stable, with the five settings, computed once a period."""
    return _firmness(version(context, shown, shown_period.revision), context, shown_period)


@st.cache_resource(max_entries=24, show_spinner=False)
def _firmness(version: str, _context: Context, _period: gaps.Period) -> tuple[bool, pd.DataFrame]:
    del version
    return gaps.firmness(_context.viewer, _period)
