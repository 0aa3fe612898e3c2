"""Who walks, as two linear programmes: first which walks can be run, then the kindest way to staff exactly those."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from karta.planning.linear import Numbers, Programme, Reals
from karta.planning.roster_problem import RosterProblem
from karta.planning.roster_teams import Team

# Karta's own conventions: what the second programme weighs against each other.
KEPT, EXTRA, KNOWN, PAIR, WISH, LOAD = 60.0, 30.0, 6.0, 4.0, 3.0, 1.0
# Loads beyond these count alike: nobody is made to wait for ever by a long history.
MOST_WALKED, MOST_LEVELS = 12, 10
# Of two walks of the same worth the one that is published already is run.
TIE = 1e-5


@dataclass(slots=True)
class _Columns:
    """Numbers of the columns: `joins[person, walk]`, and whether a walk is run."""

    joins: dict[tuple[int, int], int] = field(default_factory=dict)
    runs: Numbers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


def run_walks(problem: RosterProblem, seconds: float, gap: float) -> tuple[dict[int, Team] | None, float]:
    """Return teams for the walks whose values sum up highest, None where none came in time, and a bound of the sum."""
    programme = Programme()
    values = np.array([walk.value for walk in problem.walks])
    ties = np.array([bool(walk.published) for walk in problem.walks]) * values.max(initial=0.0) * TIE
    columns = _columns(programme, problem, range(len(problem.walks)), values + ties, kind=0.0)
    _rules(programme, problem, columns)
    answer = programme.solved(seconds, gap)
    return _teams(answer.values, columns), answer.bound


def kindest(problem: RosterProblem, teams: dict[int, Team], seconds: float) -> dict[int, Team]:
    """Return other teams for the same walks: published people kept, teams filled, those who are known at the place,
    pairs together, wishes and loads fair; the given ones where no better came in time.
    """
    programme = Programme()
    columns = _columns(programme, problem, sorted(teams), np.zeros(len(problem.walks)), kind=1.0)
    _rules(programme, problem, columns)
    for walk in teams:
        programme.row([int(columns.runs[walk])], low=1.0)
    _kindness(programme, problem, columns)
    found = _teams(programme.solved(seconds, 0.002).values, columns)
    return teams if found is None or set(found) != set(teams) else found


def _columns(
    programme: Programme, problem: RosterProblem, walks: Iterable[int], worth: Reals, kind: float
) -> _Columns:
    """Add a column for everyone who can join one of the walks, worth `kind` times the wishes that it meets."""
    joins: dict[tuple[int, int], int] = {}
    gains = []
    short = _short(problem)
    promised = [problem.promised(p) for p in range(len(problem.people))]
    for w in walks:
        what = problem.walks[w]
        for p, who in enumerate(problem.people):
            broken = problem.rule_broken(p, w) if p in what.confirmed else problem.refusal(p, w)
            if p not in what.confirmed and any(problem.meet(w, o) for o in promised[p]):
                continue
            if broken is None:
                joins[p, w] = len(joins)
                wish = (who.wants_day and what.daytime) + (who.wants_short and short[w])
                gains.append(
                    KEPT * (p in what.published) + KNOWN * (what.place in who.known_at) + WISH * wish
                )
    programme.columns(kind * np.array(gains))
    return _Columns(joins, programme.columns(worth))


def _short(problem: RosterProblem) -> list[bool]:
    """Tell for each walk whether it is one of the short ones, where not all are alike."""
    lengths = [walk.end - walk.start for walk in problem.walks]
    usual, longest = float(np.median(lengths)) if lengths else 0.0, max(lengths, default=0)
    return [length <= usual and length < longest for length in lengths]


def _rules(programme: Programme, problem: RosterProblem, columns: _Columns) -> None:
    by_walk: dict[int, list[int]] = {}
    by_person: dict[int, list[int]] = {}
    for p, w in columns.joins:
        by_walk.setdefault(w, []).append(p)
        by_person.setdefault(p, []).append(w)
    for w, what in enumerate(problem.walks):
        run, people = int(columns.runs[w]), by_walk.get(w, [])
        joined = [columns.joins[p, w] for p in people]
        if not set(what.confirmed) <= set(people):
            programme.row([run], high=0.0)
        size, most = what.least_adults, max(what.least_adults, what.most, len(what.confirmed))
        programme.row([*joined, run], [*[1.0] * len(joined), -size], low=0.0)
        programme.row([*joined, run], [*[1.0] * len(joined), -most], high=0.0)
        for needed, role in ((what.leader, "leader"), (what.first_aid, "first_aid")):
            able = [columns.joins[p, w] for p in people if getattr(problem.people[p], role)]
            if needed:
                programme.row([*able, run], [*[1.0] * len(able), -1.0], low=0.0)
        for p in what.confirmed & set(people):
            programme.row([columns.joins[p, w], run], [1.0, -1.0], low=0.0)
        for p in people:
            for q in problem.people[p].avoid & set(people) - {p}:
                programme.row([columns.joins[p, w], columns.joins[q, w]], high=1.0)
    for p, walks in by_person.items():
        _person_rules(programme, problem, columns, p, walks)


def _person_rules(
    programme: Programme, problem: RosterProblem, columns: _Columns, person: int, walks: list[int]
) -> None:
    """Add one walk a night, the rest between two, and the caps; what is confirmed is never above a cap."""
    for clique in _cliques(problem, walks):
        programme.row([columns.joins[person, w] for w in clique], high=1.0)
    who = problem.people[person]
    for cap, used, span in ((who.week_cap, who.week_used, "week"), (who.month_cap, who.month_used, "month")):
        if cap is None:
            continue
        for number in {getattr(problem.walks[w], span) for w in walks}:
            within = [
                w
                for w in walks
                if getattr(problem.walks[w], span) == number and person not in problem.walks[w].confirmed
            ]
            confirmed = sum(getattr(problem.walks[w], span) == number for w in problem.promised(person))
            limit = max(cap - used.get(number, 0) - confirmed, 0)
            if limit < len(within):
                programme.row([columns.joins[person, w] for w in within], high=float(limit))


def _cliques(problem: RosterProblem, walks: list[int]) -> set[frozenset[int]]:
    """Return the sets of walks of which one person goes on at most one: those of a night, those within a rest."""
    sets = set()
    for w in walks:
        start = problem.walks[w].start
        sets.add(frozenset(o for o in walks if problem.walks[o].night == problem.walks[w].night))
        sets.add(
            frozenset(
                o
                for o in walks
                if problem.walks[o].start <= start < problem.walks[o].end + problem.rest_minutes
            )
        )
    return {clique for clique in sets if len(clique) > 1 and not any(clique < other for other in sets)}


def _kindness(programme: Programme, problem: RosterProblem, columns: _Columns) -> None:
    mine: dict[int, list[int]] = {}
    for (p, _), column in columns.joins.items():
        mine.setdefault(p, []).append(column)
    least = min((who.walked for who in problem.people), default=0)
    for p, joined in mine.items():
        before = min(problem.people[p].walked - least, MOST_WALKED)
        levels = np.minimum(np.arange(min(len(joined), MOST_LEVELS)) + before, MOST_WALKED + MOST_LEVELS)
        load = programme.columns(
            EXTRA - LOAD * levels, np.r_[np.ones(len(levels) - 1), len(joined)], whole=False
        )
        programme.row([*joined, *load], [*[1.0] * len(joined), *[-1.0] * len(load)], low=0.0, high=0.0)
    for (p, w), column in columns.joins.items():
        for q in problem.people[p].pair_with:
            if (q, w) in columns.joins:
                both = int(programme.columns([PAIR], whole=False)[0])
                programme.row([column, both], [1.0, -1.0], low=0.0)
                programme.row([columns.joins[q, w], both], [1.0, -1.0], low=0.0)


def _teams(values: Reals | None, columns: _Columns) -> dict[int, Team] | None:
    if values is None:
        return None
    run = {w for w, column in enumerate(columns.runs.tolist()) if values[column] > 0.5}
    return {
        w: frozenset(p for (p, at), column in columns.joins.items() if at == w and values[column] > 0.5)
        for w in sorted(run)
    }
