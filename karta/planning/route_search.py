"""Routes by PyVRP: two searches side by side, and the best combination of all routes that either has come by.

PyVRP knows whole numbers alone and has no bound of its own. It is imported where it is used: it takes most of a second.
Its settings here are stronger disturbances among fewer neighbours, with a short memory: measured on invented tours of
100 spots, they gave 1-4 % more in four seconds than its defaults.
"""

import threading
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from karta.planning.linear import Programme
from karta.planning.route_greedy import Order, worth
from karta.planning.route_problem import NO_WAY, RouteProblem

# The worth of an average spot in PyVRP's own unit, times the length of the evening.
WORTH = 25.0
NEIGHBOURS, DISTURBED, MEMORY = 20, 25, 20
# More routes than this are no longer gathered: joining them would take longer than it gains.
MOST_ROUTES = 30_000
# Until when each round searches, and then combines what was found, as shares of the time; one group combines nothing.
ROUNDS = ((0.5, 0.6), (0.87, 0.97))
ALONE = ((0.97, 0.97),)
MOST_BY_CHANCE = 200

Pool = dict[frozenset[int], Order]
Stop = Callable[[], bool]


def searched_orders(
    problem: RouteProblem, start: list[Order], seconds: float, seed: int, stop: Stop = lambda: False
) -> list[Order]:
    """Return orders that are worth at least what `start` is, after about so many seconds, or once it is to stop."""
    began = time.perf_counter()
    pool: Pool = {frozenset(order): order for order in start if order}
    best = start
    for number, (searched, joined) in enumerate(ROUNDS if problem.groups > 1 else ALONE):
        if stop():
            break
        # Begun from the greedy routes and from chance; chance takes large problems too long.
        other = best if number or problem.size > MOST_BY_CHANCE else []
        until = began + searched * seconds
        made = _side_by_side(problem, (best, other), until, seed + 101 * number, pool, stop)
        best = max([best, *made], key=lambda orders: worth(problem, orders))
        if problem.groups > 1:
            best = combined(problem, pool, best, began + joined * seconds)
    return best


def combined(problem: RouteProblem, pool: Pool, best: list[Order], until: float) -> list[Order]:
    """Return the worthiest routes of the pool that share no spot, those handed in where nothing better is found."""
    routes = list(pool)
    values = np.array([problem.worth[sorted(route)].sum() for route in routes])
    reached = worth(problem, best)
    programme, _ = _packing(problem, routes, values)
    relaxed = programme.relaxed(until - time.perf_counter())
    if relaxed is None or relaxed.gain <= reached + 1e-6:
        return best
    # A route that falls further behind its prices than the relaxation is ahead stands in no better combination.
    order = np.flatnonzero(relaxed.beyond >= reached - relaxed.gain - 1e-6)
    programme, picks = _packing(problem, [routes[k] for k in order], values[order])
    answer = programme.solved(until - time.perf_counter())
    if answer.values is None or answer.gain <= reached + 1e-6:
        return best
    chosen = [pool[routes[order[k]]] for k in picks if answer.values[k] > 0.5]
    return [*chosen, *([()] * (problem.groups - len(chosen)))]


def _packing(problem: RouteProblem, routes: list[frozenset[int]], values: Any) -> tuple[Programme, Any]:
    programme = Programme()
    picks = programme.columns(values)
    nodes = np.array([node for route in routes for node in sorted(route)], dtype=np.int64)
    route = np.repeat(picks, [len(route) for route in routes])
    programme.rows(nodes, route, 1.0, -np.inf, 1.0, problem.size)
    programme.row(picks, high=float(problem.groups))
    return programme, picks


def _side_by_side(
    problem: RouteProblem, starts: tuple[list[Order], ...], until: float, seed: int, pool: Pool, stop: Stop
) -> list[list[Order]]:
    """Return what a search from each start, with a seed of its own, comes to; PyVRP computes outside Python's lock."""
    answers: list[list[Order]] = []
    threads = [
        threading.Thread(
            target=lambda s=start, n=number: answers.append(_search(problem, s, until, seed + n, pool, stop))
        )
        for number, start in enumerate(starts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _search(
    problem: RouteProblem, start: list[Order], until: float, seed: int, pool: Pool, stop: Stop
) -> list[Order]:
    import pyvrp
    from pyvrp.search import NeighbourhoodParams, PerturbationParams
    from pyvrp.stop import MaxRuntime

    class Gathering(pyvrp.IteratedLocalSearchCallbacks):
        """Keeps every feasible route that the search comes by."""

        def on_iteration(self, _curr: Any, cand: Any, _best: Any, _cost: Any) -> None:
            for route in cand.routes() if len(pool) < MOST_ROUTES else ():
                if route.is_feasible():
                    order = _order(route, able)
                    pool.setdefault(frozenset(order), order)

    able = [node for node in range(1, problem.size) if problem.worth[node] > 0 and problem.alone(node)]
    if not able or problem.groups < 1:
        return []
    data = _data(problem, able)
    initial = None
    if start:
        number = {node: k for k, node in enumerate(able)}
        routes = [
            pyvrp.Route(data, [pyvrp.Activity(pyvrp.ActivityType.CLIENT, number[n]) for n in order], 0)
            for order in start
            if order
        ]
        initial = pyvrp.Solution(data, routes)
    gathering = Gathering() if problem.groups > 1 else pyvrp.IteratedLocalSearchCallbacks()
    params = pyvrp.SolveParams(
        ils=pyvrp.IteratedLocalSearchParams(history_length=MEMORY, callbacks=gathering),
        neighbourhood=NeighbourhoodParams(num_neighbours=NEIGHBOURS),
        perturbation=PerturbationParams(1, DISTURBED),
    )
    limit = MaxRuntime(max(until - time.perf_counter(), 0.01))

    def ends(best_cost: int) -> bool:
        return stop() or limit(best_cost)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a penalty has reached its limit: the greedy floor is there
        result = pyvrp.solve(data, ends, seed, False, False, params, initial)  # noqa: FBT003 - neither kept nor shown
    if not result.is_feasible():
        return []
    return [_order(route, able) for route in result.best.routes()]


def _order(route: Any, able: list[int]) -> Order:
    return tuple(able[activity.idx] for activity in route.schedule() if activity.is_client())


def _data(problem: RouteProblem, able: list[int]) -> Any:
    import pyvrp

    day = int(problem.closes[0] - problem.opens[0])
    unit = WORTH * max(day, 1) / float(problem.worth[able].mean())
    nodes = [0, *able]
    legs = np.minimum(problem.legs[np.ix_(nodes, nodes)], NO_WAY)
    np.fill_diagonal(legs, 0)
    leave, back = int(problem.opens[0]), int(problem.closes[0])
    matrices: list[Any] = [legs]
    clients = [
        pyvrp.Client(
            location=k + 1,
            service_duration=int(problem.stay[node]),
            tw_early=int(problem.opens[node]),
            tw_late=int(problem.closes[node]),
            prize=max(int(problem.worth[node] * unit), 1),
            required=False,
        )
        for k, node in enumerate(able)
    ]
    return pyvrp.ProblemData(
        [pyvrp.Location(0, 0) for _ in nodes],
        clients,
        [pyvrp.Depot(0, tw_early=leave, tw_late=back)],
        [pyvrp.VehicleType(problem.groups, tw_early=leave, tw_late=back)],
        matrices,
        matrices,
    )
