"""A backup as a file: a line that names it, a line that describes it, and the workspace's database, packed.

The database inside is always SQLite's file of a workspace, whatever the workspace itself runs on. With a public key
(age) the whole is encrypted to it: what is encrypted here can be read only by who has the secret part.
"""

import hashlib
import json
import os
import re
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import pyrage

from karta.errors import InputError, StoreError
from karta.store.engine import APPLICATION_ID
from karta.store.workspace_file import OWNER_ONLY

PLAIN, LOCKED = ".karta", ".karta.age"
_NAME = re.compile(r"karta-(\d{8}-\d{6})-r(\d+)\.karta(\.age)?")
_KIND, _VERSION = b"KARTA BACKUP ", b"1\n"
_AGE = b"age-encryption.org/"
_MOMENT = "%Y%m%d-%H%M%S"
_PIECE = 1 << 20
_LONGEST_LINE = 10_000


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds: the workspace as it was after `revision`; the hash, over all of it, proves it whole."""

    at: str
    revision: int
    head: str
    schema: str
    bytes: int
    sha256: str


def name_of(at: datetime, revision: int, *, locked: bool) -> str:
    """Return the name of a backup: when it was made (UTC), and after which act."""
    return f"karta-{at.astimezone(UTC):{_MOMENT}}-r{revision}{LOCKED if locked else PLAIN}"


def made_at(name: str) -> datetime | None:
    """Return when a backup of that name was made, None for any other file."""
    matched = _NAME.fullmatch(name)
    if matched is None:
        return None
    with suppress(ValueError):
        return datetime.strptime(matched[1], _MOMENT).replace(tzinfo=UTC)
    return None


def describe(database: Path, at: datetime) -> Contents:
    """Return what a backup of a database file says of it."""
    with closing(sqlite3.connect(database)) as connection:
        revision, head = connection.execute("SELECT revision, head FROM meta").fetchone()
        schema = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    moment = at.astimezone(UTC).isoformat(timespec="seconds")
    return proven(Contents(moment, revision, head, schema, database.stat().st_size, ""), database)


def proven(contents: Contents, database: Path) -> Contents:
    """Return a description with the hash over itself and the database."""
    values = (contents.at, contents.revision, contents.head, contents.schema, contents.bytes)
    digest = hashlib.sha256(json.dumps(values).encode())
    for piece in _pieces(database):
        digest.update(piece)
    return replace(contents, sha256=digest.hexdigest())


def write(database: Path, contents: Contents, target: Path, public_key: str | None) -> None:
    """Write a backup of a database file, whole or not at all, for its owner alone.

    Raises
    ------
    InputError
        `backup_key_unusable` for a public key that is none.
    StoreError
        When there is no room for it, or its folder cannot be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(database, contents, target, public_key)
    except OSError as error:
        raise StoreError("backup_unwritable", folder=str(target.parent)) from error


def read(file: Path, folder: Path, secret: str | None) -> tuple[Path, Contents]:
    """Return the database of a backup, unpacked into a folder, and what the backup says of it.

    Raises
    ------
    InputError
        When the file is no backup, is damaged, was made by a newer Karta, or is encrypted and the secret is not its.
    """
    target = folder / "unpacked"
    with file.open("rb") as source:
        locked = source.read(len(_AGE)) == _AGE
    if locked:
        _unlock(file, folder / "unlocked", secret)
    with (folder / "unlocked" if locked else file).open("rb") as source:
        contents = _description(source, file)
        try:
            _unpack(source, target, contents)
        except (zlib.error, ValueError, EOFError) as error:
            raise InputError("backup_damaged", file=file.name) from error
    _check(target, contents, file)
    return target, contents


def recipient(public_key: str) -> "pyrage.x25519.Recipient":
    """Return the public key that backups are encrypted to. Raises InputError `backup_key_unusable`."""
    try:
        return pyrage.x25519.Recipient.from_str(public_key)
    except pyrage.RecipientError as error:
        raise InputError("backup_key_unusable") from error


def new_key() -> tuple[str, str]:
    """Return a new pair of keys: the public part, and the secret part, which is stored nowhere."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity.to_public()), str(identity)


def _write(database: Path, contents: Contents, target: Path, public_key: str | None) -> None:
    with TemporaryDirectory(prefix=".karta-", dir=database.parent) as folder:
        packed = Path(folder) / "packed"
        with packed.open("wb") as file:
            _pack(database, contents, file)
        draft = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "wb") as out:
                with packed.open("rb") as source:
                    if public_key is None:
                        _copy(source, out)
                    else:
                        pyrage.encrypt_io(source, out, [recipient(public_key)])
                out.flush()
                os.fsync(out.fileno())
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)


def _pack(database: Path, contents: Contents, file: IO[bytes]) -> None:
    file.write(_KIND + _VERSION + json.dumps(asdict(contents)).encode() + b"\n")
    packer = zlib.compressobj(1)
    for piece in _pieces(database):
        file.write(packer.compress(piece))
    file.write(packer.flush())


def _unlock(file: Path, target: Path, secret: str | None) -> None:
    if not secret:
        raise InputError("backup_locked", file=file.name)
    try:
        identity = pyrage.x25519.Identity.from_str(secret.strip())
    except pyrage.IdentityError as error:
        raise InputError("backup_key_unusable") from error
    try:
        with file.open("rb") as source, target.open("wb") as out:
            pyrage.decrypt_io(source, out, [identity])
    except (pyrage.DecryptError, OSError) as error:
        other_key = "No matching keys" in str(error)
        raise InputError("backup_other_key" if other_key else "backup_damaged", file=file.name) from error


def _description(source: IO[bytes], file: Path) -> Contents:
    line = source.readline(_LONGEST_LINE)
    if not line.startswith(_KIND):
        raise InputError("backup_foreign", file=file.name)
    if line != _KIND + _VERSION:
        raise InputError("backup_newer" if line.endswith(b"\n") else "backup_damaged", file=file.name)
    try:
        return Contents(**json.loads(source.readline(_LONGEST_LINE)))
    except (ValueError, TypeError) as error:
        raise InputError("backup_damaged", file=file.name) from error


def _unpack(source: IO[bytes], target: Path, contents: Contents) -> None:
    unpacker, left = zlib.decompressobj(), contents.bytes
    with target.open("wb") as out:
        while piece := source.read(_PIECE):
            plain = unpacker.decompress(piece, left + 1)
            left -= len(plain)
            # A small file may be packed so that it fills a disk: no more is unpacked than it says of itself.
            if left < 0 or unpacker.unconsumed_tail or unpacker.unused_data:
                raise ValueError
            out.write(plain)
    if left or not unpacker.eof:
        raise EOFError


def _check(database: Path, contents: Contents, file: Path) -> None:
    if proven(contents, database) != contents:
        raise InputError("backup_damaged", file=file.name)
    try:
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("PRAGMA trusted_schema=OFF")
            mark = connection.execute("PRAGMA application_id").fetchone()[0]
            kinds = {kind for (kind,) in connection.execute("SELECT type FROM sqlite_master")}
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    except sqlite3.DatabaseError as error:
        raise InputError("backup_damaged", file=file.name) from error
    # Nobody signs a backup: what runs by itself in a database, Karta has none of.
    if mark != APPLICATION_ID or kinds - {"table", "index"}:
        raise InputError("backup_foreign", file=file.name)
    if not sound:
        raise InputError("backup_damaged", file=file.name)


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as source:
        while piece := source.read(_PIECE):
            yield piece


def _copy(source: IO[bytes], target: IO[bytes]) -> None:
    while piece := source.read(_PIECE):
        target.write(piece)
