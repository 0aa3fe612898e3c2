"""The roster lines of an organisation as it is asked about them: those that a yes is about.

They are read as the app's own pages read shifts (`store.occurrences`), so that no screen shows another roster.
"""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from karta.errors import NotFoundError
from karta.model.computable import schedule_fault
from karta.model.months import first_day, last_day, next_month
from karta.model.schedule import Occurrence, Schedule, occurrences
from karta.model.shift import ShiftVersion
from karta.model.walltime import DAY
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.register.organisations import require_own
from karta.services.workspace import Workspace
from karta.store import occurrences as store_occurrences
from karta.store import organisation_rows, sessions
from karta.store.cells import Row
from karta.store.database import Reading
from karta.store.occurrences import Part


@dataclass(frozen=True)
class Line:
    """A roster line of the organisation.

    `days` are the dates to come on which it is held in the time that is asked about, `left_out` those on which it is
    not although it would be; `begins` is the first day that a change of it can be about. `adults` are those who come
    whoever signs up, None where nobody has said, or where only those come; `sets_adults`: their number is the
    organisation's to change. `alone`: no other organisation takes part. `read` is the state in which it was read.
    """

    party_id: str
    shift_id: str
    series_id: str
    original_day: date | None
    place_id: str | None
    place: str
    title: str
    start: str
    end: str
    days: tuple[date, ...]
    left_out: tuple[date, ...]
    begins: date
    adults: float | None
    sets_adults: bool
    repeats: bool
    sign_up: bool
    alone: bool
    read: ShiftVersion

    @property
    def version(self) -> str:
        """The state in which it was read, as a form carries it."""
        return _digest([repr(self.read)])

    def occurrence_id(self, day: date) -> str:
        """Return the lasting name of the occurrence that is held on one of its days."""
        return f"{self.series_id}.{(self.original_day or day).isoformat()}"


@dataclass(frozen=True)
class Expected:
    """A place where the organisation's roster is expected, and whether it has a line there in the time asked about."""

    place_id: str
    place: str
    has_line: bool


@dataclass(frozen=True)
class _Asked:
    """What is asked about: whose lines, from which day to which, and from which day a change holds."""

    workspace: Workspace
    organisation_id: str
    first: date
    last: date
    begins: date


def valid_to(month: str) -> date:
    """Return the last service day that a yes for a month is about: the end of the next one (METHOD 3.5)."""
    return last_day(next_month(month))


def lines(workspace: Workspace, viewer: Viewer, org_id: str, month: str) -> list[Line]:
    """Return the lines that a yes for a month is about: held from now on, also before a month that is to come.

    In the order of the week: those of Mondays first, then by hour and place.
    """
    require(viewer, "answer_month", WORKSPACE)
    today = workspace.today
    about = _Asked(workspace, org_id, today, valid_to(month), max(today, first_day(month)))
    with workspace.store.reading() as reading:
        require_own(reading, viewer, "answer_month", org_id)
        return _lines(reading, about)


def line(workspace: Workspace, viewer: Viewer, org_id: str, month: str, party_id: str) -> Line:
    """Return one of these lines. Raises NotFoundError for any other, in the same words as for one that is none."""
    require(viewer, "answer_month", WORKSPACE)
    own = [line for line in lines(workspace, viewer, org_id, month) if line.party_id == party_id]
    if not own:
        raise NotFoundError("line_unknown")
    return own[0]


def fingerprint(shown: list[Line], places: list[Expected]) -> str:
    """Return a short text that is another one as soon as a line or an expected place is."""
    return _digest([*map(repr, shown), *map(repr, places)])


def expected(workspace: Workspace, viewer: Viewer, org_id: str, shown: list[Line]) -> list[Expected]:
    """Return the places where the organisation's roster is expected, by name: a yes says of all that it is complete."""
    require(viewer, "answer_month", WORKSPACE)
    with_lines = {line.place_id for line in shown}
    with workspace.store.reading() as reading:
        require_own(reading, viewer, "answer_month", org_id)
        sources = reading.frame("expected_source")
        ids = sorted(set(sources.loc[sources["organisation_id"] == org_id, "place_id"]))
        places = reading.frame("place", ids)
    rows = zip(places["id"], places["name"], strict=True)
    own = [Expected(place_id, name, place_id in with_lines) for place_id, name in rows]
    return sorted(own, key=lambda place: (place.place.casefold(), place.place_id))


def own_places(workspace: Workspace, viewer: Viewer, org_id: str) -> dict[str, str]:
    """Return the places of an organisation, by name: id -> name."""
    require(viewer, "answer_month", WORKSPACE)
    with workspace.store.reading() as reading:
        require_own(reading, viewer, "answer_month", org_id)
        places = reading.frame("place", sorted(organisation_rows.place_ids(reading, org_id)))
    rows = sorted(zip(places["name"], places["id"], strict=True), key=lambda row: row[0].casefold())
    return {place_id: name for name, place_id in rows}


def _lines(reading: Reading, about: _Asked) -> list[Line]:
    part = Part(organisation_id=about.organisation_id)
    rows = store_occurrences.shifts(reading, about.first, about.last, part)
    school_days = sessions.school_days(reading, about.first, about.last)
    own = [
        _line(row, party, about, _turns(row, about, school_days), every)
        for row in rows
        if not schedule_fault(row) and (every := _turns({**row, "exdates": None}, about, school_days))
        for party in row["parties"]
        if party["organisation_id"] == about.organisation_id
    ]
    return sorted((line for line in own if line.days or line.left_out), key=_order)


def _turns(row: Row, about: _Asked, school_days: frozenset[date]) -> list[Occurrence]:
    schedule = Schedule.from_row(row)
    return occurrences(schedule, about.first, about.last, about.workspace.zone, school_days).occurrences


def _line(row: Row, party: Row, about: _Asked, turns: list[Occurrence], every: list[Occurrence]) -> Line:
    now = about.workspace.now()
    # What has begun is no longer answered for: it is told of when it is over.
    begun = {turn.date for turn in every if turn.start <= now}
    sets_adults = not row["sign_up"] or row["adults_are"] == "present"
    return Line(
        party_id=party["id"], shift_id=row["id"], series_id=row["series_id"], original_day=row["original_date"],
        place_id=row["place_id"], place=row["place"] or row["arena"] or "", title=row["title"] or "",
        start=row["start"], end=row["end"], days=tuple(turn.date for turn in turns if turn.date not in begun),
        left_out=tuple(sorted({turn.date for turn in every} - {turn.date for turn in turns} - begun)),
        begins=about.begins + DAY if about.begins in begun else about.begins,
        adults=party["adults"] if sets_adults else None, sets_adults=sets_adults,
        repeats=bool(row["byday"] or row["rrule"]), sign_up=bool(row["sign_up"]),
        alone=all(each["organisation_id"] == about.organisation_id for each in row["parties"]),
        read=ShiftVersion(row["id"], int(row["version"]), int(row["schedule_version"]), row["parts"]),
    )  # fmt: skip


def _order(line: Line) -> tuple[int, str, str, str]:
    weekday = min((day.weekday() for day in line.days or line.left_out), default=7)
    return weekday, line.start, line.place.casefold(), line.party_id


def _digest(parts: list[str]) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()[:24]
