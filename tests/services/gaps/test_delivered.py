"""The delivered view looks back alone: what has not been yet is unknown, never a gap."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from karta.privacy import Viewer
from karta.services.gaps import period
from karta.services.importing import imports
from karta.services.workspace import Workspace, create

TABLES = Path(__file__).resolve().parents[2] / "data" / "worked_example"
DAY = date(2026, 9, 18)
VIEWER = Viewer("samordnare", "local")


def at(folder: Path, now: datetime) -> Workspace:
    """Give a workspace with the worked example, looked at in some moment."""
    workspace = create(folder, now=lambda: now)
    imports.import_tables(workspace, VIEWER, TABLES)
    return workspace


def test_hours_to_come_are_unknown_in_the_delivered_view(tmp_path: Path) -> None:
    """At 20:00 the gap of 18-20 stands (4 adult-hours, by hand), and what is short later is unknown: 10.4."""
    shown = period.between(at(tmp_path, datetime(2026, 9, 18, 18, tzinfo=UTC)), VIEWER, DAY, DAY, "delivered")
    assert shown.totals["covered_ah"] == pytest.approx(6.6)
    assert shown.totals["gap_ah"] == pytest.approx(4.0)
    assert shown.totals["unknown_ah"] == pytest.approx(10.4)
    assert not (shown.unknown["why"].str.contains("schema har inte kommit in")).any()


def test_nobody_is_awaited_for_hours_to_come(tmp_path: Path) -> None:
    """The panel asks for no roster because an hour has not been yet."""
    shown = period.between(at(tmp_path, datetime(2026, 9, 18, 4, tzinfo=UTC)), VIEWER, DAY, DAY, "delivered")
    assert shown.totals["gap_ah"] == 0
    place = shown.places.set_index("name")["place_id"]["Fritidsgården Kvarnen"]
    assert period.place(VIEWER, shown, place).awaited.empty


def test_the_planned_view_looks_ahead(tmp_path: Path) -> None:
    """Other views are the same whatever the clock says."""
    shown = period.between(at(tmp_path, datetime(2026, 9, 1, tzinfo=UTC)), VIEWER, DAY, DAY, "planned")
    assert shown.totals["gap_ah"] == pytest.approx(7.4)
