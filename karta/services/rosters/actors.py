"""All who are out in some days, a line each: shifts, staffed hours and led activities, as far as each shares them."""

from dataclasses import dataclass
from datetime import date

from karta.model.shift import ShiftOccurrence
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.register import sessions
from karta.services.register.sessions import Session
from karta.services.rosters.occurrences import occurrences_between, visible
from karta.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Actor:
    """An organisation with its shifts and lines of rosters, and its led activities, each by time."""

    name: str
    shifts: tuple[ShiftOccurrence, ...]
    sessions: tuple[Session, ...]


def actors(workspace: Workspace, viewer: Viewer, first: date, last: date) -> list[Actor]:
    """Return who is out from one day to another, both included, by name; whoever may not be named is left out."""
    require(viewer, "see_shifts", WORKSPACE)
    with workspace.store.reading() as reading:
        shifts = visible(reading, viewer, occurrences_between(reading, first, last))
    led = [each for each in sessions.sessions(workspace, viewer, None, first, last) if each.organisation]
    names = {each.organisation for each in led}
    names |= {party.organisation for shift in shifts for party in shift.parties if party.organisation}
    return [
        Actor(
            name,
            tuple(shift for shift in shifts if any(party.organisation == name for party in shift.parties)),
            tuple(each for each in led if each.organisation == name),
        )
        for name in sorted(names, key=str.casefold)
    ]
