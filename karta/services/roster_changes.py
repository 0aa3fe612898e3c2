"""Changes of shifts that people have signed up to: repeat, edit one or all, cancel with notice, copy a season.

Days are never moved: an occurrence is known by its date, and people hang on it.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from karta.errors import ConflictError, InputError, NotFoundError
from karta.model.schedule import parse_time
from karta.model.shift import Turn
from karta.privacy import Viewer, require
from karta.services import notices, turns
from karta.services.roster_rows import (
    check_owner,
    check_place,
    check_roles,
    days_of_week,
    end_text,
    kept,
    plain_words,
    weekly,
)
from karta.services.wording import about_places
from karta.services.workspace import Workspace
from karta.store.acts import Act
from karta.store.database import Reading

Row = dict[str, Any]
DAY = timedelta(days=1)
# What one occurrence, or all of them, may be given anew.
EDITABLE = frozenset({
    "place_id", "start", "end", "min_team", "max_team", "title", "roles", "meeting_point", "notes", "invite_to",
    "known_here", "sign_off_hours",
})  # fmt: skip
LONGEST_SEASON = 400


def repeat(
    workspace: Workspace, viewer: Viewer, shift_id: str, until: date | None, exdates: Sequence[date] = ()
) -> None:
    """Repeat a single shift every week from its date on, but not on `exdates`; who has signed up stays on."""
    with changing(workspace, viewer, "repeat_shift", shift_id) as (act, shift, schedule):
        if schedule["date"] is None or schedule["replaces_id"] is not None:
            raise ConflictError("shift_repeats")
        if until is not None and until < schedule["date"]:
            raise InputError("season_reversed", first=schedule["date"], last=until)
        act.update("schedule", shift["schedule_id"], None, weekly(schedule["date"], until, exdates))


def edit_all(workspace: Workspace, viewer: Viewer, shift_id: str, **values: Any) -> None:
    """Give every occurrence of a shift other hours, another place, other sizes or notes (EDITABLE).

    Occurrences that were changed one by one keep what they were given.
    """
    with changing(workspace, viewer, "edit_shift", shift_id) as (act, shift, schedule):
        own, times = edited(act, shift, schedule, values)
        act.update("shift", shift_id, None, own)
        act.update("schedule", shift["schedule_id"], None, times)


def edit_one(workspace: Workspace, viewer: Viewer, turn_id: str, **values: Any) -> None:
    """Give one occurrence other hours, another place, other sizes or notes (EDITABLE); the others stay as they are."""
    found = one_turn(workspace, turn_id)
    with changing(workspace, viewer, "edit_turn", found.shift_id) as (act, shift, schedule):
        own, times = edited(act, shift, schedule, values)
        if schedule["date"] is not None:
            act.update("shift", shift["id"], None, own)
            act.update("schedule", shift["schedule_id"], None, times)
            return
        single = {
            **kept(schedule), **times, "date": found.day, "byday": None, "valid_from": None, "valid_to": None,
            "exdates": None, "replaces_id": shift["schedule_id"], "original_date": found.day,
        }  # fmt: skip
        stands_for = act.insert("schedule", [single])[0]
        new = act.insert("shift", [{**kept(shift), **own, "schedule_id": stands_for}])[0]
        for table in ("shift_party", "shift_stop"):
            rows = act.rows(table, "shift_id", [shift["id"]])
            act.insert(table, [{**kept(row), "shift_id": new} for row in rows])


def cancel(workspace: Workspace, viewer: Viewer, turn_id: str, notice: str = "") -> None:
    """Cancel one occurrence; those who signed up see it as cancelled, with the notice."""
    found = one_turn(workspace, turn_id)
    with changing(workspace, viewer, "cancel_turn", found.shift_id) as (act, shift, _):
        if not found.cancelled:
            except_day(act, shift["schedule_id"], found, notice)


def cancel_from(workspace: Workspace, viewer: Viewer, shift_id: str, first: date, notice: str = "") -> None:
    """End a repeating shift before a day; those who have signed up for later days see them as cancelled."""
    with changing(workspace, viewer, "end_shift", shift_id) as (act, shift, schedule):
        if schedule["byday"] is None:
            raise ConflictError("shift_single")
        later = [
            turn
            for turn in turns.between(Reading(act.connection), first, first + LONGEST_SEASON * DAY)
            if turn.series_id == shift["schedule_id"] and (turn.sign_ups or turn.shift_id != shift_id)
        ]
        for turn in later:
            if not turn.cancelled:
                except_day(act, act.row("shift", turn.shift_id)["schedule_id"], turn, notice)
        told = {turn.day for turn in later if turn.shift_id == shift_id}
        # The last day that somebody must be told of keeps the series open; the days between end in silence.
        last = max(told, default=first - DAY)
        silent = {day.isoformat() for day in days_of_week(schedule["byday"], first, last) - told}
        exdates = sorted({*(schedule["exdates"] or "").split(";"), *silent} - {""})
        values = {"valid_to": last, "exdates": ";".join(exdates) or None}
        act.update("schedule", shift["schedule_id"], None, values)


def copy_season(workspace: Workspace, viewer: Viewer, from_day: date, to_day: date, new_from: date) -> int:
    """Copy the shifts of a season into one that begins in the week of another day, and return how many.

    Weekdays, hours, places and parties are copied; people, exceptions and changes of single days are not.

    Raises
    ------
    InputError
        `season_reversed` where a season ends before it begins, is longer than a year, or is copied onto itself.
    """
    require(viewer, "plan_shifts")
    weeks = (_monday(new_from) - _monday(from_day)).days // 7
    if not 0 <= (to_day - from_day).days <= LONGEST_SEASON or weeks < 1:
        raise InputError("season_reversed", first=from_day, last=to_day)
    on = 7 * weeks * DAY
    with workspace.store.act(viewer.function, "copy_season") as act:
        held: dict[str, list[date]] = {}
        for turn in turns.between(Reading(act.connection), from_day, to_day):
            if not turn.cancelled and turns.visible(viewer, turn) and _is_own(viewer, turn):
                held.setdefault(turn.shift_id, []).append(turn.day)
        copied = 0
        for shift_id, days in held.items():
            shift = act.row("shift", shift_id)
            schedule = act.row("schedule", shift["schedule_id"])
            if schedule["replaces_id"] is None:
                _copy(act, shift, schedule, days[0] + on, to_day + on)
                copied += 1
    return copied


@contextmanager
def changing(
    workspace: Workspace, viewer: Viewer, verb: str, shift_id: str, renamed: dict[str, str] | None = None
) -> Iterator[tuple[Act, Row, Row]]:
    """Give an act on one shift, with its row and its schedule's as they stand; who is on it hears what it changes.

    `renamed` is filled by a block that gives occurrences another name: the name before -> the name after.
    """
    require(viewer, "plan_shifts")
    with workspace.store.act(viewer.function, verb) as act:
        shift = act.row("shift", shift_id)
        if shift["superseded_at"] is not None or not shift["sign_up"]:
            raise NotFoundError("shift_missing")
        parties = act.rows("shift_party", "shift_id", [shift_id])
        check_owner(act, viewer, [row["organisation_id"] for row in parties])
        schedule = act.row("schedule", shift["schedule_id"])
        with notices.following(act, workspace, schedule["replaces_id"] or schedule["id"], renamed):
            yield act, shift, schedule


def edited(act: Act, shift: Row, schedule: Row, values: Mapping[str, Any]) -> tuple[Row, Row]:
    """Return the new values of the shift and of its schedule, checked."""
    for name in values.keys() - EDITABLE:
        raise InputError("value_not_allowed", value=name, allowed=", ".join(sorted(EDITABLE)))
    times = {}
    if "start" in values:
        times["start"] = parse_time(values["start"]).strftime("%H:%M")
    if "end" in values:
        times["end"] = end_text(values["end"])
    if (times.get("start") or schedule["start"]) == (times.get("end") or schedule["end"]):
        raise InputError("shift_without_length")
    own = {name: value for name, value in values.items() if name not in ("start", "end")}
    if "place_id" in own:
        check_place(act, own["place_id"])
    own |= plain_words(own)
    if "roles" in own:
        check_roles(own["roles"])
        own["roles"] = ";".join(own["roles"])
    least, most = (float(own.get(name) or shift[name] or 0) for name in ("min_team", "max_team"))
    if least < 1 or most < least:
        raise InputError("team_sizes", least=int(least), most=int(most))
    return own, times


def except_day(act: Act, schedule_id: str, turn: Turn, notice: str) -> None:
    """Cancel an occurrence with a notice to those who signed up."""
    start = f"{turn.original_start:%Y-%m-%dT%H:%M}"
    row = {
        "schedule_id": schedule_id,
        "original_start": start,
        "what": "cancelled",
        "notice": about_places(notice),
    }
    act.insert("schedule_exception", [row])


def _copy(act: Act, shift: Row, schedule: Row, first: date, last: date) -> None:
    values = kept(schedule)
    if schedule["date"] is not None:
        values |= {"date": first}
    else:
        values |= {"valid_from": first, "valid_to": last, "exdates": None}
    series = act.insert("schedule", [values])[0]
    new = act.insert("shift", [{**kept(shift), "schedule_id": series}])[0]
    for table in ("shift_party", "shift_stop"):
        rows = act.rows(table, "shift_id", [shift["id"]])
        act.insert(table, [{**kept(row), "shift_id": new} for row in rows])


def _is_own(viewer: Viewer, turn: Turn) -> bool:
    if viewer.role != "organiser":
        return True
    return any(party.organisation == viewer.organisation for party in turn.parties)


def one_turn(workspace: Workspace, turn_id: str) -> Turn:
    """Return an occurrence as it stands. Raises NotFoundError."""
    with workspace.store.reading() as look:
        return turns.one(look, turn_id)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
