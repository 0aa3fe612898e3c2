"""What every room of tests shares: where the repository lies. Rooms keep their own fixtures beside their tests."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the root of the repository."""
    return Path(__file__).resolve().parents[1]
