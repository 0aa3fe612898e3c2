"""Which way: from the meeting point over timed stops, where and when most agreed adults are missing, and back in time.

Several groups share the spots out, each spot to one of them. What way cannot be walked (a closed path, an unlit one)
is no leg of the problem. The answer is never below the greedy one, and comes with a bound that no routes can pass.
"""

import time
from collections.abc import Callable, Sequence

from karta.planning.plan import Plan, Reason, Unfilled
from karta.planning.route_bound import bound_of
from karta.planning.route_greedy import Order, greedy_orders, worth
from karta.planning.route_problem import NO_WAY, Route, RouteProblem, timed
from karta.planning.route_search import searched_orders


def routes(
    problem: RouteProblem,
    seconds: float = 1.0,
    seed: int = 0,
    bound_seconds: float = 1.0,
    stop: Callable[[], bool] = lambda: False,
    better: Callable[[Plan[Route]], None] = lambda _: None,
) -> Plan[Route]:
    """Return the routes; what is left names each spot by its number with why no group goes there.

    `better` gets the greedy routes at once, and those of the search before their bound. `stop` is asked throughout the
    search, and before the bound: a plan that was stopped has none.
    """
    began = time.perf_counter()
    orders = greedy_orders(problem)
    better(_plan(problem, orders, None, began, seed))
    left = seconds - (time.perf_counter() - began)
    if left > 0 and problem.size > 1 and problem.groups > 0 and not stop():
        improved = searched_orders(problem, orders, left, seed, stop)
        orders = greedy_orders(problem, max(orders, improved, key=lambda each: worth(problem, each)))
        better(_plan(problem, orders, None, began, seed))
    return _plan(problem, orders, None if stop() else bound_of(problem, orders, bound_seconds), began, seed)


def shared_out(problem: RouteProblem, chosen: Sequence[Route]) -> tuple[Route, ...]:
    """Return the routes for as many groups as there are: while one has none, the longest is parted at its middle.

    All spots stay visited, and each in its time: a group that skips spots comes to the next none the later, wherever
    legs are shortest ways.
    """
    shared = list(chosen)
    while len(shared) < problem.groups:
        number = max(range(len(shared)), key=lambda n: len(shared[n].stops), default=None)
        if number is None or len(shared[number].stops) < 2:
            break
        nodes = shared[number].nodes
        middle = len(nodes) // 2
        halves = [timed(problem, nodes[:middle]), timed(problem, nodes[middle:])]
        parts = [half for half in halves if half is not None]
        if len(parts) < 2:
            break
        shared[number : number + 1] = parts
    return tuple(shared)


def _plan(
    problem: RouteProblem, orders: list[Order], bound: float | None, began: float, seed: int
) -> Plan[Route]:
    value = worth(problem, orders)
    chosen = tuple(route for order in orders if order and (route := timed(problem, order)))
    return Plan(chosen, _unvisited(problem, orders), value, bound, time.perf_counter() - began, seed)


def _unvisited(problem: RouteProblem, orders: list[Order]) -> tuple[Unfilled, ...]:
    visited = {node for order in orders for node in order}
    return tuple(
        Unfilled((node,), (Reason(_why(problem, node)),), float(problem.worth[node]))
        for node in range(1, problem.size)
        if node not in visited
    )


def _why(problem: RouteProblem, node: int) -> str:
    if max(problem.legs[0, node], problem.legs[node, 0]) >= NO_WAY:
        return "no_way"
    if not problem.alone(node):
        return "window_out_of_reach"
    return "no_time" if problem.worth[node] > 0 else "nothing_missing"
