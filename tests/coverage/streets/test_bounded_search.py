"""The bounded search: compiled and plain give the same bits, and the numbers are those of networkx."""

import networkx as nx
import numpy as np
import pytest

from karta.coverage.streets.bounded import Seeds, settle, single_seeds
from karta.coverage.streets.graph import Links, links


def network(seed: int, nodes: int = 300, edges: int = 600) -> tuple[Links, nx.MultiGraph]:
    """Return a random network with parallel edges, rings and nodes that hang on nothing, for both programs."""
    draw = np.random.default_rng(seed)
    u, v = draw.integers(0, nodes, edges), draw.integers(0, nodes, edges)
    metres = draw.uniform(1, 90, edges)
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(nodes))
    graph.add_weighted_edges_from(zip(u.tolist(), v.tolist(), metres.tolist(), strict=True))
    return links(nodes, u, v, metres), graph


@pytest.mark.parametrize("compiled", [True, False])
@pytest.mark.parametrize("limit_m", [0.0, 60.0, 150.0])
def test_catchments_are_those_of_networkx(limit_m: float, *, compiled: bool) -> None:
    """Every node within the limit, itself at 0, and no other; distances to the last bit."""
    linked, graph = network(1)
    found = settle(linked, single_seeds(np.arange(0, 300, 7)), limit_m, compiled=compiled)
    for n, source in enumerate(range(0, 300, 7)):
        rows = found.start == n
        got = dict(zip(found.node[rows].tolist(), found.metres[rows].tolist(), strict=True))
        assert got == nx.single_source_dijkstra_path_length(graph, source, cutoff=limit_m)


@pytest.mark.parametrize("seed", range(3))
def test_compiled_and_plain_agree_to_the_last_bit(seed: int) -> None:
    """Also from several seeds a start, with a mask of what is wanted, and in the same order."""
    linked, _ = network(seed)
    draw = np.random.default_rng(seed)
    seeds = Seeds(np.arange(0, 61, 3), draw.integers(0, 300, 60).astype(np.int32), draw.uniform(0, 40, 60))
    wanted = draw.random(300) < 0.5
    plain, fast = (settle(linked, seeds, 120.0, wanted, compiled=way) for way in (False, True))
    for one, other in zip(plain, fast, strict=True):
        np.testing.assert_array_equal(one, other)
    assert wanted[fast.node].all()
    assert len(fast.node) > 100


def test_the_lists_grow_as_needed() -> None:
    """More is found than there was room for at first: a ring of 3,000 nodes, all of it from each of two starts."""
    ring = np.arange(3000)
    linked = links(3000, ring, (ring + 1) % 3000, np.ones(3000))
    found = settle(linked, single_seeds([0, 1500]), 1500.0, compiled=True)
    assert np.bincount(found.start).tolist() == [3000, 3000]
    assert found.metres.max() == 1500.0


def test_an_empty_question_has_an_empty_answer() -> None:
    """No starts settle nothing; a network without edges settles the start alone."""
    linked = links(2, [], [], [])
    assert settle(linked, single_seeds([]), 100.0).node.tolist() == []
    assert settle(linked, single_seeds([1]), 100.0).node.tolist() == [1]
