"""What areas have beside the young who live there (METHOD 3.6): in alphabetical order, never ranked, no sum of all.

Each cell is shown where enough stand behind it (`karta.model.small_counts`), and no total stands beside one that is
held back: a cell that is not shown cannot be worked out from those that are.
"""

from dataclasses import dataclass

import pandas as pd

from karta.coverage.equity import Equity, equity
from karta.model.small_counts import holds_back
from karta.privacy import WORKSPACE, Viewer, areas_of, require
from karta.services.follow_up.area_facts import AreaFacts, area_facts
from karta.services.register import town
from karta.services.workspace import Workspace

PER = 100


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area a week; None in a cell: held back or unknown.

    `youths` aged 10-19, None where none are known or fewer than 100 live there, then `few_youths`. Adult-hours per
    100 of them: `per_100` of all known adults, `secular_per_100` without faith communities, `need_per_100` decided need
    to be met by staying. `at_least`: some roster is not known there, so that there may be more adults. `open_h`,
    `staffed_h`: hours of its safe places. `own`: it is the reader's.
    """

    area_id: str
    name: str
    youths: float | None
    few_youths: bool
    approximate: bool
    per_100: float | None
    at_least: bool
    secular_per_100: float | None
    need_per_100: float | None
    completeness: float | None
    open_h: float | None
    staffed_h: float | None
    own: bool


@dataclass(frozen=True, slots=True)
class Dot:
    """An area in the spread: its adult-hours per 100 young people, and whether it is the reader's own; no name."""

    per_100: float
    own: bool


def areas(workspace: Workspace, viewer: Viewer) -> list[AreaRow]:
    """Return the areas that a viewer may see, in alphabetical order."""
    require(viewer, "see_follow_up", WORKSPACE)
    assigned = areas_of(viewer, "see_follow_up")
    return [row for row in _rows(workspace, viewer) if assigned is None or row.area_id in assigned]


def spread(workspace: Workspace, viewer: Viewer) -> list[Dot]:
    """Return the areas as dots without names, by size; [] where a dot would tell an area that the viewer does not see.

    Who sees some areas alone sees the others as dots from eight areas on.
    """
    require(viewer, "see_follow_up", WORKSPACE)
    dots = [Dot(row.per_100, row.own) for row in _rows(workspace, viewer) if row.per_100 is not None]
    is_partial = areas_of(viewer, "see_follow_up") is not None
    if len(dots) < 2 or (is_partial and holds_back(len(dots), "areas")):
        return []
    return sorted(dots, key=lambda dot: (dot.per_100, dot.own))


def evenness(workspace: Workspace, viewer: Viewer) -> Equity | None:
    """Return how evenly the known gap falls on the young (METHOD 3.6), None below eight areas that may be shown."""
    require(viewer, "see_follow_up", WORKSPACE)
    counted = [
        (area, facts.youths, facts.measures["gap_ah"])
        for area, facts in area_facts(workspace, viewer).items()
        if facts.youths is not None and not holds_back(facts.youths, "youths")
        and not holds_back(facts.need_places, "places")
        and not _few_others(viewer, facts.organisations)
    ]  # fmt: skip
    if holds_back(len(counted), "areas"):
        return None
    return equity(pd.DataFrame(counted, columns=["area_id", "youths_10_19", "gap_adult_hours"]))


def _rows(workspace: Workspace, viewer: Viewer) -> list[AreaRow]:
    facts = area_facts(workspace, viewer)
    return [
        _row(viewer, area.area_id, area.name, facts[area.area_id])
        for area in town.areas(workspace, viewer).itertuples(index=False)
        if area.area_id in facts
    ]


def _row(viewer: Viewer, area_id: str, name: str, facts: AreaFacts) -> AreaRow:
    few_youths = facts.youths is not None and holds_back(facts.youths, "youths")
    young = None if few_youths else facts.youths
    needs = not holds_back(facts.need_places, "places")
    opens = not holds_back(facts.opened, "places")
    few = _few_others(viewer, facts.organisations)
    completeness = facts.measures["completeness"]
    return AreaRow(
        area_id, name, young, few_youths, facts.approximate,
        # Nobody known where rosters are not known is unknown, not none.
        per_100=None if few or (facts.uncertain and not facts.present_ah) else _per(facts.present_ah, young),
        at_least=facts.uncertain,
        secular_per_100=_per(facts.secular_ah, young) if _may_split(viewer, facts) else None,
        need_per_100=_per(facts.measures["need_ah"], young) if needs else None,
        completeness=completeness if needs and not few and completeness == completeness else None,
        open_h=facts.open_h if opens else None,
        staffed_h=facts.staffed_h if opens and not (facts.staffed and holds_back(facts.staffed, "places")) else None,
        own=area_id in (viewer.area_ids or frozenset()),
    )  # fmt: skip


def _few_others(viewer: Viewer, organisations: frozenset[str]) -> bool:
    """Tell whether one or two organisations beside the viewer's own stand behind a sum.

    Nobody at all is no secret of anybody's, and one's own is none from oneself.
    """
    others = organisations - viewer.organisation_ids
    return bool(others) and holds_back(len(others), "organisations")


def _may_split(viewer: Viewer, facts: AreaFacts) -> bool:
    """Tell whether three faith communities and three others stand behind the parts: each part would tell the other."""
    parts = (facts.faith, facts.organisations - facts.faith)
    return all(not holds_back(len(part - viewer.organisation_ids), "organisations") for part in parts)


def _per(adult_hours: float, young: float | None) -> float | None:
    return None if young is None else PER * adult_hours / young
