"""Kill a writer in the middle of its acts: `python -m tests.journeys.kill_writer --count 1000 --seed 1`.

Each round starts a process that acts on the same workspace as fast as it can, kills it with signal 9 at a random
moment, and opens the workspace: every act that was acknowledged is there, none is there by half, the log verifies and
the opening took no longer than it may. After each hundredth round the app itself is started on what is left, asked
whether it is there, and killed as well. On a busy machine its processor time says more than the clock: slow is what
takes longer than it may and much more work than a start on a workspace that nobody has killed anything in.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from karta.store.database import Store
from tests.browser.conftest import free_port
from tests.journeys import load

LONGEST_START = 5.0
# So much more work than undisturbed is more than chance.
_MORE_WORK = 1.5
_PATIENCE = 300.0
_APP_EACH = 100
# A workspace that grows for ever would make each look longer than the last.
_ACTS = 400


@dataclass
class Outcome:
    """What the rounds came to."""

    rounds: int = 0
    within_an_act: int = 0
    acknowledged: int = 0
    unacknowledged_stored: int = 0
    longest_open_s: float = 0.0
    app_starts_s: list[float] = field(default_factory=list)
    app_starts_processor_s: list[float] = field(default_factory=list)
    undisturbed_app_start_s: tuple[float, float] = (0.0, 0.0)
    faults: list[str] = field(default_factory=list)


def main() -> int:
    """Run the rounds, print what they came to as JSON, and return 1 when one of them lost anything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="karta-kills-") as name:
        outcome = kill(Path(name), asked.count, asked.seed, app_each=_APP_EACH)
    sys.stdout.write(json.dumps(vars(outcome), indent=1) + "\n")
    return int(bool(outcome.faults))


def kill(folder: Path, count: int, seed: int, app_each: int = 0) -> Outcome:
    """Return what a number of rounds came to; `app_each` is after how many of them the app is started (0: never)."""
    chance, outcome, number = random.Random(seed), Outcome(), 0
    workspace = folder / "0"
    load.prepare(workspace)
    if app_each:
        outcome.undisturbed_app_start_s = _app_start(workspace)
    acknowledged = 1
    for _ in range(count):
        acknowledged = _round(workspace, acknowledged, chance, outcome)
        if app_each and outcome.rounds % app_each == 0:
            _add_app_start(workspace, outcome)
        if acknowledged > _ACTS:
            number, acknowledged = number + 1, 1
            workspace = folder / str(number)
            load.prepare(workspace)
    return outcome


def _round(workspace: Path, before: int, chance: random.Random, outcome: Outcome) -> int:
    """Kill one writer, add what is left to the outcome, and return the last act that is stored."""
    writer = load.start(workspace, chance.randrange(1 << 30))
    _until_first(writer)
    time.sleep(chance.random() * 0.05)
    writer.kill()
    acknowledged = max(writer.acknowledged, default=before)
    begin = time.perf_counter()
    store = Store.open(workspace)
    with store.reading() as reading:
        opened = time.perf_counter() - begin
        revision, faults = reading.revision(), load.faults(reading)
    store.close()
    if revision < acknowledged:
        faults.append(f"{acknowledged - revision} acknowledged acts are lost")
    if opened > LONGEST_START:
        faults.append(f"opened after {opened:.1f} s")
    outcome.rounds += 1
    outcome.within_an_act += writer.running
    outcome.acknowledged += len(writer.acknowledged)
    outcome.unacknowledged_stored += revision - acknowledged
    outcome.longest_open_s = round(max(outcome.longest_open_s, opened), 3)
    outcome.faults += faults
    return revision


def _until_first(writer: load.Writer) -> None:
    last = time.perf_counter() + 60
    while not writer.acknowledged:
        writer.listen()
        if time.perf_counter() > last:
            raise RuntimeError("a writer never wrote")
        time.sleep(0.001)


def _add_app_start(workspace: Path, outcome: Outcome) -> None:
    clock, busy = _app_start(workspace)
    outcome.app_starts_s.append(clock)
    outcome.app_starts_processor_s.append(busy)
    if clock > LONGEST_START and busy > _MORE_WORK * outcome.undisturbed_app_start_s[1]:
        outcome.faults.append(f"the app answered after {clock} s, {busy} s of them work")


def _app_start(workspace: Path) -> tuple[float, float]:
    """Return how many seconds the app takes until it answers, by the clock and of the processor; it is killed then."""
    port, begin = free_port(), time.perf_counter()
    command = [
        sys.executable,
        "-m",
        "karta.cli",
        "--workspace",
        str(workspace),
        "run",
        "--headless",
        "--port",
        str(port),
    ]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        while not _answers(port):
            if process.poll() is not None:
                raise RuntimeError(f"the app ended by itself: {process.communicate()[1]}")
            if time.perf_counter() - begin > _PATIENCE:
                raise RuntimeError(f"the app did not answer within {_PATIENCE} s")
            time.sleep(0.05)
        times = psutil.Process(process.pid).cpu_times()
        return round(time.perf_counter() - begin, 2), round(times.user + times.system, 2)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(main())
