"""What a map shows, as data: figures, names and words, checked to fit each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from karta.errors import ContractError
from karta.maps.ground import BaseMap
from karta.maps.week import STATES, PackedWeek

LABELS: Final = (
    "language", "map", "places", "legend", "hour", "previous_hour", "next_hour", "play", "pause",
    "whole_area", "zoom_in", "zoom_out", "missing_one", "missing_many", "visit_one", "visit_many",
    "visit_mark", "present_none", "present_one",
    "present_many", "unknown_mark", "suggested_mark", "point", "ribbon", "ribbon_gap", "ribbon_unknown",
    "adults_here", "walks", "double", "open_unstaffed", "around_training", "cluster", "cluster_unit", "cluster_hint",
    "failed", "hour_help", "state_unopened", "schools", "now",
    *(f"school_{reach}" for reach in range(4)),
    *(f"state_{state}" for state in STATES), *(f"short_{state}" for state in STATES),
)  # fmt: skip
"""The texts that `MapPicture.labels` and `PickPicture.labels` must hold; see `locale/sv/map.toml`."""

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Jump:
    """A button of the hour control: it leads to an hour of this period, or of the week that begins on `week`."""

    label: str
    hour: int
    week: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class MapPicture:
    """All that the gap map shows for one period, already redacted for whoever is looking.

    Parameters
    ----------
    bounds
        West, south, east, north of the area, EPSG:4326 degrees.
    opening
        Those of the part that is first shown.
    base
        The ground under it, made once with `base_map`.
    week
        Every hour of it, made once with `pack_week`.
    hour
        The hour first shown, counted from 0.
    selected
        The place_id that is marked, or None.
    labels
        Every text of `LABELS`, in the reader's language.
    attribution
        Who made the base map.
    areas
        Name, longitude and latitude of each area whose name is written on the map.
    jumps
        Hours to come to by one press.
    address
        What the page's address says of this picture; the map writes it where the page was opened without.
    now
        How many hours of the period have been, or None where that means nothing; a period to come has less than 0.
    """

    bounds: Bounds
    opening: Bounds
    base: BaseMap
    week: PackedWeek
    hour: int
    selected: str | None
    labels: Mapping[str, str]
    attribution: str
    areas: Sequence[tuple[str, float, float]] = ()
    jumps: Sequence[Jump] = ()
    address: str = ""
    now: float | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.hour < len(self.week.hours):
            raise ContractError("map_hour", hour=self.hour, hours=len(self.week.hours))
        _check_labels(self.labels)


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign of a few letters at a position in degrees, and what is said of it."""

    sign: str
    lon: float
    lat: float
    title: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class PickPicture:
    """A map on which a click chooses a point; `places` (as in `Week`) help to find one's way.

    `ways` are lines that are drawn on it with their direction, each in a manner of its own, as (lon, lat). `marks` are
    signs that can be dragged: on a map that has some a click puts nothing.
    """

    bounds: Bounds
    base: BaseMap
    labels: Mapping[str, str]
    attribution: str
    point: tuple[float, float] | None = None
    places: pd.DataFrame | None = None
    ways: Sequence[Sequence[tuple[float, float]]] = ()
    marks: Sequence[Mark] = ()

    def __post_init__(self) -> None:
        _check_labels(self.labels)


def _check_labels(labels: Mapping[str, str]) -> None:
    missing = [name for name in LABELS if name not in labels]
    if missing:
        raise ContractError("map_labels", missing=missing)
