"""When a place is open, in words: `mån–fre 10:00–20:00`."""

from collections.abc import Hashable, Mapping
from itertools import groupby
from typing import Any

import pandas as pd

from karta.model.place import is_unknown
from karta.model.recurrence import WEEKDAYS
from karta.ui.context import Context
from karta.ui.dates import on


def lines(context: Context, rows: pd.DataFrame) -> list[str]:
    """Return a line for each row of a place's ACCESS, weekdays first."""
    found = sorted(rows.to_dict("records"), key=lambda row: (_first(row["days"]), row["start_local"]))
    # Two sources may say the same.
    return list(dict.fromkeys(_line(context, row) for row in found))


def _line(context: Context, row: Mapping[Hashable, Any]) -> str:
    start, end = str(row["start_local"]), str(row["end_local"])
    hours = context.say("gaps.open_all_day") if start == end else f"{start}–{end}"
    limits = [
        context.say(f"gaps.open_{key}", day=on(context, row[key]))
        for key in ("valid_from", "valid_to")
        if not is_unknown(row[key])
    ]
    return ", ".join([f"{days(context, str(row['days']))} {hours}", *limits])


def days(context: Context, tokens: str) -> str:
    """Return day tokens as words, weekdays in a row as one."""
    named = [token for token in tokens.split(";") if token]
    weekdays = sorted(WEEKDAYS.index(token) for token in named if token in WEEKDAYS)
    runs = [list(run) for _, run in groupby(enumerate(weekdays), key=lambda pair: pair[1] - pair[0])]
    parts = [_run(context, [day for _, day in run]) for run in runs]
    return ", ".join([*parts, *(context.say(f"days.{token}") for token in named if token not in WEEKDAYS)])


def _run(context: Context, run: list[int]) -> str:
    names = [context.say(f"days.{WEEKDAYS[day]}") for day in run]
    return f"{names[0]}–{names[-1]}" if len(names) > 2 else ", ".join(names)


def _first(tokens: str) -> int:
    found = [WEEKDAYS.index(token) for token in tokens.split(";") if token in WEEKDAYS]
    return min(found, default=len(WEEKDAYS))
