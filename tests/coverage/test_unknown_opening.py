"""Hours of unknown opening, worked out by hand: no need, no gap, and a span for what is covered."""

import math
from collections.abc import Sequence

import numpy as np

from karta.coverage.gaps import State, cover
from karta.coverage.hours import hours
from karta.coverage.unknown_opening import laid, span, span_sums, unknown_opening
from karta.model.tables import Tables
from tests.coverage.town import line, need, town

ACCESS = [{"place_id": "P2", "days": "all", "start_local": "08:00", "end_local": "22:00"}]


def pitch(access: Sequence[dict[str, str]] = ()) -> Tables:
    """Return P1, asked for 20-22 and staffed 20-21, and P2, which asks for 2 from 15 to 17 while it is open."""
    return town(
        places=("P1", "P2"),
        needs=[need("P1", "20:00", "22:00"), need("P2", "15:00", "17:00", within_access=True)],
        lines=[line(start="20:00", end="21:00")],
        access=access,
    )  # fmt: skip


def test_a_place_without_hours_widens_the_span_and_nothing_else() -> None:
    """Need 4, covered 2, gap 2; 4 adult-hours if P2 is open: covered is 2 of 8 at least and 6 of 8 at most."""
    coverage = cover(pitch(), "planned")
    found = unknown_opening(coverage)
    sums = [
        float(table.sum()) * coverage.grid.hours
        for table in (coverage.need.stay, coverage.covered, coverage.gap, coverage.unknown, found.short)
    ]
    assert sums == [4, 2, 2, 0, 4]
    assert span(span_sums(coverage, found)) == (0.25, 0.75)
    shown, marked = laid(hours(coverage), coverage, found)
    assert [start.hour for start, at in zip(shown.start, marked[1], strict=True) if at] == [15, 16]
    assert set(shown.state[1][marked[1]]) == {State.UNKNOWN}
    assert not marked[0].any()
    assert np.array_equal(shown.state[0], hours(coverage).state[0])


def test_with_hours_it_is_a_need_as_any_other() -> None:
    """Open 08-22 P2 lacks its 4 adult-hours: gap 6, and the span is one figure, 2 of 8."""
    coverage = cover(pitch(ACCESS), "planned")
    found = unknown_opening(coverage)
    assert not found.marked.any()
    assert float(coverage.gap.sum()) * coverage.grid.hours == 6
    assert span(span_sums(coverage, found)) == (0.25, 0.25)


def test_a_visit_is_marked_but_never_in_adult_hours() -> None:
    """Where a visit would be enough the hours are unknown, and the span has nothing to be a share of."""
    tables = town(needs=[need("P1", "15:00", "17:00", within_access=True, mode="visit")])
    coverage = cover(tables, "planned")
    found = unknown_opening(coverage)
    assert found.marked.sum() * coverage.grid.hours == 2
    assert found.short.sum() == 0
    assert all(math.isnan(end) for end in span(span_sums(coverage, found)))
