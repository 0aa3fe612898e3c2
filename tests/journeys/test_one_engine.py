"""One engine: the worked example loaded into a workspace gives the figures of `karta compute`, wherever one looks."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from karta.cli import main
from karta.privacy import Viewer
from karta.services.gaps import period
from karta.services.workspace import open_workspace

TABLES = Path(__file__).resolve().parents[1] / "data" / "worked_example"
DAY = date(2026, 9, 18)
VIEWS = ("planned", "confirmed", "delivered", "expected")


@pytest.fixture
def loaded(tmp_path: Path) -> Path:
    """Give a workspace with the worked example in it."""
    assert main(["--workspace", str(tmp_path), "import", str(TABLES), "--kind", "tables"]) == 0
    return tmp_path


def expected(view: str) -> dict[str, float]:
    """Return the totals of a view, worked out by hand."""
    with (TABLES / "expected_totals.csv").open(encoding="utf-8") as file:
        row = next(row for row in csv.DictReader(file) if row["view"] == view)
    return {name: float(value) for name, value in row.items() if name != "view"}


@pytest.mark.parametrize("view", VIEWS)
def test_what_the_page_shows_is_the_worked_example(loaded: Path, view: str) -> None:
    """The period that page, grid and list are drawn from has the totals worked out by hand."""
    shown = period.between(open_workspace(loaded), Viewer("samordnare", "local"), DAY, DAY, view)
    for name, value in expected(view).items():
        assert shown.totals[name] == pytest.approx(value, abs=1e-6), name


@pytest.mark.parametrize("view", VIEWS)
def test_the_gap_list_adds_up_to_the_worked_example(
    loaded: Path, view: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """`karta gaps` lists runs that add up, each to a tenth, to the gap and the unknown worked out by hand."""
    capsys.readouterr()
    asked = ["gaps", "--from", "2026-09-18", "--to", "2026-09-18", "--view", view, "--include-unknown"]
    assert main(["--workspace", str(loaded), *asked, "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    columns = {"place_id", "place", "start", "end", "adult_hours", "state", "why", "approximate"}
    assert all(set(row) == columns for row in rows)
    assert not any(row["approximate"] for row in rows)  # the tables say how far it is
    unknown = sum(row["adult_hours"] for row in rows if row["state"] == "unknown")
    gap = sum(row["adult_hours"] for row in rows if row["state"] != "unknown")
    # Each row is shown to a tenth; what it is made of adds up exactly.
    half_a_tenth = 0.05 * len(rows) + 1e-6
    assert gap == pytest.approx(expected(view)["gap_ah"], abs=half_a_tenth)
    assert unknown == pytest.approx(expected(view)["unknown_ah"], abs=half_a_tenth)
    shown = period.between(open_workspace(loaded), Viewer("samordnare", "local"), DAY, DAY, view)
    assert shown.gaps["adult_hours"].sum() == pytest.approx(expected(view)["gap_ah"], abs=1e-6)
    assert shown.unknown["adult_hours"].sum() == pytest.approx(expected(view)["unknown_ah"], abs=1e-6)


def test_the_planned_list_names_the_hours(loaded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The planned list is the one that HANDCALC's table leads to: largest first, times with their offset."""
    capsys.readouterr()
    asked = ["gaps", "--from", "2026-09-18", "--to", "2026-09-18", "--format", "csv"]
    assert main(["--workspace", str(loaded), *asked]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert [
        (row["place"], row["start"], row["end"], float(row["adult_hours"]), row["state"]) for row in rows
    ] == [
        ("Björkens IP", "2026-09-18T19:30+02:00", "2026-09-18T22:00+02:00", 3.9, "empty"),
        ("Stationstorget", "2026-09-18T18:00+02:00", "2026-09-18T19:00+02:00", 2.0, "empty"),
        ("Stationstorget", "2026-09-18T19:30+02:00", "2026-09-18T21:00+02:00", 1.5, "empty"),
    ]


def test_a_workspace_with_content_is_not_filled_again(
    loaded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second folder of tables is refused in one sentence and changes nothing."""
    before = open_workspace(loaded).store.revision()
    assert main(["--workspace", str(loaded), "import", str(TABLES), "--kind", "tables"]) == 2
    assert "har redan innehåll" in capsys.readouterr().err
    assert open_workspace(loaded).store.revision() == before
