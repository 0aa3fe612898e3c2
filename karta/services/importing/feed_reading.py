"""Reads what feeds bring, each night and on demand: a file that is clear is stored, any other waits for an answer.

A file is stored whole or not at all, by the same preview that an uploaded file has. One that has not changed since it
was read last is left alone, and one that cannot be read keeps no other from being read.
"""

import json
from collections.abc import Collection, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from karta.errors import ConflictError, InputError, KartaError, NotFoundError
from karta.privacy import WORKSPACE, Viewer, require, require_hands
from karta.services.access import viewers
from karta.services.importing import acceptance, clearness, feeds, imports
from karta.services.importing.changeset import ChangeSet
from karta.services.workspace import Workspace
from karta.sources import folders, web_files
from karta.store import feeds as store_feeds
from karta.store.acts import Act
from karta.store.cells import Row
from karta.store.feeds import STORED, WAITS

Values = dict[str, Any]
# Faults of the hour, not of the file: it is read again the next time.
_PASSING = frozenset({"file_slow", "file_heavy"})


@dataclass
class _Round:
    """What came of reading a feed: states of files by name that are still to be stored, and acts that stored rows."""

    present: list[str] = field(default_factory=list)
    states: dict[str, Values] = field(default_factory=dict)
    act_ids: list[str] = field(default_factory=list)
    fault: KartaError | None = None


def read(
    workspace: Workspace,
    viewer: Viewer,
    names: Collection[str] = (),
    *,
    notifier: acceptance.Notifier = nullcontext,
) -> list[str]:
    """Read the feeds of these names, left out all, and return the ids of the acts that stored rows, newest first.

    `notifier` is that of `acceptance.apply`. Faults are noted with the feed or the file, never raised.

    Raises
    ------
    NotFoundError
        When there is no feed of a name.
    """
    require(viewer, "keep_feeds", WORKSPACE)
    require_hands(viewer)
    with workspace.store.reading() as reading:
        rows, files = store_feeds.feeds(reading), store_feeds.files(reading)
    missing = set(names) - {row["name"] for row in rows}
    if missing:
        raise NotFoundError("feed_missing", name=", ".join(sorted(missing)))
    rounds = [
        (row, _read(workspace, row, [file for file in files if file["feed_id"] == row["id"]], notifier))
        for row in rows
        if not names or row["name"] in names
    ]
    with workspace.act(viewers.of_feeds(), "read_feeds") as act:
        for row, outcome in rounds:
            fault = None if outcome.fault is None else feeds.packed_error(outcome.fault)
            store_feeds.note(act, row["id"], fault, outcome.present)
            for name, values in outcome.states.items():
                store_feeds.put_file(act, row["id"], name, values)
    return [act_id for _, outcome in reversed(rounds) for act_id in reversed(outcome.act_ids)]


def _read(workspace: Workspace, feed: Row, files: list[Row], notifier: acceptance.Notifier) -> _Round:
    outcome = _Round()
    before = {file["name"]: file for file in files}
    try:
        for name, content in _contents(feed):
            outcome.present.append(name)
            known = before.get(name, {"sha": None, "seen": "[]"})
            if isinstance(content, KartaError):
                outcome.states[name] = _refused(None, content)
                continue
            sha = feeds.digest(content)
            if sha != known["sha"]:
                _take(workspace, feed, name, content, known, notifier, outcome)
    except InputError as error:
        outcome.fault = error
    return outcome


def _contents(feed: Row) -> Iterator[tuple[str, bytes | KartaError]]:
    """Give each file of a feed by its name, or why it cannot be read. Raises InputError where the feed cannot."""
    if not feeds.is_folder(feed["address"]):
        yield feed["name"], web_files.fetch(web_files.parsed(feed["address"]), feeds.hosts())
        return
    for path in folders.files(Path(feed["address"])):
        try:
            content: bytes | KartaError = folders.content(path, web_files.MOST_BYTES)
        except InputError as error:
            content = error
        yield imports.file_name(path.name), content


def _take(
    workspace: Workspace,
    feed: Row,
    name: str,
    content: bytes,
    before: Values,
    notifier: acceptance.Notifier,
    outcome: _Round,
) -> None:
    """Store a file that is clear in one act with its state; leave the state of any other to the round."""
    reader, sha = viewers.of_feeds(), feeds.digest(content)
    try:
        changes = _preview(workspace, reader, feed, name, content)
    except InputError as error:
        outcome.states[name] = _refused(None if error.code in _PASSING else sha, error)
        return
    points = clearness.open_points(workspace, changes, json.loads(before["seen"]))
    if any(points.values()):
        outcome.states[name] = _state(sha, WAITS, points)
        return
    state = _state(sha, STORED, feeds.stored_counts(changes))
    note = partial(_note, feed_id=feed["id"], name=name, values=state)
    try:
        applied = acceptance.apply(workspace, reader, changes, watch=note, notifier=notifier)
    except ConflictError as error:
        # Somebody was first, or the workspace holds the invented town: it is tried again the next time.
        outcome.states[name] = _refused(None, error)
        return
    if applied.act_id is None:
        outcome.states[name] = state
    else:
        outcome.act_ids.append(applied.act_id)


def _preview(workspace: Workspace, reader: Viewer, feed: Row, name: str, content: bytes) -> ChangeSet:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        return imports.preview_file(
            workspace, reader, path, feed["kind"], answers=json.loads(feed["answers"]) or None
        )


def _note(act: Act, *, feed_id: str, name: str, values: Values) -> None:
    store_feeds.put_file(act, feed_id, name, values)


def _refused(sha: str | None, error: KartaError) -> Values:
    return {**_state(sha, WAITS, {}), "fault": feeds.packed_error(error)}


def _state(sha: str | None, state: str, counts: dict[str, int]) -> Values:
    return {"sha": sha, "state": state, "counts": feeds.packed(counts), "fault": None}
