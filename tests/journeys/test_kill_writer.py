"""A few rounds of `kill_writer`; `make kills` runs 1,000, and starts the app on what is left."""

from pathlib import Path

import pytest

from tests.journeys.kill_writer import kill


@pytest.mark.slow
def test_a_killed_writer_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """Killed in the middle of its acts, a writer leaves every act that it was told is stored, and none by half."""
    outcome = kill(tmp_path, 12, seed=3)
    assert outcome.faults == []
    assert outcome.rounds == 12
    assert outcome.acknowledged >= 12
    assert outcome.within_an_act > 0
