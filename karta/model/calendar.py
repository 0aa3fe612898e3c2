"""The municipality's calendar: school days, holidays and risk evenings by service day.

Public holidays come from `holidays`, eves and offered risk evenings from `data/calendar/sweden.toml`; school days and
risk evenings from the municipality alone. Nothing is guessed: a day whose school calendar nobody handed in is
unknown (`unknown_days`), and the page says so.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from karta.errors import InputError
from karta.model.day_rule import DAY_TOKENS, DayFlags, DayRule, day_flags, parse_days, unknown_days
from karta.model.daylight import dark, dark_times, darkness
from karta.model.frames import check
from karta.model.recurrence import WEEKDAYS
from karta.model.service_day import (
    DAY_START,
    Slots,
    service_day_bounds,
    service_day_of,
    slots,
    window,
)
from karta.model.tables import CALENDAR
from karta.model.walltime import DAY, is_blank, parse_date
from karta.settings import TIMEZONE, data_dir

__all__ = [
    "DAY_START",
    "DAY_TOKENS",
    "DayFlags",
    "DayRule",
    "RiskEvening",
    "Slots",
    "build_calendar",
    "dark",
    "dark_times",
    "darkness",
    "day_flags",
    "parse_days",
    "public_holidays",
    "school_days",
    "service_day_bounds",
    "service_day_of",
    "slots",
    "suggested_risk_evenings",
    "unknown_days",
    "window",
]

TERM_KINDS = ("term", "break", "inset_day")
# The summer break is some ten weeks; a longer time between two terms means that a term was not handed in.
LONGEST_BREAK_DAYS = 100


@dataclass(frozen=True, slots=True)
class RiskEvening:
    """An evening that a municipality is offered as a risk evening; `day` None = its date is a local one.

    `basis`: `practice` (seen as reinforced on municipal pages) or `general` (general knowledge).
    """

    key: str
    name: str
    day: date | None
    basis: str


def build_calendar(
    first: date,
    last: date,
    own: pd.DataFrame | None = None,
    position: tuple[float, float] | None = None,
    tz: ZoneInfo | None = None,
) -> pd.DataFrame:
    """Return the CALENDAR of a municipality from `first` to `last`, both included.

    `own` holds what the municipality says: date and any of school_day, public_holiday, weekend_night, risk_evening;
    a blank says nothing, and of two rows about a date the later one counts. `school_day` is None where it is silent.
    weekend_night = Friday, Saturday, or the day before a public holiday. Dark hours are filled in at `position`
    (latitude, longitude), else blank.

    Raises
    ------
    InputError
        `period_reversed`, `date_unreadable`.
    """
    if last < first:
        raise InputError("period_reversed", first=first, last=last)
    days = _days(first, last)
    own_days = _OwnDays(own)
    public = set(public_holidays(first, last + DAY))
    holiday = {
        day: bool(own_days.flag("public_holiday", day, default=day in public))
        for day in _days(first, last + DAY)
    }
    rows = [
        {
            "date": day,
            "school_day": own_days.flag("school_day", day, default=None),
            "public_holiday": holiday[day],
            "weekend_night": own_days.flag(
                "weekend_night", day, default=day.weekday() in (4, 5) or holiday[day + DAY]
            ),
            "risk_evening": own_days.flag("risk_evening", day, default=False),
        }
        for day in days
    ]
    frame = pd.DataFrame(rows).astype({"school_day": object})
    if position is not None:
        hours = [dark_times(day, *position, tz or ZoneInfo(TIMEZONE)) for day in days]
        frame[["dark_from_local", "dark_to_local"]] = pd.DataFrame(hours, index=frame.index, dtype=object)
    return check(frame, CALENDAR)


def school_days(terms: pd.DataFrame) -> pd.DataFrame:
    """Return own rows (date, school_day) of a school's terms and breaks.

    Columns of `terms`: start, end (both included), kind (term, break, inset_day). A weekday in a term that is no
    public holiday, break or inset day is a school day. A day between two terms is none, unless they lie more than
    100 days apart: then a term is missing, and the days between are not listed, that is, unknown.

    Raises
    ------
    InputError
        `term_kind_unknown`, `period_reversed`, `date_unreadable`.
    """
    of_kind: dict[str, list[tuple[date, date]]] = {kind: [] for kind in TERM_KINDS}
    for row in terms.to_dict("records"):
        if row["kind"] not in TERM_KINDS:
            raise InputError("term_kind_unknown", value=str(row["kind"]))
        of_kind[row["kind"]].append(_period(row["start"], row["end"]))
    is_school: dict[date, bool] = {}
    ordered = sorted(of_kind["term"])
    for (_, end), (begin, _) in pairwise(ordered):
        if (begin - end).days <= LONGEST_BREAK_DAYS:
            is_school |= dict.fromkeys(_days(end + DAY, begin - DAY), False)
    for begin, end in ordered:
        closed = set(public_holidays(begin, end))
        is_school |= {day: day.weekday() < 5 and day not in closed for day in _days(begin, end)}
    for begin, end in of_kind["break"] + of_kind["inset_day"]:
        is_school |= dict.fromkeys(_days(begin, end), False)
    listed = sorted(is_school)
    return pd.DataFrame({"date": listed, "school_day": [is_school[day] for day in listed]}, dtype=object)


def suggested_risk_evenings(
    year: int, term_ends: Iterable[date] = (), language: str = "sv"
) -> list[RiskEvening]:
    """Return the evenings that a municipality is offered as risk evenings, dated ones first; none is in force.

    The end of the school year is the last term end from May to July that the municipality itself has given.
    """
    ends = [day for day in term_ends if day.year == year and 5 <= day.month <= 7]
    evenings = [
        RiskEvening(
            key=entry["key"],
            name=entry["name"][language],
            day=max(ends, default=None) if "term_end" in entry else _day_of(entry, year),
            basis=entry["basis"],
        )
        for entry in _sweden()["risk_evening"]
    ]
    return sorted(evenings, key=lambda evening: (evening.day is None, evening.day or date.max))


def public_holidays(first: date, last: date) -> dict[date, str]:
    """Return the Swedish public holidays of a period with their names; Sundays and eves are none."""
    import holidays  # a tenth of a second that who only imports a file need not pay

    names = holidays.country_holidays("SE", years=range(first.year, last.year + 1), language="sv")
    return dict(day for day in sorted(names.items()) if first <= day[0] <= last)


class _OwnDays:
    """The municipality's own rows by column and date; of two about a date the later one counts."""

    def __init__(self, own: pd.DataFrame | None) -> None:
        self._cells: dict[tuple[str, date], Any] = {}
        for row in own.to_dict("records") if own is not None else []:
            day = parse_date(row["date"])
            if day is None:
                raise InputError("date_unreadable", value="")
            self._cells |= {
                (str(name), day): value
                for name, value in row.items()
                if name != "date" and not is_blank(value)
            }

    def flag(self, column: str, day: date, *, default: bool | None) -> bool | None:
        value = self._cells.get((column, day))
        return default if value is None else bool(value)


def _period(start: Any, end: Any) -> tuple[date, date]:
    begin = parse_date(start)
    close = parse_date(end) or begin
    if begin is None or close is None:
        raise InputError("date_unreadable", value=str(start))
    if close < begin:
        raise InputError("period_reversed", first=begin, last=close)
    return begin, close


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _day_of(entry: Mapping[str, Any], year: int) -> date | None:
    if "on" in entry:
        return date.fromisoformat(f"{year}-{entry['on']}")
    if "on_or_after" in entry:
        begin = date.fromisoformat(f"{year}-{entry['on_or_after']}")
        return begin + timedelta(days=(WEEKDAYS.index(entry["weekday"]) - begin.weekday()) % 7)
    return None


@cache
def _sweden() -> dict[str, Any]:
    return tomllib.loads((data_dir() / "calendar" / "sweden.toml").read_text(encoding="utf-8"))
