"""How somebody who wants to come along gets in touch with an organisation: what the poster's code leads to.

It is for everyone to read: no place, no hour and nobody's name, only the organisation and a function's address.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from karta.errors import InputError, NotFoundError
from karta.model.telephone import is_number
from karta.privacy import Viewer, require
from karta.services import rosters
from karta.services.workspace import Workspace, set_setting

_MAIL = re.compile(r"[^@\s<>\"',;:?&#%]{1,64}@[^@\s<>\"',;:?&#%]+\.[A-Za-z]{2,}")
LONGEST = 200


@dataclass(frozen=True)
class Invitation:
    """Who invites, and the way to reach them: what it says and where it leads (`mailto:`, `tel:` or a page)."""

    organisation: str
    says: str
    leads: str


def set_way(workspace: Workspace, viewer: Viewer, org_id: str, way: str) -> None:
    """Set how an organisation is reached: a mail address, a telephone number or a page; blank takes it away.

    Raises
    ------
    InputError
        `way_unreadable` when it is none of them.
    NotFoundError
        When the organisation is not the viewer's to plan for.
    """
    require(viewer, "plan_shifts")
    if org_id not in rosters.organisations(workspace, viewer):
        raise NotFoundError("no_such_organisation", name=org_id)
    if said := way.strip():
        _leads(said)
    set_setting(workspace, viewer, _key(org_id), said or None)


def way(workspace: Workspace, org_id: str) -> str:
    """Return how an organisation is reached, blank where nobody has said."""
    return workspace.setting(_key(org_id)) or ""


def invitation(workspace: Workspace, org_id: str) -> Invitation:
    """Return what the public page of an organisation says.

    Raises
    ------
    NotFoundError
        `no_invitation` for an organisation that is not there, or has not said how it is reached.
    """
    said = way(workspace, org_id)
    rows = workspace.store.frame("organisation")
    names = dict(zip(rows["id"], rows["name"], strict=True))
    if not said or org_id not in names:
        raise NotFoundError("no_invitation")
    return Invitation(names[org_id], said, _leads(said))


def path(org_id: str) -> str:
    """Return the address of an organisation's public page, from the root of the server."""
    return f"/light/med/{org_id}"


def _leads(said: str) -> str:
    if len(said) <= LONGEST:
        if is_number(said):
            return "tel:" + re.sub(r"[^+0-9]", "", said)
        if _MAIL.fullmatch(said):
            return f"mailto:{said}"
        parts = urlsplit(said)
        if parts.scheme in ("http", "https") and parts.hostname and not re.search(r"\s", said):
            return said
    raise InputError("way_unreadable", value=said[:LONGEST])


def _key(org_id: str) -> str:
    return f"join_{org_id}"
