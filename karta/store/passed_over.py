"""Rows of the store that cannot be computed as they stand: told apart and named, so that all others still count."""

from typing import Any

import numpy as np
import pandas as pd
import shapely

from karta.model.computable import SCHEDULE, schedule_fault, split
from karta.model.place import Located
from karta.model.shapes import Geometries, doors, measurable
from karta.model.tables import PassedOver

# The dimension that the shape of a shift must have for what it is located by.
_DIMENSION = {Located.ROUTE: 1, Located.AREA: 2}


def sound_places(places: pd.DataFrame) -> tuple[pd.DataFrame, tuple[PassedOver, ...]]:
    """Return places whose shapes can be measured to, and those whose stored shape is mixed or lies nowhere.

    A place that lies nowhere stays, without a shape: its need and its rosters are known all the same.
    """
    stored = places["geometry"].to_numpy(dtype=object)
    shapes, entrances = measurable(stored), doors(places["entrances"].to_numpy(dtype=object))
    lost = ~shapely.is_missing(stored) & shapely.is_missing(shapes)
    mixed = (shapely.get_type_id(stored) == shapely.GeometryType.GEOMETRYCOLLECTION) & ~lost
    passed = tuple(
        PassedOver(
            "place" if lost[at] else "shape", places["id"].iloc[at], "geometry_bad", places["id"].iloc[at]
        )
        for at in np.flatnonzero(lost | mixed)
    )
    return places.assign(geometry=_column(shapes, places), entrances=_column(entrances, places)), passed


def sound_lines(lines: pd.DataFrame) -> tuple[pd.DataFrame, tuple[PassedOver, ...]]:
    """Return the roster lines (`rosters.lines`) that can be computed, and the others.

    A line whose own shape does not fit what it is located by stays without one: it counts at its stops alone.
    """
    sound, bad = split(lines, SCHEDULE, schedule_fault)
    stored = sound["geometry_3006"].to_numpy(dtype=object)
    shapes = measurable(stored)
    wanted = sound["located"].map(_DIMENSION).to_numpy(dtype=float)
    shapes[~np.isnan(wanted) & (shapely.get_dimensions(shapes) != wanted)] = None
    lost = ~shapely.is_missing(stored) & shapely.is_missing(shapes)
    passed = [*(_of_line(row, "shift", code) for row, code in bad)]
    passed += [_of_line(row, "route", "geometry_bad") for row in sound[lost].to_dict("records")]
    return sound.assign(geometry_3006=_column(shapes, sound)), tuple(passed)


def sound_periods(rows: pd.DataFrame) -> tuple[pd.DataFrame, tuple[PassedOver, ...]]:
    """Return the rows of the municipality's calendar that do not end before they begin, and the others."""
    pairs = zip(rows["date"], rows["date_to"], strict=True)
    turned = pd.Series(
        [last is not None and last < first for first, last in pairs], index=rows.index, dtype=bool
    )
    passed = tuple(
        PassedOver("calendar", row["id"], "period_reversed", when=f"{row['date']}")
        for row in rows[turned].to_dict("records")
    )
    return rows[~turned].reset_index(drop=True), passed


def _of_line(row: dict[Any, Any], what: str, code: str) -> PassedOver:
    return PassedOver(
        what,
        row["presence_id"],
        code,
        row["place_id"],
        row["org"],
        row["owner_id"],
        row["sharing"],
        when=str(row["date"] or ""),
    )


def _column(shapes: Geometries, frame: pd.DataFrame) -> "pd.Series[Any]":
    return pd.Series(list(shapes), index=frame.index, dtype=object)
