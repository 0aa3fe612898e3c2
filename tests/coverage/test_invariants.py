"""METHOD section 6: what must hold whatever the tables say."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karta.coverage.gaps import Coverage, cover
from karta.coverage.measures import LONGEST, PLACE_DAY, SUMS, place_days, totals
from karta.coverage.presence import VIEWS, View
from karta.coverage.visits import visit_counts, visit_windows
from karta.model.calendar import slots
from karta.model.frames import check
from karta.model.tables import DELIVERED, PRESENCES, REACH, Tables
from tests.coverage.strategies import ZONE, moments, small_tables, stated
from tests.coverage.town import line, need, source, town

pytestmark = pytest.mark.slow

views = st.sampled_from(VIEWS)
quick = settings(max_examples=25, deadline=None)
MEASURES = PLACE_DAY[3:]


def with_line(tables: Tables, row: dict[str, Any]) -> Tables:
    """Return the tables with one more roster line, which stands where its `at` says."""
    stated_row = {name: value for name, value in row.items() if name != "at"}
    near = [
        {"presence_id": row["presence_id"], "place_id": place, "distance_m": float(metres), "approx": False}
        for place, metres in row["at"].items()
    ]
    return replace(
        tables,
        presences=pd.concat(
            [tables.presences, check(pd.DataFrame([stated_row]), PRESENCES)], ignore_index=True
        ),
        reach=pd.concat([tables.reach, check(pd.DataFrame(near), REACH)], ignore_index=True),
    )


@st.composite
def one_more(draw: st.DrawFn, tables: Tables) -> dict[str, Any]:
    """Return a further line with a known number of adults, at P1 alone."""
    start, end = draw(moments(tables.from_day.isoformat()))
    return line(
        "NEW", start, end, draw(st.integers(1, 4)), {"P1": draw(st.sampled_from((0, 150)))},
        org=draw(st.sampled_from(("Org A", "Org N"))), status=draw(st.sampled_from(("planned", "confirmed"))),
        mode=draw(st.sampled_from(("active", "incidental"))), trained=draw(st.booleans()),
    )  # fmt: skip


def same_measures(one: Coverage, other: Coverage) -> None:
    """Assert that all measures of all places and days are equal, and so are the visit windows."""
    pd.testing.assert_frame_equal(place_days(one), place_days(other), check_exact=False, atol=1e-9, rtol=0)
    columns = ["service_day", "place_id", "start", "end", "adults", "outcome"]
    first, second = (visit_windows(found)[columns] for found in (one, other))
    pd.testing.assert_frame_equal(first, second, check_dtype=False)


@quick
@given(tables=small_tables(reported=True), view=views)
def test_need_is_covered_gap_and_unknown(tables: Tables, view: View) -> None:
    """N = C + G + U with no part negative, in every slot, at every place and in total; C never exceeds P."""
    coverage = cover(tables, view)
    parts = (coverage.covered, coverage.gap, coverage.unknown)
    np.testing.assert_allclose(coverage.need.stay, sum(parts), atol=1e-9)
    assert all((part >= 0).all() for part in parts)
    assert (coverage.covered <= coverage.presence.adults + 1e-9).all()
    assert not ((coverage.gap > 0) & (coverage.unknown > 0)).any()
    days = place_days(coverage)
    decided = days.dropna(subset=["need_ah"])
    np.testing.assert_allclose(decided["need_ah"], decided[SUMS[1:]].sum(axis=1), atol=1e-9)
    summed = totals(days)
    assert summed["need_ah"] == pytest.approx(sum(summed[name] for name in SUMS[1:]), abs=1e-9)
    assert summed["need_ah"] == pytest.approx(coverage.need.stay.sum() * 0.25, abs=1e-9)


@quick
@given(tables=small_tables(reported=True), view=st.sampled_from(VIEWS[:3]))
def test_the_hours_of_the_states_add_up(tables: Tables, view: View) -> None:
    """Hours with need = full + thin + empty + unknown hours, and the known longest run is within the possible."""
    days = place_days(cover(tables, view)).dropna()
    added = days[["full_h", "thin_h", "empty_h", "unknown_h"]].sum(axis=1)
    np.testing.assert_allclose(days["need_h"], added, atol=1e-9)
    assert (days[LONGEST[0]] <= days[LONGEST[1]] + 1e-9).all()


@quick
@given(data=st.data(), tables=small_tables(unknown=False))
def test_one_more_presence_never_makes_it_worse_as_planned(data: st.DataObject, tables: Tables) -> None:
    """In the planned view another presence raises neither gap nor unknown and lowers no cover, slot by slot."""
    before = cover(tables, "planned")
    after = cover(with_line(tables, data.draw(one_more(tables))), "planned")
    assert (after.gap <= before.gap + 1e-9).all()
    assert (after.unknown <= before.unknown + 1e-9).all()
    assert (after.covered >= before.covered - 1e-9).all()


@quick
@given(data=st.data(), tables=small_tables(unknown=False, reported=True))
def test_an_unreported_presence_only_makes_the_delivered_view_less_sure(
    data: st.DataObject, tables: Tables
) -> None:
    """In the delivered view a shift without a report leaves cover as it is and moves gap to unknown."""
    before = cover(tables, "delivered")
    after = cover(with_line(tables, data.draw(one_more(tables))), "delivered")
    np.testing.assert_allclose(after.covered, before.covered, atol=1e-9)
    assert (after.gap <= before.gap).all()
    np.testing.assert_allclose(after.short, before.short, atol=1e-9)


def test_an_unreported_presence_can_raise_unknown() -> None:
    """2 adults asked for 4 h and nobody there: 8 gap; one unreported shift of 1 h makes 2 of them unknown."""
    tables = town(needs=[need()], lines=[line(start="18:00", end="19:00")], delivered=[])
    coverage = cover(tables, "delivered")
    assert (coverage.gap.sum() / 4, coverage.unknown.sum() / 4) == (6, 2)


@quick
@given(tables=small_tables(unknown=False), view=st.sampled_from(("planned", "confirmed", "expected")))
def test_when_the_unknown_occurrences_out_to_be_nobody_it_becomes_gap(tables: Tables, view: View) -> None:
    """All rosters known, with nobody new in them: each unknown adult-hour is a gap, cover is unchanged."""
    before = cover(tables, view)
    known = replace(
        tables,
        sources=tables.sources.assign(status="known"),
        method=replace(tables.method, default_source_status="known"),
    )
    after = cover(known, view)
    np.testing.assert_allclose(after.covered, before.covered, atol=1e-9)
    np.testing.assert_allclose(after.gap, before.gap + before.unknown, atol=1e-9)
    assert not after.unknown.any()


@quick
@given(
    tables=small_tables(reported=True),
    view=st.sampled_from(VIEWS[:3]),
    factor=st.sampled_from((0.5, 2.0, 4.0)),
)
def test_priority_scales_the_weighted_gap_alone(tables: Tables, view: View, factor: float) -> None:
    """Priorities times a factor give the weighted gap times it and leave every raw measure as it is."""
    places = tables.places.assign(priority_weight=tables.places["priority_weight"] * factor)
    before = place_days(cover(tables, view))
    after = place_days(cover(replace(tables, places=places), view))
    expected = before.assign(weighted_gap=before["weighted_gap"] * factor)
    pd.testing.assert_frame_equal(after, expected)


def split(tables: Tables, presence_id: str, at: datetime) -> Tables:
    """Return the tables with one dated line cut in two at an instant, its report as well."""
    lines, cut = tables.presences, stated(at)
    row = lines[lines["presence_id"] == presence_id].iloc[0]
    halves = pd.DataFrame([
        {**row, "presence_id": "first half", "end_local": cut},
        {**row, "presence_id": "second half", "start_local": cut},
    ])  # fmt: skip
    near = {}
    for table in ("reach", "route_legs"):
        rows: pd.DataFrame = getattr(tables, table)
        mine = rows[rows["presence_id"] == presence_id]
        copies = [mine.assign(presence_id=name) for name in halves["presence_id"]]
        near[table] = pd.concat([rows, *copies], ignore_index=True)
    kept = tables.delivered[tables.delivered["presence_id"] != presence_id]
    told = tables.delivered[tables.delivered["presence_id"] == presence_id]
    reports = [
        {
            **report, "presence_id": half["presence_id"],
            "date": datetime.fromisoformat(half["start_local"]).date(),
            "start_local": report["start_local"] and half["start_local"],
            "end_local": report["end_local"] and half["end_local"],
        }
        for report in told.to_dict("records")
        for half in halves.to_dict("records")
    ]  # fmt: skip
    others = lines[lines["presence_id"] != presence_id]
    return replace(
        tables,
        presences=check(pd.concat([others, halves], ignore_index=True), PRESENCES),
        **near,
        delivered=check(pd.concat([kept, pd.DataFrame(reports, columns=kept.columns)]), DELIVERED),
    )


@settings(max_examples=50, deadline=None)
@given(data=st.data(), tables=small_tables(reported=True), view=views)
def test_a_shift_in_two_halves_is_the_same_shift(data: st.DataObject, tables: Tables, view: View) -> None:
    """Cutting a shift and its report in two at any quarter of an hour changes no measure and no visit window."""
    if tables.presences.empty:
        return
    row = data.draw(st.sampled_from(tables.presences.to_dict("records")))
    start, end = (datetime.fromisoformat(row[name]).astimezone(UTC) for name in ("start_local", "end_local"))
    quarters = int((end - start) / timedelta(minutes=15))
    if quarters < 2:
        return
    at = start + timedelta(minutes=15 * data.draw(st.integers(1, quarters - 1)))
    same_measures(cover(tables, view), cover(split(tables, row["presence_id"], at), view))


@quick
@given(tables=small_tables(30, reported=True), view=views)
def test_the_length_of_the_slot_does_not_matter(tables: Tables, view: View) -> None:
    """Where all times lie on the half hour, slots of 5, 15 and 30 minutes give the same measures."""
    by_quarter = cover(tables, view, minutes=15)
    for minutes in (5, 30):
        same_measures(by_quarter, cover(tables, view, minutes=minutes))


def test_a_year_of_service_days_has_8760_hours() -> None:
    """The service days of 2026 are 8,760 hours together, one of 25 and one of 23."""
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    year = slots(days, 15, ZONE)
    assert len(year) * 0.25 == 8760
    lengths = np.bincount(year.day) / 4
    assert {day: hours for day, hours in zip(days, lengths, strict=True) if hours != 24} == {
        date(2026, 3, 28): 23, date(2026, 10, 24): 25,
    }  # fmt: skip


@quick
@given(tables=small_tables(), view=st.sampled_from(("planned", "confirmed", "expected")))
def test_without_rosters_and_registry_all_is_unknown(tables: Tables, view: View) -> None:
    """No roster, no registry, default unknown: the whole need is unknown, none of it a gap, nothing covered."""
    bare = replace(
        tables,
        presences=tables.presences.iloc[:0],
        reach=tables.reach.iloc[:0],
        sources=tables.sources.iloc[:0],
        method=replace(tables.method, default_source_status="unknown"),
    )
    coverage = cover(bare, view)
    np.testing.assert_array_equal(coverage.unknown, coverage.need.stay)
    assert not coverage.gap.any()
    assert set(visit_windows(coverage)["outcome"]) <= {"unknown"}


@quick
@given(data=st.data(), tables=small_tables(unknown=False))
def test_surplus_offsets_nothing_elsewhere(data: st.DataObject, tables: Tables) -> None:
    """However many come to one place at one time, nothing changes at another place or another time."""
    crowd = {**data.draw(one_more(tables)), "adults": 50.0}
    before, after = cover(tables, "planned"), cover(with_line(tables, crowd), "planned")
    moved = after.covered != before.covered
    begin, end = (
        datetime.fromisoformat(crowd[name]).astimezone(UTC) for name in ("start_local", "end_local")
    )
    inside = before.grid.span(begin, end)
    assert not moved[1:].any()
    assert not moved[0, : inside.start].any()
    assert not moved[0, inside.stop :].any()
    assert (after.covered <= after.need.stay).all()


def test_surplus_at_one_hour_leaves_the_gap_of_the_next() -> None:
    """Ten adults 18-19 cover 2 of 8 adult-hours; the other 6 stay a gap."""
    coverage = cover(town(needs=[need()], lines=[line(start="18:00", end="19:00", adults=10)]), "planned")
    assert (coverage.covered.sum() / 4, coverage.gap.sum() / 4) == (2, 6)


@quick
@given(tables=small_tables(reported=True), view=views)
def test_visit_windows_are_met_missed_or_unknown(tables: Tables, view: View) -> None:
    """needed = met + missed + unknown at each place, and windows of a place never overlap."""
    windows = visit_windows(cover(tables, view))
    counts = visit_counts(windows)
    added = counts[["visits_met", "visits_missed", "visits_unknown"]].sum(axis=1)
    assert (counts["visits_needed"] == added).all()
    assert counts["visits_needed"].sum() == len(windows)
    for _, of_place in windows.groupby("place_id"):
        assert (of_place["start"].iloc[1:].to_numpy() >= of_place["end"].iloc[:-1].to_numpy()).all()
    assert (windows["end"] - windows["start"] <= timedelta(hours=2)).all()


def test_a_source_that_knows_leaves_the_other_hours_unknown() -> None:
    """Default unknown and one known source 18-20: 4 adult-hours of gap, the other 4 unknown."""
    known = source("known", "2026-09-18T18:00", "2026-09-18T20:00")
    tables = town(needs=[need()], sources=[known], method={"default_source_status": "unknown"})
    coverage = cover(tables, "planned")
    assert (coverage.gap.sum() / 4, coverage.unknown.sum() / 4) == (4, 4)
