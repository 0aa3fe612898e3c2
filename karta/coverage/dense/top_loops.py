"""The largest gaps of each municipality, compiled: a look at each place's maximum, further only where it counts."""

from karta.coverage.dense.layout import Float
from karta.coverage.grid import IntArray
from karta.model.compiled import compiled


@compiled
def fill_tops(
    start: IntArray, member: IntArray, amount: Float, row_max: Float,
    place: IntArray, slot: IntArray, gap: Float,
) -> None:  # fmt: skip
    """Fill place, slot and gap (groups x count), largest first; members come in the order in which ties are broken."""
    count = gap.shape[1]
    for group in range(len(start) - 1):
        for k in range(start[group], start[group + 1]):
            here = member[k]
            if row_max[here] <= gap[group, count - 1]:
                continue
            for h in range(amount.shape[1]):
                value = amount[here, h]
                if value <= gap[group, count - 1]:
                    continue
                at = count - 1
                while at > 0 and gap[group, at - 1] < value:
                    place[group, at] = place[group, at - 1]
                    slot[group, at] = slot[group, at - 1]
                    gap[group, at] = gap[group, at - 1]
                    at -= 1
                place[group, at], slot[group, at], gap[group, at] = here, h, value
