"""What `karta compute` refuses, and how it says so: one line a fault, exit status 2, nothing written."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from karta.cli import main

EXAMPLE = Path(__file__).parents[1] / "data" / "worked_example"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the worked example's input tables."""
    target = tmp_path / "in"
    target.mkdir()
    for path in EXAMPLE.glob("*.csv"):
        if not path.name.startswith("expected_"):
            shutil.copy(path, target)
    return target


@pytest.fixture
def run(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., list[str]]:
    """Return a call that must be refused: it gives the lines on stderr after checking that nothing was written."""

    def refused(view: str = "all", out: Path | None = None) -> list[str]:
        target = out or tmp_path / "out"
        before = sorted(folder.iterdir())
        assert main(["compute", str(folder), "--view", view, "--out", str(target)]) == 2
        assert sorted(folder.iterdir()) == before
        assert target == folder or not target.exists()
        said = capsys.readouterr()
        assert said.out == ""
        return said.err.splitlines()

    return refused


def change(path: Path, old: str, new: str) -> None:
    """Replace a text that must be in a file, once."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_fault_is_named_by_file_row_and_column(folder: Path, run: Callable[..., list[str]]) -> None:
    """The header is row 1: the second rule of needs.csv is row 3."""
    change(folder / "needs.csv", "weekend_night,22:00", "weekend_night,25:00")
    lines = run()
    assert len(lines) == 1
    assert lines[0].startswith("needs.csv rad 3 kolumn start_local: ")
    assert "25:00" in lines[0]


def test_all_faults_are_told_at_once(folder: Path, run: Callable[..., list[str]]) -> None:
    """Three faults in three files are three lines, in the order of the files."""
    change(folder / "places.csv", "youth_centre,A,1.0", "youth_centre,A,3.0")
    change(folder / "needs.csv", "18:00,22:00,2,0,0", "18:07,22:00,2,0,0")
    change(folder / "presences.csv", "planned", "perhaps")
    starts = [line.split(":")[0] for line in run()]
    assert starts == [
        "places.csv rad 4 kolumn priority_weight",
        "needs.csv rad 2 kolumn start_local",
        "presences.csv rad 3 kolumn status",
    ]


@pytest.mark.parametrize("name", ["places", "needs", "presences", "calendar", "params"])
def test_a_required_table_must_be_there(folder: Path, run: Callable[..., list[str]], name: str) -> None:
    """A required table that is missing is named; the others are still read."""
    (folder / f"{name}.csv").unlink()
    assert any(line.startswith(f"{name}.csv: ") for line in run())


def test_a_report_on_a_cancelled_shift_is_refused(folder: Path, run: Callable[..., list[str]]) -> None:
    """A shift that was called off cannot have been carried out."""
    change(folder / "presences.csv", "3,confirmed,2026-09-18T20:00", "3,cancelled,2026-09-18T20:00")
    (line,) = run()
    assert line.startswith("delivered.csv rad 2 kolumn presence_id: ")


def test_the_delivered_view_needs_reports(folder: Path, run: Callable[..., list[str]]) -> None:
    """Without delivered.csv that view alone is refused, in one sentence that names the file."""
    (folder / "delivered.csv").unlink()
    (line,) = run(view="delivered")
    assert "delivered.csv" in line


def test_all_views_without_reports_leave_delivered_out(folder: Path, tmp_path: Path) -> None:
    """Without delivered.csv `all` gives the three other views, and misc has no row about reports."""
    (folder / "delivered.csv").unlink()
    assert main(["compute", str(folder), "--view", "all", "--out", str(tmp_path / "out")]) == 0
    totals = (tmp_path / "out" / "expected_totals.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[0] for line in totals[1:]] == ["planned", "confirmed", "expected"]
    assert "deliver" not in (tmp_path / "out" / "expected_misc.csv").read_text(encoding="utf-8")


def test_reports_without_rows_are_an_unreported_period(folder: Path, tmp_path: Path) -> None:
    """A delivered.csv with a header only is there: all 21.5 planned adult-hours are unreported."""
    header = (folder / "delivered.csv").read_text(encoding="utf-8").splitlines()[0]
    (folder / "delivered.csv").write_text(header + "\n", encoding="utf-8")
    assert main(["compute", str(folder), "--view", "delivered", "--out", str(tmp_path / "out")]) == 0
    misc = (tmp_path / "out" / "expected_misc.csv").read_text(encoding="utf-8").splitlines()
    assert "unreported_planned_adult_hours,21.5" in misc
    assert "delivery_rate_reported," in misc


def test_the_result_does_not_go_into_the_input_folder(
    folder: Path, run: Callable[..., list[str]], tmp_path: Path
) -> None:
    """The input folder is refused as output, also by another name for it."""
    (line,) = run(out=folder)
    assert str(folder) in line
    (tmp_path / "other").symlink_to(folder)
    assert main(["compute", str(folder), "--out", str(tmp_path / "other")]) == 2
    assert not list(folder.glob("expected_*"))


def test_a_file_in_the_way_of_the_output_is_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An output that is a file is refused in a sentence and left as it is."""
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    assert main(["compute", str(folder), "--out", str(tmp_path / "out")]) == 2
    assert str(tmp_path / "out") in capsys.readouterr().err
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing input folder is one sentence with its name."""
    assert main(["compute", str(tmp_path / "none"), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert str(tmp_path / "none") in said
    assert "[" not in said


def test_what_stood_in_the_output_before_is_replaced(folder: Path, tmp_path: Path) -> None:
    """A second run into the same folder overwrites the three files and leaves others alone."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "expected_totals.csv").write_text("old", encoding="utf-8")
    (out / "mine.txt").write_text("mine", encoding="utf-8")
    assert main(["compute", str(folder), "--out", str(out)]) == 0
    assert (out / "expected_totals.csv").read_text(encoding="utf-8").startswith("view,")
    assert sorted(path.name for path in out.iterdir()) == [
        "expected_misc.csv", "expected_places.csv", "expected_totals.csv", "mine.txt",
    ]  # fmt: skip


def test_optional_tables_may_be_missing(folder: Path, tmp_path: Path) -> None:
    """Places, needs, presences, calendar and params alone compute: without reach nobody is anywhere."""
    for path in folder.iterdir():
        if path.stem not in {"places", "needs", "presences", "calendar", "params"}:
            path.unlink()
    assert main(["compute", str(folder), "--view", "planned", "--out", str(tmp_path / "out")]) == 0
    totals = (tmp_path / "out" / "expected_totals.csv").read_text(encoding="utf-8").splitlines()
    # P2 asks within access, of which nothing is known: not decided. P1 14 and P3 2 adult-hours are all gap.
    assert totals[1].split(",")[1:5] == ["16", "0", "16", "0"]
