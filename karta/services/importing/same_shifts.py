"""Shifts of files beside each other: whether two rows are the same shift, by another id or in another kind of file.

Place, organisation, start and end must agree, and some date; what only one of the two says tells them not apart.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from karta.errors import InputError
from karta.model.place import is_unknown, name_key
from karta.model.recurrence import WEEKDAYS, parse_rule, rule_days, until
from karta.settings import TIMEZONE
from karta.store.file_marks import list_of

_HERE = ZoneInfo(TIMEZONE)
# What may tell two shifts apart, and what stands for it where a file does not say it.
_UNSAID = {"kind": "other", "activity": "training", "adults": None, "leaders": None}
# Two series are compared over so many days of the time that they share.
_MOST_DAYS = 400
_NO_DATE = date(2001, 1, 1)

Cells = Mapping[str, Any]
Spot = tuple[str, str, str, str]


def organisation(cells: Cells, source: str) -> str:
    """Return whose a shift is; the list stands for an organisation that is not named."""
    return name_key(str(cells.get("org") or "")) or list_of(source)


def spot(cells: Cells, source: str) -> Spot:
    """Return place, organisation, start and end of a shift."""
    where = str(cells.get("place_key") or "") or name_key(str(cells.get("place") or ""))
    return where, organisation(cells, source), str(cells.get("start")), str(cells.get("end"))


def bounds(cells: Cells) -> tuple[date, date]:
    """Return the first and the last day of a shift; what it does not say lies far away."""
    day, last = _day(cells.get("date")), _day(cells.get("valid_to"))
    if not _repeats(cells):
        return day or date.min, day or date.max
    return day or _day(cells.get("valid_from")) or date.min, last or _rule_end(cells) or date.max


def are_same(one: Cells, other: Cells) -> bool:
    """Tell whether two shifts of one spot are the same: on a common date, and unlike in nothing that both say."""
    return not _are_unlike(one, other) and _share_a_date(one, other)


def is_told(cells: Cells, others: Iterable[Cells], first: date, last: date) -> bool:
    """Tell whether others of its spot hold all dates of a shift from one day to another."""
    first, last = _shortened(max(first, bounds(cells)[0]), min(last, bounds(cells)[1]))
    alike = [other for other in others if not _are_unlike(cells, other)]
    dates = holds(cells, first, last)
    return dates <= set().union(*(holds(other, first, last) for other in alike))


def holds(cells: Cells, first: date, last: date) -> set[date]:
    """Return the dates from one day to another on which a shift is held."""
    begin, end = bounds(cells)
    first, last = max(first, begin), min(last, end)
    if not _repeats(cells):
        return {first} if first == last == begin else set()
    out = set(str(cells.get("exdates") or "").split(";"))
    return {day for day in _days(cells, first, last) if day.isoformat() not in out}


def _days(cells: Cells, first: date, last: date) -> Iterator[date]:
    if cells.get("rrule"):
        start = datetime.combine(bounds(cells)[0], time.fromisoformat(str(cells["start"])))
        try:
            yield from rule_days(str(cells["rrule"]), start, first, last, _HERE)
        except InputError:
            return
        return
    weekdays = str(cells.get("byday") or "").split(";")
    for at in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(at)
        if WEEKDAYS[day.weekday()] in weekdays:
            yield day


def _are_unlike(one: Cells, other: Cells) -> bool:
    # Two teams train in one hall at one time; a walk is called anything.
    if "activity" in one and _differ("leaders", one.get("title") or None, other.get("title") or None):
        return True
    return any(_differ(name, one.get(name) or None, other.get(name) or None) for name in _UNSAID)


def _differ(name: str, ours: Any, theirs: Any) -> bool:
    return ours != theirs and not {_UNSAID[name], None} & {ours, theirs}


def _share_a_date(one: Cells, other: Cells) -> bool:
    (begin, end), (earliest, latest) = bounds(one), bounds(other)
    first, last = _shortened(max(begin, earliest), min(end, latest))
    return not holds(one, first, last).isdisjoint(holds(other, first, last))


def _shortened(first: date, last: date) -> tuple[date, date]:
    """Return a period no longer than what is compared; of weekdays that say no dates at all, some year."""
    first = min(last, _NO_DATE) if first == date.min else first
    return first, min(last, date.fromordinal(min(first.toordinal() + _MOST_DAYS, date.max.toordinal())))


def _repeats(cells: Cells) -> bool:
    return bool(cells.get("byday") or cells.get("rrule"))


def _rule_end(cells: Cells) -> date | None:
    try:
        end = until(parse_rule(str(cells["rrule"])), _HERE) if cells.get("rrule") else None
    except InputError:
        return None
    return None if end is None else end.date()


def _day(cell: Any) -> date | None:
    return None if is_unknown(cell) or not cell else date.fromisoformat(str(cell)[:10])
