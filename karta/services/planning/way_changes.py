"""A proposed way as people change it: a stop earlier, elsewhere, longer or gone, one more; the times follow.

Whoever changes a way decides: a stop may stand where nothing is missing, and that is told. What holds is the streets,
10-16 minutes a stop, and the way back in time; the independent checker sees each changed way.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from karta.errors import ConflictError, InputError
from karta.i18n import text
from karta.planning.route_problem import LONGEST_STOP, SHORTEST_STOP
from karta.privacy import WORKSPACE, Viewer, require, require_for
from karta.services.planning import way_ground
from karta.services.planning.walk_spots import MOST_SPOTS
from karta.services.planning.way_layout import Layout, Wish
from karta.services.planning.way_proposal import Left, Point, Way, WayProposal
from karta.services.rosters import shifts
from karta.services.workspace import Workspace

# A stop that is dragged goes to the place that lies nearest to where it was let go, if one is as near as this. [K]
DRAG_M = 500.0
STEP_MINUTES = 2
Act = Literal["up", "down", "remove", "longer", "shorter", "add", "put"]


@dataclass(frozen=True, slots=True)
class Change:
    """What is done with the stop of a number; `add` says which place, `put` where it was let go (lon, lat)."""

    act: Act
    stop: int = 0
    place_id: str = ""
    at: Point | None = None


def revise(
    workspace: Workspace, viewer: Viewer, proposal: WayProposal, number: int, change: Change
) -> WayProposal:
    """Return the proposal with one thing changed in the way of a number, its times and length with it.

    Nothing is stored. The other stops keep their hours where they can; no stop becomes longer than it is by itself.
    What people put into a way may lie beyond the bound of the search, so that none is known of a changed one.

    Raises
    ------
    InputError
        `walk_way_empty` where there is no such way or stop, `walk_stop_last`, `walk_stop_most`, `walk_stop_nowhere`,
        `walk_stop_no_way`, `walk_stop_taken`, `walk_stop_length`, `walk_stop_late`.
    ConflictError
        `row_changed` when somebody has changed the shift since the proposal was made.
    """
    require(viewer, "see_gaps", WORKSPACE)
    require_for(viewer, "see_gaps", proposal.audience)
    occurrence = shifts.occurrence(workspace, viewer, proposal.occurrence_id)
    if occurrence.version != proposal.version:
        raise ConflictError("row_changed", table="shift")
    if not 0 <= number < len(proposal.ways):
        raise InputError("walk_way_empty")
    ground = way_ground.survey(workspace, viewer, occurrence, proposal.meeting, lit=proposal.lit)
    way = _Work(Layout(ground, proposal, number)).changed(change)
    ways = (*proposal.ways[:number], way, *proposal.ways[number + 1 :])
    return replace(proposal, ways=ways, left=_left(proposal, ways), bound=None)


class _Work:
    """A change under way."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.ground = layout.ground
        self.rows = layout.rows
        self.wishes = layout.wishes

    def changed(self, change: Change) -> Way:
        """Return the way with one change."""
        if change.act != "add" and not 0 <= change.stop < len(self.wishes):
            raise InputError("walk_way_empty")
        drafts = list(self._drafts(change))
        fixed = change.act in ("longer", "shorter")
        rows = {wish.row for draft, _ in drafts for wish in draft}
        self.layout.survey(rows)
        trials = [trial for draft, at in drafts for trial in self.layout.trials(draft, at, fixed=fixed)]
        if not trials:
            raise InputError(self.layout.why_not(rows), place=self._named(change))
        best = self.layout.lengthened(max(trials, key=lambda trial: trial.rank))
        self.layout.check(best)
        return self.ground.way(best.route, best.spots, self.layout.stand)

    def _drafts(self, change: Change) -> Iterator[tuple[list[Wish], int | None]]:
        """Give the orders of stops that a change can mean, and which stop of each it is about."""
        wishes, n = list(self.wishes), change.stop
        if change.act == "remove":
            if len(wishes) == 1:
                raise InputError("walk_stop_last")
            yield wishes[:n] + wishes[n + 1 :], None
        elif change.act in ("up", "down"):
            other = n - 1 if change.act == "up" else n + 1
            if not 0 <= other < len(wishes):
                raise InputError("walk_way_empty")
            wishes[n], wishes[other] = wishes[other], replace(wishes[n], spot=None)
            yield wishes, other
        elif change.act in ("longer", "shorter"):
            minutes = wishes[n].minutes + (STEP_MINUTES if change.act == "longer" else -STEP_MINUTES)
            wishes[n] = replace(wishes[n], minutes=min(max(minutes, SHORTEST_STOP), LONGEST_STOP))
            if wishes[n] == self.wishes[n]:
                raise InputError("walk_stop_length", least=SHORTEST_STOP, most=LONGEST_STOP)
            yield wishes, n
        elif change.act == "put":
            row = None if change.at is None else self.ground.nearest(change.at, DRAG_M)
            if row is None:
                raise InputError("walk_stop_nowhere", metres=round(DRAG_M))
            wishes[n] = wishes[n] if row == wishes[n].row else Wish(row, wishes[n].minutes, None)
            yield wishes, n
        else:
            if change.place_id not in self.rows:
                raise InputError("walk_stop_nowhere", metres=round(DRAG_M))
            if len(wishes) >= MOST_SPOTS:
                raise InputError("walk_stop_most", most=MOST_SPOTS)
            one_more = Wish(self.rows[change.place_id], LONGEST_STOP, None)
            for at in range(len(wishes) + 1):
                yield [*wishes[:at], one_more, *wishes[at:]], at

    def _named(self, change: Change) -> str:
        """Return the name of the place that a change is about."""
        if change.act == "add":
            return self._name(self.rows[change.place_id])
        row = self.wishes[change.stop].row
        if change.act == "put" and change.at is not None:
            nearest = self.ground.nearest(change.at, DRAG_M)
            row = row if nearest is None else nearest
        return self._name(row)

    def _name(self, row: int) -> str:
        return self.ground.name(row)[1] or text("ui.unnamed", self.ground.workspace.language)


def _left(proposal: WayProposal, ways: Sequence[Way]) -> tuple[Left, ...]:
    """Return the places at which no group stops any more, those that were taken out last."""
    visited = {stop.place_id for way in ways for stop in way.stops}
    left = [each for each in proposal.left if each.place_id not in visited]
    before = {stop.place_id: stop.place for way in proposal.ways for stop in way.stops if stop.worth > 0}
    gone = [Left(place_id, place, "removed") for place_id, place in before.items() if place_id not in visited]
    return (*left, *gone)
