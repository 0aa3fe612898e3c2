"""Rows of a file that cannot be read: which rows of the register they may be, so that none of those counts as gone."""

import json
from collections.abc import Mapping

from karta.model.place import name_key
from karta.sources.intake import Intake
from karta.store.import_rows import ImportRow, own_id


class FaultyRows:
    """The rows of an intake that its reader has left out, each by what is legible of its id, organisation and place."""

    def __init__(self, intake: Intake) -> None:
        legible: Mapping[int, Mapping[str, str]] = intake.notes.get("faulty", {})
        left_out = (intake.rejected | intake.pending) - set(intake.rows["row"])
        self._rows = [legible.get(row, {}) for row in left_out]

    def may_be(self, stored_row: ImportRow) -> bool:
        """Tell whether one of them may be the row of an earlier time."""
        if not self._rows:
            return False
        cells = json.loads(stored_row.payload)
        return any(_may_be(row, stored_row.key, cells) for row in self._rows)


def _may_be(row: Mapping[str, str], key: str, cells: Mapping[str, object]) -> bool:
    if "key" in row:
        return row["key"] == own_id(key)
    return all(name_key(str(cells[name])) == name_key(text) for name, text in row.items() if cells.get(name))
