"""Here no shift is needed: days to come on which nothing is missing, and walks that no decided need asks for."""

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from karta.coverage.grid import Grid
from karta.coverage.resting import resting
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.planning import walk_gaps
from karta.services.planning.walk_gaps import Reals
from karta.services.workspace import Workspace

# Walks of volunteers: the hours of those who are paid to be there are not freed by leaving one out.
KINDS = frozenset({"night_walker"})


@dataclass(frozen=True, slots=True)
class Rest:
    """A walk that could rest: where, whose (blank where the viewer may not know), when (local, aware), and the
    adult-hours that this frees.
    """

    place_id: str
    place: str
    organisation: str
    start: datetime
    end: datetime
    adults: int
    frees: float


@dataclass(frozen=True, slots=True)
class Quiet:
    """Service days on which no walk is needed, the walks that could rest, and what resting all of them frees."""

    nights: tuple[date, ...]
    rest: tuple[Rest, ...]
    frees: float


def quiet(
    workspace: Workspace, viewer: Viewer, from_day: date, days: int = 7, area_id: str | None = None
) -> Quiet:
    """Return the days of some service days, from now on, that need no walk, and the walks that nobody asks for.

    Raises
    ------
    InputError
        What a period may not be.
    """
    require(viewer, "see_gaps", WORKSPACE)
    coverage = walk_gaps.covered(workspace, viewer, from_day, days, area_id)
    on = coverage.grid
    ahead = walk_gaps.to_come(on, workspace.now())
    names = walk_gaps.names_of(coverage)
    rest = tuple(
        Rest(
            str(row.place_id), names[row.place_id], str(row.org), _local(row.start, on), _local(row.end, on),
            int(row.adults), round(float(row.adult_hours), 6),
        )
        for row in resting(coverage, ahead, KINDS).itertuples(index=False)
    )  # fmt: skip
    missing = walk_gaps.missing_adults(coverage, workspace.now())
    return Quiet(quiet_days(workspace, on, missing), rest, round(sum(walk.frees for walk in rest), 6))


def quiet_days(workspace: Workspace, on: Grid, missing: Reals) -> tuple[date, ...]:
    """Return the service days to come on which no adult is missing (places x slots)."""
    return tuple(
        day.date
        for day, columns in zip(on.days, on.day_columns(), strict=True)
        if day.date >= workspace.service_day and not missing[:, columns].any()
    )


def _local(moment: pd.Timestamp, on: Grid) -> datetime:
    local: datetime = pd.Timestamp(moment).tz_convert(on.tz).to_pydatetime()
    return local
