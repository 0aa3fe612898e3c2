"""The cores of planning on invented towns: how near to a valid bound, and after how many seconds.

`at_once` is the first answer to which shifts (making the problem included), `proven` the second; the city is bounded by
its relaxation. Rosters are proven; `routes` are searched for one second each, then bounded: the least share of ten
evenings counts. `published_layouts` are invented problems in the forms of three published collections.
"""

import json
import resource
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import invented_instances, invented_plans
from karta.batch.bench_plans import bench_mclp, bench_roster
from karta.planning.check import faults_of_roster, faults_of_routes, faults_of_shifts
from karta.planning.roster_plan import roster
from karta.planning.shift_candidates import Wishes
from karta.planning.shift_problem import Budget
from karta.planning.shift_selection import at_once, proven, setting
from karta.planning.walk_routes import routes

CITY_SECONDS = 3.0
EVENINGS = [(40, 180, 1), (40, 180, 2), (60, 240, 3), (80, 180, 4), (25, 180, 1)]


def shifts(places: int, slot_minutes: int, budget: Budget, seconds: float, limit: float) -> dict[str, Any]:
    """Return how good both answers are, and when they came."""
    areas = max(places // 100, 6)
    gaps = invented_plans.gaps(places, slot_minutes, areas)
    wishes = Wishes(step_minutes=slot_minutes, budget=budget, fair_share=0.5)
    began = time.perf_counter()
    case = setting(gaps, wishes)
    made = time.perf_counter()
    first = at_once(case, seconds)
    answered = time.perf_counter()
    second = proven(case, first, limit)
    ended = time.perf_counter()
    assert second.bound is not None
    assert not faults_of_shifts(gaps, wishes, first.chosen) + faults_of_shifts(gaps, wishes, second.chosen)
    return {
        "candidates": case.problem.size,
        "made_s": round(made - began, 2),
        "at_once_s": round(answered - made, 2),
        "at_once_share": round(first.value / second.bound, 4),
        "proven_s": round(ended - answered, 2),
        "proven_share": round(second.value / second.bound, 4),
    }


def rosters(people: int, walks: int, seconds: float) -> dict[str, Any]:
    """Return how good a roster is, and when it came."""
    problem = invented_plans.roster(people, walks)
    began = time.perf_counter()
    plan = roster(problem, seconds)
    took = time.perf_counter() - began
    assert not faults_of_roster(problem, [(staffed.walk, staffed.people) for staffed in plan.chosen])
    return {"run": len(plan.chosen), "share": round(plan.share or 0, 5), "seconds": round(took, 2)}


def walked() -> dict[str, Any]:
    """Return the least share of the bound that a second of search reaches."""
    shares = []
    for spots, minutes, groups in EVENINGS:
        for seed in (1, 2):
            problem = invented_plans.evening(spots, minutes, groups, seed)
            plan = routes(problem, 1.0, 0, 10.0)
            assert not faults_of_routes(problem, plan.chosen)
            shares.append(plan.share or 0)
    return {
        "evenings": len(shares),
        "least_share": round(min(shares), 4),
        "mean_share": round(sum(shares) / len(shares), 4),
    }


def published(folder: Path) -> dict[str, Any]:
    """Return how invented instances in published layouts fare: cost or cover against the bound, and seconds."""
    figures: dict[str, Any] = {}
    for name, days, staff, kinds in (
        ("roster_8", 14, 8, 1),
        ("roster_14", 14, 14, 2),
        ("roster_20", 14, 20, 3),
    ):
        file = folder / name
        file.write_text(invented_instances.roster(days, staff, kinds, 3))
        made = bench_roster(file, 30)
        figures[name] = {part: made[part] for part in ("score", "bound", "seconds")}
    for vertices, edges, radius, sites in ((100, 200, 60, 5), (400, 1_600, 60, 20), (900, 16_200, 5, 45)):
        file = folder / "graph"
        file.write_text(invented_instances.graph(vertices, edges, 2))
        made = bench_mclp(file, radius, sites)
        figures[f"graph_{vertices}"] = {part: made[part] for part in ("score", "bound", "seconds")}
    return figures


def main() -> None:
    """Print the figures."""
    import scipy.optimize  # noqa: F401 - loading a library is no solver's time

    figures = {
        "municipality_hour": shifts(150, 60, Budget(groups=30), 0.15, 10),
        "municipality_hours_budget": shifts(150, 60, Budget(adult_hours=150.0), 0.15, 10),
        "municipality_half_hour": shifts(150, 30, Budget(groups=30), 0.15, 15),
        "city": shifts(2_000, 60, Budget(groups=120), CITY_SECONDS, 60),
    }
    figures["city"]["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    figures["roster_120"] = rosters(120, 60, 10)
    figures["roster_500"] = rosters(500, 120, 60)
    figures["routes"] = walked()
    with TemporaryDirectory() as folder:
        figures["published_layouts"] = published(Path(folder))
    print(json.dumps(figures), file=sys.stdout)


if __name__ == "__main__":
    main()
