"""Eight writers at the same shifts, in short; `make races` is the long form."""

from pathlib import Path

import pytest

from tests.journeys.races import race
from tests.postgresql import Server


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_eight_writers_lose_nothing_and_fill_no_shift_twice(
    postgresql: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: str
) -> None:
    """Two hundred acts of eight writers come out as a model says, in the order in which the database had them."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with postgresql.emptied() as url:
        tally = race(tmp_path / "own" if database == "sqlite" else url, tries=200, seed=7)
    # The race was one: some were refused because of others, and most were not.
    assert tally["sign_up shift_full"] > 0
    assert tally["edit"] > 10
    assert tally["wait waiting"] > 0
    assert tally["edit row_changed"] + tally["undo"] > 0
