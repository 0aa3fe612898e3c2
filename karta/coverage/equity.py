"""How evenly the known gap falls on areas, for the young who live there (METHOD 3.6). No ranking of areas.

It is always computed; from how many areas it may be shown, `karta.model.small_counts` says.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True, slots=True)
class Equity:
    """Youth-weighted Gini coefficient and mean of the gap per 1,000 residents aged 10-19."""

    gini: float
    mean_gap_per_1000: float


def equity(areas: pd.DataFrame) -> Equity:
    """Return the equity of EQUITY rows; NaN where no youth lives or nothing is missing."""
    youths = areas["youths_10_19"].to_numpy(dtype=float)
    lived = youths > 0
    x = 1000 * areas["gap_adult_hours"].to_numpy(dtype=float)[lived] / youths[lived]
    w = youths[lived] / youths[lived].sum() if lived.any() else youths[lived]
    mean = float((w * x).sum()) if lived.any() else float("nan")
    if not mean > 0:
        return Equity(gini=float("nan"), mean_gap_per_1000=mean)
    spread = float((w[:, None] * w[None, :] * np.abs(x[:, None] - x[None, :])).sum())
    return Equity(gini=spread / (2 * mean), mean_gap_per_1000=mean)
