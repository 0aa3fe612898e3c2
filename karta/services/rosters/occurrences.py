"""The occurrences of shifts, with who has signed up: every page of rosters is built on them."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from karta.errors import NotFoundError
from karta.i18n import day as day_text
from karta.model.computable import schedule_fault
from karta.model.schedule import Schedule, occurrences
from karta.model.shift import UNNAMED, Party, ShiftOccurrence, ShiftVersion, SignUp, occurrence_key
from karta.privacy import (
    WORKSPACE,
    Resource,
    Viewer,
    areas_of,
    belonging_to,
    is_own,
    names_owner,
    require,
    sees,
)
from karta.services.rosters.former_times import span_text
from karta.services.rosters.repetition import last_day, repeats
from karta.services.workspace import Workspace
from karta.store import erasing, sessions, sign_ups
from karta.store import occurrences as store_occurrences
from karta.store.cells import Row
from karta.store.database import Reading
from karta.store.occurrences import EVERY, Part
from karta.store.records import area_of, method_of

WITH_PEOPLE = Part(with_people=True)
People = dict[tuple[str, date], list[SignUp]]


def occurrences_between(
    reading: Reading, from_day: date, to_day: date, part: Part = EVERY
) -> list[ShiftOccurrence]:
    """Return the occurrences held in a period, both ends included, by time; cancelled ones among them."""
    rows = store_occurrences.shifts(reading, from_day, to_day, part)
    return _expanded(reading, rows, from_day, to_day)


def occurrences_of(
    reading: Reading, series_ids: Collection[str], first: date, last: date
) -> list[ShiftOccurrence]:
    """Return the occurrences of series whose day lies in a period, on whatever date they are held, by time."""
    rows = store_occurrences.shifts_of_series(reading, list(series_ids))
    moved = [row for row in rows if row["original_date"] is not None]
    held = [row["date"] for row in moved if first <= row["original_date"] <= last and row["date"] is not None]
    begin, end = min([first, *held]), max([last, *held])
    return [
        occurrence for occurrence in _expanded(reading, rows, begin, end) if first <= occurrence.day <= last
    ]


def occurrence_by_id(reading: Reading, occurrence_id: str) -> ShiftOccurrence:
    """Return an occurrence by its id. Raises NotFoundError."""
    series, day = occurrence_key(occurrence_id)
    matches = occurrences_of(reading, [series], day, day)
    if not matches:
        raise NotFoundError("occurrence_unknown", series=series)
    return matches[0]


def resource_of(occurrence: ShiftOccurrence) -> Resource:
    """Return an occurrence as the policy is asked about it: whose it is."""
    return belonging_to(*(party.organisation_id for party in occurrence.parties))


def visible(
    reading: Reading, viewer: Viewer, occurrences: Iterable[ShiftOccurrence]
) -> list[ShiftOccurrence]:
    """Return those of the occurrences that the viewer may know, as they may know them, in their order.

    One of an organisation of the viewer's own always; another where it is shared with them and lies in one of the
    areas to which the policy holds them.
    """
    near = _near(reading, viewer)
    return [as_seen(viewer, each) for each in occurrences if _is_visible(viewer, each, near)]


def _is_visible(viewer: Viewer, occurrence: ShiftOccurrence, near: Collection[str] | None) -> bool:
    if any(is_own(viewer, party.organisation_id) for party in occurrence.parties):
        return True
    if near is not None and occurrence.place_id not in near:
        return False
    return any(sees(viewer, party.sharing, party.organisation_id) for party in occurrence.parties)


def _near(reading: Reading, viewer: Viewer) -> Collection[str] | None:
    """Return the places in the areas to which the policy holds the viewer, None where it holds them to none."""
    assigned = areas_of(viewer, "see_shifts")
    if assigned is None:
        return None
    rows = reading.frame("place")
    pairs = zip(rows["id"], area_of(reading, rows), strict=True)
    return {place_id for place_id, area_id in pairs if area_id in assigned}


def as_seen(viewer: Viewer, occurrence: ShiftOccurrence) -> ShiftOccurrence:
    """Return an occurrence as a viewer may know it: a party that is not shared is left out.

    Of a shift that people sign up to its adults are known all the same, without a name; so are those of a party that
    is shared and not named, and what its people wrote is left out with whose they are.
    """
    occurrence = _unnamed(viewer, occurrence)
    shown = [sees(viewer, party.sharing, party.organisation_id) for party in occurrence.parties]
    if all(shown):
        return occurrence
    pairs = zip(occurrence.parties, shown, strict=True)
    if occurrence.opened:
        parties = [
            party if seen else replace(party, organisation_id=None, organisation="") for party, seen in pairs
        ]
    else:
        parties = [party for party, seen in pairs if seen]
    return replace(occurrence, parties=tuple(parties), whole=False)


def _unnamed(viewer: Viewer, occurrence: ShiftOccurrence) -> ShiftOccurrence:
    """Return an occurrence without whose it is and without words, where one of its parties is not named."""
    may_name = [names_owner(viewer, party.organisation_id) for party in occurrence.parties]
    if all(may_name):
        return occurrence
    parties = tuple(
        party if may else replace(party, organisation_id=None, organisation="", kind="other")
        for party, may in zip(occurrence.parties, may_name, strict=True)
    )
    return replace(
        occurrence, parties=parties, whole=False,
        title="", meeting_point="", notes="", invite_to="", fetch="", paired_with="",
    )  # fmt: skip


def shown_shift(reading: Reading, viewer: Viewer, shift_id: str) -> Row:
    """Return the row of a shift that one of its parties shares with the viewer, keys as of the store's `shifts`.

    Raises
    ------
    NotFoundError
        Also for one that is there and not the viewer's to see.
    """
    require(viewer, "see_shifts", WORKSPACE)
    near = _near(reading, viewer)
    for row in store_occurrences.of_shift(reading, shift_id):
        own = any(is_own(viewer, party["organisation_id"]) for party in row["parties"])
        shared = any(sees(viewer, party["sharing"], party["organisation_id"]) for party in row["parties"])
        if own or (shared and (near is None or row["place_id"] in near)):
            return row
    raise NotFoundError("shift_missing")


def when_text(workspace: Workspace, occurrence: ShiftOccurrence) -> str:
    """Return day and hours of an occurrence as people say them: `fre 18 sep 21:00-22:00`."""
    zone = workspace.zone
    start, end = occurrence.start.astimezone(zone), occurrence.end.astimezone(zone)
    return span_text(start, end, workspace.language)


def moment_text(workspace: Workspace, at: datetime) -> str:
    """Return a moment as people say it: `tor 17 sep 21:00`."""
    local = at.astimezone(workspace.zone)
    return f"{day_text(local, workspace.language)} {local:%H:%M}"


def _expanded(reading: Reading, rows: list[Row], from_day: date, to_day: date) -> list[ShiftOccurrence]:
    """Return the occurrences of shifts held in a period, by time."""
    zone = ZoneInfo(method_of(reading).timezone)
    people = _people(reading, [row["series_id"] for row in rows])
    school_days: Collection[date] = ()
    if any(row["school_days_only"] for row in rows):
        school_days = sessions.school_days(reading, from_day, to_day)
    shift_occurrences = [
        occurrence
        for row in rows
        for occurrence in _shift_occurrences(row, from_day, to_day, zone, people, school_days)
    ]
    return sorted(
        shift_occurrences,
        key=lambda occurrence: (occurrence.start, occurrence.place, occurrence.occurrence_id),
    )


def _people(reading: Reading, series_ids: list[str]) -> People:
    people: People = {}
    for row in sign_ups.of_series(reading.connection, series_ids):
        if row["day"] is not None:
            sign_up = SignUp(row["person_id"], row["organisation_id"], row["state"], row["role"])
            people.setdefault((row["series_id"], row["day"]), []).append(sign_up)
    for (series, day, org), count in sorted(erasing.head_counts(reading.connection, series_ids).items()):
        # Whose names have been erased: they went, and nobody can say who.
        people.setdefault((series, date.fromisoformat(day)), []).extend(
            [SignUp(UNNAMED, org, "signed", None)] * count
        )
    return people


def _shift_occurrences(
    row: dict[Any, Any],
    from_day: date,
    to_day: date,
    zone: ZoneInfo,
    people: People,
    school_days: Collection[date],
) -> list[ShiftOccurrence]:
    """Return the occurrences of a shift in a period, cancelled ones included; none of one that cannot be computed."""
    if schedule_fault(row):
        return []
    off = row["cancelled"]
    exdates = row["exdates"]
    if off:
        days_off = {*(exdates or "").split(";")} - {day.isoformat() for day in off} - {""}
        exdates = ";".join(sorted(days_off))
    schedule = Schedule.from_row({**row, "exdates": exdates})
    expanded = occurrences(schedule, from_day, to_day, zone, school_days).occurrences
    if not expanded:
        return []
    shared = {**_shared(row), "ends_on": last_day(row, zone) if repeats(row) else None}
    written = row["id"], int(row["version"]), int(row["schedule_version"]), row["parts"]
    versions = [ShiftVersion(*written, cancelled=cancelled) for cancelled in (False, True)]
    before_start = timedelta(hours=row["sign_off_hours"])
    shift_occurrences = []
    for occurrence in expanded:
        held_on = occurrence.date
        day = row["original_date"] or held_on
        shift_occurrences.append(ShiftOccurrence(
            day=day, held_on=held_on, original_start=occurrence.original_start - (held_on - day),
            start=occurrence.start, end=occurrence.end, sign_off_until=occurrence.start - before_start,
            version=versions[held_on in off], sign_ups=tuple(people.get((row["series_id"], day), ())),
            cancelled=held_on in off, notice=off.get(held_on, ""),
            call_before=_call_before(row, held_on), **shared,
        ))  # fmt: skip
    return shift_occurrences


def _call_before(row: dict[Any, Any], held_on: date) -> str:
    """Return whom to call before a shift, with the number; "" where that is in use no longer on its date."""
    last = row["call_valid_to"]
    if last is not None and last < held_on:
        return ""
    return ", ".join(filter(None, (row["call_function"], row["call_channel"])))


def _shared(row: dict[Any, Any]) -> dict[str, Any]:
    """Return what all occurrences of a shift have in common."""
    opened, wanted = bool(row["sign_up"]), row["adults_are"] == "wanted"
    parties = tuple(
        Party(
            party["id"], party["organisation_id"], party["organisation"] or "", party["kind"],
            0.0 if opened and wanted else party["adults"] or 0.0, party["sharing"], party["adults"],
            int(party["young_leaders"] or 0), party["admitted_on"] is not None,
        )
        for party in row["parties"]
    )  # fmt: skip
    return {
        "shift_id": row["id"], "series_id": row["series_id"], "place_id": row["place_id"],
        "place": row["place"] or row["arena"] or "", "title": row["title"] or "", "parties": parties,
        "min_team": int(row["min_team"]),
        "max_team": None if row["max_team"] != row["max_team"] else int(row["max_team"]),
        "roles": tuple(role for role in (row["roles"] or "").split(";") if role),
        "meeting_point": row["meeting_point"] or "", "notes": row["notes"] or "",
        "invite_to": row["invite_to"] or "", "purpose": row["purpose"], "fetch": row["fetch"] or "",
        "call_before_id": row["call_before_id"], "paired_with": row["paired_with"] or "",
        "known_here": row["known_here"],
        "repeats": bool(row["byday"] or row["rrule"] or row["replaces_id"]),
        "set_apart": bool(row["replaces_id"]),
        "opened": opened, "from_roster": not opened or row["adults_are"] is not None,
    }  # fmt: skip
