"""Dates that the night walkers offer the church."""

from karta.model.shift import ShiftOccurrence
from karta.privacy import Viewer
from karta.services.rosters import swaps
from karta.services.workspace import Workspace
from tests.services.rosters.conftest import occurrences


def whose(occurrence: ShiftOccurrence) -> list[str]:
    """Return the names of the organisations of an occurrence."""
    return [party.organisation for party in occurrence.parties]


def offered(workspace: Workspace, walkers: Viewer, org: str, church: str, wanted: str | None = None) -> str:
    """Offer the first date of the walkers to the church, and return the offer's id."""
    first = next(each for each in occurrences(workspace) if whose(each) == ["Nattvandrarna"])
    return swaps.offer(workspace, walkers, org, first.occurrence_id, church, wanted)
