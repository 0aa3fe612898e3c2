"""Whether a file is clear: whether its preview would show nothing that somebody must look at before it is stored."""

import json
from collections import Counter
from collections.abc import Collection
from datetime import date
from hashlib import sha256
from typing import Any

from karta.errors import Issue
from karta.services.access import viewers
from karta.services.importing.changeset import ChangeSet
from karta.services.register import duplicates
from karta.services.workspace import Workspace

# What makes a file wait: rows with a question; cells that people have edited; names that are nearly those of the
# register; rows that decide something; and whatever else is to be seen once: faults, warnings, rows that are gone.
KINDS = ("pending", "conflicts", "alike", "decisions", "remarks")
# A file of these decides for others: whose adults count, what is needed, that a roster is complete.
_DECIDING = frozenset({"organisations", "needs", "sources"})
_REMARKS = frozenset({"error", "warning"})


def open_points(workspace: Workspace, changes: ChangeSet, seen: Collection[str]) -> dict[str, int]:
    """Return by `KINDS` how much of a file has to be looked at; `seen` are marks of what has been shown to somebody."""
    new = list(changes.new_organisations)
    return {
        "pending": changes.rows_pending,
        "conflicts": len(changes.conflicts),
        "alike": len(duplicates.alike(workspace, viewers.of_feeds(), new)) if new else 0,
        "decisions": changes.rows_stored if changes.kind in _DECIDING else 0,
        "remarks": len(set(marks(changes, workspace.today)) - set(seen)),
    }


def marks(changes: ChangeSet, today: date) -> list[str]:
    """Return a mark for each fault, warning and gone row that the preview shows; it says nothing of the row itself.

    So has a question about the file as a whole, with which no row waits.
    """
    remarks = [(i.code, i.column, i.value) for i in changes.issues if _is_remark(i)]
    gone = changes.matched.gone
    pairs = zip(gone["key"], gone["payload"], strict=True)
    lost = [("gone", key, None) for key, payload in pairs if not _is_past(json.loads(payload), today)]
    silent = changes.rows_rejected - len({i.row for i in changes.issues if i.severity == "error"})
    # Rows that the reader leaves out are in the sum alone.
    left_out = [("left_out", None, str(silent))] if silent > 0 else []
    # One more row with the same fault is a new one; rows have no numbers that last.
    counts = Counter((*remarks, *lost, *left_out))
    return sorted(_mark([*remark, nth]) for remark, count in counts.items() for nth in range(count))


def _is_remark(issue: Issue) -> bool:
    return issue.severity in _REMARKS or (issue.severity == "question" and issue.row is None)


def _mark(parts: list[Any]) -> str:
    return sha256(json.dumps(parts).encode()).hexdigest()[:16]


def _is_past(cells: dict[str, Any], today: date) -> bool:
    """Tell whether a row was about days that are over: lists that begin today lose a day each night."""
    last = cells.get("date") or cells.get("valid_to")
    return bool(last) and str(last)[:10] < today.isoformat()
