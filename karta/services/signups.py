"""Signing up: by the organiser, or by a person without an account who holds a personal link.

Every rule is checked within the act that writes, so that two people cannot take the last place. What is refused
leaves nothing behind, least of all that somebody is not 18 yet.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from karta.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from karta.i18n import text
from karta.model.shift import REST_HOURS, Turn, clash
from karta.privacy import Viewer
from karta.services import notices, turns
from karta.services.invitations import known
from karta.services.workspace import Workspace
from karta.store import links, people, sign_ups
from karta.store import turns as shift_rows
from karta.store.acts import Act
from karta.store.cells import Row
from karta.store.database import Reading

DAY = timedelta(days=1)
# How far ahead a volunteer may take shifts, and how long a past one waits for its report.
DAYS_AHEAD = 56
DAYS_TO_REPORT = 7


@dataclass(frozen=True, slots=True)
class Volunteer:
    """Somebody who signs up, and the function in whose name it is done."""

    person_id: str
    organisation_id: str
    organisation: str
    name: str
    is_adult: bool
    function: str
    email: str = ""


@dataclass(frozen=True)
class Own:
    """A volunteer's shifts: those to come (waiting and cancelled ones among them) and past ones without a report."""

    coming: list[Turn]
    to_report: list[Turn]


def by_link(workspace: Workspace, token: str) -> Volunteer:
    """Return whose personal link it is. Raises NotFoundError when it is none, or has been withdrawn."""
    with workspace.store.reading() as look:
        person_id = links.person_of(look.connection, token)
        row = None if person_id is None else people.known(look.connection, person_id)
    if row is None:
        raise NotFoundError("link_unknown")
    return _volunteer(workspace, row, text("rosters.volunteer", workspace.language))


def for_person(workspace: Workspace, viewer: Viewer, person_id: str) -> Volunteer:
    """Return a person of the viewer's people room, to act for them. Raises NotFoundError."""
    return _volunteer(workspace, known(workspace, viewer, person_id), viewer.function)


def my_shifts(workspace: Workspace, who: Volunteer) -> Own:
    """Return a volunteer's own shifts, by time."""
    return page(workspace, who)[0]


def page(workspace: Workspace, who: Volunteer) -> tuple[Own, list[Turn]]:
    """Return a volunteer's own shifts and those that could be taken (`shifts_i_could_take`), from one look."""
    today, now = workspace.today, workspace.now()
    first = today - DAYS_TO_REPORT * DAY
    with workspace.store.reading() as look:
        found = turns.between(look, first, today + DAYS_AHEAD * DAY)
        told = shift_rows.reported(look, first)
    own = [turn for turn in found if turn.state_of(who.person_id)]
    went = [t for t in own if t.start <= now and not t.cancelled and t.state_of(who.person_id) != "waiting"]
    coming = [turn for turn in own if turn.end > now]
    to_report = [turn for turn in went if not told & {(p.party_id, turn.day) for p in turn.parties}]
    return Own(coming, to_report), _by_need(could_take(workspace, found, who.person_id, who.organisation_id))


def calendar_turns(workspace: Workspace, who: Volunteer) -> list[Turn]:
    """Return what a volunteer's calendar shows: a month back and half a year ahead, cancelled shifts among it.

    So are the shifts that the volunteer could take and that lack adults so close ahead that one must be told.
    """
    with workspace.store.reading() as look:
        found = turns.between(look, workspace.today - 30 * DAY, workspace.today + 180 * DAY)
    now, days = workspace.now(), notices.alarm_days(workspace)
    few = [turn for turn in found if notices.is_short(turn, now, days)]
    free = {turn.turn_id for turn in few} & {
        turn.turn_id for turn in could_take(workspace, found, who.person_id, who.organisation_id)
    }
    return [turn for turn in found if turn.state_of(who.person_id) or turn.turn_id in free]


def own_turn(workspace: Workspace, who: Volunteer, turn_id: str) -> Turn:
    """Return a shift that the volunteer goes or went to. Raises NotFoundError."""
    with workspace.store.reading() as look:
        turn = turns.one(look, turn_id)
    if turn.state_of(who.person_id) not in sign_ups.COUNTED:
        raise NotFoundError("turn_unknown")
    return turn


def shifts_i_could_take(workspace: Workspace, who: Volunteer, days: int = DAYS_AHEAD) -> list[Turn]:
    """Return the shifts of the volunteer's organisation that they could sign up to or wait for now.

    Those that would not come about without one more come first, then by time. Left out are those that overlap with
    what the volunteer has, or leave too little rest.
    """
    today = workspace.today
    with workspace.store.reading() as look:
        found = turns.between(look, today - DAY, today + days * DAY)
    return _by_need(could_take(workspace, found, who.person_id, who.organisation_id))


def could_take(workspace: Workspace, found: list[Turn], person_id: str, org_id: str) -> list[Turn]:
    """Return those of the turns of some days that a person could sign up to or wait for now."""
    mine, rest, now = _kept(found, person_id), _rest(workspace), workspace.now()
    return [
        turn
        for turn in found
        if turn.start > now
        and not turn.cancelled
        and turn.state_of(person_id) is None
        and _is_theirs(turn, org_id)
        and clash(turn, mine, rest) is None
    ]


def sign_up(
    workspace: Workspace,
    who: Volunteer,
    turn_id: str,
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
    with workspace.store.act(who.function, "sign_up") as act:
        turn = turns.one(Reading(act.connection), turn_id)
        held = turn.state_of(who.person_id)
        if held in ("signed", "stand_in"):
            return "signed"
        _refuse(workspace, act, who, turn)
        free = not turn.is_full or turn.stand_ins
        if not free and not wait:
            raise ConflictError("shift_full", most=turn.max_team)
        if not free and held == "waiting":
            return "waiting"
        people.declare_adult(act, who.person_id)
        rows = _rows(act, turn)
        if turn.stand_ins:
            relieved = next(row for row in rows if row["state"] == sign_ups.STAND_IN)
            sign_ups.end(act, relieved)
            notices.tell(act, "relieved", turn, [relieved["person_id"]])
        if held == "waiting":
            sign_ups.restate(act, _own(rows, who.person_id), sign_ups.SIGNED)
        else:
            state = sign_ups.SIGNED if free else sign_ups.WAITING
            taken = role if role in turn.roles else None
            sign_ups.put(act, who.person_id, turn.series_id, turn.original_start, state, taken)
        notices.moved(act, workspace, turn)
        return "signed" if free else "waiting"


def sign_off(workspace: Workspace, who: Volunteer, turn_id: str, *, late: bool = False) -> None:
    """Take a volunteer off an occurrence; who waits first gets the place, unless it collides for them by now.

    `late` lets the organiser do it after the deadline; nobody is called in then.

    Raises
    ------
    ConflictError
        `sign_off_closed` after the deadline: then a stand-in is what one asks for.
    """
    now = workspace.now()
    with workspace.store.act(who.function, "sign_off") as act:
        turn = turns.one(Reading(act.connection), turn_id)
        state = turn.state_of(who.person_id)
        if state is None:
            return
        in_time = now <= turn.sign_off_until or turn.cancelled
        if state != "waiting" and not in_time and not late:
            raise ConflictError("sign_off_closed", when=turns.moment(workspace, turn.sign_off_until))
        rows = _rows(act, turn)
        sign_ups.end(act, _own(rows, who.person_id))
        if state != "waiting" and in_time and not turn.cancelled:
            _call_in(workspace, act, turn, rows)
        notices.moved(act, workspace, turn)


def ask_stand_in(workspace: Workspace, who: Volunteer, turn_id: str, *, wanted: bool = True) -> None:
    """Say that somebody else is wanted for an occurrence, or (not `wanted`) that one goes after all.

    Until there is somebody, the volunteer counts as going.
    """
    asked, other = (sign_ups.STAND_IN, sign_ups.SIGNED) if wanted else (sign_ups.SIGNED, sign_ups.STAND_IN)
    with workspace.store.act(who.function, "stand_in") as act:
        turn = turns.one(Reading(act.connection), turn_id)
        if turn.end <= workspace.now():
            raise InputError("shift_begun")
        if turn.state_of(who.person_id) == other:
            sign_ups.restate(act, _own(_rows(act, turn), who.person_id), asked)
            if wanted:
                notices.tell(act, "stand_in", turn, [None])


def _refuse(workspace: Workspace, act: Act, who: Volunteer, turn: Turn) -> None:
    """Raise what speaks against signing up, whoever else has."""
    if not _is_theirs(turn, who.organisation_id):
        raise NotFoundError("turn_unknown")
    if turn.cancelled:
        raise ConflictError("shift_cancelled")
    if turn.start <= workspace.now():
        raise InputError("shift_begun")
    rest = _rest(workspace)
    against = clash(turn, _near(act, turn, who.person_id), rest)
    if against is not None:
        why, other = against
        facts = {"place": other.place, "when": turns.when(workspace, other)}
        if why == "overlap":
            raise ConflictError("shift_overlaps", **facts)
        raise ConflictError("shift_rest", hours=rest / timedelta(hours=1), **facts)


def _call_in(workspace: Workspace, act: Act, turn: Turn, rows: list[Row]) -> None:
    if turn.max_team is None or turn.adults > turn.max_team:
        return
    rest = _rest(workspace)
    for row in rows:
        if row["state"] == sign_ups.WAITING and clash(turn, _near(act, turn, row["person_id"]), rest) is None:
            sign_ups.restate(act, row, sign_ups.SIGNED)
            notices.tell(act, "called_in", turn, [row["person_id"]])
            return


def _by_need(free: list[Turn]) -> list[Turn]:
    return sorted(free, key=lambda turn: (turn.phase == "full", turn.phase != "understaffed", turn.start))


def _near(act: Act, turn: Turn, person_id: str) -> list[Turn]:
    found = turns.between(Reading(act.connection), turn.day - 3 * DAY, turn.day + 3 * DAY)
    return _kept(found, person_id)


def _kept(found: list[Turn], person_id: str) -> list[Turn]:
    """Return the turns that a person goes to."""
    return [t for t in found if not t.cancelled and t.state_of(person_id) in sign_ups.COUNTED]


def _is_theirs(turn: Turn, org_id: str) -> bool:
    return any(party.organisation_id == org_id for party in turn.parties)


def _rows(act: Act, turn: Turn) -> list[Row]:
    return [row for row in sign_ups.of_series(act.connection, [turn.series_id]) if row["day"] == turn.day]


def _own(rows: list[Row], person_id: str) -> Row:
    return next(row for row in rows if row["person_id"] == person_id)


def _rest(workspace: Workspace) -> timedelta:
    said = workspace.setting("rest_hours")
    return timedelta(hours=REST_HOURS if said is None else float(said))


def _volunteer(workspace: Workspace, row: Row, function: str) -> Volunteer:
    held = workspace.store.frame("organisation", [row["organisation_id"]])
    name = "" if held.empty else str(held["name"].iloc[0])
    return Volunteer(
        row["id"], row["organisation_id"], name, row["name"], bool(row["declared_adult"]), function,
        row["email"] or "",
    )  # fmt: skip
