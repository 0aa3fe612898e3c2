"""Who operates the workspace: stated on every page, and whether it is an authority, whose papers can be asked for."""

from dataclasses import dataclass

from karta.model import typed_text
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.workspace import Workspace, put_settings

KEYS = ("operator_name", "operator_contact", "operator_is_authority")
MOST_OF_CONTACT = 80


@dataclass(frozen=True, slots=True)
class Operator:
    """An organisation that answers for a workspace, how it is reached, and whether it is an authority."""

    name: str = ""
    contact: str = ""
    is_authority: bool = False


def operator(workspace: Workspace) -> tuple[Operator, dict[str, int]]:
    """Return who operates the workspace (blank: nobody has said so) and the versions of the settings that say it."""
    settings = workspace.settings(KEYS)
    name, contact, is_authority = (settings[key].value for key in KEYS)
    versions = {key: setting.version for key, setting in settings.items()}
    return Operator(name or "", contact or "", is_authority == "yes"), versions


def in_words(workspace: Workspace) -> str:
    """Return who operates the workspace and how they are reached, "" where nobody has said so."""
    stated, _ = operator(workspace)
    return ", ".join(filter(None, [stated.name, stated.contact])) if stated.name else ""


def set_operator(workspace: Workspace, viewer: Viewer, stated: Operator, *, versions: dict[str, int]) -> None:
    """State who operates the workspace; `versions` are those that were read. Raises ConflictError `row_changed`."""
    require(viewer, "edit_settings", WORKSPACE)
    name, contact = typed_text.name(stated.name), typed_text.clean(stated.contact, MOST_OF_CONTACT)
    values = (name or None, contact or None, "yes" if stated.is_authority else None)
    put_settings(workspace, viewer, "operator", dict(zip(KEYS, values, strict=True)), versions)
