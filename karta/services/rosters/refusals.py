"""What stops a person from signing up to a shift, however many others have: in the app, and in what the demo tells."""

from datetime import datetime, timedelta

from karta.errors import ConflictError, InputError, NotFoundError
from karta.model.shift import ShiftOccurrence
from karta.services.rosters.clashes import attended, clash
from karta.services.rosters.occurrences import when_text
from karta.services.rosters.volunteers import is_theirs
from karta.services.workspace import Workspace


def refuse(
    workspace: Workspace,
    occurrence: ShiftOccurrence,
    person: tuple[str, str],
    near: list[ShiftOccurrence],
    rest: timedelta,
    at: datetime,
) -> None:
    """Raise an error where a person, by the ids of theirs and of their organisation, cannot sign up at a moment.

    `near` are the occurrences around it with their people, `rest` is the least between two of a person.
    """
    person_id, org_id = person
    if not occurrence.opened or not is_theirs(occurrence, org_id):
        raise NotFoundError("occurrence_unknown")
    if occurrence.cancelled:
        raise ConflictError("shift_cancelled")
    if occurrence.start <= at:
        raise InputError("shift_begun")
    against = clash(occurrence, attended(near, person_id), rest)
    if against is None:
        return
    why, other = against
    facts = {"place": other.place, "when": when_text(workspace, other)}
    if why == "overlap":
        raise ConflictError("shift_overlaps", **facts)
    raise ConflictError("shift_rest", hours=rest / timedelta(hours=1), **facts)
