"""Which other shifts speak against a person going to one: those that overlap, or leave too little rest."""

from datetime import timedelta
from typing import Literal

from karta.model.shift import REST_HOURS, ShiftOccurrence
from karta.model.walltime import DAY
from karta.services.rosters.occurrences import WITH_PEOPLE, occurrences_between
from karta.services.workspace import Workspace
from karta.store import sign_ups
from karta.store.database import Reading


def clash(
    occurrence: ShiftOccurrence, others: list[ShiftOccurrence], rest: timedelta
) -> tuple[Literal["overlap", "rest"], ShiftOccurrence] | None:
    """Return why a person cannot take a shift, and the other shift: it overlaps, or leaves too little rest."""
    near = [
        other
        for other in others
        if other.occurrence_id != occurrence.occurrence_id
        and other.start < occurrence.end + rest
        and occurrence.start < other.end + rest
    ]
    for other in near:
        if other.start < occurrence.end and occurrence.start < other.end:
            return "overlap", other
    return ("rest", near[0]) if near else None


def attended(occurrences: list[ShiftOccurrence], person_id: str) -> list[ShiftOccurrence]:
    """Return the occurrences that a person goes to."""
    return [
        occurrence
        for occurrence in occurrences
        if not occurrence.cancelled and occurrence.state_of(person_id) in sign_ups.COUNTED
    ]


def rest_between(workspace: Workspace) -> timedelta:
    """Return the least rest between two shifts of a person."""
    setting = workspace.setting("rest_hours")
    return timedelta(hours=REST_HOURS if setting is None else float(setting))


def clashing(
    workspace: Workspace, reading: Reading, occurrences: list[ShiftOccurrence]
) -> dict[str, list[str]]:
    """Return those who go to each of some occurrences although another shift of theirs speaks against it, by its id."""
    if not any(occurrence.going for occurrence in occurrences):
        return {}
    days, rest = [occurrence.held_on for occurrence in occurrences], rest_between(workspace)
    near = occurrences_between(reading, min(days) - 3 * DAY, max(days) + 3 * DAY, WITH_PEOPLE)
    return {
        occurrence.occurrence_id: [
            sign_up.person_id
            for sign_up in occurrence.going
            if clash(occurrence, attended(near, sign_up.person_id), rest) is not None
        ]
        for occurrence in occurrences
    }
