"""Kill an import at random moments: `python -m tests.journeys.kill_import --count 200 --seed 1`.

Each round starts a real `karta import` into a copy of a workspace that holds rows already, kills its whole process
group, opens the store and looks: it is sound, and holds all of the import or nothing of it, in every table, that of
the people among them. Then the same file goes in. A third of the moments is spread over the whole run, a third over
the time after the file is read, a third over the time in which the database writes.
"""

import argparse
import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import text

from karta.privacy import Viewer
from karta.services.importing import acceptance, imports
from karta.services.workspace import open_workspace
from karta.sources.intake import Intake
from karta.sources.reading import read
from karta.store.database import Store
from karta.store.engine import FILE
from karta.store.schema import TABLES

ROWS, HELD = 2_000, 300
PHASES = ("run", "storing", "writing")
LONGEST = 120.0
VIEWER = Viewer(function="samordnare", role="local")
HEADER = "plats;lat;lon;datum;start;slut;roll;antal;namn;telefon\n"
# Ids end in chance, moments are those of the clock, and hashes are over both: two runs differ in nothing else.
_CHANCE = re.compile(
    r"(?<=[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3})-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?(\+00:00)?"
    r"|\b[0-9a-f]{64}\b"
)


@dataclass(frozen=True)
class Stage:
    """What every round starts from, what it may end as, and how long the parts of an import take."""

    folder: Path
    file: Path
    intake: Intake
    before: dict[str, str]
    after: dict[str, str]
    seconds: dict[str, float]


@dataclass(frozen=True)
class Round:
    """What a kill left behind."""

    phase: str
    finished: bool
    stored: str
    faults: list[str]


def main() -> int:
    """Run the rounds, print what they came to as JSON, and return 1 when one of them lost anything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", type=int, default=ROWS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="karta-kill-") as name:
        rounds, stage = kill(Path(name), asked.count, asked.seed, asked.rows)
    outcomes = Counter(
        f"{one.phase}: {'finished' if one.finished else 'killed'}, {one.stored}" for one in rounds
    )
    told = {
        "rounds": len(rounds),
        "seed": asked.seed,
        "seconds": {phase: round(took, 2) for phase, took in stage.seconds.items()},
        "outcomes": dict(sorted(outcomes.items())),
        "faults": [fault for one in rounds for fault in one.faults],
    }
    sys.stdout.write(json.dumps(told, indent=1) + "\n")
    return int(any(one.faults for one in rounds))


def kill(folder: Path, count: int, seed: int, rows: int = ROWS) -> tuple[list[Round], Stage]:
    """Return what a number of rounds came to, and the stage that they were played on."""
    chance = random.Random(seed)
    stage = set_up(folder, rows, chance)
    rounds = []
    for n in range(count):
        workspace = folder / f"round {n}"
        shutil.copytree(stage.folder, workspace)
        rounds.append(_round(stage, workspace, PHASES[n % len(PHASES)], chance))
        sys.stderr.write(f"{n + 1}: {rounds[-1]}\n")
        shutil.rmtree(workspace)
    return rounds, stage


def set_up(folder: Path, rows: int, chance: random.Random) -> Stage:
    """Return a workspace with rows in it, a file that brings more, and how an import of it goes undisturbed."""
    base, held, file = folder / "base", folder / "held.csv", folder / "walks.csv"
    held.write_text(HEADER + "".join(_line(n, 0, chance) for n in range(HELD)), encoding="utf-8")
    # Some of the file's rows are there already, some with another number of adults: all three kinds are at stake.
    lines = held.read_text(encoding="utf-8").splitlines(keepends=True)[1:]
    changed = [line.replace(";2;", ";3;") for line in lines[: HELD // 3]] + lines[HELD // 3 : HELD // 2]
    file.write_text(HEADER + "".join(changed + [_line(n, 1, chance) for n in range(rows)]), encoding="utf-8")
    _command(base, held).wait(LONGEST)
    _settled(base)
    full = folder / "full"
    shutil.copytree(base, full)
    began = time.perf_counter()
    process, moments = _command(full, file), {}
    for phase in ("storing", "writing"):
        _until(process, _sign_of(phase, process, full))
        moments[phase] = time.perf_counter() - began
    if process.wait(LONGEST):
        raise RuntimeError("an undisturbed import failed")
    end = time.perf_counter() - began
    seconds = {
        "run": end,
        "storing": end - moments["storing"],
        "writing": max(end - moments["writing"], 0.05),
    }
    return Stage(base, file, read(file, "roster"), contents(base), contents(full), seconds)


def contents(folder: Path) -> dict[str, str]:
    """Return a fingerprint of every table of a workspace."""
    store = Store.open(folder)
    found = {}
    with store.reading() as look:
        for name in TABLES:
            stored = look.connection.execute(text(f'SELECT * FROM "{name}"'))
            rows = sorted(_CHANCE.sub("", repr(tuple(row))) for row in stored)
            found[name] = f"{len(rows)} rows, {hashlib.sha256(repr(rows).encode()).hexdigest()[:12]}"
    store.close()
    return found


def _round(stage: Stage, workspace: Path, phase: str, chance: random.Random) -> Round:
    process = _command(workspace, stage.file)
    if phase != "run":
        _until(process, _sign_of(phase, process, workspace))
    time.sleep(chance.random() * stage.seconds[phase])
    finished = process.poll() is not None
    if not finished:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(LONGEST)
    faults = _unsound(workspace)
    found = contents(workspace)
    stored = "none" if found == stage.before else "all" if found == stage.after else "part"
    if stored == "part":
        differ = [name for name in found if found[name] not in (stage.before[name], stage.after[name])]
        faults.append(f"{phase}: a part was stored: {differ}")
    faults += _again(stage, workspace, stored)
    return Round(phase, finished, stored, faults)


def _again(stage: Stage, workspace: Path, stored: str) -> list[str]:
    """Return what is wrong with the next import of the same file."""
    opened = open_workspace(workspace)
    found = acceptance.preview(opened, VIEWER, stage.intake)
    applied = acceptance.apply(opened, VIEWER, found)
    quiet = acceptance.preview(opened, VIEWER, stage.intake).is_empty
    opened.store.close()
    status = imports.status(applied.counts)
    if status != "accepted" or not quiet or (stored == "all") != (applied.counts["rows_stored"] == 0):
        return [f"the next import: {status}, {applied.counts}"]
    return (
        []
        if stored == "all" or contents(workspace) == stage.after
        else ["the next import stored something else"]
    )


def _unsound(workspace: Path) -> list[str]:
    store = Store.open(workspace)
    with store.reading() as look:
        told = list(look.connection.execute(text("PRAGMA integrity_check")).scalars())
        broken = look.connection.execute(text("PRAGMA foreign_key_check")).all()
    store.close()
    return [
        *(f"integrity: {line}" for line in told if line != "ok"),
        *(f"a reference: {row}" for row in broken),
    ]


def _command(workspace: Path, file: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "karta.cli",
            "--workspace",
            str(workspace),
            "import",
            str(file),
            "--kind",
            "roster",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _settled(workspace: Path) -> None:
    """Have the log of the database written back, so that a copy of the folder is one file."""
    store = Store.open(workspace)
    with store.reading() as look:
        look.connection.execute(text("PRAGMA wal_checkpoint"))
    store.close()


def _sign_of(phase: str, process: "subprocess.Popen[bytes]", workspace: Path) -> Callable[[], bool]:
    """Return a question: has the file been read, or has the database begun to write?"""
    log, seen = workspace / f"{FILE}-wal", [False]

    def read_already() -> bool:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        try:
            there = bool(children.read_text(encoding="ascii").strip())
        except (FileNotFoundError, ProcessLookupError):  # the process has just ended
            there = False
        seen[0] = seen[0] or there
        return seen[0] and not there

    def writes() -> bool:
        try:
            return log.stat().st_size > 0
        except FileNotFoundError:  # not there yet, or taken away as the last one closed it
            return False

    return read_already if phase == "storing" else writes


def _until(process: "subprocess.Popen[bytes]", sign: Callable[[], bool]) -> None:
    last = time.perf_counter() + LONGEST
    while process.poll() is None and not sign():
        if time.perf_counter() > last:
            raise RuntimeError("an import takes too long")
        time.sleep(0.002)


def _line(n: int, shift: int, chance: random.Random) -> str:
    spot, day = n % 40, date(2026, 9, 1) + timedelta(days=n // 40)
    lat, lon = (
        f"{59.30 + spot * 0.002:.4f}".replace(".", ","),
        f"{18.00 + spot * 0.002:.4f}".replace(".", ","),
    )
    hour, who = 18 + 2 * shift, chance.randrange(500)
    return f"Plats {spot};{lat};{lon};{day};{hour}:00;{hour + 2}:00;nattvandrare;2;Frivillig {who};070-{who:06d}\n"


if __name__ == "__main__":
    sys.exit(main())
