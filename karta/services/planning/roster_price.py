"""Rosters to ask for: whose single answer would settle most of what nobody knows in some days."""

from dataclasses import dataclass
from datetime import date

from karta.coverage.asking import answers, nobody_awaited
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.planning import walk_gaps
from karta.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Answer:
    """A roster to ask for: whose (blank where the viewer may not know), for which places, and the unknown adult-hours
    that it settles alone, and those that need others' rosters, too.
    """

    organisation_id: str
    organisation: str
    places: tuple[str, ...]
    settles: float
    together: float


@dataclass(frozen=True, slots=True)
class Unknown:
    """The answers, those first that settle most; all unknown adult-hours to come, and those nobody can be asked for."""

    answers: tuple[Answer, ...]
    unknown: float
    nobody: float


def to_ask(
    workspace: Workspace, viewer: Viewer, from_day: date, days: int = 7, area_id: str | None = None
) -> Unknown:
    """Return the rosters to ask for in some service days, from now on.

    Raises
    ------
    InputError
        What a period may not be.
    """
    require(viewer, "see_gaps", WORKSPACE)
    coverage = walk_gaps.covered(workspace, viewer, from_day, days, area_id)
    ahead = walk_gaps.to_come(coverage.grid, workspace.now())
    names = walk_gaps.names_of(coverage)
    rows = tuple(
        Answer(
            row.owner_id, row.org, tuple(names[place] for place in row.place_ids), round(row.settles_ah, 6),
            round(row.together_ah, 6),
        )
        for row in answers(coverage, ahead).itertuples(index=False)
    )  # fmt: skip
    unknown = float(coverage.unknown[:, ahead].sum()) * coverage.grid.hours
    return Unknown(rows, round(unknown, 6), round(nobody_awaited(coverage, ahead), 6))
