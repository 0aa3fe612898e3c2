"""A linear programme with whole numbers, put together block by block and solved by HiGHS through scipy.

scipy is imported when something is solved: it takes a third of a second that no other page should pay.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Answer:
    """Values of the columns, None where none were reached in time; what they gain; what none can gain more than."""

    values: Reals | None
    gain: float
    bound: float


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Values of the columns, what they gain (more than any whole ones can), what a unit of each row's limit is worth,
    and what a unit of each column gains beyond what it uses of the rows.
    """

    values: Reals
    gain: float
    prices: Reals
    beyond: Reals


class Programme:
    """Columns with a gain for each unit, rows that hold sums of them between two limits; the gain is made largest."""

    def __init__(self) -> None:
        self._gain: list[Reals] = []
        self._upper: list[Reals] = []
        self._whole: list[npt.NDArray[np.int64]] = []
        self._row: list[Numbers] = []
        self._column: list[Numbers] = []
        self._factor: list[Reals] = []
        self._low: list[Reals] = []
        self._high: list[Reals] = []
        self.columns_made = 0
        self._rows_made = 0

    def columns(self, gain: Any, upper: Any = 1.0, *, whole: bool = True) -> Numbers:
        """Add columns from 0 to `upper` and return their numbers."""
        gains = np.atleast_1d(np.asarray(gain, dtype=float))
        count = len(gains)
        self._gain.append(gains)
        self._upper.append(np.broadcast_to(np.asarray(upper, dtype=float), count))
        self._whole.append(np.full(count, int(whole)))
        self.columns_made += count
        return np.arange(self.columns_made - count, self.columns_made)

    def rows(self, row: Any, column: Any, factor: Any, low: Any, high: Any, count: int) -> None:
        """Add `count` rows: the entry k puts `factor[k]` at `column[k]` into the row `row[k]`, counted from 0."""
        columns = np.asarray(column, dtype=np.int64)
        self._row.append(np.asarray(row, dtype=np.int64) + self._rows_made)
        self._column.append(columns)
        self._factor.append(np.broadcast_to(np.asarray(factor, dtype=float), len(columns)))
        self._low.append(np.broadcast_to(np.asarray(low, dtype=float), count))
        self._high.append(np.broadcast_to(np.asarray(high, dtype=float), count))
        self._rows_made += count

    def row(
        self,
        columns: Sequence[int] | Numbers,
        factors: Any = 1.0,
        *,
        low: float = -np.inf,
        high: float = np.inf,
    ) -> None:
        """Add one row."""
        self.rows(np.zeros(len(columns)), columns, factors, low, high, 1)

    def solved(self, seconds: float, gap: float = 0.0) -> Answer:
        """Return the best values reached within about `seconds`, or as soon as they are within `gap` of the bound."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        if not self.columns_made:
            return Answer(np.zeros(0), 0.0, 0.0)
        gain, whole = np.concatenate(self._gain), np.concatenate(self._whole)
        low, high = self._limits()
        result = milp(
            -gain,
            integrality=whole,
            bounds=Bounds(0.0, np.concatenate(self._upper)),
            constraints=[LinearConstraint(self._matrix(), low, high)] if self._rows_made else [],
            options={"time_limit": max(seconds, 0.01), "mip_rel_gap": gap, "presolve": True},
        )
        dual = result.get("mip_dual_bound")
        bound = -float(dual) if dual is not None and np.isfinite(dual) else np.inf
        if result.x is None:
            return Answer(None, -np.inf, bound)
        values = np.where(whole > 0, np.round(result.x), result.x).astype(float)
        reached = float(gain @ values)
        if not whole.any() and result.status == 0:
            bound = reached
        return Answer(values, reached, max(bound, reached))

    def relaxed(self, seconds: float) -> Relaxation | None:
        """Return the best values when every column may take fractions; None where that took longer than `seconds`."""
        from scipy.optimize import linprog
        from scipy.sparse import vstack

        gain, upper = np.concatenate(self._gain), np.concatenate(self._upper)
        matrix, (low, high) = self._matrix(), self._limits()
        capped, floored = np.isfinite(high), np.isfinite(low)
        result = linprog(
            -gain,
            A_ub=vstack([matrix[capped], -matrix[floored]]) if self._rows_made else None,
            b_ub=np.concatenate((high[capped], -low[floored])) if self._rows_made else None,
            bounds=np.column_stack((np.zeros(len(upper)), upper)),
            options={"time_limit": max(seconds, 0.01)},
        )
        if result.status != 0:
            return None
        prices = np.zeros(self._rows_made)
        if self._rows_made:
            marginals = -result.ineqlin.marginals
            prices[capped] += marginals[: capped.sum()]
            prices[floored] -= marginals[capped.sum() :]
        return Relaxation(np.asarray(result.x), -float(result.fun), prices, gain - matrix.T @ prices)

    def _matrix(self) -> Any:
        from scipy.sparse import coo_array

        shape = (self._rows_made, self.columns_made)
        if not self._row:
            return coo_array(shape).tocsr()
        entries = (np.concatenate(self._row), np.concatenate(self._column))
        return coo_array((np.concatenate(self._factor), entries), shape=shape).tocsr()

    def _limits(self) -> tuple[Reals, Reals]:
        none = np.zeros(0)
        return np.concatenate([none, *self._low]), np.concatenate([none, *self._high])
