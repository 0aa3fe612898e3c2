"""A command whose disk is full or takes no changes: one sentence, status 2, and nothing half done."""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

import pytest

from karta.cli import main
from karta.store import audit, engine
from karta.store.database import Store
from karta.store.engine import FILE

FULL, READ_ONLY = "Disken där arbetsytan ligger är full", "Arbetsytan går att läsa men inte att skriva i"
HEADER = "plats;lat;lon;datum;start;slut;roll;antal;namn;telefon\n"
# What another user's process does: root gives up what it is once all that it needs is loaded.
AS_ANOTHER = """
import os, sys
import alembic.config, pyrage, sqlalchemy.dialects.sqlite
from karta.cli import main
from karta.i18n import text
from karta.privacy import policy
from karta.services import backups
from karta.services.access import auditing, viewers
from karta.services.register import organisations
text("cli.about"), policy()
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give the folder of a workspace with one place, which every user may reach."""
    place = Path(mkdtemp(prefix="karta-disk-"))
    place.chmod(0o755)
    store = Store.open(place / "own")
    with store.act("samordnare", "add") as act:
        act.insert("place", [{"name": "A"}])
    store.close()
    yield place / "own"
    (place / "own").chmod(0o700)
    shutil.rmtree(place)


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """Give a roster of 3,000 rows, for which a small disk has no room."""
    rows = [
        f"Plats {n};59,3;18,{n:04d};2026-09-{n % 28 + 1:02d};20:00;22:00;nattvandrare;2;Påhittad {n};070-{n:06d}\n"
        for n in range(3_000)
    ]
    file = tmp_path / "roster.csv"
    file.write_text(HEADER + "".join(rows), encoding="utf-8")
    return file


@pytest.fixture
def small_disk(folder: Path) -> Iterator[Path]:
    """Give a copy of the workspace on a disk of 3 MB: one of memory where root may mount it, else a bound on files."""
    place = folder.parent / "disk"
    place.mkdir()
    mounted = os.geteuid() == 0 and not subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)], check=False
    ).returncode  # fmt: skip
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    shutil.copytree(folder, place / "own")
    if not mounted:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, before[1]))
    yield place / "own"
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    if mounted:
        subprocess.run(["umount", "-l", str(place)], check=True)


def state(folder: Path) -> tuple[int, list[str], int]:
    """Return the revision, the names of places and how many people a workspace has; its log is whole."""
    store = Store.open(folder)
    with store.reading() as reading:
        assert audit.verify(reading).faults == ()
        told = (reading.revision(), sorted(reading.frame("place")["name"]), len(reading.frame("person")))
    store.close()
    return told


def fill(file: Path) -> None:
    """Write a file until the disk takes no more."""
    with suppress(OSError), file.open("wb", buffering=0) as filler:
        while True:
            filler.write(b"x" * 4096)


def karta(folder: Path, *arguments: object) -> int:
    """Run a verb on a workspace and return its exit status."""
    return main(["--workspace", str(folder), *map(str, arguments)])


def test_an_import_without_room_stores_nothing(
    folder: Path, roster: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that may not grow takes nothing of the file; with room, the same file goes in whole."""
    with monkeypatch.context() as patch:
        patch.setattr(engine, "_PRAGMAS", (*engine._PRAGMAS, "max_page_count=1"))
        assert karta(folder, "import", roster, "--kind", "roster") == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert FULL in line
    assert state(folder) == (1, ["A"], 0)
    assert karta(folder, "import", roster, "--kind", "roster") == 0
    assert state(folder)[0] == 2


def test_a_full_disk_takes_neither_import_nor_backup(
    small_disk: Path, roster: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a real disk that is full both are refused in one sentence, leave nothing behind, and what was is there."""
    assert karta(small_disk, "import", roster, "--kind", "roster") == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("Disken där arbetsytan ligger")
    assert state(small_disk) == (1, ["A"], 0)
    fill(small_disk / "filler")
    assert karta(small_disk, "backup", "--to", small_disk / "backups") == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not [path for path in small_disk.rglob("*") if "backup" in path.name and path.is_file()]
    assert not list(small_disk.glob(".karta-*"))
    (small_disk / "filler").unlink()
    assert state(small_disk) == (1, ["A"], 0)


@pytest.mark.parametrize("verb", [["backup", "key"], ["audit", "checkpoint"]])
def test_another_user_is_told_that_nothing_can_be_written(folder: Path, verb: list[str]) -> None:
    """Who may read the folder and not write it gets the sentence, and not a byte is changed."""
    (folder / FILE).chmod(0o444)
    folder.chmod(0o555)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = subprocess.run(
        [sys.executable, "-c", AS_ANOTHER, "--workspace", str(folder), *verb],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert READ_ONLY in line
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
