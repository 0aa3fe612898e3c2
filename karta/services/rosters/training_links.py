"""Where an organisation's volunteers learn what a role asks of them: the address of a page for each role.

Karta fetches none of them; they are shown to the organisation's own volunteers on their personal pages.
"""

from collections.abc import Mapping

from karta.errors import InputError, NotFoundError
from karta.model import typed_text
from karta.model.shift import ROLES
from karta.model.web_address import is_page
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.register import organisations
from karta.services.rosters.volunteers import Volunteer
from karta.services.workspace import Workspace, put_settings
from karta.store.settings import Setting

LONGEST = 200


def stored(workspace: Workspace, viewer: Viewer, org_id: str) -> dict[str, Setting]:
    """Return an organisation's pages by role (`ROLES`) as they are set, with their versions.

    Raises
    ------
    NotFoundError
        When the organisation is not the viewer's to plan for.
    """
    require(viewer, "plan_shifts", WORKSPACE)
    _require_own(workspace, viewer, org_id)
    settings = workspace.settings([_key(org_id, role) for role in ROLES])
    return {role: settings[_key(org_id, role)] for role in ROLES}


def put(
    workspace: Workspace, viewer: Viewer, org_id: str, pages: Mapping[str, str], versions: Mapping[str, int]
) -> None:
    """Set the pages of an organisation by role (`ROLES`), blank takes one away; `versions` are those that were read.

    Raises
    ------
    ConflictError
        `row_changed` when somebody has set one of them since.
    InputError
        `page_unreadable` for what is not the address of a page.
    NotFoundError
        When the organisation is not the viewer's to plan for.
    """
    require(viewer, "plan_shifts", WORKSPACE)
    _require_own(workspace, viewer, org_id)
    clean = {role: typed_text.clean(pages[role], LONGEST) for role in ROLES}
    for page in clean.values():
        if page and not is_page(page):
            raise InputError("page_unreadable", value=page)
    values = {_key(org_id, role): page or None for role, page in clean.items()}
    put_settings(
        workspace,
        viewer,
        f"training_{org_id}",
        values,
        {_key(org_id, role): versions[role] for role in ROLES},
    )


def of_volunteer(workspace: Workspace, who: Volunteer) -> dict[str, str]:
    """Return the pages of a volunteer's own organisation, by role; a role without one is left out."""
    settings = workspace.settings([_key(who.organisation_id, role) for role in ROLES])
    pages = {role: settings[_key(who.organisation_id, role)].value for role in ROLES}
    return {role: page for role, page in pages.items() if page}


def _require_own(workspace: Workspace, viewer: Viewer, org_id: str) -> None:
    if org_id not in organisations.organisations(workspace, viewer):
        raise NotFoundError("no_such_organisation", name=org_id)


def _key(org_id: str, role: str) -> str:
    return f"training_{role}_{org_id}"
