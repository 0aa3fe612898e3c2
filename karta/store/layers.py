"""Layers of the base map and the walking graph: frames as Parquet bytes, content-addressed and never changed."""

import io
from hashlib import sha256
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from sqlalchemy import insert, select

from karta.settings import CRS_METRES
from karta.store.acts import Act
from karta.store.database import Reading, Store
from karta.store.schema import journal

GEOMETRY_KEY = b"karta_geometry"


def put_layer(act: Act, kind: str, frame: pd.DataFrame, **about: Any) -> str:
    """Store a layer in place of the one of its kind, and return its id; `about`: source, licence, attribution."""
    content, sha = packed(frame)
    if act.connection.execute(select(journal.blob.c.sha).where(journal.blob.c.sha == sha)).first() is None:
        act.connection.execute(insert(journal.blob).values(sha=sha, content=content))
    act.retire("layer", [row["id"] for row in act.rows("layer", "kind", [kind])])
    return act.insert("layer", [{"kind": kind, "count": len(frame), "sha": sha, **about}])[0]


def load_layer(store: Store, kind: str) -> gpd.GeoDataFrame:
    """Return a layer in EPSG:3006; an empty one where the workspace has none of its kind."""
    with store.reading() as reading:
        stored = layer(reading, kind)
    frame = pd.DataFrame({"geometry": []}) if stored is None else stored
    return gpd.GeoDataFrame(frame, geometry="geometry" if "geometry" in frame else None, crs=CRS_METRES)


def layer(reading: Reading, kind: str) -> pd.DataFrame | None:
    """Return a layer as it was stored, geometries in EPSG:3006; None where the workspace has none of its kind."""
    query = (
        select(journal.blob.c.content)
        .join(journal.layer, journal.layer.c.sha == journal.blob.c.sha)
        .where(journal.layer.c.kind == kind, journal.layer.c.superseded_at.is_(None))
    )
    content = reading.connection.execute(query).scalar_one_or_none()
    return None if content is None else from_parquet(content)


def layer_rows(store: Store) -> pd.DataFrame:
    """Return the description of each layer: kind, source, licence, attribution, count, sha and the common columns."""
    return store.frame("layer")


def packed(frame: pd.DataFrame) -> tuple[bytes, str]:
    """Return a frame as bytes and the name of that content."""
    content = to_parquet(frame)
    return content, sha256(content).hexdigest()


def to_parquet(frame: pd.DataFrame) -> bytes:
    """Return a frame as Parquet bytes, columns of geometries as WKB and named in the file's metadata."""
    plain = pd.DataFrame(frame).reset_index(drop=True)
    shapes = [str(name) for name in plain.columns if _is_geometry(plain[name])]
    plain = plain.assign(**{name: shapely.to_wkb(np.asarray(plain[name], dtype=object)) for name in shapes})
    table = pa.Table.from_pandas(plain, preserve_index=False)
    metadata = {**(table.schema.metadata or {}), GEOMETRY_KEY: ",".join(shapes).encode()}
    out = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(metadata), out, compression="zstd")
    return out.getvalue()


def from_parquet(content: bytes) -> pd.DataFrame:
    """Return the frame that `to_parquet` wrote."""
    table = pq.read_table(io.BytesIO(content))
    shapes = (table.schema.metadata or {}).get(GEOMETRY_KEY, b"").decode()
    frame: pd.DataFrame = table.to_pandas()
    for name in filter(None, shapes.split(",")):
        geometries = shapely.from_wkb(np.asarray(frame[name], dtype=object))
        frame = frame.assign(**{name: pd.Series(geometries, index=frame.index, dtype=object)})
    return frame


def _is_geometry(column: "pd.Series[Any]") -> bool:
    if str(column.dtype) == "geometry":
        return True
    filled = column.dropna() if column.dtype == object else column.iloc[:0]
    return len(filled) > 0 and isinstance(filled.iloc[0], shapely.Geometry)
