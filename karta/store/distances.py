"""Walking distances from presences to places: the ways to measure them, and the one without streets: straight x detour.

Membership is by distance alone, never by buffers, which lose parts of looped routes (libgeos/geos#660); and to the
nearest point or entrance of a place, never to its middle. Everything is in metres, EPSG:3006.
"""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from karta.model.shapes import doors, measurable

Geometries = npt.NDArray[Any]
PIECE_M = 25.0


class Distances(Protocol):
    """A way to measure how far it is to walk; the other one, over the streets, is handed in from above."""

    def walks(self, sources: Geometries, places: Geometries, limit_m: float) -> pd.DataFrame:
        """Return which places lie within a walk of each source.

        Columns: source and place (positions in the arrays), walk_m, approx.
        """
        ...

    def sections(self, routes: Geometries, places: Geometries, cuts_m: list[float]) -> pd.DataFrame:
        """Return the sections of routes near places, cut where the distance crosses `cuts_m`.

        Columns: source, place, route_length_m, section_m, section_mean_distance_m, approx.
        """
        ...


@dataclass(frozen=True)
class StraightLine:
    """The straight line x `detour`, always approximate: for workspaces without a walking graph."""

    detour: float

    def walks(self, sources: Geometries, places: Geometries, limit_m: float) -> pd.DataFrame:
        """Return the walks along straight lines, marked as approximate."""
        return walks(sources, places, limit_m, self.detour).assign(approx=True)

    def sections(self, routes: Geometries, places: Geometries, cuts_m: list[float]) -> pd.DataFrame:
        """Return the sections along straight lines, marked as approximate."""
        return sections(routes, places, cuts_m, self.detour).assign(approx=True)


def targets(geometry: "pd.Series[Any]", entrances: "pd.Series[Any]") -> Geometries:
    """Return what one walks to at each place: its geometry and entrances together, None where it has neither.

    Where there are both, they are a collection whose last part holds the entrances.
    """
    spots = np.empty(len(geometry), dtype=object)
    bodies, points = measurable(geometry.to_numpy(dtype=object)), doors(entrances.to_numpy(dtype=object))
    for n, parts in enumerate(zip(bodies, points, strict=True)):
        filled = [part for part in parts if part is not None]
        spots[n] = filled[0] if len(filled) == 1 else shapely.GeometryCollection(filled) if filled else None
    return spots


def walks(sources: Geometries, places: Geometries, limit_m: float, detour: float) -> pd.DataFrame:
    """Return which places lie within a walk of each source.

    Columns: source and place (positions in the arrays), walk_m.
    """
    pairs = shapely.STRtree(places).query(sources, predicate="dwithin", distance=limit_m / detour)
    walk_m = shapely.distance(sources[pairs[0]], places[pairs[1]]) * detour
    frame = pd.DataFrame({"source": pairs[0], "place": pairs[1], "walk_m": walk_m})
    return frame.sort_values(["source", "place"], ignore_index=True)


def sections(routes: Geometries, places: Geometries, cuts_m: list[float], detour: float) -> pd.DataFrame:
    """Return the sections of routes near places, cut where the distance crosses `cuts_m`.

    Columns: source, place, route_length_m, section_m, section_mean_distance_m. A route is looked at in pieces of at
    most 25 m; pieces between two cuts become one section with their mean distance, which gives exactly the sum of
    the pieces wherever the weight is linear between cuts.
    """
    pieces = _pieces(routes)
    near = walks(np.asarray(pieces["middle"], dtype=object), places, max(cuts_m), detour)
    near = near.assign(
        band=np.searchsorted(np.array(sorted(cuts_m)), near["walk_m"], side="left"),
        length_m=pieces["length_m"].to_numpy()[near["source"]],
        source=pieces["route"].to_numpy()[near["source"]],
    )
    near = near.assign(weighted=near["walk_m"] * near["length_m"])
    summed = near.groupby(["source", "place", "band"], as_index=False)[["length_m", "weighted"]].sum()
    return pd.DataFrame(
        {
            "source": summed["source"],
            "place": summed["place"],
            "route_length_m": shapely.length(routes)[summed["source"]],
            "section_m": summed["length_m"],
            "section_mean_distance_m": summed["weighted"] / summed["length_m"],
        }
    )


def inside(areas: Geometries, places: Geometries) -> pd.DataFrame:
    """Return which places lie in or touch each area: source, place (positions), and `share`, one over their number."""
    pairs = shapely.STRtree(places).query(areas, predicate="intersects")
    frame = pd.DataFrame({"source": pairs[0], "place": pairs[1]}).sort_values(
        ["source", "place"], ignore_index=True
    )
    return frame.assign(share=1.0 / frame.groupby("source")["place"].transform("size"))


def _pieces(routes: Geometries) -> pd.DataFrame:
    """Return the pieces of routes: route (position), length_m, middle (point)."""
    parts, route = shapely.get_parts(shapely.segmentize(routes, PIECE_M), return_index=True)
    ends, part = shapely.get_coordinates(parts, return_index=True)
    same = part[1:] == part[:-1]
    start, end = ends[:-1][same], ends[1:][same]
    return pd.DataFrame(
        {
            "route": route[part[:-1][same]],
            "length_m": np.hypot(*(end - start).T) if len(start) else np.empty(0),
            "middle": pd.Series(list(shapely.points((start + end) / 2)), dtype=object),
        }
    )
