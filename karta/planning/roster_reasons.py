"""Why a walk is not run, counted, and what single change would let it run, each tried out.

Whom somebody avoids shows in no count: who stays away for that is counted as not free. What is never relaxed (routine,
two adults, leader, rest, age) is told as a reason and never proposed to be let go.
"""

from collections import Counter

from karta.planning.plan import Change, Reason, Unfilled
from karta.planning.roster_problem import RosterProblem
from karta.planning.roster_teams import Team, Teams

# What a person can change for one evening when asked, and what such a question is called.
QUESTIONS = {
    "cap": "one_more_shift",
    "not_available": "free_after_all",
    "latest_home": "home_later",
    "too_long": "longer_shift",
    "too_far": "farther",
}
# Somebody new, who need be no more than this; the first that helps is proposed.
NEWCOMERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("new_person", ()),
    ("new_first_aid", ("first_aid",)),
    ("new_leader", ("leader",)),
    ("new_leader_with_first_aid", ("leader", "first_aid")),
)
MOST_CHANGES = 5


def not_run(problem: RosterProblem, teams: dict[int, Team]) -> tuple[Unfilled, ...]:
    """Return each walk without a team: (walk,), the adults that it needs, counted reasons, and changes that help."""
    state = Teams(problem, teams)
    return tuple(_explained(problem, state, w) for w in range(len(problem.walks)) if w not in teams)


def _explained(problem: RosterProblem, state: Teams, walk: int) -> Unfilled:
    what = problem.walks[walk]
    obstacles = {p: state.obstacle(p, walk) for p in range(len(problem.people))}
    able = [p for p, obstacle in obstacles.items() if obstacle is None]
    counted = Counter(obstacle for obstacle in obstacles.values() if obstacle)
    together = _together(problem, able)
    counted["not_available"] += len(able) - len(together)
    reasons = [Reason(code, count) for code, count in counted.most_common() if count]
    if what.confirmed - set(able):
        reasons.insert(0, Reason("confirmed_cannot", len(what.confirmed - set(able))))
    if together and len(together) < what.least_adults:
        reasons.insert(0, Reason("too_few_free", len(together)))
    for needed, role, code in (
        (what.leader, "leader", "no_leader"),
        (what.first_aid, "first_aid", "no_first_aid"),
    ):
        if needed and not any(getattr(problem.people[p], role) for p in able):
            reasons.insert(0, Reason(code))
    if not problem.people:
        reasons.append(Reason("nobody"))
    return Unfilled(
        (walk,), tuple(reasons), float(what.least_adults), _changes(problem, state, walk, obstacles, able)
    )


def _changes(
    problem: RosterProblem, state: Teams, walk: int, obstacles: dict[int, str | None], able: list[int]
) -> tuple[Change, ...]:
    """Return the changes with which the walk finds a team beside all others: somebody new, then somebody asked."""
    value = problem.walks[walk].value
    helpful = (
        Change(code, value)
        for code, roles in NEWCOMERS
        if state.team_of(walk, able, newcomer=roles) is not None
    )
    changes = [change for change in [next(helpful, None)] if change]
    asked = [(p, QUESTIONS[code]) for p, code in obstacles.items() if code in QUESTIONS]
    for p, code in sorted(asked, key=lambda ask: (list(QUESTIONS.values()).index(ask[1]), ask[0])):
        if len(changes) >= MOST_CHANGES:
            break
        if _alone(problem, state, p, walk) and state.team_of(walk, [*able, p]):
            changes.append(Change(code, value, p))
    return tuple(changes)


def _alone(problem: RosterProblem, state: Teams, person: int, walk: int) -> bool:
    """Tell whether what keeps this person is all that does: no other walk stands in the way, and one thing alone."""
    who, what = problem.people[person], problem.walks[walk]
    metres = float(problem.metres[person, walk])
    kept = [
        not any(a <= what.start and what.end <= b for a, b in who.free),
        problem.refusal(person, walk) == "latest_home",
        who.longest_minutes is not None and what.end - what.start > who.longest_minutes,
        who.farthest_m is not None and metres > who.farthest_m,
        state.at_cap(person, walk),
    ]
    return sum(kept) == 1 and not state.elsewhere(person, walk)


def _together(problem: RosterProblem, able: list[int]) -> list[int]:
    """Return as many of the able as walk with each other, leaders first."""
    team: list[int] = []
    for p in sorted(able, key=lambda p: (not problem.people[p].leader, p)):
        if not any(problem.avoiding(p, q) for q in team):
            team.append(p)
    return team
