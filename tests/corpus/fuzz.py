"""Bring damaged files in, one after another, and say what did not come out as it must: `make fuzz`, and the test."""

import argparse
import faulthandler
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from types import FrameType
from typing import Any, NamedTuple

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from karta.i18n import issue_text
from karta.privacy import Viewer
from karta.services.importing.imports import Imported, import_file
from karta.services.workspace import open_workspace
from karta.sources import guard
from tests.corpus import aftermath
from tests.corpus.mutations import Mutant, mutants
from tests.corpus.table import COUNTS

COORDINATOR = Viewer(function="coordinator", role="local")
SECONDS = 20


class HangError(RuntimeError):
    """A file took longer than any small file may."""


class Outcome(NamedTuple):
    """How a damaged file was taken: was any row of it, how many weeks were computed after it, what is wrong."""

    taken: bool
    weeks: int
    faults: list[str]


def outcome(mutant: Mutant, template: Path, folder: Path) -> Outcome:
    """Bring a damaged file into a copy of a town, and compute the weeks that its dates touch.

    Wrong is a crash, a hang, a sum, a missing sentence, and a week that cannot be computed.
    """
    place = folder / "workspace"
    shutil.copytree(template, place)
    path = folder / mutant.file
    path.write_bytes(mutant.content)
    workspace = open_workspace(place)
    try:
        with limited(SECONDS):
            before = workspace.store.revision()
            imported = import_file(workspace, COORDINATOR, path, mutant.kind)
            wrong = _wrong(imported, workspace.store.revision() - before)
            if not imported.counts["rows_stored"]:
                return Outcome(False, 0, wrong)
            weeks, faults = aftermath.computed(workspace, COORDINATOR)
            return Outcome(True, weeks, wrong + faults)
    except Exception as error:  # noqa: BLE001 - any error at all is what is looked for
        return Outcome(False, 0, [f"{type(error).__name__}: {str(error)[:200]}"])
    finally:
        workspace.store.close()
        shutil.rmtree(place)
        path.unlink()


def _wrong(found: Imported, stored_acts: int) -> list[str]:
    said = []
    if found.counts["rows_read"] != sum(found.counts[name] for name in COUNTS):
        said.append(f"the sum is wrong: {found.counts}")
    if min(found.counts.values()) < 0:
        said.append(f"a count is negative: {found.counts}")
    if not found.counts["rows_stored"] and stored_acts:
        said.append("nothing was counted as stored, but something was stored")
    said.extend(f"no sentence: {issue.code}" for issue in found.issues if issue_text(issue).startswith("["))
    return said


@contextmanager
def limited(seconds: int) -> Iterator[None]:
    """Raise `HangError` in what runs longer."""

    def stop(signum: int, frame: FrameType | None) -> None:
        raise HangError(f"longer than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def read_here(function: Any, *args: Any, **limits: Any) -> Any:
    """Read in this process, where nothing hides a crash."""
    return function(*args)


def main() -> int:
    """Return 1 when any damaged file was not taken as it must; each is named, so that it can be made again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="the name of one damaged file, or a part of it")
    asked = parser.parse_args()
    faulthandler.enable()
    guard.in_child = read_here
    began, outcomes = perf_counter(), []
    with tempfile.TemporaryDirectory() as name:
        template = Path(name) / "template"
        aftermath.put_town(template, COORDINATOR)
        for mutant in mutants(asked.count, asked.seed):
            if asked.only in mutant.name:
                outcomes.append(outcome(mutant, template, Path(name)))
                for fault in outcomes[-1].faults:
                    sys.stdout.write(f"{mutant.name}: {fault}\n")
    bad = sum(len(each.faults) for each in outcomes)
    taken, weeks = sum(each.taken for each in outcomes), sum(each.weeks for each in outcomes)
    seconds = perf_counter() - began
    sys.stdout.write(f"{len(outcomes)} damaged files, {taken} taken, {weeks} weeks computed after them, ")
    sys.stdout.write(f"{bad} faults, {seconds:.0f} s\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
