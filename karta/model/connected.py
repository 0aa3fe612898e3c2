"""Which nodes of a network hang together, and how much of it hangs together with each edge."""

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
Metres = npt.NDArray[np.float64]


def parts(nodes: int, u: npt.ArrayLike, v: npt.ArrayLike) -> Whole:
    """Return for each node the least node that undirected edges lead to from it: equal in a part, else different."""
    tail, head = np.asarray(u, dtype=np.int64), np.asarray(v, dtype=np.int64)
    part = np.arange(nodes)
    while len(tail):
        ends = part[tail], part[head]
        apart = ends[0] != ends[1]
        if not apart.any():
            break
        # What lies in two parts joins them: the higher of both names is called by the lower, all the way down.
        np.minimum.at(part, np.maximum(*ends)[apart], np.minimum(*ends)[apart])
        while (part[part] != part).any():
            part = part[part]
    return part


def lengths_of_parts(
    nodes: int, u: npt.ArrayLike, v: npt.ArrayLike, metres: npt.ArrayLike
) -> tuple[Whole, Metres]:
    """Return the part of each edge, and the metres of all edges that hang together with it, itself among them."""
    part = parts(nodes, u, v)[np.asarray(u, dtype=np.int64)]
    metres_of = np.bincount(part, weights=np.asarray(metres, dtype=np.float64), minlength=nodes)
    return part, metres_of.astype(np.float64)[part]
