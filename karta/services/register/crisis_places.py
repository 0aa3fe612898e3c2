"""Whether a place can open when something has happened, and how many there is room for then."""

from karta.errors import NotFoundError
from karta.model import typed_numbers
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.register.places import resource
from karta.services.workspace import Workspace
from karta.store.database import Reading

MOST_ROOM = 100_000


def set_crisis(
    workspace: Workspace,
    viewer: Viewer,
    place_id: str,
    *,
    opens: bool | None,
    room: int | None,
    version: int,
) -> None:
    """Say whether a place can open in a crisis, and how many it takes; None leaves what is stored as it is.

    Raises
    ------
    InputError
        `number_outside` for room for nobody or for more than a town.
    ConflictError
        `row_changed` when somebody else changed the place since `version` was read.
    NotFoundError
        When the place is not there any more.
    """
    require(viewer, "edit_places", WORKSPACE)
    typed = {
        "crisis": opens,
        "crisis_room": None if room is None else typed_numbers.whole(room, 1, MOST_ROOM),
    }
    values = {name: value for name, value in typed.items() if value is not None}
    with workspace.act(viewer, "set_crisis") as act:
        places = act.rows("place", "id", [place_id])
        if not places:
            raise NotFoundError("place_missing")
        require(viewer, "edit_places", resource(Reading(act.connection), places[0]))
        act.update("place", place_id, version, values)
