"""Lines of rosters that nobody can sign up to, by organisation: what is ahead, and what has been.

A town may have fifty thousand of them, so they are asked for one organisation at a time.
"""

from dataclasses import dataclass
from datetime import date

from karta.model.shift import ShiftOccurrence
from karta.model.walltime import DAY
from karta.privacy import WORKSPACE, Viewer, names_owner, require, sees
from karta.services.rosters.occurrences import occurrences_between, visible
from karta.services.rosters.shifts import DAYS_AHEAD, DAYS_BACK
from karta.services.workspace import Workspace
from karta.store import occurrences as store_occurrences
from karta.store.occurrences import NOBODY, Part


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose lines they are: id and name of an organisation, both "" where the lines name none, and how many lines."""

    organisation_id: str
    name: str
    lines: int


def owners_ahead(workspace: Workspace, viewer: Viewer, days: int = DAYS_AHEAD) -> list[Owner]:
    """Return whose roster lines reach into the days to come, as far as the viewer may know, by name."""
    require(viewer, "see_shifts", WORKSPACE)
    return _owners(workspace, viewer, workspace.today, workspace.today + days * DAY)


def owners_past(workspace: Workspace, viewer: Viewer, days: int = DAYS_BACK) -> list[Owner]:
    """Return whose roster lines reach into the last days, as far as the viewer may know, by name."""
    require(viewer, "see_shifts", WORKSPACE)
    return _owners(workspace, viewer, workspace.today - days * DAY, workspace.today)


def ahead(
    workspace: Workspace, viewer: Viewer, organisation_id: str, days: int = DAYS_AHEAD
) -> list[ShiftOccurrence]:
    """Return an organisation's roster lines of the days to come, by time, cancelled ones among them."""
    require(viewer, "see_shifts", WORKSPACE)
    lines = _lines(workspace, viewer, organisation_id, workspace.today, workspace.today + days * DAY)
    return [line for line in lines if line.end > workspace.now()]


def past(
    workspace: Workspace, viewer: Viewer, organisation_id: str, days: int = DAYS_BACK
) -> list[ShiftOccurrence]:
    """Return an organisation's roster lines of the last days, the latest first, cancelled ones left out."""
    require(viewer, "see_shifts", WORKSPACE)
    lines = _lines(workspace, viewer, organisation_id, workspace.today - days * DAY, workspace.today)
    return [line for line in reversed(lines) if line.start <= workspace.now() and not line.cancelled]


def _owners(workspace: Workspace, viewer: Viewer, first: date, last: date) -> list[Owner]:
    with workspace.store.reading() as reading:
        rows = store_occurrences.owners(reading, first, last)
    owners: dict[str, Owner] = {}
    for row in rows:
        name, org_id = row["organisation"] or "", row["organisation_id"] or NOBODY
        org = row["organisation_id"]
        if sees(viewer, row["sharing"], org) and names_owner(viewer, org):
            lines = row["lines"] + (owners[org_id].lines if org_id in owners else 0)
            owners[org_id] = Owner(org_id, name, lines)
    return list(owners.values())


def _lines(
    workspace: Workspace, viewer: Viewer, organisation_id: str, first: date, last: date
) -> list[ShiftOccurrence]:
    part = Part(with_people=False, organisation_id=organisation_id)
    with workspace.store.reading() as reading:
        shown = visible(reading, viewer, occurrences_between(reading, first, last, part))
    # A party that is hidden has no line: that of another one, on the same shift, is listed under that one.
    return [
        line
        for line in shown
        if any((party.organisation_id or NOBODY) == organisation_id for party in line.parties)
    ]
