"""Runs of slots and what is counted over them, by hand."""

import numpy as np
import pytest

from karta.coverage.gaps import RUN_COLUMNS, State, by_size, cover, gap_runs, over_runs, run_bounds
from karta.coverage.grid import grid
from karta.coverage.measures import place_days
from karta.coverage.need import need as need_of
from karta.coverage.presence import lay_pieces
from tests.coverage.town import line, need, town


def test_nowhere_and_never_have_no_runs() -> None:
    """A table of no places, and one of no slots, has no run: no row of place, first and last."""
    on = grid(town())
    assert run_bounds(np.zeros((0, on.shape[1]), dtype=bool), on).shape == (0, 3)
    assert run_bounds(np.zeros((1, on.shape[1]), dtype=bool), on).shape == (0, 3)


@pytest.mark.parametrize(
    ("runs", "sums"),
    [([(0, 1, 2), (1, 2, 3)], [5.0, 150.0]), ([(0, 0, 3), (1, 0, 0)], [10.0, 20.0]), ([(1, 3, 3)], [80.0])],
)
def test_a_sum_takes_the_slots_of_its_run_alone(runs: list[tuple[int, int, int]], sums: list[float]) -> None:
    """1 2 3 4 and 20 40 70 80: also of a run that ends with the last slot of the last place."""
    values = np.array([[1.0, 2.0, 3.0, 4.0], [20.0, 40.0, 70.0, 80.0]])
    place, first, last = np.array(runs).T
    assert over_runs(np.add, values, place, first, last).tolist() == sums
    assert over_runs(np.maximum, values, place, first, last).tolist() == [
        values[row, begin : end + 1].max() for row, begin, end in runs
    ]


def test_a_sorted_list_has_the_columns_of_runs() -> None:
    """Two gaps, the larger first, numbered anew, in the columns of runs and no other."""
    tables = town(needs=[need(end="19:00"), need(start="20:00", end="22:00")])
    listed = by_size(gap_runs(cover(tables, "planned")))
    assert list(listed.columns) == RUN_COLUMNS
    assert listed["adult_hours"].to_list() == [4.0, 2.0]
    assert listed.index.to_list() == [0, 1]


def test_it_is_counted_how_often_a_rule_has_asked() -> None:
    """18-20 at both places and 19-22 at one: the alike share a row; before 19:00 four quarters and none have asked."""
    tables = town(
        needs=[need(end="20:00", place_id="P1"), need(end="20:00", place_id="P2"), need(start="19:00", place_id="P2")],
        places=("P1", "P2"),
    )  # fmt: skip
    on = grid(tables)
    rows, so_far = need_of(tables, on).asked_so_far
    assert rows[0] == rows[1] != rows[2]
    hour = [label[11:16] for label in on.slots.labels()]
    quarters = 60 // on.slots.minutes
    expected = {"18:00": (0, 0), "19:00": (1, 0), "20:00": (2, 1), "22:00": (2, 3), "23:00": (2, 3)}
    for at, counts in expected.items():
        column = hour.index(at)
        assert [so_far[rows[n], column] / quarters for n in (0, 2)] == list(counts), at
    assert so_far.shape == (2, on.shape[1] + 1)
    assert so_far[:, -1].tolist() == [so_far[row, hour.index("23:00")] for row in (0, 1)]


def test_pieces_are_given_of_the_places_that_are_asked_for() -> None:
    """Of three places with a line each: those of the second, of the last two, and of all in their own order."""
    tables = town(
        needs=[need(place_id=place) for place in ("P1", "P2", "P3")], places=("P1", "P2", "P3"),
        lines=[line(f"R{number}", at={place: 0.0}) for number, place in ((1, "P3"), (2, "P1"), (3, "P2"))],
    )  # fmt: skip
    laid = lay_pieces(tables, grid(tables), "planned")
    assert laid.at(slice(1, 2))["place_id"].to_list() == ["P2"]
    assert laid.at(slice(1, 3))["place_id"].to_list() == ["P2", "P3"]
    assert laid.at(slice(0, 3))["place_id"].to_list() == ["P3", "P1", "P2"]


def test_a_period_without_days_has_no_row() -> None:
    """A place in no day at all: no row of a place and a day."""
    tables = town(days=0, needs=[need()])
    assert place_days(cover(tables, "planned")).empty


def test_each_state_has_a_number_of_its_own() -> None:
    """The pages count states by their numbers: eight, from 0, none twice."""
    assert [int(state) for state in State] == list(range(8))
