"""Walking catchments in a city: prints microseconds a source as JSON. 150,000 junctions, 400 m, seeded.

The city is planar and street-like: a crooked grid with streets missing, as dense as what an import of a real inner
city gave (a mean of 2.8 streets at a junction, 38 m between two, some 140 junctions within 400 m). Ours, three peers
and the floor are timed in turns in one process, each turn on the same sources for all: networkx `ego_graph`, which many
would write first; networkx `single_source_dijkstra_path_length` with its cutoff; scipy's `dijkstra(limit=)` for many
sources at once; and the *floor*, a compiled loop that reads the links of each settled node once. All must give the same
numbers, or the benchmark fails.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from karta.batch.foreign_tables import peak_mb
from karta.coverage.streets.bounded import Settled, settle, single_seeds
from karta.coverage.streets.graph import Links, links, nearby_first
from karta.model.compiled import compiled

SEED = 20260918
NODES = 150_000
BLOCK_M = 36.0
KEPT = 0.70
CUTOFF_M = 400.0
TURNS = 15
# A turn of each: slow ones on the first of the turn's sources, so that a turn stays short.
SOURCES = {"ours": 4000, "floor": 4000, "networkx_cutoff": 40, "ego_graph": 8, "scipy_limit": 20}


def main() -> None:
    """Measure and print the figures."""
    linked = city(NODES, SEED)
    memory = {"with_links": round(peak_mb())}
    draw = np.random.default_rng(SEED)
    drawn = [draw.choice(linked.nodes, SOURCES["ours"], replace=False) for _ in range(TURNS)]
    settled = [settle(linked, single_seeds(sources), CUTOFF_M, compiled=True) for sources in drawn]
    memory["with_catchments"] = round(peak_mb())
    read = compiled(read_links)
    graph, matrix = _networkx(linked), _matrix(linked)
    for sources, found in zip(drawn[:2], settled[:2], strict=True):
        _check(linked, graph, matrix, sources[:20], found)
    ways: dict[str, Callable[[Any, Settled], Any]] = {
        "ours": lambda sources, _: settle(linked, single_seeds(sources), CUTOFF_M, compiled=True),
        "floor": lambda _, found: read(linked.first, linked.to, linked.metres, found.node),
        "networkx_cutoff": lambda sources, _: [_cutoff(graph, source) for source in sources.tolist()],
        "ego_graph": lambda sources, _: [_ego(graph, source) for source in sources.tolist()],
        "scipy_limit": lambda sources, _: dijkstra(matrix, indices=sources, limit=CUTOFF_M),
    }
    ways["floor"](drawn[0], settled[0])
    took: dict[str, list[float]] = {name: [] for name in ways}
    for sources, found in zip(drawn, settled, strict=True):
        for name, act in ways.items():
            start = time.perf_counter()
            act(sources[: SOURCES[name]], found)
            took[name].append(1e6 * (time.perf_counter() - start) / SOURCES[name])
    micros = {name: statistics.median(values) for name, values in took.items()}
    ratios = {name: micros[name] / micros["ours"] for name in micros if name not in ("ours", "floor")}
    print(json.dumps({
        "nodes": linked.nodes, "links": len(linked.to), "cutoff_m": CUTOFF_M,
        "settled_a_source": round(len(settled[0].node) / SOURCES["ours"], 1),
        "microseconds_a_source": {
            name: {"median": round(value, 2), "turns": TURNS, "sources_a_turn": SOURCES[name]}
            for name, value in micros.items()
        },
        "times_faster_than": {name: round(value, 1) for name, value in ratios.items()},
        "times_the_floor": round(micros["ours"] / micros["floor"], 2),
        "peak_mb": {**memory, "with_peers": round(peak_mb())},
    }))  # fmt: skip


def city(nodes: int, seed: int) -> Links:
    """Return an invented city: junctions of a crooked grid, numbered as they lie on the map, lengths in metres."""
    draw = np.random.default_rng(seed)
    side = int(np.sqrt(nodes))
    grid = np.arange(side * side).reshape(side, side)
    x, y = (
        BLOCK_M * (axis.ravel() + draw.uniform(-0.3, 0.3, side * side))
        for axis in np.meshgrid(range(side), range(side))
    )
    ends = np.concatenate(
        [
            np.column_stack([grid[:, :-1].ravel(), grid[:, 1:].ravel()]),
            np.column_stack([grid[:-1].ravel(), grid[1:].ravel()]),
        ]
    )
    ends = ends[draw.random(len(ends)) < KEPT]
    u, v = ends.T
    metres = np.hypot(x[u] - x[v], y[u] - y[v]) * draw.uniform(1.0, 1.2, len(ends))
    place = np.empty(side * side, dtype=np.int64)
    place[nearby_first(x, y)] = np.arange(side * side)
    return links(side * side, place[u], place[v], metres)


def read_links(first: Any, to: Any, metres: Any, settled: Any) -> Any:
    """Read the links of each settled node once: what no search can do without."""
    total = 0.0
    for n in range(settled.shape[0]):
        node = settled[n]
        for link in range(first[node], first[node + 1]):
            total += metres[link] + to[link]
    return total


def _networkx(linked: Links) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from(range(linked.nodes))
    start = np.repeat(np.arange(linked.nodes), np.diff(linked.first))
    graph.add_weighted_edges_from(
        zip(start.tolist(), linked.to.tolist(), linked.metres.tolist(), strict=True), weight="length"
    )
    return graph


def _matrix(linked: Links) -> csr_array:
    return csr_array((linked.metres, linked.to, linked.first), shape=(linked.nodes, linked.nodes))


def _cutoff(graph: nx.Graph, source: int) -> dict[int, float]:
    return nx.single_source_dijkstra_path_length(graph, source, cutoff=CUTOFF_M, weight="length")


def _ego(graph: nx.Graph, source: int) -> nx.Graph:
    return nx.ego_graph(graph, source, radius=CUTOFF_M, distance="length")


def _check(
    linked: Links, graph: nx.Graph, matrix: csr_array, sources: npt.NDArray[Any], found: Settled
) -> None:
    """Stop when a peer has other numbers."""
    for n, source in enumerate(sources.tolist()):
        rows = found.start == n
        ours = dict(zip(found.node[rows].tolist(), found.metres[rows].tolist(), strict=True))
        far = dijkstra(matrix, indices=source, limit=CUTOFF_M)
        theirs = {int(node): float(far[node]) for node in np.flatnonzero(np.isfinite(far))}
        if ours != _cutoff(graph, source) or set(ours) != set(_ego(graph, source)) or ours != theirs:
            sys.exit(f"the peers disagree at {source} of {linked.nodes}")


if __name__ == "__main__":
    main()
