"""The demo's rosters: opened for sign-up with the adults who are there, not one figure of its week is another."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from karta.coverage.gaps import View, cover
from karta.services.demo import loading
from karta.services.workspace import Workspace, create
from karta.store.records import load_tables
from tests.services.rosters.conftest import COORDINATOR, NOW

pytestmark = pytest.mark.slow

MONDAY = date(2026, 9, 14)
VIEWS: tuple[View, ...] = ("planned", "confirmed", "expected", "delivered")


def arrays(workspace: Workspace) -> list[NDArray[np.float64]]:
    """Return covered, gap, unknown and present adults of the week, in every view."""
    tables = load_tables(workspace.store, MONDAY, MONDAY + timedelta(days=6), workspace.today)
    each = [cover(tables, view) for view in VIEWS]
    return [array for one in each for array in (one.covered, one.gap, one.unknown, one.presence.adults)]


def test_opening_every_roster_line_of_the_demo_changes_no_figure(tmp_path: Path) -> None:
    """All lines whose adults are known are opened as present, by rule, by weekday, over midnight, confirmed or not."""
    workspace = create(tmp_path / "demo", now=lambda: NOW)
    loading.load_demo(workspace, COORDINATOR)
    before = arrays(workspace)
    parties = workspace.store.frame("shift_party")
    unknown = set(parties.loc[parties["adults"].isna(), "shift_id"])
    lines = [shift for shift in workspace.store.frame("shift")["id"] if shift not in unknown]
    assert len(lines) > 40
    with workspace.store.act("samordnare", "open_sign_up") as act:
        act.update_many("shift", {line: {"sign_up": True, "adults_are": "present"} for line in lines})
    after = arrays(workspace)
    assert before[0].sum() > 0
    for old, new in zip(before, after, strict=True):
        np.testing.assert_array_equal(old, new)
