"""Lines of a roster without ids whose hours a file has moved: the same lines, so that their people stay on them.

The start is a part of what tells such lines apart. A line that is gone from its file, where a new one stands of the
same place, organisation, role and days, has got other hours; as many new ones as are gone are taken in order of time.
"""

import json
from collections.abc import Collection, Iterable

from karta.services.importing.faulty_rows import FaultyRows
from karta.services.importing.matched_rows import Bound
from karta.sources.row_shifts import has_own_id
from karta.store.import_rows import ImportRow, own_id

_SAME = ("place", "place_key", "lat", "lon", "org", "kind", "byday", "date", "rrule", "valid_from")


def moved_lines(
    rows: Iterable[Bound],
    keys: Collection[str],
    stored_rows: Iterable[ImportRow],
    source: str,
    faulty: FaultyRows,
) -> dict[str, ImportRow]:
    """Return the import row of each new row whose line had other hours; `keys` are those of the whole file.

    A line with an id is the one of that id and no other; one that may be a `faulty` row of the file is not gone.
    """
    gone: dict[str, list[tuple[str, ImportRow]]] = {}
    known = set()
    for row in stored_rows:
        known.add(row.key)
        is_here = row.key in keys or has_own_id(own_id(row.key)) or faulty.may_be(row)
        if row.source == source and row.row_id is not None and not is_here:
            start, same = _parts(row.payload)
            gone.setdefault(same, []).append((start, row))
    if not gone:
        return {}
    new: dict[str, list[tuple[str, str]]] = {}
    for bound in rows:
        if bound.row["key"] not in known and not has_own_id(own_id(bound.row["key"])):
            start, same = _parts(bound.text)
            new.setdefault(same, []).append((start, bound.row["key"]))
    pairs: dict[str, ImportRow] = {}
    for same, lines in gone.items():
        fresh = sorted(new.get(same, []))
        if len(fresh) == len(lines):
            earlier = sorted(lines, key=lambda line: (line[0], line[1].key))
            pairs |= {key: row for (_, key), (_, row) in zip(fresh, earlier, strict=True)}
    return pairs


def _parts(payload: str) -> tuple[str, str]:
    """Return the start of a line, and what it has in common with itself at other hours."""
    cells = json.loads(payload)
    return str(cells.get("start") or ""), json.dumps([cells.get(name) for name in _SAME])
