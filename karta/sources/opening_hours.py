"""Opening hours in OSM's grammar as weekly rows, where they are that simple; all else stays text."""

import re
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeAlias

import pandas as pd
from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]  # its stub forgets it

from karta.model.recurrence import WEEKDAYS
from karta.model.rows import ACCESS_ROWS
from karta.model.walltime import DAY
from karta.sources.intake import frame_of

_SIMPLE = re.compile(r"(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|off|closed|open|24/7|\d{2}:\d{2}|[-,; ])+")
_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_RULE = re.compile(
    r"(?P<days>[A-Z][a-z](?:[,-][A-Z][a-z])*)? ?"
    r"(?P<hours>\d{2}:\d{2}-\d{2}:\d{2}(?:,\d{2}:\d{2}-\d{2}:\d{2})*|off|closed|24/7)?"
)
# A rule that ends with its days, or only says that it is open, names no hours, whatever the grammar makes of it.
_WITHOUT_TIMES = re.compile(r"(?:^|.*[\s,;-])(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH|open)\s*", re.IGNORECASE)
_HOLIDAY = re.compile(
    r"(?:(?P<before>.*),)?PH(?:,(?P<after>[A-Z][A-Za-z,-]*))? (?P<hours>[\d:,\-]+|off|closed)"
)
# Any Monday will do: texts with dates, weeks or seasons are no weekly hours and are not expanded.
_MONDAY = datetime(2026, 1, 5)  # noqa: DTZ001 - wall clock
_SERVICE_DAY_START = timedelta(hours=6)

Span: TypeAlias = tuple[datetime, datetime]


class Hours(NamedTuple):
    """Day tokens of METHOD section 2, start and end as `HH:MM`; an end not after the start is on the next day."""

    days: str
    start: str
    end: str


def weekly(text: str) -> list[Hours] | None:
    """Return the weekly hours that a text means, None where it says more than weekdays and public holidays.

    Hours that begin before 06:00 belong to the day before, as METHOD has it for opening hours.
    """
    try:
        normal = str(OpeningHours(text.strip()).normalize())
    except ParserError:
        return None
    if names_no_times(text) or not _SIMPLE.fullmatch(normal):
        return None
    plain, holiday = _apart(normal)
    if plain is None or "PH" in plain:
        return None
    week = _week(plain, "" if holiday is None else ";not_holiday") if plain else []
    on_holidays = _week(f"Mo {holiday}", "") if holiday else []
    if week is None or on_holidays is None:
        return None
    return [*week, *(Hours("holiday", row.start, row.end) for row in on_holidays)]


def fault_of(text: str) -> str:
    """Return the code of what keeps a text from being weekly hours; blank where it is that."""
    if weekly(text) is not None:
        return ""
    try:
        OpeningHours(text)
    except ParserError:
        return "hours_unread"
    return "hours_without_times" if names_no_times(text) else "hours_not_weekly"


def names_no_times(text: str) -> bool:
    """Tell whether some rule of a text has days alone: that says nothing of hours, and never around the clock."""
    return any(_WITHOUT_TIMES.fullmatch(rule) for rule in text.split(";"))


def access_rows(places: pd.DataFrame) -> pd.DataFrame:
    """Return ACCESS_ROWS of places whose opening hours are that simple, none for those whose hours stay text."""
    rows: list[dict[str, Any]] = []
    open_places = places[places["opening_hours"].notna()]
    for record in open_places[["row", "key", "name", "opening_hours"]].to_dict("records"):
        rows.extend(
            {
                "row": record["row"],
                "key": f"{record['key']}|{hours.days}|{hours.start}",
                "place": record["name"],
                "place_key": record["key"],
                "days": hours.days,
                "start": hours.start,
                "end": hours.end,
            }
            for hours in weekly(record["opening_hours"]) or ()
        )
    return frame_of(rows, ACCESS_ROWS)


def _apart(text: str) -> tuple[str | None, str | None]:
    """Return the rules of ordinary days, and the hours of public holidays ("" = closed, None = not said)."""
    plain: list[str] = []
    holiday: str | None = None
    for rule in (part.strip() for part in text.split(";")):
        if "PH" not in rule:
            plain.append(rule)
            continue
        match = _HOLIDAY.fullmatch(rule)
        if match is None or holiday is not None or ":" in (match["before"] or ""):
            return None, None
        holiday = "" if match["hours"] in {"off", "closed"} else match["hours"]
        others = ",".join(part for part in (match["before"], match["after"]) if part)
        if others:
            plain.append(f"{others} {match['hours']}")
    return "; ".join(plain), holiday


def _week(text: str, suffix: str) -> list[Hours] | None:
    """Return the hours of a week of rules, None where one of them is no days with hours."""
    spans = _spans(text)
    if spans is None:
        return None
    days_of: dict[tuple[str, str], set[str]] = defaultdict(set)
    for start, end in _joined(spans):
        for first, last in _pieces(start, end):
            if _MONDAY <= first < _MONDAY + 7 * DAY:
                day = WEEKDAYS[(first - _SERVICE_DAY_START).weekday()]
                days_of[f"{first:%H:%M}", f"{last:%H:%M}"].add(day)
    return [
        Hours((";".join(d for d in WEEKDAYS if d in days) if len(days) < 7 else "all") + suffix, *hours)
        for hours, days in sorted(days_of.items())
    ]


def _spans(text: str) -> list[Span] | None:
    """Return when it is open, with a day more on each side so that what runs past midnight is seen whole.

    A night belongs to the day on which it begins: what a rule says of the next day does not cut it short, as the
    grammar's own evaluation would. "Fr 10:00-02:00; Sa 12:00-20:00" is open until two in the night to Saturday.
    """
    by_day: dict[int, list[tuple[timedelta, timedelta]]] = defaultdict(list)
    for rule in filter(None, (part.strip() for part in text.split(";"))):
        for at, part in enumerate(rule.split(", ")):
            match = _RULE.fullmatch(part.strip())
            if match is None:
                return None
            hours = _hours(match["hours"])
            for day in _days(match["days"]):
                # A rule after a comma adds to what its days have; one that closes takes all away.
                by_day[day] = by_day[day] + hours if at and hours else hours
    return sorted(
        (_MONDAY + day * DAY + start, _MONDAY + day * DAY + end)
        for day in range(-1, 8)
        for start, end in by_day[day % 7]
    )


def _days(text: str | None) -> list[int]:
    """Return the weekdays of `Mo,Fr-Su`, Monday as 0; all where none are named."""
    if not text:
        return list(range(7))
    ends = [[_DAYS.index(name) for name in part.split("-")] for part in text.split(",")]
    return [
        (first + n) % 7
        for first, *_, last in ((e[0], e[-1]) for e in ends)
        for n in range((last - first) % 7 + 1)
    ]


def _hours(text: str | None) -> list[tuple[timedelta, timedelta]]:
    """Return start and end of `10:00-12:00,22:00-02:00` from midnight; without hours the whole day."""
    if text in {"off", "closed"}:
        return []
    spans = []
    for part in (text if text and ":" in text else "00:00-24:00").split(","):
        start, end = (timedelta(hours=int(at[:2]), minutes=int(at[3:])) for at in part.split("-"))
        spans.append((start, end if end > start else end + DAY))
    return spans


def _joined(spans: list[Span]) -> list[Span]:
    """Return sorted spans, those that touch or overlap as one."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _pieces(start: datetime, end: datetime) -> list[Span]:
    """Return an interval in pieces of at most a day, cut at 06:00, where service days meet."""
    pieces = []
    while end - start > DAY:
        cut = (start - _SERVICE_DAY_START).replace(hour=0, minute=0) + DAY + _SERVICE_DAY_START
        pieces.append((start, cut))
        start = cut
    return [*pieces, (start, end)]
