"""What a map shows, as data: figures, names and words, checked to fit each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from karta.errors import ContractError
from karta.maps.ground import BaseMap, Layers

STATES: Final = ("not_decided", "no_need", "full", "thin", "empty", "unknown", "suggested")
"""The states of an hour at a place, in the order of the codes in `MapPicture.states`."""

LABELS: Final = (
    "language", "map", "places", "legend", "hour", "previous_hour", "next_hour", "play", "pause",
    "whole_area", "zoom_in", "zoom_out", "missing_one", "missing_many", "present_none", "present_one",
    "present_many", "unknown_mark", "suggested_mark", "point", "ribbon", "ribbon_gap", "ribbon_unknown",
    *(f"state_{state}" for state in STATES),
)  # fmt: skip
"""The texts that `MapPicture.labels` and `PickPicture.labels` must hold; see `locale/sv/map.toml`."""

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class MapPicture:
    """All that the gap map shows for one period, already redacted for whoever is looking.

    Parameters
    ----------
    bounds
        West, south, east, north of the area, EPSG:4326 degrees.
    base
        `base_map(...)`, or its input: GeoJSON FeatureCollections in EPSG:4326 by name (water, green,
        buildings, streets); a street has the property `class`, one of `STREET_CLASSES`.
    places
        Columns place_id, name, kind, kind_label, lon, lat, and optionally geometry (GeoJSON mapping or None).
    hours
        What each hour of the period is called; the words before the last space name its day
        ("fre 18 sep 21-22").
    states
        Places x hours, codes as in `STATES`.
    gap, presence
        Places x hours, adults missing and known adults; NaN where there is no such figure.
    hour
        The hour first shown, counted from 0.
    selected
        The place_id that is marked, or None.
    labels
        Every text of `LABELS`, in the reader's language.
    attribution
        Who made the base map.
    """

    bounds: Bounds
    base: BaseMap | Layers
    places: pd.DataFrame
    hours: Sequence[str]
    states: npt.NDArray[np.uint8]
    gap: npt.NDArray[np.floating[Any]]
    presence: npt.NDArray[np.floating[Any]]
    hour: int
    selected: str | None
    labels: Mapping[str, str]
    attribution: str

    def __post_init__(self) -> None:
        shape = (len(self.places), len(self.hours))
        for name, table in (("states", self.states), ("gap", self.gap), ("presence", self.presence)):
            if table.shape != shape:
                raise ContractError("map_shape", table=name, found=table.shape, expected=shape)
        if not 0 <= self.hour < len(self.hours):
            raise ContractError("map_hour", hour=self.hour, hours=len(self.hours))
        nowhere = ~np.isfinite(self.places[["lon", "lat"]].to_numpy(dtype=float)).all(axis=1)
        if nowhere.any():
            raise ContractError("map_position", places=self.places.loc[nowhere, "place_id"].tolist())
        _check_labels(self.labels)


@dataclass(frozen=True, slots=True, eq=False)
class PickPicture:
    """A map on which a click chooses a point; `places` (as in `MapPicture`) help to find one's way."""

    bounds: Bounds
    base: BaseMap | Layers
    labels: Mapping[str, str]
    attribution: str
    point: tuple[float, float] | None = None
    places: pd.DataFrame | None = None

    def __post_init__(self) -> None:
        _check_labels(self.labels)


def _check_labels(labels: Mapping[str, str]) -> None:
    missing = [name for name in LABELS if name not in labels]
    if missing:
        raise ContractError("map_labels", missing=missing)
