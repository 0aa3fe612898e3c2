"""Places without known opening hours, though a rule asks for adults only while they are open.

METHOD 3.1: their need is not decided, so nothing here enters need, gap or unknown. What the rules would ask for if the
place were open is shown beside them: drawn as unknown, and counted as unknown in the span that coverage lies in.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from karta.coverage.gaps import CRUMB, Coverage, State
from karta.coverage.grid import BoolArray, FloatArray
from karta.coverage.hours import Hours, by_hour, first_slots
from karta.coverage.need import need
from karta.coverage.windows import Windows


@dataclass(frozen=True)
class UnknownOpening:
    """Places x slots: `need`, adults that a decided rule asks for if the place is open; `short` of known presence.

    `visits`: slots in which a visit is asked for, which is never added to adult-hours.
    """

    need: FloatArray
    short: FloatArray
    visits: BoolArray

    @property
    def marked(self) -> BoolArray:
        """Slots that would ask for anything beyond those who are known to be there."""
        return np.asarray((self.short > CRUMB) | self.visits)


def unknown_opening(coverage: Coverage, laid: Windows | None = None) -> UnknownOpening:
    """Return what decided rules within access hours ask for at places without any; nothing anywhere else.

    `laid` holds the windows of the days, where they have been laid out before.
    """
    tables, on = coverage.tables, coverage.grid
    rules = tables.needs
    waiting = (
        rules["within_access"].astype(bool)
        & rules["state"].eq("decided")
        & ~rules["place_id"].isin(tables.access["place_id"])
    )
    if not waiting.any():
        return UnknownOpening(on.zeros(), on.zeros(), on.nowhere())
    supposed = need(tables.with_(needs=rules[waiting].assign(within_access=False)), on, laid=laid)
    short = np.maximum(0.0, supposed.stay - coverage.presence.adults)
    return UnknownOpening(supposed.stay, short, (supposed.visit > 0) & (supposed.stay <= 0))


def span_sums(coverage: Coverage, opening: UnknownOpening) -> FloatArray:
    """Return need, covered, unknown, and what is short in hours of unknown opening, each summed over all slots.

    The sums of places that are computed apart may be added.
    """
    amounts = (coverage.need.stay, coverage.covered, coverage.unknown, opening.short)
    return np.array([amount.sum() for amount in amounts], dtype=float)


def span(sums: FloatArray) -> tuple[float, float]:
    """Return between which shares of the need coverage lies: all that is unknown uncovered, or all of it covered.

    C / N to (C + U) / N of `span_sums`, the hours of unknown opening counted into N and U; NaN where nothing is asked
    for.
    """
    needed, covered, unknown, closed = (float(amount) for amount in sums)
    total = needed + closed
    if total <= CRUMB:
        return float("nan"), float("nan")
    return covered / total, (covered + unknown + closed) / total


def laid(shown: Hours, coverage: Coverage, opening: UnknownOpening) -> tuple[Hours, npt.NDArray[np.bool_]]:
    """Return the hours with those of unknown opening as unknown, and which (places x hours) they are."""
    first = first_slots(coverage.grid)
    marked = by_hour(np.logical_or, opening.marked, first)
    marked &= np.isin(shown.state, (State.NOT_DECIDED, State.SUGGESTED))
    if not marked.any():
        return shown, marked
    most = [by_hour(np.maximum, table, first) for table in (opening.need, opening.short)]
    return replace(
        shown,
        state=np.where(marked, np.uint8(State.UNKNOWN), shown.state).astype(np.uint8),
        need=np.where(marked, most[0], shown.need),
        unknown=np.where(marked, most[1], shown.unknown),
    ), marked
