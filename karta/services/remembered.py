"""What was once said of a file's columns, so that the next file of the same shape asks nothing."""

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
    """Return what a file gives, its columns named by `answers`, else as somebody named them for such a file before.

    A file has the shape of another when the words of its header are the same.

    Raises
    ------
    InputError
        When the file as a whole cannot be used.
    """
    said = dict((answers or {}).get("columns") or {})
    try:
        intake = read(answers)
    except InputError as error:
        if error.code != "columns_unknown" or said:
            raise
        named = error.facts.get("header")
        names = str(named).split("\t") if named else str(error.facts["columns"]).split(", ")
        shape = shape_of(kind, names)
        known = _recall(store, shape)
        if known is None:
            raise
        return read({**(answers or {}), "columns": known})
    header = [*intake.notes.get("columns", {}), *intake.notes.get("unused", [])]
    shape = shape_of(kind, header)
    if said:
        intake.notes[NOTE] = (shape, said)
        return intake
    known = _recall(store, shape) if header else None
    return intake if known is None else read({**(answers or {}), "columns": known})


def shape_of(kind: str, header: Sequence[str]) -> str:
    """Return the shape of a file: its kind and the words of its header, in whatever order."""
    words = sorted(filter(None, map(name_key, header)))
    return sha256("\n".join([kind, *words]).encode()).hexdigest()[:24]


def remember(act: Act, intake: Intake) -> None:
    """Keep within an act what was said of the columns of the file that it stores."""
    if NOTE not in intake.notes:
        return
    shape, said = intake.notes[NOTE]
    value = json.dumps(said, ensure_ascii=False, sort_keys=True)
    held = act.rows("setting", "key", [_PREFIX + shape])
    act.update_many("setting", {row["id"]: {"value": value} for row in held})
    if not held:
        act.insert("setting", [{"key": _PREFIX + shape, "value": value}])


def _recall(store: Store, shape: str) -> dict[str, str] | None:
    settings = store.frame("setting")
    held = settings.loc[settings["key"] == _PREFIX + shape, "value"]
    return None if held.empty else dict(json.loads(held.iloc[0]))
