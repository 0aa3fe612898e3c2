"""The rows of expected_misc: shares of routes, reliability, hours told of, candidates and equity."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from .days import Calendar
from .roster import Roster
from .shifts import Effect, length_h
from .tables import Row, Tables

Amount = Fraction | None
Totals = Callable[[dict[str, list[Effect]]], tuple[Fraction, Fraction]]


def misc_rows(tables: Tables, calendar: Calendar, roster: Roster, totals: Totals) -> list[tuple[str, Amount]]:
    """Key and value of every row, in order; `totals` gives planned covered and gap with extras."""
    rows: list[tuple[str, Amount]] = [
        (f"share_{presence_id}_{place_id}", roster.reach.route_share(presence_id, place_id))
        for presence_id, place_id in roster.reach.pairs()
    ]
    rows += [(f"q_{line.text('presence_id')}", roster.reliability(line)) for line in roster.lines]
    rows += hours_rows(roster, reported="delivered" in tables.given)
    candidates = list(dict.fromkeys(row.text("presence_id") for row in tables.rows("whatif")))
    for name in candidates:
        same = [row for row in tables.rows("whatif") if row.text("presence_id") == name]
        rows += [
            (f"whatif_{name}_{key}", value)
            for key, value in candidate(same, calendar, roster, totals).items()
        ]
    if "equity_input" in tables.given:
        rows += equity_rows(tables.rows("equity_input"))
    return rows


def hours_rows(roster: Roster, *, reported: bool) -> list[tuple[str, Amount]]:
    """Adult-hours of the shifts that start in the period, and how many of them are told of."""
    shifts = roster.shifts_in_period()
    rows: list[tuple[str, Amount]] = [("planned_adult_hours", total(shift.adult_hours for shift in shifts))]
    if not reported:
        return rows
    carried_out = [shift for shift in shifts if roster.outcome(shift) == "carried_out"]
    told_of = [shift for shift in shifts if roster.outcome(shift) != "unreported"]
    untold = [shift for shift in shifts if roster.outcome(shift) == "unreported"]
    delivered = total(roster.delivered_ah(shift) for shift in carried_out)
    planned_told = total(shift.adult_hours for shift in told_of)
    return [
        *rows,
        ("delivered_adult_hours_reported", delivered),
        ("planned_adult_hours_of_reported_shifts", planned_told),
        ("delivery_rate_reported", ratio(delivered, planned_told)),
        ("unreported_planned_adult_hours", total(shift.adult_hours for shift in untold)),
    ]


def candidate(rows: list[Row], calendar: Calendar, roster: Roster, totals: Totals) -> dict[str, Amount]:
    """What one candidate would add to the planned view, alone."""
    extra: dict[str, list[Effect]] = {}
    shifts = set()
    for row in rows:
        window = (row.moment("start_local", calendar.clock), row.moment("end_local", calendar.clock))
        adults = row.number_in("adults")
        counted = adults * roster.reach.mode(row) * roster.reach.at_distance(row.number_in("distance_m"))
        who = tuple(row.text(name) for name in ("org", "kind", "mode", "geometry", "adults", "status"))
        shifts.add((who, window, adults))
        if counted > 0:
            extra.setdefault(row.text("place_id"), []).append(Effect(row.text("org"), counted, window))
    without, _ = totals({})
    covered, gap = totals(extra)
    hours = total(adults * length_h(window) for _, window, adults in shifts if calendar.in_period(window[0]))
    return {
        "adult_hours": hours,
        "covered_gain_ah": covered - without,
        "efficiency": ratio(covered - without, hours),
        "total_gap_ah": gap,
        "coverage_share": ratio(covered, covered + gap),
    }


def equity_rows(areas: list[Row]) -> list[tuple[str, Amount]]:
    """Weighted Gini and mean of the gap per 1,000 youths, areas weighted by their youths."""
    youths = [area.number_in("youths_10_19") for area in areas]
    everyone = total(youths)
    pairs = [
        (youth / everyone, 1000 * area.number_in("gap_adult_hours") / youth)
        for area, youth in zip(areas, youths, strict=True)
        if youth > 0
    ]
    mean = total(weight * gap for weight, gap in pairs)
    apart = total(w * v * abs(x - y) for w, x in pairs for v, y in pairs)
    return [("equity_gini", ratio(apart, 2 * mean)), ("equity_mean_gap_per_1000", mean if pairs else None)]


def ratio(part: Fraction, whole: Fraction) -> Amount:
    """Part of a whole, None where it is 0/0."""
    return part / whole if whole else None


def total(amounts: object) -> Fraction:
    """An exact sum, 0 of nothing."""
    return sum(amounts, Fraction(0))  # type: ignore[call-overload,no-any-return]
