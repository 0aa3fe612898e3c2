"""Routes at once: the spot that is worth most for the time it takes goes in where it takes least, until none fits."""

import numpy as np

from karta.planning.route_problem import Reals, RouteProblem, Ticks

Order = tuple[int, ...]


def greedy_orders(problem: RouteProblem, start: list[Order] | None = None) -> list[Order]:
    """Return an order of nodes for each group, grown from `start`, or from nothing in the best of three manners."""
    if start is not None:
        return _grown(problem, start, 1.0)
    grown = [_grown(problem, [()] * problem.groups, power) for power in (1.0, 2.0, 3.0)]
    return max(grown, key=lambda orders: worth(problem, orders))


def worth(problem: RouteProblem, orders: list[Order]) -> float:
    """Return the worth of all nodes that are visited."""
    return float(sum(problem.worth[node] for order in orders for node in order))


def _grown(problem: RouteProblem, start: list[Order], power: float) -> list[Order]:
    orders = list(start)
    left = np.array(
        sorted(set(range(1, problem.size)) - {node for order in orders for node in order}), dtype=np.int64
    )
    options = [_insertions(problem, order, left, power) for order in orders]
    while len(left) and options:
        group = max(range(len(orders)), key=lambda g: options[g].max())
        if options[group].max() <= 0:
            break
        k, position = np.unravel_index(options[group].argmax(), options[group].shape)
        order = orders[group]
        orders[group] = (*order[:position], int(left[k]), *order[position:])
        left = np.delete(left, k)
        options = [np.delete(option, k, axis=0) for option in options]
        options[group] = _insertions(problem, orders[group], left, power)
    return orders


def _insertions(problem: RouteProblem, order: Order, left: Ticks, power: float) -> Reals:
    """Return, for each node left and each position, its worth to a power for the time it takes; 0: it does not fit."""
    path = np.array([0, *order, 0], dtype=np.int64)
    starts, latest = _times(problem, path)
    before, after = path[:-1], path[1:]
    leaves = starts[:-1] + np.where(np.arange(len(before)) > 0, problem.stay[before], 0)
    at = np.maximum(leaves + problem.legs[before][:, left].T, problem.opens[left][:, None])
    on = at + problem.stay[left][:, None] + problem.legs[left][:, after]
    fits = (at <= problem.closes[left][:, None]) & (on <= latest[1:])
    extra = np.maximum(on - (leaves + problem.legs[before, after]), 1)
    value = np.maximum(problem.worth[left], 0.0)[:, None] ** power
    return np.where(fits, value / extra, 0.0)


def _times(problem: RouteProblem, path: Ticks) -> tuple[Ticks, Ticks]:
    """Return when each stay of a path starts at the earliest, and when it must start at the latest."""
    starts, latest = np.zeros(len(path), dtype=np.int64), np.zeros(len(path), dtype=np.int64)
    starts[0], latest[-1] = problem.opens[0], problem.closes[0]
    for k in range(1, len(path)):
        stay = problem.stay[path[k - 1]] if k > 1 else 0
        arrive = starts[k - 1] + stay + problem.legs[path[k - 1], path[k]]
        starts[k] = max(arrive, problem.opens[path[k]])
    for k in range(len(path) - 2, -1, -1):
        stay = problem.stay[path[k]] if k > 0 else 0
        on = latest[k + 1] - stay - problem.legs[path[k], path[k + 1]]
        latest[k] = min(on, problem.closes[path[k]])
    return starts, latest
