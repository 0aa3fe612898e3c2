"""One run of the tests in a child of this process, with a fault planted where the package is imported.

No file is changed: the child imports the mutated module from its tree, and everything else as it stands. What is slow
to import is imported once, before the first child is made; nothing of `karta` may be among it, nor numba, whose mere
presence sends small towns through compiled loops.
"""

import json
import os
import resource
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType
from typing import Any

import holidays  # noqa: F401 - imported for the children
import hypothesis
import pandas as pd  # noqa: F401 - imported for the children
import pytest
import shapely  # noqa: F401 - imported for the children

ROOT = Path(__file__).resolve().parents[2]
MOST_MEMORY = 12 * 2**30


@dataclass
class Child:
    """A run that has begun."""

    pid: int
    folder: Path
    began: float


@dataclass(frozen=True)
class Outcome:
    """How a run ended: `survived`, `killed` (by the test `by`), `timeout` or `crashed`; `seconds` of processor."""

    what: str
    by: str
    seconds: float


class _Planted(SourceFileLoader):
    """Loads a module from code that is not in its file."""

    def __init__(self, name: str, path: str, code: CodeType) -> None:
        super().__init__(name, path)
        self._code = code

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - the machinery names the module
        return self._code


class _Finder(MetaPathFinder):
    """Finds the mutated module before anybody else does."""

    def __init__(self, module: str, path: Path, code: CodeType) -> None:
        self._module, self._path, self._code = module, str(path), code

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:  # noqa: ARG002
        if fullname != self._module:
            return None
        return spec_from_file_location(
            fullname, self._path, loader=_Planted(fullname, self._path, self._code)
        )


class _First:
    """Remembers the first test that failed."""

    def __init__(self) -> None:
        self.name = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.name:
            self.name = report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and not self.name:
            self.name = report.nodeid


def begin(
    tests: tuple[str, ...], most_seconds: float, plant: tuple[str, Path, CodeType] | None = None
) -> Child:
    """Start the tests in a child with at most so many seconds of processor, with a module planted or with none."""
    folder = Path(tempfile.mkdtemp(prefix="mutation-"))
    pid = os.fork()
    if pid:
        return Child(pid, folder, time.monotonic())
    status = 70
    try:
        status = _run(tests, most_seconds, plant, folder)
    finally:
        os._exit(status)


def ended(child: Child, most_seconds: float) -> Outcome | None:
    """Return how a child ended, None while it runs; one that sleeps too long is stopped."""
    pid, status, used = os.wait4(child.pid, os.WNOHANG)
    late = time.monotonic() - child.began > most_seconds
    if pid == 0:
        if late:
            os.kill(child.pid, 9)
        return None
    said = child.folder / "outcome.json"
    by, code = json.loads(said.read_text(encoding="utf-8")) if said.exists() else ("", None)
    shutil.rmtree(child.folder, ignore_errors=True)
    seconds = round(used.ru_utime + used.ru_stime, 2)
    if os.WIFSIGNALED(status):
        return Outcome("timeout" if os.WTERMSIG(status) in (9, 24) else "crashed", "", seconds)
    if code is None or code == pytest.ExitCode.NO_TESTS_COLLECTED:
        return Outcome("crashed", "", seconds)
    return Outcome("survived" if code == 0 else "killed", by, seconds)


def _run(
    tests: tuple[str, ...], most_seconds: float, plant: tuple[str, Path, CodeType] | None, folder: Path
) -> int:
    """Run the tests until the first fails, note which, and return the exit status."""
    resource.setrlimit(resource.RLIMIT_CPU, (int(most_seconds) + 1, int(most_seconds) + 2))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    quiet = os.open(folder / "output.txt", os.O_WRONLY | os.O_CREAT)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    os.chdir(ROOT)
    # Constants of a module end up in the machine code that numba keeps: each child keeps its own.
    os.environ["NUMBA_CACHE_DIR"] = str(folder / "numba")
    # The first example that fails is enough: making it smaller takes minutes.
    phases = [hypothesis.Phase.explicit, hypothesis.Phase.generate]
    hypothesis.settings.register_profile(
        "mutation", phases=phases, database=None, derandomize=True, deadline=None
    )
    hypothesis.settings.load_profile("mutation")
    if plant is not None:
        sys.meta_path.insert(0, _Finder(*plant))
    first = _First()
    flags = ["-x", "-q", "-m", "not slow and not browser", "-p", "no:cacheprovider", "-p", "no:xdist"]
    code = pytest.main([*flags, f"--basetemp={folder / 'pytest'}", *tests], plugins=[first])
    (folder / "outcome.json").write_text(json.dumps([first.name, int(code)]), encoding="utf-8")
    return int(code)
