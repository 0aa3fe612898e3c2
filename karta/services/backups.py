"""Backups of a workspace: made while it is used, encrypted to a public key, restored to a moment that existed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from karta.errors import InputError
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.workspace import Workspace, put_settings
from karta.store import archive, checkpoints, erasing, file_copies, people, signing
from karta.store.database import Store
from karta.store.engine import FILE
from karta.store.faults import system_faults

KEY = "backup_key"
FOLDER = "backups"
# As docs/privacy.md says; also of a workspace that was replaced by a backup.
KEPT = timedelta(days=35)


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made; `locked` when nobody without the secret key can read it."""

    file: Path
    revision: int
    locked: bool


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored: the workspace after `revision`; `former` is what was there before, None where nothing was.

    `erased`: how many people who were not there any more were erased again; None where what was there cannot tell.
    """

    revision: int
    made_at: datetime
    former: Path | None
    erased: int | None


def make_key(workspace: Workspace, viewer: Viewer) -> str:
    """Encrypt backups to a new public key from now on, and return its secret part, which is stored nowhere.

    Backups that are there already need the key that they were made with.
    """
    require(viewer, "keep_backups", WORKSPACE)
    public, secret = archive.new_key()
    version = workspace.settings([KEY])[KEY].version
    put_settings(workspace, viewer, KEY, {KEY: public}, {KEY: version})
    return secret


def make(workspace: Workspace, viewer: Viewer, folder: Path | None = None) -> Backup:
    """Make a backup in a folder, left out in that of the workspace; others may go on working meanwhile.

    Raises
    ------
    InputError
        `backup_where` for a workspace in a database, where no folder is named.
    """
    require(viewer, "keep_backups", WORKSPACE)
    if workspace.address and folder is None:
        raise InputError("backup_where")
    workspace.folder.mkdir(parents=True, exist_ok=True)
    at, key = workspace.now(), workspace.setting(KEY)
    with system_faults(workspace.folder), TemporaryDirectory(prefix=".karta-", dir=workspace.folder) as name:
        database = Path(name) / FILE
        file_copies.copy(workspace.store, database)
        contents = archive.describe(database, at)
        target = (folder or workspace.folder / FOLDER) / archive.name_of(
            at, contents.revision, locked=key is not None
        )
        archive.write(database, contents, target, key)
    return Backup(target, contents.revision, key is not None)


def daily(workspace: Workspace, viewer: Viewer, folder: Path | None = None) -> Backup | None:
    """Make the backup of the day, unless there is one (None), sign where the log stands, and take away old backups."""
    require(viewer, "keep_backups", WORKSPACE)
    now = workspace.now()
    target = folder or workspace.folder / FOLDER
    made = None
    if not any(at.astimezone(workspace.zone).date() == workspace.today for _, at in _backups(target)):
        checkpoints.make(workspace.store, signing.key_file(workspace.folder), viewer.function, now)
        made = make(workspace, viewer, target)
    for file, at in (*_backups(target), *file_copies.former(workspace.folder)):
        if at < now - KEPT:
            file.unlink(missing_ok=True)
    return made


def restore(
    folder: Path,
    viewer: Viewer,
    file: Path,
    now: datetime,
    secret: str | None = None,
    *,
    replace: bool = False,
) -> Restored:
    """Restore a workspace from a backup; one that is there is replaced only where that is said, and kept beside.

    Raises
    ------
    InputError
        When the file is no backup, is damaged, is a newer Karta's, or is encrypted and the secret is not its.
    ConflictError
        When there is a workspace and it is not to be replaced.
    StoreError
        When another program has it open.
    """
    require(viewer, "keep_backups", WORKSPACE)
    if not replace:
        file_copies.refuse_existing(folder)
    there = file_copies.people_ids(folder)
    erased: list[int] = []

    def prepare(store: Store) -> None:
        if there is not None:
            erased.append(_erase_again(Workspace(folder, store, lambda: now), viewer, there))

    with system_faults(folder), file_copies.restored(file, folder, secret, prepare) as (draft, contents):
        former = file_copies.put_in_place(draft, folder, now, replace=replace)
    checkpoints.put_aside(signing.key_file(folder), now)
    made_at = datetime.fromisoformat(contents.at)
    return Restored(contents.revision, made_at, former, erased[0] if erased else None)


def _erase_again(workspace: Workspace, viewer: Viewer, there: set[str]) -> int:
    """Erase people who were not there any more when the backup was put in place, and return how many.

    They had been erased, or their adding was undone: nothing tells which, and whoever asked to be erased comes first.
    """
    with workspace.store.reading() as reading:
        gone = sorted(people.all_ids(reading.connection) - there)
    if not gone:
        return 0
    with workspace.act(viewer, "erase_person") as act:
        return erasing.erase(act, gone, workspace.now().astimezone(workspace.zone))


def _backups(folder: Path) -> list[tuple[Path, datetime]]:
    if not folder.is_dir():
        return []
    dated = [(file, archive.made_at(file.name)) for file in folder.iterdir() if file.is_file()]
    return [(file, at) for file, at in dated if at is not None]
