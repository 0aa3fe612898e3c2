"""Who asks and who is asked in the tests of requests: viewers of organisations of the register."""

from datetime import date
from typing import Any

from karta.privacy import Viewer
from karta.services.needs import requests
from karta.services.workspace import Workspace
from tests import viewers

COORDINATOR = Viewer("samordnare", "local")
FRIDAY = date(2026, 9, 18)
HOURS: dict[str, Any] = {"start": "20:00", "end": "23:00", "day": FRIDAY}


def municipality(workspace: Workspace) -> Viewer:
    """Return the viewer of an organisation of the register: Kommunen."""
    return viewers.of(workspace, "Kommunen", "municipality", "fritidschef")


def police(workspace: Workspace) -> Viewer:
    """Return the viewer of an organisation of the register: Polisen."""
    return viewers.of(workspace, "Polisen", "police", "kommunpolis")


def walkers(workspace: Workspace) -> Viewer:
    """Return the viewer of an organisation of the register: Vandrarna."""
    return viewers.of(workspace, "Vandrarna", "organiser", "vandringsledare")


def church(workspace: Workspace) -> Viewer:
    """Return the viewer of an organisation of the register: Kyrkan."""
    return viewers.of(workspace, "Kyrkan", "organiser", "diakon")


def ask(workspace: Workspace, square: str, viewer: Viewer | None = None, **more: Any) -> str:
    """Ask the walkers for two adults on Friday evening."""
    return requests.ask_presence(
        workspace, viewer or police(workspace), place_id=square, to_org="Vandrarna", **{**HOURS, **more}
    )


def states(workspace: Workspace, viewer: Viewer) -> list[str]:
    """Return the states of the requests that a viewer sees."""
    return list(requests.visible(workspace, viewer)["state"])


def version_of(workspace: Workspace, request: str) -> int:
    """Return the version in which a request is stored now."""
    return int(requests.visible(workspace, COORDINATOR).set_index("id")["version"][request])


def version_of_cap(workspace: Workspace, org: str) -> int:
    """Return the version in which an organisation with its limit is stored now."""
    return int(requests.caps(workspace, COORDINATOR).set_index("org")["version"][org])
