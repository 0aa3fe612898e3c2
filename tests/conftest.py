"""What every room of tests shares: where the repository lies. Rooms keep their own fixtures beside their tests."""

import sys
from pathlib import Path
from typing import Any, cast

import pytest

# numba looks for the package coverage.py and would find the folder tests/coverage, which pytest puts on the path.
cast(dict[str, Any], sys.modules).setdefault("coverage", None)


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the root of the repository."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def main_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put `__main__` back: AppTest leaves its script there, which a process started later would run again."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
