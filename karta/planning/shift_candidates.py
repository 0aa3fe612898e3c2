"""Where and when a shift could be: every start and length that the wishes allow at each place and night with a gap."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from karta.planning.shift_problem import Budget, Numbers, Reals, ShiftProblem


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """A proposed walk: numbers of place and night, minutes after the night's midnight (past 1,440: the next day)."""

    place: int
    night: int
    start: int
    end: int
    adults: int


@dataclass(frozen=True, slots=True)
class Window:
    """Where no shift is to be: a place and a night, None for all of them, between two minutes."""

    place: int | None = None
    night: int | None = None
    start: int = 0
    end: int = 2_880


@dataclass(frozen=True, slots=True)
class Gaps:
    """Adults missing at each place, night and slot (three axes), and how much an hour without them weighs.

    `duty` marks what a school or municipality has to meet by its own duty: no volunteer is proposed for it. `reach` are
    (from, to, share): a shift at the first place gives that share of its adults to the second, beside all to its own.
    """

    missing: Reals
    weight: Reals
    duty: npt.NDArray[np.bool_]
    area: npt.NDArray[np.int64]
    slot_minutes: int
    first_minute: int
    reach: tuple[tuple[int, int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the shifts may be and cost. `fair_share` is how much of its share of the groups each area is surely given.

    Each of `musts` is a place and a night, None where any will do. `most_by_night` is how many groups can be staffed.
    """

    adults: int = 2
    least_minutes: int = 60
    most_minutes: int = 240
    step_minutes: int = 60
    earliest: int = 0
    latest: int = 2_880
    budget: Budget = field(default_factory=Budget)
    kronor_per_adult_hour: float = 0.0
    fair_share: float = 0.0
    fixed: tuple[Shift, ...] = ()
    forbidden: tuple[Window, ...] = ()
    musts: tuple[tuple[int, int | None], ...] = ()
    most_by_night: Mapping[int, int] = field(default_factory=dict)


def candidates(gaps: Gaps, wishes: Wishes) -> tuple[list[Shift], ShiftProblem]:
    """Return the shifts that could be, the fixed ones first, and the problem that numbers them in this order."""
    shifts = [*wishes.fixed, *_possible(gaps, wishes)]
    volunteers = np.where(gaps.duty, 0.0, gaps.missing)
    hours = gaps.slot_minutes / 60
    nights = gaps.missing.shape[1]
    rows = [(shift.place, shift.night, shift.start, shift.end, shift.adults) for shift in shifts]
    table = np.array(rows, dtype=np.int64).reshape(-1, 5)
    first, cell, gives = _covering(gaps, table, volunteers)
    place, night, start, end, adults = table.T
    adult_hours = (end - start) * adults / 60
    problem = ShiftProblem(
        missing=volunteers.ravel() * hours,
        weight=np.broadcast_to(gaps.weight, gaps.missing.shape).ravel().astype(float),
        first=first,
        cell=cell,
        gives=gives,
        party=place * nights + night,
        night=night,
        area=gaps.area[place].astype(np.int64),
        adult_hours=adult_hours,
        kronor=adult_hours * wishes.kronor_per_adult_hour,
        budget=wishes.budget,
        fixed=tuple(range(len(wishes.fixed))),
        musts=tuple(_answering(shifts, place, night) for place, night in wishes.musts),
        most_by_night=wishes.most_by_night,
        least_by_area=_fair(volunteers, gaps.area, wishes),
    )
    return shifts, problem


def _covering(gaps: Gaps, table: Numbers, volunteers: Reals) -> tuple[Numbers, Numbers, Reals]:
    """Return where the entries of each shift (place, night, start, end, adults) begin, their cells, and the adult-hours
    that it gives to each.
    """
    places, nights, slots = gaps.missing.shape
    near = sorted((a, b, share) for a, b, share in gaps.reach if a != b and share > 0)
    near = sorted([*((place, place, 1.0) for place in range(places)), *near])
    from_place = np.array([a for a, _, _ in near], dtype=np.int64)
    to_place = np.array([b for _, b, _ in near], dtype=np.int64)
    share = np.array([part for _, _, part in near])
    near_first = np.searchsorted(from_place, np.arange(places + 1))
    place, night, _, _, adults = table.T
    bounds, span = np.unique(table[:, 2:4], axis=0, return_inverse=True)
    span = span.ravel()  # numpy 2.0 gives it another shape
    begins = gaps.first_minute + np.arange(slots) * gaps.slot_minutes
    overlap = np.minimum(begins + gaps.slot_minutes, bounds[:, 1:]) - np.maximum(begins, bounds[:, :1])
    span_of, slot_of = np.nonzero(overlap > 0)
    span_first = np.searchsorted(span_of, np.arange(len(bounds) + 1))
    wide = span_first[span + 1] - span_first[span]
    counts = (near_first[place + 1] - near_first[place]) * wide
    shift_of = np.repeat(np.arange(len(table)), counts)
    within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    at = near_first[place[shift_of]] + within // wide[shift_of]
    slot = slot_of[span_first[span[shift_of]] + within % wide[shift_of]]
    cell = (to_place[at] * nights + night[shift_of]) * slots + slot
    useful = volunteers.ravel()[cell] > 0
    first = np.concatenate(([0], np.cumsum(np.bincount(shift_of[useful], minlength=len(table)))))
    adult_hours = adults[shift_of] * share[at] * overlap[span[shift_of], slot] / 60
    return first.astype(np.int64), cell[useful], adult_hours[useful]


def _possible(gaps: Gaps, wishes: Wishes) -> list[Shift]:
    """Return every shift within the wishes at a place and night where volunteers are missing, none beside a duty."""
    slots = gaps.missing.shape[2]
    end_of_all = gaps.first_minute + slots * gaps.slot_minutes
    first, last = max(gaps.first_minute, wishes.earliest), min(end_of_all, wishes.latest)
    windows = [
        (start, start + length)
        for start in range(first, last, wishes.step_minutes)
        for length in range(wishes.least_minutes, wishes.most_minutes + 1, wishes.step_minutes)
        if start + length <= last
    ]
    # Sums up to each slot tell for every window at once whether it holds a gap, and whether it holds a duty.
    starts = np.array(
        [(start - gaps.first_minute) // gaps.slot_minutes for start, _ in windows], dtype=np.int64
    )
    ends = np.array(
        [-(-(end - gaps.first_minute) // gaps.slot_minutes) for _, end in windows], dtype=np.int64
    )

    def sums(values: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        total = np.cumsum(
            np.concatenate((np.zeros_like(values[..., :1]), values), axis=2), axis=2, dtype=np.int64
        )
        return np.asarray(total[..., ends] - total[..., starts])

    useful = (sums((gaps.missing > 0) & ~gaps.duty) > 0) & (sums(gaps.duty & (gaps.missing > 0)) == 0)
    for window in wishes.forbidden:
        where = slice(None) if window.place is None else window.place
        when = slice(None) if window.night is None else window.night
        useful[where, when] &= [start >= window.end or end <= window.start for start, end in windows]
    for shift in wishes.fixed:
        useful[shift.place, shift.night] = False
    return [
        Shift(place, night, windows[k][0], windows[k][1], wishes.adults)
        for place, night, k in np.argwhere(useful).tolist()
    ]


def _answering(shifts: list[Shift], place: int, night: int | None) -> tuple[int, ...]:
    return tuple(
        number
        for number, shift in enumerate(shifts)
        if shift.place == place and (night is None or shift.night == night)
    )


def _fair(missing: Reals, area: npt.NDArray[np.int64], wishes: Wishes) -> dict[int, int]:
    """Return the least number of groups of each area: its share of what is missing, rounded down."""
    groups, total = wishes.budget.groups, float(missing.sum())
    if groups is None or wishes.fair_share <= 0 or total <= 0:
        return {}
    by_area = np.bincount(area, missing.sum(axis=(1, 2)))
    least = np.floor(wishes.fair_share * groups * by_area / total + 1e-9)
    return {number: int(count) for number, count in enumerate(least) if count > 0}
