"""A way laid through stops that are wanted: their hours, their times over the streets, and who else stops there."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from karta.errors import ConflictError, ContractError
from karta.planning.check import faults_of_routes
from karta.planning.route_problem import NO_WAY, SHORTEST_STOP, Route, RouteProblem, walking_legs
from karta.planning.route_problem import Stop as Halt
from karta.services.planning.walk_spots import BLOCK_MINUTES, Spot
from karta.services.planning.way_ground import Ground, Stand
from karta.services.planning.way_proposal import Way, WayProposal


@dataclass(frozen=True, slots=True)
class Wish:
    """A stop that is wanted at a place (row), with the hour it is meant for: None where any will do."""

    row: int
    minutes: int
    spot: Spot | None


@dataclass(frozen=True, slots=True)
class Trial:
    """A way that is possible: what is wanted of it, where it stops and when; `minutes` is how long each stop lasts."""

    wishes: tuple[Wish, ...]
    spots: tuple[Spot, ...]
    route: Route
    minutes: tuple[int, ...]

    @property
    def rank(self) -> tuple[float, int]:
        """What makes a way the better one: what its stops are worth, then how early it is back."""
        return round(sum(spot.worth for spot in self.spots), 6), -self.route.back


class Layout:
    """One way of a proposal: its stops as wishes, and what the other groups have."""

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
            Wish(
                self.rows[stop.place_id], stop.minutes,
                None if stop.opens is None else Spot(
                    self.rows[stop.place_id], ground.after(stop.opens), ground.after(stop.start), stop.worth
                ),
            )
            for stop in stops
        ]  # fmt: skip

    def survey(self, rows: set[int]) -> None:
        """Measure how far places (rows) are from each other, and what is missing at them."""
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

    def trials(self, draft: Sequence[Wish], at: int | None, *, fixed: bool) -> Iterator[Trial]:
        """Give the ways that an order allows: one for each hour of the stop that it is about, `at`.

        `fixed`: that stop lasts as long as is wanted; the others can be shorter.
        """
        hours: list[Spot | None] = [None]
        if at is not None and draft[at].spot is None:
            hours = [*(spot for spot in self.open_spots if spot.row == draft[at].row), None]
        for hour in hours:
            wishes = [replace(wish, spot=hour) if n == at and hour else wish for n, wish in enumerate(draft)]
            shortest = [wish.minutes if fixed and n == at else SHORTEST_STOP for n, wish in enumerate(wishes)]
            trial = self._laid(wishes, shortest)
            if trial is not None:
                yield trial

    def lengthened(self, trial: Trial) -> Trial:
        """Return a way with its stops as long as they were, the last first, as far as nothing is lost by it."""
        best, wishes = trial, trial.wishes
        for n in reversed(range(len(wishes))):
            for minutes in range(wishes[n].minutes, best.minutes[n], -1):
                longer = self._laid(wishes, [*best.minutes[:n], minutes, *best.minutes[n + 1 :]])
                if longer is not None and longer.rank[0] >= best.rank[0]:
                    best = longer
                    break
        return best

    def _laid(self, wishes: Sequence[Wish], minutes: Sequence[int]) -> Trial | None:
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
        return Trial(tuple(wishes), tuple(spots), Route(0, tuple(halts), back), tuple(minutes))

    def _spot(self, wish: Wish, arrive: int, before: Iterable[Spot]) -> Spot | None:
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

    def check(self, trial: Trial) -> None:
        """Raise ContractError where the independent checker finds what all ways together break."""
        spots: list[Spot] = []
        nodes: dict[tuple[int, int], int] = {}

        def node(spot: Spot) -> int:
            """Return the number of a spot: the hour of a place has one, whoever goes there."""
            if spot.worth > 0 and (spot.row, spot.opens) in nodes:
                return nodes[(spot.row, spot.opens)]
            spots.append(spot)
            if spot.worth > 0:
                nodes[(spot.row, spot.opens)] = len(spots)
            return len(spots)

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

    def why_not(self, rows: Iterable[int]) -> str:
        """Return the code of why no way could be laid through places (rows)."""
        numbers = [self.stand.number[row] for row in rows]
        if any(max(self.legs[0, n], self.legs[n, 0]) >= NO_WAY for n in numbers):
            return "walk_stop_no_way"
        return "walk_stop_taken" if self.blocked else "walk_stop_late"


def _same_hour(spot: Spot, start: int, moment: int) -> bool:
    """Tell whether a stop that another group begins at a moment meets the need of the same hour."""
    if spot.worth > 0:
        return spot.opens <= moment <= spot.closes
    return abs(moment - start) < BLOCK_MINUTES
