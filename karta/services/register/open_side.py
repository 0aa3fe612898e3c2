"""Whether Karta has an open side, whom it names for questions, and on which sites it may stand.

Off until somebody who may says otherwise: without that word nothing of the workspace is shown to everybody.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from karta.errors import InputError, NotFoundError
from karta.model import typed_text
from karta.model.web_address import LOOPBACK, is_page
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.workspace import Workspace, put_settings

KEYS = ("open_side", "open_contact", "open_sites")
MOST_OF_CONTACT, MOST_OF_SITES, MOST_SITES = 80, 1_000, 10
_AUTHORITY = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class OpenSide:
    """Whether there is an open side; `contact`: a function to ask; `sites`: where it may be embedded, as origins."""

    is_on: bool = False
    contact: str = ""
    sites: tuple[str, ...] = ()


def open_side(workspace: Workspace) -> tuple[OpenSide, dict[str, int]]:
    """Return the open side as it is set, and the versions of the settings that say it."""
    settings = workspace.settings(KEYS)
    is_on, contact, sites = (settings[key].value or "" for key in KEYS)
    versions = {key: setting.version for key, setting in settings.items()}
    return OpenSide(is_on == "on", contact, tuple(sites.split())), versions


def require_open(workspace: Workspace) -> OpenSide:
    """Return the open side. Raises NotFoundError `open_side_off` where there is none."""
    stated, _ = open_side(workspace)
    if not stated.is_on:
        raise NotFoundError("open_side_off")
    return stated


def set_open_side(
    workspace: Workspace, viewer: Viewer, stated: OpenSide, *, versions: dict[str, int]
) -> None:
    """Open or close the open side; `versions` are those that were read.

    Raises
    ------
    ConflictError
        `row_changed` when somebody has set it meanwhile.
    InputError
        `open_site_unusable` for a site that is no encrypted address of a host alone.
    """
    require(viewer, "open_to_public", WORKSPACE)
    contact = typed_text.clean(stated.contact, MOST_OF_CONTACT)
    sites = " ".join(dict.fromkeys(_site(site) for site in stated.sites))
    if len(stated.sites) > MOST_SITES or len(sites) > MOST_OF_SITES:
        raise InputError("open_site_unusable", value=typed_text.quoted(sites))
    values = ("on" if stated.is_on else None, contact or None, sites or None)
    put_settings(workspace, viewer, "open_side", dict(zip(KEYS, values, strict=True)), versions)


def _site(typed: str) -> str:
    """Return the origin of a site: what stands in a header is letters, figures, dots and dashes alone."""
    plain = typed.strip().rstrip("/").lower()
    parts = urlsplit(plain) if is_page(plain) else None
    if (
        parts is None
        or parts.path
        or parts.query
        or parts.fragment
        or not _AUTHORITY.fullmatch(parts.netloc)
        or (parts.scheme != "https" and parts.hostname not in LOOPBACK)
    ):
        raise InputError("open_site_unusable", value=typed)
    return f"{parts.scheme}://{parts.netloc}"
