"""Opening a workspace, and the demo municipality in it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from karta.errors import ConflictError, NotFoundError
from karta.privacy import Viewer
from karta.services import history
from karta.services.demo.loading import load_demo
from karta.services.gaps import period
from karta.services.importing import unplaced_rows
from karta.services.register import places
from karta.services.workspace import create, is_empty, open_workspace, set_setting

COORDINATOR = Viewer(function="coordinator", role="local")
LATE = datetime(2026, 11, 17, 23, 30, tzinfo=UTC)


def test_a_folder_without_a_workspace_is_not_made_one(tmp_path: Path) -> None:
    """Opening is not creating: the folder stays as it is."""
    with pytest.raises(NotFoundError, match="workspace_missing"):
        open_workspace(tmp_path)
    assert list(tmp_path.iterdir()) == []
    create(tmp_path)
    assert is_empty(open_workspace(tmp_path))


def test_today_is_the_municipalitys(tmp_path: Path) -> None:
    """At 23:30 UTC it is the next day in Stockholm."""
    assert create(tmp_path, now=lambda: LATE).today == date(2026, 11, 18)


@pytest.mark.slow
def test_the_demo_fills_an_empty_workspace_in_two_acts(tmp_path: Path) -> None:
    """The town, then the sheets kept of it; its week has covered, missing and unknown hours; undo empties it."""
    workspace = create(tmp_path, now=lambda: LATE)
    load_demo(workspace, COORDINATOR)
    assert workspace.origin == "demo"
    acts = workspace.store.acts()["id"].tolist()
    assert len(acts) == 2
    assert len(unplaced_rows.waiting(workspace, COORDINATOR)) == 3
    assert 60 <= len(places.places(workspace, COORDINATOR)) <= 90
    assert places.places(workspace, COORDINATOR)["area_id"].notna().all()
    totals = period.week(workspace, COORDINATOR, workspace.today).totals
    assert min(totals["covered_ah"], totals["gap_ah"], totals["unknown_ah"]) > 0
    with pytest.raises(ConflictError, match="demo_and_own"):
        load_demo(workspace, COORDINATOR)
    for act_id in acts:
        history.undo(workspace, COORDINATOR, act_id)
    assert is_empty(workspace)
    assert workspace.origin is None


def test_own_data_take_no_demo(tmp_path: Path) -> None:
    """A workspace with one place of its own is left as it is."""
    workspace = create(tmp_path, now=lambda: LATE)
    with workspace.store.act("coordinator", "add") as act:
        act.insert("place", [{"name": "Square"}])
    with pytest.raises(ConflictError, match="demo_and_own"):
        load_demo(workspace, COORDINATOR)
    assert len(workspace.store.frame("place")) == 1


def test_settings_change_the_method_and_can_be_undone(tmp_path: Path) -> None:
    """A parameter that the municipality sets is used, and undone it is METHOD's again."""
    workspace = create(tmp_path, now=lambda: LATE)
    set_setting(workspace, COORDINATOR, "d_zero_m", "150", version=0)
    set_setting(workspace, COORDINATOR, "slot_minutes", "5", version=0)
    assert (workspace.method.d_zero_m, workspace.method.slot_minutes) == (150.0, 5)
    history.undo(workspace, COORDINATOR, workspace.store.acts()["id"][0])
    assert (workspace.method.d_zero_m, workspace.method.slot_minutes) == (150.0, 15)
