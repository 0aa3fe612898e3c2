"""What hangs together in a network: the same as a slow walker says, whatever the order of its edges."""

from random import Random

import networkx as nx
import numpy as np
import pytest

from karta.model.connected import lengths_of_parts, parts


@pytest.mark.parametrize("seed", range(20))
def test_parts_are_those_of_a_slow_walker(seed: int) -> None:
    """Nodes have one name exactly where a walk leads from one to the other."""
    random = Random(seed)
    nodes = random.randint(1, 40)
    edges = [(random.randrange(nodes), random.randrange(nodes)) for _ in range(random.randint(0, 45))]
    graph = nx.Graph(edges)
    graph.add_nodes_from(range(nodes))
    part = parts(nodes, [u for u, _ in edges], [v for _, v in edges])
    expected = {frozenset(nodes_of_part) for nodes_of_part in nx.connected_components(graph)}
    assert {frozenset(np.flatnonzero(part == name).tolist()) for name in part} == expected


def test_each_edge_knows_the_metres_of_its_part() -> None:
    """Two edges that meet have 30 m together, one alone has its 5, a ring counts once."""
    _, metres = lengths_of_parts(6, [0, 1, 4, 5], [1, 2, 3, 5], [10, 20, 5, 7])
    assert metres.tolist() == [30, 30, 5, 7]
