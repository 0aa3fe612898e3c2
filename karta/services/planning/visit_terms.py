"""The terms on which a venue welcomes the police: hours, uniform, who receives, what kind; or no, without a why.

A venue without terms is asked first: nothing is ever planned there. Whoever speaks for the venue sets its terms.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from karta.errors import ConflictError, InputError, NotFoundError
from karta.model.day_rule import parse_days
from karta.model.recurrence import WEEKDAYS
from karta.model.walltime import parse_time
from karta.privacy import WORKSPACE, Viewer, allowed, belonging_to, require
from karta.services import free_text
from karta.services.register import sessions
from karta.services.workspace import Workspace
from karta.store.acts import Act
from karta.store.database import Reading
from karta.store.visit_hosts import hosts

ANSWERS, UNIFORM = ("welcome", "no"), ("any", "without")
KINDS = ("be_there", "eat", "theme", "parents")
# What stands in the list of venues without having said anything: where people come of their own will. [K]
VENUE_KINDS = ("association_venue", "youth_centre", "sports_facility", "library", "faith_venue")
MOST_HOURS = 28
LOOKS_BACK = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours on some weekdays, `days` as tokens (`MO;WE`), times as `HH:MM`; an end before the start is the next day."""

    days: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a venue; `answer` is blank where it has not said anything: then it is asked first.

    `version`: that of the row that was read, None for none. `may_edit`: whether they are the viewer's to set.
    """

    place_id: str
    place: str
    kind: str
    answer: str = ""
    uniform: str = "any"
    volunteers: bool = False
    host: str = ""
    kinds: tuple[str, ...] = ("be_there",)
    not_wanted: str = ""
    welcome: tuple[Hours, ...] = ()
    never: tuple[Hours, ...] = ()
    version: int | None = None
    may_edit: bool = False
    hosts: frozenset[str] = field(default=frozenset(), repr=False)


def venues(workspace: Workspace, viewer: Viewer) -> list[Terms]:
    """Return every venue with terms, and every place where associations meet, by name; those one may see."""
    require(viewer, "see_visit_terms", WORKSPACE)
    with workspace.store.reading() as reading:
        own = hosts(reading)
        places = reading.frame("place", columns=("id", "name", "kind"))
        rows = {row["place_id"]: row for row in reading.frame("visit_terms").to_dict("records")}
        hours: dict[str, list[dict[Any, Any]]] = {}
        for each in reading.frame("visit_hours").to_dict("records"):
            hours.setdefault(each["place_id"], []).append(each)
    listed = [
        _terms(
            place["id"], str(place["name"]), str(place["kind"]), rows.get(place["id"]), hours.get(place["id"], []),
            own.get(place["id"], frozenset()), viewer,
        )
        for place in places.to_dict("records")
        if place["id"] in rows or place["id"] in own or place["kind"] in VENUE_KINDS
    ]  # fmt: skip
    seen = [each for each in listed if allowed(viewer, "see_visit_terms", belonging_to(*each.hosts))]
    return sorted(seen, key=lambda each: (each.place.casefold(), each.place_id))


def set_terms(workspace: Workspace, viewer: Viewer, wanted: Terms) -> None:
    """Store the terms of a venue in one act; `wanted.version` is that of the terms as they were shown.

    Raises
    ------
    ConflictError
        `row_changed` when somebody has changed them meanwhile.
    InputError
        `visit_terms_without_hours`, `value_not_allowed`, a time or weekday that is none, and what the guard of free
        text holds back.
    NotFoundError
        When there is no such place.
    """
    require(viewer, "edit_visit_terms", WORKSPACE)
    set_several(workspace, viewer, [wanted])


def set_several(workspace: Workspace, viewer: Viewer, wanted: Collection[Terms]) -> int:
    """Store the terms of venues in one act, all or none, and return how many; each has the version that was shown.

    Raises
    ------
    ConflictError, InputError, NotFoundError
        As `set_terms` does.
    """
    require(viewer, "edit_visit_terms", WORKSPACE)
    for each in wanted:
        check(each)
    with workspace.act(viewer, "set_visit_terms") as act:
        speaking = hosts(Reading(act.connection))
        for each in wanted:
            _write(act, viewer, each, speaking.get(each.place_id, frozenset()))
    return len(wanted)


def check(wanted: Terms) -> None:
    """Raise InputError where terms cannot be a venue's: a word or a time that is none, or a welcome at no time."""
    for value, known in (
        (wanted.answer, ANSWERS),
        (wanted.uniform, UNIFORM),
        *((kind, KINDS) for kind in wanted.kinds),
    ):
        if value not in known:
            raise InputError("value_not_allowed", value=value, allowed=", ".join(known))
    if wanted.answer == "welcome" and not wanted.welcome:
        raise InputError("visit_terms_without_hours")
    if len(wanted.welcome) + len(wanted.never) > MOST_HOURS:
        raise InputError("visit_hours_full", most=MOST_HOURS)
    for each in (*wanted.welcome, *wanted.never):
        parse_days(each.days)
        if parse_time(each.start) == parse_time(each.end):
            raise InputError("hours_are_none", start=each.start)


def suggested(workspace: Workspace, viewer: Viewer, place_id: str) -> tuple[Hours, ...]:
    """Return hours in which a venue could welcome visits, for it to choose: those of its activities of late."""
    require(viewer, "see_visit_terms", WORKSPACE)
    today = workspace.today
    held = sessions.sessions(workspace, viewer, place_id, today - LOOKS_BACK, today)
    by_time: dict[tuple[str, str], set[str]] = {}
    for each in held:
        if not each.cancelled:
            times = f"{each.start:%H:%M}", f"{each.end:%H:%M}"
            by_time.setdefault(times, set()).add(WEEKDAYS[each.day.weekday()])
    return tuple(
        Hours(";".join(sorted(days, key=WEEKDAYS.index)), start, end)
        for (start, end), days in sorted(by_time.items())
    )[:MOST_HOURS]


def with_suggestion(workspace: Workspace, viewer: Viewer, shown: Terms) -> Terms:
    """Return terms to begin with: the venue's own, else a welcome in the hours of its activities."""
    require(viewer, "see_visit_terms", WORKSPACE)
    if shown.answer:
        return shown
    return replace(shown, welcome=suggested(workspace, viewer, shown.place_id))


def _write(act: Act, viewer: Viewer, wanted: Terms, speaks: frozenset[str]) -> None:
    host, not_wanted = free_text.about_places(wanted.host), free_text.about_places(wanted.not_wanted)
    if not act.rows("place", "id", [wanted.place_id]):
        raise NotFoundError("place_missing")
    require(viewer, "edit_visit_terms", belonging_to(*speaks))
    stored = act.rows("visit_terms", "place_id", [wanted.place_id])
    if (stored[0]["version"] if stored else None) != wanted.version:
        raise ConflictError("row_changed", table="visit_terms")
    values = {
        "place_id": wanted.place_id, "answer": wanted.answer, "uniform": wanted.uniform,
        "volunteers": wanted.volunteers, "host": host or None, "kinds": ";".join(wanted.kinds),
        "not_wanted": not_wanted or None, "owner_org_id": next(iter(sorted(speaks)), None),
    }  # fmt: skip
    if stored:
        # Written even where nothing but the hours has changed: the next writer then reads another version.
        act.retire("visit_terms", [stored[0]["id"]])
    act.insert("visit_terms", [values])
    act.retire("visit_hours", [row["id"] for row in act.rows("visit_hours", "place_id", [wanted.place_id])])
    hours = [
        {"place_id": wanted.place_id, "what": what, "days": each.days, "start": each.start, "end": each.end}
        for what, listed in (("welcome", wanted.welcome), ("never", wanted.never))
        for each in listed
    ]
    act.insert("visit_hours", hours)


def _terms(
    place_id: str,
    name: str,
    kind: str,
    row: dict[str, object] | None,
    hours: list[dict[Any, Any]],
    speaks: frozenset[str],
    viewer: Viewer,
) -> Terms:
    may_edit = bool(allowed(viewer, "edit_visit_terms", belonging_to(*speaks)))
    plain = Terms(place_id, name, kind, may_edit=may_edit, hosts=speaks)
    if row is None:
        return plain
    welcome, never = (
        tuple(
            Hours(str(each["days"]), str(each["start"]), str(each["end"]))
            for each in hours
            if each["what"] == what
        )
        for what in ("welcome", "never")
    )
    return replace(
        plain, answer=str(row["answer"]), uniform=str(row["uniform"]), volunteers=bool(row["volunteers"]),
        host=str(row["host"] or ""), kinds=tuple(filter(None, str(row["kinds"]).split(";"))),
        not_wanted=str(row["not_wanted"] or ""), welcome=welcome, never=never, version=int(str(row["version"])),
    )  # fmt: skip
