"""Random small tables of the method: one or two service days, three places, a handful of rules and shifts."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from karta.model.tables import Tables
from tests.coverage.town import Row, leg, line, need, source, town

ZONE = ZoneInfo("Europe/Stockholm")
# A Friday, both nights on which the clock changes, and a school day between two others.
FIRST_DAYS = ("2026-09-18", "2026-10-24", "2027-03-27", "2026-11-03")
PLACES = ("P1", "P2", "P3")
ORGS = ("Org A", "Org B")


def clocks(minutes: int = 15) -> st.SearchStrategy[str]:
    """Return wall-clock times on a grid of minutes."""
    return st.integers(0, 24 * 60 // minutes - 1).map(
        lambda number: f"{number * minutes // 60:02d}:{number * minutes % 60:02d}"
    )


@st.composite
def moments(draw: st.DrawFn, first: str, minutes: int = 15, hours: int = 48) -> tuple[str, str]:
    """Return start and end of a span within the period, as local times with their offsets."""
    begin = datetime.combine(date.fromisoformat(first), time(6), tzinfo=ZONE).astimezone(UTC)
    slots = hours * 60 // minutes
    start = draw(st.integers(0, slots - 2))
    end = draw(st.integers(start + 1, min(slots, start + 12 * 60 // minutes)))
    return stated(begin + timedelta(minutes=start * minutes)), stated(
        begin + timedelta(minutes=end * minutes)
    )


def stated(instant: datetime) -> str:
    """Return an instant as a table states it, with its offset."""
    return instant.astimezone(ZONE).isoformat(timespec="minutes")


@st.composite
def needs(draw: st.DrawFn, minutes: int = 15) -> list[Row]:
    """Return up to five rules of both types and modes; some place may have none."""
    return [
        need(
            draw(st.sampled_from(PLACES)),
            draw(clocks(minutes)),
            draw(clocks(minutes)),
            draw(st.integers(0, 4)),
            rule_id=f"N{number}",
            type=draw(st.sampled_from(("base", "base", "add"))),
            days=draw(st.sampled_from(("all", "all", "weekend_night", "school", "SA;SU"))),
            mode=draw(st.sampled_from(("stay", "stay", "visit"))),
            outside_sessions=draw(st.booleans()),
            within_access=draw(st.integers(0, 3)) == 0,
            min_civil_society=float(draw(st.integers(0, 1))),
            min_trained=float(draw(st.sampled_from((0, 0, 1)))),
        )
        for number in range(draw(st.integers(1, 5)))
    ]


@st.composite
def lines(
    draw: st.DrawFn, first: str, minutes: int = 15, *, unknown: bool = True, name: str = "R"
) -> list[Row]:
    """Return up to five roster lines; with `unknown`, some without a number of adults."""
    rows = []
    for number in range(draw(st.integers(0, 5))):
        start, end = draw(moments(first, minutes))
        adults = draw(st.sampled_from((1, 2, 2, 3, float("nan")) if unknown else (1, 2, 3)))
        rows.append(
            line(
                f"{name}{number}",
                start,
                end,
                adults,
                draw(
                    st.dictionaries(st.sampled_from(PLACES), st.sampled_from((0, 130, 180, 400)), max_size=2)
                ),
                geometry=draw(st.sampled_from(("stationary", "stationary", "route"))),
                org=draw(st.sampled_from(ORGS)),
                status=draw(st.sampled_from(("planned", "confirmed"))),
                mode=draw(st.sampled_from(("active", "active", "incidental", "remote"))),
                sector=draw(st.sampled_from(("civil_society", "municipality"))),
                trained=draw(st.booleans()),
                min_adults=float(draw(st.sampled_from((0, 0, 2)))),
            )
        )
    return rows


@st.composite
def small_tables(
    draw: st.DrawFn, minutes: int = 15, *, unknown: bool = True, reported: bool = False
) -> Tables:
    """Return tables of two service days on a grid of minutes.

    Without `unknown`, numbers of adults and of leaders are all stated, and only sources can be unknown.
    """
    first = draw(st.sampled_from(FIRST_DAYS))
    roster = draw(lines(first, minutes, unknown=unknown))
    leaders = st.sampled_from((0.0, 2.0, 3.0, float("nan")) if unknown else (0.0, 2.0, 3.0))
    dark: dict[str, Any] = {"dark_from_local": draw(st.sampled_from((None, "15:30", "20:00", "00:30")))}
    return town(
        first,
        2,
        places=[
            {"place_id": place, "priority_weight": draw(st.sampled_from((0.5, 1.0, 2.0)))} for place in PLACES
        ],
        needs=draw(needs(minutes)),
        lines=roster,
        access=[
            {
                "place_id": place,
                "days": "all",
                "start_local": draw(clocks(minutes)),
                "end_local": draw(clocks(minutes)),
            }
            for place in draw(st.lists(st.sampled_from(PLACES), max_size=2))
        ],
        sessions=[
            {
                "place_id": place,
                "byday": "FR;SA;SU;TU;WE",
                "start_local": draw(clocks(minutes)),
                "end_local": draw(clocks(minutes)),
                "leaders": draw(leaders),
            }
            for place in draw(st.lists(st.sampled_from(PLACES), max_size=2))
        ],
        sources=[draw(sources(first, minutes, number)) for number in range(draw(st.integers(0, 4)))],
        route_legs=[
            leg(row["presence_id"], draw(st.sampled_from(PLACES)), draw(st.sampled_from((0, 6, 20))))
            for row in roster
            if row["geometry"] == "route"
        ],
        delivered=draw(reports(roster)) if reported else None,
        method={"default_source_status": draw(st.sampled_from(("known", "unknown")))},
        dark=dark,
    )


@st.composite
def sources(draw: st.DrawFn, first: str, minutes: int, number: int) -> Row:
    """Return an expected source of some place for some hours."""
    start, end = draw(moments(first, minutes))
    status = draw(st.sampled_from(("known", "known", "unknown", "partial")))
    return source(status, start, end, source_id=f"S{number}", place_id=draw(st.sampled_from(PLACES)))


@st.composite
def reports(draw: st.DrawFn, roster: list[Row]) -> list[Row]:
    """Return reports on some of the lines; one that was carried out says when."""
    rows = []
    for row in roster:
        outcome = draw(st.sampled_from(("none", "carried_out", "carried_out", "no_show", "unreported")))
        if outcome == "none":
            continue
        held = outcome == "carried_out"
        rows.append(
            {
                "presence_id": row["presence_id"],
                "date": datetime.fromisoformat(row["start_local"]).date(),
                "outcome": outcome,
                "adults": float(draw(st.integers(0, 3))) if held else 0.0,
                "start_local": row["start_local"] if held else None,
                "end_local": row["end_local"] if held else None,
            }
        )
    return rows
