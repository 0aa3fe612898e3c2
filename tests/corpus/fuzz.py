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
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from karta.i18n import issue_text
from karta.privacy import Viewer
from karta.services.importing.imports import Imported, import_file
from karta.services.workspace import create, open_workspace
from karta.sources import guard
from tests.corpus.mutations import Mutant, mutants
from tests.corpus.table import COUNTS

COORDINATOR = Viewer(function="coordinator", role="coordinator")
SECONDS = 20


class HangError(RuntimeError):
    """A file took longer than any small file may."""


def faults(mutant: Mutant, template: Path, folder: Path) -> list[str]:
    """Return what is wrong with how a damaged file was taken: a crash, a hang, a sum, a missing sentence."""
    place = folder / "workspace"
    shutil.copytree(template, place)
    path = folder / mutant.file
    path.write_bytes(mutant.content)
    workspace = open_workspace(place)
    try:
        with limited(SECONDS):
            found = import_file(workspace, COORDINATOR, path, mutant.kind)
        return _wrong(found, workspace.store.revision())
    except Exception as error:  # noqa: BLE001 - any error at all is what is looked for
        return [f"{type(error).__name__}: {str(error)[:200]}"]
    finally:
        workspace.store.close()
        shutil.rmtree(place)
        path.unlink()


def _wrong(found: Imported, revision: int) -> list[str]:
    said = []
    if found.counts["rows_read"] != sum(found.counts[name] for name in COUNTS):
        said.append(f"the sum is wrong: {found.counts}")
    if min(found.counts.values()) < 0:
        said.append(f"a count is negative: {found.counts}")
    if not found.counts["rows_stored"] and revision:
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
    began, bad, done = perf_counter(), 0, 0
    with tempfile.TemporaryDirectory() as name:
        template = Path(name) / "template"
        create(template).store.close()
        for mutant in mutants(asked.count, asked.seed):
            if asked.only in mutant.name:
                done += 1
                for fault in faults(mutant, template, Path(name)):
                    bad += 1
                    sys.stdout.write(f"{mutant.name}: {fault}\n")
    sys.stdout.write(f"{done} damaged files, {bad} faults, {perf_counter() - began:.0f} s\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
