"""What came of a shift: carried out or not, how many adults, from when to when, how many young people they met.

Four classes and no free text: nothing about a person can be written here (METHOD 3.8, section 4).
"""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from karta.errors import InputError, NotFoundError
from karta.model.schedule import parse_end, parse_time
from karta.model.shift import MET, Turn
from karta.privacy import Viewer, require
from karta.services import turns
from karta.services.signups import Volunteer
from karta.services.workspace import Workspace
from karta.store.database import Reading

MOST_ADULTS = 50


def report(
    workspace: Workspace,
    who: Viewer | Volunteer,
    turn_id: str,
    *,
    carried_out: bool,
    adults: int | None = None,
    start: str | None = None,
    end: str | None = None,
    met: str | None = None,
) -> None:
    """Store what came of an occurrence; reporting again corrects it. Times are wall clock, as planned where not given.

    Raises
    ------
    InputError
        `report_too_early`, `report_adults`, `report_met`, `shift_without_length`.
    NotFoundError
        When a volunteer was not on the shift.
    """
    if isinstance(who, Viewer):
        require(who, "report_shifts")
    with workspace.store.act(who.function, "report") as act:
        turn = turns.one(Reading(act.connection), turn_id)
        if isinstance(who, Volunteer) and turn.state_of(who.person_id) not in ("signed", "stand_in"):
            raise NotFoundError("turn_unknown")
        if turn.start > workspace.now():
            raise InputError("report_too_early")
        party = _party(turn, who)
        values = _values(turn, ZoneInfo(workspace.method.timezone), carried_out, adults, (start, end), met)
        held = [row for row in act.rows("report", "party_id", [party]) if row["date"] == turn.day]
        if held:
            act.update("report", held[0]["id"], None, values)
        else:
            original = f"{turn.original_start:%Y-%m-%dT%H:%M}"
            row = {"party_id": party, "date": turn.day, "original_start": original, **values}
            act.insert("report", [row])


def reported(workspace: Workspace, viewer: Viewer) -> dict[tuple[str, date], str]:
    """Return the outcome of each reported occurrence, by party and day."""
    require(viewer, "see_shifts")
    told = workspace.store.frame("report")
    keys = zip(told["party_id"], told["date"], strict=True)
    return dict(zip(keys, told["outcome"], strict=True))


def _party(turn: Turn, who: Viewer | Volunteer) -> str:
    own = [
        party.party_id
        for party in turn.parties
        if (isinstance(who, Volunteer) and party.organisation_id == who.organisation_id)
        or (isinstance(who, Viewer) and party.organisation == who.organisation)
    ]
    return (own or [turn.parties[0].party_id])[0]


def _values(
    turn: Turn,
    zone: ZoneInfo,
    carried_out: bool,  # noqa: FBT001 - handed on from a keyword
    adults: int | None,
    hours: tuple[str | None, str | None],
    met: str | None,
) -> dict[str, Any]:
    if not carried_out:
        return {"outcome": "no_show", "adults": None, "start_local": None, "end_local": None, "met": None}
    if adults is None or not 1 <= adults <= MOST_ADULTS:
        raise InputError("report_adults", most=MOST_ADULTS)
    if met not in MET:
        raise InputError("report_met")
    planned = turn.start.astimezone(zone), turn.end.astimezone(zone)
    start = hours[0] or f"{planned[0]:%H:%M}"
    end = hours[1] or f"{planned[1]:%H:%M}"
    first, last = parse_time(start), parse_end(end)
    if first == last:
        raise InputError("shift_without_length")
    # Who came at 01 to a shift that began at 22 came on the next day.
    came = datetime.combine(planned[0].date(), first)
    if came < datetime.combine(planned[0].date(), planned[0].time()) - timedelta(hours=12):
        came += timedelta(days=1)
    left = datetime.combine(came.date(), last) + (timedelta(days=1) if last <= first else timedelta())
    return {
        "outcome": "carried_out", "adults": adults, "start_local": f"{came:%Y-%m-%dT%H:%M}",
        "end_local": f"{left:%Y-%m-%dT%H:%M}", "met": met,
    }  # fmt: skip
