"""Who is asked for what on a risk evening: organisations in turn, within what each takes, and whose roster is awaited.

Nobody is asked twice about the same place and evening, and nobody beyond the number of requests that it has set.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import inf
from typing import Any

from karta.model.place import is_unknown
from karta.model.walltime import DAY
from karta.privacy import WORKSPACE, Viewer, allowed, belonging_to
from karta.services.needs.request_rights import open_at
from karta.services.rosters.occurrences import occurrences_between
from karta.store.database import Reading
from karta.store.occurrences import Part


@dataclass(frozen=True, order=True)
class Asked:
    """An organisation that is asked about a place."""

    place_id: str
    org_id: str


@dataclass(frozen=True, order=True)
class Missing:
    """A part that is not made: `what` (need, shift, request, roster), and why; ids are "" where it is about none."""

    what: str
    why: str
    place_id: str = ""
    org_id: str = ""


def in_turn(
    reading: Reading, viewer: Viewer, day: date, place_ids: Sequence[str], org_ids: Sequence[str]
) -> tuple[list[Asked], list[Missing]]:
    """Return which organisation is asked for a pair at each place, and what is not asked for.

    Those who are active at a place are asked about it first, then whoever has been asked least, in the order of
    `org_ids`. One with as many open requests as it takes is not asked.
    """
    if not org_ids:
        return [], []
    if not allowed(viewer, "ask_presence", WORKSPACE):
        return [], [Missing("request", "not_allowed")]
    rows, active = reading.frame("request"), _active(reading)
    room = _room(reading, org_ids)
    count = dict.fromkeys(org_ids, 0)
    waiting = _asked_before(rows, day)
    asks: list[Asked] = []
    missing: list[Missing] = []
    for place_id in place_ids:
        before = sorted(org for place, org in waiting if place == place_id and org in count)
        if before:
            missing.append(Missing("request", "asked_before", place_id, before[0]))
            continue
        able = [org for org in org_ids if count[org] < room[org]]
        if not able:
            missing.append(Missing("request", "cap_reached", place_id))
            continue
        org_id = min(able, key=lambda org: ((place_id, org) not in active, count[org], org_ids.index(org)))
        count[org_id] += 1
        asks.append(Asked(place_id, org_id))
    full = [org for org in org_ids if count[org] >= room[org]]
    return asks, [*missing, *(Missing("request", "cap_reached", "", org) for org in full)]


def rosters(
    reading: Reading, viewer: Viewer, place_ids: Sequence[str], org_ids: Sequence[str]
) -> tuple[list[Asked], list[Missing]]:
    """Return at which places an organisation's roster is asked for, those where it is active, and what is not."""
    active = _active(reading)
    sources = reading.frame("expected_source")
    awaited = set(zip(sources["place_id"], sources["organisation_id"], strict=True))
    asks: list[Asked] = []
    missing: list[Missing] = []
    for org_id in org_ids:
        if not allowed(viewer, "expect_sources", belonging_to(org_id)):
            missing.append(Missing("roster", "not_allowed", "", org_id))
            continue
        own = [place for place in place_ids if (place, org_id) in active]
        if not own:
            missing.append(Missing("roster", "not_active", "", org_id))
        for place_id in own:
            if (place_id, org_id) in awaited:
                missing.append(Missing("roster", "there", place_id, org_id))
            else:
                asks.append(Asked(place_id, org_id))
    return asks, missing


def busy(reading: Reading, org_id: str, place_ids: Sequence[str], start: datetime, end: datetime) -> set[str]:
    """Return the places where an organisation has a shift in the hours already."""
    days = start.date() - DAY, end.date() + DAY
    shifts = occurrences_between(reading, *days, Part(organisation_id=org_id))
    return {
        str(shift.place_id)
        for shift in shifts
        if shift.place_id in place_ids and shift.start < end and shift.end > start and not shift.cancelled
    }


def _active(reading: Reading) -> set[tuple[str, str]]:
    """Return (place, organisation) for who is active where: with an activity, a roster line or an awaited roster."""
    activities, parties, shifts, sources = (
        reading.frame(name) for name in ("activity", "shift_party", "shift", "expected_source")
    )
    at = dict(zip(shifts["id"], shifts["place_id"], strict=True))
    pairs = [
        *zip(activities["place_id"], activities["organisation_id"], strict=True),
        *((at.get(s), org) for s, org in zip(parties["shift_id"], parties["organisation_id"], strict=True)),
        *zip(sources["place_id"], sources["organisation_id"], strict=True),
    ]
    return {(str(place), str(org)) for place, org in pairs if not is_unknown(place) and not is_unknown(org)}


def _room(reading: Reading, org_ids: Sequence[str]) -> dict[str, float]:
    """Return how many more requests each organisation takes, infinite where it has set no cap."""
    orgs, rows = reading.frame("organisation"), reading.frame("request")
    caps: dict[str, Any] = dict(zip(orgs["id"], orgs["request_cap"], strict=True))
    return {
        org: inf if is_unknown(caps.get(org)) else max(0, int(caps[org]) - open_at(rows, org))
        for org in org_ids
    }


def _asked_before(rows: Any, day: date) -> set[tuple[str, str]]:
    """Return (place, organisation) of the requests for presence of a day that nobody has answered or taken back."""
    own = rows[(rows["kind"] == "presence") & (rows["date"] == day)]
    own = own[own["answer"].isna() & own["withdrawn_on"].isna()]
    return set(zip(own["place_id"], own["to_organisation_id"], strict=True))
