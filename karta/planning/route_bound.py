"""What no routes can be worth more than: prices on the spots, and the worthiest forgetful walks beside them.

A price for each spot is what the best combination of walks found so far would pay for it (column generation). For any
prices, all spots at their prices plus the best walk beyond them for each group is a bound; the least one is told.
"""

import time
from collections import Counter

import numpy as np
import numpy.typing as npt

from karta.planning.linear import Programme
from karta.planning.route_greedy import Order
from karta.planning.route_problem import NO_WAY, Reals, RouteProblem, Ticks

# So many states of a walk fit in some 100 MB.
MOST_STATES = 6_000_000
MOST_MEMORY = 8
# Coarser time makes walks a little faster than they are: the bound stays one, only less tight.
MOST_TICKS = 1_000


def bound_of(problem: RouteProblem, orders: list[Order], seconds: float) -> float:
    """Return a bound of what routes can be worth, as tight as it gets in about so many seconds."""
    able = [node for node in range(1, problem.size) if problem.worth[node] > 0 and problem.alone(node)]
    simple = _by_time(problem, able)
    visited = float(sum(problem.worth[node] for order in orders for node in order))
    if seconds <= 0 or not able or simple <= visited + 1e-9:
        return max(simple, visited)
    return max(min(simple, _by_prices(problem, able, orders, seconds)), visited)


def _by_time(problem: RouteProblem, able: list[int]) -> float:
    """Return the worth of the spots that take least time for it, until the groups' time is used; the last in part."""
    if not able or problem.groups < 1:
        return 0.0
    nodes = [0, *able]
    coming = problem.legs[np.ix_(nodes, able)].astype(float)
    coming[np.arange(1, len(nodes)), np.arange(len(able))] = np.inf
    takes = np.maximum(coming.min(axis=0) + problem.stay[able], 1e-9)
    home = float(problem.legs[able, 0].min())
    left = problem.groups * max(float(problem.closes[0] - problem.opens[0]) - home, 0.0)
    total = 0.0
    for node, time_taken in sorted(
        zip(able, takes, strict=True), key=lambda spot: -problem.worth[spot[0]] / spot[1]
    ):
        part = min(left / time_taken, 1.0)
        total += part * float(problem.worth[node])
        left -= part * time_taken
        if left <= 0:
            break
    return total


class _Walks:
    """The forgetful walks of a problem in coarse time, priced again and again."""

    def __init__(self, problem: RouteProblem, able: list[int]) -> None:
        nodes = np.array([0, *able])
        day = int(problem.closes[0] - problem.opens[0])
        tick = max(-(-day // MOST_TICKS), 1)
        stay = np.where(np.arange(len(nodes)) > 0, problem.stay[nodes], 0)
        legs = np.minimum(problem.legs[np.ix_(nodes, nodes)], NO_WAY) + stay[:, None]
        opens, closes = problem.opens[nodes] - problem.opens[0], problem.closes[nodes] - problem.opens[0]
        self.legs: Ticks = legs // tick
        self.opens, self.closes = np.maximum(opens, 0) // tick, np.minimum(closes, day) // tick
        self.worth = problem.worth[nodes].astype(float)
        ticks = day // tick + 1
        memory = MOST_MEMORY
        while memory > 1 and ticks * len(nodes) * 2**memory > MOST_STATES:
            memory -= 1
        self.remembers, self.bit = _memories(legs, memory)
        self._value = np.zeros((ticks, len(nodes), 2**memory))
        self._source = np.zeros(self._value.shape, dtype=np.int64)

    def best(self, prices: Reals) -> list[tuple[float, list[int]]]:
        """Return the worthiest walk to each last node, beyond prices, with its nodes."""
        from karta.planning.route_loops import forgetful_walks

        worth = self.worth - prices
        forgetful_walks(
            self.legs, worth, self.opens, self.closes, self.remembers, self.bit, self._value, self._source
        )
        nodes, memories = self._value.shape[1:]
        flat, source = self._value.ravel(), self._source.ravel()
        last = self._value.transpose(1, 0, 2).reshape(nodes, -1)
        walks = []
        for node in range(1, nodes):
            k = int(last[node].argmax())
            if last[node, k] <= 0:
                continue
            place = (k // memories * nodes + node) * memories + k % memories
            value, path = float(flat[place]), [node]
            while source[place] >= 0:
                before = int(source[place])
                if flat[before] != flat[place] or before // memories % nodes != path[-1]:
                    path.append(before // memories % nodes)
                place = before
            walks.append((value, path[::-1]))
        return walks


def _memories(legs: Ticks, memory: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return what is remembered at j of a memory at i, and the memory of each node of itself alone.

    A node remembers itself and the spots that are nearest to it.
    """
    nodes = len(legs)
    both = (legs + legs.T).astype(float)
    both[:, 0] = np.inf
    np.fill_diagonal(both, -1)
    near = np.argsort(both, axis=1, kind="stable")[:, : min(memory, nodes)]
    place = np.full((nodes, nodes), -1)
    for i in range(nodes):
        place[i, near[i]] = np.arange(near.shape[1])
    sets = np.arange(2**memory)
    remembers = np.zeros((nodes, nodes, 2**memory), dtype=np.int64)
    for i in range(1, nodes):
        for k, node in enumerate(near[i]):
            has = (sets >> k & 1).astype(bool)
            known = place[:, node] >= 0
            remembers[i][np.ix_(known, has)] |= (1 << place[known, node])[:, None]
        for j in range(1, nodes):
            own = 1 << int(place[j, j])
            there = place[i, j]
            forbidden = (sets >> there & 1).astype(bool) if there >= 0 else np.zeros(len(sets), dtype=bool)
            remembers[i, j] = np.where(forbidden, -1, remembers[i, j] | own)
    return remembers, np.array([1 << int(place[j, j]) if place[j, j] >= 0 else 0 for j in range(nodes)])


def _by_prices(problem: RouteProblem, able: list[int], orders: list[Order], seconds: float) -> float:
    number = {node: k + 1 for k, node in enumerate(able)}
    walks = _Walks(problem, able)
    # The first round also waits for libraries and, where it has not been here before, the compiler: it is not timed.
    until = np.inf
    columns = [Counter(number[node] for node in order) for order in orders if order]
    columns += [Counter([k]) for k in number.values()]
    least = np.inf
    center: Reals | None = None
    while time.perf_counter() < until:
        programme = Programme()
        picks = programme.columns(
            [sum(walks.worth[n] * count for n, count in walk.items()) for walk in columns], np.inf
        )
        entries = [(n, k, count) for k, walk in enumerate(columns) for n, count in walk.items()]
        rows, at, counts = (np.array(part) for part in zip(*entries, strict=True))
        programme.rows(rows, picks[at], counts, -np.inf, 1.0, len(able) + 1)
        programme.row(picks, high=float(problem.groups))
        relaxed = programme.relaxed(max(min(until - time.perf_counter(), seconds), 0.05))
        if relaxed is None:
            break
        prices = np.maximum(relaxed.prices[:-1], 0.0)
        # Prices half-way to the best ones so far swing less, and reach the end in fewer rounds.
        asked = prices if center is None else 0.5 * (prices + center)
        improved = False
        for trial in (asked, prices) if center is not None else (asked,):
            found = walks.best(trial)
            best = max((value for value, _ in found), default=0.0)
            bound = float(trial.sum()) + problem.groups * best
            if bound < least - 1e-9:
                least, center = bound, trial
            beyond = float(relaxed.prices[-1])
            fresh = [Counter(path) for value, path in found]
            fresh = [
                walk for walk in fresh
                if sum((walks.worth[n] - prices[n]) * count for n, count in walk.items()) > beyond + 1e-7
                and walk not in columns
            ]  # fmt: skip
            columns += fresh
            improved |= bool(fresh)
            if fresh:
                break
        until = min(until, time.perf_counter() + seconds)
        if not improved or least <= relaxed.gain + 1e-7:
            break
    return float(least)
