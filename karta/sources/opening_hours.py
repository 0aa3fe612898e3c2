"""Opening hours in OSM's grammar as weekly rows, where they are that simple; all else stays text."""

import re
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pandas as pd
from opening_hours import OpeningHours, ParserError, State  # type: ignore[attr-defined]  # its stub forgets it

from karta.model.recurrence import WEEKDAYS
from karta.model.rows import ACCESS_ROWS
from karta.sources.intake import frame_of

_SIMPLE = re.compile(r"(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|off|closed|open|24/7|\d{2}:\d{2}|[-,; ])+")
_HOLIDAY = re.compile(
    r"(?:(?P<before>.*),)?PH(?:,(?P<after>[A-Z][A-Za-z,-]*))? (?P<hours>[\d:,\-]+|off|closed)"
)
# Any Monday will do: texts with dates, weeks or seasons are no weekly hours and are not expanded.
_MONDAY = datetime(2026, 1, 5)  # noqa: DTZ001 - wall clock
_DAY = timedelta(days=1)
_SERVICE_DAY_START = timedelta(hours=6)


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
    if not _SIMPLE.fullmatch(normal):
        return None
    plain, holiday = _apart(normal)
    if plain is None or "PH" in plain:
        return None
    rows = [*_week(plain, "" if holiday is None else ";not_holiday")]
    if holiday:
        rows.extend(Hours("holiday", row.start, row.end) for row in _week(f"Mo {holiday}", ""))
    return rows


def access_rows(places: pd.DataFrame) -> pd.DataFrame:
    """Return ACCESS_ROWS of places whose opening hours are that simple, none for those whose hours stay text."""
    rows: list[dict[str, Any]] = []
    told = places[places["opening_hours"].notna()]
    for record in told[["row", "key", "name", "opening_hours"]].to_dict("records"):
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


def _week(text: str, suffix: str) -> list[Hours]:
    if not text:
        return []
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    # A day more on each side: what runs past midnight is seen whole, and only starts of the week itself are kept.
    for start, end, state, _ in OpeningHours(text).intervals(_MONDAY - _DAY, _MONDAY + 8 * _DAY):
        if state != State.OPEN:
            continue
        for first, last in _pieces(start, end):
            if _MONDAY <= first < _MONDAY + 7 * _DAY:
                day = WEEKDAYS[(first - _SERVICE_DAY_START).weekday()]
                found[f"{first:%H:%M}", f"{last:%H:%M}"].add(day)
    return [
        Hours((";".join(d for d in WEEKDAYS if d in days) if len(days) < 7 else "all") + suffix, *hours)
        for hours, days in sorted(found.items())
    ]


def _pieces(start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """Return an interval in pieces of at most a day, cut at 06:00, where service days meet."""
    pieces = []
    while end - start > _DAY:
        cut = (start - _SERVICE_DAY_START).replace(hour=0, minute=0) + _DAY + _SERVICE_DAY_START
        pieces.append((start, cut))
        start = cut
    return [*pieces, (start, end)]
