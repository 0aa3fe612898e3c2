"""Five backups under load; `make backups` makes a hundred."""

from pathlib import Path

import pytest

from tests.journeys.backup_load import Outcome, run


@pytest.mark.slow
def test_each_backup_under_load_is_a_state_that_existed(tmp_path: Path) -> None:
    """While two others write, every backup restores to the state after one whole act of the log."""
    outcome = Outcome()
    run(tmp_path, 5, outcome)
    assert outcome.faults == []
    assert outcome.acts_meanwhile > 5
