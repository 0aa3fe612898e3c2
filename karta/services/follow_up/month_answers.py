"""What an association answers about its month: the roster is right, or here is something that it cannot change itself.

A yes confirms its expected rosters to the end of the next month (METHOD 3.5). It is about what was shown: when the
roster has changed meanwhile, it is shown anew. A place of which something else was noted is left out of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from karta.errors import ConflictError, InputError, NotFoundError
from karta.model.walltime import DAY
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.follow_up import month_lines
from karta.services.free_text import about_places
from karta.services.register.organisations import require_own
from karta.services.workspace import Workspace
from karta.store import month_rows, organisation_rows
from karta.store.cells import Row
from karta.store.database import Reading

# A few sentences; more is a talk.
# How many notes of an organisation may wait for the coordinator: a link in wrong hands fills no list.
MOST_NOTES = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What an organisation has answered for a month: when, and up to which service day."""

    answered_on: date
    valid_to: date


@dataclass(frozen=True, slots=True)
class Note:
    """What an organisation has noted about a place, until the coordinator has settled it."""

    note_id: str
    organisation: str
    place: str
    words: str
    noted_on: date
    version: int


def answer(workspace: Workspace, viewer: Viewer, org_id: str, month: str) -> Answer | None:
    """Return what an organisation has answered for a month, None where it has not."""
    require(viewer, "answer_month", WORKSPACE)
    with workspace.store.reading() as reading:
        require_own(reading, viewer, "answer_month", org_id)
        rows = reading.frame("month_answer")
    own = rows[(rows["organisation_id"] == org_id) & (rows["month"] == month)]
    return None if own.empty else Answer(own["answered_on"].iloc[-1], own["valid_to"].iloc[-1])


def is_asked(workspace: Workspace, viewer: Viewer, org_id: str, month: str) -> bool:
    """Tell whether a yes is asked for: none was given, or it does not reach (any more) to all that it would be about.

    So it is once the coordinator has settled what was noted of a place, or expects a roster at another one.
    """
    require(viewer, "answer_month", WORKSPACE)
    if answer(workspace, viewer, org_id, month) is None:
        return True
    ends = _ends(workspace, month)
    with workspace.store.reading() as reading:
        require_own(reading, viewer, "answer_month", org_id)
        sources, notes = reading.frame("expected_source"), reading.frame("month_note")
    own = (frame[frame["organisation_id"] == org_id].to_dict("records") for frame in (sources, notes))
    return any(row["status"] != "known" or (row["to_local"] or "") < ends for row in _confirmable(*own))


def confirm(workspace: Workspace, viewer: Viewer, org_id: str, month: str, *, shown: str) -> date:
    """Note that an organisation's roster is right as it was shown, and return the day up to which that holds.

    `shown` is the fingerprint of the lines and places that were shown.

    Raises
    ------
    ConflictError
        `row_changed` when the roster is not as it was shown.
    """
    require(viewer, "answer_month", WORKSPACE)
    last = month_lines.valid_to(month)
    with workspace.act(viewer, "answer_month", note=month) as act:
        require_own(Reading(act.connection), viewer, "answer_month", org_id)
        lines = month_lines.lines(workspace, viewer, org_id, month)
        places = month_lines.expected(workspace, viewer, org_id, lines)
        if month_lines.fingerprint(lines, places) != shown:
            raise ConflictError("row_changed", table="shift_party")
        ends = _ends(workspace, month)
        sources = _confirmable(
            act.rows("expected_source", "organisation_id", [org_id]),
            act.rows("month_note", "organisation_id", [org_id]),
        )
        confirmation = {"status": "known", "confirmed_on": workspace.today, "confirmed_by": viewer.function}
        act.update_many(
            "expected_source",
            {row["id"]: {**confirmation, "to_local": _later_end(row, ends)} for row in sources},
        )
        values = {"answered_on": workspace.today, "answered_by": viewer.function, "valid_to": last}
        earlier = month_rows.answer(act, org_id, month)
        if earlier is None:
            own = {"organisation_id": org_id, "owner_org_id": org_id, "sharing": "own", "month": month}
            act.insert("month_answer", [{**own, **values}])
        else:
            act.update("month_answer", earlier["id"], None, values)
    return last


def note(workspace: Workspace, viewer: Viewer, org_id: str, place_id: str, words: str) -> None:
    """Note for the coordinator what is not right at one of an organisation's places.

    Its roster there is not complete from now on (`partial`), so that nothing is taken for missing that is not known.

    Raises
    ------
    InputError
        `month_note_missing`, `month_notes_full`, and what `services.free_text` refuses.
    NotFoundError
        `place_missing` for a place that is not the organisation's own, as for one that does not exist.
    """
    require(viewer, "answer_month", WORKSPACE)
    plain = about_places(words)
    if not plain:
        raise InputError("month_note_missing")
    with workspace.act(viewer, "note_month") as act:
        reading = Reading(act.connection)
        require_own(reading, viewer, "answer_month", org_id)
        if place_id not in organisation_rows.place_ids(reading, org_id):
            raise NotFoundError("place_missing")
        waiting = [row for row in act.rows("month_note", "organisation_id", [org_id]) if _is_open(row)]
        if len(waiting) >= MOST_NOTES:
            raise InputError("month_notes_full", most=MOST_NOTES)
        row = {
            "organisation_id": org_id, "owner_org_id": org_id, "sharing": "own", "place_id": place_id,
            "words": plain, "noted_on": workspace.today,
        }  # fmt: skip
        act.insert("month_note", [row])
        sources = act.rows("expected_source", "organisation_id", [org_id])
        confirmed = [row for row in sources if row["place_id"] == place_id and row["status"] == "known"]
        act.update_many("expected_source", {row["id"]: {"status": "partial"} for row in confirmed})


def settle(workspace: Workspace, viewer: Viewer, note_id: str, *, version: int) -> None:
    """Note that the coordinator has seen to what an organisation noted. Raises ConflictError, NotFoundError."""
    require(viewer, "make_month_links", WORKSPACE)
    with workspace.act(viewer, "settle_note") as act:
        act.update("month_note", note_id, version, {"settled_on": workspace.today})


def notes(workspace: Workspace, viewer: Viewer) -> list[Note]:
    """Return what organisations have noted and nobody has settled, the oldest first."""
    require(viewer, "make_month_links", WORKSPACE)
    with workspace.store.reading() as reading:
        rows, orgs, places = (reading.frame(name) for name in ("month_note", "organisation", "place"))
    names, at = (
        dict(zip(orgs["id"], orgs["name"], strict=True)),
        dict(zip(places["id"], places["name"], strict=True)),
    )
    return [
        Note(
            row["id"], names.get(row["organisation_id"], ""), at.get(row["place_id"], ""), row["words"],
            row["noted_on"], int(row["version"]),
        )
        for row in rows.to_dict("records")
        if _is_open(row)
    ]  # fmt: skip


def _confirmable(sources: Iterable[Mapping[Any, Any]], notes: Iterable[Mapping[Any, Any]]) -> list[Row]:
    """Return the sources that a yes is about: not those of places of which something waits to be put right."""
    noted = {row["place_id"] for row in notes if _is_open(row)}
    return [dict(row) for row in sources if row["place_id"] not in noted]


def _ends(workspace: Workspace, month: str) -> str:
    """Return the moment up to which a yes for a month holds, as the store writes it."""
    return f"{month_lines.valid_to(month) + DAY}T{workspace.method.day_start_local:%H:%M}"


def _is_open(note: Mapping[Any, Any]) -> bool:
    return note["settled_on"] is None


def _later_end(source: Row, ends: str) -> str:
    """Return up to when a source is known: what was known for longer stays so."""
    known_to = source["to_local"] if source["status"] == "known" else None
    return max(ends, known_to) if known_to else ends
