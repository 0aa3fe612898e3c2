"""Places of which nobody has said when they are open, though a rule asks for adults only while they are.

METHOD 3.1: their need is not decided, so nothing here enters need, gap or unknown. What the rules would ask for if the
place were open is told beside them: drawn as unknown, and counted as unknown in the span that coverage lies in.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from karta.coverage.gaps import CRUMB, Coverage, State
from karta.coverage.grid import BoolArray, FloatArray
from karta.coverage.hours import Hours, first_slots
from karta.coverage.need import need


@dataclass(frozen=True)
class Unopened:
    """Places x slots: `asked`, adults that a decided rule asks for if the place is open; `short` of known presence.

    `visits`: slots in which a visit is asked for, which is never added to adult-hours.
    """

    asked: FloatArray
    short: FloatArray
    visits: BoolArray

    @property
    def marked(self) -> BoolArray:
        """Slots that would ask for anything beyond those who are known to be there."""
        return np.asarray((self.short > CRUMB) | self.visits)


def unopened(coverage: Coverage) -> Unopened:
    """Return what decided rules within access hours ask for at places without any; nothing anywhere else."""
    tables, on = coverage.tables, coverage.grid
    rules = tables.needs
    waiting = (
        rules["within_access"].astype(bool)
        & rules["state"].eq("decided")
        & ~rules["place_id"].isin(tables.access["place_id"])
    )
    if not waiting.any():
        return Unopened(on.zeros(), on.zeros(), on.nowhere())
    supposed = need(tables.with_(needs=rules[waiting].assign(within_access=False)), on)
    short = np.maximum(0.0, supposed.stay - coverage.presence.adults)
    return Unopened(supposed.stay, short, (supposed.visit > 0) & (supposed.stay <= 0))


def span(coverage: Coverage, found: Unopened) -> tuple[float, float]:
    """Return between which shares of the need coverage lies: all that is unknown uncovered, or all of it covered.

    C / N to (C + U) / N, the hours of unknown opening counted into N and U; NaN where nothing is asked for.
    """
    closed = float(found.short.sum())
    asked = float(coverage.need.stay.sum()) + closed
    if asked <= CRUMB:
        return float("nan"), float("nan")
    covered = float(coverage.covered.sum())
    return covered / asked, (covered + float(coverage.unknown.sum()) + closed) / asked


def laid(shown: Hours, coverage: Coverage, found: Unopened) -> tuple[Hours, npt.NDArray[np.bool_]]:
    """Return the hours with those of unknown opening as unknown, and which (places x hours) they are."""
    first = first_slots(coverage.grid)
    marked = np.logical_or.reduceat(found.marked, first, axis=1) if len(first) else found.marked[:, :0]
    marked &= np.isin(shown.state, (State.NOT_DECIDED, State.SUGGESTED))
    if not marked.any():
        return shown, marked
    most = [np.maximum.reduceat(table, first, axis=1) for table in (found.asked, found.short)]
    return replace(
        shown,
        state=np.where(marked, np.uint8(State.UNKNOWN), shown.state).astype(np.uint8),
        need=np.where(marked, most[0], shown.need),
        unknown=np.where(marked, most[1], shown.unknown),
    ), marked
