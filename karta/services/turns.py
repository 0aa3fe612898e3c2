"""The times that shifts for sign-up are held, with who has signed up: what every page of rosters is made of."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from karta.errors import InputError, NotFoundError
from karta.i18n import day as day_text
from karta.model.schedule import Schedule, occurrences
from karta.model.shift import Party, SignUp, Turn, turn_key
from karta.privacy import Viewer, sees
from karta.services.workspace import Workspace
from karta.store import sign_ups, turns
from karta.store.database import Reading
from karta.store.records import method_of

DAY = timedelta(days=1)


def between(look: Reading, from_day: date, to_day: date) -> list[Turn]:
    """Return the turns whose day lies in a period, both ends included, by time; cancelled ones among them."""
    zone = ZoneInfo(method_of(look).timezone)
    rows = turns.shifts(look, from_day, to_day)
    people: dict[tuple[str, date], list[SignUp]] = {}
    for one in sign_ups.of_series(look.connection, [row["series_id"] for row in rows]):
        if one["day"] is not None:
            found = SignUp(one["person_id"], one["organisation_id"], one["state"], one["role"])
            people.setdefault((one["series_id"], one["day"]), []).append(found)
    told = [turn for row in rows for turn in _held(row, from_day, to_day, zone, people)]
    return sorted(told, key=lambda turn: (turn.start, turn.place, turn.turn_id))


def one(look: Reading, turn_id: str) -> Turn:
    """Return a turn by its name. Raises NotFoundError."""
    series, day = turn_key(turn_id)
    found = [turn for turn in between(look, day - DAY, day + DAY) if turn.turn_id == turn_id]
    if not found:
        raise NotFoundError("turn_unknown", series=series)
    return found[0]


def roles_missing(workspace: Workspace, turn_id: str) -> tuple[str, ...]:
    """Return the roles of a shift that nobody has taken on yet; none where there is no such shift."""
    try:
        with workspace.store.reading() as look:
            return one(look, turn_id).missing_roles
    except (InputError, NotFoundError):
        # Signing up says what is wrong with it.
        return ()


def visible(viewer: Viewer, turn: Turn) -> bool:
    """Tell whether one of the turn's parties shares it with the viewer."""
    return any(sees(viewer, party.sharing, party.organisation) for party in turn.parties)


def when(workspace: Workspace, turn: Turn) -> str:
    """Return day and hours of a turn as people say them: `fre 18 sep 21:00-22:00`."""
    zone = ZoneInfo(workspace.method.timezone)
    start, end = turn.start.astimezone(zone), turn.end.astimezone(zone)
    return f"{day_text(start, workspace.language)} {start:%H:%M}\u2013{end:%H:%M}"


def moment(workspace: Workspace, at: datetime) -> str:
    """Return a moment as people say it: `tor 17 sep 21:00`."""
    local = at.astimezone(ZoneInfo(workspace.method.timezone))
    return f"{day_text(local, workspace.language)} {local:%H:%M}"


def _held(
    row: dict[Any, Any],
    from_day: date,
    to_day: date,
    zone: ZoneInfo,
    people: dict[tuple[str, date], list[SignUp]],
) -> list[Turn]:
    """Return the turns of a shift in a period, those with a notice of cancellation included."""
    off = row["cancelled"]
    kept = {*(row["exdates"] or "").split(";")} - {day.isoformat() for day in off} - {""}
    schedule = Schedule.from_row({**row, "exdates": ";".join(sorted(kept))})
    parties = tuple(
        Party(
            one["id"], one["organisation_id"], one["organisation"] or "", one["kind"],
            one["adults"] or 0.0, one["sharing"],
        )
        for one in row["parties"]
    )  # fmt: skip
    found = []
    for held in occurrences(schedule, from_day, to_day, zone).kept:
        day = row["original_date"] or held.date
        found.append(Turn(
            shift_id=row["id"], series_id=row["series_id"], day=day, original_start=held.original_start,
            start=held.start, end=held.end, place_id=row["place_id"], place=row["place"] or "",
            title=row["title"] or "", min_team=int(row["min_team"]),
            max_team=None if row["max_team"] != row["max_team"] else int(row["max_team"]),
            sign_off_until=held.start - timedelta(hours=row["sign_off_hours"]), parties=parties,
            sign_ups=tuple(people.get((row["series_id"], day), ())),
            roles=tuple(role for role in (row["roles"] or "").split(";") if role),
            meeting_point=row["meeting_point"] or "", notes=row["notes"] or "", invite_to=row["invite_to"] or "",
            known_here=row["known_here"], repeats=bool(row["byday"] or row["rrule"] or row["replaces_id"]),
            cancelled=held.date in off, notice=off.get(held.date, ""),
        ))  # fmt: skip
    return found
