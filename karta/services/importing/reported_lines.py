"""The roster line that a report is about."""

from datetime import date
from typing import Any

from karta.model.place import is_unknown
from karta.model.recurrence import WEEKDAYS
from karta.store import import_rows, line_parts
from karta.store import parties as store_parties
from karta.store.database import Reading


class ReportedLines:
    """The roster lines that a report may be about: by the key of its series, else by organisation, place and date."""

    def __init__(self, reading: Reading) -> None:
        self._lines: dict[tuple[Any, Any], list[dict[Any, Any]]] = {}
        self._by_id = {line["id"]: line for line in store_parties.scheduled(reading).to_dict("records")}
        for line in self._by_id.values():
            self._lines.setdefault((line["organisation_id"], line["place_id"]), []).append(line)
        # Dates of a series that another line stands for.
        self._replaced = {(line["replaces_id"], line["original_date"]) for line in self._by_id.values()}
        self._by_series: dict[str, list[str]] = {}
        for key, row_id in import_rows.row_ids(reading, "roster").items():
            if row_id is not None:
                self._by_series.setdefault(import_rows.own_id(key), []).append(row_id)
        imported = [row_id for row_ids in self._by_series.values() for row_id in row_ids]
        self._copies = line_parts.copies(reading.connection, imported)

    def of(self, row: dict[str, Any], organisation: str | None, place: str | None) -> str | None:
        """Return the line of a report by an organisation about a place, None where none or several may be meant."""
        if not is_unknown(row["series"]) and (line := self._of_series(row, organisation)):
            return self._part(line, row["date"])
        fitting = [
            line["id"]
            for line in self._lines.get((organisation, place), [])
            if self._is_held(line, row["date"]) and row["planned_start"] in (None, line["start"])
        ]
        return fitting[0] if len(fitting) == 1 else None

    def _of_series(self, row: dict[str, Any], organisation: str | None) -> str | None:
        """Return the line of an id; of lines of several files, and where the report says whose it is, the own one."""
        lines = self._by_series.get(row["series"], [])
        if len(lines) > 1 or row["org"]:
            lines = [line for line in lines if self._owner(line) in (organisation, None)]
        return lines[0] if len(lines) == 1 else None

    def _owner(self, line_id: str) -> Any:
        return self._by_id.get(line_id, {}).get("organisation_id")

    def _part(self, line_id: str, day: date) -> str:
        """Return the part of a line that is held on a day, or was to be; the line itself where none is."""
        copies = self._copies.get(line_id, [])
        ids = [line_id, *(copy.id for copy in copies)]
        held = [part for part in ids if part in self._by_id and self._is_held(self._by_id[part], day)]
        moved = [copy.id for copy in copies if copy.original_date == day]
        return (held or moved or [line_id])[0]

    def _is_held(self, line: dict[Any, Any], day: date) -> bool:
        return _runs_on(line, day) and (line["schedule_id"], day) not in self._replaced


def _runs_on(line: dict[Any, Any], day: date) -> bool:
    if line["byday"] is None and line["rrule"] is None:
        return bool(line["date"] == day)
    begun = (line["valid_from"] or line["date"] or day) <= day
    weekday = line["byday"] is None or WEEKDAYS[day.weekday()] in line["byday"].split(";")
    return begun and weekday and day <= (line["valid_to"] or day)
