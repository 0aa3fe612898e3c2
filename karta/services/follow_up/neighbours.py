"""Whether presence moved to or from the neighbours of a place when a measure began: hours alone, no cause."""

from datetime import date

import shapely

from karta.coverage.displacement import NEIGHBOUR_M, Displacement, displacement
from karta.errors import NotFoundError
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.follow_up.year_facts import Year
from karta.services.workspace import Workspace


def moved(
    workspace: Workspace, viewer: Viewer, year: Year, place_id: str, began: date
) -> tuple[int, Displacement | None]:
    """Return how many neighbours a place has within 400 m, and presence there and here before and after a day.

    Presence as carried out, of the places that the viewer may see; None where there is no whole week on both sides.
    Raises NotFoundError for a place that is not one of them.
    """
    require(viewer, "see_follow_up", WORKSPACE)
    if place_id not in year.places:
        raise NotFoundError("place_unknown", place=place_id)
    rows = workspace.store.frame("place", list(year.places)).set_index("id")["geometry"]
    here = rows[place_id]
    near = {str(other) for other, shape in rows.items() if shapely.dwithin(here, shape, NEIGHBOUR_M)}
    change = displacement(year.presence, place_id, near, began, year.before, year.last)
    return len(near - {place_id}), change
