"""Files that come by themselves: the folders and https addresses that they come from, and what became of each file.

A feed is added by whoever runs the machine. An address is asked only where the setting `KARTA_FETCH` names its host.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from karta.errors import ConflictError, InputError, KartaError, NotFoundError
from karta.model import typed_text
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.importing import clearness, imports
from karta.services.importing.changeset import ChangeSet
from karta.services.workspace import Workspace
from karta.sources import folders, web_files
from karta.sources.reading import KINDS
from karta.store import feeds as store_feeds
from karta.store.acts import Act
from karta.store.cells import Row
from karta.store.database import Reading
from karta.store.feeds import LEFT, STORED, WAITS

# The setting: hosts that may be asked, with commas between them. Without it nothing leaves the machine.
SETTING = "KARTA_FETCH"
MOST_OF_ADDRESS = 2_000
# Answers about the form of a file, which hold for the next one, too; others are about its rows.
LASTING = frozenset({"columns", "sheet", "layer", "crs", "zone", "code_version"})


@dataclass(frozen=True, slots=True)
class FeedFile:
    """A file of a feed: its state (stored, waits, left, gone), since when, and what was counted in it.

    `counts`: rows that were `stored`, those of them that are `unplaced`, and by `clearness.KINDS` what waits.
    `fault`: why it was refused as a whole.
    """

    name: str
    state: str
    at: datetime
    counts: Mapping[str, int]
    fault: KartaError | None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: `where` is its folder, or the server of its address alone; `fault` is why the last try came to nothing.

    Moments are local, None where there was none yet.
    """

    name: str
    kind: str
    where: str
    tried_at: datetime | None
    read_at: datetime | None
    fault: KartaError | None
    files: list[FeedFile]


@dataclass(frozen=True, slots=True)
class Opened:
    """A file of a feed as it is now, on its way into the preview, with the answers that hold for it."""

    feed: str
    name: str
    kind: str
    content: bytes
    answers: dict[str, Any]


def add(
    workspace: Workspace,
    viewer: Viewer,
    address: str,
    *,
    kind: str,
    name: str = "",
    answers: Mapping[str, Any] | None = None,
) -> str:
    """Add a feed and return its name; nothing is read yet.

    `name` is also what the file of an address is called; a folder without one has its own. `answers` hold for each
    reading.

    Raises
    ------
    InputError
        For an address that is neither a folder nor one that may be asked, one without a name, a kind that is none.
    ConflictError
        `feed_there` when another feed has the name.
    """
    require(viewer, "keep_feeds", WORKSPACE)
    if kind not in KINDS:
        raise InputError("kind_unknown", kind=kind, kinds=", ".join(KINDS))
    plain, own_name = typed_text.clean(address, MOST_OF_ADDRESS), typed_text.name(name)
    if "://" in plain:
        web_files.check(web_files.parsed(plain), hosts())
    else:
        folder = Path(plain).expanduser().resolve()
        folders.files(folder)
        plain, own_name = str(folder), own_name or typed_text.name(folder.name)
    if not own_name:
        raise InputError("feed_nameless")
    own_name = imports.file_name(own_name)
    values = {"name": own_name, "kind": kind, "address": plain, "answers": packed(dict(answers or {}))}
    with workspace.act(viewer, "add_feed", note=own_name) as act:
        if any(row["name"] == own_name for row in store_feeds.feeds(Reading(act.connection))):
            raise ConflictError("feed_there", name=own_name)
        store_feeds.add(act, values)
    return own_name


def remove(workspace: Workspace, viewer: Viewer, name: str) -> None:
    """Remove a feed; what its files brought stays. Raises NotFoundError where there is none of that name."""
    require(viewer, "keep_feeds", WORKSPACE)
    with workspace.act(viewer, "remove_feed", note=name) as act:
        store_feeds.remove(act, _row(Reading(act.connection), name)["id"])


def feeds(workspace: Workspace, viewer: Viewer) -> list[Feed]:
    """Return every feed with its files, by name."""
    require(viewer, "keep_feeds", WORKSPACE)
    with workspace.store.reading() as reading:
        rows, files = store_feeds.feeds(reading), store_feeds.files(reading)
    return [
        Feed(
            row["name"],
            row["kind"],
            where(row["address"]),
            _local(workspace, row["tried_at"]),
            _local(workspace, row["read_at"]),
            _error(row["fault"]),
            [_file(workspace, file) for file in files if file["feed_id"] == row["id"]],
        )
        for row in rows
    ]


def opened(workspace: Workspace, viewer: Viewer, feed_name: str, name: str) -> Opened:
    """Return a file of a feed as it is now, read or fetched anew. Raises InputError and NotFoundError."""
    require(viewer, "keep_feeds", WORKSPACE)
    with workspace.store.reading() as reading:
        feed = _row(reading, feed_name)
    answers = json.loads(feed["answers"])
    if is_folder(feed["address"]):
        path = next(
            (path for path in folders.files(Path(feed["address"])) if imports.file_name(path.name) == name),
            None,
        )
        if path is None:
            raise InputError("file_missing", file=name)
        content = folders.content(path, web_files.MOST_BYTES)
    else:
        content = web_files.fetch(web_files.parsed(feed["address"]), hosts())
    return Opened(feed["name"], name, feed["kind"], content, answers)


def note_accepted(
    act: Act, file: Opened, changes: ChangeSet, answers: Mapping[str, Any], today: date
) -> None:
    """Note within the act that stores a file's rows that somebody has seen its preview and accepted it.

    What stays open in it goes on waiting; faults and gone rows that were shown are not asked about again.
    """
    feed = _row(Reading(act.connection), file.feed)
    open_ = {"pending": changes.rows_pending, "conflicts": len(changes.conflicts)}
    values = {
        "sha": digest(file.content),
        "state": WAITS if any(open_.values()) else STORED,
        "counts": packed({**stored_counts(changes), **open_}),
        "seen": packed(clearness.marks(changes, today)),
        "fault": None,
    }
    store_feeds.put_file(act, feed["id"], file.name, values)
    lasting = {name: answer for name, answer in answers.items() if name in LASTING}
    store_feeds.put_answers(act, feed["id"], packed({**json.loads(feed["answers"]), **lasting}))


def leave(workspace: Workspace, viewer: Viewer, file: Opened) -> None:
    """Leave a file as it is: nothing of it is stored, and it does not wait any more until it has changed."""
    require(viewer, "keep_feeds", WORKSPACE)
    values = {"sha": digest(file.content), "state": LEFT, "counts": packed({}), "fault": None}
    with workspace.act(viewer, "leave_feed_file", note=file.feed) as act:
        store_feeds.put_file(act, _row(Reading(act.connection), file.feed)["id"], file.name, values)


def forget(workspace: Workspace, viewer: Viewer, feed_name: str, name: str) -> None:
    """Tell no more of a file that is gone; what it brought stays."""
    require(viewer, "keep_feeds", WORKSPACE)
    with workspace.act(viewer, "leave_feed_file", note=feed_name) as act:
        store_feeds.forget_file(act, _row(Reading(act.connection), feed_name)["id"], name)


def hosts() -> frozenset[str]:
    """Return the hosts that may be asked, each with its port where that is not the usual one."""
    names = (name.strip().lower() for name in os.environ.get(SETTING, "").split(","))
    return frozenset(name for name in names if name)


def is_folder(address: str) -> bool:
    """Tell whether a feed is a folder."""
    return "://" not in address


def where(address: str) -> str:
    """Return what may be shown of an address: a folder's path, or the server alone; the rest may be a secret."""
    return address if is_folder(address) else f"https://{web_files.parsed(address).server}"


def stored_counts(changes: ChangeSet) -> dict[str, int]:
    """Return what is told of a file that is stored: its rows, and those of them that need a place on the map."""
    return {"stored": changes.rows_stored, "unplaced": len(changes.waiting)}


def digest(content: bytes) -> str:
    """Return by what a file is known again when it has not changed."""
    return sha256(content).hexdigest()


def packed(plain: object) -> str:
    """Return plain values as the store has them."""
    return json.dumps(plain, ensure_ascii=False, default=str)


def packed_error(error: KartaError) -> str:
    """Return an error as the store has it, to be told in any language."""
    return packed({"code": error.code, "facts": error.facts})


def _row(reading: Reading, name: str) -> Row:
    row = next((row for row in store_feeds.feeds(reading) if row["name"] == name), None)
    if row is None:
        raise NotFoundError("feed_missing", name=name)
    return row


def _error(text: str | None) -> KartaError | None:
    if text is None:
        return None
    parts = json.loads(text)
    return InputError(parts["code"], **parts["facts"])


def _file(workspace: Workspace, row: Row) -> FeedFile:
    at = row["read_at"] if row["gone_at"] is None else row["gone_at"]
    state = row["state"] if row["gone_at"] is None else "gone"
    local = at.astimezone(workspace.zone)
    return FeedFile(row["name"], state, local, json.loads(row["counts"]), _error(row["fault"]))


def _local(workspace: Workspace, at: datetime | None) -> datetime | None:
    return None if at is None else at.astimezone(workspace.zone)
