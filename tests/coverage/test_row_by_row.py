"""What is laid out and summed at once is what the same makes row by row (`row_by_row`), and block by block."""

from dataclasses import fields

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karta.coverage import blocks
from karta.coverage.gaps import cover, gap_runs
from karta.coverage.grid import grid
from karta.coverage.hours import hours
from karta.coverage.need import need
from karta.coverage.presence import VIEWS, View
from karta.coverage.visits import visit_windows
from karta.coverage.whatif import sensitivity
from karta.model.tables import Tables
from karta.services.gaps.period_parts import Part, computed
from karta.services.gaps.reasons import explained
from tests.coverage import row_by_row
from tests.coverage.strategies import small_tables

pytestmark = pytest.mark.slow

quick = settings(max_examples=25, deadline=None)
views = st.sampled_from(VIEWS)
RUN = ["place_id", "first_slot", "last_slot", "adult_hours", "state", "why", "weighted"]


@st.composite
def named_tables(draw: st.DrawFn) -> Tables:
    """Return small tables whose rules are decided or suggested, by somebody or nobody named, some of them twice."""
    tables = draw(small_tables(reported=True))
    rules = pd.concat([tables.needs, tables.needs.iloc[: draw(st.integers(0, 2))]], ignore_index=True)
    size = len(rules)
    by = draw(st.lists(st.sampled_from(("Rådet", "Skolan", "")), min_size=size, max_size=size))
    state = draw(st.lists(st.sampled_from(("decided", "decided", "suggested")), min_size=size, max_size=size))
    calendar = tables.calendar
    if draw(st.booleans()):
        calendar = calendar.assign(school_day=None)
    return tables.with_(needs=rules.assign(decided_by=by, state=state), calendar=calendar)


@quick
@given(named_tables(), st.sampled_from(("decided", "suggested")))
def test_rules_laid_out_together_ask_for_the_same(tables: Tables, state: str) -> None:
    """Every array of the need, and the windows of every rule in their order."""
    on = grid(tables)
    together, apart = need(tables, on, state), row_by_row.needs(tables, on, state)
    for name, expected in apart.items():
        if name != "windows":
            assert np.array_equal(getattr(together, name), expected), name
    for (rule, place, active), expected in zip(together.windows, apart["windows"], strict=True):
        assert (rule, place) == expected[:2]
        assert np.array_equal(active, expected[2])


@quick
@given(named_tables(), views, st.booleans(), st.sampled_from(("sv", "en")))
def test_runs_have_the_hours_weight_and_reason_of_their_slots(
    tables: Tables, view: View, unknown: bool, language: str
) -> None:
    """The list, put back into the order of places and times."""
    coverage = cover(tables, view)
    rows = explained(gap_runs(coverage, unknown=unknown), coverage, language)
    ordered = (
        rows.round({"adult_hours": 9, "weighted": 9})
        .sort_values(["place_id", "first_slot"])[RUN]
        .itertuples(index=False, name=None)
    )
    assert list(ordered) == row_by_row.listed(coverage, language, unknown=unknown)


@quick
@given(small_tables(5), views)
def test_visits_are_met_where_their_slots_say_so(tables: Tables, view: View) -> None:
    """Slots of five minutes, so that a visit takes two on end; declared dwell has tests of its own."""
    coverage = cover(tables.with_(route_legs=tables.route_legs.assign(dwell_min_per_hour=0.0)), view)
    columns = ["place_id", "first_slot", "last_slot", "adults", "outcome"]
    assert list(visit_windows(coverage)[columns].itertuples(index=False, name=None)) == row_by_row.visits(
        coverage
    )


@quick
@given(named_tables(), views)
def test_a_visit_window_shows_in_each_of_its_hours(tables: Tables, view: View) -> None:
    """The hours over which the windows have been laid one by one: an hour is as the worst of what it holds."""
    coverage = cover(tables, view)
    windows = visit_windows(coverage)
    shown = hours(coverage, None, windows)
    expected = row_by_row.with_visits(hours(coverage), windows, coverage.grid)
    for name in ("state", "missing", "unknown", "present", "need", "visit"):
        assert np.array_equal(getattr(shown, name), getattr(expected, name)), name


@quick
@given(named_tables(), views, st.integers(1, 2))
def test_a_period_is_the_same_block_by_block(tables: Tables, view: View, places: int) -> None:
    """All that is kept of a period, in blocks of one or two places and all at once; the firmness, too."""
    minutes = 15
    whole, firm = computed(tables, view, minutes, "sv")[1], sensitivity(tables, view)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "CELLS", places * grid(tables, minutes).shape[1])
        parts, firm_in_parts = computed(tables, view, minutes, "sv")[1], sensitivity(tables, view)
    same(parts, whole)
    pd.testing.assert_frame_equal(firm_in_parts, firm)


def same(parts: Part, whole: Part) -> None:
    """Assert that two parts hold the same."""
    for name in (field.name for field in fields(Part)):
        one, other = getattr(parts, name), getattr(whole, name)
        if isinstance(one, pd.DataFrame):
            pd.testing.assert_frame_equal(one, other, check_dtype=bool(len(one)), rtol=0, atol=1e-9)
        elif name == "hours":
            assert (one.start, one.day.tolist()) == (other.start, other.day.tolist())
            for table in ("state", "missing", "unknown", "present", "need", "no_roster", "dark"):
                assert np.array_equal(getattr(one, table), getattr(other, table)), table
        else:
            assert np.allclose(one, other, rtol=0, atol=1e-9), name
