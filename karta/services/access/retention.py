"""What is stored for a time only goes by itself, once a day: names, links, notices, people who have been silent.

The first time nothing goes before that was told for seven days, and before a backup has been made since: whoever runs
the workspace may not have known that it would.
"""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from karta.privacy import WORKSPACE, Viewer, require
from karta.services.access import viewers
from karta.services.workspace import Workspace
from karta.store import retention as stored
from karta.store import settings
from karta.store.acts import Act
from karta.store.database import Reading
from karta.store.retention import Due

# Source: issue "who may see what", section 6; the season is half a year [K].
NAMES_DAYS = 30
LINK_DAYS = 183
ENDED_DAYS = 30
QUIET_DAYS, SILENT_DAYS = 365, 396
# Between a reminder and the erasure that it tells of, whatever else was late.
REMINDED_DAYS = 28
NOTICE_DAYS = 7
# Settings: the first day on which something may go, when a backup was last made, what the latest round did and when.
FIRST_DAY, BACKED_UP_AT, LATEST = "retention_first_day", "backup_made_at", "retention_latest"

Waits = Literal["told", "notice", "backup", ""]


@dataclass(frozen=True, slots=True)
class Ran:
    """What a round did; `waits` tells why nothing went yet (blank: it did). `log_is_empty`: none of it is on disk."""

    due: Due
    waits: Waits = ""
    log_is_empty: bool = True


@dataclass(frozen=True, slots=True)
class Status:
    """When names go, or went: the first day, whether a backup is awaited, and the latest round with its numbers."""

    first_day: date | None
    waits_for_backup: bool
    latest_at: datetime | None
    latest: dict[str, int]


def daily(workspace: Workspace, now: datetime) -> Ran:
    """Take out what is past its time; called once a day by the server, and harmless more often."""
    return run(workspace, viewers.of_retention(), now)


def run(workspace: Workspace, viewer: Viewer, now: datetime) -> Ran:
    """Take out what is past its time, the first time only after notice and backup; what went can never be undone."""
    require(viewer, "run_retention", WORKSPACE)
    times = times_at(workspace, now)
    with workspace.store.reading() as reading:
        waits = _waits(reading, times.today)
        due = stored.due(reading.connection, times)
    if waits == "told":
        with workspace.act(viewer, "announce_retention") as act:
            _set(act, FIRST_DAY, (times.today + timedelta(days=NOTICE_DAYS)).isoformat())
    if waits:
        return Ran(due, waits)
    if not due.is_nothing:
        with workspace.act(viewer, "retain") as act:
            due = stored.carry_out(act, times)
            _set(act, LATEST, json.dumps({"at": now.astimezone(UTC).isoformat(), **numbers(due)}))
    return Ran(due, "", workspace.store.empty_log())


def preview(workspace: Workspace, viewer: Viewer, now: datetime) -> Ran:
    """Return what `run` would take out now, whether or not it waits; nothing is stored."""
    require(viewer, "run_retention", WORKSPACE)
    times = times_at(workspace, now)
    with workspace.store.reading() as reading:
        return Ran(stored.due(reading.connection, times), _waits(reading, times.today))


def status(workspace: Workspace, viewer: Viewer) -> Status:
    """Return when names go for the first time, and what the latest round did."""
    require(viewer, "see_retention", WORKSPACE)
    with workspace.store.reading() as reading:
        first, latest = settings.value(reading, FIRST_DAY), settings.value(reading, LATEST)
        first_day = None if first is None else date.fromisoformat(first)
        waits = first_day is not None and latest is None and not _is_backed_up(reading, first_day)
    ran = {} if latest is None else json.loads(latest)
    at = ran.pop("at", None)
    return Status(first_day, waits, None if at is None else datetime.fromisoformat(at), ran)


def note_backup(workspace: Workspace, viewer: Viewer, now: datetime) -> None:
    """Note that a backup was made: what retention waits for the first time."""
    require(viewer, "run_retention", WORKSPACE)
    with workspace.act(viewer, "note_backup") as act:
        _set(act, BACKED_UP_AT, now.astimezone(UTC).isoformat())


def numbers(due: Due) -> dict[str, int]:
    """Return how many of each went or would go, people as numbers alone."""
    people = {name: len(ids) for name, ids in due.people._asdict().items()}
    return {**{name: count for name, count in asdict(due).items() if name != "people"}, **people}


def times_at(workspace: Workspace, now: datetime) -> stored.Times:
    """Return from when on things are past their time at a moment."""
    local = now.astimezone(workspace.zone)
    today = local.date()

    def before(days: int) -> date:
        return today - timedelta(days=days)

    return stored.Times(
        local=local, today=today, names=before(NAMES_DAYS), links=now - timedelta(days=LINK_DAYS),
        ended=now - timedelta(days=ENDED_DAYS), month=f"{before(ENDED_DAYS):%Y-%m}", quiet=before(QUIET_DAYS),
        silent=before(SILENT_DAYS), reminded=before(REMINDED_DAYS),
    )  # fmt: skip


def _waits(reading: Reading, today: date) -> Waits:
    first = settings.value(reading, FIRST_DAY)
    if first is None:
        return "told"
    if today < date.fromisoformat(first):
        return "notice"
    if settings.value(reading, LATEST) is None and not _is_backed_up(reading, date.fromisoformat(first)):
        return "backup"
    return ""


def _is_backed_up(reading: Reading, first_day: date) -> bool:
    """Tell whether a backup was made since it was told that names will go."""
    at = settings.value(reading, BACKED_UP_AT)
    return at is not None and datetime.fromisoformat(at).date() >= first_day - timedelta(days=NOTICE_DAYS)


def _set(act: Act, key: str, value: str) -> None:
    rows = act.rows("setting", "key", [key])
    if rows:
        act.update("setting", rows[0]["id"], None, {"value": value})
    else:
        act.insert("setting", [{"key": key, "value": value}])
