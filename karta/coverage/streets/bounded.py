"""The bounded search: everything that can be walked to within a limit, from many starts, one after the other.

A label-correcting search with a queue: within a few hundred metres it settles a start faster than a heap does, and its
distances are the same to the last bit. One function, compiled where there is much to do and run as it stands where
there is little (loading the compiler takes longer than that); tests compare the two. Serial on purpose: native threads
stall on busy machines.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from karta.coverage.streets.graph import Links, Metres, Small, Whole

# Fewer starts than this are not worth loading the compiler for. Measured: 0.6 s to load, 0.1-0.3 ms a start without.
WORTH_COMPILING = 300


class Seeds(NamedTuple):
    """Where each start enters the graph, and the metres walked by then: from `first[i]` to before `first[i + 1]`."""

    first: Whole
    node: Small
    metres: Metres


class Settled(NamedTuple):
    """The nodes that starts settled: in each row the start, a node and the metres to it, the rows of a start together.

    The starts come in the order of where they are, not of their numbers.
    """

    start: Whole
    node: Small
    metres: Metres


def settle(
    links: Links, seeds: Seeds, limit_m: float, wanted: Any = None, *, compiled: bool | None = None
) -> Settled:
    """Return the nodes within `limit_m` (included) of each start, with their distances.

    Starts near each other are searched one after the other: the second finds what it reads in the processor's cache
    (measured: three times faster than in random order). `wanted`: a mask of the
    nodes to tell of; all where it is left out. `compiled` forces one of the two ways.
    """
    mask = np.empty(0, dtype=np.uint8) if wanted is None else np.asarray(wanted, dtype=np.uint8)
    use = len(seeds.first) > WORTH_COMPILING if compiled is None else compiled
    run = _compiled() if use else search
    has_seed = np.flatnonzero(np.diff(seeds.first))
    order = has_seed[np.argsort(seeds.node[seeds.first[has_seed]], kind="stable")]
    many, node, metres = run(
        links.first,
        links.to,
        links.metres,
        seeds.first,
        seeds.node,
        seeds.metres,
        order,
        float(limit_m),
        mask,
    )
    return Settled(np.repeat(order, many), node, metres)


def single_seeds(nodes: Any) -> Seeds:
    """Return the seeds of starts that are nodes of the graph themselves."""
    at = np.asarray(nodes, dtype=np.int32)
    return Seeds(np.arange(len(at) + 1, dtype=np.int64), at, np.zeros(len(at)))


def search(
    first: Any,
    to: Any,
    metres: Any,
    seed_first: Any,
    seed_node: Any,
    seed_m: Any,
    order: Any,
    limit: float,
    wanted: Any,
) -> tuple[Any, Any, Any]:
    """Return how many nodes each start of `order` settled, and the nodes and metres of all, one after the other.

    Only what a compiler understands may stand here.
    """
    nodes = first.shape[0] - 1
    size = 1
    while size < nodes + 1:
        size *= 2
    best = np.full(nodes, np.inf)
    waits = np.zeros(nodes, dtype=np.uint8)
    queue = np.empty(size, dtype=np.int32)
    touched = np.empty(nodes, dtype=np.int32)
    many = np.zeros(order.shape[0], dtype=np.int64)
    out_node = np.empty(1024, dtype=np.int32)
    out_m = np.empty(1024, dtype=np.float64)
    filled = 0
    for turn in range(order.shape[0]):
        start = order[turn]
        seen = head = tail = 0
        for n in range(seed_first[start], seed_first[start + 1]):
            node = seed_node[n]
            if seed_m[n] <= limit and seed_m[n] < best[node]:
                if best[node] == np.inf:
                    touched[seen] = node
                    seen += 1
                best[node] = seed_m[n]
                if waits[node] == 0:
                    waits[node] = 1
                    queue[tail & (size - 1)] = node
                    tail += 1
        while head != tail:
            node = queue[head & (size - 1)]
            head += 1
            waits[node] = 0
            walked = best[node]
            for link in range(first[node], first[node + 1]):
                far = walked + metres[link]
                if far <= limit:
                    end = to[link]
                    before = best[end]
                    if far < before:
                        if before == np.inf:
                            touched[seen] = end
                            seen += 1
                        best[end] = far
                        if waits[end] == 0:
                            waits[end] = 1
                            queue[tail & (size - 1)] = end
                            tail += 1
        if filled + seen > out_node.shape[0]:
            room = 2 * (filled + seen)
            more_node, more_m = np.empty(room, dtype=np.int32), np.empty(room, dtype=np.float64)
            more_node[:filled] = out_node[:filled]
            more_m[:filled] = out_m[:filled]
            out_node, out_m = more_node, more_m
        filled_before = filled
        for n in range(seen):
            node = touched[n]
            if wanted.shape[0] == 0 or wanted[node] != 0:
                out_node[filled] = node
                out_m[filled] = best[node]
                filled += 1
            best[node] = np.inf
        many[turn] = filled - filled_before
    return many, out_node[:filled].copy(), out_m[:filled].copy()


@cache
def _compiled() -> Callable[..., tuple[Any, Any, Any]]:
    from karta.model.compiled import compiled  # the compiler: half a second

    return compiled(search)
