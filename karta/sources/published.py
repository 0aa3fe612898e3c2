"""Readers of three published layouts of planning problems: tours with windows, graphs with lengths, rosters of days.

They read numbers out of text and know nothing of plans. A file that is none of its kind is refused with one sentence.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from karta.errors import InputError

MOST_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a tour: where it lies, how long a stay is, what it is worth, and when a stay may begin."""

    x: float
    y: float
    stay: float
    worth: float
    opens: float
    closes: float


@dataclass(frozen=True, slots=True)
class Graph:
    """Vertices from 0, and the length of each edge (one end, other end): the last where an edge is repeated."""

    vertices: int
    edges: dict[tuple[int, int], float]


def read_tour(path: Path) -> list[Point]:
    """Return the points of a tour in the layout of Righini and Salani (also Cordeau's): the first is start and end.

    A header of `k v N t`, perhaps a line `D Q`, then `i x y d S f a list O C`: the windows are the last two numbers.
    Raises InputError.
    """
    lines = [line.split() for line in _text(path).splitlines() if line.split()]
    points = []
    try:
        rows = [row for row in lines[1:] if len(row) >= 8]
        numbers = [[float(part) for part in row] for row in rows]
        points = [Point(row[1], row[2], row[3], row[4], row[-2], row[-1]) for row in numbers]
        stated = int(float(lines[0][2])) + 1
    except (ValueError, IndexError) as error:
        raise InputError("bench_layout", file=path.name) from error
    if not points or not len(points) - 1 <= stated <= len(points) + 1:
        raise InputError("bench_layout", file=path.name)
    return points


def read_graph(path: Path) -> Graph:
    """Return a graph in the layout of the OR-Library's p-median problem: `n m p`, then an edge a line.

    Raises InputError.
    """
    try:
        numbers = [float(part) for part in _text(path).split()]
        vertices, count = int(numbers[0]), int(numbers[1])
        edges = {}
        for k in range(3, 3 + 3 * count, 3):
            a, b, length = int(numbers[k]) - 1, int(numbers[k + 1]) - 1, numbers[k + 2]
            if min(a, b) < 0 or max(a, b) >= vertices or not length >= 0:
                raise InputError("bench_layout", file=path.name)
            edges[min(a, b), max(a, b)] = length
    except (ValueError, IndexError, OverflowError) as error:
        raise InputError("bench_layout", file=path.name) from error
    return Graph(vertices, edges)


def read_sections(path: Path) -> dict[str, list[list[str]]]:
    """Return the rows of each SECTION_ of a roster file, split at commas, without comments. Raises InputError."""
    sections: dict[str, list[list[str]]] = {}
    rows: list[list[str]] = []
    for line in _stated(_text(path)):
        if line.upper().startswith("SECTION_"):
            rows = sections.setdefault(line.upper(), [])
        else:
            rows.append([part.strip() for part in line.split(",")])
    if not {"SECTION_HORIZON", "SECTION_SHIFTS", "SECTION_STAFF", "SECTION_COVER"} <= set(sections):
        raise InputError("bench_layout", file=path.name)
    return sections


def _stated(text: str) -> Iterator[str]:
    return (
        stripped for line in text.splitlines() if (stripped := line.strip()) and not stripped.startswith("#")
    )


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError("file_too_big", file=path.name, megabytes=MOST_BYTES // 1_000_000)
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise InputError("file_missing", file=path.name) from error
