"""An address found on the workspace's own streets: nothing is asked of anybody, and the point is confirmed on the map.

Streets carry names and no house numbers, so that an address gives its street: where it runs in several pieces, or
several streets have the name, each is offered with the area it lies in.
"""

import re

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from karta.model import typed_text
from karta.model.place import name_key
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.register import similar_names
from karta.services.workspace import Workspace
from karta.store.layers import load_layer
from karta.store.records import area_of, degrees

COLUMNS = ("street", "area", "length_m", "lat", "lon")
# Pieces of a street of one name that lie closer than this are one street.
APART_M = 250.0
MOST = 20
_NUMBER = re.compile(r"\s+\d+\s*[a-z]?(?:\s*[-–,].*)?$|,.*$", re.IGNORECASE)


def find(workspace: Workspace, viewer: Viewer, typed: str) -> pd.DataFrame:
    """Return the streets that a typed address may mean, the likeliest first; empty where none does.

    Columns: street, area (None outside all), length_m, lat, lon of a point on the street halfway along it. A house
    number and what stands behind a comma are left out; the whole name comes before its beginning, and that before
    any part of it.
    """
    require(viewer, "see_register", WORKSPACE)
    wanted = name_key(_NUMBER.sub("", typed_text.clean(typed)))
    streets = load_layer(workspace.store, "streets")
    if not wanted or streets.empty or "name" not in streets:
        return pd.DataFrame(columns=list(COLUMNS))
    candidates = streets[streets["name"].notna()]
    keys = candidates["name"].map(name_key)
    fit = keys.map(lambda key: _fit(key, wanted))
    candidates = candidates.assign(key=keys, fit=fit)[fit < _NONE]
    rows = [_pieces(group, fit) for (_, fit), group in candidates.groupby(["key", "fit"])]
    if not rows:
        return pd.DataFrame(columns=list(COLUMNS))
    table = pd.concat(rows, ignore_index=True)
    table = table.sort_values(["fit", "street", "length_m"], ascending=[True, True, False])
    return _placed(workspace, table.head(MOST).reset_index(drop=True))


_NONE = 9


def _fit(key: str, wanted: str) -> int:
    if key == wanted:
        return 0
    if key.startswith(wanted):
        return 1
    if wanted in key:
        return 2
    return 3 if similar_names.form(key) == similar_names.form(wanted) else _NONE


def _pieces(streets: gpd.GeoDataFrame, fit: int) -> pd.DataFrame:
    """Return the streets of one name, pieces that lie together as one, with a point on each halfway along."""
    lines = streets.geometry.to_numpy()
    one, other = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=APART_M)
    close = coo_array((np.ones(len(one), dtype=bool), (one, other)), shape=(len(lines), len(lines)))
    count, piece = connected_components(close, directed=False)
    rows = []
    for number in range(count):
        own = lines[piece == number]
        lengths = shapely.length(own)
        longest = own[lengths.argmax()]
        rows.append(
            {
                "street": streets["name"].iloc[0],
                "fit": fit,
                "length_m": round(float(lengths.sum())),
                "geometry": shapely.line_interpolate_point(longest, 0.5, normalized=True),
            }
        )
    return pd.DataFrame(rows)


def _placed(workspace: Workspace, pieces: pd.DataFrame) -> pd.DataFrame:
    with workspace.store.reading() as reading:
        names = reading.frame("area").set_index("id")["name"]
        spots = pieces.assign(area_id=None, parent_id=None, id=[str(at) for at in pieces.index])
        areas = pd.Series(area_of(reading, spots), dtype=object)
    lat, lon = degrees(pieces["geometry"])
    return pieces.assign(area=areas.map(names).to_numpy(), lat=lat, lon=lon)[list(COLUMNS)]
