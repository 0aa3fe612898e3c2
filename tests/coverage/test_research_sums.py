"""Sums for research: what is shown by hand, and no held-back cell that published ones pin (an integer program)."""

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from karta.coverage.research_sums import PastShift, contact, presence
from karta.model.shift import MET
from karta.model.small_counts import in_fives

MONTH, AREAS = "2026-08", ("area-1", "area-2", "area-3")
MOST = 200


def shifts(org: str, area: str, number: int, met: str | None = None) -> list[PastShift]:
    """Return shifts of an organisation that were carried out, two adult-hours each."""
    return [
        PastShift(MONTH, area, frozenset({org}), carried_out=True, adult_hours=2.0, met=met)
        for _ in range(number)
    ]


# area-1: 3 + 4 + 6 shifts of three organisations. area-2: two organisations. area-3: three, but nine shifts.
TOWN = [
    *shifts("A", "area-1", 3, "0"), *shifts("B", "area-1", 4, "1-10"), *shifts("C", "area-1", 6, "1-10"),
    *shifts("A", "area-2", 20, "0"), *shifts("B", "area-2", 11, "1-10"),
    *shifts("A", "area-3", 3, "0"), *shifts("B", "area-3", 3, "0"), *shifts("C", "area-3", 3, "0"),
]  # fmt: skip


@pytest.mark.parametrize(("figure", "shown"), [(0, 0), (2, 0), (2.5, 5), (7, 5), (8, 10), (12, 10), (13, 15)])
def test_figures_are_rounded_to_fives(figure: float, shown: int) -> None:
    """Halves go upwards; zero, one and two look alike."""
    assert in_fives(figure) == shown


def test_two_organisations_or_nine_shifts_are_held_back() -> None:
    """13 shifts and 26 adult-hours are shown as 15 and 25; 31 shifts of two organisations, or nine, are not."""
    rows = presence(TOWN, [MONTH], AREAS).to_numpy().tolist()
    assert rows == [
        [MONTH, "area-1", 1, 15, 0, 15, 25],
        [MONTH, "area-2", 0, None, None, None, None],
        [MONTH, "area-3", 0, None, None, None, None],
    ]


def test_nothing_of_a_cell_that_is_held_back_is_in_another_table() -> None:
    """Only area-1 counts: 3 that met nobody are too few, 10 of two organisations too; with a third they are shown."""
    assert contact(TOWN, [MONTH])["shifts"].tolist() == [None] * 4
    more = [*TOWN, *shifts("C", "area-1", 1, "0"), *shifts("A", "area-1", 2, "1-10")]
    assert contact(more, [MONTH])["shifts"].tolist() == [None, 10, None, None]
    without = [shift for shift in more if shift.area == "area-1"]
    assert contact(without, [MONTH]).equals(contact(more, [MONTH]))


# How many shifts each organisation carried out in each area with each class.
NAMES = list(product("ABC", AREAS, MET))
Row = tuple[list[float], float, float]


def told(shifts_of: Sequence[PastShift], *extra: Row) -> list[Row]:
    """Return what the published tables say of the unknown numbers, each as coefficients with the least and the most."""
    rows: list[Row] = list(extra)
    by_area = presence(shifts_of, [MONTH], AREAS).to_dict("records")
    shown = {row["area"] for row in by_area if row["shown"]}
    for row in by_area:
        if row["shown"]:
            figure = row["shifts_carried_out"]
            form = [float(area == row["area"]) for _, area, _ in NAMES]
            rows.append((form, figure - 2, figure + 2))
    for row in contact(shifts_of, [MONTH]).to_dict("records"):
        form = [float(area in shown and met == row["met"]) for _, area, met in NAMES]
        if row["shown"]:
            rows.append((form, row["shifts"] - 2, row["shifts"] + 2))
    return rows


def span(rows: list[Row], form: list[float]) -> tuple[int, int]:
    """Return the least and the most that a sum of the unknown whole numbers can be."""
    limits = LinearConstraint(
        np.array([row[0] for row in rows]), [row[1] for row in rows], [row[2] for row in rows]
    )
    ends = []
    for sign in (1, -1):
        solved = milp(
            sign * np.array(form), constraints=limits, integrality=np.ones(len(NAMES)), bounds=Bounds(0, MOST)
        )
        assert solved.success
        ends.append(round(sign * solved.fun))
    return ends[0], ends[1]


def hidden(shifts_of: Sequence[PastShift]) -> dict[str, list[float]]:
    """Return what must not be known: cells held back, and each organisation's own sum in an area."""
    by_area = presence(shifts_of, [MONTH], AREAS).to_dict("records")
    shown = {row["area"] for row in by_area if row["shown"]}
    forms = {
        row["area"]: [float(area == row["area"]) for _, area, _ in NAMES]
        for row in by_area
        if not row["shown"]
    }
    forms |= {
        f"{met} in shown areas": [float(area in shown and each == met) for _, area, each in NAMES]
        for met, is_shown in zip(MET, contact(shifts_of, [MONTH])["shown"], strict=True)
        if not is_shown
    }
    forms |= {
        f"{org} in {area}": [float((who, where) == (org, area)) for who, where, _ in NAMES]
        for org, area in product("ABC", AREAS)
    }
    return forms


def test_no_published_cells_pin_one_that_is_held_back() -> None:
    """Whatever is combined, at least five whole numbers are left for every held-back cell and every organisation."""
    more = [*TOWN, *shifts("C", "area-1", 1, "0"), *shifts("A", "area-1", 2, "1-10")]
    for name, form in hidden(more).items():
        least, most = span(told(more), form)
        assert most - least >= 4, name


def test_the_program_finds_a_cell_that_exact_margins_would_pin() -> None:
    """Were the exact sums of the town, of area-1 and of area-2 published, the nine of area-3 would be known."""
    every, first, second = (
        [float(area in areas) for _, area, _ in NAMES] for areas in (AREAS, AREAS[:1], AREAS[1:2])
    )
    rows = told(TOWN, (every, 53, 53), (first, 13, 13), (second, 31, 31))
    assert span(rows, [float(area == "area-3") for _, area, _ in NAMES]) == (9, 9)
