"""Tables that come home from the process that reads them as columns: the same intake, without a frame on the way."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from karta.sources.reading import read
from karta.sources.spreadsheet import read_spreadsheet

DEMO = Path(__file__).parents[2] / "data" / "demo"
KINDS = (
    "organisations",
    "contacts",
    "access",
    "sessions",
    "roster",
    "sources",
    "needs",
    "calendar",
    "reports",
)
LISTED = (
    "import sys; from pathlib import Path; from karta.sources.entrance import read_sniffed;"
    "lines = read_sniffed(Path(sys.argv[1]), 'roster', {});"
    "print(lines.others['rows_read'], *sorted({'pandas', 'shapely'} & set(sys.modules)))"
)


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_is_the_same_by_way_of_another_process(kind: str) -> None:
    """Frame and types, issues, notes and what lines leave unsaid are those that are read in this process."""
    here = read_spreadsheet(DEMO / f"{kind}.csv", kind, "csv", {})
    there = read(DEMO / f"{kind}.csv", kind)
    assert len(here.rows) > 0
    pd.testing.assert_frame_equal(there.rows, here.rows)
    assert there.rows.attrs == here.rows.attrs
    assert (there.issues, there.unsaid, there.source) == (here.issues, here.unsaid, here.source)
    assert {**there.notes, "accept": []} == {**here.notes, "accept": []}


def test_faulty_lines_are_the_same_by_way_of_another_process(tmp_path: Path) -> None:
    """A line without a number of people that can be read and one with a blank one: one issue, one unknown number."""
    file = tmp_path / "pass.csv"
    file.write_text(
        "plats;datum;start;slut;antal\nTorget;2026-09-18;20:00;23:00;många\nTorget;2026-09-19;20:00;23:00;\n",
        encoding="utf-8",
    )
    here, there = read_spreadsheet(file, "roster", "csv", {}), read(file, "roster")
    assert [(issue.row, issue.code) for issue in there.issues] == [(2, "number_bad")]
    assert there.issues == here.issues
    assert there.rows["adults"].isna().tolist() == [True]
    assert str(there.rows["adults"].dtype) == "float64"
    pd.testing.assert_frame_equal(there.rows, here.rows)


def test_who_reads_a_roster_loads_no_frames() -> None:
    """Neither pandas nor shapely is loaded by the process that reads a table of lines."""
    file = DEMO / "roster.csv"
    listed = subprocess.run(
        [sys.executable, "-c", LISTED, str(file)],
        capture_output=True,
        text=True,
        check=True,
        cwd=DEMO.parents[1],
    ).stdout
    lines = len(file.read_text(encoding="utf-8").splitlines()) - 1
    assert listed.split() == [str(lines)]
