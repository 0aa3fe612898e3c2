"""Lists as files for maps: GeoJSON and GeoPackage, each row a point in degrees, what they are about beside them."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Any

from karta.sources.drivers import GDAL_ENVIRONMENT  # first of all: it tells GDAL which drivers may run

# isort: split
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from karta.reports.lists import About
from karta.reports.shown import shown
from karta.settings import CRS_DEGREES

_NO_DATE = "2000-01-01T00:00:00.000Z"
Points = Sequence[tuple[float, float]]


def as_geojson(frame: pd.DataFrame, points: Points, about: About, name: str) -> bytes:
    """Return a frame as GeoJSON (RFC 7946): a row of no known place has no geometry; `about` stands beside the rows."""
    features = [
        {
            "type": "Feature",
            "geometry": _point(at),
            "properties": dict(zip(frame.columns, map(_cell, row), strict=True)),
        }
        for at, row in zip(points, frame.itertuples(index=False, name=None), strict=True)
    ]
    collection: Mapping[str, Any] = {
        "type": "FeatureCollection", "name": name, "about": {key: shown(value) for key, value in about},
        "features": features,
    }  # fmt: skip
    return json.dumps(collection, ensure_ascii=False, allow_nan=False, indent=1).encode()


def as_gpkg(frame: pd.DataFrame, points: Points, about: About, name: str) -> bytes:
    """Return a frame as GeoPackage: a layer of points, and a table `about` with what they are about."""
    places = [shapely.Point(*at) if _is_known(at) else None for at in points]
    cells = {name: pd.Series(list(map(_cell, frame[name])), dtype=object) for name in frame.columns}
    layer = gpd.GeoDataFrame(pd.DataFrame(cells).infer_objects(), geometry=places, crs=CRS_DEGREES)
    told = pd.DataFrame({"name": [key for key, _ in about], "value": [shown(value) for _, value in about]})
    # The same rows are the same bytes, whenever they are written: `about` says when that was.
    import pyogrio  # GDAL takes 30 MB: a server that nobody asks for such a file does without

    pyogrio.set_gdal_config_options({**GDAL_ENVIRONMENT, "OGR_CURRENT_DATE": _NO_DATE})
    with tempfile.TemporaryDirectory(prefix="karta-gpkg-") as folder:
        file = Path(folder) / "list.gpkg"
        layer.to_file(file, layer=name, driver="GPKG", geometry_type="Point")
        gpd.GeoDataFrame(told, geometry=[None] * len(told), crs=CRS_DEGREES).to_file(
            file, layer="about", driver="GPKG", mode="a"
        )
        return file.read_bytes()


def _cell(value: object) -> object:
    """Return a cell as text, a number or nothing: times in ISO 8601, with their offset."""
    if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, np.generic):
        return value.item()
    return value


def _is_known(at: tuple[float, float]) -> bool:
    return all(isfinite(degree) for degree in at)


def _point(at: tuple[float, float]) -> dict[str, Any] | None:
    if not _is_known(at):
        return None
    return {"type": "Point", "coordinates": [round(float(degree), 6) for degree in at]}
