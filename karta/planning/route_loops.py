"""The longest loop of the room, as machine code: the worthiest walk that forgets where it was a while ago.

A walk may come to a spot again once it has been far enough away to forget it: each node remembers only the spots near
it (ng-routes of Baldacci, Mingozzi and Roberti). That allows more walks than there are, so the best of them is worth at
least as much as the best real one.
"""

import numpy as np
import numpy.typing as npt

from karta.model.compiled import compiled

NOTHING = -1e18


@compiled
def forgetful_walks(
    legs: npt.NDArray[np.int64],
    worth: npt.NDArray[np.float64],
    opens: npt.NDArray[np.int64],
    closes: npt.NDArray[np.int64],
    remembers: npt.NDArray[np.int64],
    bit: npt.NDArray[np.int64],
    value: npt.NDArray[np.float64],
    source: npt.NDArray[np.int64],
) -> None:
    """Fill `value[t, node, memory]` with the most that a walk is worth that starts a stay at the node by the tick t.

    `legs` hold the stay at their start. `remembers[i, j, memory]` is the memory at j after coming from i with a memory
    there, -1 where j is remembered. `bit[j]` is the memory of j of itself alone. `source` is where a value came from.
    """
    ticks, nodes, memories = value.shape
    value[:] = NOTHING
    source[:] = -1
    for j in range(1, nodes):
        at = max(opens[0] + legs[0, j], opens[j])
        if at <= closes[j] and at + legs[j, 0] <= closes[0] and at < ticks:
            value[at, j, bit[j]] = worth[j]
    for t in range(ticks):
        for i in range(1, nodes):
            for memory in range(memories):
                here = value[t, i, memory]
                if here == NOTHING:
                    continue
                place = (t * nodes + i) * memories + memory
                if t + 1 < ticks and t + 1 <= closes[i] and value[t + 1, i, memory] < here:
                    value[t + 1, i, memory] = here
                    source[t + 1, i, memory] = place
                if t > 0 and value[t - 1, i, memory] >= here:
                    continue
                beaten = False
                b = 1
                while b < memories and not beaten:
                    if memory & b and b != bit[i] and value[t, i, memory ^ b] >= here:
                        beaten = True
                    b <<= 1
                if beaten:
                    continue
                for j in range(1, nodes):
                    after = remembers[i, j, memory]
                    if j == i or after < 0:
                        continue
                    at = max(t + legs[i, j], opens[j])
                    if at > closes[j] or at + legs[j, 0] > closes[0] or at >= ticks:
                        continue
                    there = here + worth[j]
                    if there > value[at, j, after]:
                        value[at, j, after] = there
                        source[at, j, after] = place
