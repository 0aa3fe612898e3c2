"""Walks that could rest: without all of them together the method finds the same gap."""

from dataclasses import replace
from typing import Any

import numpy as np

from karta.coverage.gaps import cover
from karta.coverage.resting import resting
from karta.model.tables import Tables
from tests.coverage.town import ah, line, need, town


def found(tables: Tables) -> list[tuple[str, float]]:
    """Return the lines that could rest and the adult-hours that each frees."""
    coverage = cover(tables, "planned")
    rows = resting(coverage, np.ones(coverage.grid.shape[1], dtype=bool), {"night_walker"})
    return list(zip(rows["presence_id"], rows["adult_hours"], strict=True))


def one(*lines: Any, **over: Any) -> Tables:
    """Return a place that wants two adults 20-22, with lines."""
    return town(needs=[need(start="20:00", end="22:00")], lines=lines, **over)


PAIR, OTHER = line("A", "20:00", "22:00"), line("B", "20:00", "22:00", 3, org="Org B")


def test_one_of_two_teams_can_rest_and_a_walk_when_nothing_is_asked_for() -> None:
    """Of 2 and 3 where 2 are wanted, the three rest, and free 6; 18-20 nothing is wanted, and two hours of two rest."""
    late, early = one(PAIR, OTHER), one(PAIR, line("C", "18:00", "20:00"))
    assert found(late) == [("B", 6.0)]
    assert found(early) == [("C", 4.0)]
    for tables in (late, early):
        rest = {name for name, _ in found(tables)}
        without = replace(tables, presences=tables.presences[~tables.presences["presence_id"].isin(rest)],
                          reach=tables.reach[~tables.reach["presence_id"].isin(rest)])  # fmt: skip
        assert ah(without)[2:] == ah(tables)[2:]


def test_nothing_rests_that_may_be_needed() -> None:
    """A team alone, staff, a team of unknown number, one that is partly needed, and a place without a decision."""
    unknown = line("C", "20:00", "22:00", float("nan"))
    assert found(one(PAIR)) == []
    assert found(one(PAIR, line("B", "20:00", "22:00", kind="youth_worker"))) == [("A", 4.0)]
    assert found(one(OTHER, unknown)) == []
    assert found(one(line("A", "19:00", "21:00"))) == []
    assert found(town(lines=[PAIR])) == []
