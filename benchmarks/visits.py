"""A plan of police visits on invented venues: how near to a valid bound, and by whom.

`share`: venue-days within the cadence that the plan gains, of a bound that none can pass; `main_share`: of its visits,
those by the officer who is known there. The hours are short: not every venue can be visited in time.
"""

import json
import sys
from typing import Any

from benchmarks import invented_plans
from karta.planning.visit_check import faults_of_visits
from karta.planning.visit_plan import at_once, proven
from karta.planning.visit_reasons import missed

SIZES = {
    "60_venues_4_weeks": ((60, 127, 2, 4, 12), 10.0),
    "60_venues_12_weeks": ((60, 127, 2, 12, 12), 10.0),
    "300_venues_4_weeks": ((300, 589, 8, 4, 14), 60.0),
}


def planned(size: tuple[int, int, int, int, int], seconds: float) -> dict[str, Any]:
    """Return how good both answers are, and when they came."""
    problem = invented_plans.visits(*size)
    first, plan = at_once(problem), proven(problem, seconds)
    assert plan.bound is not None
    assert not faults_of_visits(problem, first.chosen) + faults_of_visits(problem, plan.chosen)
    mains = [problem.mains[visit.venue][visit.day] in visit.officers for visit in plan.chosen]
    return {
        "at_once_share": round(first.value / plan.bound, 4),
        "at_once_s": round(first.seconds, 2),
        "share": round(plan.value / plan.bound, 4),
        "seconds": round(plan.seconds, 1),
        "main_share": round(sum(mains) / len(mains), 3),
        "missed": len(missed(problem, plan.chosen)),
    }


def main() -> None:
    """Print the figures."""
    import scipy.optimize  # noqa: F401 - loading a library is no solver's time

    print(json.dumps({name: planned(*size) for name, size in SIZES.items()}), file=sys.stdout)


if __name__ == "__main__":
    main()
