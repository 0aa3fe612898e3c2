"""Backups: for their owner alone, refused when they are not sound, restored beside what was."""

import json
import sqlite3
import stat
import zlib
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree

import pytest

from karta.errors import ConflictError, InputError, KartaError, NotAllowedError, StoreError
from karta.i18n import LANGUAGES, error_text
from karta.privacy import Viewer
from karta.services import backups
from karta.services.access import auditing, viewers
from karta.services.rosters import own_data
from karta.services.workspace import Workspace, create
from karta.store import archive, people
from karta.store.engine import FILE
from tests.store.later_tables import COLUMNS_SINCE_0015, SINCE_0015

NOW = datetime(2026, 9, 18, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a workspace with one place."""
    workspace = create(tmp_path_factory.mktemp("backups") / "own", now=lambda: NOW)
    add(workspace, "A")
    workspace.store.close()
    return workspace.folder


def add(workspace: Workspace, name: str) -> None:
    """Store a place."""
    with workspace.store.act("samordnare", "add") as act:
        act.insert("place", [{"name": name}])


def names(folder: Path) -> list[str]:
    """Return the names of the places of a workspace."""
    workspace = create(folder, now=lambda: NOW)
    try:
        return sorted(workspace.store.frame("place")["name"])
    finally:
        workspace.store.close()


def refused(file: Path, folder: Path, secret: str | None = None) -> str:
    """Return the code with which a backup is refused, in one line of each language, nothing left in the folder."""
    before = sorted(folder.iterdir()) if folder.exists() else []
    with pytest.raises(KartaError) as caught:
        backups.restore(folder, viewers.local(), file, NOW, secret, replace=True)
    assert all("\n" not in error_text(caught.value, language) for language in LANGUAGES)
    assert not any(error_text(caught.value, language).startswith("[") for language in LANGUAGES)
    assert (sorted(folder.iterdir()) if folder.exists() else []) == before
    return caught.value.code


def test_a_backup_brings_back_what_was(workspace: Workspace, tmp_path: Path) -> None:
    """The file says day and revision, is its owner's alone, and holds the places of then in another folder."""
    made = backups.make(workspace, viewers.local())
    assert (made.file.name, made.revision, made.locked) == ("karta-20260918-100000-r1.karta", 1, False)
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
    add(workspace, "B")
    told = backups.restore(tmp_path / "other", viewers.local(), made.file, NOW)
    assert (told.revision, told.made_at, told.former, told.erased) == (1, NOW, None, None)
    assert names(tmp_path / "other") == ["A"]
    assert stat.S_IMODE((tmp_path / "other" / FILE).stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "other").iterdir()] == [FILE]


def test_what_is_there_is_replaced_only_when_that_is_said(workspace: Workspace) -> None:
    """Without the word nothing happens; with it the former workspace lies beside, whole, and can be opened."""
    made = backups.make(workspace, viewers.local())
    add(workspace, "B")
    workspace.store.close()
    with pytest.raises(ConflictError, match="restore_exists"):
        backups.restore(workspace.folder, viewers.local(), made.file, NOW)
    assert names(workspace.folder) == ["A", "B"]
    told = backups.restore(workspace.folder, viewers.local(), made.file, NOW, replace=True)
    assert names(workspace.folder) == ["A"]
    assert told.former is not None
    assert told.former.name == "karta-before-20260918-100000-r2.sqlite"
    with closing(sqlite3.connect(told.former)) as former:
        assert [name for (name,) in former.execute("SELECT name FROM place ORDER BY name")] == ["A", "B"]


def test_who_was_erased_since_is_erased_again(workspace: Workspace) -> None:
    """Of two people in the backup one has asked to be erased since: only the other is back, and the undone act is."""
    with workspace.store.act("samordnare", "add") as act:
        org = act.insert("organisation", [{"name": "IF Björken"}])[0]
        people.add(act, org, "Stannar")
        leaves = people.add(act, org, "Raderas")
    made = backups.make(workspace, viewers.local())
    own_data.erase(workspace, leaves, viewers.local())
    add(workspace, "B")
    workspace.store.close()
    told = backups.restore(workspace.folder, viewers.local(), made.file, NOW, replace=True)
    assert told.erased == 1
    assert names(workspace.folder) == ["A"]
    with closing(sqlite3.connect(workspace.folder / FILE)) as found:
        assert [name for (name,) in found.execute("SELECT name FROM person")] == ["Stannar"]
    assert b"Raderas" not in (workspace.folder / FILE).read_bytes()


def test_a_workspace_in_use_is_not_replaced(workspace: Workspace) -> None:
    """As long as a program has the workspace open, nothing is changed under it."""
    made = backups.make(workspace, viewers.local())
    add(workspace, "B")
    with pytest.raises(StoreError, match="restore_in_use"):
        backups.restore(workspace.folder, viewers.local(), made.file, NOW, replace=True)
    add(workspace, "C")
    workspace.store.close()
    assert names(workspace.folder) == ["A", "B", "C"]


def test_a_damaged_workspace_is_replaced_and_kept(workspace: Workspace) -> None:
    """A workspace that is noise by now is what a backup is for."""
    made = backups.make(workspace, viewers.local())
    workspace.store.close()
    (workspace.folder / FILE).write_bytes(b"noise" * 5000)
    told = backups.restore(workspace.folder, viewers.local(), made.file, NOW, replace=True)
    assert names(workspace.folder) == ["A"]
    assert told.former is not None
    assert told.former.read_bytes() == b"noise" * 5000


def test_only_the_secret_key_opens_a_locked_backup(workspace: Workspace, tmp_path: Path) -> None:
    """With a public key the file shows nothing; the secret part, which the workspace does not hold, opens it."""
    add(workspace, "Kanarieplats")
    secret = backups.make_key(workspace, viewers.local())
    made = backups.make(workspace, viewers.local())
    assert made.locked
    assert made.file.name.endswith("-r3.karta.age")
    assert b"KARTA BACKUP" not in made.file.read_bytes()
    workspace.store.close()
    for file in workspace.folder.rglob("*"):
        assert file.is_dir() or secret.encode() not in file.read_bytes()
    other = tmp_path / "other"
    assert refused(made.file, other) == "backup_locked"
    assert refused(made.file, other, archive.new_key()[1]) == "backup_other_key"
    assert refused(made.file, other, "hemligt") == "backup_key_unusable"
    backups.restore(other, viewers.local(), made.file, NOW, secret)
    assert names(other) == ["A", "Kanarieplats"]


@pytest.mark.parametrize("locked", [False, True])
def test_damage_anywhere_is_refused(workspace: Workspace, tmp_path: Path, locked: bool) -> None:
    """A backup that is cut off, or has a bit changed at any of forty places, is refused or unpacks to the same bytes.

    A copy of nothing from another place of nothing is still nothing: a few bits of packed blanks mean the same.
    """
    secret = backups.make_key(workspace, viewers.local()) if locked else None
    file = backups.make(workspace, viewers.local()).file
    content, broken = file.read_bytes(), tmp_path / file.name
    before = unpacked(file, tmp_path / "whole", secret)
    bad = {"backup_damaged", "backup_foreign", "backup_newer", *(["backup_other_key"] if locked else [])}
    changed = []
    for place in range(0, len(content), len(content) // 40):
        broken.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        try:
            assert unpacked(broken, tmp_path / f"part {place}", secret) == before
        except InputError as error:
            changed.append(error.code)
        broken.write_bytes(content[:place])
        assert refused(broken, tmp_path / "other", secret) in bad
    assert set(changed) <= bad
    assert len(changed) >= 20


def unpacked(file: Path, folder: Path, secret: str | None) -> bytes:
    """Return the database of a backup."""
    folder.mkdir()
    return archive.read(file, folder, secret)[0].read_bytes()


def rewritten(file: Path, change: Callable[[sqlite3.Connection], object], target: Path) -> Path:
    """Return a backup made of another one with its database changed: what somebody who knows the format can make."""
    _, line, packed = file.read_bytes().split(b"\n", 2)
    database = target.with_suffix(".sqlite")
    database.write_bytes(zlib.decompress(packed))
    with closing(sqlite3.connect(database)) as connection, connection:
        change(connection)
    contents = archive.Contents(**{**json.loads(line), "bytes": database.stat().st_size})
    archive.write(database, archive.proven(contents, database), target, None)
    return target


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE alembic_version SET version_num='9999'", "backup_newer"),
        ("PRAGMA application_id=1", "backup_foreign"),
        ("CREATE TRIGGER t AFTER INSERT ON act BEGIN DELETE FROM act; END", "backup_foreign"),
    ],
)
def test_foreign_and_newer_backups_are_refused(
    workspace: Workspace, tmp_path: Path, statement: str, code: str
) -> None:
    """A database of a newer Karta or another program, or one that runs something by itself, is not put in place."""
    file = backups.make(workspace, viewers.local()).file
    other = rewritten(file, lambda connection: connection.execute(statement), tmp_path / "karta-x.karta")
    assert refused(other, tmp_path / "other") == code


def test_other_files_are_refused(tmp_path: Path) -> None:
    """A text, an empty file and another database are no backups."""
    for content in (b"", b"plats;datum\n", b"SQLite format 3\x00", b"KARTA BACKUP 2\n{}\n"):
        (tmp_path / "file").write_bytes(content)
        expected = "backup_newer" if content.startswith(b"KARTA") else "backup_foreign"
        assert refused(tmp_path / "file", tmp_path / "other") == expected


def test_a_backup_of_an_older_karta_is_brought_up_to_date(workspace: Workspace, tmp_path: Path) -> None:
    """What was made before there were chains is migrated, and its acts are chained."""

    def older(connection: sqlite3.Connection) -> None:
        for table in SINCE_0015:
            connection.execute(f"DROP TABLE {table}")
        for table, column in COLUMNS_SINCE_0015:
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        connection.execute("UPDATE alembic_version SET version_num='0015'")

    file = rewritten(backups.make(workspace, viewers.local()).file, older, tmp_path / "old.karta")
    backups.restore(tmp_path / "other", viewers.local(), file, NOW)
    assert names(tmp_path / "other") == ["A"]
    opened = create(tmp_path / "other", now=lambda: NOW)
    finding = auditing.verify(opened, viewers.local())
    opened.store.close()
    assert (finding.acts, finding.faults) == (1, ())


def test_backups_are_kept_for_35_days(prepared: Path, tmp_path: Path) -> None:
    """One backup a day and a checkpoint with it; the 36th takes the first away, what is no backup stays."""
    folder, clock = copytree(prepared, tmp_path / "own"), [NOW]
    workspace = create(folder, now=lambda: clock[0])
    (folder / "backups").mkdir()
    (folder / "backups" / "karta-notes.txt").write_text("min", encoding="utf-8")
    (folder / "karta-before-20260918-090000-r1.sqlite").write_bytes(b"x")
    for day in range(37):
        clock[0] = NOW + timedelta(days=day)
        assert backups.daily(workspace, viewers.local()) is not None
        assert backups.daily(workspace, viewers.local()) is None
    left = sorted(path.name for path in (folder / "backups").iterdir())
    assert left[0] == "karta-20260919-100000-r1.karta"
    assert len(left) == 36 + 1
    assert "karta-notes.txt" in left
    assert not list(folder.glob("karta-before-*"))
    assert auditing.verify(workspace, viewers.local()).checkpoints == 37
    workspace.store.close()


def test_a_restored_workspace_verifies(workspace: Workspace) -> None:
    """After going back, checkpoints of what came later lie aside, and the log is whole."""
    made = backups.make(workspace, viewers.local())
    add(workspace, "B")
    auditing.checkpoint(workspace, viewers.local())
    workspace.store.close()
    backups.restore(workspace.folder, viewers.local(), made.file, NOW, replace=True)
    opened = create(workspace.folder, now=lambda: NOW)
    assert auditing.verify(opened, viewers.local()).faults == ()
    opened.store.close()


def test_backups_are_not_everybodys(workspace: Workspace, tmp_path: Path) -> None:
    """An organiser makes no key, no backup, and restores none."""
    viewer = Viewer("ledare", "organiser", frozenset({"alfa"}))
    for act in (backups.make, backups.make_key, backups.daily):
        with pytest.raises(NotAllowedError):
            act(workspace, viewer)
    with pytest.raises(NotAllowedError):
        backups.restore(tmp_path / "other", viewer, tmp_path / "file", NOW)


def test_a_full_disk_leaves_no_half_backup(workspace: Workspace, tmp_path: Path) -> None:
    """Where the folder for backups is a file, or cannot be made, it is said so and nothing is left."""
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="backup_unwritable"):
        backups.make(workspace, viewers.local(), tmp_path / "taken")
    with pytest.raises(InputError, match="backup_key_unusable"):
        archive.recipient("age1x")
    assert not list(workspace.folder.glob(".karta-*"))
