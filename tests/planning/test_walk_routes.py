"""Which way: against every order of the spots of tiny towns, and what is promised of times, groups and closed paths."""

import itertools
from typing import Any

import numpy as np
import pytest

from karta.planning.check import faults_of_routes
from karta.planning.plan import Plan, Reason
from karta.planning.route_bound import bound_of
from karta.planning.route_greedy import greedy_orders, worth
from karta.planning.route_problem import NO_WAY, Route, RouteProblem, lingering, timed, walking_legs
from karta.planning.walk_routes import routes, shared_out


def town(spots: int, seed: int, groups: int = 1, minutes: int = 90) -> RouteProblem:
    """Return an invented evening: spots within ten minutes of each other, half of them with a window of their own."""
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 900, (spots + 1, 2))
    legs = walking_legs(np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)) * 1.2)
    opens = rng.choice([0, 0, 20, 40], spots + 1)
    closes = np.minimum(opens + rng.choice([15, 40, 90], spots + 1), minutes)
    stay, value = np.full(spots + 1, 10), np.round(rng.uniform(0.5, 4, spots + 1), 1)
    opens[0], closes[0], stay[0], value[0] = 0, minutes, 0, 0
    return RouteProblem(legs, stay, value, opens, closes, groups)


def minutes_of(problem: RouteProblem, order: tuple[int, ...]) -> bool:
    """Tell whether a group can walk an order in time, minute by minute."""
    now, at = int(problem.opens[0]), 0
    for node in order:
        now = max(now + int(problem.legs[at, node]), int(problem.opens[node]))
        if now > problem.closes[node]:
            return False
        now, at = now + int(problem.stay[node]), node
    return not order or now + int(problem.legs[at, 0]) <= int(problem.closes[0])


def best_of_all(problem: RouteProblem) -> float:
    """Return the worth of the best routes, by trying every order, and every two sets of spots for two groups."""
    sets = {}
    nodes = range(1, problem.size)
    for size in range(problem.size):
        for order in itertools.permutations(nodes, size):
            if frozenset(order) not in sets and minutes_of(problem, order):
                sets[frozenset(order)] = sum(problem.worth[node] for node in order)
    if problem.groups == 1:
        return max(sets.values())
    return max(sets[a] + sets[b] for a, b in itertools.product(sets, repeat=2) if not a & b)


def sound(problem: RouteProblem, plan: Plan[Route]) -> Plan[Route]:
    """Return the plan once the independent checker is content and every spot is visited or explained."""
    assert faults_of_routes(problem, plan.chosen) == []
    visited = [node for route in plan.chosen for node in route.nodes]
    assert sorted(visited + [left.what[0] for left in plan.unfilled]) == list(range(1, problem.size))
    assert plan.value == pytest.approx(sum(problem.worth[node] for node in visited))
    return plan


@pytest.mark.parametrize(("seed", "groups"), [(0, 1), (1, 1), (2, 2), (3, 2)])
def test_no_order_of_the_spots_is_worth_more(seed: int, groups: int) -> None:
    """Among all orders of six spots none is worth more, and the bound lies between the best and a little above."""
    problem = town(6, seed, groups, 60)
    made = sound(problem, routes(problem, 0.4, seed, 0.5))
    best = best_of_all(problem)
    assert made.value == pytest.approx(best)
    assert made.bound is not None
    assert best - 1e-9 <= made.bound <= best * 1.03


def test_an_evening_reaches_most_of_the_bound_and_never_less_than_greedy() -> None:
    """With 40 spots and three hours, a second of search reaches 97 % of a valid bound; no time at all gives greedy."""
    problem = town(40, 5, 2, 180)
    at_once = sound(problem, routes(problem, 0.0, 0, 0.0))
    assert at_once.value == worth(problem, greedy_orders(problem))
    made = sound(problem, routes(problem, 1.0, 0, 3.0))
    assert made.bound is not None
    assert max(at_once.value, 0.97 * made.bound) <= made.value <= made.bound


def test_a_bound_holds_in_coarse_time() -> None:
    """A day of thousands of ticks is walked in coarser ones for the bound, which is still none too low."""
    fine = town(6, 1, 1, 60)
    scale = 97
    coarse = RouteProblem(
        fine.legs * scale, fine.stay * scale, fine.worth, fine.opens * scale, fine.closes * scale, 1
    )
    assert best_of_all(fine) - 1e-9 <= bound_of(coarse, [()], 0.5) <= best_of_all(fine) * 1.1


def test_closed_paths_and_windows_that_never_open_are_told() -> None:
    """What cannot be walked to, opens too late or misses nobody is left, each with its reason."""
    metres = np.full((5, 5), 300.0)
    np.fill_diagonal(metres, 0)
    metres[:, 1] = np.inf
    opens, closes = np.array([0, 0, 200, 0, 0]), np.array([60, 60, 210, 60, 60])
    problem = RouteProblem(
        walking_legs(metres), np.array([0, 10, 10, 10, 10]), np.array([0, 1.0, 1, 0, 1]), opens, closes
    )
    made = sound(problem, routes(problem, 0.2, 0, 0.2))
    assert [route.nodes for route in made.chosen] == [(4,)]
    assert [left.reasons for left in made.unfilled] == [
        (Reason("no_way"),), (Reason("window_out_of_reach"),), (Reason("nothing_missing"),)
    ]  # fmt: skip
    assert problem.legs[0, 1] == NO_WAY


def test_stops_have_times_that_follow_and_linger_where_there_is_time() -> None:
    """Legs of 4 minutes, stops of 10; with 46 minutes, the last of two stops lasts 16, the first 14."""
    legs = np.array([[0, 4, 4], [4, 0, 4], [4, 4, 0]])
    problem = RouteProblem(
        legs, np.array([0, 10, 10]), np.array([0, 1.0, 1.0]), np.array([0, 0, 0]), np.array([42, 30, 18])
    )
    route = timed(problem, (1, 2))
    assert route is not None
    assert [(s.arrive, s.start, s.leave) for s in route.stops] == [(4, 4, 14), (18, 18, 28)]
    assert route.back == 32
    assert [stop.leave - stop.start for stop in lingering(problem, route).stops] == [10, 16]
    assert timed(problem, (2, 1)) is not None
    late = RouteProblem(legs, problem.stay, problem.worth, problem.opens, np.array([42, 30, 17]))
    assert timed(late, (1, 2)) is None


def test_no_group_no_spot_and_no_time_are_answers() -> None:
    """Nothing to walk gives an empty plan with the bound nought."""
    problem = town(3, 0)
    for none in (
        RouteProblem(problem.legs, problem.stay, problem.worth, problem.opens, problem.closes, 0),
        RouteProblem(problem.legs[:1, :1], *[np.zeros(1, dtype=np.int64)] * 4),
        RouteProblem(problem.legs, problem.stay, problem.worth, problem.opens, np.zeros(4, dtype=np.int64)),
    ):
        made = sound(none, routes(none, 0.1, 0, 0.1))
        assert (made.chosen, made.value, made.bound) == ((), 0.0, 0.0)


def test_the_checker_sees_what_is_wrong_with_a_route() -> None:
    """Walked too fast, too late, too briefly, twice or by too many: each is told."""
    problem = town(6, 0, 1, 60)
    right = routes(problem, 0.2).chosen[0]
    first = right.stops[0]

    def codes(*walked: Any) -> set[str]:
        return {fault.code for fault in faults_of_routes(problem, walked)}

    def with_first(**times: int) -> Route:
        values = {
            "node": first.node,
            "arrive": first.arrive,
            "start": first.start,
            "leave": first.leave,
            **times,
        }
        return Route(right.leave, (type(first)(**values), *right.stops[1:]), right.back)

    assert codes(right) == set()
    assert codes(right, right) == {"too_many_groups", "visited_twice"}
    assert "faster_than_one_walks" in codes(with_first(arrive=-5))
    assert "outside_the_window" in codes(with_first(start=500, leave=510))
    assert "stop_too_short" in codes(with_first(leave=first.start + 1))
    assert "back_too_late" in codes(Route(right.leave, right.stops, right.back - 1))
    assert "back_too_late" in codes(Route(right.leave, right.stops, 61))
    assert "leaves_too_early" in codes(Route(-1, right.stops, right.back))
    assert "no_such_spot" in codes(with_first(node=0))


def test_a_group_without_a_way_gets_half_of_the_longest() -> None:
    """Three spots on one way, 4 minutes apart: of three groups each gets one, a fourth none, and all come in time."""
    legs = np.full((4, 4), 4)
    np.fill_diagonal(legs, 0)
    evening = np.zeros(4, dtype=np.int64), np.array([60, 40, 40, 40])
    problem = RouteProblem(legs, np.array([0, 10, 10, 10]), np.array([0, 1.0, 1, 1]), *evening, 4)
    whole = timed(problem, (2, 1, 3))
    assert whole is not None
    shared = shared_out(problem, [whole])
    assert [route.nodes for route in shared] == [(2,), (1,), (3,)]
    assert [(route.stops[0].start, route.back) for route in shared] == [(4, 18)] * 3
    assert faults_of_routes(problem, shared) == []
    assert shared_out(problem, []) == ()
