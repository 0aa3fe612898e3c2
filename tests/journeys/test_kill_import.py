"""A few rounds of `kill_import`; `make kill` runs 200."""

from pathlib import Path

import pytest

from tests.journeys.kill_import import PHASES, kill


@pytest.mark.slow
def test_a_killed_import_leaves_all_of_it_or_nothing(tmp_path: Path) -> None:
    """Killed at any moment, an import has stored all or nothing in every table, and the same file goes in next."""
    rounds, stage = kill(tmp_path, len(PHASES), seed=3, rows=200)
    assert stage.before != stage.after
    assert [fault for one in rounds for fault in one.faults] == []
    assert {one.stored for one in rounds} <= {"all", "none"}
