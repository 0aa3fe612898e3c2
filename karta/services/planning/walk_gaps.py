"""The gap of some days as a solver asks for it, and walks as a solver names them: places, days and slots by number.

Slots are counted from the beginning of their service day, so that days of 23 and of 25 hours lose and gain none.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from karta.coverage.gaps import CRUMB, Coverage, cover
from karta.coverage.grid import Grid
from karta.coverage.windows import Windows
from karta.model import day_bounds
from karta.model.tables import Tables
from karta.planning.shift_candidates import Gaps, Shift
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.gaps import period
from karta.services.gaps.known_tables import known_tables, only_places
from karta.services.rosters.occurrences import WITH_PEOPLE, occurrences_between, visible
from karta.services.workspace import Workspace

Reals = npt.NDArray[np.float64]
# The first hour of a service day, in minutes of it.
FIRST = 6 * 60
DUTY_SECTORS = frozenset({"municipality"})
# Words of a responsible party that no organisation of the register is called by. [K]
DUTY_WORDS = ("kommun", "skol", "rektor", "fritidsförvaltning", "socialtjänst")


@dataclass(frozen=True, slots=True)
class DayGap:
    """Adult-hours of gap at a place on a service day."""

    place_id: str
    day: date
    adult_hours: float


def covered(
    workspace: Workspace, viewer: Viewer, from_day: date, days: int, area_id: str | None = None
) -> Coverage:
    """Return the planned coverage of some service days as the viewer may know it, of one area or of all.

    Raises
    ------
    InputError
        What a period may not be.
    """
    require(viewer, "see_gaps", WORKSPACE)
    day_bounds.checked(from_day)
    last = from_day + timedelta(days=days - 1)
    day_bounds.check_period(from_day, last)
    tables = known_tables(workspace, viewer, from_day, last, "see_gaps")
    if area_id is not None:
        inside = tables.places["area_id"] == area_id
        tables = only_places(tables, set(tables.places.loc[inside, "place_id"]))
    period.note_look(workspace, viewer, tables.places)
    return cover(tables, "planned")


def names_of(coverage: Coverage) -> dict[str, str]:
    """Return the name of each place by its id, blank where it has none."""
    places = coverage.tables.places
    return dict(zip(places["place_id"], places["name"].fillna("").astype(str), strict=True))


def to_come(on: Grid, now: datetime) -> npt.NDArray[np.bool_]:
    """Return which slots have not begun at a moment (aware)."""
    return np.asarray(on.slots.start >= np.datetime64(now.astimezone(UTC).replace(tzinfo=None)))


def missing_adults(coverage: Coverage, now: datetime) -> Reals:
    """Return the adults missing at each place and slot from now (aware) on: the gap of METHOD, to the slot."""
    return np.where(to_come(coverage.grid, now) & (coverage.gap >= CRUMB), coverage.gap, 0.0)


def by_day(coverage: Coverage, missing: Reals) -> tuple[DayGap, ...]:
    """Return what adults that are missing (places x slots) come to at each place and service day that has any."""
    on = coverage.grid
    amounts = [missing[:, day].sum(axis=1) * on.hours for day in on.day_columns()]
    return tuple(
        DayGap(place_id, day.date, round(float(amount[number]), 6))
        for number, place_id in enumerate(on.place_ids)
        for day, amount in zip(on.days, amounts, strict=True)
        if amount[number] >= CRUMB
    )


def asked_adults(workspace: Workspace, viewer: Viewer, on: Grid) -> Reals:
    """Return the adults (places x slots) that shifts would bring which have been made and are not staffed yet.

    Such a shift counts for nothing until enough have signed up, and asking for it twice would help nobody.
    """
    require(viewer, "see_gaps", WORKSPACE)
    asked, rows = on.zeros(), on.place_index()
    with workspace.store.reading() as reading:
        first, last = on.days[0].date, on.days[-1].date + timedelta(days=1)
        shifts = visible(reading, viewer, occurrences_between(reading, first, last, WITH_PEOPLE))
    for shift in shifts:
        if shift.phase == "understaffed" and shift.place_id in rows:
            asked[rows[shift.place_id], on.span(shift.start, shift.end)] += shift.min_team
    return asked


def duty_of(workspace: Workspace, on: Grid, tables: Tables) -> npt.NDArray[np.object_]:
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


def weight_of(coverage: Coverage) -> Reals:
    """Return how much each missing adult weighs (places x slots): the place's priority, and the dark (METHOD 3.6)."""
    priority = coverage.tables.places["priority_weight"].to_numpy(dtype=float)
    return np.outer(priority, np.where(coverage.dark, coverage.tables.method.dark_weight, 1.0))


def cube(on: Grid, values: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
    """Return values of places x slots as places x service days x slots of the day, 0 where a day has none."""
    days = on.day_columns()
    longest = max(day.stop - day.start for day in days)
    cells = np.zeros((values.shape[0], len(days), longest), dtype=values.dtype)
    for number, day in enumerate(days):
        cells[:, number, : day.stop - day.start] = values[:, day]
    return cells


def gaps_of(coverage: Coverage, missing: Reals, weight: Reals, duty: npt.NDArray[np.object_]) -> Gaps:
    """Return what the solver asks for of adults missing, their weight and whose duty it is (places x slots each)."""
    on = coverage.grid
    area = pd.factorize(coverage.tables.places["area_id"])[0] + 1
    return Gaps(
        np.asarray(cube(on, missing), dtype=float),
        np.asarray(cube(on, weight), dtype=float),
        np.asarray(cube(on, duty != ""), dtype=bool),
        area.astype(np.int64),
        on.slots.minutes,
        FIRST,
    )


def given_adults(gaps: Gaps, shifts: Iterable[Shift]) -> Reals:
    """Return the adults that shifts bring to each place, day and slot."""
    given = np.zeros_like(gaps.missing)
    for shift in shifts:
        first, last = slots_of(shift, gaps.slot_minutes)
        given[shift.place, shift.night, first:last] += shift.adults
    return given


def slots_of(shift: Shift, minutes: int) -> tuple[int, int]:
    """Return the first slot of its service day that a shift holds, and the one after its last."""
    return (shift.start - FIRST) // minutes, (shift.end - FIRST) // minutes


def times_of(on: Grid, shift: Shift) -> tuple[datetime, datetime]:
    """Return when a shift begins and ends, local and aware."""
    first, last = slots_of(shift, on.slots.minutes)
    begins = pd.Timestamp(on.slots.start[on.day_columns()[shift.night].start + first], tz=UTC)
    ends = begins + pd.Timedelta(minutes=(last - first) * on.slots.minutes)
    return begins.tz_convert(on.tz).to_pydatetime(), ends.tz_convert(on.tz).to_pydatetime()


def instant_of(on: Grid, slot: int) -> datetime:
    """Return when a slot begins, local and aware; the one after the last is the end of the period."""
    begins = on.slots.start[0] + np.timedelta64(slot * on.slots.minutes, "m")
    moment: datetime = pd.Timestamp(begins, tz=UTC).tz_convert(on.tz).to_pydatetime()
    return moment


def shift_of(on: Grid, place_id: str, start: datetime, end: datetime, adults: int) -> Shift | None:
    """Return a shift of these times (aware) as the solver names it, None where it lies outside the period."""
    rows = on.place_index()
    columns = on.span(start, end)
    if place_id not in rows or columns.start >= columns.stop or not on.is_computed(start):
        return None
    night = int(on.slots.day[columns.start])
    first = columns.start - on.day_columns()[night].start
    begins = FIRST + first * on.slots.minutes
    return Shift(
        rows[place_id], night, begins, begins + (columns.stop - columns.start) * on.slots.minutes, adults
    )
