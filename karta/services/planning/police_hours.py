"""How many of the police hours registered in Karta build relations: visits that took place, and shifts of the police.

Police volunteers are counted apart and are none of these hours; travel is not registered. Joint hours are those with
walkers or social services: visits of which that is noted, and shifts that build relations on which others stand, too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from karta.privacy import WORKSPACE, Viewer, require
from karta.services.planning import visits
from karta.services.planning.visit_question import DAY, HELD, minute
from karta.services.planning.visits import PlannedVisit
from karta.services.rosters.occurrences import occurrences_between, visible
from karta.services.workspace import Workspace

BACK = timedelta(days=28)
KIND, PURPOSE = "police", "relation"
# With whom a shift of the police is a joint one.
JOINT = frozenset({"night_walker", "association_leader", "field_social_worker"})


@dataclass(frozen=True, slots=True)
class PoliceHours:
    """Hours of police officers over four weeks: on visits, on shifts that build relations, and on other shifts.

    `joint` are those of the first two that are with walkers or social services.
    """

    visits: float
    shifts: float
    others: float
    joint: float

    @property
    def relational(self) -> float:
        """Hours that build relations."""
        return self.visits + self.shifts

    @property
    def total(self) -> float:
        """All of the hours."""
        return self.relational + self.others


def of_late(workspace: Workspace, viewer: Viewer) -> PoliceHours:
    """Return the hours of the four weeks up to yesterday; of shifts those that the viewer may see.

    A shift counts its length for each adult whom the police state on it, and once where no number is stated.
    """
    require(viewer, "see_visits", WORKSPACE)
    last = workspace.today - timedelta(days=1)
    first = last - BACK + timedelta(days=1)
    held = [row for row in visits.listed(workspace, viewer, first, last) if row.state == HELD]
    sums, joint = {True: 0.0, False: 0.0}, _hours(row for row in held if row.company)
    with workspace.store.reading() as reading:
        shown = visible(reading, viewer, occurrences_between(reading, first, last))
    for each in shown:
        adults = sum(party.brings or 1.0 for party in each.parties if party.kind == KIND)
        if adults and not each.cancelled:
            hours, is_relation = (
                adults * (each.end - each.start).total_seconds() / 3600,
                each.purpose == PURPOSE,
            )
            sums[is_relation] += hours
            joint += hours if is_relation and any(party.kind in JOINT for party in each.parties) else 0.0
    return PoliceHours(_hours(held), sums[True], sums[False], joint)


def _hours(rows: Iterable[PlannedVisit]) -> float:
    """Return the hours of officers on visits; a joint visit is one of both."""
    return sum(
        (minute(row.end) - minute(row.start)) % DAY / 60 * ((row.kind == "officer") + bool(row.along))
        for row in rows
    )
