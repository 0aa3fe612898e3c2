"""Before and after a measure, with comparison places: a difference in differences, and how sure it is (METHOD 3.8).

Outcomes come from outside Karta: shares of those who were asked. What is computed says whether the change differs from
that of the comparison places by more than chance; never what caused it.
"""

from dataclasses import dataclass
from math import sqrt

from karta.errors import InputError

# Two-sided 95 % of the normal distribution.
Z_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Asked:
    """How many were asked, and the share of them that answered in the one way. Raises InputError for other numbers."""

    number: int
    share: float

    def __post_init__(self) -> None:
        """Check that somebody was asked and that the share is one."""
        if self.number < 1 or not 0 <= self.share <= 1:
            raise InputError("asked_outside", number=self.number, share=self.share)

    @property
    def variance(self) -> float:
        """The variance of the share."""
        return self.share * (1 - self.share) / self.number


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more a share changed than that of the comparison places, with the 95 % interval; in shares."""

    estimate: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether chance alone would seldom give it: the interval does not hold zero."""
        return self.low > 0 or self.high < 0


def difference(before: Asked, after: Asked, other_before: Asked, other_after: Asked) -> Difference:
    """Return (after - before) - (other_after - other_before): independent samples, normal approximation."""
    estimate = (after.share - before.share) - (other_after.share - other_before.share)
    apart = Z_95 * sqrt(sum(each.variance for each in (before, after, other_before, other_after)))
    return Difference(estimate, estimate - apart, estimate + apart)
