"""Which walks to ask for: those that close most of the agreed need of some days within what there is to give.

What a school or a municipality has to meet by its own duty is never proposed to volunteers: it becomes a question to
that party, with the hours. A night without a gap is told as one on which no walk is needed. Nothing is stored.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from karta.coverage.windows import Windows
from karta.errors import ContractError, InputError
from karta.model import day_bounds
from karta.planning import shift_selection
from karta.planning.check import faults_of_shifts
from karta.planning.shift_candidates import Gaps, Shift, Wishes
from karta.planning.shift_problem import Budget
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.gaps import figures, period
from karta.services.gaps.period import Period
from karta.services.workspace import Workspace

HOUR, DAY_HOURS = 60, 24
# The first hour of a service day, in minutes of it.
FIRST = 6 * 60
SECONDS = 5.0
DUTY_SECTORS = frozenset({"municipality"})
# Words of a responsible party that no organisation of the register is called by. [K]
DUTY_WORDS = ("kommun", "skol", "rektor", "fritidsförvaltning", "socialtjänst")


@dataclass(frozen=True, slots=True)
class WalkWishes:
    """How many walks, or adult-hours, there are to give, None for no limit; what a walk may be (hours, adults)."""

    groups: int | None = None
    adult_hours: float | None = None
    adults: int = 2
    shortest: int = 1
    longest: int = 4
    by_priority: bool = False


@dataclass(frozen=True, slots=True)
class Walk:
    """A proposed walk: where, when (local, aware), how many adults, and the adult-hours of gap that it alone closes."""

    place_id: str
    place: str
    start: datetime
    end: datetime
    adults: int
    closes: float


@dataclass(frozen=True, slots=True)
class Question:
    """Hours that somebody has to meet by its own duty: a question to that party, never a walk."""

    place_id: str
    place: str
    responsible: str
    hours: int
    adult_hours: float


@dataclass(frozen=True)
class WalkProposal:
    """Walks by time; questions by party and place; service days on which no walk is needed; adult-hours before, after.

    `share`: how much of the best possible the walks reach at least, None where no bound is known.
    """

    walks: tuple[Walk, ...]
    questions: tuple[Question, ...]
    quiet: tuple[date, ...]
    gap: float
    left: float
    share: float | None


def propose(
    workspace: Workspace, viewer: Viewer, from_day: date, wishes: WalkWishes, days: int = 7
) -> WalkProposal:
    """Return the walks of some service days, from now on, that close most of the gap.

    Raises
    ------
    InputError
        `walk_wishes` for a number that is none, and what a period may not be.
    """
    require(viewer, "see_gaps", WORKSPACE)
    _check(wishes)
    day_bounds.checked(from_day)
    shown = period.between(workspace, viewer, from_day, from_day + timedelta(days=days - 1))
    missing = _missing(shown, workspace.now())
    duty = _duty(workspace, shown)
    gaps = _gaps(shown, missing, duty, by_priority=wishes.by_priority)
    asked = Wishes(
        adults=wishes.adults, least_minutes=HOUR * wishes.shortest, most_minutes=HOUR * wishes.longest,
        budget=Budget(wishes.groups, wishes.adult_hours),
    )  # fmt: skip
    case = shift_selection.setting(gaps, asked)
    plan = shift_selection.proven(case, shift_selection.at_once(case), SECONDS)
    faults = faults_of_shifts(gaps, asked, plan.chosen)
    if faults:
        raise ContractError("plan_breaks_rules", faults=", ".join(sorted({fault.code for fault in faults})))
    worth = shift_selection.worth_of_each(case, plan)
    volunteers = np.where(gaps.duty, 0.0, gaps.missing)
    closed = float(np.minimum(volunteers, _given(gaps, plan.chosen)).sum())
    every = [from_day + timedelta(days=day) for day in range(days)]
    quiet = tuple(
        day
        for number, day in enumerate(every)
        if day >= workspace.service_day and not gaps.missing[:, number].any()
    )
    return WalkProposal(
        tuple(_walk(shown, shift, worth[shift]) for shift in plan.chosen),
        _questions(shown, missing, duty),
        quiet,
        float(missing.sum()),
        float(missing.sum()) - closed,
        None if plan.bound is None or plan.bound <= 0 else plan.value / plan.bound,
    )


def _check(wishes: WalkWishes) -> None:
    positive = (wishes.adults, wishes.shortest, wishes.longest)
    limits = [limit for limit in (wishes.groups, wishes.adult_hours) if limit is not None]
    fits = all(number >= 1 for number in positive) and wishes.shortest <= wishes.longest <= DAY_HOURS
    if not fits or any(limit < 0 for limit in limits):
        raise InputError("walk_wishes")


def _missing(shown: Period, now: datetime) -> npt.NDArray[np.float64]:
    """Return the adults missing at each place and hour from now on, as the grid shows them."""
    begun = np.array([start <= now for start in shown.hours.start])
    return np.where(begun, 0.0, np.asarray(figures.of_hours(shown).missing, dtype=float))


def _duty(workspace: Workspace, shown: Period) -> npt.NDArray[np.object_]:
    """Return who has to meet the need of each place and hour by its own duty, "" for nobody."""
    tables, on = shown.coverage.tables, shown.coverage.grid
    organisations = workspace.store.frame("organisation")
    bound = {
        str(name).casefold()
        for name, sector in zip(organisations["name"], organisations["sector"], strict=True)
        if sector in DUTY_SECTORS
    }
    rows, windows = on.place_index(), Windows(tables, on)
    starts = pd.DatetimeIndex(pd.to_datetime(shown.hours.start, utc=True))
    duty = np.full(shown.hours.state.shape, "", dtype=object)
    for rule in tables.needs[tables.needs["state"] == "decided"].to_dict("records"):
        who = str(rule["responsible"] or "")
        if who.casefold() in bound or any(word in who.casefold() for word in DUTY_WORDS):
            for start, end in windows.of_rule({str(key): cell for key, cell in rule.items()}):
                inside = np.asarray((starts < end) & (starts + pd.Timedelta(hours=1) > start))
                duty[rows[rule["place_id"]], inside] = who
    return duty


def _gaps(
    shown: Period, missing: npt.NDArray[np.float64], duty: npt.NDArray[np.object_], *, by_priority: bool
) -> Gaps:
    """Return what the solver asks for: places x service days x hours of the day; days of 23 or 25 hours lose none."""
    places, days = len(shown.places), int(shown.hours.day.max(initial=-1)) + 1
    cube, owed = np.zeros((places, days, DAY_HOURS)), np.zeros((places, days, DAY_HOURS), dtype=bool)
    day, slot = _cells(shown)
    cube[:, day, slot], owed[:, day, slot] = missing, duty != ""
    weight = np.ones(places)
    if by_priority:
        weight = shown.places["priority_weight"].to_numpy(dtype=float)
    area = pd.factorize(shown.places["area_id"])[0] + 1
    return Gaps(cube, weight[:, None, None], owed, area.astype(np.int64), HOUR, FIRST)


def _cells(shown: Period) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the service day of each hour, and its number in it; the 25th of a long day counts as the 24th."""
    day = shown.hours.day.astype(np.int64)
    first = np.searchsorted(day, day)
    return day, np.minimum(np.arange(len(day)) - first, DAY_HOURS - 1)


def _given(gaps: Gaps, shifts: tuple[Shift, ...]) -> npt.NDArray[np.float64]:
    given = np.zeros_like(gaps.missing)
    for shift in shifts:
        first, last = ((minute - FIRST) // HOUR for minute in (shift.start, shift.end))
        given[shift.place, shift.night, first:last] += shift.adults
    return given


def _walk(shown: Period, shift: Shift, closes: float) -> Walk:
    day, slot = _cells(shown)
    hours = np.flatnonzero(day == shift.night)
    first, last = ((minute - FIRST) // HOUR for minute in (shift.start, shift.end))
    row = shown.places.iloc[shift.place]
    inside = hours[(slot[hours] >= first) & (slot[hours] < last)]
    start, end = (shown.hours.start[int(inside[at])] for at in (0, -1))
    ends = (pd.Timestamp(end).tz_convert("UTC") + pd.Timedelta(hours=1)).tz_convert(pd.Timestamp(end).tz)
    return Walk(
        str(row["place_id"]), str(row["name"]), start, ends.to_pydatetime(), shift.adults, round(closes, 6)
    )


def _questions(
    shown: Period, missing: npt.NDArray[np.float64], duty: npt.NDArray[np.object_]
) -> tuple[Question, ...]:
    found = []
    for number, row in enumerate(shown.places.itertuples(index=False)):
        for who in sorted({str(name) for name in duty[number][missing[number] > 0]} - {""}):
            hours = (duty[number] == who) & (missing[number] > 0)
            amount = float(missing[number][hours].sum())
            found.append(Question(str(row.place_id), str(row.name), who, int(hours.sum()), round(amount, 6)))
    return tuple(sorted(found, key=lambda each: (each.responsible.casefold(), each.place.casefold())))
