"""What every solver of this room hands back: a proposal with its worth, how good it can get at most, and what is left.

Nothing here knows where gaps, people or streets come from: they are handed in as arrays and small objects. No store, no
engine and no service is imported, so that published problems of research can be put to the same code.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

Chosen = TypeVar("Chosen")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is not in a plan: a code that the catalogue has words for, and how many it holds for."""

    code: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would help, found true by solving again with it.

    `person` is the number of the one whom it is about, None where anybody new would do. `gain` is by how much the
    plan's value grows at least.
    """

    code: str
    gain: float
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Unfilled:
    """What a plan leaves undone: `what` is a number that the problem names, `amount` how much (adult-hours, adults)."""

    what: tuple[int, ...]
    reasons: tuple[Reason, ...]
    amount: float = 0.0
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan(Generic[Chosen]):
    """A proposal: what is chosen, what is not and why, its value, and a bound that no plan can pass.

    `bound` is None where nothing better than "unknown" can be said. `seconds` is what it took, `seed` what it was made
    with: the same problem and seed give the same greedy plan; what a limit of time cuts off can differ.
    """

    chosen: tuple[Chosen, ...]
    unfilled: tuple[Unfilled, ...]
    value: float
    bound: float | None
    seconds: float
    seed: int

    @property
    def share(self) -> float | None:
        """Return the share of the bound that is surely reached, 1 for a plan that is proven best."""
        if self.bound is None:
            return None
        return min(self.value / self.bound, 1.0) if self.bound > 0 else 1.0
