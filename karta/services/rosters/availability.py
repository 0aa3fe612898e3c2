"""When a volunteer can walk: said by themselves, on their own page, in two taps; and that they may be asked at all.

Whoever plans sees what it makes possible and how many it keeps from a shift. With whom somebody would rather walk, or
not, is read by nobody but them and the plan.
"""

from dataclasses import dataclass
from datetime import date

from karta.errors import InputError
from karta.model import typed_text
from karta.model.free_times import FreeTimes
from karta.model.walltime import DAY, parse_time
from karta.services.rosters.volunteers import Volunteer
from karta.services.workspace import Workspace
from karta.store import asks, availability, people
from karta.store.acts import Act
from karta.store.cells import Row
from karta.store.schema.people import away as away_table
from karta.store.schema.people import companion as companion_table

# Of what there may be at most: caps, hours of a shift, kilometres that somebody can choose, rows they can write. [K]
MOST_A_WEEK, MOST_A_MONTH, MOST_HOURS, MOST_KM = 7, 31, 8, 20
MOST_AWAY, MOST_COMPANIONS, MOST_OF_NAME = 20, 20, 60
# How far ahead somebody can say that they are away.
AWAY_DAYS = 366
KINDS = (availability.WITH, availability.AVOID)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a volunteer wants of shifts; None: no limit. `latest_home` is wall time `HH:MM`, past midnight too.

    Of where they live there is an area of the register, and nothing closer.
    """

    week_cap: int | None = None
    month_cap: int | None = None
    latest_home: str | None = None
    longest_hours: int | None = None
    leads: bool = False
    first_aid: bool = False
    wants_day: bool = False
    wants_short: bool = False
    home_area_id: str | None = None
    farthest_km: int | None = None


@dataclass(frozen=True, slots=True)
class Away:
    """Days on which somebody is away, both ends included."""

    row_id: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Companion:
    """Somebody to rather walk with, or not, by the name that was typed."""

    row_id: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Own:
    """What a volunteer has said; `is_asked`: whether they may be asked at all."""

    is_asked: bool
    times: FreeTimes
    wishes: Wishes
    away: tuple[Away, ...]
    companions: tuple[Companion, ...]


def own(workspace: Workspace, who: Volunteer) -> Own:
    """Return what a volunteer has said; days away that have passed are left out."""
    with workspace.store.reading() as reading:
        row = availability.of_person(reading.connection, who.person_id)
        away = availability.aways(reading.connection, [who.person_id])
        companions = availability.companions(reading.connection, [who.person_id])
    return Own(
        row is not None,
        FreeTimes.read("" if row is None else row["times"]),
        Wishes() if row is None else wishes_of(row),
        tuple(Away(each["id"], each["first"], each["last"]) for each in away if each["last"] >= workspace.today),
        tuple(Companion(each["id"], each["name"], each["kind"]) for each in companions),
    )  # fmt: skip


def wishes_of(row: Row) -> Wishes:
    """Return the wishes that a row of the store says."""
    return Wishes(**{name: row[name] for name in Wishes.__slots__})


def home_areas(workspace: Workspace) -> dict[str, str]:
    """Return the areas in which somebody can say that they live: names by id, in alphabetical order."""
    rows = workspace.store.frame("area")
    # Without an outline a distance to it is not known.
    rows = rows[rows["geometry"].notna() & rows["name"].ne("")]
    names = zip(rows["id"], rows["name"], strict=True)
    return dict(sorted(names, key=lambda pair: pair[1].casefold()))


def set_free(workspace: Workspace, who: Volunteer, code: str, *, is_free: bool) -> None:
    """Say that one can walk on a weekday by day or in the evening (`FR-evening`), or that one cannot; twice is once.

    Raises
    ------
    InputError
        `form_outdated` for a code that is none.
    """
    with workspace.act(who, "set_availability") as act:
        row = availability.of_person(act.connection, who.person_id)
        times = FreeTimes.read("" if row is None else row["times"]).turned(code, is_free=is_free)
        availability.put(act, who.person_id, {"times": times.stored})


def set_wishes(workspace: Workspace, who: Volunteer, wishes: Wishes) -> None:
    """Say what one wants of shifts; the last word counts.

    Where the register has no areas nobody is asked for theirs, and what was said of it stays.

    Raises
    ------
    InputError
        `form_outdated` for numbers and areas that no form of ours has, `time_unreadable`.
    """
    caps = (
        (wishes.week_cap, MOST_A_WEEK),
        (wishes.month_cap, MOST_A_MONTH),
        (wishes.longest_hours, MOST_HOURS),
        (wishes.farthest_km, MOST_KM),
    )
    if any(cap is not None and not 1 <= cap <= most for cap, most in caps):
        raise InputError("form_outdated")
    values = {name: getattr(wishes, name) for name in Wishes.__slots__}
    if wishes.latest_home is not None:
        values["latest_home"] = f"{parse_time(wishes.latest_home):%H:%M}"
    areas = home_areas(workspace)
    if wishes.home_area_id is not None and wishes.home_area_id not in areas:
        raise InputError("form_outdated")
    if not areas:
        del values["home_area_id"], values["farthest_km"]
    with workspace.act(who, "set_availability") as act:
        availability.put(act, who.person_id, values)


def add_away(workspace: Workspace, who: Volunteer, first: str, last: str) -> None:
    """Say that one is away from one day (`YYYY-MM-DD`) to another, whichever was typed first; one day alone is one.

    Raises
    ------
    InputError
        `away_days` for what is no day of the year to come, `availability_full`.
    """
    try:
        days = [date.fromisoformat(day.strip()) for day in (first, last) if day.strip()]
    except ValueError as error:
        raise InputError("away_days") from error
    year = AWAY_DAYS * DAY
    if (
        not days
        or min(days) < workspace.today - year
        or not workspace.today <= max(days) <= workspace.today + year
    ):
        raise InputError("away_days")
    with workspace.act(who, "set_availability") as act:
        _agree(act, who)
        if len(availability.aways(act.connection, [who.person_id])) >= MOST_AWAY:
            raise InputError("availability_full", most=MOST_AWAY)
        availability.add_away(act, who.person_id, min(days), max(days))


def remove_away(workspace: Workspace, who: Volunteer, row_id: str) -> None:
    """Take back that one is away; twice is once."""
    with workspace.act(who, "set_availability") as act:
        availability.remove(act, away_table, who.person_id, row_id)


def add_companion(workspace: Workspace, who: Volunteer, name: str, kind: str) -> None:
    """Say with whom one would rather walk (`with`) or not (`avoid`); a blank name says nothing.

    Nothing tells whether there is anybody of that name: who walks with an organisation is not to be found out here.

    Raises
    ------
    InputError
        `form_outdated` for another kind, `words_too_long`, `availability_full`.
    """
    if kind not in KINDS:
        raise InputError("form_outdated")
    typed = typed_text.clean(name, MOST_OF_NAME)
    if not typed:
        return
    with workspace.act(who, "set_availability") as act:
        _agree(act, who)
        if len(availability.companions(act.connection, [who.person_id])) >= MOST_COMPANIONS:
            raise InputError("availability_full", most=MOST_COMPANIONS)
        availability.add_companion(act, who.person_id, typed, kind)


def remove_companion(workspace: Workspace, who: Volunteer, row_id: str) -> None:
    """Take back a companion; twice is once."""
    with workspace.act(who, "set_availability") as act:
        availability.remove(act, companion_table, who.person_id, row_id)


def declare_adult(workspace: Workspace, who: Volunteer) -> None:
    """Note that a volunteer is 18 or older; a no is told to nobody, and stored nowhere."""
    with workspace.act(who, "set_availability") as act:
        people.declare_adult(act, who.person_id)


def stop(workspace: Workspace, who: Volunteer) -> None:
    """Take back all that one has said: nobody asks any more, and open questions are taken back."""
    with workspace.act(who, "set_availability") as act:
        availability.forget(act, who.person_id)
        asks.withdraw_all(act, who.person_id)


def _agree(act: Act, who: Volunteer) -> None:
    """Note that a volunteer may be asked, where they have not said when yet."""
    if availability.of_person(act.connection, who.person_id) is None:
        availability.put(act, who.person_id, {})
