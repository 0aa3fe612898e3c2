"""The probes of what is opened, as `probes` has them: a yes to being shown to everybody, the open side, a venue."""

from karta.privacy import Viewer
from karta.services.needs import crisis_mode
from karta.services.register import open_side, open_yes
from karta.services.register.open_side import OpenSide
from karta.services.workspace import Workspace
from tests.privacy.probed_town import Whose
from tests.privacy.voice_probes import VOICE_PROBES


def _yes(workspace: Workspace, viewer: Viewer, whose: Whose) -> None:
    version = int(workspace.store.frame("activity", [whose.activity])["version"].iloc[0])
    open_yes.answer(workspace, viewer, whose.activity, yes=True, version=version)


def _open(workspace: Workspace, viewer: Viewer, _: Whose) -> None:
    _, versions = open_side.open_side(workspace)
    open_side.set_open_side(workspace, viewer, OpenSide(is_on=True), versions=versions)


def _venue(workspace: Workspace, viewer: Viewer, whose: Whose) -> None:
    crisis_mode.open_venue(workspace, viewer, place_id=whose.place, host=whose.org, hours=2)


OPEN_PROBES = {"publish_activities": _yes, "open_to_public": _open, "open_in_crisis": _venue, **VOICE_PROBES}
