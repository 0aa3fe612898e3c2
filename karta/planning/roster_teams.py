"""Teams as they grow: who could still join a walk, why somebody cannot, and the first team that would do."""

from collections import Counter
from collections.abc import Iterable, Iterator

from karta.planning.roster_problem import RosterProblem

Team = frozenset[int]


class Teams:
    """Who walks where so far, and what that leaves of caps and rest."""

    def __init__(self, problem: RosterProblem, teams: dict[int, Team]) -> None:
        self._problem = problem
        self.of: dict[int, Team] = {}
        self._walks: dict[int, list[int]] = {}
        self._promised = {p: problem.promised(p) for p in range(len(problem.people))}
        for walk, team in teams.items():
            self.staff(walk, team)

    def staff(self, walk: int, team: Iterable[int]) -> None:
        """Send a team on a walk."""
        self.of[walk] = frozenset(team)
        for person in self.of[walk]:
            self._walks.setdefault(person, []).append(walk)

    def load(self, person: int) -> int:
        """Return how many walks this person has had and has now."""
        return self._problem.people[person].walked + len(self._walks.get(person, []))

    def obstacle(self, person: int, walk: int) -> str | None:
        """Return why this person cannot join this walk beside all else that is planned."""
        problem = self._problem
        what = problem.walks[walk]
        refusal = (
            problem.rule_broken(person, walk) if person in what.confirmed else problem.refusal(person, walk)
        )
        if refusal:
            return refusal
        clash = self.elsewhere(person, walk)
        if clash or person in what.confirmed:
            return clash
        return "cap" if self.at_cap(person, walk) else None

    def elsewhere(self, person: int, walk: int) -> str | None:
        """Return how another walk of this person stands in the way of this one."""
        engaged = self._problem.engagement(person, walk)
        if engaged and person not in self._problem.walks[walk].confirmed:
            return engaged
        confirmed = person in self._problem.walks[walk].confirmed
        others = self._walks.get(person, []) if confirmed else self._mine(person)
        meetings = (self._problem.meet(walk, other) for other in others)
        return next((meeting for meeting in meetings if meeting), None)

    def at_cap(self, person: int, walk: int) -> bool:
        """Tell whether this person has as many walks as he or she wants in the walk's week or month."""
        walks = self._problem.walks
        who, what, mine = self._problem.people[person], walks[walk], self._mine(person)
        in_week = who.week_used.get(what.week, 0) + sum(walks[w].week == what.week for w in mine)
        in_month = who.month_used.get(what.month, 0) + sum(walks[w].month == what.month for w in mine)
        return (who.week_cap is not None and in_week >= who.week_cap) or (
            who.month_cap is not None and in_month >= who.month_cap
        )

    def _mine(self, person: int) -> set[int]:
        """Return the walks that this person goes on: those planned, and those confirmed whether they are run or not."""
        return {*self._walks.get(person, []), *self._promised.get(person, [])}

    def team_of(self, walk: int, able: list[int], *, newcomer: tuple[str, ...] | None = None) -> Team | None:
        """Return the first team of able people that fulfils what the walk needs, None where there is none.

        A `newcomer` is a person who is added in thought, with these roles; -1 in the team.
        """
        what = self._problem.walks[walk]
        people = sorted(able, key=lambda p: (self.load(p), p))
        start = (*sorted(what.confirmed), *(() if newcomer is None else (-1,)))
        if not set(what.confirmed) <= set(able) or not self._at_peace(start):
            return None
        return next(self._grown(walk, start, people, max(what.least_adults, len(start)), newcomer), None)

    def _grown(
        self, walk: int, team: tuple[int, ...], people: list[int], size: int, newcomer: tuple[str, ...] | None
    ) -> Iterator[Team]:
        """Give the teams of a size that have a leader and first aid where they must, those roles sought first."""
        what = self._problem.walks[walk]
        for role, needed in (("leader", what.leader), ("first_aid", what.first_aid)):
            if (
                needed
                and role not in (newcomer or ())
                and not any(p >= 0 and self._is(role, p) for p in team)
            ):
                if len(team) < max(size, what.most):
                    for p in people:
                        if p not in team and self._is(role, p) and self._at_peace((*team, p)):
                            yield from self._grown(walk, (*team, p), people, size, newcomer)
                return
        if len(team) >= size:
            yield frozenset(team)
            return
        for k, p in enumerate(people):
            if p not in team and self._at_peace((*team, p)):
                yield from self._grown(walk, (*team, p), people[k + 1 :], size, newcomer)

    def _is(self, role: str, person: int) -> bool:
        who = self._problem.people[person]
        return who.leader if role == "leader" else who.first_aid

    def _at_peace(self, team: tuple[int, ...]) -> bool:
        return not any(
            self._problem.avoiding(a, team[-1]) for a in team[:-1] if a >= 0 and team[-1] >= 0
        ) and (len(team) < 3 or self._at_peace(team[:-1]))


def greedy_teams(problem: RosterProblem, start: dict[int, Team]) -> dict[int, Team]:
    """Return teams for as many walks as one pass finds: the most needed first, and those whom fewest can walk."""
    teams = Teams(problem, start)
    eligible = Counter(
        w
        for w in range(len(problem.walks))
        for p in range(len(problem.people))
        if problem.refusal(p, w) is None
    )
    order = sorted(
        (w for w in range(len(problem.walks)) if w not in start),
        key=lambda w: (not problem.walks[w].confirmed, -problem.walks[w].value, eligible[w], w),
    )
    for walk in order:
        able = [p for p in range(len(problem.people)) if teams.obstacle(p, walk) is None]
        team = teams.team_of(walk, able)
        if team:
            teams.staff(walk, team)
    return teams.of
