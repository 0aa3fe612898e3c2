"""Before and after a measure, beside comparison places: from shares measured outside Karta, and nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass

from karta.coverage.before_after import Asked, difference
from karta.errors import InputError
from karta.privacy import WORKSPACE, Viewer, require

# The place of the measure and its comparison, before and after: in the order in which they are typed.
GROUPS = ("before", "after", "other_before", "other_after")


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many points of per cent more the place changed, with the 95 % interval, and whether that is clear of chance.

    `groups` are how many were asked and the share in per cent, in the order of GROUPS.
    """

    points: float
    low: float
    high: float
    is_clear: bool
    groups: tuple[tuple[int, float], ...]


def compare(viewer: Viewer, typed: Sequence[tuple[int | None, float | None]]) -> Comparison:
    """Return the difference in differences of four groups, each how many were asked and the share in per cent.

    Raises InputError `comparison_incomplete` where a number is missing, `asked_outside` where one cannot be.
    """
    require(viewer, "see_follow_up", WORKSPACE)
    groups = tuple((number, share) for number, share in typed if number is not None and share is not None)
    if len(groups) != len(GROUPS):
        raise InputError("comparison_incomplete")
    change = difference(*(Asked(number, share / 100) for number, share in groups))
    return Comparison(100 * change.estimate, 100 * change.low, 100 * change.high, change.is_clear, groups)
