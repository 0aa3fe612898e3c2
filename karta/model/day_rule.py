"""What a service day is, and which days a rule is for: the day tokens of needs and access hours."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd

from karta.errors import InputError
from karta.model.recurrence import WEEKDAYS
from karta.model.walltime import is_blank, parse_list

DAY_TOKENS = (
    "all",
    "school",
    "nonschool",
    "weekend_night",
    "risk_evening",
    "holiday",
    "not_holiday",
    *WEEKDAYS,
)


@dataclass(frozen=True, slots=True)
class DayFlags:
    """What a service day is; `school_day` None = the municipality has not said."""

    date: date
    school_day: bool | None
    public_holiday: bool
    weekend_night: bool
    risk_evening: bool


@dataclass(frozen=True, slots=True)
class DayRule:
    """Which service days a rule is for: its weekdays are united, everything else is intersected."""

    weekdays: frozenset[str]
    kinds: frozenset[str]

    @property
    def asks_school(self) -> bool:
        """Whether the rule cannot be judged on a day whose school calendar is unknown."""
        return bool(self.kinds & {"school", "nonschool"})

    def matches(self, day: DayFlags) -> bool:
        """Tell whether the rule is for that day; a day of unknown school calendar is neither school nor nonschool."""
        if self.weekdays and WEEKDAYS[day.date.weekday()] not in self.weekdays:
            return False
        facts = {
            "school": day.school_day is True,
            "nonschool": day.school_day is False,
            "weekend_night": day.weekend_night,
            "risk_evening": day.risk_evening,
            "holiday": day.public_holiday,
            "not_holiday": not day.public_holiday,
        }
        return all(facts[kind] for kind in self.kinds)


@lru_cache(maxsize=1024)
def parse_days(tokens: str) -> DayRule:
    """Return the day rule of tokens joined by `;`, as `FR;SA;not_holiday`; `all` adds nothing.

    Raises
    ------
    InputError
        `day_token_unknown`, also where there is no token at all.
    """
    found = frozenset(_token(text) for text in parse_list(tokens))
    if not found:
        raise InputError("day_token_unknown", value=tokens)
    return DayRule(weekdays=found & frozenset(WEEKDAYS), kinds=found - frozenset(WEEKDAYS) - {"all"})


def day_flags(calendar: pd.DataFrame) -> list[DayFlags]:
    """Return the flags of each row of a CALENDAR, in its order."""
    return [
        DayFlags(
            date=row["date"],
            school_day=_yes_no(row["school_day"]),
            public_holiday=_yes_no(row["public_holiday"]) is True,
            weekend_night=_yes_no(row["weekend_night"]) is True,
            risk_evening=_yes_no(row["risk_evening"]) is True,
        )
        for row in calendar.to_dict("records")
    ]


def unknown_days(calendar: pd.DataFrame) -> list[date]:
    """Return the service days of a CALENDAR of which nobody has said whether there is school."""
    return [day.date for day in day_flags(calendar) if day.school_day is None]


def _token(text: str) -> str:
    for known in (text.lower(), text.upper()):
        if known in DAY_TOKENS:
            return known
    raise InputError("day_token_unknown", value=text)


def _yes_no(value: Any) -> bool | None:
    return None if is_blank(value) else bool(value)
