"""A shift that people sign up to: how it is planned, one time that it is held, and what speaks against a sign-up.

Nobody's name is here: a person is an id of the people room.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from karta.errors import InputError
from karta.model.schedule import parse_end, parse_time

# A pair, and no crowd. Source: METHOD 3.1 [K].
MIN_TEAM, MAX_TEAM = 2, 5
SIGN_OFF_HOURS = 24.0
# Between two shifts of one person; the workspace's setting `rest_hours` replaces it. [K]
REST_HOURS = 8.0
EARLIEST, LATEST = 1970, 2999
ROLES = ("walk_leader", "first_aid")
MET = ("0", "1-10", "11-30", ">30")

Phase = Literal["cancelled", "understaffed", "staffed", "full"]


@dataclass(frozen=True, slots=True)
class Stop:
    """A timed stop of a walk: a place, and from when until when (wall clock)."""

    place_id: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class ShiftPlan:
    """A shift as somebody plans it; it checks itself.

    `day` is the first date and `weekly` repeats it on that weekday until `until` (None: until further notice), but
    not on `exdates`. `organisations` are ids, the first one leads.

    Raises
    ------
    InputError
        `shift_without_length`, `team_sizes`, `organisation_missing`, `season_reversed`, `hours_negative`.
    """

    place_id: str
    day: date
    start: str
    end: str
    organisations: tuple[str, ...]
    kind: str = "night_walker"
    min_team: int = MIN_TEAM
    max_team: int = MAX_TEAM
    weekly: bool = False
    until: date | None = None
    exdates: frozenset[date] = frozenset()
    title: str = ""
    roles: tuple[str, ...] = ()
    meeting_point: str = ""
    notes: str = ""
    invite_to: str = ""
    known_here: bool = False
    sign_off_hours: float = SIGN_OFF_HOURS
    stops: tuple[Stop, ...] = ()

    def __post_init__(self) -> None:
        """Check hours, team and season."""
        if parse_time(self.start) == parse_end(self.end):
            raise InputError("shift_without_length")
        if not 1 <= self.min_team <= self.max_team:
            raise InputError("team_sizes", least=self.min_team, most=self.max_team)
        if not self.organisations:
            raise InputError("organisation_missing")
        if self.until is not None and self.until < self.day:
            raise InputError("season_reversed", first=self.day, last=self.until)
        if self.sign_off_hours < 0:
            raise InputError("hours_negative")


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation on a shift; `brings` adults come with it whoever signs up."""

    party_id: str
    organisation_id: str | None
    organisation: str
    kind: str
    brings: float
    sharing: str


@dataclass(frozen=True, slots=True)
class SignUp:
    """A person on an occurrence: signed, stand_in (goes, but wants somebody else to) or waiting; and in which role."""

    person_id: str
    organisation_id: str
    state: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One time that a shift is held. `series_id` and `day` name it for good; `start` and `end` are UTC.

    `original_start` is the naive wall time of the series; `sign_off_until` is when signing off closes; `notice` is what
    those who signed up are told of a cancellation.
    """

    shift_id: str
    series_id: str
    day: date
    original_start: datetime
    start: datetime
    end: datetime
    place_id: str | None
    place: str
    title: str
    min_team: int
    max_team: int | None
    sign_off_until: datetime
    parties: tuple[Party, ...]
    sign_ups: tuple[SignUp, ...] = ()
    roles: tuple[str, ...] = ()
    meeting_point: str = ""
    notes: str = ""
    invite_to: str = ""
    known_here: bool = False
    repeats: bool = False
    cancelled: bool = False
    notice: str = ""

    @property
    def turn_id(self) -> str:
        """The lasting name of the occurrence, as links and forms carry it."""
        return f"{self.series_id}.{self.day.isoformat()}"

    @property
    def adults(self) -> int:
        """How many adults have signed up or come along anyway."""
        return int(sum(party.brings for party in self.parties)) + len(self.going)

    @property
    def going(self) -> tuple[SignUp, ...]:
        """Those who go, also those who would rather have a stand-in."""
        return tuple(one for one in self.sign_ups if one.state != "waiting")

    @property
    def waiting(self) -> tuple[SignUp, ...]:
        """Those who wait for a place, in the order in which they asked."""
        return tuple(one for one in self.sign_ups if one.state == "waiting")

    @property
    def stand_ins(self) -> int:
        """How many would rather have somebody else go."""
        return sum(one.state == "stand_in" for one in self.sign_ups)

    @property
    def missing_roles(self) -> tuple[str, ...]:
        """The roles that the shift needs and that nobody who goes has taken on."""
        taken = {one.role for one in self.going}
        return tuple(role for role in self.roles if role not in taken)

    @property
    def missing(self) -> int:
        """How many more it takes before the shift counts as presence at all."""
        return max(0, self.min_team - self.adults)

    @property
    def is_full(self) -> bool:
        """Whether nobody more is taken."""
        return self.max_team is not None and self.adults >= self.max_team

    @property
    def phase(self) -> Phase:
        """How the occurrence stands: below its minimum it is understaffed and counts for nothing."""
        if self.cancelled:
            return "cancelled"
        if self.missing:
            return "understaffed"
        return "full" if self.is_full else "staffed"

    def state_of(self, person_id: str) -> str | None:
        """Return how a person stands to the occurrence, None where not at all."""
        return next((one.state for one in self.sign_ups if one.person_id == person_id), None)


def turn_key(turn_id: str) -> tuple[str, date]:
    """Return series and day of a turn's name. Raises InputError for what is none."""
    series, _, said = turn_id.rpartition(".")
    try:
        day = date.fromisoformat(said)
    except ValueError as error:
        raise InputError("turn_unknown") from error
    # Days are counted on from here: the ends of the calendar are nobody's shift.
    if not EARLIEST <= day.year <= LATEST:
        raise InputError("turn_unknown")
    return series, day


def clash(turn: Turn, others: list[Turn], rest: timedelta) -> tuple[Literal["overlap", "rest"], Turn] | None:
    """Return what of a person's other shifts speaks against one more: one at the same time, or too little rest."""
    near = [
        one
        for one in others
        if one.turn_id != turn.turn_id and one.start < turn.end + rest and turn.start < one.end + rest
    ]
    for one in near:
        if one.start < turn.end and turn.start < one.end:
            return "overlap", one
    return ("rest", near[0]) if near else None
