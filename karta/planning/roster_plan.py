"""Who walks: teams for as much needed presence as people can and want to give, and a reason for every walk without one.

Self sign-up comes first: what is confirmed stays. A plan always exists, since a walk can be left; what people have said
of themselves bounds it, and what is never relaxed (`RosterProblem.rule_broken`, two adults, a leader, rest) is not.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from karta.planning.plan import Plan
from karta.planning.roster_model import kindest, run_walks
from karta.planning.roster_problem import RosterProblem
from karta.planning.roster_reasons import not_run
from karta.planning.roster_teams import Team, greedy_teams

# Within so little of the bound there is nothing left to find.
PROVEN = 1e-4


@dataclass(frozen=True, slots=True, order=True)
class Staffed:
    """A walk and the people who go on it, by number."""

    walk: int
    people: tuple[int, ...]


def roster(
    problem: RosterProblem,
    seconds: float = 10.0,
    gap: float = 0.0,
    seed: int = 0,
    stop: Callable[[], bool] = lambda: False,
    better: Callable[[Plan[Staffed]], None] = lambda _: None,
) -> Plan[Staffed]:
    """Return who walks where; its value is the sum of the values of the walks that are run.

    `better` gets the greedy plan at once, and then the one whose teams are not the kindest yet. `stop` is asked after
    each and ends it there; what is between them is one call of HiGHS, which ends by its limit of time alone.
    """
    began = time.perf_counter()
    every = float(sum(walk.value for walk in problem.walks))
    greedy = greedy_teams(problem, {})
    better(_plan(problem, greedy, every, began, seed))
    if stop():
        return _plan(problem, greedy, every, began, seed)
    teams, bound = run_walks(problem, seconds / 2, gap)
    if teams is None or worth(problem, teams) < bound * (1 - PROVEN):
        if teams is None or worth(problem, teams) < worth(problem, greedy):
            teams = greedy
        teams = greedy_teams(problem, teams)
    better(_plan(problem, teams, min(bound, every), began, seed))
    if teams and not stop():
        teams = kindest(problem, teams, max(seconds - (time.perf_counter() - began), 0.1))
    return _plan(problem, teams, min(bound, every), began, seed)


def _plan(
    problem: RosterProblem, teams: dict[int, Team], bound: float, began: float, seed: int
) -> Plan[Staffed]:
    chosen = tuple(Staffed(walk, tuple(sorted(team))) for walk, team in sorted(teams.items()))
    unfilled = not_run(problem, teams)
    return Plan(chosen, unfilled, worth(problem, teams), bound, time.perf_counter() - began, seed)


def worth(problem: RosterProblem, teams: dict[int, Team]) -> float:
    """Return the sum of the values of the walks that have a team."""
    return float(sum(problem.walks[walk].value for walk in teams))


def most_by_night(problem: RosterProblem) -> dict[int, int]:
    """Return how many groups each night can have at most, by who is free for one of its walks: adults, and leaders."""
    most = {}
    for night in sorted({walk.night for walk in problem.walks}):
        walks = [w for w, walk in enumerate(problem.walks) if walk.night == night]
        able = {p for p in range(len(problem.people)) for w in walks if problem.refusal(p, w) is None}
        size = min(problem.walks[w].least_adults for w in walks)
        leaders = [p for p in able if problem.people[p].leader]
        unled = not all(problem.walks[w].leader for w in walks)
        most[night] = int(np.floor(len(able) / size)) if unled else min(len(able) // size, len(leaders))
    return most
