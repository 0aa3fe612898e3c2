"""The tools that every change passes: form, lint, types and the contracts between the floors."""

import subprocess
import sys
from pathlib import Path

import pytest


def run(root: Path, *command: str) -> str:
    """Return what a tool of this environment says; fail with it when it refuses."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name(command[0])), *command[1:]],
        cwd=root, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_file_is_formatted(root: Path) -> None:
    """The formatter would change nothing."""
    run(root, "ruff", "format", "--check", ".")


def test_the_linter_is_content(root: Path) -> None:
    """The linter finds nothing."""
    run(root, "ruff", "check", ".")


def test_the_scripts_linter_is_content(root: Path) -> None:
    """The linter of the JavaScript finds nothing."""
    run(root, "oxlint", "--report-unused-disable-directives")


def test_imports_only_go_down(root: Path) -> None:
    """The floors, and who may know Streamlit, folium and the store, are as drawn."""
    assert "0 broken" in run(root, "lint-imports", "--no-cache")


@pytest.mark.slow
def test_the_types_hold(root: Path) -> None:
    """The package passes the strict type checker."""
    run(root, "mypy")
