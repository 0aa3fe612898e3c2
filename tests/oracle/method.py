"""The method computed slowly and plainly from a folder of tables: what `karta compute` must give.

Every UTC minute of every computed service day is visited at every place. The clock on the wall says to
which service day it belongs; the rules, sessions, access hours, shifts, reports and sources that are on at
that minute decide need, presence and knowledge; equal neighbouring minutes are then counted together, in
fractions.

Readings
--------
Where the text is silent, or can be read in two ways, this is what is computed here.

Time
 1. The computed days are the rows of calendar.csv from `from_day` to `to_day`, by date whatever the
    order of the rows; without one of the two settings that end is open. Other calendar rows are still
    asked for the day type of windows and for school days that reach in from outside.
 2. A need or access window of a service day before the first computed one counts in the slots it
    reaches into (22:00-08:00 covers 06:00-08:00 of the next service day, with the day type of its
    start). For a day without a calendar row `all` and the weekdays can be decided, and no other token
    holds; neither does `not_holiday`. The same for a blank flag. A date without a row is no school day
    for `school_days_only`.
 3. Weekday tokens go by the date, not by the column `dow`. `all` asks nothing. `holiday;not_holiday` is
    never.
 4. An end equal to the start is 24 wall hours later (a whole service day for 06:00-06:00).
 5. A single date-time that does not exist moves forward by the gap like a repeating one. An offset
    given is obeyed as it stands. A single shift whose converted end is not after its start is dropped.
 6. Rows with a date in `start_local` are single; byday, valid_from, valid_to, exdates,
    school_days_only, if filled in, still restrict them. A repeating row with blank byday is daily.
 7. Dark times are instants of the service day (before 06:00: next date). A dark_to that does not come
    after dark_from within the service day (06:00 for instance) means until its end. Dark weighs only
    where the clock reads 12:00-24:00 or 00:00-06:00 and only within that service day.

Need and knowledge
 8. A place is decided on all days as soon as it has any rule, whichever day tokens the rule has: on a
    day that none of its rules chooses the need is 0, not undecided. Only add rules: the base is 0.
 9. One `within_access` rule without a single access row for the place makes the place undecided on all
    days, whatever its other rules say. Access rows that do not choose the day give 0.
10. A source with blank from_local or to_local has an open period. `partial` is as `unknown`.

Shifts and reports
11. There is no now in the tables: every shift counts as past. A report belongs to the shift of its
    presence_id whose start has that local date; a report on a date without a shift changes nothing.
12. A delivered.csv with a header only is there: the delivered view exists and every shift is
    unreported. An equity_input.csv with a header only gives its two keys, blank.
13. Delivered: a carried-out shift counts at its reported times alone, an unreported one makes the slots
    of its planned times unknown where planned E > 0. A source may make the same slot unknown as well.
    Planned and confirmed lines are treated alike.
14. carried_out without adults or times is refused, as is a report on a presence_id that no line has.
15. Adult-hours in misc: whole shifts (also the part outside the period) of planned and confirmed lines
    that start in a computed service day; adults times hours without reach or mode. Delivered hours
    belong to the planned start of the shift. Reported = carried_out or no_show.

Measures
16. Runs (longest_empty) and hours are real hours: the repeated hour counts twice.
17. Totals are 0 with blank shares where no place is decided. No floor of 100 youths: that is for
    display. gap_per_1000_youths is blank only without youths_10_19 (or with 0).
18. The order of misc: shares (first rows of route_legs), q (order of presences), hours, candidates in
    order of first rows, equity. share_ is given for every pair of route_legs, of a cancelled line as
    well.
19. Candidate rows with one id that agree in organisation, kind, mode, geometry, adults, status and
    times are one shift that reaches several places, and its adult-hours count once; rows that differ in
    any of these are further shifts of the same candidate. Only shifts that start in a computed service
    day give adult-hours. Efficiency is blank without adult-hours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import groupby
from pathlib import Path

from .days import Calendar
from .ground import Ground
from .misc import Amount, misc_rows, ratio, total
from .roster import Roster
from .shifts import HOUR, Effect
from .tables import GRID, RefusedError, Row, Tables

VIEWS = ("planned", "confirmed", "delivered", "expected")
SUMS = ("need_ah", "covered_ah", "gap_ah", "unknown_ah")
HOURS = ("need_h", "full_h", "thin_h", "empty_h", "unknown_h")
LONGEST = ("longest_empty_known_h", "longest_empty_possible_h")
MEASURES = (*SUMS, *HOURS, *LONGEST, "surplus_multi_org_ah", "weighted_gap")
PLACE_COLUMNS = ("view", "service_day", "place_id", *MEASURES)
TOTAL_COLUMNS = ("view", *SUMS, "coverage_share", "completeness", "gap_per_1000_youths")

Cell = str | Fraction | None


@dataclass
class Outcome:
    """The three tables: rows as dictionaries with the columns in order, None for a blank."""

    places: list[dict[str, Cell]] = field(default_factory=list)
    totals: list[dict[str, Cell]] = field(default_factory=list)
    misc: list[dict[str, Cell]] = field(default_factory=list)


def compute(folder: Path, view: str = "all") -> Outcome:
    """What the engine must write for a folder of tables.

    Raises
    ------
    RefusedError
        For a missing required table, a time off the grid, a report on a cancelled shift, and the delivered
        view without reports.
    """
    tables = Tables(folder)
    views = [name for name in VIEWS if name != "delivered" or "delivered" in tables.given]
    if view != "all":
        if view not in views:
            raise RefusedError("delivered", 1, "", f"no view {view} here")
        views = [view]
    walk = Walk(tables)
    outcome = Outcome()
    for name in views:
        rows = walk.places(name)
        outcome.places += rows
        outcome.totals.append(walk.total(name, rows))
    outcome.misc = [
        {"key": key, "value": value}
        for key, value in misc_rows(tables, walk.calendar, walk.roster, walk.planned_with)
    ]
    return outcome


@dataclass(frozen=True)
class Run:
    """Neighbouring minutes of one place and service day at which everything is the same."""

    minutes: int
    need: int
    present: Fraction
    orgs: int
    unknown: bool
    dark: bool

    @property
    def hours(self) -> Fraction:
        """Length of the run."""
        return Fraction(self.minutes, HOUR)

    @property
    def short(self) -> Fraction:
        """Adults needed and not known to be there."""
        return max(Fraction(0), self.need - self.present)


class Walk:
    """The visit to all minutes of all places of a folder."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.calendar = Calendar(tables)
        self.roster = Roster(tables, self.calendar)
        self._places = tables.rows("places")
        self._grounds = [Ground(place, tables, self.calendar) for place in self._places]
        self._seen: dict[tuple[str, date], list[tuple[int, bool, bool]]] = {}
        self._theta, self._dark = tables.weight("theta_empty"), tables.weight("dark_weight")

    def places(self, view: str) -> list[dict[str, Cell]]:
        """The rows of one view, by service day and in the order of the places."""
        rows: list[dict[str, Cell]] = []
        effects = {ground.place_id: self.roster.effects(ground.place_id, view) for ground in self._grounds}
        for day in self.calendar.days:
            for place, ground in zip(self._places, self._grounds, strict=True):
                row: dict[str, Cell] = {"view": view, "service_day": day.isoformat()}
                row["place_id"] = ground.place_id
                row.update(dict.fromkeys(MEASURES))
                if ground.decided:
                    found = self.measures(place, self.runs(ground, day, effects[ground.place_id]))
                    shown = SUMS if view == "expected" else MEASURES
                    row.update({name: found[name] for name in shown})
                rows.append(row)
        return rows

    def total(self, view: str, rows: list[dict[str, Cell]]) -> dict[str, Cell]:
        """The row of totals of one view, over the decided places."""
        sums = {name: total(row[name] for row in rows if row[name] is not None) for name in SUMS}
        need, covered, gap, unknown = (sums[name] for name in SUMS)
        known_share = ratio(unknown, need)
        youths = Fraction(self._tables.param("youths_10_19") or 0)
        return {
            "view": view,
            **sums,
            "coverage_share": ratio(covered, covered + gap),
            "completeness": None if known_share is None else 1 - known_share,
            "gap_per_1000_youths": 1000 * gap / youths if youths else None,
        }

    def planned_with(self, extra: dict[str, list[Effect]]) -> tuple[Fraction, Fraction]:
        """Covered and gap adult-hours of the planned view with some more presence."""
        covered = gap = Fraction(0)
        for ground in self._grounds:
            if not ground.decided:
                continue
            effects = self.roster.effects(ground.place_id, "planned") + extra.get(ground.place_id, [])
            for day in self.calendar.days:
                for run in self.runs(ground, day, effects):
                    covered += run.hours * (run.need - run.short)
                    gap += 0 if run.unknown else run.hours * run.short
        return covered, gap

    def runs(self, ground: Ground, day: date, effects: list[Effect]) -> list[Run]:
        """The minutes of a service day at a place, in order, neighbours of one kind counted together."""
        minutes = self.calendar.minutes(day)
        first, last = minutes[0], minutes[-1]
        near = [effect for effect in effects if effect.window[0] <= last and effect.window[1] > first]
        visited = []
        for minute, seen in zip(minutes, self._ground_of(ground, day), strict=True):
            here = tuple(n for n, e in enumerate(near) if e.window[0] <= minute < e.window[1])
            visited.append((seen, here))
        runs, begins = [], first
        for ((need, unknown, dark), here), same in groupby(visited):
            length = sum(1 for _ in same)
            assert begins % GRID == 0, "something changes within a quarter of an hour"
            begins += length
            loud = [near[n] for n in here if not near[n].silent]
            present = total(effect.adults for effect in loud)
            orgs = len({effect.org for effect in loud})
            runs.append(Run(length, need, present, orgs, unknown or len(loud) < len(here), dark))
        return runs

    def _ground_of(self, ground: Ground, day: date) -> list[tuple[int, bool, bool]]:
        """Need, lack of knowledge and darkness at each minute, the same for all views."""
        key = (ground.place_id, day)
        if key not in self._seen:
            self._seen[key] = [
                (ground.need(minute), ground.unknown(minute), self.calendar.is_dark(day, minute))
                for minute in self.calendar.minutes(day)
            ]
        return self._seen[key]

    def measures(self, place: Row, runs: list[Run]) -> dict[str, Amount]:
        """All measures of one place and service day."""
        priority = place.number_in("priority_weight", "1")
        needed = [run for run in runs if run.need > 0]
        short = [run for run in needed if run.short > 0]
        known = [run for run in short if not run.unknown]
        empty = [run for run in known if run.present < self._theta]
        return {
            "need_ah": total(run.hours * run.need for run in runs),
            "covered_ah": total(run.hours * (run.need - run.short) for run in runs),
            "gap_ah": total(run.hours * run.short for run in known),
            "unknown_ah": total(run.hours * run.short for run in short if run.unknown),
            "need_h": total(run.hours for run in needed),
            "full_h": total(run.hours for run in needed if run.short == 0),
            "thin_h": total(run.hours for run in known if run.present >= self._theta),
            "empty_h": total(run.hours for run in empty),
            "unknown_h": total(run.hours for run in short if run.unknown),
            "longest_empty_known_h": self._longest(runs, possible=False),
            "longest_empty_possible_h": self._longest(runs, possible=True),
            "surplus_multi_org_ah": total(
                run.hours * max(Fraction(0), run.present - run.need) for run in needed if run.orgs >= 2
            ),
            "weighted_gap": total(
                run.hours * run.short * priority * (self._dark if run.dark else 1) for run in known
            ),
        }

    def _longest(self, runs: list[Run], *, possible: bool) -> Fraction:
        """Hours of the longest stretch with nearly nobody, of all that lack or of those that are known."""
        longest = stretch = Fraction(0)
        for run in runs:
            lacks = run.short > 0 and run.present < self._theta and (possible or not run.unknown)
            stretch = stretch + run.hours if lacks else Fraction(0)
            longest = max(longest, stretch)
        return longest
