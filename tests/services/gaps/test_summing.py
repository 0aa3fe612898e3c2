"""Figures that are shown add up to the figure that stands below them, to the hundredth."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from karta.services.gaps.rounding import summing

AMOUNTS = st.lists(st.floats(-50, 50), min_size=1, max_size=40)


def test_three_thirds_are_one() -> None:
    """A third thrice is 0.34, 0.33 and 0.33; what is nothing stays nothing, and a half hundredth below it too."""
    assert summing([1 / 3, 0.0, 1 / 3, 1 / 3], 1.0).tolist() == [0.34, 0.0, 0.33, 0.33]
    assert summing([-1 / 3, -2 / 3], -1.0).tolist() == [-0.33, -0.67]
    assert summing([], 0.0).tolist() == []


@given(AMOUNTS)
def test_they_come_to_the_total_and_lie_within_a_hundredth(amounts: list[float]) -> None:
    """Whatever the amounts, their sum is the total's hundredths, and each is less than a hundredth off."""
    total = float(np.sum(amounts))
    shown = summing(amounts, total)
    assert round(float(shown.sum()), 2) == round(total, 2)
    assert np.abs(shown - np.array(amounts)).max() <= 0.0100001
