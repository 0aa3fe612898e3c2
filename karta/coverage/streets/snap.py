"""Where geometries meet the streets: accesses, with the straight stub from the street to the geometry.

A point is reached from its nearest street, that of a fragment only where no other is near. A place with an outline is
as near as the nearest point of its boundary, each point of which is reached from its own nearest street; so an access
is a stretch of a street, along which the stub changes evenly. Where a street touches or crosses the outline the stub is
0. A place whose entrances are known is entered there, and from streets that run into it. Nothing further than `snap_m`
from all streets has an access.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from karta.coverage.streets.following import follow, merged
from karta.coverage.streets.graph import Geometries, Metres, Streets, Whole

ACCESS = ["owner", "edge", "lo_m", "hi_m", "lo_stub_m", "hi_stub_m"]


@dataclass(frozen=True, eq=False)
class Snapped:
    """Geometries and their accesses.

    `way_in`: the entrances of each geometry where it has any, else itself. `access` (ACCESS): the geometry, an edge,
    the stretch of it from `lo_m` to `hi_m` along its line, and the stubs at both ends. `stub_m`: the shortest stub of
    each geometry, infinite where no street is near enough.
    """

    geometry: Geometries
    way_in: Geometries
    access: pd.DataFrame
    stub_m: Metres

    @property
    def off(self) -> Any:
        """Which geometries have no street near enough; what is not on the map at all is not among them."""
        return np.isinf(self.stub_m) & ~_bare(self.geometry)


def gathered(geometry: Geometries, access: pd.DataFrame) -> Snapped:
    """Return geometries with accesses that are known already; `owner` is the position of the geometry."""
    stub_m = np.full(len(geometry), np.inf)
    np.minimum.at(
        stub_m, access["owner"].to_numpy(dtype=int), access[["lo_stub_m", "hi_stub_m"]].min(axis=1).to_numpy()
    )
    bodies, entrances = _apart(geometry)
    way_in = np.where(_bare(entrances), bodies, entrances)
    return Snapped(geometry, way_in, access.reset_index(drop=True), stub_m)


def accesses(streets: Streets, geometry: Geometries, snap_m: float) -> pd.DataFrame:
    """Return the accesses (ACCESS) of geometries, in their order; None and empty geometries have none.

    The last part of a GeometryCollection holds the entrances of what stands before it, as `store.distances.targets`
    puts them together.
    """
    bodies, entrances = _apart(geometry)
    doors = _of_points(streets, entrances, snap_m)
    has_door = np.zeros(len(geometry), dtype=bool)
    has_door[doors["owner"].to_numpy(dtype=int)] = True
    kind = shapely.get_dimensions(bodies)
    alone = ~has_door & ~_bare(bodies)
    parts = [
        doors,
        _of_points(streets, _only(bodies, alone & (kind == 0)), snap_m),
        _touching(streets, _only(bodies, kind > 0)),
        _beside(streets, _only(bodies, alone & (kind > 0)), snap_m),
    ]
    parts = [part for part in parts if len(part)]
    if not parts:
        return pd.DataFrame({name: np.empty(0, dtype=float) for name in ACCESS}).astype(
            {"owner": int, "edge": int}
        )
    frame = pd.concat(parts, ignore_index=True)[ACCESS]
    return frame.sort_values("owner", kind="stable", ignore_index=True)


def _apart(geometry: Geometries) -> tuple[Geometries, Geometries]:
    """Return the bodies of places and their entrances, None where there are none."""
    bodies, entrances = geometry.copy(), np.full(len(geometry), None, dtype=object)
    for n in np.flatnonzero(shapely.get_type_id(geometry) == shapely.GeometryType.GEOMETRYCOLLECTION):
        *body, entrances[n] = geometry[n].geoms
        bodies[n] = body[0] if len(body) == 1 else shapely.union_all(body)
    return bodies, entrances


def _only(geometry: Geometries, where: Any) -> Geometries:
    """Return the geometries with None in the place of those that are not wanted."""
    masked = geometry.copy()
    masked[~where] = None
    return masked


def _bare(geometry: Geometries) -> Any:
    return shapely.is_missing(geometry) | shapely.is_empty(geometry)


def _of_points(streets: Streets, points: Geometries, snap_m: float) -> pd.DataFrame:
    """Return the accesses of points (each of a MultiPoint): the nearest street, all of them where several are."""
    parts, owner = shapely.get_parts(points, return_index=True)
    part, edge, stub_m = streets.nearest(parts, snap_m, ties=True)
    along_m = shapely.line_locate_point(streets.shapes[edge], parts[part])
    return pd.DataFrame(
        {
            "owner": owner[part], "edge": edge, "lo_m": along_m, "hi_m": along_m,
            "lo_stub_m": stub_m, "hi_stub_m": stub_m,
        }
    )  # fmt: skip


def _touching(streets: Streets, bodies: Geometries) -> pd.DataFrame:
    """Return the stretches of streets that lie in or touch bodies: there the stub is 0."""
    owner, edge = streets.tree.query(bodies, predicate="intersects")
    shared = shapely.intersection(streets.shapes[edge], bodies[owner])
    parts, pair = _flat(shared)
    # The middle tells where a part lies even on a ring, whose end is its beginning.
    is_line = shapely.get_dimensions(parts) == 1
    middle = parts.copy()
    middle[is_line] = shapely.line_interpolate_point(parts[is_line], 0.5, normalized=True)
    half_m = shapely.length(parts) / 2
    along_m = shapely.line_locate_point(streets.shapes[edge[pair]], middle)
    return pd.DataFrame(
        {
            "owner": owner[pair],
            "edge": edge[pair],
            "lo_m": np.maximum(along_m - half_m, 0.0),
            "hi_m": np.minimum(along_m + half_m, streets.length_m[edge[pair]]),
            "lo_stub_m": 0.0,
            "hi_stub_m": 0.0,
        }
    )


def _flat(shapes: Geometries) -> tuple[Geometries, Whole]:
    """Return the single lines and points of geometries, and which geometry each is of."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    single, inner = shapely.get_parts(parts, return_index=True)
    filled = ~shapely.is_empty(single)
    return single[filled], owner[inner][filled]


def _beside(streets: Streets, bodies: Geometries, snap_m: float) -> pd.DataFrame:
    """Return the stretches of streets that are the nearest to some point of a line or of the edge of an outline."""
    outlines = np.where(shapely.get_dimensions(bodies) == 2, shapely.boundary(bodies), bodies)
    pieces = merged(follow(streets, outlines, snap_m))
    pieces = pieces[pieces["edge"] >= 0]
    turned = (pieces["to_m"] < pieces["from_m"]).to_numpy()
    start = pieces[["from_m", "from_stub_m"]].to_numpy()
    end = pieces[["to_m", "to_stub_m"]].to_numpy()
    low, high = np.where(turned[:, None], end, start), np.where(turned[:, None], start, end)
    return pd.DataFrame(
        {
            "owner": pieces["line"].to_numpy(),
            "edge": pieces["edge"].to_numpy(),
            "lo_m": low[:, 0],
            "hi_m": high[:, 0],
            "lo_stub_m": low[:, 1],
            "hi_stub_m": high[:, 1],
        }
    )
