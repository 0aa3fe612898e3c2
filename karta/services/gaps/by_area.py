"""The hours of a period by area: how many adults its places lack together, and the strongest state of any of them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from karta.coverage.hours import strongest
from karta.privacy import Viewer, require_for
from karta.services.gaps import figures
from karta.services.gaps.around_gaps import around_gaps, marked_hours
from karta.services.gaps.period import Period
from karta.services.register import town
from karta.services.workspace import Workspace


@dataclass(frozen=True)
class AreaHours:
    """An area: hour by hour the state of the place that stands worst, and the adults missing at all of its places.

    `around`: the hours in which one of them has a gap before or after a training.
    """

    area_id: str
    name: str
    state: npt.NDArray[np.uint8]
    missing: npt.NDArray[np.float64]
    around: npt.NDArray[np.bool_]


def area_hours(workspace: Workspace, viewer: Viewer, shown: Period) -> list[AreaHours]:
    """Return the areas with any place in the period, in alphabetical order: never ranked (METHOD 3.6)."""
    require_for(viewer, "see_gaps", shown.audience)
    missing = figures.of_hours(shown).missing
    around = marked_hours(shown, around_gaps(viewer, shown))
    areas = []
    for area in town.areas(workspace, viewer).itertuples(index=False):
        own = shown.places["area_id"].eq(area.area_id).to_numpy()
        if own.any():
            state = strongest(shown.hours.state[own])
            areas.append(
                AreaHours(area.area_id, area.name, state, missing[own].sum(axis=0), around[own].any(axis=0))
            )
    return areas
