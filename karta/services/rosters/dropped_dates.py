"""Dates that a file holds no more although people are on them: each goes on as a cancelled shift of its own.

It has the day, the hours and the place that it had, so that people see what is cancelled. It is no date of its series
any longer: whatever the file says of that later, they have been told.
"""

from collections.abc import Collection

from karta.model.shift import ShiftOccurrence
from karta.services.rosters.date_copies import carry_dates
from karta.services.rosters.occurrences import occurrences_of
from karta.services.rosters.shift_rows import copied_values
from karta.services.workspace import Workspace
from karta.store.acts import Act
from karta.store.database import Reading


def dropped(act: Act, occurrences: Collection[ShiftOccurrence]) -> list[ShiftOccurrence]:
    """Return those of some occurrences that are held no more on any day, nor cancelled on one."""
    if not occurrences:
        return []
    days = [occurrence.day for occurrence in occurrences]
    series_ids = {occurrence.series_id for occurrence in occurrences}
    current = occurrences_of(Reading(act.connection), series_ids, min(days), max(days))
    ids = {occurrence.occurrence_id for occurrence in current}
    return [occurrence for occurrence in occurrences if occurrence.occurrence_id not in ids]


def set_apart(act: Act, workspace: Workspace, occurrence: ShiftOccurrence) -> None:
    """Store an occurrence as it was, as a cancelled shift of its own, with its people and what they were told."""
    start, end = (moment.astimezone(workspace.zone) for moment in (occurrence.start, occurrence.end))
    times = {
        "date": start.date(), "end_date": end.date(), "start": f"{start:%H:%M}", "end": f"{end:%H:%M}",
    }  # fmt: skip
    schedule_id = act.insert("schedule", [times])[0]
    where = {"place_id": occurrence.place_id, "meeting_point": occurrence.meeting_point}
    shift = copied_values(act.row("shift", occurrence.shift_id)) | where | {"schedule_id": schedule_id}
    shift_id = act.insert("shift", [shift])[0]
    parties = [act.row("shift_party", party.party_id) for party in occurrence.parties]
    own = {"shift_id": shift_id, "status": "planned"}
    act.insert("shift_party", [copied_values(party) | own for party in parties])
    cancelled = {"original_start": f"{start:%Y-%m-%dT%H:%M}", "notice": occurrence.notice or None}
    act.insert("schedule_exception", [{"schedule_id": schedule_id, "what": "cancelled", **cancelled}])
    by = occurrence.held_on - occurrence.day
    carry_dates(act, occurrence.series_id, schedule_id, occurrence.day, by, occurrence.day)
