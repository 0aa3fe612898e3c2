"""The worked example through the real command: every cell of its three files, to a millionth."""

import csv
from pathlib import Path

import pytest

from karta.cli import main

EXAMPLE = Path(__file__).parents[1] / "data" / "worked_example"
FILES = ("expected_places.csv", "expected_totals.csv", "expected_misc.csv")
NAMES = {"view", "service_day", "place_id", "key"}


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that the command wrote for all views."""
    out = tmp_path_factory.mktemp("out")
    assert main(["compute", str(EXAMPLE), "--view", "all", "--out", str(out)]) == 0
    return out


@pytest.mark.parametrize("file", FILES)
def test_every_cell_of_the_worked_example_is_reproduced(written: Path, file: str) -> None:
    """Columns and rows come in the expected order; names are equal, numbers within 1e-6, blanks blank."""
    wanted, found = rows(EXAMPLE / file), rows(written / file)
    assert [list(row) for row in found] == [list(row) for row in wanted]
    for expected, row in zip(wanted, found, strict=True):
        for column, value in expected.items():
            if column in NAMES or not value:
                assert row[column] == value, (expected, column)
            else:
                assert float(row[column]) == pytest.approx(float(value), abs=1e-6), (expected, column)


@pytest.mark.parametrize("view", ["planned", "confirmed", "delivered", "expected"])
def test_one_view_alone_gives_the_same_rows(written: Path, tmp_path: Path, view: str) -> None:
    """A single view writes its own rows of the full result; misc does not depend on the view."""
    assert main(["compute", str(EXAMPLE), "--view", view, "--out", str(tmp_path / "one")]) == 0
    for file in FILES[:2]:
        wanted = [row for row in rows(written / file) if row["view"] == view]
        assert rows(tmp_path / "one" / file) == wanted
    assert (tmp_path / "one" / FILES[2]).read_bytes() == (written / FILES[2]).read_bytes()


def test_numbers_are_plain_decimals(written: Path) -> None:
    """No cell holds an exponent, an infinity or a name for a missing value."""
    for file in FILES:
        for row in rows(written / file):
            for column, value in row.items():
                if column not in NAMES and value:
                    assert set(value) <= set("-0123456789."), (file, column, value)
