"""A proposed way as people change it: a stop earlier, elsewhere, longer or gone, one more; the times follow.

Whoever changes a way decides: a stop may stand where nothing is missing, and that is told. What holds is the streets,
10-16 minutes a stop, and the way back in time; the independent checker sees each changed way.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from karta.errors import ConflictError, ContractError, InputError
from karta.i18n import text
from karta.planning.check import faults_of_routes
from karta.planning.route_problem import (
    LONGEST_STOP,
    NO_WAY,
    SHORTEST_STOP,
    Route,
    RouteProblem,
    walking_legs,
)
from karta.planning.route_problem import Stop as Halt
from karta.privacy import WORKSPACE, Viewer, require, require_for
from karta.services.planning import way_ground
from karta.services.planning.walk_spots import BLOCK_MINUTES, MOST_SPOTS, Spot
from karta.services.planning.way_ground import Ground, Stand
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


@dataclass(frozen=True, slots=True)
class _Wish:
    """A stop that is wanted at a place (row), with the hour it is meant for: None where any will do."""

    row: int
    minutes: int
    spot: Spot | None


@dataclass(frozen=True, slots=True)
class _Trial:
    """A way that is possible: what is wanted of it, where it stops and when; `minutes` is how long each stop lasts."""

    wishes: tuple[_Wish, ...]
    spots: tuple[Spot, ...]
    route: Route
    minutes: tuple[int, ...]

    @property
    def rank(self) -> tuple[float, int]:
        """What makes a way the better one: what its stops are worth, then how early it is back."""
        return round(sum(spot.worth for spot in self.spots), 6), -self.route.back


def revise(
    workspace: Workspace, viewer: Viewer, proposal: WayProposal, number: int, change: Change
) -> WayProposal:
    """Return the proposal with one thing changed in the way of a number, its times, length and share with it.

    Nothing is stored. The other stops keep their hours where they can; no stop becomes longer than it is by itself.

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
    work = _Work(ground, proposal, number)
    way = work.changed(change)
    ways = (*proposal.ways[:number], way, *proposal.ways[number + 1 :])
    return replace(proposal, ways=ways, left=_left(proposal, ways))


class _Work:
    """One way under change: its stops as wishes, and what the other groups have."""

    def __init__(self, ground: Ground, proposal: WayProposal, number: int) -> None:
        self.ground = ground
        self.adults = proposal.adults
        self.ways = proposal.ways
        self.number = number
        # Whether a stop was tried where another group has one in that hour.
        self.blocked = False
        self.rows = ground.coverage.grid.place_index()
        stops = proposal.ways[number].stops
        if any(stop.place_id not in self.rows for way in proposal.ways for stop in way.stops):
            # A place that has been taken out of the register, or out of sight, since.
            raise ConflictError("row_changed", table="place")
        self.wishes = [
            _Wish(
                self.rows[stop.place_id], stop.minutes,
                None if stop.opens is None else Spot(
                    self.rows[stop.place_id], ground.after(stop.opens), ground.after(stop.start), stop.worth
                ),
            )
            for stop in stops
        ]  # fmt: skip

    def changed(self, change: Change) -> Way:
        """Return the way with one change."""
        if change.act != "add" and not 0 <= change.stop < len(self.wishes):
            raise InputError("walk_way_empty")
        drafts = list(self._drafts(change))
        rows = {wish.row for draft, _ in drafts for wish in draft}
        self._survey(rows)
        trials = [trial for draft, at in drafts for trial in self._trials(draft, at, change)]
        if not trials:
            raise InputError(self._why_not(rows), place=self._named(change))
        best = self._lengthened(max(trials, key=lambda trial: trial.rank))
        self._check(best)
        return self.ground.way(best.route, best.spots, self.stand)

    def _drafts(self, change: Change) -> Iterator[tuple[list[_Wish], int | None]]:
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
            wishes[n] = wishes[n] if row == wishes[n].row else _Wish(row, wishes[n].minutes, None)
            yield wishes, n
        else:
            if change.place_id not in self.rows:
                raise InputError("walk_stop_nowhere", metres=round(DRAG_M))
            if len(wishes) >= MOST_SPOTS:
                raise InputError("walk_stop_most", most=MOST_SPOTS)
            one_more = _Wish(self.rows[change.place_id], LONGEST_STOP, None)
            for at in range(len(wishes) + 1):
                yield [*wishes[:at], one_more, *wishes[at:]], at

    def _survey(self, rows: set[int]) -> None:
        others = {
            self.rows[stop.place_id]
            for n, way in enumerate(self.ways)
            if n != self.number
            for stop in way.stops
        }
        self.stand: Stand = self.ground.stand(rows | others)
        self.legs = walking_legs(self.stand.metres)
        self.open_spots = self.ground.spots(self.adults, rows, len(rows) * 24 * 60)
        self.taken = [
            (self.rows[stop.place_id], self.ground.after(stop.start))
            for n, way in enumerate(self.ways)
            if n != self.number
            for stop in way.stops
        ]

    def _trials(self, draft: Sequence[_Wish], at: int | None, change: Change) -> Iterator[_Trial]:
        """Give the ways that an order allows: one for each hour of the stop that the change is about."""
        hours: list[Spot | None] = [None]
        if at is not None and draft[at].spot is None:
            hours = [*(spot for spot in self.open_spots if spot.row == draft[at].row), None]
        for hour in hours:
            wishes = [replace(wish, spot=hour) if n == at and hour else wish for n, wish in enumerate(draft)]
            fixed = {at: draft[at].minutes} if at is not None and change.act in ("longer", "shorter") else {}
            shortest = [fixed.get(n, SHORTEST_STOP) for n in range(len(wishes))]
            trial = self._laid(wishes, shortest)
            if trial is not None:
                yield trial

    def _lengthened(self, trial: _Trial) -> _Trial:
        """Return a way with its stops as long as they were, the last first, as far as nothing is lost by it."""
        best, wishes = trial, trial.wishes
        for n in reversed(range(len(wishes))):
            for minutes in range(wishes[n].minutes, best.minutes[n], -1):
                longer = self._laid(wishes, [*best.minutes[:n], minutes, *best.minutes[n + 1 :]])
                if longer is not None and longer.rank[0] >= best.rank[0]:
                    best = longer
                    break
        return best

    def _laid(self, wishes: Sequence[_Wish], minutes: Sequence[int]) -> _Trial | None:
        """Return the way through wishes in their order, as early as can be; None where it is not back in time."""
        now, at = 0, 0
        spots: list[Spot] = []
        halts: list[Halt] = []
        for n, wish in enumerate(wishes):
            number = self.stand.number[wish.row]
            arrive = now + int(self.legs[at, number])
            spot = self._spot(wish, arrive, spots)
            if arrive >= NO_WAY or spot is None:
                return None
            start = max(arrive, spot.opens)
            now, at = start + minutes[n], number
            spots.append(spot)
            halts.append(Halt(n + 1, arrive, start, now))
        back = now + int(self.legs[at, 0])
        if back > self.ground.minutes:
            return None
        return _Trial(tuple(wishes), tuple(spots), Route(0, tuple(halts), back), tuple(minutes))

    def _spot(self, wish: _Wish, arrive: int, before: Iterable[Spot]) -> Spot | None:
        """Return the hour in which a group stops that arrives then; None where another group has a stop in it."""
        visited = {(spot.row, spot.opens) for spot in before if spot.worth > 0}
        free = [
            spot
            for spot in self.open_spots
            if spot.row == wish.row and spot.closes >= arrive and (spot.row, spot.opens) not in visited
        ]
        # Where the hour is told, it is waited for; another one is taken only as it is.
        meant = [spot for spot in free if wish.spot is not None and spot.opens == wish.spot.opens]
        now = [spot for spot in free if spot.opens <= arrive]
        spot = next(iter(meant or now), Spot(wish.row, arrive, arrive, 0.0))
        start = max(arrive, spot.opens)
        if any(row == wish.row and _same_hour(spot, start, moment) for row, moment in self.taken):
            self.blocked = True
            return None
        return spot

    def _check(self, trial: _Trial) -> None:
        """Raise ContractError where the independent checker finds what all ways together break."""
        spots: list[Spot] = []
        nodes: dict[tuple[int, int], int] = {}

        def node(spot: Spot) -> int:
            """Return the number of a spot: the hour of a place has one, whoever goes there."""
            if spot.worth <= 0 or (spot.row, spot.opens) not in nodes:
                spots.append(spot)
                nodes[(spot.row, spot.opens)] = len(spots)
            return nodes[(spot.row, spot.opens)]

        halts = zip(trial.spots, trial.route.stops, strict=True)
        routes = [
            replace(trial.route, stops=tuple(replace(halt, node=node(spot)) for spot, halt in halts)),
            *(self._stored(way, node) for n, way in enumerate(self.ways) if n != self.number),
        ]
        at = np.array([0, *(self.stand.number[spot.row] for spot in spots)], dtype=np.int64)
        problem = RouteProblem(
            legs=self.legs[at[:, None], at[None, :]],
            stay=np.array([0, *(SHORTEST_STOP for _ in spots)], dtype=np.int64),
            worth=np.array([0.0, *(spot.worth for spot in spots)]),
            opens=np.array([0, *(spot.opens for spot in spots)], dtype=np.int64),
            closes=np.array([self.ground.minutes, *(spot.closes for spot in spots)], dtype=np.int64),
            groups=len(self.ways),
        )
        faults = faults_of_routes(problem, routes)
        if faults:
            codes = ", ".join(sorted({fault.code for fault in faults}))
            raise ContractError("plan_breaks_rules", faults=codes)

    def _stored(self, way: Way, node: Callable[[Spot], int]) -> Route:
        """Return another group's way as the checker reads it."""
        halts = []
        for stop in way.stops:
            start, leave = self.ground.after(stop.start), self.ground.after(stop.end)
            opens = start if stop.opens is None else self.ground.after(stop.opens)
            spot = Spot(self.rows[stop.place_id], opens, start, stop.worth)
            halts.append(Halt(node(spot), start, start, leave))
        return Route(0, tuple(halts), self.ground.after(way.back))

    def _why_not(self, rows: Iterable[int]) -> str:
        numbers = [self.stand.number[row] for row in rows]
        if any(max(self.legs[0, n], self.legs[n, 0]) >= NO_WAY for n in numbers):
            return "walk_stop_no_way"
        return "walk_stop_taken" if self.blocked else "walk_stop_late"

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


def _same_hour(spot: Spot, start: int, moment: int) -> bool:
    """Tell whether a stop that another group begins at a moment meets the need of the same hour."""
    if spot.worth > 0:
        return spot.opens <= moment <= spot.closes
    return abs(moment - start) < BLOCK_MINUTES


def _left(proposal: WayProposal, ways: Sequence[Way]) -> tuple[Left, ...]:
    """Return the places at which no group stops any more, those that were taken out last."""
    visited = {stop.place_id for way in ways for stop in way.stops}
    left = [each for each in proposal.left if each.place_id not in visited]
    before = {stop.place_id: stop.place for way in proposal.ways for stop in way.stops if stop.worth > 0}
    gone = [Left(place_id, place, "removed") for place_id, place in before.items() if place_id not in visited]
    return (*left, *gone)
