"""Which walks to ask for: those that close most of the agreed need of some days within what there is to give.

What a school or a municipality has to meet by its own duty is never proposed to volunteers: it becomes a question to
that party, with the hours. A night without a gap is told as one on which no walk is needed. Nothing is stored.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from karta.coverage.gaps import CRUMB, Coverage, cover
from karta.coverage.grid import Grid
from karta.coverage.windows import Windows
from karta.errors import ContractError, InputError
from karta.model import day_bounds
from karta.model.tables import Tables
from karta.planning import shift_selection
from karta.planning.check import faults_of_shifts
from karta.planning.shift_candidates import Gaps, Shift, Wishes
from karta.planning.shift_problem import Budget
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.gaps import period
from karta.services.gaps.period import Period
from karta.services.workspace import Workspace

Reals = npt.NDArray[np.float64]
HOUR, LONGEST = 60, 24
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
    hours: float
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
    coverage = cover(shown.coverage.tables, "planned")
    on, missing = coverage.grid, _missing(coverage, workspace.now())
    duty = _duty(workspace, on, coverage.tables)
    gaps = _gaps(coverage, missing, duty, by_priority=wishes.by_priority)
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
    closed = np.where(gaps.duty, 0.0, np.minimum(gaps.missing, _given(gaps, plan.chosen)))
    gap = float(missing.sum()) * on.hours
    every = [from_day + timedelta(days=day) for day in range(days)]
    quiet = tuple(
        day
        for number, day in enumerate(every)
        if day >= workspace.service_day and not gaps.missing[:, number].any()
    )
    return WalkProposal(
        tuple(_walk(shown, on, shift, worth[shift]) for shift in plan.chosen),
        _questions(shown, missing, duty, on.hours),
        quiet,
        gap,
        gap - float(closed.sum()) * on.hours,
        None if plan.bound is None or plan.bound <= 0 else plan.value / plan.bound,
    )


def _check(wishes: WalkWishes) -> None:
    positive = (wishes.adults, wishes.shortest, wishes.longest)
    limits = [limit for limit in (wishes.groups, wishes.adult_hours) if limit is not None]
    fits = all(number >= 1 for number in positive) and wishes.shortest <= wishes.longest <= LONGEST
    if not fits or any(limit < 0 for limit in limits):
        raise InputError("walk_wishes")


def _missing(coverage: Coverage, now: datetime) -> Reals:
    """Return the adults missing at each place and slot from now on: the gap of METHOD, to the slot."""
    begun = coverage.grid.slots.start < np.datetime64(now.astimezone(UTC).replace(tzinfo=None))
    return np.where(begun | (coverage.gap < CRUMB), 0.0, coverage.gap)


def _duty(workspace: Workspace, on: Grid, tables: Tables) -> npt.NDArray[np.object_]:
    """Return who has to meet the need of each place and slot by its own duty, "" for nobody."""
    organisations = workspace.store.frame("organisation")
    bound = {
        str(name).casefold()
        for name, sector in zip(organisations["name"], organisations["sector"], strict=True)
        if sector in DUTY_SECTORS
    }
    rows, windows = on.place_index(), Windows(tables, on)
    duty = np.full(on.shape, "", dtype=object)
    for rule in tables.needs[tables.needs["state"] == "decided"].to_dict("records"):
        who = str(rule["responsible"] or "")
        if who.casefold() in bound or any(word in who.casefold() for word in DUTY_WORDS):
            for start, end in windows.of_rule({str(key): cell for key, cell in rule.items()}):
                duty[rows[rule["place_id"]], on.span(start, end)] = who
    return duty


def _gaps(coverage: Coverage, missing: Reals, duty: npt.NDArray[np.object_], *, by_priority: bool) -> Gaps:
    """Return what the solver asks for, places x service days x slots of the day.

    Slots are counted from the beginning of their service day, so that days of 23 and of 25 hours lose and gain none.
    """
    days, places = coverage.grid.day_columns(), coverage.tables.places
    longest = max(day.stop - day.start for day in days)
    cube = np.zeros((len(places), len(days), longest))
    owed = np.zeros(cube.shape, dtype=bool)
    for number, day in enumerate(days):
        cube[:, number, : day.stop - day.start] = missing[:, day]
        owed[:, number, : day.stop - day.start] = duty[:, day] != ""
    weight = places["priority_weight"].to_numpy(dtype=float) if by_priority else np.ones(len(places))
    area = pd.factorize(places["area_id"])[0] + 1
    return Gaps(cube, weight[:, None, None], owed, area.astype(np.int64), coverage.grid.slots.minutes, FIRST)


def _slots(shift: Shift, minutes: int) -> tuple[int, int]:
    """Return the first slot of its service day that a shift holds, and the one after its last."""
    return (shift.start - FIRST) // minutes, (shift.end - FIRST) // minutes


def _given(gaps: Gaps, shifts: tuple[Shift, ...]) -> Reals:
    given = np.zeros_like(gaps.missing)
    for shift in shifts:
        first, last = _slots(shift, gaps.slot_minutes)
        given[shift.place, shift.night, first:last] += shift.adults
    return given


def _walk(shown: Period, on: Grid, shift: Shift, closes: float) -> Walk:
    row, (first, last) = shown.places.iloc[shift.place], _slots(shift, on.slots.minutes)
    begins = on.slots.start[on.day_columns()[shift.night].start + first]
    start = pd.Timestamp(begins, tz=UTC).tz_convert(on.tz)
    end = pd.Timestamp(begins, tz=UTC) + pd.Timedelta(minutes=(last - first) * on.slots.minutes)
    return Walk(
        str(row["place_id"]), str(row["name"]), start.to_pydatetime(), end.tz_convert(on.tz).to_pydatetime(),
        shift.adults, round(closes, 6),
    )  # fmt: skip


def _questions(
    shown: Period, missing: Reals, duty: npt.NDArray[np.object_], slot_hours: float
) -> tuple[Question, ...]:
    found = []
    for number, row in enumerate(shown.places.itertuples(index=False)):
        for who in sorted({str(name) for name in duty[number][missing[number] > 0]} - {""}):
            owed = missing[number][duty[number] == who]
            hours, amount = float((owed > 0).sum()) * slot_hours, float(owed.sum()) * slot_hours
            found.append(Question(str(row.place_id), str(row.name), who, hours, round(amount, 6)))
    return tuple(sorted(found, key=lambda each: (each.responsible.casefold(), each.place.casefold())))
