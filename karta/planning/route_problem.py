"""Which way, as numbers: spots with a time to be there and a worth, and how long each leg between them takes.

Node 0 is the meeting point, where every group starts and ends. All times are whole ticks: a minute for a walk in a
town, a tenth of whatever it is for published instances.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ticks = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
# A leg that nobody can walk: longer than any evening, short enough to be added up.
NO_WAY = 10_000_000
# Stops of 10-16 minutes calm a place for half an hour (Koper, METHOD 1).
SHORTEST_STOP, LONGEST_STOP = 10, 16
METRES_A_MINUTE = 75.0


@dataclass(frozen=True, slots=True)
class RouteProblem:
    """Legs (from, to), the stay, worth and window of each node, and the number of groups.

    A stay begins between `opens` and `closes`; those of node 0 are when a group may leave and must be back.
    """

    legs: Ticks
    stay: Ticks
    worth: Reals
    opens: Ticks
    closes: Ticks
    groups: int = 1

    @property
    def size(self) -> int:
        """Return how many nodes there are, the meeting point among them."""
        return len(self.worth)

    def alone(self, node: int) -> bool:
        """Tell whether a group could go to this spot and back at all."""
        return timed(self, (node,)) is not None


@dataclass(frozen=True, slots=True)
class Stop:
    """When a group comes to a node, from when to when it stays there."""

    node: int
    arrive: int
    start: int
    leave: int


@dataclass(frozen=True, slots=True)
class Route:
    """The stops of a group in order, when it leaves the meeting point, and when it is back."""

    leave: int
    stops: tuple[Stop, ...]
    back: int

    @property
    def nodes(self) -> tuple[int, ...]:
        """Return the nodes in order."""
        return tuple(stop.node for stop in self.stops)


def walking_legs(metres: Reals) -> Ticks:
    """Return minutes for metres between nodes, rounded up; what is infinite or not known is no way."""
    with np.errstate(invalid="ignore"):
        minutes = np.ceil(np.where(np.isfinite(metres), metres, 0.0) / METRES_A_MINUTE)
    return np.where(np.isfinite(metres), minutes, NO_WAY).astype(np.int64)


def timed(problem: RouteProblem, order: tuple[int, ...]) -> Route | None:
    """Return the stops of an order as early as can be, None where one comes too late or the group is not back in time.

    This is also what a dragged stop is answered with.
    """
    now = left = int(problem.opens[0])
    at, stops = 0, []
    for node in order:
        arrive = now + int(problem.legs[at, node])
        start = max(arrive, int(problem.opens[node]))
        if start > problem.closes[node]:
            return None
        now = start + int(problem.stay[node])
        stops.append(Stop(node, arrive, start, now))
        at = node
    back = now + int(problem.legs[at, 0]) if stops else now
    return Route(left, tuple(stops), back) if back <= problem.closes[0] else None


def lingering(problem: RouteProblem, route: Route, longest: int = LONGEST_STOP) -> Route:
    """Return the route with its stops made longer, the last first, as far as nothing else comes later than it may."""
    stay = problem.stay.copy()
    best = route
    for node in reversed(route.nodes):
        for ticks in range(longest, int(problem.stay[node]), -1):
            stay[node] = ticks
            longer = timed(_staying(problem, stay), route.nodes)
            if longer is not None:
                best = longer
                break
            stay[node] = problem.stay[node]
    return best


def _staying(problem: RouteProblem, stay: Ticks) -> RouteProblem:
    return RouteProblem(problem.legs, stay, problem.worth, problem.opens, problem.closes, problem.groups)
