"""Who has looked: each look at a logged class of data is noted once for viewer, class, area and service day.

A page notes before it shows; where the note cannot be stored, nothing is shown. No person's name is in it: a function
and an organisation.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from karta.privacy import WORKSPACE, Viewer, belonging_to, is_logged, policy, require
from karta.services.workspace import Workspace
from karta.store import looks, organisation_rows
from karta.store.looks import Look, Onlooker

# For a look that is not bound to areas: it concerns every organisation.
EVERYWHERE = ("",)


@dataclass(frozen=True, slots=True)
class Seen:
    """That a function of an organisation ("" for none) has looked at a class of data on a service day."""

    day: date
    function: str
    organisation: str
    data_class: str


def note(
    workspace: Workspace,
    viewer: Viewer,
    action: str,
    areas: Collection[str] = EVERYWHERE,
    day: date | None = None,
) -> None:
    """Note that a viewer looks at what an action of the policy shows, in areas, where the policy says that it is noted.

    A look that is noted already writes nothing. Whoever works alone on this machine, without sign-in, is not noted:
    there is nobody to tell apart.
    """
    if not is_logged(viewer, action):
        return
    data_class, viewer = policy().classes[action], viewer.behind or viewer
    who = Onlooker(viewer.function, viewer.role, viewer.home_id or "", viewer.member_id or "")
    look = Look(data_class, tuple(sorted(set(areas))) or EVERYWHERE, day or workspace.service_day)
    looks.note(workspace.store, who, look, workspace.now())


def who_looked(workspace: Workspace, viewer: Viewer, organisation_id: str) -> list[Seen]:
    """Return who has looked at the areas in which an organisation has places, the latest day first.

    Looks of the organisation's own people are left out.

    Raises
    ------
    NotAllowedError
        When it is not the viewer's own, for who sees only that.
    """
    require(viewer, "see_who_looked", WORKSPACE)
    with workspace.store.reading() as reading:
        organisations = reading.frame("organisation", include_superseded=True, columns=("id", "name"))
        names = dict(zip(organisations["id"], organisations["name"], strict=True))
        require(viewer, "see_who_looked", belonging_to(organisation_id))
        areas = organisation_rows.area_ids(reading, organisation_id)
        rows = looks.who_looked(reading, sorted(areas))
    return [
        Seen(day, function, names.get(other, ""), data_class)
        for day, function, other, data_class in rows
        if other != organisation_id
    ]
