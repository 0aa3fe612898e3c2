"""Signing up: by the organiser, or by a person without an account who holds a personal link.

Every rule is checked within the act that writes, so that two people cannot take the last place. What is refused
leaves nothing behind, least of all that somebody is not 18 yet.
"""

from typing import Literal

from karta.errors import ConflictError, InputError, NotAllowedError
from karta.model.shift import ShiftOccurrence
from karta.model.walltime import DAY
from karta.services.rosters import notices
from karta.services.rosters.clashes import attended, clash, rest_between
from karta.services.rosters.occurrences import WITH_PEOPLE, moment_text, occurrences_between
from karta.services.rosters.refusals import refuse
from karta.services.rosters.volunteers import Volunteer, visible_occurrence
from karta.services.workspace import Workspace
from karta.store import asks, people, sign_ups
from karta.store.acts import Act
from karta.store.cells import Row
from karta.store.database import Reading


def sign_up(
    workspace: Workspace,
    who: Volunteer,
    occurrence_id: str,
    *,
    is_adult: bool | None = None,
    wait: bool = False,
    role: str | None = None,
) -> Literal["signed", "waiting"]:
    """Sign a volunteer up for one occurrence; with `wait`, put them on the waiting list of a full one.

    Where somebody wants a stand-in, the first who signs up takes that place. `role` is what the volunteer takes on of
    what the shift needs; what it does not need is no role.

    Raises
    ------
    NotAllowedError
        `under_age`: nothing is stored, not even the answer.
    InputError
        `adult_unanswered` where nobody has said yet that the volunteer is 18 or older; `shift_begun`.
    ConflictError
        `shift_full` (offers the waiting list), `shift_overlaps`, `shift_rest`, `shift_cancelled`.
    """
    if is_adult is False:
        raise NotAllowedError("under_age")
    if not who.is_adult and is_adult is None:
        raise InputError("adult_unanswered")
    with workspace.act(who, "sign_up") as act:
        occurrence = visible_occurrence(Reading(act.connection), who, occurrence_id)
        current_state = occurrence.state_of(who.person_id)
        if current_state in ("signed", "stand_in"):
            return "signed"
        person = who.person_id, who.organisation_id
        refuse(
            workspace, occurrence, person, _near(act, occurrence), rest_between(workspace), workspace.now()
        )
        free = not occurrence.is_full or occurrence.stand_ins
        if not free and not wait:
            raise ConflictError("shift_full", most=occurrence.max_team)
        if not free and current_state == "waiting":
            return "waiting"
        people.declare_adult(act, who.person_id)
        rows = _rows(act, occurrence)
        if occurrence.stand_ins:
            relieved = next(row for row in rows if row["state"] == sign_ups.STAND_IN)
            sign_ups.end(act, relieved)
            notices.tell(act, "relieved", occurrence, [relieved["person_id"]])
        if current_state == "waiting":
            sign_ups.restate(act, _own(rows, who.person_id), sign_ups.SIGNED)
        else:
            state = sign_ups.SIGNED if free else sign_ups.WAITING
            taken = role if role in occurrence.roles else None
            sign_ups.put(act, who.person_id, occurrence.series_id, occurrence.original_start, state, taken)
        asks.end(act, who.person_id, occurrence.series_id, occurrence.day, asks.YES)
        notices.fill_changed(act, workspace, occurrence)
        return "signed" if free else "waiting"


def sign_off(workspace: Workspace, who: Volunteer, occurrence_id: str, *, late: bool = False) -> None:
    """Take a volunteer off an occurrence; who waits first gets the place, unless it collides for them by now.

    `late` lets the organiser do it after the deadline; nobody is called in then.

    Raises
    ------
    ConflictError
        `sign_off_closed` after the deadline: from then on a volunteer asks for a stand-in.
    """
    now = workspace.now()
    with workspace.act(who, "sign_off") as act:
        occurrence = visible_occurrence(Reading(act.connection), who, occurrence_id)
        state = occurrence.state_of(who.person_id)
        if state is None:
            return
        in_time = now <= occurrence.sign_off_until or occurrence.cancelled
        if state != "waiting" and not in_time and not late:
            raise ConflictError("sign_off_closed", when=moment_text(workspace, occurrence.sign_off_until))
        rows = _rows(act, occurrence)
        sign_ups.end(act, _own(rows, who.person_id))
        if state != "waiting" and in_time and not occurrence.cancelled:
            _call_in(workspace, act, occurrence, rows)
        notices.fill_changed(act, workspace, occurrence)


def ask_stand_in(workspace: Workspace, who: Volunteer, occurrence_id: str, *, wanted: bool = True) -> None:
    """Ask for a stand-in at an occurrence, or (not `wanted`) take that back.

    Until there is somebody, the volunteer counts as going.
    """
    wanted_state, earlier_state = (
        (sign_ups.STAND_IN, sign_ups.SIGNED) if wanted else (sign_ups.SIGNED, sign_ups.STAND_IN)
    )
    with workspace.act(who, "stand_in") as act:
        occurrence = visible_occurrence(Reading(act.connection), who, occurrence_id)
        if occurrence.end <= workspace.now():
            raise InputError("shift_begun")
        if occurrence.state_of(who.person_id) == earlier_state:
            sign_ups.restate(act, _own(_rows(act, occurrence), who.person_id), wanted_state)
            if wanted:
                notices.tell(act, "stand_in", occurrence, [None])


def _call_in(workspace: Workspace, act: Act, occurrence: ShiftOccurrence, rows: list[Row]) -> None:
    if occurrence.max_team is None or occurrence.adults > occurrence.max_team:
        return
    waiting = [row for row in rows if row["state"] == sign_ups.WAITING]
    rest, near = rest_between(workspace), _near(act, occurrence) if waiting else []
    for row in waiting:
        if clash(occurrence, attended(near, row["person_id"]), rest) is None:
            sign_ups.restate(act, row, sign_ups.SIGNED)
            notices.tell(act, "called_in", occurrence, [row["person_id"]])
            return


def _near(act: Act, occurrence: ShiftOccurrence) -> list[ShiftOccurrence]:
    """Return the occurrences of the days around another one."""
    first, last = occurrence.held_on - 3 * DAY, occurrence.held_on + 3 * DAY
    return occurrences_between(Reading(act.connection), first, last, WITH_PEOPLE)


def _rows(act: Act, occurrence: ShiftOccurrence) -> list[Row]:
    return [
        row
        for row in sign_ups.of_series(act.connection, [occurrence.series_id])
        if row["day"] == occurrence.day
    ]


def _own(rows: list[Row], person_id: str) -> Row:
    return next(row for row in rows if row["person_id"] == person_id)
