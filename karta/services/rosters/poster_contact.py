"""How somebody who wants to come along gets in touch with an organisation: what the poster's code leads to.

It is for everyone to read: no place, no hour and nobody's name, only the organisation and a function's address.
"""

import re
from dataclasses import dataclass

from karta.errors import InputError, NotFoundError
from karta.model import typed_text
from karta.model.telephone import is_number
from karta.model.web_address import is_page
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.register import open_tonight, organisations
from karta.services.workspace import Workspace, put_settings
from karta.store.settings import Setting

_MAIL = re.compile(r"[^@\s<>\"',;:?&#%]{1,64}@[^@\s<>\"',;:?&#%]+\.[A-Za-z]{2,}")
LONGEST = 200


@dataclass(frozen=True)
class Invitation:
    """Who invites, and the way to reach them: what it says and where it leads (`mailto:`, `tel:` or a page)."""

    organisation: str
    says: str
    leads: str


def set_way(workspace: Workspace, viewer: Viewer, org_id: str, way: str, *, version: int) -> None:
    """Set how an organisation is reached: a mail address, a telephone number or a page; blank takes it away.

    Raises
    ------
    ConflictError
        `row_changed` when somebody has set it since `version` was read (0: nobody had).
    InputError
        `way_unreadable` when it is none of them.
    NotFoundError
        When the organisation is not the viewer's to plan for.
    """
    require(viewer, "plan_shifts", WORKSPACE)
    if org_id not in organisations.organisations(workspace, viewer):
        raise NotFoundError("no_such_organisation", name=org_id)
    if contact := typed_text.clean(way, LONGEST):
        _link(contact)
    key = setting_key(org_id)
    put_settings(workspace, viewer, key, {key: contact or None}, {key: version})


def way(workspace: Workspace, org_id: str) -> str:
    """Return how an organisation is reached, blank where nobody has said."""
    return way_setting(workspace, org_id).value or ""


def way_by_key(workspace: Workspace, key: str) -> str:
    """Return how the organisation is reached that everybody knows by a key, blank where nobody has said."""
    ids = workspace.store.frame("organisation")["id"]
    return next((way(workspace, org_id) for org_id in ids if open_tonight.public_key(org_id) == key), "")


def way_setting(workspace: Workspace, org_id: str) -> Setting:
    """Return how an organisation is reached as it is set, with its version."""
    return workspace.settings([setting_key(org_id)])[setting_key(org_id)]


def invitation(workspace: Workspace, org_id: str) -> Invitation:
    """Return what the public page of an organisation says.

    Raises
    ------
    NotFoundError
        `no_invitation` for an organisation that is not there, or has not said how it is reached.
    """
    contact = way(workspace, org_id)
    rows = workspace.store.frame("organisation")
    names = dict(zip(rows["id"], rows["name"], strict=True))
    if not contact or org_id not in names:
        raise NotFoundError("no_invitation")
    return Invitation(names[org_id], contact, _link(contact))


def is_mail(contact: str) -> bool:
    """Tell whether a text is a mail address and nothing else."""
    return _MAIL.fullmatch(contact) is not None


def path(org_id: str) -> str:
    """Return the address of an organisation's public page, from the root of the server."""
    return f"/light/med/{org_id}"


def setting_key(org_id: str) -> str:
    """Return the setting that keeps how an organisation is reached."""
    return f"join_{org_id}"


def _link(contact: str) -> str:
    if len(contact) <= LONGEST:
        if is_number(contact):
            return "tel:" + re.sub(r"[^+0-9]", "", contact)
        if is_mail(contact):
            return f"mailto:{contact}"
        if is_page(contact):
            return contact
    raise InputError("way_unreadable", value=contact)
