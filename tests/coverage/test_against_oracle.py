"""The engine against the independent oracle on random folders: every cell of every view, and all of misc."""

import math
import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from karta.batch.compute import compute, wanted_views
from karta.cli import main
from karta.sources.tables import read_tables
from tests.oracle.compare import differences
from tests.oracle.folders import write_folder
from tests.oracle.method import Cell
from tests.oracle.method import compute as slowly

WORKED = Path(__file__).resolve().parents[1] / "data" / "worked_example"


def assert_same(wanted: list[dict[str, Cell]], found: pd.DataFrame) -> None:
    """Columns, rows, names and numbers are those of the oracle; a blank is NaN."""
    assert len(wanted) == len(found)
    if wanted:
        assert list(found.columns) == list(wanted[0])
    for expected, row in zip(wanted, found.to_dict("records"), strict=True):
        for column, value in expected.items():
            assert same(value, row[column]), (expected, column, row[column])


def same(wanted: Cell, found: Any) -> bool:
    """Tell whether a computed cell is the oracle's."""
    if wanted is None:
        return math.isnan(found)
    if isinstance(wanted, str):
        return str(found) == wanted
    return abs(Fraction(float(found)) - wanted) <= Fraction(1, 1_000_000)


@pytest.mark.parametrize("seed", range(1000, 1062))
def test_a_random_folder_comes_out_as_the_oracle_walks_it(tmp_path: Path, seed: int) -> None:
    """All measures of all places, days and views, the totals and misc are equal to a walk over UTC minutes."""
    write_folder(seed, tmp_path)
    wanted, tables = slowly(tmp_path), read_tables(tmp_path)
    found = compute(tables, wanted_views(tables, "all"))
    assert_same(wanted.places, found.places)
    assert_same(wanted.totals, found.totals)
    assert_same(wanted.misc, found.misc)


def test_a_validity_that_ends_before_it_begins_holds_nothing(tmp_path: Path) -> None:
    """A line that is valid to the day before it is valid from adds nothing, here as in the oracle, and is no fault."""
    shutil.copytree(WORKED, tmp_path, dirs_exist_ok=True)
    before = compute(read_tables(tmp_path), ["planned", "confirmed"]).places
    with (tmp_path / "presences.csv").open("a", encoding="utf-8") as file:
        file.write(
            "R9,Föreningen,night_walker,active,stationary,2,confirmed,18:00,20:00,FR,2026-09-18,2026-09-17,,0\n"
        )
    with (tmp_path / "reach.csv").open("a", encoding="utf-8") as file:
        file.write("R9,P1,0\n")
    pd.testing.assert_frame_equal(compute(read_tables(tmp_path), ["planned", "confirmed"]).places, before)
    assert_same(slowly(tmp_path, "planned").places, compute(read_tables(tmp_path), ["planned"]).places)


@pytest.mark.parametrize("seed", range(2000, 2004))
def test_the_files_of_the_command_are_the_oracles(tmp_path: Path, seed: int) -> None:
    """What `karta compute` writes differs from the oracle in no row, column or cell."""
    write_folder(seed, tmp_path / "in")
    assert main(["compute", str(tmp_path / "in"), "--view", "all", "--out", str(tmp_path / "out")]) == 0
    assert differences(slowly(tmp_path / "in"), tmp_path / "out", "expected_") == []
