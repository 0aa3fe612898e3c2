"""Nobody sees what is another's when many are at it at once; `make torture` runs it for long."""

from pathlib import Path

import pytest

from karta.store.engine import FILE
from tests.security.canaries import SHOWN, VISITS, Outcome, canary, left_behind, torture

pytestmark = pytest.mark.slow

SESSIONS = 5


def test_no_canary_in_anothers_frames_files_logs_or_temporary_files(tmp_path: Path) -> None:
    """Five signed-in members run every visit together: each sees its own words, and no file is left with any."""
    outcome, left = torture(tmp_path / "torture", SESSIONS, SESSIONS * len(VISITS))
    assert outcome.runs >= SESSIONS * len(VISITS)
    assert outcome.foreign == []
    assert left == []
    assert set(outcome.own) >= SHOWN
    assert min(outcome.own[what] for what in SHOWN) >= SESSIONS


def test_a_canary_would_be_seen(tmp_path: Path) -> None:
    """Another's word is told wherever it stands; a file is told, and the database when nobody stored the word."""
    outcome = Outcome()
    outcome.look(1, f"<p>{canary(1, 'namn')} {canary(2, 'blad')}</p>".encode(), "sidan")
    assert (dict(outcome.own), outcome.foreign) == ({"namn": 1}, ["sidan: 002 blad seen by 1"])
    (tmp_path / "log").write_text(canary(3, "ord").upper())
    (tmp_path / FILE).write_text(canary(3, "namn"))
    (tmp_path / f"{FILE}-wal").write_text(canary(3, "ord"))
    assert left_behind(tmp_path) == [f"{FILE}-wal", "log"]
