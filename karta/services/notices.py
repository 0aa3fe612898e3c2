"""Notices and alarms: what people must hear about a shift, as they see it in the app and in their calendar.

What changes a shift tells within its own act; an alarm is read from the shifts as they stand, so nobody has to run
anything for it. Mail is in `notice_mail`.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from karta.errors import InputError
from karta.i18n import text
from karta.model.shift import Turn
from karta.privacy import Viewer, require
from karta.services import turns
from karta.services.workspace import Workspace, set_setting
from karta.store import notices, sign_ups
from karta.store.acts import Act
from karta.store.cells import Row
from karta.store.database import Reading

DAY = timedelta(days=1)
# A shift below its minimum is alarmed this many days before; the workspace's setting `alarm_days` replaces it. [K]
ALARM_DAYS = 3
MOST_ALARM_DAYS = 28
# How far ahead an act looks for people to tell, and how long a notice is shown.
DAYS_AHEAD = 180
DAYS_SHOWN = 14


@dataclass(frozen=True, slots=True)
class Told:
    """Something that was told of a shift: the shift as it stands now, what about it, when, and whether it was read."""

    turn: Turn
    kind: str
    at: datetime
    read: bool

    def sentence(self, language: str) -> str:
        """Return the notice in a sentence, without day, place or anybody's name."""
        return sentence(self.kind, self.turn, language)


def sentence(kind: str, turn: Turn, language: str) -> str:
    """Return what a kind of notice says of a shift; of a cancelled one, with the words of who cancelled it."""
    said = text(f"web.notice_{kind}", language, count=turn.missing)
    return f"{said} {turn.notice}" if kind == "cancelled" and turn.notice else said


def alarm_days(workspace: Workspace) -> int:
    """Return how many days ahead a shift below its minimum is alarmed."""
    said = workspace.setting("alarm_days")
    return ALARM_DAYS if said is None else int(said)


def set_alarm_days(workspace: Workspace, viewer: Viewer, days: int) -> None:
    """Say how many days ahead a shift below its minimum is alarmed."""
    if not 0 <= days <= MOST_ALARM_DAYS:
        raise InputError("alarm_days", most=MOST_ALARM_DAYS)
    set_setting(workspace, viewer, "alarm_days", str(days))


def is_short(turn: Turn, now: datetime, days: int) -> bool:
    """Tell whether a shift is still below its minimum so close ahead that one must be told."""
    return turn.phase == "understaffed" and now < turn.start <= now + days * DAY


def alarms(workspace: Workspace, viewer: Viewer) -> list[Turn]:
    """Return the shifts that are still below their minimum within the days of the alarm, by time."""
    require(viewer, "see_shifts")
    days, now = alarm_days(workspace), workspace.now()
    with workspace.store.reading() as look:
        found = turns.between(look, workspace.today - DAY, workspace.today + (days + 1) * DAY)
    return [turn for turn in found if is_short(turn, now, days) and turns.visible(viewer, turn)]


def recent(workspace: Workspace, viewer: Viewer) -> list[Told]:
    """Return what those who organise have been told of late about shifts to come, the latest first."""
    require(viewer, "see_shifts")
    found = _told(workspace, None)
    return [one for one in found if turns.visible(viewer, one.turn)]


def own(workspace: Workspace, person_id: str) -> list[Told]:
    """Return what a person has been told of late, the latest first; what holds no longer is left out."""
    return _told(workspace, person_id)


def mark_read(workspace: Workspace, person_id: str, function: str) -> None:
    """Note that a person has read their notices."""
    with workspace.store.act(function, "read_notices") as act:
        notices.mark_read(act, person_id)


def tell(act: Act, kind: str, turn: Turn, person_ids: Iterable[str | None]) -> None:
    """Tell people (None: those who organise) about a shift, within the act that is the cause."""
    notices.put(act, kind, turn.series_id, turn.day, person_ids)


@contextmanager
def following(
    act: Act, workspace: Workspace, series_id: str, renamed: dict[str, str] | None = None
) -> Iterator[None]:
    """Tell everybody on the occurrences of a series what the block changes of when, where, or whether they are.

    `renamed` is what the block fills in where it names occurrences anew: the name before -> the name after.
    """
    before = _with_people(act, workspace)
    yield
    after = _with_people(act, workspace)
    for name, old in before.items():
        if old.series_id != series_id:
            continue
        new = after.get((renamed or {}).get(name, name))
        people = [one.person_id for one in old.sign_ups]
        if old.cancelled or new is None:
            continue
        if new.cancelled:
            tell(act, "cancelled", new, people)
        elif _what_counts(old) != _what_counts(new):
            tell(act, "changed", new, people)


def moved(act: Act, workspace: Workspace, before: Turn) -> None:
    """Tell those who organise when a sign-up or sign-off so close ahead covers a shift, or leaves it too small."""
    after = turns.one(Reading(act.connection), before.turn_id)
    now = workspace.now()
    if not now < after.start <= now + alarm_days(workspace) * DAY or after.cancelled:
        return
    if after.missing and not before.missing:
        tell(act, "short", after, [None])
    elif before.missing and not after.missing:
        tell(act, "covered", after, [None, *(one.person_id for one in before.going)])


def holds(kind: str, turn: Turn, person_id: str | None) -> bool:
    """Tell whether a notice still holds for a shift as it stands now."""
    on = person_id is None or turn.state_of(person_id) is not None
    return {
        "cancelled": turn.cancelled,
        "changed": on and not turn.cancelled,
        "called_in": turn.state_of(person_id or "") in sign_ups.COUNTED,
        "relieved": not turn.cancelled and not on,
        "stand_in": not turn.cancelled and turn.stand_ins > 0,
        "short": not turn.cancelled and turn.missing > 0 and (person_id is None or not on),
        "covered": not turn.cancelled and turn.missing == 0,
    }.get(kind, True)


def by_turn(look: Reading, rows: list[Row]) -> dict[str, Turn]:
    """Return the shifts that rows of notices are about, by name, as they stand now."""
    days: list[date] = sorted({row["day"] for row in rows})
    wanted = {turn_id(row) for row in rows}
    # A day's neighbours are looked at, too: a shift may have been moved past midnight.
    found = turns.between(look, days[0] - DAY, days[-1] + DAY) if days else []
    return {turn.turn_id: turn for turn in found if turn.turn_id in wanted}


def turn_id(row: Row) -> str:
    """Return the lasting name of the shift that a row of a notice is about."""
    return f"{row['series_id']}.{row['day'].isoformat()}"


def _told(workspace: Workspace, person_id: str | None) -> list[Told]:
    now = workspace.now()
    with workspace.store.reading() as look:
        rows = notices.of_person(look.connection, person_id, now - DAYS_SHOWN * DAY)
        found = by_turn(look, rows)
    latest: dict[tuple[str, str], Told] = {}
    for row in rows:
        turn = found.get(turn_id(row))
        if turn is None or turn.end <= now or not holds(row["kind"], turn, person_id):
            continue
        told = Told(turn, row["kind"], row["recorded_at"], row["read_at"] is not None)
        latest.setdefault((turn.turn_id, told.kind), told)
    return list(latest.values())


def _with_people(act: Act, workspace: Workspace) -> dict[str, Turn]:
    today = workspace.today
    found = turns.between(Reading(act.connection), today - DAY, today + DAYS_AHEAD * DAY)
    now = workspace.now()
    return {turn.turn_id: turn for turn in found if turn.sign_ups and turn.end > now}


def _what_counts(turn: Turn) -> tuple[object, ...]:
    return turn.start, turn.end, turn.place_id, turn.meeting_point
