"""What a plan of visits is asked about, put together from terms, officers, earlier visits and the ways between."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from karta.errors import InputError
from karta.model.day_rule import DayFlags, parse_days
from karta.model.recurrence import WEEKDAYS
from karta.model.walltime import parse_time
from karta.planning.visit_problem import (
    CADENCE_DAYS,
    VISIT_MINUTES,
    Occasion,
    Officer,
    Venue,
    Visit,
    VisitProblem,
)
from karta.privacy import WORKSPACE, Viewer, allowed, belonging_to, require
from karta.services.planning import visit_officers, visit_terms
from karta.services.planning.visit_travel import SPEEDS, travel_minutes
from karta.services.workspace import Workspace
from karta.store import sessions, visit_book
from karta.store.records import area_of

WEEKS = 12
DAY = 24 * 60
# The number of an officer who is not among those who are planned for.
NOBODY = -1
# States of a visit that stands, that took place, and that count as one that the venue has had.
STANDING, HELD = ("planned", "accepted"), "done"


@dataclass(frozen=True)
class Question:
    """A problem of the solvers, and what its numbers stand for: the first day, ids and names of venues and officers.

    `asked_first` are venues that have not said anything yet, by name; `number` and `terms`: the state of the plan, and
    the version of each venue's terms, that it was asked of; `approximate`: some way is a straight line x detour.
    """

    problem: VisitProblem
    first: date
    venue_ids: tuple[str, ...]
    venues: tuple[str, ...]
    officer_ids: tuple[str, ...]
    officers: tuple[str, ...]
    asked_first: tuple[str, ...]
    number: int
    approximate: bool
    terms: dict[str, int | None]
    # Venues of other areas than the one that is planned for: what is planned there stands, and nothing is proposed.
    outside: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a plan is wanted: from which day, for how many weeks, the way of travelling, from where (a place's id).

    `area_id`: for the venues of one area alone.
    """

    first: date
    weeks: int = 4
    way: str = "car"
    base: str | None = None
    minutes: int = VISIT_MINUTES
    most_a_day: int = 2
    area_id: str | None = None


def question(workspace: Workspace, viewer: Viewer, wanted: Wanted) -> Question:
    """Return the problem of some weeks.

    Raises
    ------
    InputError
        `visit_weeks`, `value_not_allowed`, `visit_minutes`.
    """
    require(viewer, "plan_visits", WORKSPACE)
    if not 1 <= wanted.weeks <= WEEKS:
        raise InputError("visit_weeks", most=WEEKS)
    if wanted.way not in SPEEDS:
        raise InputError("value_not_allowed", value=wanted.way, allowed=", ".join(SPEEDS))
    if not 15 <= wanted.minutes <= 8 * 60 or not 1 <= wanted.most_a_day <= 3:
        raise InputError("visit_minutes")
    first = max(wanted.first, workspace.today)
    days = 7 * wanted.weeks
    every = visit_terms.venues(workspace, viewer)
    open_ = [each for each in every if each.answer == "welcome"]
    # Only with officers of one's own is planned.
    staff = [
        who
        for who in visit_officers.officers(workspace, viewer)
        if allowed(viewer, "plan_visits", belonging_to(who.organisation_id))
    ]
    numbers = {who.officer_id: number for number, who in enumerate(staff)}
    with workspace.store.reading() as reading:
        number = visit_book.number(reading)
        flags = sessions.days(reading, first, first + timedelta(days=days - 1))
        visits = visit_book.frame(reading, "visit").to_dict("records")
        busy = visit_book.frame(reading, "visit_busy").to_dict("records")
        cadences = {
            row["place_id"]: row for row in visit_book.frame(reading, "visit_cadence").to_dict("records")
        }
        places = reading.frame("place", sorted({*(each.place_id for each in every), wanted.base or ""}))
        areas = dict(zip(places["id"], area_of(reading, places), strict=True))
    declined = {(row["place_id"], row["date"]) for row in visits if row["state"] == "declined"}
    at = {each.place_id: number for number, each in enumerate(open_)}
    venues = tuple(
        _venue(
            cadences.get(each.place_id),
            [
                row
                for row in visits
                if row["place_id"] == each.place_id and row["date"] < first and counts(row, workspace.today)
            ],
            numbers,
            first,
        )
        for each in open_
    )
    officers = tuple(
        _officer(
            who,
            first,
            days,
            busy,
            {at[place] for place in at if not who.area_ids or areas.get(place) in who.area_ids},
        )
        for who in staff
    )
    # Whoever comes: a visit of another organisation's officer is one that the venue has.
    kept = tuple(
        Visit(
            at[row["place_id"]], (row["date"] - first).days, minute(row["start"]),
            numbers.get(row["officer_id"], NOBODY),
            numbers.get(row["along_id"]) if row["along_id"] else None,
        )
        for row in visits
        if counts(row, workspace.today) and row["place_id"] in at and 0 <= (row["date"] - first).days < days
    )  # fmt: skip
    inside = {
        each.place_id
        for each in every
        if wanted.area_id is None or areas.get(each.place_id) == wanted.area_id
    }
    travel, approximate = travel_minutes(workspace, list(at), wanted.base, wanted.way, places)
    occasions = tuple(
        occasion
        for number, each in enumerate(open_)
        if each.place_id in inside
        for occasion in _occasions(number, each, flags, first, wanted.minutes)
        # A venue is not asked again about a day that it has declined.
        if (each.place_id, first + timedelta(days=occasion.day)) not in declined
    )
    problem = VisitProblem(
        days, venues, occasions, officers, travel, first.weekday(), wanted.minutes, wanted.most_a_day, kept
    )
    return Question(
        problem, first, tuple(at), tuple(each.place for each in open_), tuple(numbers),
        tuple(who.name for who in staff),
        tuple(each.place for each in every if not each.answer and each.place_id in inside),
        number, approximate, standing(open_), frozenset(at[place] for place in at if place not in inside),
    )  # fmt: skip


def counts(row: Mapping[Any, Any], today: date) -> bool:
    """Tell whether a visit is one that its venue has: it took place, or is planned from today on.

    A planned one that has passed, and of which nobody has said that it took place, is none.
    """
    return row["state"] == HELD or (row["state"] in STANDING and row["date"] >= today)


def standing(venues: Iterable[visit_terms.Terms]) -> dict[str, int | None]:
    """Return the version of the terms of each venue that welcomes visits, by place."""
    return {each.place_id: each.version for each in venues if each.answer == "welcome"}


def _venue(cadence: Any, before: list[dict[Any, Any]], numbers: dict[str, int], first: date) -> Venue:
    last = max((row["date"] for row in before), default=None)
    main = None if cadence is None else cadence["main_officer_id"]
    if main is None and before:
        # Who came last is known there.
        main = max(before, key=lambda row: (row["date"], row["start"]))["officer_id"]
    return Venue(
        CADENCE_DAYS if cadence is None else int(cadence["days"]),
        None if last is None else (last - first).days,
        numbers.get(main) if main is not None else None,
    )


def _officer(
    who: visit_officers.Officer, first: date, days: int, busy: list[dict[Any, Any]], venues: set[int]
) -> Officer:
    hours = tuple(
        ((row["date"] - first).days, minute(row["start"]), minute(row["end"]) or DAY)
        for row in busy
        if row["officer_id"] == who.officer_id and 0 <= (row["date"] - first).days < days
    )
    return Officer(
        round(who.hours * 60),
        0 if who.first is None else max(0, (who.first - first).days),
        None if who.until is None else (who.until - first).days,
        frozenset(WEEKDAYS.index(day) for day in who.days_off),
        frozenset(venues) if who.area_ids else None,
        hours,
        who.kind == "volunteer",
        who.plain,
    )


def _occasions(
    number: int, venue: visit_terms.Terms, flags: list[DayFlags], first: date, minutes: int
) -> list[Occasion]:
    """Return the hours of a venue in which it welcomes a visit, without those in which it never does."""
    found = []
    for flag in flags:
        never = [_span(each) for each in venue.never if parse_days(each.days).matches(flag)]
        for each in venue.welcome:
            if not parse_days(each.days).matches(flag):
                continue
            parts = [_span(each)]
            for start, end in never:
                parts = [
                    part
                    for begin, stop in parts
                    for part in ((begin, min(stop, start)), (max(begin, end), stop))
                    if part[0] < part[1]
                ]
            found += [
                Occasion(
                    number, (flag.date - first).days, start, end, venue.volunteers, venue.uniform == "without"
                )
                for start, end in parts
                if end - start >= minutes
            ]
    return found


def _span(hours: visit_terms.Hours) -> tuple[int, int]:
    start, end = minute(hours.start), minute(hours.end)
    return start, end if end > start else end + DAY


def minute(text: str) -> int:
    """Return a time `HH:MM` as minutes after midnight."""
    at = parse_time(text)
    return 60 * at.hour + at.minute
