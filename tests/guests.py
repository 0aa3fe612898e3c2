"""People invited for a test, one at a time."""

from karta.privacy import Viewer
from karta.services.rosters import invitations
from karta.services.workspace import Workspace


def invite(workspace: Workspace, viewer: Viewer, org_id: str, name: str, phone: str = "") -> tuple[str, str]:
    """Invite a person and return their id and the token of their link."""
    (only,) = invitations.invite_all(workspace, viewer, org_id, [(name, phone)])
    return only.person_id, only.token
