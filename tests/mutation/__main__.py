"""Run a seeded sample of mutants, or go on with one: `python -m tests.mutation --count 400 --seed 1`.

Every outcome is a line of the file, so that a run may be stopped at any time. `--again` runs those once more that
have survived, after a test was written for them; `--report` only tells what stands in the file.
"""

import argparse
import json
import os
import sys
import time
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.mutation.child import ROOT, Child, Outcome, begin, ended
from tests.mutation.equivalents import EQUIVALENT
from tests.mutation.mutants import Mutant, mutants, planted
from tests.mutation.report import report
from tests.mutation.targets import TARGETS

LEAST_SECONDS = 20
PAUSE = 0.02


def main() -> int:
    """Run the mutants that are asked for and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="a module, or the beginning of its name")
    parser.add_argument("--file", type=Path, default=ROOT / "mutation.jsonl")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--report", action="store_true")
    asked = parser.parse_args()
    outcomes = read(asked.file)
    chosen = sample(asked.count, asked.seed, asked.only)
    left = [
        mutant
        for mutant in chosen
        if mutant.id not in outcomes or (asked.again and outcomes[mutant.id]["what"] == "survived")
    ]
    if left and not asked.report:
        modules = {mutant.module for mutant in left}
        baseline(modules - set(outcomes), asked.jobs, asked.file)
        seconds = {module: float(read(asked.file)[module]["seconds"]) for module in modules}
        run(
            left,
            {module: LEAST_SECONDS + 3 * took for module, took in seconds.items()},
            asked.jobs,
            asked.file,
        )
    tell(report(chosen, read(asked.file)))
    return 0


def sample(count: int, seed: int, only: str = "") -> list[Mutant]:
    """Return so many mutants, the same for a seed, whatever lines have moved; those known as equivalent are none."""
    everything = [
        mutant
        for module in TARGETS
        if module.startswith(only)
        for mutant in mutants(module, path_of(module).read_text(encoding="utf-8"))
        if mutant.id not in EQUIVALENT
    ]
    return sorted(everything, key=lambda mutant: sha256(f"{seed}:{mutant.id}".encode()).digest())[:count]


def path_of(module: str) -> Path:
    """Return the file of a module."""
    return ROOT.joinpath(*module.split(".")).with_suffix(".py")


def read(file: Path) -> dict[str, dict[str, Any]]:
    """Return the outcomes in a file by mutant or module, the last one where there are several."""
    if not file.exists():
        return {}
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return {line["id"]: line for line in lines}


def baseline(modules: set[str], jobs: int, file: Path) -> None:
    """Note how long the tests of each module take without any fault; stop the program where they fail."""
    waiting, running = sorted(modules), dict[str, Child]()
    while waiting or running:
        while waiting and len(running) < jobs:
            module = waiting.pop()
            running[module] = begin(TARGETS[module], 600)
        for module, child in list(running.items()):
            outcome = ended(child, 3600)
            if outcome is not None:
                del running[module]
                if outcome.what != "survived":
                    sys.exit(f"{module}: {outcome.what} without a fault {outcome.by}")
                note(file, module, outcome)
        time.sleep(PAUSE)


def run(left: list[Mutant], limits: dict[str, float], jobs: int, file: Path) -> None:
    """Run mutants side by side, and note each outcome as it comes."""
    waiting, running = list(reversed(left)), list[tuple[Mutant, Child]]()
    while waiting or running:
        while waiting and len(running) < jobs:
            mutant = waiting.pop()
            path = path_of(mutant.module)
            code = compile(planted(path.read_text(encoding="utf-8"), mutant.number), str(path), "exec")
            plant = mutant.module, path, code
            running.append((mutant, begin(TARGETS[mutant.module], limits[mutant.module], plant)))
        for mutant, child in list(running):
            outcome = ended(child, 20 * limits[mutant.module])
            if outcome is not None:
                running.remove((mutant, child))
                note(file, mutant.id, outcome)
                tell(f"{len(waiting)} left, {mutant.module} {mutant.id} {outcome.what}")
        time.sleep(PAUSE)


def note(file: Path, name: str, outcome: Outcome) -> None:
    """Write an outcome to the file for good."""
    with file.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps({"id": name, **asdict(outcome)}) + "\n")
        lines.flush()
        os.fsync(lines.fileno())


def tell(text: str) -> None:
    """Print at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
