"""The services of crisis mode that store what is chosen or typed, by file and function."""

from karta.services.needs import crisis_mode
from karta.services.register import crisis_places
from tests.services.typed_service import Service, Values, plain
from tests.services.typed_town import COORDINATOR, Town


def _venue(town: Town) -> Values:
    """Return who opens what: the square, which can open."""
    with town.workspace.store.act("test", "set_crisis") as act:
        act.update("place", town.place, None, {"crisis": True})
    return {"place_id": town.place, "host": town.org, "hours": 4}


def _opened(town: Town) -> Values:
    return {"opening_id": crisis_mode.open_venue(town.workspace, COORDINATOR, **_venue(town))}


def _place(town: Town) -> Values:
    return {"version": town.row_version("place", town.place)}


CRISES: dict[str, Service] = {
    "needs/crisis_mode.py: open_venue": plain(crisis_mode.open_venue, _venue),
    "needs/crisis_mode.py: close": plain(crisis_mode.close, _opened),
    "register/crisis_places.py: set_crisis": plain(
        crisis_places.set_crisis, lambda town: {"place_id": town.place, "opens": True, "room": 40}, _place
    ),
}
