"""The dates of a series that are shifts of their own, and what hangs on its dates, when the series changes.

Such a date keeps its own values. It is opened and moved with its series all the same: left as it was, it would stand
as a night that somebody covers.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from karta.services.rosters.shift_rows import Row
from karta.services.rosters.shift_values import edited, write
from karta.store import crews, moves, sign_ups
from karta.store.acts import Act

# What a copy takes over from a series that is opened for sign-up.
OPENING = ("adults_are", "min_team", "max_team")


def open_copies(act: Act, series_ids: Sequence[str], values: Mapping[str, Any], first: date) -> None:
    """Open the dates of series that are closed roster lines of their own, held from a day on, where `values` open."""
    if "adults_are" not in values:
        return
    own = {name: values[name] for name in OPENING if name in values}
    rows = act.rows("schedule", "replaces_id", series_ids)
    schedules = {row["id"]: row for row in rows if row["date"] is not None and row["date"] >= first}
    for shift in act.rows("shift", "schedule_id", list(schedules)):
        if not shift["sign_up"]:
            schedule = schedules[shift["schedule_id"]]
            write(act, shift, schedule, edited(act, shift, schedule, own))


def carry_over(act: Act, old: str, new: str, first: date, by: timedelta = timedelta()) -> None:
    """Move changed days, cancelled days and people from a day on from the old series to the new one.

    `by` is how much later the days of the new series are. A day that had been moved for itself stays on its date.
    """
    copies = _copies(act, old, first)
    act.update_many("schedule", {row["id"]: {"replaces_id": new, **_later_copy(row, by)} for row in copies})
    along = [row["id"] for row in copies if row["date"] == row["original_date"]]
    _carry_exceptions(act, {row_id: row_id for row_id in along}, date.min, by)
    _carry_exceptions(act, {old: new}, first, by)
    carry_people(act, old, new, first, by)


def carry_people(act: Act, old: str, new: str, first: date, by: timedelta) -> None:
    """Move people, and what they were told, from a day of a series on to the new one, whose days are as much later.

    Whoever is on all days of the old one is on those of the new one, too.
    """
    if new != old:
        crews.carry(act, old, new)
    carry_dates(act, old, new, first, by)


def carry_dates(act: Act, old: str, new: str, first: date, by: timedelta, last: date = date.max) -> None:
    """Move who is on days of a series in a period, and what they were told, to one whose days are as much later."""
    moves.move_notices(act, old, new, (first, last), by)
    for row in sign_ups.of_series(act.connection, [old]):
        if row["day"] is not None and first <= row["day"] <= last:
            sign_ups.move(act, row, new, _later_start(row["original_start"], by))


def _copies(act: Act, series_id: str, first: date) -> list[Row]:
    rows = act.rows("schedule", "replaces_id", [series_id])
    return [row for row in rows if row["original_date"] is not None and row["original_date"] >= first]


def _later_copy(row: Row, by: timedelta) -> Row:
    """Return the dates of a copy whose series is as much later; its hours are those of the clock."""
    values: Row = {"original_date": row["original_date"] + by}
    if by and row["date"] == row["original_date"]:
        end_date = row["end_date"] and row["end_date"] + by
        offsets = {"start_offset_min": None, "end_offset_min": None}
        values |= {"date": row["date"] + by, "end_date": end_date, **offsets}
    return values


def _carry_exceptions(act: Act, new_of: Mapping[str, str], first: date, by: timedelta) -> None:
    rows = act.rows("schedule_exception", "schedule_id", list(new_of))
    late = [row for row in rows if date.fromisoformat(row["original_start"][:10]) >= first]
    act.update_many(
        "schedule_exception",
        {
            row["id"]: {
                "schedule_id": new_of[row["schedule_id"]],
                "original_start": _later_start(row["original_start"], by),
            }
            for row in late
        },
    )


def _later_start(original_start: str, by: timedelta) -> str:
    """Return an original start, as the store writes it, on a later day."""
    return f"{date.fromisoformat(original_start[:10]) + by}{original_start[10:]}"
