"""Writers that act on a workspace as fast as they can, in processes of their own, and say what has been acknowledged.

An act adds a place named by its revision, two settings of the same value and a person: whoever sees one of them
without the others sees half an act.
"""

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, insert, select

from karta.errors import StoreError
from karta.services import backups
from karta.store import archive, audit, people
from karta.store.database import Reading, Store
from karta.store.schema import people as p
from karta.store.schema.journal import act as acts
from karta.store.schema.journal import setting
from karta.store.schema.places import place

PAIR = ("first", "second")
_MARK = b"%10d\n"
_LENGTH = 11


@dataclass
class Writer:
    """A process that writes; `acknowledged` are the revisions of the acts that it was told are stored."""

    pid: int
    pipe: int
    acknowledged: list[int] = field(default_factory=list)
    running: bool = False

    def listen(self) -> None:
        """Take in what the writer has said until now: each act is said when it begins (-1) and when it is stored."""
        while piece := _read(self.pipe):
            for start in range(0, len(piece), _LENGTH):
                revision = int(piece[start : start + _LENGTH])
                self.running = revision < 0
                if revision > 0:
                    self.acknowledged.append(revision)

    def kill(self) -> None:
        """End the process at once, as the system does when memory is short, and take in its last words."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self.listen()
        os.close(self.pipe)


def prepare(folder: Path) -> None:
    """Make a workspace for the writers."""
    store = Store.open(folder)
    with store.act("samordnare", "add") as act:
        act.insert("place", [{"name": "1"}])
        act.insert("organisation", [{"name": "Alfa"}])
        act.insert("setting", [{"key": key, "value": "1"} for key in PAIR])
    store.close()


def encrypt(folder: Path) -> str:
    """Have the backups of a workspace encrypted, outside its acts, and return the secret part of the key."""
    public, secret = archive.new_key()
    store = Store.open(folder)
    with store.writing() as connection:
        at = datetime(2026, 9, 18, tzinfo=UTC)
        row = {"id": "key", "key": backups.KEY, "value": public, "version": 1, "recorded_at": at}
        connection.execute(insert(setting).values(row))
    store.close()
    return secret


def start(folder: Path, seed: int, pause: float = 0.0) -> Writer:
    """Start a writer; it ends only when it is killed. Forked, so that it costs no second of loading."""
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(out)
        try:
            _write(folder, into, random.Random(seed), pause)
        finally:
            os._exit(1)
    os.close(into)
    os.set_blocking(out, False)
    return Writer(pid, out)


@contextmanager
def writers(folder: Path, count: int, pause: float = 0.0) -> Iterator[list[Writer]]:
    """Give writers that are at work, killed when the block ends."""
    at_work = [start(folder, seed, pause) for seed in range(count)]
    try:
        yield at_work
    finally:
        for writer in at_work:
            writer.kill()


def next_act(at_work: list[Writer], seconds: float = 60) -> int:
    """Wait until a writer has been told of an act more than before, and return the last acknowledged revision."""
    before = sum(len(writer.acknowledged) for writer in at_work)
    deadline = time.monotonic() + seconds
    while sum(len(writer.acknowledged) for writer in at_work) == before:
        if time.monotonic() > deadline:
            raise TimeoutError(f"no act within {seconds} s")
        time.sleep(0.005)
        for writer in at_work:
            writer.listen()
    return max(revision for writer in at_work for revision in writer.acknowledged)


def faults(reading: Reading) -> list[str]:
    """Return what is not a state after whole acts: each is there with all that it wrote, and none without."""
    connection, revision = reading.connection, reading.revision()
    names = connection.execute(select(place.c.name)).scalars().all()
    told = []
    if sorted(map(int, names)) != list(range(1, revision + 1)):
        told.append(f"places of {len(names)} acts, and {revision} acts")
    pair = connection.execute(select(setting.c.value).where(setting.c.key.in_(PAIR))).scalars().all()
    if list(pair) != [str(revision)] * len(PAIR):
        told.append(f"settings {pair} after act {revision}")
    persons = connection.execute(select(func.count()).select_from(p.person)).scalar_one()
    if persons != revision - 1:
        told.append(f"{persons} persons after act {revision}")
    if connection.execute(select(func.count()).select_from(acts)).scalar_one() != revision:
        told.append(f"the log does not hold {revision} acts")
    told += [f"{fault.kind} {fault.where}" for fault in audit.verify(reading).faults]
    told += [line for (line,) in connection.exec_driver_sql("PRAGMA integrity_check") if line != "ok"]
    told += [str(row) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]
    return told


def _write(folder: Path, into: int, chance: random.Random, pause: float) -> None:
    store = Store.open(folder)
    while True:
        os.write(into, _MARK % -1)
        try:
            with store.act("samordnare", "add") as act:
                rows = act.rows("setting", "key", PAIR)
                organisation = act.connection.exec_driver_sql("SELECT id FROM organisation").scalar_one()
                act.insert("place", [{"name": str(act.revision), "address": "x" * chance.randrange(20_000)}])
                for row in rows:
                    act.update("setting", row["id"], None, {"value": str(act.revision)})
                people.add(act, organisation, f"Påhittad {act.revision}")
        except StoreError as error:
            if error.code == "store_busy":
                continue
            raise
        os.write(into, _MARK % act.revision)
        time.sleep(pause)


def _read(pipe: int) -> bytes:
    try:
        # What is written to a pipe at once is read at once: no mark comes in halves.
        return os.read(pipe, _LENGTH * 1000)
    except BlockingIOError:
        return b""
