"""Published planning problems put to the cores that plan walks: `karta bench toptw|mclp|roster`. Nothing is kept."""

import math
import time
from pathlib import Path
from typing import Any

import numpy as np

from karta.errors import InputError
from karta.planning.check import faults_of_days, faults_of_routes
from karta.planning.linear import Reals
from karta.planning.roster_days import Cover, DayShift, DaysProblem, Employee, Wish, staffed_days
from karta.planning.route_problem import RouteProblem
from karta.planning.shift_exchange import greedy, reached
from karta.planning.shift_problem import Budget, ShiftProblem
from karta.planning.shift_proof import prove
from karta.planning.walk_routes import routes
from karta.sources.published import Graph, read_graph, read_sections, read_tour

# Distances are cut to one decimal: a tick is a tenth.
TICKS = 10
NO_LIMIT_S = 600.0


def bench_toptw(path: Path, vehicles: int, seconds: float) -> dict[str, Any]:
    """Return the tours that were found, by the points' numbers in the file, what they collect, and a bound.

    Raises InputError.
    """
    _positive(vehicles, seconds)
    began = time.perf_counter()
    points = read_tour(path)
    xy = np.array([(point.x, point.y) for point in points])
    apart = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    # What is 41.3 must not become 41.2 because it is stored as 41.29999.
    legs = np.floor(apart * TICKS + 1e-9).astype(np.int64)
    ticks = [[math.floor(value * TICKS + 0.5) for value in (p.stay, p.opens, p.closes)] for p in points]
    stay, opens, closes = np.array(ticks, dtype=np.int64).T
    problem = RouteProblem(legs, stay, np.array([point.worth for point in points]), opens, closes, vehicles)
    read_s = time.perf_counter() - began
    plan = routes(problem, max(seconds - read_s, 0.0), bound_seconds=0.0)
    if faults_of_routes(problem, plan.chosen):
        raise InputError("bench_no_answer")
    return {
        "score": _number(plan.value),
        "bound": None if plan.bound is None else _number(math.floor(plan.bound + 1e-6)),
        "seconds": round(time.perf_counter() - began, 2),
        "solution": [list(route.nodes) for route in plan.chosen],
    }


def bench_mclp(path: Path, radius: float, facilities: int) -> dict[str, Any]:
    """Return the vertices (from 1) from which so many facilities cover most vertices within a radius.

    Raises InputError.
    """
    _positive(facilities, NO_LIMIT_S)
    if not radius >= 0:
        raise InputError("bench_radius", value=radius)
    began = time.perf_counter()
    near = _apart(read_graph(path)) <= radius
    size = len(near)
    number = np.arange(size)
    zeros = np.zeros(size, dtype=np.int64)
    facility, vertex = np.nonzero(near)
    problem = ShiftProblem(
        missing=np.ones(size),
        weight=np.ones(size),
        first=np.searchsorted(facility, np.arange(size + 1)),
        cell=vertex,
        gives=np.ones(len(vertex)),
        party=number,
        night=zeros,
        area=zeros,
        adult_hours=np.zeros(size),
        kronor=np.zeros(size),
        budget=Budget(groups=facilities),
    )
    chosen = greedy(problem, reached(problem), 1.0, 0)
    proof = prove(problem, NO_LIMIT_S, 0.0)
    if proof.chosen is not None and problem.covered(proof.chosen) > problem.covered(chosen):
        chosen = proof.chosen
    return {
        "score": _number(problem.covered(chosen)),
        "bound": _number(math.floor(proof.bound + 1e-6)),
        "seconds": round(time.perf_counter() - began, 2),
        "solution": [c + 1 for c in sorted(chosen)],
    }


def bench_roster(path: Path, seconds: float) -> dict[str, Any]:
    """Return the roster that was found: the shifts' names for each person and day, its cost and a lower bound of it.

    Raises InputError.
    """
    _positive(1, seconds)
    began = time.perf_counter()
    names, shifts, problem = _days(path)
    plan = staffed_days(problem, max(seconds - (time.perf_counter() - began), 0.1))
    if not math.isfinite(plan.value) or faults_of_days(problem, plan.chosen):
        raise InputError("bench_no_answer")
    table = {name: [""] * problem.days for name in names}
    for employee, day, shift in plan.chosen:
        table[names[employee]][day] = shifts[shift]
    return {
        "score": _number(-plan.value),
        "bound": None if plan.bound is None else _number(math.ceil(-plan.bound - 1e-6)),
        "seconds": round(time.perf_counter() - began, 2),
        "solution": table,
    }


def _apart(graph: Graph) -> Reals:
    """Return the shortest way between any two vertices."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import shortest_path

    # A stored zero would be read as no edge: such an edge gets the least length there is.
    ends = np.array([pair for pair in graph.edges if pair[0] != pair[1]], dtype=np.int64).reshape(-1, 2)
    lengths = np.array([length for pair, length in graph.edges.items() if pair[0] != pair[1]])
    shape = (graph.vertices, graph.vertices)
    matrix = csr_array((np.maximum(lengths, 1e-12), (ends[:, 0], ends[:, 1])), shape=shape)
    return np.round(np.asarray(shortest_path(matrix, directed=False)), 9)


def _days(path: Path) -> tuple[list[str], list[str], DaysProblem]:
    """Return the names of people and of shifts, and the problem that numbers them."""
    sections = read_sections(path)
    try:
        shifts = [row[0] for row in sections["SECTION_SHIFTS"]]
        names = [row[0] for row in sections["SECTION_STAFF"]]
        off = {
            row[0]: frozenset(int(day) for day in row[1:] if day)
            for row in sections.get("SECTION_DAYS_OFF", [])
        }
        wishes = [
            Wish(names.index(row[0]), int(row[1]), shifts.index(row[2]), float(row[3]), on)
            for on, section in ((True, "SECTION_SHIFT_ON_REQUESTS"), (False, "SECTION_SHIFT_OFF_REQUESTS"))
            for row in sections.get(section, [])
        ]
        covers = [
            Cover(int(row[0]), shifts.index(row[1]), int(row[2]), float(row[3]), float(row[4]))
            for row in sections["SECTION_COVER"]
        ]
        problem = DaysProblem(
            int(sections["SECTION_HORIZON"][0][0]),
            tuple(_shift(row, shifts) for row in sections["SECTION_SHIFTS"]),
            tuple(_employee(row, shifts, off) for row in sections["SECTION_STAFF"]),
            tuple(covers),
            tuple(wishes),
        )
    except (ValueError, IndexError, KeyError) as error:
        raise InputError("bench_layout", file=path.name) from error
    return names, shifts, problem


def _shift(row: list[str], names: list[str]) -> DayShift:
    after = row[2].split("|") if len(row) > 2 and row[2] else []
    return DayShift(int(row[1]), frozenset(names.index(name) for name in after))


def _employee(row: list[str], names: list[str], off: dict[str, frozenset[int]]) -> Employee:
    most = dict(part.split("=") for part in row[1].split("|"))
    numbers = [int(part) for part in row[2:8]]
    return Employee(
        tuple(int(most[name]) for name in names),
        numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5],
        off.get(row[0], frozenset()),
    )  # fmt: skip


def _positive(count: int, seconds: float) -> None:
    if count < 1:
        raise InputError("bench_count", value=count)
    if not 0 < seconds <= 86_400:
        raise InputError("bench_seconds", value=seconds)


def _number(value: float) -> float | int:
    return int(value) if float(value).is_integer() else round(value, 6)
