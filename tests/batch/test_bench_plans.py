"""`karta bench toptw|mclp|roster`: invented instances in the published layouts, against every possible answer."""

import itertools
import json
import math
from pathlib import Path
from typing import Any

import pytest

from benchmarks.invented_instances import graph, roster, tour
from karta.cli import main
from karta.planning.check import faults_of_days
from karta.planning.roster_days import Cover, DayShift, DaysProblem, Employee, Wish, staffed_days

ROSTER = """
SECTION_HORIZON
# days
5

SECTION_SHIFTS
E,480,
L,480,E

SECTION_STAFF
# ID, MaxShifts, MaxTotalMinutes, MinTotalMinutes, MaxConsecutiveShifts, MinConsecutiveShifts, MinConsecutiveDaysOff
A,E=3|L=2,1920,960,3,2,2,1
B,E=0|L=5,1440,480,2,1,1,1

SECTION_DAYS_OFF
A,4

SECTION_SHIFT_ON_REQUESTS
A,1,L,3
B,2,L,2

SECTION_SHIFT_OFF_REQUESTS
B,0,L,4

SECTION_COVER
0,E,1,100,1
0,L,1,30,1
1,E,1,100,1
2,L,2,20,2
3,L,1,100,1
4,L,0,100,7
"""
DAYS = DaysProblem(
    5, (DayShift(480), DayShift(480, frozenset({0}))),
    (Employee((3, 2), 1920, 960, 3, 2, 2, 1, frozenset({4})), Employee((0, 5), 1440, 480, 2, 1, 1, 1)),
    (Cover(0, 0, 1, 100, 1), Cover(0, 1, 1, 30, 1), Cover(1, 0, 1, 100, 1), Cover(2, 1, 2, 20, 2),
     Cover(3, 1, 1, 100, 1), Cover(4, 1, 0, 100, 7)),
    (Wish(0, 1, 1, 3, on=True), Wish(1, 2, 1, 2, on=True), Wish(1, 0, 1, 4, on=False)),
)  # fmt: skip


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """Return what the command writes: one JSON object with the four entries."""
    assert main(["bench", *arguments]) == 0
    written = json.loads(capsys.readouterr().out)
    assert list(written) == ["score", "bound", "seconds", "solution"]
    return dict(written)


def test_tours_are_the_best_of_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Seven customers of an invented tour and two vehicles: what is collected is the most that any orders collect."""
    rows = tour("r1w", 4).splitlines()
    file = tmp_path / "tour.txt"
    file.write_text("\n".join(["1 2 7 1", "200", *rows[2:10]]) + "\n")
    points = [[float(part) for part in row.split()] for row in rows[2:10]]

    def collected(order: tuple[int, ...]) -> float | None:
        now, at = 0.0, points[0]
        for node in (*order, 0):
            there = points[node]
            now = max(now + math.floor(math.dist(at[1:3], there[1:3]) * 10 + 1e-9) / 10, there[-2])
            if now > there[-1] + 1e-9:
                return None
            now, at = now + there[3], there
        return sum(points[node][4] for node in order)

    best: dict[frozenset[int], float] = {}
    for size in range(8):
        for order in itertools.permutations(range(1, 8), size):
            worth = collected(order)
            if worth is not None:
                best[frozenset(order)] = worth
    most = max(best[a] + best[b] for a, b in itertools.combinations_with_replacement(best, 2) if not a & b)
    written = answer(capsys, "toptw", str(file), "--vehicles", "2", "--seconds", "1")
    assert written["score"] == most <= written["bound"]
    assert sum(collected(tuple(order)) or 0 for order in written["solution"]) == most


def test_distances_are_cut_to_one_decimal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A customer 1.41 away is reached at 1.4 and left for a depot that closes at 2.8; a longer list changes nothing."""
    file = tmp_path / "tour.txt"
    rows = "0 0.0 0.0 0 0 0 0 0 2.8\n1 1.0 1.0 0 7 4 4 1 2 4 8 0 1.4\n2 1.0 1.0 0 5 4 1 15 0 1.3\n"
    file.write_text(f"\n 4 1 2 4\n 500 200\n{rows}")
    written = answer(capsys, "toptw", str(file), "--vehicles", "1", "--seconds", "0.3")
    assert (written["score"], written["solution"]) == (7, [[1]])


@pytest.mark.parametrize(("radius", "facilities"), [(40, 2), (60, 3)])
def test_covering_is_the_best_of_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], radius: int, facilities: int
) -> None:
    """Of all choices of vertices of an invented graph none covers more; of a repeated edge the last length stands."""
    file = tmp_path / "graph.txt"
    file.write_text(graph(14, 24, 3))
    rows = [[int(part) for part in row.split()] for row in file.read_text().splitlines()]
    apart = [[0 if a == b else 10**9 for b in range(14)] for a in range(14)]
    last = {frozenset((a, b)): length for a, b, length in rows[1:]}
    assert len(last) < len(rows) - 1
    for (a, b), length in ((sorted(pair), length) for pair, length in last.items()):
        apart[a - 1][b - 1] = apart[b - 1][a - 1] = length
    for k, a, b in itertools.product(range(14), repeat=3):
        apart[a][b] = min(apart[a][b], apart[a][k] + apart[k][b])

    def covered(chosen: tuple[int, ...]) -> int:
        return sum(any(apart[c][v] <= radius for c in chosen) for v in range(14))

    most = max(covered(chosen) for chosen in itertools.combinations(range(14), facilities))
    written = answer(capsys, "mclp", str(file), "--radius", str(radius), "--p", str(facilities))
    assert written["score"] == written["bound"] == most
    assert covered(tuple(c - 1 for c in written["solution"])) == most


def test_a_roster_is_the_cheapest_of_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of all rosters of two people and five days that the checker accepts, none costs less."""
    file = tmp_path / "roster.txt"
    file.write_text(ROSTER)

    def cost(table: tuple[tuple[int, ...], ...]) -> float:
        """Return what a roster costs; a day is 0, 1 or 2: free, E or L."""
        total = 3.0 * (table[0][1] != 2) + 2 * (table[1][2] != 2) + 4 * (table[1][0] == 2)
        for cover in DAYS.covers:
            there = sum(person[cover.day] == cover.shift + 1 for person in table)
            total += cover.under * max(cover.need - there, 0) + cover.over * max(there - cover.need, 0)
        return total

    weeks = [
        [week for week in itertools.product(range(3), repeat=5) if not faults_of_days(
            DaysProblem(5, DAYS.shifts, (who,), ()), [(0, d, s - 1) for d, s in enumerate(week) if s])]
        for who in DAYS.employees
    ]  # fmt: skip
    least = min(cost(table) for table in itertools.product(*weeks))
    written = answer(capsys, "roster", str(file), "--seconds", "5")
    assert written["score"] == written["bound"] == least
    names = ["", "E", "L"]
    assert cost(tuple(tuple(names.index(s) for s in written["solution"][who]) for who in "AB")) == least


def test_a_roster_of_research_size_is_proven(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Eight people, two weeks and one shift, as in the smallest published instance, are proven within seconds."""
    file = tmp_path / "roster.txt"
    file.write_text(roster(14, 8, 1, 1))
    written = answer(capsys, "roster", str(file), "--seconds", "10")
    assert written["score"] == written["bound"]


def test_what_cannot_be_worked_is_no_roster() -> None:
    """Where the least minutes are more than the days hold, there is no roster, and none is made up."""
    busy = Employee((2,), 9_600, 4_800, 5, 1, 1, 1)
    plan = staffed_days(DaysProblem(3, (DayShift(480),), (busy,), ()), 1)
    assert (plan.chosen, plan.value) == ((), -math.inf)


@pytest.mark.parametrize(
    "arguments",
    [("toptw", "{file}", "--vehicles", "2"), ("toptw", "missing.txt", "--vehicles", "2"),
     ("toptw", "{file}", "--vehicles", "0"), ("toptw", "{file}", "--vehicles", "1", "--seconds", "nan"),
     ("mclp", "{file}", "--radius", "1", "--p", "1"), ("mclp", "{file}", "--radius", "-1", "--p", "1"),
     ("roster", "{file}"), ("roster", "{file}", "--seconds", "0")],
)  # fmt: skip
@pytest.mark.parametrize(
    "text", ["", "1 2 3 4\n1 2\n1 2 3 4 5 6 7 x\n", "SECTION_HORIZON\nx\n", "3 9 1\n1 7 -5\n"]
)
def test_what_is_no_instance_is_refused_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], text: str
) -> None:
    """A file that is not there or not of its kind, and numbers that make no sense, give status 2 and one sentence."""
    file = tmp_path / "instance.txt"
    file.write_text(text)
    assert main(["bench", *(part.format(file=file) for part in arguments)]) == 2
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err.count("\n") == 1
