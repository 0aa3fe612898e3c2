"""Notices and alarms: what people must hear about a shift, as they see it in the app and in their calendar.

An act that changes a shift stores its notices itself; an alarm is read from the shifts as they stand, so nobody has
to run anything for it. Mail is in `notice_mail`.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from karta.errors import InputError
from karta.i18n import day as day_text
from karta.i18n import text
from karta.model.shift import UNNAMED, ShiftOccurrence, occurrence_key
from karta.model.walltime import DAY
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.rosters import clashes, dropped_dates
from karta.services.rosters.former_times import FormerTime, as_stored, former_times, moved_from_text
from karta.services.rosters.occurrences import (
    WITH_PEOPLE,
    occurrence_by_id,
    occurrences_between,
    occurrences_of,
    visible,
)
from karta.services.workspace import Workspace, set_setting
from karta.store import notices, sign_ups
from karta.store.acts import Act
from karta.store.cells import Row
from karta.store.database import Reading
from karta.store.settings import Setting

# A shift below its minimum is alarmed this many days before; the workspace's setting `alarm_days` replaces it. [K]
ALARM_DAYS = 3
MOST_ALARM_DAYS = 28
# How many days ahead an act looks for people to notify, and how many days a notice is shown.
DAYS_AHEAD = 180
DAYS_SHOWN = 14
# How long after its first day a shift may be held that was moved.
DAYS_MOVED = 180


@dataclass(slots=True)
class News:
    """What a change brings to people, by person id: `notified` of it, `clashing` with another shift of theirs.

    `renamed` is filled by a change that gives occurrences another id: the id before -> the id after.
    """

    renamed: dict[str, str] = field(default_factory=dict)
    notified: set[str] = field(default_factory=set)
    clashing: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice about a shift: the shift as it stands now, the kind of notice, when it was made, whether it was read.

    `former` is when and where a shift was held that was moved, `message` what those who organise wrote.
    """

    occurrence: ShiftOccurrence
    kind: str
    at: datetime
    read: bool
    former: FormerTime | None = None
    message: str = ""

    def sentence(self, language: str) -> str:
        """Return the notice in a sentence, without anybody's name."""
        return sentence(self.kind, self.occurrence, language, self.former, self.message)


def sentence(
    kind: str, occurrence: ShiftOccurrence, language: str, former: FormerTime | None = None, message: str = ""
) -> str:
    """Return what a kind of notice says of a shift; a message, and one that cancels, in the words of who wrote it."""
    if kind == "message":
        return text("web.notice_message", language, message=message)
    if moved_from := moved_from_text(kind, occurrence, language, former):
        return text("web.notice_moved_from", language, former=moved_from)
    day = day_text(occurrence.held_on, language)
    words = text(f"web.notice_{kind}", language, count=occurrence.missing, day=day)
    return f"{words} {occurrence.notice}" if kind == "cancelled" and occurrence.notice else words


def alarm_days(workspace: Workspace) -> int:
    """Return how many days ahead a shift below its minimum is alarmed."""
    days = alarm_setting(workspace).value
    return ALARM_DAYS if days is None else int(days)


def alarm_setting(workspace: Workspace) -> Setting:
    """Return the days of the alarm as they are set, with their version."""
    return workspace.settings(["alarm_days"])["alarm_days"]


def set_alarm_days(workspace: Workspace, viewer: Viewer, days: int, *, version: int) -> None:
    """Set how many days ahead a shift below its minimum is alarmed; `version` is that of the days that were read.

    Raises
    ------
    ConflictError
        `row_changed` when somebody has set them since.
    """
    require(viewer, "edit_settings", WORKSPACE)
    if not 0 <= days <= MOST_ALARM_DAYS:
        raise InputError("alarm_days", most=MOST_ALARM_DAYS)
    set_setting(workspace, viewer, "alarm_days", str(int(days)), version=version)


def is_short(occurrence: ShiftOccurrence, now: datetime, days: int) -> bool:
    """Tell whether a shift is still below its minimum within so many days of its start."""
    return occurrence.phase == "understaffed" and now < occurrence.start <= now + days * DAY


def alarms(workspace: Workspace, viewer: Viewer) -> list[ShiftOccurrence]:
    """Return the shifts that are still below their minimum within the days of the alarm, by time."""
    require(viewer, "see_shifts", WORKSPACE)
    days, now = alarm_days(workspace), workspace.now()
    with workspace.store.reading() as reading:
        occurrences = occurrences_between(
            reading, workspace.today - DAY, workspace.today + (days + 1) * DAY, WITH_PEOPLE
        )
        return visible(reading, viewer, [each for each in occurrences if is_short(each, now, days)])


def recent(workspace: Workspace, viewer: Viewer) -> list[Notice]:
    """Return the recent notices to organisers about shifts to come, the latest first."""
    require(viewer, "see_shifts", WORKSPACE)
    latest = _latest_notices(workspace, None)
    with workspace.store.reading() as reading:
        return [
            replace(notice, occurrence=occurrence)
            for notice in latest
            for occurrence in visible(reading, viewer, [notice.occurrence])
        ]


def own(workspace: Workspace, person_id: str) -> list[Notice]:
    """Return the recent notices to a person, the latest first; those that no longer apply are left out."""
    return _latest_notices(workspace, person_id)


def mark_read(workspace: Workspace, person_id: str, function: str) -> None:
    """Note that a person has read their notices."""
    with workspace.store.act(function, "read_notices") as act:
        notices.mark_read(act, person_id)


def tell(
    act: Act,
    kind: str,
    occurrence: ShiftOccurrence,
    person_ids: Iterable[str | None],
    former: ShiftOccurrence | None = None,
    message: str | None = None,
) -> None:
    """Store a notice about a shift to people (None: those who organise), within the act that causes it.

    `former` is the shift as it was before it was moved, `message` what is written to them.
    """
    before = None if former is None else as_stored(former)
    with_names = [person_id for person_id in person_ids if person_id != UNNAMED]
    notices.put(act, kind, occurrence.series_id, occurrence.day, with_names, before, message)


@contextmanager
def following(
    act: Act, workspace: Workspace, series_ids: Collection[str], news: News | None = None
) -> Iterator[dict[str, ShiftOccurrence]]:
    """Notify everybody on the occurrences of some series whose time or place the block changes, or which it cancels.

    Gives those occurrences by their ids. Whoever has another shift that speaks against the new time stays on, and is
    told so, as are those who organise.
    """
    news = News() if news is None else news
    before = with_people(act, workspace, set(series_ids))
    yield before
    series = {occurrence_key(after_id)[0] for after_id in news.renamed.values()}
    after = with_people(act, workspace, {*series_ids, *series})
    changed: list[ShiftOccurrence] = []
    for before_id, old in before.items():
        new = after.get(news.renamed.get(before_id, before_id))
        people = [sign_up.person_id for sign_up in old.sign_ups]
        if old.cancelled or new is None:
            continue
        if new.cancelled:
            tell(act, "cancelled", new, people)
            news.notified.update(people)
        elif what_counts(old) != what_counts(new):
            is_moved = old.held_on != new.held_on
            tell(act, "moved" if is_moved else "changed", new, people, old if is_moved else None)
            news.notified.update(people)
            changed.append(new)
    against = clashes.clashing(workspace, Reading(act.connection), changed)
    for occurrence in changed:
        if busy := against.get(occurrence.occurrence_id):
            tell(act, "clash", occurrence, [*busy, None])
            news.clashing.update(busy)


@contextmanager
def following_import(act: Act, workspace: Workspace) -> Iterator[None]:
    """Notify everybody on a shift that a file changes or holds no more within the block, as an act in the app does."""
    series_ids = sign_ups.series(act.connection, workspace.today - DAYS_MOVED * DAY)
    with following(act, workspace, series_ids) as before:
        yield
        for occurrence in dropped_dates.dropped(act, before.values()):
            if not occurrence.cancelled:
                tell(act, "cancelled", occurrence, [sign_up.person_id for sign_up in occurrence.sign_ups])
            dropped_dates.set_apart(act, workspace, occurrence)


def fill_changed(act: Act, workspace: Workspace, before: ShiftOccurrence) -> None:
    """Notify organisers when a sign-up or sign-off within the days of the alarm fills a shift or leaves it short."""
    after = occurrence_by_id(Reading(act.connection), before.occurrence_id)
    now = workspace.now()
    if not now < after.start <= now + alarm_days(workspace) * DAY or after.cancelled:
        return
    if after.missing and not before.missing:
        tell(act, "short", after, [None])
    elif before.missing and not after.missing:
        tell(act, "covered", after, [None, *(sign_up.person_id for sign_up in before.going)])


def holds(kind: str, occurrence: ShiftOccurrence, person_id: str | None) -> bool:
    """Tell whether a notice still applies to a shift as it stands now."""
    on = person_id is None or occurrence.state_of(person_id) is not None
    return {
        "cancelled": occurrence.cancelled,
        "changed": on and not occurrence.cancelled,
        "moved": on and not occurrence.cancelled,
        "back": on and not occurrence.cancelled,
        "clash": on and not occurrence.cancelled,
        "asked": not occurrence.cancelled and not on,
        "called_in": occurrence.state_of(person_id or "") in sign_ups.COUNTED,
        "relieved": not occurrence.cancelled and not on,
        "stand_in": not occurrence.cancelled and occurrence.stand_ins > 0,
        "short": not occurrence.cancelled and occurrence.missing > 0 and (person_id is None or not on),
        "covered": not occurrence.cancelled and occurrence.missing == 0,
    }.get(kind, True)


def by_occurrence(reading: Reading, rows: list[Row]) -> dict[str, ShiftOccurrence]:
    """Return the shifts that rows of notices are about, by id, as they stand now."""
    if not rows:
        return {}
    days_of: dict[str, set[date]] = {}
    for row in rows:
        days_of.setdefault(row["series_id"], set()).add(row["day"])
    every = [row["day"] for row in rows]
    return {
        occurrence.occurrence_id: occurrence
        for occurrence in occurrences_of(reading, days_of, min(every), max(every))
        if occurrence.day in days_of[occurrence.series_id]
    }


def occurrence_id(row: Row) -> str:
    """Return the id of the occurrence that a row of a notice is about."""
    return f"{row['series_id']}.{row['day'].isoformat()}"


def _latest_notices(workspace: Workspace, person_id: str | None) -> list[Notice]:
    now = workspace.now()
    with workspace.store.reading() as reading:
        rows = notices.of_person(reading.connection, person_id, now - DAYS_SHOWN * DAY)
        occurrences = by_occurrence(reading, rows)
        former = former_times(workspace, reading, rows)
    latest: dict[tuple[str, str, str], Notice] = {}
    for row in rows:
        occurrence = occurrences.get(occurrence_id(row))
        if occurrence is None or occurrence.end <= now or not holds(row["kind"], occurrence, person_id):
            continue
        read = row["read_at"] is not None
        notice = Notice(
            occurrence, row["kind"], row["recorded_at"], read, former.get(row["id"]), row["message"] or ""
        )
        # Of each kind the latest; of messages each.
        latest.setdefault((occurrence.occurrence_id, notice.kind, notice.message), notice)
    return list(latest.values())


def with_people(act: Act, workspace: Workspace, series_ids: set[str]) -> dict[str, ShiftOccurrence]:
    """Return the occurrences of series that people are on and that are not over, also those moved from far away."""
    now, first = workspace.now(), workspace.today - DAYS_MOVED * DAY
    last = workspace.today + (DAYS_AHEAD + DAYS_MOVED) * DAY
    return {
        occurrence.occurrence_id: occurrence
        for occurrence in occurrences_of(Reading(act.connection), series_ids, first, last)
        if occurrence.sign_ups and occurrence.end > now
    }


def what_counts(occurrence: ShiftOccurrence) -> tuple[object, ...]:
    """Return what people must be told of when it changes: time and place."""
    return occurrence.start, occurrence.end, occurrence.place_id, occurrence.meeting_point
