"""The services by which volunteers say when they can walk, and by which they are asked, that store what people type."""

from karta.services.rosters import asking, availability
from karta.services.rosters.occurrences import occurrence_by_id
from karta.store import asks
from karta.store.database import Reading
from tests.services.typed_service import Service, of_volunteer, plain
from tests.services.typed_town import Town


def _asked(town: Town) -> str:
    """Ask the volunteer about the shift, and return its id."""
    with town.workspace.store.act("test", "ask_people") as act:
        shift = occurrence_by_id(Reading(act.connection), town.occurrence)
        if not [row for row in asks.of_people(act.connection, [town.person]) if row["answer"] is None]:
            asks.put(act, town.person, shift.series_id, shift.original_start, None)
    return town.occurrence


AVAILABILITY: dict[str, Service] = {
    "rosters/availability.py: set_free": of_volunteer(
        lambda workspace, who, code: availability.set_free(workspace, who, code, is_free=True),
        lambda _: {"code": "FR-evening"},
    ),
    "rosters/availability.py: add_away": of_volunteer(
        availability.add_away, lambda _: {"first": "2026-09-18", "last": "2026-09-20"}
    ),
    "rosters/availability.py: remove_away": of_volunteer(availability.remove_away, lambda _: {"row_id": "x"}),
    "rosters/availability.py: add_companion": of_volunteer(
        availability.add_companion, lambda _: {"name": "Bo", "kind": "with"}
    ),
    "rosters/availability.py: remove_companion": of_volunteer(
        availability.remove_companion, lambda _: {"row_id": "x"}
    ),
    "rosters/asking.py: decline": of_volunteer(
        asking.decline, lambda town: {"occurrence_id": town.occurrence}
    ),
    "rosters/asking.py: withdraw": plain(
        asking.withdraw, lambda town: {"occurrence_id": _asked(town), "person_id": town.person}
    ),
}
