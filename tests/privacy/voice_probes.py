"""The probes of what young people and organisations say, and of packages for research, as `probes` has them."""

from karta.privacy import Viewer
from karta.services.needs import statements, voices
from karta.services.needs.voices import Told
from karta.services.sheets import research
from karta.services.workspace import Workspace
from tests.privacy.probed_town import TODAY, Whose


def _add(workspace: Workspace, viewer: Viewer, whose: Whose) -> None:
    told = [Told(whose.place, "FR", "20:00", "23:00", "missed", 12)]
    voices.add(workspace, viewer, told, name="Enkät", asked_by="rådet", asked_on=TODAY, answers=40)


VOICE_PROBES = {
    "see_voices": lambda w, v, _: voices.surveys(w, v) == [],
    "keep_voices": _add,
    "see_statements": lambda w, v, _: statements.statements(w, v) == [],
    "make_statement": lambda w, v, t: statements.state(
        w, v, t.org, "Vi är på plats varje fredag.", version=0
    ),
    "export_research": lambda w, v, _: len(research.package(w, v)) > 0,
}
