"""No combination of published cells pins one that is held back: solved as an integer program, cell by cell.

What is unknown to a reader is how many tenths of an adult-hour each area's faith communities and its other
organisations have a week, and how many quarters of an hour of each kind of supply; what is published binds them.
"""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from karta.services.follow_up import fairness, supply
from tests.services.follow_up import area_town
from tests.services.follow_up.area_town import LOCAL, Town

# No area has more tenths of an adult-hour a week than this: what bounds a cell that nothing binds.
MOST = 100_000
Form = dict[tuple[str, str], float]


@dataclass
class Reader:
    """What somebody can work out who has every published cell: whole unknowns, and bounds on sums of them."""

    bound: list[tuple[Form, float, float]] = field(default_factory=list)
    hidden: dict[str, Form] = field(default_factory=dict)

    def read(self, name: str, form: Form, shown: float | None, half: float) -> None:
        """Note a cell: the sum that it stands for, and the figure as it is printed, rounded by `half` at most."""
        if shown is None:
            self.hidden[name] = form
        else:
            self.bound.append((form, shown - half, shown + half))

    def values(self, form: Form) -> tuple[float, float]:
        """Return the least and the largest value that a sum can have, given everything that is published."""
        unknowns = sorted({key for known, *_ in self.bound for key in known} | set(form))
        rows = [[known.get(key, 0.0) for key in unknowns] for known, *_ in self.bound]
        limits = [
            LinearConstraint(rows, [low for _, low, _ in self.bound], [high for *_, high in self.bound])
        ]
        goal = np.array([form.get(key, 0.0) for key in unknowns])
        ends = [
            milp(sign * goal, constraints=limits, bounds=Bounds(0, MOST), integrality=np.ones(len(unknowns)))
            for sign in (1, -1)
        ]  # fmt: skip
        assert all(end.success for end in ends), "what is published contradicts itself"
        return float(ends[0].fun), float(-ends[1].fun)


def of_areas(rows: list[fairness.AreaRow]) -> Reader:
    """Return what a reader has of the adult-hours of areas; `secular` and `faith` are tenths of adult-hours a week."""
    reader = Reader()
    for row in rows:
        tenth = 0.1 * 100 / (row.youths or 100)
        secular = {(row.name, "secular"): tenth}
        reader.read(f"{row.name}: all", secular | {(row.name, "faith"): tenth}, _printed(row.per_100), 0.05)
        reader.read(f"{row.name}: secular", secular, _printed(row.secular_per_100), 0.05)
    return reader


def _printed(amount: float | None) -> float | None:
    return None if amount is None else round(amount, 1)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Give the town of four areas with activities in the north; nothing in these tests changes it."""
    folder: Path = tmp_path_factory.mktemp("held")
    made = area_town.make(folder / "own")
    rows = [
        *(
            f"Norr {n};ons;16:00;18:00;{org};öppet hus;2;ja;ja;;;;;"
            for n, org in enumerate(area_town.SECULAR)
        ),
        "Norr 0;fre;18:00;20:00;Alfa;träning;2;nej;nej;;ja;;;",
    ]
    area_town.add_activities(made.workspace, folder, rows)
    return made


def test_no_held_back_cell_of_adult_hours_can_be_worked_out(town: Town) -> None:
    """Four areas: North's split, South's and West's figures are held back, and each can be more than one thing."""
    reader = of_areas(fairness.areas(town.workspace, LOCAL))
    assert set(reader.hidden) == {
        "Norr: secular",
        "Söder: all",
        "Söder: secular",
        "Väster: all",
        "Väster: secular",
    }
    for name, form in reader.hidden.items():
        least, most = reader.values(form)
        assert most - least >= 1.0, name


def test_a_sum_beside_a_held_back_cell_would_pin_it(town: Town) -> None:
    """The program finds a leak where there is one: with the sum of the whole town, West's and South's would be told."""
    reader = of_areas(fairness.areas(town.workspace, LOCAL))
    every = {(area, who): 0.1 for area in ("Norr", "Öster", "Väster") for who in ("secular", "faith")}
    form = {key: 0.1 for key in every if key[0] == "Väster"}
    # 36, 24 and 4 adult-hours a week.
    reader.bound.append((every, 64.0, 64.0))
    least, most = reader.values(form)
    # What is left is only what a figure per hundred rounds away: 0.6 of 36 and 0.4 of 24.
    assert (least, most) == (pytest.approx(3.0, abs=0.05), pytest.approx(5.0, abs=0.05))


def test_no_held_back_cell_of_supply_can_be_worked_out(town: Town) -> None:
    """Drop-in has three associations, what is for girls one: no sum stands beside them, each kind is by itself."""
    reader = Reader()
    for area in supply.supply(town.workspace, LOCAL):
        for kind, cell in area.supplied.items():
            reader.read(f"{area.name}: {kind}", {(area.name, kind): 0.25}, cell.hours, 0.05)
    assert "Norr: girls" in reader.hidden
    assert "Norr: drop_in" not in reader.hidden
    for name, form in reader.hidden.items():
        least, most = reader.values(form)
        assert most - least >= 1.0, name
