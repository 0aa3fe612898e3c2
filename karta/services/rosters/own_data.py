"""What is stored about one person: seen, taken along, and erased with a receipt, by the person or for them.

What leaves here is the person's own: shifts by time and place, never who else was there.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from karta.errors import NotFoundError
from karta.services.rosters.occurrences import occurrences_of
from karta.services.workspace import Actor, Workspace
from karta.store import erasing, own_rows, people, retention
from karta.store.cells import Row
from karta.store.database import Reading

# Of what a receipt tells how many there were.
KINDS = ("person", "sign_up", "personal_link", "notice", "availability", "away", "companion", "ask")

# What somebody has said of when they can walk, as it is stored.
_SAID = (
    "week_cap",
    "month_cap",
    "longest_hours",
    "leads",
    "first_aid",
    "wants_day",
    "wants_short",
    "farthest_km",
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was erased, how many of each, and when; nobody's name. `number` is that of the act, to be asked about."""

    at: datetime
    number: int
    counts: dict[str, int]
    past_shifts: int
    is_off_the_disk: bool = True


def stored(workspace: Workspace, person_id: str) -> dict[str, Any]:
    """Return all that is stored about a person, as plain values for JSON.

    Keys: person, organisation, shifts (date, place, start and end where they are known, state, role), links, notices,
    shifts_by_month (of those whose names have gone), availability, away, companions, asks.
    """
    with workspace.store.reading() as reading:
        row = people.by_id(reading.connection, person_id)
        if row is None:
            raise NotFoundError("person_missing")
        rows = own_rows.of_person(reading.connection, person_id)
        organisation = reading.frame("organisation", [row["organisation_id"]])
        shifts = [_shift(workspace, reading, sign_up) for sign_up in rows["sign_up"]]
        questions = [_ask(workspace, reading, ask) for ask in rows["ask"]]
        notices = [_notice(workspace, reading, notice) for notice in rows["notice"]]
        places = reading.frame("place", include_superseded=True, columns=["id", "name"])
        areas = reading.frame("area", include_superseded=True, columns=["id", "name"])
    names = dict(zip(places["id"], places["name"], strict=True))
    area_names = dict(zip(areas["id"], areas["name"], strict=True))
    return {
        "organisation": "" if organisation.empty else organisation["name"].iloc[0],
        "person": {
            "name": row["name"], "phone": row["phone"], "email": row["email"], "is_adult": row["declared_adult"],
            "routine_on": _text(row["routine_on"]), "recorded_at": _text(row["recorded_at"]),
            "active_on": _text(row["active_on"]), "reminded_on": _text(row["reminded_on"]),
            "reminder_mailed_on": _text(row["reminder_mailed_on"]),
        },
        "shifts": shifts,
        "links": [
            {"made": _text(link["recorded_at"]), "ended": _text(link["ended_at"])} for link in rows["personal_link"]
        ],
        "notices": notices,
        "shifts_by_month": [
            {"month": count["month"], "place": names.get(count["place_id"], ""), "shifts": count["shifts"]}
            for count in rows["person_month_count"]
        ],
        "availability": [
            {
                **{name: _text(row[name]) for name in ("latest_home", "recorded_at")},
                **{name: row[name] for name in _SAID}, "times": row["times"].replace(";", " "),
                "home_area": area_names.get(row["home_area_id"]),
            }
            for row in rows["availability"]
        ],
        "away": [{"first": _text(row["first"]), "last": _text(row["last"])} for row in rows["away"]],
        "companions": [{"companion": row["name"], "kind": row["kind"]} for row in rows["companion"]],
        "asks": questions,
    }  # fmt: skip


def erase(workspace: Workspace, person_id: str, who: Actor) -> Receipt:
    """Erase a person for good, in somebody's name, and return the receipt; hours of the past stay."""
    local = workspace.now().astimezone(workspace.zone)
    with workspace.act(who, "erase_person") as act:
        rows = own_rows.of_person(act.connection, person_id)
        if not rows["person"]:
            raise NotFoundError("person_missing")
        past = own_rows.past(rows["sign_up"], local)
        erasing.erase(act, [person_id], local)
    counts = {kind: len(rows[kind]) for kind in KINDS}
    return Receipt(act.at, act.revision, counts, past, workspace.store.empty_log())


def stay(workspace: Workspace, person_id: str, who: Actor) -> None:
    """Note that somebody who was reminded wants to stay."""
    with workspace.act(who, "stay") as act:
        retention.stay(act, person_id, workspace.today)


def _shift(workspace: Workspace, reading: Reading, row: Row) -> dict[str, Any]:
    """Return a sign-up as the person knows it: when and where, or of a whole series that it is all of its dates."""
    known = {
        "date": None if row["original_start"] is None else row["original_start"][:10],
        "state": "ended" if row["ended_at"] is not None else row["state"], "role": row["role"],
        "signed_up": _text(row["recorded_at"]), "ended": _text(row["ended_at"]),
    }  # fmt: skip
    return known | _where(workspace, reading, row["series_id"], known["date"])


def _notice(workspace: Workspace, reading: Reading, row: Row) -> dict[str, Any]:
    about = _where(workspace, reading, row["series_id"], row["day"].isoformat())
    return {
        "kind": row["kind"], "date": row["day"].isoformat(), "place": about["place"], "made": _text(row["recorded_at"]),
        "read": _text(row["read_at"]), "mail": row["mail"], "message": row["message"],
    }  # fmt: skip


def _ask(workspace: Workspace, reading: Reading, row: Row) -> dict[str, Any]:
    day = row["original_start"][:10]
    about = _where(workspace, reading, row["series_id"], day)
    return {
        "date": day, "place": about["place"], "role": row["role"], "made": _text(row["recorded_at"]),
        "answer": row["answer"] or "open", "ended": _text(row["ended_at"]),
    }  # fmt: skip


def _where(workspace: Workspace, reading: Reading, series_id: str, day: str | None) -> dict[str, Any]:
    """Return place, start and end of the occurrence of a day, blank where it is not held any more."""
    first = workspace.today if day is None else datetime.fromisoformat(day).date()
    occurrences = occurrences_of(reading, [series_id], first, first)
    if day is None or not occurrences:
        return {"place": own_rows.place_of(reading.connection, series_id), "start": None, "end": None}
    occurrence = occurrences[0]
    start, end = (moment.astimezone(workspace.zone) for moment in (occurrence.start, occurrence.end))
    return {"place": occurrence.place, "start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}


def _text(value: Any) -> str | None:
    return (
        None
        if value is None
        else value.isoformat(timespec="minutes")
        if isinstance(value, datetime)
        else str(value)
    )
