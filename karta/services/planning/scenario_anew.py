"""A kept scenario as it would be today: computed anew from what it says, beside what was kept, which stays as it is."""

from dataclasses import astuple, dataclass
from math import isclose

from karta.errors import NotFoundError
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.planning import scenarios
from karta.services.planning.scenarios import Comparison, Kept
from karta.services.register import places
from karta.services.workspace import Workspace

WEEK = 7
# What is computed of the same rows differs by no more than this.
CLOSE = 1e-6


@dataclass(frozen=True, slots=True)
class Anew:
    """A kept scenario computed of the workspace as it is, and whether that comes to the figures that were kept."""

    comparison: Comparison
    is_as_kept: bool


def computed(workspace: Workspace, viewer: Viewer, kept: Kept) -> Anew:
    """Return what the changes of a kept scenario bring in its days today; nothing is stored.

    Raises
    ------
    NotFoundError
        `scenario_unasked` where it was kept without its changes, `scenario_place_gone` where a place is there no more.
    """
    require(viewer, "see_gaps", WORKSPACE)
    if not kept.changes:
        raise NotFoundError("scenario_unasked")
    standing = set(places.places(workspace, viewer)["id"])
    if not {place for change in kept.changes for place in change.place_ids} <= standing:
        raise NotFoundError("scenario_place_gone")
    weeks = ((kept.last - kept.first).days + 1) // WEEK
    comparison = scenarios.compare(workspace, viewer, kept.first, weeks, kept.changes)
    return Anew(comparison, _same(kept, comparison))


def _same(kept: Kept, comparison: Comparison) -> bool:
    before = [(kept.gap, kept.unknown), *map(astuple, kept.results)]
    now = [(comparison.gap, comparison.unknown), *map(astuple, comparison.results)]
    return all(
        isclose(a, b, abs_tol=CLOSE) if isinstance(a, float) and isinstance(b, float) else a == b
        for first, second in zip(before, now, strict=True)
        for a, b in zip(first, second, strict=True)
    )
