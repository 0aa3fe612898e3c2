"""Which shifts to choose, as numbers: cells where adult-hours are missing, and candidates that would give some.

A cell is a place in a slot of time, or anything else that is to be covered; a candidate is a shift, or anything else
that covers. What candidates exist and what they may not do is decided where the problem is made (`shift_candidates`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Budget:
    """How much may be used in all; None sets no limit."""

    groups: int | None = None
    adult_hours: float | None = None
    kronor: float | None = None


@dataclass(frozen=True, slots=True)
class ShiftProblem:
    """Cells, candidates, and what they cover.

    `missing` (adult-hours) and `weight` have a value for each cell. The candidate c gives `gives[k]` adult-hours to the
    cell `cell[k]` for each k from `first[c]` to `first[c + 1]`. Of the candidates with the same `party` (a place and
    night) at most one is chosen; `night` and `area` count against `most_by_night` and towards `least_by_area`.
    `fixed` candidates are chosen, whatever it costs. Of each set in `musts` at least one is wanted before all else.
    """

    missing: Reals
    weight: Reals
    first: Numbers
    cell: Numbers
    gives: Reals
    party: Numbers
    night: Numbers
    area: Numbers
    adult_hours: Reals
    kronor: Reals
    budget: Budget
    fixed: tuple[int, ...] = ()
    musts: tuple[tuple[int, ...], ...] = ()
    most_by_night: Mapping[int, int] = field(default_factory=dict)
    least_by_area: Mapping[int, int] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Return how many candidates there are."""
        return len(self.party)

    def only(self, wanted: Numbers) -> "ShiftProblem":
        """Return the problem with these candidates alone, in this order."""
        counts = self.first[wanted + 1] - self.first[wanted]
        starts = np.concatenate(([0], np.cumsum(counts)))
        entry = np.repeat(self.first[wanted] - starts[:-1], counts) + np.arange(starts[-1])
        number = dict(zip(wanted.tolist(), range(len(wanted)), strict=True))
        return replace(
            self,
            first=starts,
            cell=self.cell[entry],
            gives=self.gives[entry],
            party=self.party[wanted],
            night=self.night[wanted],
            area=self.area[wanted],
            adult_hours=self.adult_hours[wanted],
            kronor=self.kronor[wanted],
            fixed=tuple(number[c] for c in self.fixed),
            musts=tuple(tuple(number[c] for c in must if c in number) for must in self.musts),
        )

    def covered(self, chosen: npt.ArrayLike) -> float:
        """Return the weighted adult-hours that a choice covers; what is more than a cell misses counts nothing."""
        total = np.zeros(len(self.missing))
        for c in np.asarray(chosen, dtype=np.int64):
            part = slice(self.first[c], self.first[c + 1])
            np.add.at(total, self.cell[part], self.gives[part])
        return float(self.weight @ np.minimum(total, self.missing))
