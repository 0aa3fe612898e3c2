"""The workspace as the method's tables: rosters, sources, rules, calendar and reports."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import shapely
from pandas.testing import assert_frame_equal

from karta.sources.tables import read_tables
from karta.store.database import Store
from karta.store.records import load_tables
from karta.store.residents import youths
from karta.store.tables_in import save_tables
from tests.store.friday import FRIDAY, act, roster, week

EXAMPLE = Path(__file__).parents[1] / "data" / "worked_example"
IDS = {
    "place_id": "place",
    "presence_id": "shift_party",
    "rule_id": "need_rule",
    "source_id": "expected_source",
}
FRAMES = (
    "places", "needs", "presences", "calendar", "access", "sessions", "reach", "route_legs", "stops", "sources",
    "delivered", "history",
)  # fmt: skip


def test_the_worked_example_comes_back_as_it_went_in(store: Store) -> None:
    """Stored and loaded again, every table of the worked example holds the same, ids aside."""
    given = read_tables(EXAMPLE)
    with store.act("coordinator", "load") as running:
        ids = save_tables(running, given)
    back = load_tables(store, given.from_day, given.to_day, FRIDAY)
    assert back.method == given.method
    for name in FRAMES:
        expected = getattr(given, name)
        for column, table in IDS.items():
            if column in expected:
                expected = expected.assign(**{column: expected[column].map(ids[table])})
        found = getattr(back, name).drop(
            columns=["area_id", "shift_id", "activity_id", "owner_id", "report_sharing"], errors="ignore"
        )
        expected = expected[found.columns]
        assert_frame_equal(found.astype(object), expected.astype(object), check_dtype=False, obj=name)


def test_cancelled_and_moved_occurrences_are_left_out(store: Store) -> None:
    """A cancelled Friday and one replaced by a single shift are exception dates of the series."""
    place = act(store, "place", {"name": "square"})[0]
    roster(store, {"place_id": place}, date=None, byday="FR", exdates="2026-09-25")
    series = store.frame("schedule")["id"][0]
    act(store, "schedule_exception", {"schedule_id": series, "original_start": "2026-10-02T20:00"})
    moved = {"date": date(2026, 10, 10), "start": "20:00", "end": "22:00"}
    act(store, "schedule", {**moved, "replaces_id": series, "original_date": date(2026, 10, 9)})
    assert list(week(store).presences["exdates"]) == ["2026-09-25;2026-10-02;2026-10-09"]
    assert list(week(store).presences["start_local"]) == ["20:00"]


def test_a_dated_shift_past_midnight_ends_on_the_next_day(store: Store) -> None:
    """22-01 on the Friday ends on the Saturday; with an offset of its own it keeps it."""
    place = act(store, "place", {"name": "square"})[0]
    roster(store, {"place_id": place}, start="22:00", end="01:00", start_offset_min=120)
    line = week(store).presences.iloc[0]
    assert (line["start_local"], line["end_local"]) == ("2026-09-18T22:00+02:00", "2026-09-19T01:00")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # Confirmed on 10 August: the 30th day after is 9 September, unknown since.
        (
            {"status": "known", "confirmed_on": date(2026, 8, 10)},
            [("unknown", "2026-09-18T06:00", "2026-09-19T06:00")],
        ),
        (
            {"status": "known", "confirmed_on": date(2026, 9, 1)},
            [("known", "2026-09-18T06:00", "2026-09-19T06:00")],
        ),
        # Its own end counts before the 30 days do.
        (
            {"status": "known", "confirmed_on": date(2026, 1, 1), "to_local": "2026-09-18T22:00"},
            [
                ("known", "2026-09-18T06:00", "2026-09-18T22:00"),
                ("unknown", "2026-09-18T22:00", "2026-09-19T06:00"),
            ],
        ),
        ({"status": "unknown"}, [("unknown", "2026-09-18T06:00", "2026-09-19T06:00")]),
        ({"status": "unknown", "to_local": "2026-09-01T06:00"}, []),
        (
            {"status": "partial", "from_local": "2026-09-18T20:00"},
            [("partial", "2026-09-18T20:00", "2026-09-19T06:00")],
        ),
    ],
)
def test_a_roster_goes_stale(
    store: Store, source: dict[str, Any], expected: list[tuple[str, str, str]]
) -> None:
    """Known rosters are unknown from their end on, or 30 days after they were confirmed."""
    place = act(store, "place", {"name": "square"})[0]
    org = act(store, "organisation", {"name": "A"})[0]
    act(store, "expected_source", {"organisation_id": org, "place_id": place, **source})
    found = week(store).sources
    assert list(found[["status", "from_local", "to_local"]].itertuples(index=False, name=None)) == expected


def test_a_replaced_rule_was_in_force_until_the_new_one_began(store: Store) -> None:
    """Last month is computed with last month's rule, though a new one has replaced it."""
    place = act(store, "place", {"name": "square"})[0]
    old = act(
        store,
        "need_rule",
        {"place_id": place, "start": "15:00", "end": "22:00", "adults": 2, "state": "decided"},
    )[0]
    with store.act("coordinator", "decide") as running:
        running.replace("need_rule", old, None, {"adults": 4, "valid_from": FRIDAY})
    adults = {
        day: [
            rule["adults"]
            for rule in load_tables(store, day, day, FRIDAY).needs.to_dict("records")
            if (rule["valid_from"] or day) <= day <= (rule["valid_to"] or day)
        ]
        for day in (FRIDAY - timedelta(days=1), FRIDAY)
    }
    assert adults == {FRIDAY - timedelta(days=1): [2.0], FRIDAY: [4.0]}


def test_a_rule_of_a_kind_is_written_out_for_its_places(store: Store) -> None:
    """A rule for squares in an area reaches the squares that lie in it, and no others."""
    inner = act(store, "area", {"name": "centre", "geometry": shapely.box(0, 0, 10, 10)})[0]
    act(store, "area", {"name": "rest", "geometry": shapely.box(10, 0, 20, 10)})
    wanted, *_ = act(
        store,
        "place",
        {"name": "a", "kind": "square", "geometry": shapely.Point(5, 5)},
        {"name": "b", "kind": "school", "geometry": shapely.Point(5, 6)},
        {"name": "c", "kind": "square", "geometry": shapely.Point(15, 5)},
    )
    act(
        store,
        "need_rule",
        {"place_kind": "square", "area_id": inner, "start": "15:00", "end": "22:00", "adults": 2},
    )
    needs = week(store).needs
    assert list(needs["place_id"]) == [wanted]
    assert list(needs["state"]) == ["suggested"]


def test_the_calendar_is_built_from_what_the_municipality_said(store: Store) -> None:
    """Terms, an inset day, a risk evening and All Saints' Day come together; a day outside all terms is not guessed."""
    act(
        store,
        "calendar_row",
        {"date": date(2026, 8, 17), "date_to": date(2026, 12, 18), "kind": "term"},
        {"date": date(2026, 10, 26), "date_to": date(2026, 10, 30), "kind": "school_break"},
        {"date": date(2026, 9, 21), "kind": "inset_day"},
        {"date": date(2026, 9, 19), "kind": "risk_evening"},
    )
    calendar = load_tables(store, date(2026, 9, 18), date(2027, 1, 20), FRIDAY).calendar.set_index("date")
    assert calendar["school_day"][date(2026, 9, 18)] is True
    assert calendar["school_day"][date(2026, 9, 21)] is False
    assert calendar["school_day"][date(2026, 10, 28)] is False
    assert calendar["school_day"][date(2027, 1, 19)] is None
    assert calendar["risk_evening"][date(2026, 9, 19)]
    assert calendar["public_holiday"][date(2026, 10, 31)]
    assert calendar["weekend_night"][date(2026, 12, 24)]


def test_darkness_is_that_of_the_places(store: Store) -> None:
    """With places in Stockholm, dusk on 18 September is 19:41, so the first dark minute is 19:42 or so."""
    act(store, "place", {"name": "square", "geometry": shapely.Point(674032, 6580822)})
    tables = week(store)
    assert tables.places["lat"][0] == pytest.approx(59.33, abs=0.01)
    assert tables.places["lon"][0] == pytest.approx(18.06, abs=0.01)
    assert str(tables.calendar["dark_from_local"][0]).startswith("19:4")


def test_history_counts_reports_before_the_period(store: Store) -> None:
    """A weekly line's record is its reports before the period: two of three came, the unreported one says nothing."""
    place = act(store, "place", {"name": "square"})[0]
    party = roster(store, {"place_id": place}, date=None, byday="FR")
    outcomes = ["carried_out", "carried_out", "no_show", "unreported"]
    rows = [
        {"party_id": party, "date": FRIDAY - timedelta(weeks=n + 1), "outcome": o}
        for n, o in enumerate(outcomes)
    ]
    act(store, "report", *rows, {"party_id": party, "date": FRIDAY, "outcome": "no_show"})
    tables = week(store)
    assert tables.history[["scheduled", "delivered"]].to_numpy().tolist() == [[3.0, 2.0]]
    assert tables.delivered is not None
    assert list(tables.delivered["outcome"]) == ["no_show"]


def test_without_reports_there_is_no_delivered_view(store: Store) -> None:
    """No reports at all gives None, not an empty table of failures."""
    assert week(store).delivered is None


def test_youths_are_taken_pro_rata_from_other_bands(store: Store) -> None:
    """160 children of 6-15 and 80 of 16-19 give 160 x 6/10 + 80 residents aged 10-19, marked approximate."""
    area = act(store, "area", {"name": "centre"})[0]
    bands = [(6, 15, 160), (16, 19, 80), (0, 5, 99)]
    rows = [{"area_id": area, "year": 2016, "age_from": a, "age_to": b, "count": n} for a, b, n in bands]
    act(store, "area_population", *rows, {**rows[0], "year": 2015, "count": 9999})
    found = youths(store)
    assert found["youths_10_19"].tolist() == [pytest.approx(176.0)]
    assert found["approximate"].tolist() == [True]
    assert isinstance(found, pd.DataFrame)
