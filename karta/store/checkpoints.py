"""Signed checkpoints: where the chains of acts and looks stood at a moment, so that nothing before it can be rewritten.

They lie in the database, where a cut begins with one, and as lines beside the signing key, where a cut tail of the
database cannot take them along.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, delete, func, insert, select, update

from karta.errors import StoreError
from karta.store import chain, looks, signing
from karta.store.acts import chunks
from karta.store.database import Store
from karta.store.faults import system_faults
from karta.store.schema.audit import checkpoint, read_entry
from karta.store.schema.journal import act, change, meta

_KIND = "karta checkpoint 1"
_OUTSIDE = "-checkpoints"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where both chains stood; `cut` when what stands up to here has been taken away, signed over all of it."""

    id: int
    at: datetime
    function: str
    revision: int
    head: str
    look: int
    look_head: str
    cut: bool
    public_key: str
    signature: str = ""

    def message(self) -> str:
        """Return what is signed."""
        values = (
            getattr(self, field.name) for field in fields(self) if field.name not in {"at", "signature"}
        )
        return chain.fields(_KIND, chain.moment(self.at), *values)

    def is_signed(self) -> bool:
        """Tell whether the signature is that of the key that is named."""
        return signing.is_signed(self.public_key, self.signature, self.message())

    def line(self) -> str:
        """Return the checkpoint as a line of JSON, to be kept away from the database."""
        return json.dumps({**asdict(self), "at": chain.moment(self.at)}, ensure_ascii=False)


def stored(connection: Connection) -> list[Checkpoint]:
    """Return the checkpoints of a workspace, the first first."""
    rows = connection.execute(select(checkpoint).order_by(checkpoint.c.id)).mappings()
    return [_checkpoint(row) for row in rows]


def make(store: Store, key_path: Path, function: str, at: datetime) -> Checkpoint:
    """Sign where both chains stand now."""
    with store.writing() as connection:
        connection.execute(update(meta).values(revision=meta.c.revision))  # all writers queue here
        row = connection.execute(select(meta)).one()
        look = looks.last(connection)
        key = signing.signing_key(key_path)
        signed = _signed(
            connection, key, (function, at, False), (row.revision, row.head, look, row.look_head)
        )
        _keep_outside(key_path, signed)
    return signed


def cut(store: Store, key_path: Path, function: str, at: datetime, before: datetime) -> Checkpoint | None:
    """Take away acts and looks from before a moment, at a signed checkpoint; None when there are none.

    An act that a later one has undone stays until both can go: the later one names it.
    """
    with store.writing() as connection:
        connection.execute(update(meta).values(revision=meta.c.revision))
        last_act, last_look = (
            _last_act_before(connection, before),
            _last_look_before(connection, before.date()),
        )
        if last_act is None and last_look is None:
            return None
        base = [one for one in stored(connection) if one.cut][-1:]
        start = (base[0].revision, base[0].head, base[0].look, base[0].look_head) if base else (0, "", 0, "")
        place = (*(last_act or start[:2]), *(last_look or start[2:]))
        signed = _signed(connection, signing.signing_key(key_path), (function, at, True), place)
        _take_away(connection, signed)
        _keep_outside(key_path, signed)
    return signed


def kept_outside(key_path: Path) -> list[Checkpoint]:
    """Return the checkpoints that lie beside the key, in the order in which they were made."""
    path = outside_file(key_path)
    return read_file(path) if path.exists() else []


def read_file(path: Path) -> list[Checkpoint]:
    """Return the checkpoints in a file, a line each. Raises StoreError `checkpoint_unreadable`."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [_read(line) for line in lines if line.strip()]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise StoreError("checkpoint_unreadable", file=str(path)) from error


def outside_file(key_path: Path) -> Path:
    """Return where the checkpoints beside a key lie."""
    return key_path.with_name(key_path.name + _OUTSIDE)


def put_aside(key_path: Path, at: datetime) -> None:
    """Put the checkpoints beside a key aside: after a backup has been restored they tell of what is no longer so."""
    path = outside_file(key_path)
    if path.exists():
        path.rename(path.with_name(f"{path.name}-{at.astimezone(UTC):%Y%m%d-%H%M%S}"))


def _signed(
    connection: Connection,
    key: Ed25519PrivateKey,
    made: tuple[str, datetime, bool],
    place: tuple[int, str, int, str],
) -> Checkpoint:
    number = (connection.execute(select(func.max(checkpoint.c.id))).scalar_one() or 0) + 1
    function, at, is_cut = made
    public = signing.public_text(key)
    unsigned = Checkpoint(number, at, function, *place, cut=is_cut, public_key=public)
    signature = key.sign(unsigned.message().encode()).hex()
    values = {**asdict(unsigned), "signature": signature}
    connection.execute(insert(checkpoint).values(values))
    return Checkpoint(**values)


def _keep_outside(key_path: Path, signed: Checkpoint) -> None:
    with system_faults(key_path.parent):
        opened = os.open(outside_file(key_path), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(opened, "a", encoding="utf-8") as file:
            file.write(signed.line() + "\n")
            file.flush()
            os.fsync(file.fileno())


def _last_act_before(connection: Connection, before: datetime) -> tuple[int, str] | None:
    """Return revision and hash of the last act that may go."""
    c = act.c
    # Clocks are set back: the first act that has to stay is what counts.
    kept = connection.execute(select(func.min(c.revision)).where(c.at >= before)).scalar_one()
    query = select(c.revision, c.hash).order_by(c.revision.desc()).limit(1)
    later, undone = act.alias(), act.alias()
    while True:
        limit = query if kept is None else query.where(c.revision < kept)
        row = connection.execute(limit).one_or_none()
        if row is None:
            return None
        named = (
            select(func.min(undone.c.revision))
            .select_from(undone)
            .join(later, later.c.undoes == undone.c.id)
            .where(undone.c.revision <= row.revision, later.c.revision > row.revision)
        )
        held_by = connection.execute(named).scalar_one()
        if held_by is None:
            return int(row.revision), str(row.hash)
        kept = held_by


def _last_look_before(connection: Connection, before: date) -> tuple[int, str] | None:
    c = read_entry.c
    kept = connection.execute(select(func.min(c.id)).where(c.service_day >= before)).scalar_one()
    query = select(c.id, c.hash).order_by(c.id.desc()).limit(1)
    row = connection.execute(query if kept is None else query.where(c.id < kept)).one_or_none()
    return None if row is None else (int(row.id), str(row.hash))


def _take_away(connection: Connection, signed: Checkpoint) -> None:
    gone = connection.execute(select(act.c.id).where(act.c.revision <= signed.revision)).scalars().all()
    for chunk in chunks(gone):
        connection.execute(delete(change).where(change.c.act_id.in_(chunk)))
    connection.execute(delete(act).where(act.c.revision <= signed.revision))
    connection.execute(delete(read_entry).where(read_entry.c.id <= signed.look))


def _read(line: str) -> Checkpoint:
    values = json.loads(line)
    return Checkpoint(**{**values, "at": datetime.fromisoformat(values["at"])})


def _checkpoint(row: Mapping[Any, Any]) -> Checkpoint:
    return Checkpoint(**{field.name: row[field.name] for field in fields(Checkpoint)})
