"""The town of the tests of rosters, to report on, and the town of the tests of the month's links."""

from pathlib import Path

import pytest

from tests.services.follow_up import month_town
from tests.services.rosters.conftest import made_once, org, person, plan, square, workspace

__all__ = ["made_once", "org", "person", "plan", "square", "workspace"]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the town of the month's links, as every test finds it."""
    folder = tmp_path_factory.mktemp("months") / "own"
    month_town.make(folder)
    return folder
