"""The services of what young people and organisations say, as they are tried with hostile values."""

from datetime import date

from karta.services.needs import statements, voices
from karta.services.needs.voices import Told
from karta.services.register import research_yes
from tests.services.typed_service import Service, Values, plain
from tests.services.typed_town import COORDINATOR, Town

DAY = date(2026, 9, 1)
_ABOUT = {"name": "Elevenkäten", "asked_by": "rådet", "asked_on": DAY, "answers": 40}


def _told(town: Town) -> list[Told]:
    return [Told(town.place, "FR", "20:00", "23:00", "missed", 12)]


def _survey(town: Town) -> Values:
    survey_id = voices.add(town.workspace, COORDINATOR, _told(town), **_ABOUT)
    return {"survey_id": survey_id, "version": town.row_version("survey", survey_id)}


def _wish(town: Town) -> Values:
    _survey(town)
    wish_id = str(town.workspace.store.frame("wish")["id"].iloc[-1])
    return {"wish_id": wish_id, "version": town.row_version("wish", wish_id)}


def _org(town: Town) -> Values:
    return {"org_id": town.org, "version": town.row_version("organisation", town.org)}


def _said(town: Town) -> Values:
    statements.state(town.workspace, COORDINATOR, town.org, "Vi är här", version=0)
    return {"version": statements.statements(town.workspace, COORDINATOR)[0].version}


VOICES: dict[str, Service] = {
    "needs/voices.py: add": Service(
        lambda town, values: voices.add(town.workspace, COORDINATOR, _told(town), **values), lambda _: _ABOUT
    ),
    "needs/voices.py: answer": plain(
        voices.answer, lambda _: {"outcome": "decided", "function": "rådet"}, _wish
    ),
    "needs/voices.py: remove": plain(voices.remove, lambda _: {}, _survey),
    "register/research_yes.py: set_research": plain(
        research_yes.set_research, lambda _: {"first": DAY}, _org
    ),
    "needs/statements.py: state": plain(
        statements.state,
        lambda town: {"org_id": town.org, "words": "Vi är här på fredagar"},
        lambda _: {"version": 0},
    ),
    "needs/statements.py: take_back": plain(statements.take_back, lambda town: {"org_id": town.org}, _said),
}
