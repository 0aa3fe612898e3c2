"""Walks that no agreed need asks for: without them the gap, and what is unknown, would be the same everywhere.

Of two teams of which one is enough, one is named: what is told can be left out all together.
"""

from collections.abc import Collection

import numpy as np
import pandas as pd

from karta.coverage.gaps import CRUMB, Coverage
from karta.coverage.grid import BoolArray

RESTING = ["presence_id", "date", "place_id", "org", "start", "end", "adults", "adult_hours"]


def resting(coverage: Coverage, ahead: BoolArray, kinds: Collection[str]) -> pd.DataFrame:
    """Return the walks of some kinds that could rest, those first that free most adult-hours, then by time: RESTING.

    `ahead`: the slots that are still to come. A walk that reaches a place whose need is not decided, or of which
    anything is uncertain, is left out: nobody knows that it is not needed. start and end are UTC, place_id is where it
    counts most.
    """
    on, pieces = coverage.grid, coverage.presence.pieces
    rows = pieces["place_id"].map(on.place_index()).to_numpy(dtype=np.int64)
    spans = pieces.assign(row=rows, first=on.columns(pieces["start"]), stop=on.columns(pieces["end"]))
    teams = []
    for name, team in spans.groupby(["presence_id", "date"], sort=True):
        sure = bool(team["certain"].all()) and set(team["kind"]) <= set(kinds)
        begins, ends = int(team["first"].min()), int(team["stop"].max())
        if sure and begins < ends and ahead[begins:ends].all():
            hours = (team["end"].max() - team["start"].min()).total_seconds() / 3600
            teams.append((-float(team["adults"].max()) * hours, team["start"].min(), name, team))
    left = coverage.presence.adults.copy()
    found = []
    for freed, start, (presence_id, day), team in sorted(teams, key=lambda each: each[:3]):
        cells = list(
            zip(team["row"], team["first"], team["stop"], team["effective"].astype(float), strict=True)
        )
        if not all(
            _is_spare(coverage, left, row, slice(first, stop), adults) for row, first, stop, adults in cells
        ):
            continue
        for row, first, stop, adults in cells:
            left[row, first:stop] -= adults
        most = team.loc[team["effective"].astype(float).idxmax()]
        found.append((
            presence_id, day, most["place_id"], most["org"], start, team["end"].max(), float(most["adults"]), -freed,
        ))  # fmt: skip
    return pd.DataFrame(found, columns=RESTING)


def _is_spare(coverage: Coverage, left: np.ndarray, row: int, hours: slice, adults: float) -> bool:
    """Tell whether a place has what it needs in some hours without so many adults."""
    days = np.unique(coverage.grid.slots.day[hours])
    if not coverage.need.decided[row, days].all():
        return False
    needed = coverage.need.stay[row, hours]
    enough = left[row, hours] - adults >= needed - CRUMB
    return bool(enough.all()) and not bool(coverage.unknown[row, hours].any())
