"""How far the pupils of each school walk to activities that are free of charge: 500, 800 and 1,500 m along the streets.

Only what somebody has marked as free counts; an activity of which nobody has said so is not in here.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from karta.privacy import WORKSPACE, Viewer, require
from karta.services import walking_distances
from karta.services.workspace import Workspace
from karta.store import distances

SCHOOLS = ("school", "upper_secondary")
# Walks of about 5, 10 and 20 minutes. Source: the catchments that the issue names.
CLASSES_M = (500, 800, 1500)
PLACE = ("id", "name", "kind", "geometry", "entrances")
COLUMNS = ["school_id", "place_id", "place", "activity", "walk_m", "approx"]


@dataclass(frozen=True)
class SchoolReach:
    """`schools`: the ids of the schools on the map; `walks`: COLUMNS, what is free within reach, nearest first."""

    schools: tuple[str, ...]
    walks: pd.DataFrame

    def counts(self, school_id: str) -> list[int]:
        """Return how many places with a free activity lie within each of CLASSES_M."""
        own = self.walks[self.walks["school_id"] == school_id].drop_duplicates("place_id")
        return [int((own["walk_m"] <= metres).sum()) for metres in CLASSES_M]

    def nearest(self) -> dict[str, int]:
        """Return for each school in which of CLASSES_M its nearest one lies (0, 1, 2), or 3 where none is so near."""
        least = self.walks.groupby("school_id")["walk_m"].min()
        return {
            school: int(np.searchsorted(CLASSES_M, least.get(school, np.inf), side="left"))
            for school in self.schools
        }


def school_reach(workspace: Workspace, viewer: Viewer) -> SchoolReach:
    """Return which free activities lie within a walk of the largest of CLASSES_M of each school."""
    require(viewer, "see_register", WORKSPACE)
    with workspace.store.reading() as reading:
        places = reading.frame("place", columns=PLACE)
        activities = reading.frame("activity", columns=("place_id", "kind", "free"))
    places = places[places["geometry"].notna()].reset_index(drop=True)
    free = activities[activities["free"].eq(True) & activities["place_id"].isin(places["id"])]  # noqa: FBT003
    schools = places[places["kind"].isin(SCHOOLS)]
    destinations = places[places["id"].isin(free["place_id"])]
    ids = tuple(schools["id"])
    if schools.empty or destinations.empty:
        return SchoolReach(ids, pd.DataFrame(columns=COLUMNS))
    spots = [distances.targets(frame["geometry"], frame["entrances"]) for frame in (schools, destinations)]
    walks = _walks(workspace, *spots)
    activity_kinds = free.groupby("place_id")["kind"].agg(lambda kinds: sorted(set(kinds))[0])
    reachable = pd.DataFrame({
        "school_id": schools["id"].to_numpy()[walks["source"].to_numpy(dtype=int)],
        "place_id": destinations["id"].to_numpy()[walks["place"].to_numpy(dtype=int)],
        "place": destinations["name"].to_numpy()[walks["place"].to_numpy(dtype=int)],
        "walk_m": walks["walk_m"].to_numpy(dtype=float),
        "approx": walks["approx"].to_numpy(dtype=bool),
    })  # fmt: skip
    reachable = reachable.assign(activity=reachable["place_id"].map(activity_kinds))[COLUMNS]
    return SchoolReach(ids, reachable.sort_values(["school_id", "walk_m", "place_id"], ignore_index=True))


def _walks(
    workspace: Workspace, sources: npt.NDArray[np.object_], places: npt.NDArray[np.object_]
) -> pd.DataFrame:
    """Return the walks over the streets; without them the straight line x detour, approximate."""
    limit_m = float(max(CLASSES_M))
    measure = walking_distances.distances(workspace)
    if measure is not None:
        return measure.walks(sources, places, limit_m)
    return distances.walks(sources, places, limit_m, workspace.method.detour_factor).assign(approx=True)
