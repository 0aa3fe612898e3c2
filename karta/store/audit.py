"""Finding what was changed in the log by other means than Karta's: acts, their changes, looks and checkpoints."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from karta.store import chain, looks
from karta.store.checkpoints import Checkpoint, stored
from karta.store.database import Reading
from karta.store.schema.audit import read_entry
from karta.store.schema.journal import act, change, meta

Kind = Literal[
    "act_changed", "act_gone", "act_added", "acts_cut", "changes_loose", "look_changed", "look_gone", "looks_cut",
    "checkpoint_forged", "checkpoint_gone", "checkpoint_foreign", "acts_rewritten", "looks_rewritten", "unreadable",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not fit; `where` is the number of an act (its revision), a look or a checkpoint."""

    kind: Kind
    where: int


@dataclass(frozen=True, slots=True)
class Finding:
    """How much was gone through, and what does not fit. `from_revision`: what was before has been cut, 1 for all."""

    acts: int
    looks: int
    checkpoints: int
    from_revision: int
    public_keys: tuple[str, ...]
    faults: tuple[Fault, ...]


def verify(reading: Reading, outside: Sequence[Checkpoint] = (), public_key: str | None = None) -> Finding:
    """Return what does not fit in the log of a workspace.

    `outside` are checkpoints that were kept elsewhere: they show a tail that was cut off, or all of a log that was made
    anew. `public_key`, where it is known for certain, shows checkpoints of somebody else's key.
    """
    try:
        return _verify(reading.connection, outside, public_key)
    except (ValueError, TypeError, DBAPIError):
        # Somebody has put into a column what no act of Karta can: a moment that is none, a word for a number.
        return Finding(0, 0, 0, 0, (), (Fault("unreadable", 0),))


def _verify(connection: Connection, outside: Sequence[Checkpoint], public_key: str | None) -> Finding:
    signed = stored(connection)
    faults = list(_checkpoint_faults(signed, outside, public_key))
    cuts = [one for one in signed if one.cut]
    base = cuts[-1] if cuts else None
    heads, act_faults = _acts(connection, base)
    look_heads, look_faults = _looks(connection, base)
    faults += act_faults + look_faults
    for one in (*signed, *outside):
        faults += _against(one, (heads, look_heads), base)
    from_revision = 1 if base is None else base.revision + 1
    keys = tuple(dict.fromkeys(one.public_key for one in signed))
    return Finding(
        len(heads) - 1, len(look_heads) - 1, len(signed), from_revision, keys, tuple(dict.fromkeys(faults))
    )


def _acts(connection: Connection, base: Checkpoint | None) -> tuple[dict[int, str], list[Fault]]:
    """Return the hash of each act by its revision, that of the base first, and what does not fit in them."""
    revision, head = (0, "") if base is None else (base.revision, base.head)
    heads, faults = {revision: head}, []
    for row, changes in chain.links(connection):
        if row.revision <= revision:
            faults.append(Fault("act_added", row.revision))
            continue
        faults += [Fault("act_gone", missing) for missing in range(revision + 1, row.revision)][:100]
        if row.hash != chain.act_hash(head, row, changes) and row.revision == revision + 1:
            faults.append(Fault("act_changed", row.revision))
        # The next one is held against what stands here, so that one change is told once.
        revision, head = row.revision, row.hash
        heads[revision] = head
    books = connection.execute(select(meta.c.revision, meta.c.head)).one()
    if (books.revision, books.head) != (revision, head):
        faults.append(Fault("acts_cut", max(books.revision, revision)))
    query = (
        select(change.c.id).where(change.c.act_id.not_in(select(act.c.id))).order_by(change.c.id).limit(100)
    )
    faults += [Fault("changes_loose", number) for number in connection.execute(query).scalars()]
    return heads, faults


def _looks(connection: Connection, base: Checkpoint | None) -> tuple[dict[int, str], list[Fault]]:
    number, head = (0, "") if base is None else (base.look, base.look_head)
    heads, faults = {number: head}, []
    for row in connection.execute(select(read_entry).order_by(read_entry.c.id)).mappings():
        if row["id"] != number + 1:
            faults.append(Fault("look_gone", number + 1))
        elif row["hash"] != looks.look_hash(head, row):
            faults.append(Fault("look_changed", row["id"]))
        number, head = row["id"], row["hash"]
        heads[number] = head
    if connection.execute(select(meta.c.look_head)).scalar_one() != head:
        faults.append(Fault("looks_cut", number))
    return heads, faults


def _checkpoint_faults(
    signed: Sequence[Checkpoint], outside: Sequence[Checkpoint], public_key: str | None
) -> Iterator[Fault]:
    for place, one in enumerate(signed, start=1):
        if one.id != place:
            yield Fault("checkpoint_gone", place)
            break
    if outside and outside[-1].id > len(signed):
        yield Fault("checkpoint_gone", outside[-1].id)
    trusted = {public_key} if public_key else {one.public_key for one in outside}
    for one in (*signed, *outside):
        if not one.is_signed():
            yield Fault("checkpoint_forged", one.id)
        elif trusted and one.public_key not in trusted:
            yield Fault("checkpoint_foreign", one.id)


def _against(
    one: Checkpoint, heads: tuple[dict[int, str], dict[int, str]], base: Checkpoint | None
) -> Iterator[Fault]:
    """Yield where the chains do not stand as a checkpoint says; what was cut since cannot be held against it."""
    acts, seen = heads
    if base is None or one.revision >= base.revision:
        if one.revision not in acts:
            yield Fault("acts_cut", one.revision)
        elif acts[one.revision] != one.head:
            yield Fault("acts_rewritten", one.revision)
    if base is None or one.look >= base.look:
        if one.look not in seen:
            yield Fault("looks_cut", one.look)
        elif seen[one.look] != one.look_head:
            yield Fault("looks_rewritten", one.look)
