"""A disk that is full, that takes no changes or that fails, and a file that is no workspace: each says what it is."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import mkdtemp

import pytest
from sqlalchemy import event

from karta.errors import StoreError
from karta.i18n import LANGUAGES, error_text
from karta.store import faults, workspace_file
from karta.store.database import Store
from karta.store.engine import FILE

# What a process does that reads a workspace, is refused its act, and reads again. Root may do everything: it gives up
# what it is first, once all that it needs is loaded.
WITHOUT_RIGHTS = """
import os, sys
from pathlib import Path
import alembic.config, sqlalchemy.dialects.sqlite
from karta.errors import StoreError
from karta.store.database import Store
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    store = Store.open(Path(sys.argv[1]))
    print("open", len(store.frame("place")))
    with store.act("coordinator", "add") as act:
        act.insert("place", [{"name": "B"}])
except StoreError as error:
    print(error.code)
"""
# What a process does whose files may grow to so many bytes and no further, as on a disk that answers with an error.
NO_GROWTH = """
import resource, sys
from pathlib import Path
from karta.errors import StoreError
from karta.store.database import Store
store = Store.open(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
try:
    with store.act("coordinator", "add") as act:
        act.insert("place", [{"name": "x" * 1000} for _ in range(5000)])
except StoreError as error:
    print(error.code)
print(len(store.frame("place")), store.revision())
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a workspace's folder, closed, with one place in it."""
    store = Store.open(tmp_path / "own")
    with store.act("coordinator", "add") as act:
        act.insert("place", [{"name": "A"}])
    store.close()
    return tmp_path / "own"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Give a folder that everybody may reach, with a workspace of one place."""
    place = Path(mkdtemp(prefix="karta-test-"))
    place.chmod(0o755)
    store = Store.open(place / "own")
    with store.act("coordinator", "add") as act:
        act.insert("place", [{"name": "A"}])
    store.close()
    yield place / "own"
    (place / "own").chmod(0o700)
    shutil.rmtree(place)


def opening(folder: Path) -> str:
    """Return the code with which a folder is refused, which has a sentence in each language."""
    with pytest.raises(StoreError) as caught:
        Store.open(folder)
    assert all(not error_text(caught.value, language).startswith("[") for language in LANGUAGES)
    return caught.value.code


def run(script: str, folder: Path) -> list[str]:
    """Return what a process says of a workspace."""
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)], capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout.splitlines()


def mode(path: Path) -> int:
    """Return who may do what with a file."""
    return stat.S_IMODE(path.stat().st_mode)


def test_a_full_disk_is_called_full_and_loses_nothing(sqlite_store: Store) -> None:
    """An act for which there is no room is refused as such, leaves nothing, and succeeds once there is room."""
    pages = [1]

    def bound(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages[0]}")

    event.listen(sqlite_store._engine, "checkout", bound)

    def add() -> None:
        with sqlite_store.act("coordinator", "add") as act:
            act.insert("place", [{"name": "x" * 1000} for _ in range(500)])

    with pytest.raises(StoreError, match="store_full"):
        add()
    assert sqlite_store.frame("place").empty
    assert sqlite_store.revision() == 0
    pages[0] = 1_000_000
    add()
    assert len(sqlite_store.frame("place")) == 500


def test_a_disk_that_fails_is_not_called_damaged(folder: Path) -> None:
    """Where the system refuses to write, it is the disk that is named, and what was there can be read."""
    assert run(NO_GROWTH, folder) == ["store_disk_error", "1 1"]


def test_an_act_on_what_can_only_be_read_says_so(sqlite_store: Store) -> None:
    """A database that takes no changes is called so, and can be read."""
    event.listen(
        sqlite_store._engine, "checkout", lambda connection, *_: connection.execute("PRAGMA query_only=ON")
    )
    with pytest.raises(StoreError, match="store_read_only"), sqlite_store.act("coordinator", "add") as act:
        act.insert("place", [{"name": "A"}])
    assert sqlite_store.frame("place").empty


@pytest.mark.parametrize("folder_mode", [0o755, 0o555])
def test_a_file_without_the_right_to_write_says_so(open_folder: Path, folder_mode: int) -> None:
    """A workspace that its user may read and not write is called so; its rights are left as they are."""
    file = open_folder / FILE
    file.chmod(0o444)
    open_folder.chmod(folder_mode)
    assert run(WITHOUT_RIGHTS, open_folder) == ["store_read_only"]
    assert mode(file) in {0o444, 0o400}


def test_real_damage_says_so(folder: Path) -> None:
    """A file whose pages are noise is damaged; so is one that is noise from its first byte."""
    content = bytearray((folder / FILE).read_bytes())
    content[4096:] = bytes(range(256)) * ((len(content) - 4096) // 256)
    (folder / FILE).write_bytes(content)
    with pytest.raises(StoreError, match="store_unreadable"):
        Store.open(folder).frame("place")
    (folder / FILE).write_bytes(os.urandom(20_000))
    assert opening(folder) == "store_unreadable"


def test_an_emptied_file_is_not_made_a_new_workspace(folder: Path) -> None:
    """A workspace whose file lost its content is refused and left as it is, until it is restored."""
    content = (folder / FILE).read_bytes()
    (folder / FILE).write_bytes(b"")
    assert opening(folder) == "store_emptied"
    assert [path.name for path in folder.iterdir()] == [FILE]
    assert (folder / FILE).stat().st_size == 0
    (folder / FILE).write_bytes(content)
    assert len(Store.open(folder).frame("place")) == 1


def test_a_lost_file_with_its_log_is_not_made_a_new_workspace(folder: Path) -> None:
    """Where the file is gone but changes to it lie beside it, nothing new is made that would swallow them."""
    (folder / FILE).unlink()
    (folder / f"{FILE}-wal").write_bytes(b"changes")
    assert opening(folder) == "store_lost"
    assert (folder / f"{FILE}-wal").read_bytes() == b"changes"


@pytest.mark.parametrize("mark", [0, 0x47504B47])
def test_a_database_of_another_program_is_left_as_it_is(tmp_path: Path, mark: int) -> None:
    """A SQLite file that is no workspace is refused, and not one byte of it changes."""
    with closing(sqlite3.connect(tmp_path / FILE)) as foreign:
        foreign.execute(f"PRAGMA application_id={mark}")
        foreign.execute("CREATE TABLE alembic_version (version_num)")
    content = (tmp_path / FILE).read_bytes()
    assert opening(tmp_path) == "store_foreign"
    assert (tmp_path / FILE).read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_workspace_with_another_programs_mark_is_refused(folder: Path) -> None:
    """The tables alone do not make a workspace where the file says that it is something else."""
    with closing(sqlite3.connect(folder / FILE)) as database:
        database.execute("PRAGMA application_id=7")
    assert opening(folder) == "store_foreign"


def test_an_older_workspace_is_marked_when_it_is_opened(folder: Path) -> None:
    """A workspace from before the mark opens unchanged and has it from then on."""
    with closing(sqlite3.connect(folder / FILE)) as database:
        database.execute("PRAGMA application_id=0")
    store = Store.open(folder)
    assert len(store.frame("place")) == 1
    store.close()
    with closing(sqlite3.connect(folder / FILE)) as database:
        assert database.execute("PRAGMA application_id").fetchone() == (workspace_file.APPLICATION_ID,)


def test_an_older_workspace_opens_while_somebody_writes(folder: Path) -> None:
    """Who cannot set the mark at once goes on without it."""
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as writer:
        writer.execute("PRAGMA application_id=0")
        writer.execute("BEGIN IMMEDIATE")
        assert len(Store.open(folder).frame("place")) == 1


def test_every_connection_trusts_no_schema_and_deletes_for_good(sqlite_store: Store) -> None:
    """What a file brings runs nothing, and what is deleted is overwritten, on every connection."""
    with sqlite_store.reading() as first, sqlite_store.reading() as second:
        for reading in (first, second):
            values = [
                reading.connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("trusted_schema", "secure_delete")
            ]
            assert values == [0, 1]


def test_a_file_is_its_owners_alone_at_every_opening(folder: Path) -> None:
    """A restored file that everybody could read, and what lies beside it, are closed to others when it is opened."""
    beside = Store.open(folder)
    beside.revision()
    files = [folder / f"{FILE}{end}" for end in ("", "-wal", "-shm")]
    assert [mode(file) for file in files] == [0o600] * 3
    for file in files:
        file.chmod(0o664)
    Store.open(folder).close()
    assert [mode(file) for file in files] == [0o600] * 3
    beside.close()


def test_a_new_workspace_is_there_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who fails while making a workspace leaves an empty folder, where the next one succeeds."""

    def fail(_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("karta.store.database.migrate", fail)
        with pytest.raises(RuntimeError):
            Store.open(tmp_path)
    assert list(tmp_path.iterdir()) == []
    Store.open(tmp_path).close()
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_each_number_of_sqlite_has_its_own_sentence() -> None:
    """A number means the same with what SQLite adds to it; what it does not say is no damage."""
    wanted = {
        "SQLITE_FULL": "store_full",
        "SQLITE_READONLY_DIRECTORY": "store_read_only",
        "SQLITE_READONLY_DBMOVED": "store_cannot_open",
        "SQLITE_IOERR_FSYNC": "store_disk_error",
        "SQLITE_CORRUPT_INDEX": "store_unreadable",
        "SQLITE_NOTADB": "store_unreadable",
        "SQLITE_CANTOPEN_ISDIR": "store_cannot_open",
        "SQLITE_BUSY_SNAPSHOT": "store_busy",
        "SQLITE_LOCKED_SHAREDCACHE": "store_busy",
        "SQLITE_CONSTRAINT_UNIQUE": "store_refused",
        "SQLITE_ERROR": "store_failed",
    }
    for name, code in wanted.items():
        error = sqlite3.OperationalError(name)
        error.sqlite_errorcode = getattr(sqlite3, name)
        assert faults.fault_code(error) == code
        assert all(not error_text(StoreError(code), lang).startswith("[") for lang in LANGUAGES)
