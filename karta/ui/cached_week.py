"""Cached periods, and their frames turned into the contents of map, week grid and lists.

Caches are keyed by revision, policy, viewer scope, week, view and area, and so die by themselves; what they hand
out is shared by everyone with the same key and must not be changed.
"""

from base64 import b64encode
from datetime import datetime, timedelta
from functools import cache
from urllib.parse import urlencode

import numpy as np
import pandas as pd
import streamlit as st

from karta.i18n import number
from karta.maps import (
    AROUND_TRAINING,
    DOUBLE,
    OPEN_UNSTAFFED,
    UNKNOWN_OPENING,
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
from karta.privacy import policy_key
from karta.services.gaps import figures, map_layers, pictures, school_walks, typical_week
from karta.services.gaps import period as gaps_period
from karta.services.register import town
from karta.ui import around_parts, hour_names, jumps, view
from karta.ui.context import Context
from karta.ui.gap_map import labels
from karta.ui.part_redraw import redraw_part
from karta.ui.row_table import TableRow, packed_rows
from karta.ui.view import View


def version(context: Context, shown: View, revision: int) -> str:
    """Return the cache key of a picture: revision, policy, viewer, day, language and view, as text.

    What has been delivered changes with the hour that passes, in weeks that hold the present moment.
    What is made of a period takes the period's own revision: the store may have moved on since it was computed.
    """
    parts = (
        str(context.workspace.folder), revision, policy_key(), context.viewer.scope, context.workspace.today,
        context.workspace.language, shown.week, shown.view, shown.area, shown.typical, _hour(context, shown),
    )  # fmt: skip
    return "|".join(map(str, parts))


def _hour(context: Context, shown: View) -> datetime | None:
    """Return the present hour where hours of the weeks shown are unknown until they have passed, else None."""
    monday = shown.week - timedelta(days=shown.week.weekday())
    first = monday - timedelta(weeks=typical_week.WEEKS - 1 if shown.typical else 0)
    # The last service day ends in the morning after it.
    passes = first <= context.workspace.today <= monday + timedelta(days=7)
    if shown.view != "delivered" or not passes:
        return None
    return context.workspace.now().replace(minute=0, second=0, microsecond=0)


def period(context: Context, shown: View) -> gaps_period.Period:
    """Return the week shown, computed once for everyone who may see the same, and note who has looked at it."""
    week = _period(version(context, shown, context.workspace.store.revision()), context, shown)
    gaps_period.note_look(context.workspace, context.viewer, week.places)
    return week


@st.cache_resource(max_entries=24, show_spinner=False)
def _period(version: str, _context: Context, _shown: View) -> gaps_period.Period:
    del version
    ask = typical_week.mean_week if _shown.typical else gaps_period.week
    return ask(_context.workspace, _context.viewer, _shown.week, _shown.view, _shown.area)


def picture(context: Context, shown_period: gaps_period.Period, shown: View) -> MapPicture:
    """Return the map's picture of a period at the hour and place shown."""
    week = packed_week(context, shown_period, shown)
    return MapPicture(
        bounds=_bounds(_register_version(context), context, shown.area),
        opening=pictures.opening(context.workspace, context.viewer, shown_period, shown.area),
        base=packed_base(context),
        week=week,
        hour=shown.hour or 0,
        selected=shown.place if shown.place in week.place_ids else None,
        labels=_labels(context, shown),
        attribution=_attribution(_register_version(context), context),
        areas=_areas(_register_version(context), context),
        jumps=jumps.jumps(context, shown_period, shown),
        address=urlencode(view.query(shown)),
        now=jumps.been(shown_period, context.workspace.now()),
    )


def small_map(context: Context, shown_period: gaps_period.Period, shown: View) -> str:
    """Return the map of a whole week as the address of a picture, drawn once for everyone who may see the same."""
    return _small_map(version(context, shown, shown_period.revision), context, shown_period)


@st.cache_resource(max_entries=12, show_spinner=False)
def _small_map(version: str, _context: Context, _period: gaps_period.Period) -> str:
    del version
    drawn = pictures.week_picture(_context.workspace, _context.viewer, _period)
    return f"data:image/svg+xml;base64,{b64encode(drawn).decode()}"


def packed_week(context: Context, shown_period: gaps_period.Period, shown: View) -> PackedWeek:
    """Return every hour of a period as the browser fetches it, packed once for everyone who may see the same."""
    return _week(version(context, shown, shown_period.revision), context, shown_period)


@st.cache_resource(max_entries=12, show_spinner=False)
def _week(version: str, _context: Context, _period: gaps_period.Period) -> PackedWeek:
    del version
    # A place that nobody has put on the map yet is in the week and the list alone.
    drawn = _period.places["lon"].notna().to_numpy()
    places = _period.places[drawn].reset_index(drop=True)
    kinds = {kind: _context.say(f"kinds.{kind}") for kind in places["kind"].unique()}
    kind_labels = places["kind"].map(kinds)
    names = places["name"].where(places["name"] != "", kind_labels)
    shown = figures.of_hours(_period)
    beside = map_layers.layers(_context.workspace, _context.viewer, _period)
    marks = (
        DOUBLE * beside.double[drawn]
        + OPEN_UNSTAFFED * beside.open_unstaffed[drawn]
        + UNKNOWN_OPENING * _period.unknown_opening[drawn]
        + AROUND_TRAINING * beside.around[drawn]
    )
    return pack_week(
        Week(
            places=places.assign(name=names, kind_label=kind_labels)[
                ["place_id", "name", "kind", "kind_label", "lon", "lat"]
            ],
            hours=hour_names.hour_labels(_context, _period),
            states=_period.hours.state[drawn],
            gap=(shown.missing + shown.visit)[drawn],
            presence=shown.present[drawn],
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
    texts = labels(context.workspace.language)
    if shown.view == "delivered":
        return {**texts, "state_unknown": context.say("ui.legend_not_reported")}
    return texts


def schools(context: Context) -> school_walks.SchoolReach:
    """Return how far each school's pupils walk to what is free, computed once a revision of the register."""
    return _schools(_register_version(context), context)


@st.cache_resource(max_entries=4, show_spinner=False)
def _schools(version: str, _context: Context) -> school_walks.SchoolReach:
    del version
    return school_walks.school_reach(_context.workspace, _context.viewer)


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


def listed(context: Context, shown_period: gaps_period.Period, shown: View, which: str) -> Parcel:
    """Return the rows of the gap list or of the unknown list as the browser fetches them, packed once a period."""
    key = version(context, shown, shown_period.revision)
    return _listed(f"{key}|{shown.kind}|{shown.part}|{shown.org}", context, shown_period, which)


@st.cache_resource(max_entries=24, show_spinner=False)
def _listed(version: str, _context: Context, _period: gaps_period.Period, which: str) -> Parcel:
    del version
    language = _context.workspace.language
    runs = figures.gaps(_period) if which == "gap_list" else figures.unknown(_period)
    first = _period.hours.numbers(runs["start"])
    last = _period.hours.numbers(runs["end"] - pd.Timedelta(minutes=1))

    # A few days, hours, amounts and states stand in thousands of rows.
    @cache
    def when(start: datetime, end: datetime) -> tuple[str, float]:
        text = f"{hour_names.day_name(_context, _period, start)} {start:%H:%M}-{end:%H:%M}"
        return text, start.timestamp()

    @cache
    def amount(hours: float) -> str:
        return number(hours, 1, language)

    states = {state: _context.say(f"gaps.state.{state}") for state in runs["state"].unique()}
    parts = around_parts.parts(_context, _period) if which == "gap_list" else {}
    rows = []
    for n, (row, hour, last_hour) in enumerate(
        zip(runs.itertuples(index=False), first.tolist(), last.tolist(), strict=True)
    ):
        place, state = row.place or _context.say("ui.unnamed"), states[row.state]
        adult_hours, weighted = float(row.adult_hours), float(row.weighted)
        at, moment = when(row.start, row.end)
        cells = (at, place, amount(adult_hours), state, amount(weighted), row.why)
        sort = (moment, place, adult_hours, state, weighted, row.why)
        rows.append(TableRow(str(row.place_id), hour, last_hour, cells, sort, parts.get(n, ())))
    return packed_rows(rows)


def go(shown: View) -> None:
    """Write another view into the address, and rerun the part of the page that this is called from."""
    view.write(shown)
    redraw_part()


def firmness(context: Context, shown_period: gaps_period.Period, shown: View) -> tuple[bool, pd.DataFrame]:
    """Return whether the ranking is stable, with the five settings, computed once a period."""
    return _firmness(version(context, shown, shown_period.revision), context, shown_period)


@st.cache_resource(max_entries=24, show_spinner=False)
def _firmness(version: str, _context: Context, _period: gaps_period.Period) -> tuple[bool, pd.DataFrame]:
    del version
    return figures.firmness(_context.viewer, _period)
