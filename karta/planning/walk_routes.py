"""Which way: from the meeting point over timed stops, where and when most agreed adults are missing, and back in time.

Several groups share the spots out, each spot to one of them. What way cannot be walked (a closed path, an unlit one)
is no leg of the problem. The answer is never below the greedy one, and comes with a bound that no routes can pass.
"""

import time

from karta.planning.plan import Plan, Reason, Unfilled
from karta.planning.route_bound import bound_of
from karta.planning.route_greedy import Order, greedy_orders, worth
from karta.planning.route_problem import NO_WAY, Route, RouteProblem, timed
from karta.planning.route_search import searched_orders


def routes(
    problem: RouteProblem, seconds: float = 1.0, seed: int = 0, bound_seconds: float = 1.0
) -> Plan[Route]:
    """Return the routes; what is left names each spot by its number with why no group goes there."""
    began = time.perf_counter()
    orders = greedy_orders(problem)
    left = seconds - (time.perf_counter() - began)
    if left > 0 and problem.size > 1 and problem.groups > 0:
        orders = max(
            orders, searched_orders(problem, orders, left, seed), key=lambda found: worth(problem, found)
        )
        orders = greedy_orders(problem, orders)
    value, bound = worth(problem, orders), bound_of(problem, orders, bound_seconds)
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
