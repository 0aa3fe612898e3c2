"""An event of a calendar with all of its dates: its own, those of its rule, the further ones, less its exceptions."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from karta.errors import InputError
from karta.model.recurrence import MOST_OCCURRENCES, WEEKDAYS, parse_rule, rule_dates, rule_days, until
from karta.model.rrule import from_rrule
from karta.model.walltime import DAY
from karta.sources import ics_zones as zones
from karta.sources.ics_events import Event
from karta.sources.ics_exceptions import Walls, day_of, last_day, meant, walls_of
from karta.sources.ics_properties import Reading, Row, base_row, called_off
from karta.sources.ics_times import closing, exact_end, is_possible, single, span, stated_length

_FINE = re.compile(r"FREQ=(HOURLY|MINUTELY|SECONDLY)", re.IGNORECASE)
_MOST_COUNTED = 10_000
_MOST_NAMED = 5
_FAR = date(2100, 12, 31)


@dataclass
class Series:
    """An event that is no changed occurrence, with the dates that it names.

    `further` are starts and ends of RDATE; `length` is its DURATION; `days` are those of its rule, as far as exceptions
    need them, `walls` the starts here on those and the further ones, `out` those that do not take place as it says.
    """

    event: Event
    start: datetime
    end: datetime
    rule: str
    length: timedelta | None
    further: list[tuple[datetime, datetime]]
    days: set[date] = field(default_factory=set)
    walls: Walls = field(default_factory=dict)
    out: set[datetime] = field(default_factory=set)
    changed: bool = False
    # What EXDATE says, in the time here: moments and dates.
    excepted: set[date] = field(default_factory=set)

    @property
    def first(self) -> datetime:
        """The first start on the wall here."""
        return zones.here(self.start)

    def end_of(self, start: datetime) -> datetime:
        """Return the end of an occurrence: its length in real time where the event states one, else on the wall."""
        if self.length is not None:
            return exact_end(start, self.length)
        return start.astimezone(self.start.tzinfo) + (self.end - self.start)

    def drop(self, exception: date, name: str, event: Event) -> date:
        """Take out what an exception means, say where it is not written so, and return the date that it is about."""
        walls, exactly = meant(exception, self.walls)
        self.out |= walls
        at = min(walls).date() if walls else day_of(exception)
        if walls and not exactly:
            event.tell("exception_of_day", name, "note", date=at)
        elif not walls and self._runs_on(at):
            event.tell("exception_unmatched", name, "warning", date=at)
        return at

    def excepts(self, original: date) -> bool:
        """Tell whether EXDATE takes out the very occurrence that a changed one stands for."""
        at = zones.here(original) if isinstance(original, datetime) else original
        return at in self.excepted or day_of(original) in self.excepted

    def drop_from(self, exception: date) -> None:
        """Take out all occurrences from one on."""
        walls, _ = meant(exception, self.walls)
        at = zones.here(exception) if isinstance(exception, datetime) else datetime.combine(exception, time())
        first = min(walls, default=at)
        self.out |= {wall for walls in self.walls.values() for wall in walls if wall >= first}

    def _runs_on(self, day: date) -> bool:
        """Tell whether the rule goes on over a date; programs leave exceptions behind where they shorten a rule."""
        if not self.rule or day < self.first.date():
            return False
        last = until(parse_rule(self.rule), zones.HERE)
        return last is None or day <= last.date()


def series_of(event: Event, reading: Reading, originals: Sequence[tuple[date, bool]]) -> Series | None:
    """Return an event with its dates, None where it cannot be read; `originals` are those of changed occurrences.

    Of each is told whether it stands for all later ones, too. Raises InputError, CellError.
    """
    default = reading.default_zone(event)
    start, end = span(event, default)
    if start is None or end is None:
        return None
    rule, length = _rule(event), stated_length(event)
    if rule:
        _judge(rule)
        if not zones.same_clock(start.tzinfo, start):
            moved = zones.here(start).date() != start.date()
            if moved or "zone_differs" not in reading.answers.get("accept", ()):
                event.tell("zone_differs", "DTSTART", "question", zone=str(start.tzinfo))
                return None
        start = start.astimezone(zones.HERE)
        # A length is one of an ordinary night; the nights of the clock change are rows of their own.
        end = closing(start + length) if length is not None else end.astimezone(zones.HERE)
    series = Series(event, start, end, rule, length, [])
    series.further = _further(series, default, reading)
    series.changed = bool(originals)
    _take_out(series, originals, default, reading)
    return series


def rows_of(series: Series, reading: Reading) -> list[Row]:
    """Return the rows of an event: one for its own date or rule, one more for each further date that it names."""
    event = series.event
    base = base_row(event, reading)
    reading.keys.add(event.key)
    if reading.leaves_out(event):
        # One date stands for all: none of them is held, also where an earlier file had a rule.
        return [called_off(base | times) for times in single(event, series.start, series.end)]
    rows: list[Row] = []
    if series.rule:
        nights = list(_nights_of_clock_change(series, base, reading))
        rows = [base | _repeating(series, reading), *nights]
    elif series.first not in series.out:
        rows += [base | times for times in single(event, series.start, series.end)]
    passed = {series.first, *series.out}
    for start, end in series.further:
        # Programs name the first date again, or one that the rule names.
        wall = zones.here(start) if is_possible(start) else start.replace(tzinfo=None)
        if wall in passed or (wall.time() == series.first.time() and wall.date() in series.days):
            continue
        passed.add(wall)
        rows += [
            base | times | {"key": _key(base, wall, reading)}
            for times in single(event, start, end, further=True)
        ]
    nothing = bool(series.out) and (not rows or (bool(series.rule) and not _takes_place(series, rows[0])))
    if nothing:
        event.tell("event_without_dates", None, "note")
    # A changed occurrence is one of a series, also of one without any date of its own.
    return rows[1:] if nothing and not series.changed else rows


def _rule(event: Event) -> str:
    """Return the rule of an event, "" for none; the same one twice is one. Raises InputError for several."""
    stated = event.component.get("RRULE")
    rules = {rule.to_ical() for rule in stated} if isinstance(stated, list) else {event.raw("RRULE").encode()}
    if len(rules) > 1 or event.component.get("EXRULE") is not None:
        raise InputError("rrule_unreadable")
    return str(rules.pop().decode())


def _judge(rule: str) -> None:
    """Refuse a number of occurrences that no calendar of people has, before anything is expanded."""
    match = re.search(r"COUNT=(\d+)", rule, re.IGNORECASE)
    if match and len(match[1]) < 20 and int(match[1]) > _MOST_COUNTED and not _FINE.search(rule):
        raise InputError("rrule_too_many", most=MOST_OCCURRENCES)
    parse_rule(rule)


def _further(series: Series, default: str | None, reading: Reading) -> list[tuple[datetime, datetime]]:
    """Return start and end of each RDATE; a bare date is one at the hours of the event."""
    times: list[tuple[datetime, datetime]] = []
    broken: list[object] = []
    for at, length in zones.read_times(series.event.component, "RDATE", default, broken):
        start = at
        if not isinstance(at, datetime):
            start = datetime.combine(at, series.start.time(), tzinfo=series.start.tzinfo)
        if not is_possible(start):
            times.append((start, start))
        else:
            times.append((start, series.end_of(start) if length is None else exact_end(start, length)))
    if broken:
        series.event.tell("further_dates_unreadable", "RDATE", "warning", count=len(broken))
    to_come = sum(start.date() >= reading.today for start, _ in times)
    if to_come > MOST_OCCURRENCES or len(times) > _MOST_COUNTED:
        raise InputError("rrule_too_many", most=MOST_OCCURRENCES)
    return times


def _take_out(
    series: Series, originals: Sequence[tuple[date, bool]], default: str | None, reading: Reading
) -> None:
    """Find the dates that the exceptions of an event mean, and take out those of EXDATE."""
    event = series.event
    broken: list[object] = []
    read = zones.read_times(event.component, "EXDATE", default, broken)
    if broken:  # nobody knows which dates are off
        event.tell("exceptions_unreadable", "EXDATE")
    exceptions = [at for at, _ in read if is_possible(at)]
    further = [zones.here(start) for start, _ in series.further if is_possible(start)]
    last = last_day([*exceptions, *(at for at, _ in originals), *further])
    if any(onwards for _, onwards in originals):
        last = _last(series, reading)
    if series.rule and last is not None:
        series.days = set(rule_days(series.rule, series.first, series.first.date(), last, zones.HERE))
    series.walls = walls_of(series.days or {series.first.date()}, series.first.time(), further)
    for exception in exceptions:
        series.drop(exception, "EXDATE", event)
        series.excepted.add(zones.here(exception) if isinstance(exception, datetime) else exception)


def _repeating(series: Series, reading: Reading) -> Row:
    """Return the times of a rule: weekdays where these suffice, else the rule, bounded; exceptions as dates."""
    first = series.first
    last = until(parse_rule(series.rule), zones.HERE)
    end = first + (series.end.replace(tzinfo=None) - series.start.replace(tzinfo=None))
    out = {wall.date() for wall in series.out if wall.time() == first.time()}
    schedule = from_rrule(series.rule, first, end, zones.HERE, out)
    if last is not None and last < first:
        raise InputError("rrule_never")
    valid_to = schedule.valid_to
    if not schedule.byday or valid_to is None:
        valid_to = _bound(series, reading)
    return {
        "date": schedule.on,
        "start": f"{schedule.start:%H:%M}",
        "end": f"{schedule.end:%H:%M}",
        "byday": ";".join(day for day in WEEKDAYS if day in schedule.byday) or None,
        "rrule": schedule.rrule or None,
        "valid_from": schedule.valid_from,
        "valid_to": valid_to,
        "exdates": ";".join(sorted(day.isoformat() for day in out)) or None,
    }


def _bound(series: Series, reading: Reading) -> date | None:
    """Return the last day that a rule is read for, None where it ends by itself. Raises InputError.

    Only dates to come count towards the limit: it keeps a week from being expanded for ever.
    """
    parts, first = parse_rule(series.rule), series.first
    if "COUNT" in parts or "UNTIL" in parts:
        begin = max(first.date(), reading.today)
        try:
            rule_dates(series.rule, first, begin, _FAR, zones.HERE)
        except InputError:
            if "COUNT" in parts:
                raise
        else:
            return None
    reading.bounded += 1
    return max(reading.horizon, first.date())


def _last(series: Series, reading: Reading) -> date:
    """Return a day by which the last occurrence that is read has begun."""
    parts = parse_rule(series.rule) if series.rule else {"COUNT": "1"}
    ends = "COUNT" in parts or "UNTIL" in parts
    return _FAR if ends else max(reading.horizon, series.first.date())


def _nights_of_clock_change(series: Series, base: Row, reading: Reading) -> Iterator[Row]:
    """Yield rows of the nights on which a stated length ends at another hour than on all others."""
    if series.length is None or not series.length.seconds or series.length > DAY:
        return
    for day in rule_days(series.rule, series.first, series.first.date(), _last(series, reading), zones.HERE):
        if not (day.month in {3, 10} and day.day > 23):
            continue
        wall = datetime.combine(day, series.first.time())
        start = wall.replace(tzinfo=zones.HERE)
        if wall in series.out or zones.here(series.end_of(start)) == wall + series.length:
            continue
        series.out.add(wall)
        own = {"key": _key(base, wall, reading), "replaces": base["key"], "original_date": day}
        yield from (base | times | own for times in single(series.event, start, series.end_of(start)))


def _takes_place(series: Series, row: Row) -> bool:
    """Tell whether anything of a rule is left after its exceptions."""
    last = row["valid_to"] or _FAR
    days = rule_days(series.rule, series.first, series.first.date(), last, zones.HERE)
    return any(datetime.combine(day, series.first.time()) not in series.out for day in days)


def _key(base: Row, wall: datetime, reading: Reading) -> str:
    """Return what the row of a single date is known by: its date, with the hour where a date has several."""
    return reading.new_key(f"{base['key']}|{wall.date()}", f"{base['key']}|{wall:%Y-%m-%dT%H:%M}")
