"""The price of the unknown: what a single answer settles is what the method finds once that roster is in."""

from dataclasses import replace

import numpy as np
import pytest

from karta.coverage.asking import answers, nobody_awaited
from karta.coverage.gaps import cover
from karta.model.tables import Tables
from tests.coverage.town import FRIDAY, ah, line, need, source, town


def asked(tables: Tables) -> dict[str, tuple[float, float]]:
    """Return what each organisation's answer settles alone and together with others'."""
    coverage = cover(tables, "planned")
    frame = answers(coverage, np.ones(coverage.grid.shape[1], dtype=bool))
    return {row.org: (row.settles_ah, row.together_ah) for row in frame.itertuples(index=False)}


def awaited(org: str, start: str, end: str, place: str = "P1") -> dict[str, object]:
    """Return a roster that has not come in for some hours of Friday evening."""
    return source(
        "unknown", f"{FRIDAY}T{start}", f"{FRIDAY}T{end}", org=org, place_id=place, source_id=f"{org}{place}"
    )


def three() -> Tables:
    """Return two places that want two adults 18-22: Ada is awaited at both, Bea at the first 20-22 beside her."""
    sources = [
        awaited("Ada", "18:00", "22:00"),
        awaited("Ada", "18:00", "22:00", "P2"),
        awaited("Bea", "20:00", "22:00"),
    ]
    return town(places=("P1", "P2"), needs=[need(), need("P2")], lines=[line(adults=1)], sources=sources)


def test_each_answer_settles_what_it_alone_leaves_open() -> None:
    """P1 lacks 1 for 4 h, P2 2 for 4 h: Ada settles 2 + 8 alone and 2 with Bea, who settles nothing alone."""
    assert asked(three()) == {"Ada": (10.0, 2.0), "Bea": (0.0, 2.0)}


@pytest.mark.parametrize("org", ["Ada", "Bea"])
def test_the_figure_is_that_of_the_method_once_the_roster_is_in(org: str) -> None:
    """With one organisation's sources known, U falls by exactly what its answer settles."""
    tables = three()
    sources = tables.sources
    known = sources.assign(status=sources["status"].mask(sources["org"] == org, "known"))
    assert ah(tables)[3] - ah(replace(tables, sources=known))[3] == asked(tables)[org][0]


def test_what_no_roster_settles_is_told_apart() -> None:
    """A team of unknown number keeps its hours unknown; where nobody is awaited nobody can be asked."""
    tables = town(
        needs=[need()],
        lines=[line("R1", "20:00", "22:00", float("nan"))],
        sources=[awaited("Ada", "18:00", "22:00")],
    )
    # 18-20 alone is settled: 2 adults for 2 hours.
    assert asked(tables) == {"Ada": (4.0, 0.0)}
    blank = town(
        needs=[need()],
        method={"default_source_status": "unknown"},
        sources=[awaited("Ada", "18:00", "21:00")],
    )
    coverage = cover(blank, "planned")
    every = np.ones(coverage.grid.shape[1], dtype=bool)
    assert nobody_awaited(coverage, every) == 2.0
    assert asked(blank) == {"Ada": (6.0, 0.0)}
    assert list(answers(cover(town(needs=[need()]), "planned"), every)["org"]) == []
