"""A week of places packed for the browser: every hour at once, in typed arrays, fetched once and kept there.

What an hour can look like (state, adults missing, adults known, marks) repeats a lot, so a cell is a number into a
short list of looks: one byte, or two. The browser draws a look once and copies it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from karta.errors import ContractError
from karta.maps.ground import polygons, steps
from karta.maps.parcel import Parcel, packed

STATES: Final = ("not_decided", "no_need", "full", "thin", "empty", "unknown", "suggested", "visit")
"""The states of an hour at a place, in the order of the codes in `Week.states`."""

DOUBLE: Final = 1
OPEN_UNSTAFFED: Final = 2
UNKNOWN_OPENING: Final = 4
AROUND_TRAINING: Final = 8
"""Bits of `Week.marks`: two organisations at once; open, and nobody known to be there; opening hours unknown; a gap in
the time before or after a training."""

_HUNDREDTHS: Final = 100
_TENTH: Final = 10
_MAX_HUNDREDTHS: Final = 65_535
_BITS: Final = 16
_ONE_BYTE, _TWO_BYTES = 1 << 8, 1 << 16


@dataclass(frozen=True, slots=True)
class Walk:
    """A route that is walked from one hour of the period to another, both included; `line` is lon, lat in degrees.

    `style` is the number of the manner in which its line is drawn, so that several are told apart.
    """

    name: str
    line: Sequence[tuple[float, float]]
    hours: Sequence[tuple[int, int]]
    style: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Week:
    """All hours of a period, already redacted for whoever is looking.

    Parameters
    ----------
    places
        Columns place_id, name, kind, kind_label, lon, lat, and optionally geometry (GeoJSON mapping or None).
    hours
        What each hour of the period is called; the words before the last space name its day
        ("fre 18 sep 21-22").
    states
        Places x hours, codes as in `STATES`.
    gap, presence
        Places x hours, adults missing (in the state `visit`: asked for by the visit) and known adults; NaN where
        there is no such figure.
    marks
        Places x hours, bits `DOUBLE`, `OPEN_UNSTAFFED`, `UNKNOWN_OPENING` and `AROUND_TRAINING`; None = none.
    walks
        Routes on foot and when.
    schools
        Each school's place_id and in which of the reach classes (0-2, 3 = none) its nearest free activity lies.
    """

    places: pd.DataFrame
    hours: Sequence[str]
    states: npt.NDArray[np.uint8]
    gap: npt.NDArray[np.floating[Any]]
    presence: npt.NDArray[np.floating[Any]]
    marks: npt.NDArray[np.uint8] | None = None
    walks: Sequence[Walk] = ()
    schools: Sequence[tuple[str, int]] = ()

    def __post_init__(self) -> None:
        shape = (len(self.places), len(self.hours))
        tables = {"states": self.states, "gap": self.gap, "presence": self.presence, "marks": self.marks}
        for name, table in tables.items():
            if table is not None and table.shape != shape:
                raise ContractError("map_shape", table=name, found=table.shape, expected=shape)
        nowhere = ~np.isfinite(self.places[["lon", "lat"]].to_numpy(dtype=float)).all(axis=1)
        if nowhere.any():
            raise ContractError("map_position", places=self.places.loc[nowhere, "place_id"].tolist())


@dataclass(frozen=True, slots=True)
class PackedWeek:
    """A week as the browser fetches it, and what Python must know to understand its answers."""

    parcel: Parcel
    hours: tuple[str, ...]
    place_ids: frozenset[str] = field(repr=False)


def pack_week(week: Week) -> PackedWeek:
    """Return the week packed; do it once and keep it: 0.6 s for 50,000 places."""
    looks, cells = _looks(week)
    wide = np.uint8 if len(looks) <= _ONE_BYTE else np.uint16
    kinds = list(dict.fromkeys(zip(week.places["kind"], week.places["kind_label"], strict=True)))
    numbers = {kind: number for number, (kind, _) in enumerate(kinds)}
    degrees = [
        np.rint(week.places[name].to_numpy(dtype=float) * 1e6).astype("<i4") for name in ("lon", "lat")
    ]
    head = {
        "place_id": week.places["place_id"].astype(str).tolist(),
        "name": week.places["name"].astype(str).tolist(),
        "kinds": [[str(kind), str(label)] for kind, label in kinds],
        "shapes": _shapes(week.places),
        "hours": list(week.hours),
        "days": _days(week.hours),
        "looks": looks,
        "schools": _schools(week),
        "walks": [
            {"name": walk.name, "line": steps(walk.line), "hours": list(walk.hours), "style": walk.style}
            for walk in week.walks
        ],
    }
    arrays = {
        "lon": degrees[0],
        "lat": degrees[1],
        "kind": week.places["kind"].map(numbers).to_numpy(dtype=float).astype("<u2"),
        "cells": cells.reshape(len(week.places), len(week.hours)).T.astype(wide),
    }
    ids = frozenset(map(str, week.places["place_id"]))
    return PackedWeek(packed(head, arrays), tuple(week.hours), ids)


def _looks(week: Week) -> tuple[list[list[int]], npt.NDArray[np.int64]]:
    """Return the distinct looks (state, hundredths missing, hundredths known, marks) and each cell's number."""
    marks = np.zeros_like(week.states) if week.marks is None else week.marks
    for coarse in (1, _TENTH, _HUNDREDTHS):
        gap, presence = (_hundredths(table, coarse) for table in (week.gap, week.presence))
        joined = (marks.astype(np.int64) << 3 | week.states) << 2 * _BITS | gap << _BITS | presence
        cells, codes = pd.factorize(joined.ravel())
        if len(codes) <= _TWO_BYTES:
            break
    mask = _MAX_HUNDREDTHS
    looks = [
        [code >> 2 * _BITS & 7, code >> _BITS & mask, code & mask, code >> 2 * _BITS + 3]
        for code in codes.tolist()
    ]
    return looks, cells


def _hundredths(table: npt.NDArray[np.floating[Any]], coarse: int) -> npt.NDArray[np.int64]:
    scaled = np.rint(np.nan_to_num(table.astype(float)) * _HUNDREDTHS / coarse) * coarse
    whole: npt.NDArray[np.int64] = np.clip(scaled, 0, _MAX_HUNDREDTHS).astype(np.int64)
    return whole


def _schools(week: Week) -> list[list[int]]:
    """Return row and reach class of each school that is drawn."""
    rows = {place: row for row, place in enumerate(week.places["place_id"])}
    return [[rows[place], reach] for place, reach in week.schools if place in rows]


def _shapes(places: pd.DataFrame) -> list[list[Any]]:
    """Return each place that has an outline, with its rings."""
    if "geometry" not in places:
        return []
    outlines = [(n, shape) for n, shape in enumerate(places["geometry"]) if isinstance(shape, Mapping)]
    return [[n, polygons(shape)] for n, shape in outlines]


def _days(hours: Sequence[str]) -> list[tuple[int, str]]:
    """Return where each day begins and its name."""
    names = [hour.rsplit(" ", 1)[0] for hour in hours]
    starts = [0, *(i for i, (before, after) in enumerate(pairwise(names), 1) if before != after)]
    return [(i, names[i]) for i in starts] if names else []
