"""LAYERS: the workspace's own streets, water, green, buildings and walk graph, as immutable files in the database.

A layer is a row of the register with its source and licence; its content is kept once under its hash.
"""

import hashlib
import io
from typing import Any

import geopandas as gpd
import pandas as pd
from sqlalchemy import select

from karta.settings import CRS_METRES
from karta.store.acts import Act
from karta.store.database import Store
from karta.store.schema.journal import blob

LAYER_KINDS = ("streets", "water", "green", "buildings", "boundary", "walk_nodes", "walk_edges")


def layer_rows(store: Store) -> pd.DataFrame:
    """Return the layers in force: kind, sha, count, source, licence, attribution and the register's columns."""
    return store.frame("layer")


def load_layer(store: Store, kind: str) -> gpd.GeoDataFrame:
    """Return a layer in EPSG:3006, the parts of several sources together; an empty frame where there is none."""
    rows = layer_rows(store)
    hashes = list(rows.loc[rows["kind"] == kind, "sha"])
    with store.reading() as look:
        found = [
            look.connection.execute(select(blob.c.content).where(blob.c.sha == sha)).scalar_one() for sha in hashes
        ]
    parts = [gpd.read_parquet(io.BytesIO(content)) for content in found]
    if not parts:
        return gpd.GeoDataFrame({"geometry": []}, geometry="geometry", crs=CRS_METRES)
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry="geometry", crs=CRS_METRES)


def save_layer(act: Act, kind: str, frame: gpd.GeoDataFrame, **register: Any) -> None:
    """Save a layer within an act; `register` holds source, licence and attribution."""
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False)
    content = buffer.getvalue()
    sha = hashlib.sha256(content).hexdigest()
    known = act.connection.execute(select(blob.c.sha).where(blob.c.sha == sha)).scalar_one_or_none()
    if known is None:
        act.connection.execute(blob.insert().values(sha=sha, content=content))
    act.insert("layer", [{"kind": kind, "sha": sha, "count": len(frame), **register}])
