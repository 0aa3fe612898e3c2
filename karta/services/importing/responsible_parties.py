"""Tells which needs of a file nobody answers for: they are stored, and somebody has to be named."""

from collections.abc import Iterable, Mapping

from karta.errors import Issue
from karta.model.place import is_unknown
from karta.services.importing.matched_rows import Bound
from karta.store import import_rows
from karta.store.database import Reading
from karta.store.import_rows import ImportRow


def missing(reading: Reading, rows: Iterable[Bound], by_key: Mapping[str, ImportRow]) -> list[Issue]:
    """Return a warning for each decided need that names no responsible party, in the file or in the register."""
    silent = [
        bound
        for bound in rows
        if bound.row["state"] == "decided" and bound.row["adults"] and is_unknown(bound.row["responsible"])
    ]
    stored_ids = {
        bound.row["key"]: str(by_key[bound.row["key"]].row_id)
        for bound in silent
        if bound.row["key"] in by_key
    }
    latest = import_rows.successors(reading, "need_rule", list(stored_ids.values()))
    current = {key: latest.get(row_id, row_id) for key, row_id in stored_ids.items()}
    registered = import_rows.registered(reading, "need_rule", list(current.values()))
    answered = {key for key, row_id in current.items() if registered.get(row_id, {}).get("responsible")}
    return [
        Issue(int(bound.row["row"]), "responsible", "responsible_missing", "warning")
        for bound in silent
        if bound.row["key"] not in answered
    ]
