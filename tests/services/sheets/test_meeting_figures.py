"""All that one meeting's sheet shows is rounded in one way, and spans what the page spans."""

import csv
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from karta.cli import main
from karta.i18n import text
from karta.privacy import Viewer
from karta.reports import meeting as sheet_words
from karta.services.gaps import period
from karta.services.importing import entries
from karta.services.needs import place_status, rule_rows
from karta.services.register import places
from karta.services.sheets import meeting_sheet
from karta.services.workspace import Workspace, create

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
WEEK = date(2026, 9, 14)
COORDINATOR = Viewer("samordnare", "local")


def shift(workspace: Workspace, org: str, place: str, start: str, end: str) -> None:
    """Add a line of a roster for two on Fridays."""
    entries.add_shift(
        workspace, COORDINATOR, org=org, place_id=place, kind="night_walker", weekdays=["FR"], start=start, end=end,
        adults=2, from_day=WEEK,
    )  # fmt: skip


def quarters(folder: Path) -> Workspace:
    """Return a square that asks for one adult in three quarters, four in one of them, and a bridge in one unknown."""
    made = create(folder, now=lambda: NOW)
    for name, lat in (("Torget", 59.0), ("Bron", 59.1)):
        entries.add_place(made, COORDINATOR, name=name, kind="square", lat=lat, lon=15.0)
    square, bridge = places.places(made, COORDINATOR).set_index("name")["id"][["Torget", "Bron"]]
    rule = {"days": "FR", "responsible": "Kommunen", "adults": 1}
    for place, hour in ((square, 18), (square, 20), (square, 22), (bridge, 20)):
        rule_rows.decide_need(made, COORDINATOR, place_id=place, start=f"{hour}:00", end=f"{hour}:15", **rule)
    shift(made, "Klubben", square, "18:00", "18:15")
    shift(made, "Grannarna", square, "18:00", "18:15")
    place_status.confirm_all(made, COORDINATOR, square, date(2026, 12, 31))
    entries.expect_source(made, COORDINATOR, org="Kyrkan", place_id=bridge)
    return made


def test_one_sheet_rounds_in_one_way(tmp_path: Path) -> None:
    """A quarter of an adult-hour is 0.3 wherever it stands: sums, parts, and what has changed, whose parts add up."""
    made = quarters(tmp_path / "quarters")
    kept = meeting_sheet.keep(made, COORDINATOR, period.week(made, COORDINATOR, WEEK), "Mötet")
    square = places.places(made, COORDINATOR).set_index("name")["id"]["Torget"]
    shift(made, "Vandrarna", square, "20:00", "20:15")
    sheet = meeting_sheet.meeting(made, COORDINATOR, WEEK, since=kept)
    sums = dict(sheet_words.figures(sheet, "sv"))
    parts = {part.key: [row[-1] for row in part.rows] for part in sheet_words.sections(sheet, "sv")}
    # 4 quarters asked for: two are covered now, one lacks, one is unknown; in one there are three too many.
    assert [sums[text(f"sheets.sum_{name}", "sv")] for name in ("need", "covered", "gap", "unknown", "double")] == [
        "1", "0,5", "0,3", "0,3", "0,8",
    ]  # fmt: skip
    assert parts == {
        "filled": ["0,5"],
        "gaps": ["0,3"],
        "unknown": ["0,3"],
        "double": ["0,8"],
        "changed": ["0,3"],
    }
    assert sheet.changes is not None
    measures = sheet.changes.measures.set_index("measure")
    # Covered was shown as 0.3 and is 0.5; the gap was 0.5 and is 0.3.
    assert measures.loc["covered_ah"].tolist() == pytest.approx([0.3, 0.5, 0.2])
    assert measures.loc["gap_ah"].tolist() == pytest.approx([0.5, 0.3, -0.2])


def test_the_command_lists_the_figures_of_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A quarter is 0.3 in table, CSV and JSON of `karta gaps`, as in the list of the page."""
    quarters(tmp_path / "quarters").store.close()
    arguments = [
        "--workspace",
        str(tmp_path / "quarters"),
        "gaps",
        "--from",
        "2026-09-18",
        "--to",
        "2026-09-18",
    ]
    printed = {}
    for form in ("table", "csv", "json"):
        assert main([*arguments, "--format", form]) == 0
        printed[form] = capsys.readouterr().out
    assert [row["adult_hours"] for row in json.loads(printed["json"])] == [0.3, 0.3]
    assert [row["adult_hours"] for row in csv.DictReader(printed["csv"].splitlines())] == ["0.3", "0.3"]
    assert [line.split()[2] for line in printed["table"].splitlines()[:2]] == ["0,3", "0,3"]


def test_the_sheet_spans_what_the_page_spans(tmp_path: Path) -> None:
    """2 of 4 adult-hours are covered, 4 more asked for if a place is open: 25 to 75 % of 8, on page and sheet."""
    made = create(tmp_path / "span", now=lambda: NOW)
    for name, lat in (("Torget", 59.0), ("Gården", 59.1)):
        entries.add_place(made, COORDINATOR, name=name, kind="youth_centre", lat=lat, lon=15.0)
    square, centre = places.places(made, COORDINATOR).set_index("name")["id"][["Torget", "Gården"]]
    rule = {"days": "FR", "responsible": "Kommunen", "adults": 2, "start": "20:00", "end": "22:00"}
    rule_rows.decide_need(made, COORDINATOR, place_id=square, **rule)
    rule_rows.decide_need(made, COORDINATOR, place_id=centre, within_access=True, **rule)
    shift(made, "Klubben", square, "20:00", "21:00")
    place_status.confirm_all(made, COORDINATOR, square, date(2026, 12, 31))
    shown = period.week(made, COORDINATOR, WEEK)
    assert shown.span == (0.25, 0.75)
    caption = sheet_words.caption(meeting_sheet.meeting(made, COORDINATOR, WEEK), "sv")
    assert caption.endswith(
        "Av behovet är mellan 25 % och 75 % täckt, beroende på det okända.".replace(" %", "\u00a0%")
    )
