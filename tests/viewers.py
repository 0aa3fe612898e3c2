"""Viewers for tests: who looks, in the name of an organisation of the workspace's register."""

from karta.privacy import Role, Viewer
from karta.services.workspace import Workspace


def of(
    workspace: Workspace,
    organisation: str,
    role: Role = "organiser",
    function: str = "ledare",
    area_ids: frozenset[str] | None = None,
) -> Viewer:
    """Return a viewer who belongs to the organisation of that name, or to one that the register does not have."""
    frame = workspace.store.frame("organisation")
    (own,) = (
        frame.loc[frame["name"] == organisation, "id"]
        if organisation in set(frame["name"])
        else [organisation]
    )
    return Viewer(function, role, frozenset({own}), area_ids, own, organisation)
