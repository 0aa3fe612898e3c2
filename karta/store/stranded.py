"""Sign-ups that would hang on nothing: what they are on would be gone, or held on other days, after an undoing."""

from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select

from karta.errors import ConflictError
from karta.model.schedule import Schedule, occurrences
from karta.store.acts import Act
from karta.store.cells import Row
from karta.store.schema import people as t

# A day is one of the clock of the place: any zone will do to expand it.
_ZONE = ZoneInfo("UTC")


def refuse_stranded(act: Act, undone: str) -> None:
    """Raise ConflictError where undoing an act would leave somebody who signed up since on a day that is not held."""
    series_ids = act.written("schedule", undone)
    schedules = {row["id"]: row for row in act.rows("schedule", "id", series_ids)}
    copied = {
        (row["replaces_id"], row["original_date"])
        for row in act.rows("schedule", "replaces_id", list(schedules))
    }
    _refuse_given_back(act, undone)
    for series_id, day in _signed_up_since(act, undone, series_ids):
        schedule = schedules.get(series_id)
        if schedule is None or not ((series_id, day) in copied or _is_held(schedule, day)):
            raise ConflictError("undo_touched", table="sign_up")


def _refuse_given_back(act: Act, undone: str) -> None:
    """Raise ConflictError where an undoing gives a date back on which somebody has signed up since it was given."""
    given = {
        (row[series], row[day])
        for row in act.rows("swap_offer", "id", act.written("swap_offer", undone))
        for series, day in (("series_id", "day"), ("wanted_series_id", "wanted_day"))
        if row[series] is not None
    }
    if given.intersection(_signed_up_since(act, undone, [series_id for series_id, _ in given])):
        raise ConflictError("undo_touched", table="sign_up")


def _signed_up_since(act: Act, undone: str, series_ids: list[str]) -> list[tuple[str, date | None]]:
    """Return series and day of who has signed up since an act (ids of acts sort by time), None for every day."""
    c = t.sign_up.c
    query = select(c.series_id, c.original_start).where(c.ended_act_id.is_(None), c.act_id > undone)
    wanted = set(series_ids)
    return [
        (series_id, None if start is None else date.fromisoformat(start[:10]))
        for series_id, start in act.connection.execute(query)
        if series_id in wanted
    ]


def _is_held(schedule: Row, day: date | None) -> bool:
    """Tell whether a schedule falls on a day, by its first date where it was moved; on None, every day, it does."""
    if day is None:
        return True
    if not schedule["byday"] and not schedule["rrule"]:
        return bool(day == (schedule["original_date"] or schedule["date"]))
    plain = {**schedule, "school_days_only": False}
    rule = Schedule.from_row(plain, schedule["start"], schedule["end"])
    return bool(occurrences(rule, day, day, _ZONE).occurrences)
