"""Where the places of a week lie on the map of the meeting's sheet, and how much is missing at each."""

import numpy as np
import numpy.typing as npt
import shapely

from karta.privacy import Viewer, require_for
from karta.reports.week_map import HIGH, WIDE, Dot, WeekMap, radius
from karta.services.gaps import figures
from karta.services.gaps.period import Period
from karta.services.register import town
from karta.services.register.names import to_metres
from karta.services.workspace import Workspace
from karta.store.layers import load_layer

# How many places are named by a number, and the air around them, as a share of the frame.
NAMED, AIR = 5, 0.07
# Classes of streets that one finds one's way by, and how far a line may be from its true way, in units of the frame.
LARGE, SMOOTH = ("major", "rail"), 0.4


def week_map(workspace: Workspace, viewer: Viewer, shown: Period) -> WeekMap | None:
    """Return the map of the places with a decided need in a period; None where none of them lies anywhere."""
    require_for(viewer, "see_gaps", shown.audience)
    amounts = figures.by_place(shown).set_index("place_id")
    places = shown.places.set_index("place_id")
    places = places[places["lat"].notna() & places["lon"].notna()]
    ids = [place_id for place_id in amounts.index[amounts["need_ah"] > 0] if place_id in places.index]
    if not ids:
        return None
    points = shapely.get_coordinates(to_metres(list(places["lon"][ids]), list(places["lat"][ids])))
    frame = _frame(points)
    most = float(amounts.loc[ids, "gap_ah"].max())
    largest = amounts.loc[ids, "gap_ah"].sort_values(ascending=False, kind="stable")
    numbers = {str(place): n for n, place in enumerate(largest[largest > 0].index[:NAMED], start=1)}
    dots = []
    for place_id, (x, y) in zip(ids, points, strict=True):
        gap, unknown = float(amounts["gap_ah"][place_id]), float(amounts["unknown_ah"][place_id])
        kind = "gap" if gap else "unknown" if unknown else "covered"
        dots.append(Dot(_at(frame, x, y), radius(gap, most), kind, numbers.get(str(place_id), 0)))
    dots.sort(key=lambda dot: (dot.number > 0, -dot.number))
    named = [(n, str(places["name"][place]), float(amounts["gap_ah"][place])) for place, n in numbers.items()]
    return WeekMap(tuple(dots), _lines(workspace, frame), tuple(named), town.attribution(workspace, viewer))


def _frame(points: npt.NDArray[np.float64]) -> tuple[float, float, float]:
    """Return the western and northern edge of the frame, and how many metres one of its units is."""
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    unit = max((east - west) / (WIDE * (1 - 2 * AIR)), (north - south) / (HIGH * (1 - 2 * AIR)), 1.0)
    middle = (west + east) / 2, (south + north) / 2
    return middle[0] - unit * WIDE / 2, middle[1] + unit * HIGH / 2, unit


def _at(frame: tuple[float, float, float], x: float, y: float) -> tuple[float, float]:
    west, north, unit = frame
    return (x - west) / unit, (north - y) / unit


def _lines(
    workspace: Workspace, frame: tuple[float, float, float]
) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Return the larger streets and the shores within the frame."""
    west, north, unit = frame
    east, south = west + WIDE * unit, north - HIGH * unit
    shapes = []
    for name in ("streets", "water"):
        layer = load_layer(workspace.store, name)
        if layer.empty:
            continue
        near = layer.cx[west:east, south:north]
        if name == "streets":
            near = near[near["class"].isin(LARGE)]
        shapes += [
            shape.boundary if shape.geom_type.endswith("Polygon") else shape for shape in near.geometry
        ]
    cut = shapely.clip_by_rect(shapely.simplify(shapes, SMOOTH * unit), west, south, east, north)
    parts = [part for shape in cut for part in shapely.get_parts(shape) if part.geom_type == "LineString"]
    return tuple(tuple(_at(frame, x, y) for x, y in part.coords) for part in parts if not part.is_empty)
