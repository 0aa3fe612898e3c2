"""Random calendars of one identity each, read by Karta and by recurring-ical-events: `make fuzz`, and the test.

Left out is what Karta understands otherwise on purpose: exceptions that meet no occurrence to the minute, lengths over
the clock change, last minutes of a day, the hour that comes twice or never, an UNTIL that is a bare date.
"""

import argparse
import random
import sys
import tempfile
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import icalendar
import recurring_ical_events

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from karta.model.schedule import occurrences
from karta.sources.ics import read_ics
from tests.sources.calendars import HERE, ZONE, schedule_of

FIRST, LAST = date(2026, 1, 1), date(2027, 6, 30)
TODAY = date(2026, 3, 1)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
Held = Counter[tuple[datetime, datetime]]


def random_calendar(chance: random.Random) -> str:
    """Return a calendar of an event with a rule, further dates, exceptions and changed occurrences, or without."""
    day = FIRST + timedelta(days=chance.randrange(400))
    start = datetime.combine(day, time(chance.choice((0, 8, 17, 20, 22)), chance.choice((0, 15, 30))))
    end = start + timedelta(minutes=15 * chance.randint(1, 24))
    lines = [*_times(chance, start, end), *chance.choice(([], [f"RRULE:{_rule(chance, start)}"]))]
    further = [start + timedelta(days=chance.randrange(1, 60)) for _ in range(chance.choice((0, 0, 1, 3)))]
    if further:
        lines.append(_dates(chance, "RDATE", further))
    near = [start + timedelta(days=at) for at in range(0, 60, chance.choice((1, 7, 14)))]
    if chance.random() < 0.6:
        out = chance.sample([*near, *further], chance.randint(1, 4))
        lines.append(_dates(chance, "EXDATE", out))
    events = [_event(lines)]
    originals = chance.sample(near, chance.choice((0, 0, 1, 2)))
    events += [
        _event([f"RECURRENCE-ID{_at(chance, original)}", *_changed(chance, original)])
        for original in originals
    ]
    chance.shuffle(events)
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//invented//", *events, "END:VCALENDAR", ""]
    )


def differences(text: str, folder: Path) -> tuple[Held, Held] | None:
    """Return what Karta has more and less than the library, None where it refuses or asks about an event."""
    path = folder / "random.ics"
    path.write_bytes(text.encode())
    intake = read_ics(path, "roster", {}, TODAY)
    if intake.rejected or intake.pending:
        return None
    ours: Held = Counter()
    for row in intake.rows.to_dict("records"):
        if row["status"] != "cancelled":
            ours.update(
                (o.start, o.end) for o in occurrences(schedule_of(row), FIRST, LAST, HERE).occurrences
            )
    theirs = _by_library(text)
    return ours - theirs, theirs - ours


def _by_library(text: str) -> Held:
    held: Held = Counter()
    begin, close = (datetime.combine(day, time(), tzinfo=HERE) for day in (FIRST, LAST + timedelta(days=1)))
    for event in recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(begin, close):
        start, end = (event[name].dt for name in ("DTSTART", "DTEND"))
        if event.get("STATUS") != "CANCELLED" and begin <= start < close:
            held[start.astimezone(UTC), end.astimezone(UTC)] += 1
    return held


def _rule(chance: random.Random, start: datetime) -> str:
    freq = chance.choice(("DAILY", "WEEKLY", "WEEKLY", "WEEKLY", "MONTHLY", "YEARLY"))
    parts = [f"FREQ={freq}"]
    if chance.random() < 0.4:
        parts.append(f"INTERVAL={chance.randint(2, 4)}")
    own = WEEKDAYS[start.weekday()]
    if freq == "WEEKLY" and chance.random() < 0.6:
        parts.append("BYDAY=" + ",".join({own, *chance.sample(WEEKDAYS, chance.randint(0, 3))}))
    if freq == "MONTHLY" and chance.random() < 0.6:
        parts.append(f"BYDAY={(start.day - 1) // 7 + 1}{own}")
    last = start + timedelta(days=chance.randrange(0, 300), hours=chance.choice((-3, 0, 2)))
    ends = (
        [f"COUNT={chance.randint(1, 30)}"],
        [f"UNTIL={_utc(last)}"] if last >= start else [],
        [],
    )
    return ";".join([*parts, *chance.choice(ends)])


def _times(chance: random.Random, start: datetime, end: datetime) -> list[str]:
    """Return start and end in Stockholm's time; ends in the hours of the clock change are put after them."""
    if end.hour in {1, 2, 3}:
        end = end.replace(hour=4)
    zone = chance.choice((ZONE, ZONE, "TZID=Europe/Berlin"))
    return [f"DTSTART;{zone}:{start:%Y%m%dT%H%M%S}", f"DTEND;{zone}:{end:%Y%m%dT%H%M%S}"]


def _at(chance: random.Random, wall: datetime) -> str:
    if chance.random() < 0.3:
        return f":{_utc(wall)}"
    return f";{ZONE}:{wall:%Y%m%dT%H%M%S}"


def _utc(wall: datetime) -> str:
    return f"{wall.replace(tzinfo=HERE).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _dates(chance: random.Random, name: str, walls: list[datetime]) -> str:
    if name == "EXDATE" and chance.random() < 0.3:
        return "EXDATE;VALUE=DATE:" + ",".join(f"{wall:%Y%m%d}" for wall in walls)
    # The library compares bare dates with those of UTC, where past midnight is the day before, and measures what is
    # in UTC in real time; METHOD's nights stay on the wall when the clock changes.
    changes = any(wall.month in {3, 10} and wall.day > 23 for wall in walls)
    if chance.random() < 0.3 and walls[0].hour > 2 and not changes:
        return f"{name}:" + ",".join(map(_utc, walls))
    return f"{name};{ZONE}:" + ",".join(f"{wall:%Y%m%dT%H%M%S}" for wall in walls)


def _changed(chance: random.Random, original: datetime) -> list[str]:
    start = original + timedelta(days=chance.choice((-1, 0, 0, 1, 5)), minutes=15 * chance.randint(0, 8))
    status = ["STATUS:CANCELLED"] if chance.random() < 0.3 else []
    return [*_times(chance, start, start + timedelta(hours=chance.randint(1, 3))), *status]


def _event(lines: list[str]) -> str:
    return "\r\n".join(["BEGIN:VEVENT", "UID:r@x", "SUMMARY:Nattvandring", *lines, "END:VEVENT"])


def main() -> int:
    """Compare as many calendars as asked for, print the first that differ, and return how many do."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    differing = refused = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(asked.count):
            text = random_calendar(random.Random(asked.seed * 1_000_000 + number))
            difference = differences(text, Path(folder))
            refused += difference is None
            if difference is not None and any(difference):
                differing += 1
                if differing <= 5:
                    sys.stdout.write(f"{text}\nmore {difference[0]}\nless {difference[1]}\n\n")
    sys.stdout.write(f"{asked.count} calendars, {refused} not read, {differing} differ\n")
    return min(differing, 1)


if __name__ == "__main__":
    sys.exit(main())
