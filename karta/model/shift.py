"""A shift that people sign up to: how it is planned, one time that it is held, and what speaks against a sign-up.

Nobody's name is here: a person is an id of the people room.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from karta.errors import InputError
from karta.model import day_bounds, typed_numbers
from karta.model.schedule import parse_end, parse_time

# A pair, and no crowd. Source: METHOD 3.1 [K].
MIN_TEAM, MAX_TEAM = 2, 5
SIGN_OFF_HOURS = 24.0
MOST_SIGN_OFF_HOURS = 336
# Between two shifts of one person; the workspace's setting `rest_hours` replaces it. [K]
REST_HOURS = 8.0
EARLIEST, LATEST = 1970, 2999
ROLES = ("walk_leader", "first_aid")
# What a shift is for, in the order in which it is chosen; the later ones come from rosters.
PURPOSES = ("walk", "parent_walk", "school", "invite", "with_police", "relation", "outreach")
MET = ("0", "1-10", "11-30", ">30")

Phase = Literal["cancelled", "rostered", "understaffed", "staffed", "full"]
# Who went to a shift and whose name has been erased since: counted, and nobody in particular.
UNNAMED = "unnamed"
# What the adults of a roster line are once people can sign up to it. Source: METHOD 3.2.
AdultsAre = Literal["present", "wanted"]
ADULTS_ARE: tuple[AdultsAre, ...] = ("present", "wanted")


@dataclass(frozen=True, slots=True)
class Stop:
    """A timed stop of a walk: a place, and from when until when (wall clock). Raises InputError for other times."""

    place_id: str
    start: str
    end: str

    def __post_init__(self) -> None:
        """Check the times."""
        parse_time(self.start)
        parse_end(self.end)


@dataclass(frozen=True, slots=True)
class ShiftPlan:
    """A shift as somebody plans it; it checks itself.

    `day` is the first date and `weekly` repeats it on that weekday until `until` (None: until further notice), but
    not on `exdates`. `organisations` are ids, the first one leads.

    Raises
    ------
    InputError
        `shift_without_length`, `team_sizes`, `organisation_missing`, `season_reversed`, `hours_negative`,
        `number_outside`, `day_outside`.
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
    purpose: str = "walk"
    fetch: str = ""
    call_before_id: str | None = None
    known_here: bool = False
    sign_off_hours: float = SIGN_OFF_HOURS
    stops: tuple[Stop, ...] = ()

    def __post_init__(self) -> None:
        """Check hours, team and season."""
        if parse_time(self.start) == parse_end(self.end):
            raise InputError("shift_without_length")
        check_sizes(self.min_team, self.max_team, self.sign_off_hours)
        if not self.organisations:
            raise InputError("organisation_missing")
        for day in (self.day, self.until, *self.exdates):
            day_bounds.checked(day)
        if self.until is not None and self.until < self.day:
            raise InputError("season_reversed", first=self.day, last=self.until)


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation on a shift; `brings` adults come with it whoever signs up.

    `stated` is the number of adults on its roster line, None where the line states none; young leaders come beside.
    Unless the organisation is `admitted` its adults count for nothing.
    """

    party_id: str
    organisation_id: str | None
    organisation: str
    kind: str
    brings: float
    sharing: str
    stated: float | None = None
    young_leaders: int = 0
    admitted: bool = True


@dataclass(frozen=True, slots=True)
class SignUp:
    """A person on an occurrence: signed, stand_in (goes, but wants somebody else to) or waiting; and in which role."""

    person_id: str
    organisation_id: str
    state: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class ShiftVersion:
    """The state in which an occurrence was read: of which shift it was, the versions of its rows, whether cancelled.

    `parts` are ids and versions of the rows of its stops and parties.
    Two readings with the same version show the same shift; whoever edits hands in that of the reading she saw.
    """

    shift_id: str
    shift: int
    schedule: int
    parts: tuple[tuple[str, int], ...] = ()
    cancelled: bool = False

    def has_rows_of(self, other: "ShiftVersion") -> bool:
        """Tell whether all but the cancellation was read as in another reading: the rows of the whole series."""
        return replace(self, cancelled=other.cancelled) == other


@dataclass(frozen=True, slots=True)
class ShiftOccurrence:
    """One time that a shift is held. `series_id` and `day` name it for good; `start` and `end` are UTC.

    `original_start` is the naive wall time of the series, on `day`; `held_on` is the local date on which it is held,
    another one where it was moved. `sign_off_until` is when signing off closes; `notice` is the message on a
    cancellation to those who signed up; `version` is what an edit of what was read here hands in.
    `call_before` is the function to call before going out, with its number; `paired_with` the adult function that
    young leaders turn to. `opened` tells whether people can sign up; `from_roster` that it was read from a roster, not
    planned in the app. `set_apart` tells that it is a date of a series that was changed or moved for itself: what is
    done with it is done with it alone. `whole` tells that no party was left out for the one who looks. `ends_on` is the
    last day of its series, None where that has no end or the shift is held once.
    """

    shift_id: str
    series_id: str
    day: date
    held_on: date
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
    version: ShiftVersion
    sign_ups: tuple[SignUp, ...] = ()
    roles: tuple[str, ...] = ()
    meeting_point: str = ""
    notes: str = ""
    invite_to: str = ""
    purpose: str = "walk"
    fetch: str = ""
    call_before: str = ""
    call_before_id: str | None = None
    paired_with: str = ""
    known_here: bool = False
    repeats: bool = False
    set_apart: bool = False
    cancelled: bool = False
    notice: str = ""
    opened: bool = True
    from_roster: bool = False
    whole: bool = True
    ends_on: date | None = None

    @property
    def occurrence_id(self) -> str:
        """The lasting name of the occurrence, as links and forms carry it."""
        return f"{self.series_id}.{self.day.isoformat()}"

    @property
    def adults(self) -> int:
        """How many adults have signed up or come along anyway; of a roster line, how many are known."""
        return int(sum(party.brings for party in self.parties)) + len(self.going)

    @property
    def adults_known(self) -> bool:
        """Whether the number of adults is known: a roster line may state none."""
        return self.opened or all(party.stated is not None for party in self.parties)

    @property
    def states_adults(self) -> bool:
        """Whether it is known whose number of adults it is that a roster states."""
        return self.from_roster and self.whole and len(self.parties) == 1

    @property
    def young_leaders(self) -> int:
        """How many young leaders come along: they are shown beside the adults and never counted."""
        return sum(party.young_leaders for party in self.parties)

    @property
    def going(self) -> tuple[SignUp, ...]:
        """Those who go, also those who would rather have a stand-in."""
        return tuple(sign_up for sign_up in self.sign_ups if sign_up.state != "waiting")

    @property
    def waiting(self) -> tuple[SignUp, ...]:
        """Those who wait for a place, in the order in which they asked."""
        return tuple(sign_up for sign_up in self.sign_ups if sign_up.state == "waiting")

    @property
    def stand_ins(self) -> int:
        """How many would rather have somebody else go."""
        return sum(sign_up.state == "stand_in" for sign_up in self.sign_ups)

    @property
    def missing_roles(self) -> tuple[str, ...]:
        """The roles that the shift needs and that nobody who goes has taken on."""
        taken = {sign_up.role for sign_up in self.going}
        return tuple(role for role in self.roles if role not in taken)

    @property
    def missing(self) -> int:
        """How many adults are missing until the shift counts; nobody can fill a line that is not open for sign-up."""
        return max(0, self.min_team - self.adults) if self.opened else 0

    @property
    def is_full(self) -> bool:
        """Whether nobody more is taken."""
        if not self.opened:
            return True
        return self.max_team is not None and self.adults >= self.max_team

    @property
    def phase(self) -> Phase:
        """The state of the occurrence: below its minimum it is understaffed and counts for nothing.

        A line of a roster that is not open for sign-up has the adults that it states: nobody is asked for.
        """
        if self.cancelled:
            return "cancelled"
        if not self.opened:
            return "rostered"
        if self.missing:
            return "understaffed"
        return "full" if self.is_full else "staffed"

    def state_of(self, person_id: str) -> str | None:
        """Return the state of a person's sign-up, None where there is none."""
        return next((sign_up.state for sign_up in self.sign_ups if sign_up.person_id == person_id), None)


def check_sizes(least: float, most: float, sign_off_hours: float) -> None:
    """Check how many a shift needs and takes, and until how many hours before it one may sign off.

    Raises
    ------
    InputError
        `team_sizes`, `hours_negative`, `number_outside`.
    """
    if not 1 <= least <= most:
        raise InputError("team_sizes", least=least, most=most)
    typed_numbers.whole(least, 1, typed_numbers.MOST_ADULTS)
    typed_numbers.whole(most, 1, typed_numbers.MOST_ADULTS)
    if sign_off_hours < 0:
        raise InputError("hours_negative")
    typed_numbers.number(sign_off_hours, 0, MOST_SIGN_OFF_HOURS)


def occurrence_key(occurrence_id: str) -> tuple[str, date]:
    """Return series and day of an occurrence's name. Raises InputError for what is none."""
    series, _, day_text = occurrence_id.rpartition(".")
    try:
        day = date.fromisoformat(day_text)
    except ValueError as error:
        raise InputError("occurrence_unknown") from error
    # Days are counted on from here: the ends of the calendar are nobody's shift.
    if not EARLIEST <= day.year <= LATEST:
        raise InputError("occurrence_unknown")
    return series, day
