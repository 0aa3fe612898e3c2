"""The probes of the open side, as `probes` has them: saying yes to being shown to everybody, and opening it."""

from karta.privacy import Viewer
from karta.services.register import open_side, open_yes
from karta.services.register.open_side import OpenSide
from karta.services.workspace import Workspace
from tests.privacy.probed_town import Whose


def _yes(workspace: Workspace, viewer: Viewer, whose: Whose) -> None:
    version = int(workspace.store.frame("activity", [whose.activity])["version"].iloc[0])
    open_yes.answer(workspace, viewer, whose.activity, yes=True, version=version)


def _open(workspace: Workspace, viewer: Viewer, _: Whose) -> None:
    _, versions = open_side.open_side(workspace)
    open_side.set_open_side(workspace, viewer, OpenSide(is_on=True), versions=versions)


OPEN_PROBES = {"publish_activities": _yes, "open_to_public": _open}
