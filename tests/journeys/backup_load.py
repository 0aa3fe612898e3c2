"""Back a workspace up while others write: `python -m tests.journeys.backup_load --count 100`.

Two writers act as fast as they can while backups are made, each backup after an act since the last; those of every
second workspace are encrypted. Each is restored into a folder of its own: it is the state after one act, with all of
that act and none of the next, the same act of the living log, and no older than what had been acknowledged when the
backup began.
"""

import argparse
import json
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from karta.services import backups
from karta.services.access import viewers
from karta.services.workspace import Workspace, create, utc_now
from karta.store.database import Store
from karta.store.schema.journal import act, meta
from tests.journeys import load

WRITERS = 2
# So many backups of one workspace: it grows meanwhile.
_SERIES = 20


@dataclass
class Outcome:
    """What the backups came to."""

    backups: int = 0
    encrypted: int = 0
    acts_meanwhile: int = 0
    longest_s: float = 0.0
    largest_megabytes: float = 0.0
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Made:
    """A backup, the secret that opens it, and what had been acknowledged when it began."""

    file: Path
    secret: str | None
    acknowledged: int


def main() -> int:
    """Make the backups, print what they came to as JSON, and return 1 when one of them is no state that existed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    asked = parser.parse_args()
    outcome = Outcome()
    while outcome.backups < asked.count:
        with tempfile.TemporaryDirectory(prefix="karta-backups-") as name:
            run(Path(name), min(_SERIES, asked.count - outcome.backups), outcome)
    sys.stdout.write(json.dumps(vars(outcome), indent=1) + "\n")
    return int(bool(outcome.faults))


def run(folder: Path, count: int, outcome: Outcome) -> None:
    """Make backups of one workspace under load, restore each, and add what they came to."""
    load.prepare(folder / "own")
    secret = load.encrypt(folder / "own") if outcome.backups // _SERIES % 2 else None
    with load.writers(folder / "own", WRITERS, pause=0.01) as at_work:
        workspace = create(folder / "own")
        made = [_backup(workspace, at_work, (folder / f"to {n}", secret), outcome) for n in range(count)]
    with workspace.store.reading() as reading:
        rows = reading.connection.execute(select(act.c.revision, act.c.hash)).all()
        heads = {row.revision: row.hash for row in rows}
    outcome.acts_meanwhile += len(heads)
    workspace.store.close()
    for n, backup in enumerate(made):
        outcome.faults += _faults(backup, folder / f"restored {n}", heads)
    outcome.backups += count


def _backup(
    workspace: Workspace, at_work: list[load.Writer], where: tuple[Path, str | None], outcome: Outcome
) -> Made:
    acknowledged = load.next_act(at_work)
    begin = time.perf_counter()
    made = backups.make(workspace, viewers.local(), where[0])
    outcome.longest_s = round(max(outcome.longest_s, time.perf_counter() - begin), 2)
    outcome.largest_megabytes = round(max(outcome.largest_megabytes, made.file.stat().st_size / 1e6), 1)
    outcome.encrypted += made.locked
    return Made(made.file, where[1], acknowledged)


def _faults(backup: Made, folder: Path, heads: dict[int, str]) -> list[str]:
    restored = backups.restore(folder, viewers.local(), backup.file, utc_now(), backup.secret)
    store = Store.open(folder)
    with store.reading() as reading:
        faults = load.faults(reading)
        revision, head = reading.connection.execute(select(meta.c.revision, meta.c.head)).one()
    store.close()
    if revision < backup.acknowledged or revision != restored.revision:
        faults.append(f"act {backup.acknowledged} was acknowledged, and the backup holds {revision}")
    if heads.get(revision) != head:
        faults.append(f"act {revision} of the backup is not that of the log")
    return faults


if __name__ == "__main__":
    sys.exit(main())
