"""Changes of a shift that repeats: from one occurrence on, and the days on which it is not held."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from karta.errors import ConflictError
from karta.model.shift import Turn
from karta.privacy import Viewer, require
from karta.services import turns
from karta.services.roster_changes import LONGEST_SEASON, changing, edit_all, edited, except_day, one_turn
from karta.services.roster_rows import Row, days_of_week, kept
from karta.services.workspace import Workspace
from karta.store import sign_ups
from karta.store.acts import Act
from karta.store.database import Reading

DAY = timedelta(days=1)
# How far ahead one chooses the days on which a shift is not held.
WEEKS = 26


def edit_from(workspace: Workspace, viewer: Viewer, turn_id: str, **values: Any) -> None:
    """Give an occurrence and all later ones other hours, another place, other sizes or notes (EDITABLE).

    What was before stays as it was: the later ones become a series of their own, and who is on them comes along.
    """
    found = one_turn(workspace, turn_id)
    renamed: dict[str, str] = {}
    with changing(workspace, viewer, "edit_shift_from", found.shift_id, renamed) as (act, shift, schedule):
        if schedule["byday"] is None:
            raise ConflictError("shift_single")
        if schedule["valid_from"] is not None and found.day - 7 * DAY < schedule["valid_from"]:
            first = None
        else:
            first = found.day
            own, times = edited(act, shift, schedule, values)
            later = _later(act, schedule["id"], first)
            series = act.insert("schedule", [{**kept(schedule), **times, "valid_from": first}])[0]
            new = act.insert("shift", [{**kept(shift), **own, "schedule_id": series}])[0]
            for table in ("shift_party", "shift_stop"):
                rows = act.rows(table, "shift_id", [shift["id"]])
                act.insert(table, [{**kept(row), "shift_id": new} for row in rows])
            act.update("schedule", schedule["id"], None, {"valid_to": first - DAY})
            _carry_over(act, schedule["id"], series, first)
            renamed |= {turn.turn_id: f"{series}.{turn.day.isoformat()}" for turn in later}
    if first is None:
        # Nothing came before: the whole series is what is meant.
        edit_all(workspace, viewer, found.shift_id, **values)


def days_off(workspace: Workspace, viewer: Viewer, shift_id: str) -> dict[date, bool]:
    """Return the days of the weeks to come on which a repeating shift falls, and whether it is left out on each."""
    require(viewer, "plan_shifts")
    shift = workspace.store.frame("shift", [shift_id])
    (schedule,) = workspace.store.frame("schedule", list(shift["schedule_id"])).to_dict("records")
    first, last = workspace.today, workspace.today + WEEKS * 7 * DAY
    first, last = max(first, schedule["valid_from"] or first), min(last, schedule["valid_to"] or last)
    if not schedule["byday"] or last < first:
        return {}
    off = _excluded(schedule)
    return {day: day in off for day in sorted(days_of_week(schedule["byday"], first, last))}


def set_days_off(
    workspace: Workspace, viewer: Viewer, shift_id: str, off: Collection[date], notice: str = ""
) -> None:
    """Leave a repeating shift out on those of the days of `days_off`, and on no other of them.

    Who has signed up for a day that is left out sees it as cancelled, with the notice.
    """
    known = days_off(workspace, viewer, shift_id)
    with changing(workspace, viewer, "days_off", shift_id) as (act, shift, schedule):
        kept_off = _excluded(schedule) - known.keys()
        new = {day for day in off if not known.get(day, True)}
        people = {turn.day: turn for turn in _later(act, schedule["id"], workspace.today) if turn.sign_ups}
        for day in sorted(new & people.keys()):
            if not people[day].cancelled and people[day].shift_id == shift["id"]:
                except_day(act, schedule["id"], people[day], notice)
        silent = kept_off | ({day for day in off if day in known} - (new & people.keys()))
        text = ";".join(sorted(day.isoformat() for day in silent)) or None
        act.update("schedule", schedule["id"], None, {"exdates": text})


def _excluded(schedule: Row) -> set[date]:
    return {date.fromisoformat(day) for day in (schedule["exdates"] or "").split(";") if day}


def _later(act: Act, series_id: str, first: date) -> list[Turn]:
    found = turns.between(Reading(act.connection), first, first + LONGEST_SEASON * DAY)
    return [turn for turn in found if turn.series_id == series_id]


def _carry_over(act: Act, old: str, new: str, first: date) -> None:
    """Hang on the new series what hung on the old one from a day on: changed days, cancelled days, people."""
    changed = [row for row in act.rows("schedule", "replaces_id", [old]) if row["original_date"] >= first]
    act.update_many("schedule", {row["id"]: {"replaces_id": new} for row in changed})
    cancelled = act.rows("schedule_exception", "schedule_id", [old])
    late = [row for row in cancelled if date.fromisoformat(row["original_start"][:10]) >= first]
    act.update_many("schedule_exception", {row["id"]: {"schedule_id": new} for row in late})
    for row in sign_ups.of_series(act.connection, [old]):
        if row["day"] is not None and row["day"] >= first:
            sign_ups.move(act, row, new)
