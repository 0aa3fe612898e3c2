"""Day rules: the service days that a need or an access hour is for, as tokens such as `FR;not_holiday`."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from karta.errors import InputError
from karta.model.recurrence import WEEKDAYS
from karta.model.walltime import is_blank, parse_list

if TYPE_CHECKING:
    import pandas as pd

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
    """The kinds that a service day belongs to; `school_day` None = the municipality has not stated it."""

    date: date
    school_day: bool | None
    public_holiday: bool
    weekend_night: bool
    risk_evening: bool


@dataclass(frozen=True, slots=True)
class DayRule:
    """The service days that a rule is for: its weekdays are united, everything else is intersected."""

    weekdays: frozenset[str]
    kinds: frozenset[str]

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
    parts = frozenset(_token(text) for text in parse_list(tokens))
    if not parts:
        raise InputError("day_token_unknown", value=tokens)
    return DayRule(weekdays=parts & frozenset(WEEKDAYS), kinds=parts - frozenset(WEEKDAYS) - {"all"})


def day_flags(calendar: "pd.DataFrame") -> list[DayFlags]:
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


def unknown_days(calendar: "pd.DataFrame") -> list[date]:
    """Return the service days for which a CALENDAR does not state whether there is school."""
    return [day.date for day in day_flags(calendar) if day.school_day is None]


def _token(text: str) -> str:
    for token in (text.lower(), text.upper()):
        if token in DAY_TOKENS:
            return token
    raise InputError("day_token_unknown", value=text)


def _yes_no(value: Any) -> bool | None:
    return None if is_blank(value) else bool(value)
