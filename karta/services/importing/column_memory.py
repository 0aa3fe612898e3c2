"""Remembers what the columns of a file mean, so that the next file of the same shape raises no question."""

import json
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any

from karta.errors import InputError
from karta.model.place import name_key
from karta.sources.intake import Intake
from karta.store.acts import Act
from karta.store.database import Store

# Where the answers stand among the settings, and among the notes of what was read with them.
_PREFIX = "columns:"
NOTE = "columns_said"

Answers = dict[str, Any]


def read_with_memory(
    store: Store, kind: str, answers: Answers | None, read: Callable[[Answers | None], Intake]
) -> Intake:
    """Read a file with its columns named by `answers`, else as they were named for an earlier file of its shape.

    A file has the shape of another when the words of its header are the same.

    Raises
    ------
    InputError
        When the file as a whole cannot be used.
    """
    columns = dict((answers or {}).get("columns") or {})
    try:
        intake = read(answers)
    except InputError as error:
        if error.code != "columns_unknown" or columns:
            raise
        header_text = error.facts.get("header")
        names = str(header_text).split("\t") if header_text else str(error.facts["columns"]).split(", ")
        shape = shape_of(kind, names)
        remembered = _recall(store, shape)
        if remembered is None:
            raise
        return read({**(answers or {}), "columns": remembered})
    header = [*intake.notes.get("columns", {}), *intake.notes.get("unused", [])]
    shape = shape_of(kind, header)
    if columns:
        intake.notes[NOTE] = (shape, columns)
        return intake
    remembered = _recall(store, shape) if header else None
    return intake if remembered is None else read({**(answers or {}), "columns": remembered})


def shape_of(kind: str, header: Sequence[str]) -> str:
    """Return the shape of a file: its kind and the words of its header, in whatever order."""
    words = sorted(filter(None, map(name_key, header)))
    return sha256("\n".join([kind, *words]).encode()).hexdigest()[:24]


def remember(act: Act, intake: Intake) -> None:
    """Store what the columns of a file mean, within the act that stores its rows."""
    if NOTE not in intake.notes:
        return
    shape, columns = intake.notes[NOTE]
    value = json.dumps(columns, ensure_ascii=False, sort_keys=True)
    settings = act.rows("setting", "key", [_PREFIX + shape])
    act.update_many("setting", {row["id"]: {"value": value} for row in settings})
    if not settings:
        act.insert("setting", [{"key": _PREFIX + shape, "value": value}])


def _recall(store: Store, shape: str) -> dict[str, str] | None:
    settings = store.frame("setting")
    texts = settings.loc[settings["key"] == _PREFIX + shape, "value"]
    return None if texts.empty else dict(json.loads(texts.iloc[0]))
