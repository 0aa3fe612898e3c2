"""Moving a workspace to another home: from its folder to a PostgreSQL database, or back.

What it was is left as it is, for whoever runs the machine to take away.
"""

from karta.errors import ConflictError, KartaError
from karta.privacy import WORKSPACE, Viewer, require
from karta.services import homes
from karta.services.homes import Home
from karta.services.workspace import Workspace, create
from karta.store.copies import Progress, copy


def move(workspace: Workspace, viewer: Viewer, home: Home, progress: Progress) -> int:
    """Copy a workspace to another, empty home in one transaction, and return how many rows that were.

    Raises
    ------
    ConflictError
        `move_to_itself`; `move_target_full` when something is there already.
    """
    require(viewer, "move_workspace", WORKSPACE)
    if homes.shown(home) == workspace.name:
        raise ConflictError("move_to_itself", to=homes.shown(home))
    target = create(home)
    try:
        with workspace.store.reading() as reading, target.store.writing() as connection:
            return copy(reading, connection, progress)
    except KartaError as error:
        error.facts.setdefault("to", target.name)
        raise
    finally:
        target.store.close()
