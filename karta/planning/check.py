"""Every plan looked at from outside before anybody sees it: does it keep what was asked and what is never relaxed?

Written from the words of the rules, not from the solvers: it imports what the questions are made of, and none of what
answers them. A plan without faults may still be a poor one; a plan with one is not shown.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import isnan

from karta.planning.roster_days import DaysProblem, Employee
from karta.planning.roster_problem import Person, RosterProblem, Walk
from karta.planning.route_problem import Route, RouteProblem
from karta.planning.shift_candidates import Gaps, Shift, Wishes

# A float that was added up in another order.
ROUNDING = 1e-6
PAIR = 2
PACE_M_A_MINUTE = 75.0


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a plan: a code, and the numbers of what it is about."""

    code: str
    what: tuple[int, ...] = ()


def faults_of_shifts(gaps: Gaps, wishes: Wishes, shifts: Iterable[Shift]) -> list[Fault]:
    """Return what proposed shifts break: windows, lengths, places and nights, duties of others, and budgets."""
    proposed = list(shifts)
    faults = [
        Fault(code, (shift.place, shift.night))
        for shift in proposed
        if shift not in wishes.fixed
        for code in _shift_faults(gaps, wishes, shift)
    ]
    faults += [
        Fault("fixed_missing", (fixed.place, fixed.night)) for fixed in wishes.fixed if fixed not in proposed
    ]
    twice = Counter((shift.place, shift.night) for shift in proposed)
    faults += [Fault("twice_a_night", at) for at, count in twice.items() if count > 1]
    for night, count in Counter(shift.night for shift in proposed).items():
        if count > wishes.most_by_night.get(night, count):
            faults.append(Fault("too_many_that_night", (night,)))
    hours = sum(shift.adults * (shift.end - shift.start) / 60 for shift in proposed)
    budget = wishes.budget
    for code, used, limit in (
        ("groups_over_budget", len(proposed), budget.groups),
        ("adult_hours_over_budget", hours, budget.adult_hours),
        ("kronor_over_budget", hours * wishes.kronor_per_adult_hour, budget.kronor),
    ):
        if limit is not None and used > limit + ROUNDING:
            faults.append(Fault(code))
    return faults


def _shift_faults(gaps: Gaps, wishes: Wishes, shift: Shift) -> Iterator[str]:
    if shift.start < wishes.earliest or shift.end > wishes.latest:
        yield "outside_the_hours"
    if not wishes.least_minutes <= shift.end - shift.start <= wishes.most_minutes:
        yield "wrong_length"
    if shift.adults < PAIR or shift.adults != wishes.adults:
        yield "wrong_number_of_adults"
    for ban in wishes.forbidden:
        there = (ban.place is None or ban.place == shift.place) and (
            ban.night is None or ban.night == shift.night
        )
        if there and shift.start < ban.end and ban.start < shift.end:
            yield "forbidden_window"
    for slot in range(gaps.missing.shape[2]):
        begins = gaps.first_minute + slot * gaps.slot_minutes
        owed = gaps.duty[shift.place, shift.night, slot] and gaps.missing[shift.place, shift.night, slot] > 0
        if owed and shift.start < begins + gaps.slot_minutes and begins < shift.end:
            yield "duty_of_another"
            break


def faults_of_roster(problem: RosterProblem, teams: Iterable[tuple[int, Iterable[int]]]) -> list[Fault]:
    """Return what a roster breaks: adults, leaders, each person's own limits, rest, and who was promised a walk."""
    staffed = [(walk, tuple(team)) for walk, team in teams]
    faults = [
        Fault("staffed_twice", (w,)) for w, count in Counter(w for w, _ in staffed).items() if count > 1
    ]
    mine: dict[int, list[int]] = {}
    for w, team in staffed:
        walk = problem.walks[w]
        crew = [problem.people[p] for p in team]
        for p in team:
            mine.setdefault(p, []).append(w)
        faults += [Fault(code, (w,)) for code in _crew_faults(walk, crew)]
        if len(set(team)) < len(team):
            faults.append(Fault("person_twice", (w,)))
        if walk.confirmed - set(team):
            faults.append(Fault("confirmed_left_out", (w,)))
        faults += [Fault("avoided", (w,)) for p in team if problem.people[p].avoid & set(team)]
        for p in team:
            metres = float(problem.metres[p, w])
            confirmed = p in walk.confirmed
            faults += [
                Fault(code, (w, p))
                for code in _person_faults(problem.people[p], walk, metres, confirmed=confirmed)
            ]
    for p, walks in mine.items():
        promised = [w for w, walk in enumerate(problem.walks) if p in walk.confirmed and w not in walks]
        faults += [Fault(code, (p,)) for code in _load_faults(problem, p, walks, promised)]
        faults += [
            Fault("no_rest_beside", (w, p))
            for w in walks
            if p not in problem.walks[w].confirmed
            for start, end, _ in problem.people[p].engaged
            if max(problem.walks[w].start - end, start - problem.walks[w].end) < problem.rest_minutes
        ]
    return faults


def _crew_faults(walk: Walk, crew: list[Person]) -> Iterator[str]:
    if len(crew) < max(PAIR, walk.least):
        yield "too_few_adults"
    if len(crew) > max(PAIR, walk.least, walk.most, len(walk.confirmed)):
        yield "too_many_adults"
    if walk.leader and not any(who.leader for who in crew):
        yield "no_leader"
    if walk.first_aid and not any(who.first_aid for who in crew):
        yield "no_first_aid"


def _person_faults(who: Person, walk: Walk, metres: float, *, confirmed: bool) -> Iterator[str]:
    if who.routine_until is None or who.routine_until < walk.end:
        yield "routine"
    if not who.adult:
        yield "age"
    if walk.role is not None and walk.role not in who.roles:
        yield "role"
    if walk.organisation is not None and who.organisation != walk.organisation:
        yield "organisation"
    if confirmed:
        return
    if not any(start <= walk.start and end >= walk.end for start, end in who.free):
        yield "not_free"
    home = walk.end - walk.midnight + (0.0 if isnan(metres) else metres / PACE_M_A_MINUTE)
    if who.latest_home is not None and home > who.latest_home + ROUNDING:
        yield "home_too_late"
    if any(night == walk.night for _, _, night in who.engaged):
        yield "engaged_that_night"
    if who.longest_minutes is not None and walk.end - walk.start > who.longest_minutes:
        yield "too_long"
    if who.farthest_m is not None and metres > who.farthest_m:
        yield "too_far"


def _load_faults(
    problem: RosterProblem, person: int, numbers: list[int], promised_too: list[int]
) -> Iterator[str]:
    """Give what is wrong with one person's walks, beside those that he or she is promised to and no plan runs."""
    for w in numbers:
        for other in (problem.walks[o] for o in promised_too if person not in problem.walks[w].confirmed):
            walk = problem.walks[w]
            apart = max(other.start - walk.end, walk.start - other.end)
            if other.night == walk.night or apart < problem.rest_minutes:
                yield "promised_elsewhere"
    who = problem.people[person]
    walks = sorted((problem.walks[w] for w in numbers), key=lambda walk: walk.start)
    for before, after in pairwise(walks):
        if after.start - before.end < problem.rest_minutes:
            yield "no_rest"
    if len({walk.night for walk in walks}) < len(walks):
        yield "twice_a_night"
    beside = [problem.walks[w] for w in promised_too]
    confirmed = [*beside, *(walk for walk in walks if person in walk.confirmed)]
    walks = [*walks, *beside]
    spans = (
        (
            "week_cap",
            who.week_cap,
            who.week_used,
            [walk.week for walk in walks],
            [walk.week for walk in confirmed],
        ),
        (
            "month_cap",
            who.month_cap,
            who.month_used,
            [walk.month for walk in walks],
            [walk.month for walk in confirmed],
        ),
    )
    for code, cap, used, planned, promised in spans:
        for span, count in Counter(planned).items():
            if cap is not None and count > max(cap - used.get(span, 0), promised.count(span)):
                yield code


def faults_of_routes(problem: RouteProblem, routes: Iterable[Route]) -> list[Fault]:
    """Return what routes break: legs, windows, stays, the way back in time, groups, and spots that two go to."""
    walked = list(routes)
    faults = []
    if len([route for route in walked if route.stops]) > problem.groups:
        faults.append(Fault("too_many_groups"))
    visits = Counter(stop.node for route in walked for stop in route.stops)
    faults += [Fault("visited_twice", (node,)) for node, count in visits.items() if count > 1]
    for number, route in enumerate(walked):
        at, now = 0, route.leave
        if route.leave < problem.opens[0]:
            faults.append(Fault("leaves_too_early", (number,)))
        for stop in route.stops:
            if not 0 < stop.node < problem.size:
                return [*faults, Fault("no_such_spot", (number, stop.node))]
            if stop.arrive < now + problem.legs[at, stop.node]:
                faults.append(Fault("faster_than_one_walks", (number, stop.node)))
            if (
                stop.start < max(stop.arrive, problem.opens[stop.node])
                or stop.start > problem.closes[stop.node]
            ):
                faults.append(Fault("outside_the_window", (number, stop.node)))
            if stop.leave - stop.start < problem.stay[stop.node]:
                faults.append(Fault("stop_too_short", (number, stop.node)))
            at, now = stop.node, stop.leave
        home = problem.legs[at, 0] if route.stops else 0
        if route.back < now + home or route.back > problem.closes[0]:
            faults.append(Fault("back_too_late", (number,)))
    return faults


def faults_of_days(problem: DaysProblem, assigned: Iterable[tuple[int, int, int]]) -> list[Fault]:
    """Return what a roster of days (employee, day, shift) breaks, employee by employee."""
    by_day: dict[int, dict[int, list[int]]] = {}
    for employee, day, shift in assigned:
        by_day.setdefault(employee, {}).setdefault(day, []).append(shift)
    return [
        Fault(code, (e,))
        for e, employee in enumerate(problem.employees)
        for code in _day_faults(problem, employee, by_day.get(e, {}))
    ]


def _day_faults(problem: DaysProblem, who: Employee, work: dict[int, list[int]]) -> Iterator[str]:
    if any(len(shifts) > 1 for shifts in work.values()):
        yield "two_shifts_a_day"
    if set(work) & who.off:
        yield "works_a_day_off"
    for day, shifts in work.items():
        if problem.shifts[shifts[0]].not_followed_by & set(work.get(day + 1, [])):
            yield "wrong_shift_after_another"
    worked = Counter(shift for shifts in work.values() for shift in shifts)
    if any(count > who.most_of[shift] for shift, count in worked.items()):
        yield "too_many_of_a_shift"
    minutes = sum(problem.shifts[shift].minutes * count for shift, count in worked.items())
    if not who.least_minutes <= minutes <= who.most_minutes:
        yield "minutes"
    if len({day // 7 for day in work if day % 7 >= 5}) > who.most_weekends:
        yield "too_many_weekends"
    runs = [(on, [day for day, _ in days]) for on, days in groupby(
        ((day, day in work) for day in range(problem.days)), key=lambda day: day[1])]  # fmt: skip
    for on, run in runs:
        inside = run[0] > 0 and run[-1] < problem.days - 1
        if on and len(run) > who.most_in_a_row:
            yield "too_many_days_in_a_row"
        if inside and len(run) < (who.least_in_a_row if on else who.least_off_in_a_row):
            yield "run_too_short"
