"""The repository as its rules see it: the tracked files and the trees of the Python ones."""

import ast
import subprocess
from functools import cache
from pathlib import Path

import pytest


@cache
def tracked_files(root: Path) -> tuple[Path, ...]:
    """Return every file that git knows or would add, not those that it ignores."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return tuple(sorted({root / name for name in listed.split("\0") if name and (root / name).is_file()}))


@pytest.fixture(scope="session")
def tracked(root: Path) -> tuple[Path, ...]:
    """Give the files of the project."""
    return tracked_files(root)


@pytest.fixture(scope="session")
def package(tracked: tuple[Path, ...], root: Path) -> dict[Path, ast.Module]:
    """Give the tree of each Python file of the package."""
    return {
        path: ast.parse(path.read_text(encoding="utf-8"), str(path))
        for path in tracked
        if path.suffix == ".py" and path.is_relative_to(root / "karta")
    }
