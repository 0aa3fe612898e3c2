"""The schedule that a row of a roster or of sessions becomes, and whether it can be computed once it is stored."""

from typing import Any

from karta.errors import Issue
from karta.model.computable import schedule_fault
from karta.model.place import is_unknown
from karta.store.rosters import local_times

Values = dict[str, Any]
SCHEDULE = (
    "start", "end", "end_date", "start_offset_min", "end_offset_min", "byday", "rrule", "valid_to", "exdates",
    "school_days_only", "original_date",
)  # fmt: skip
SCHEDULED = frozenset({"sessions", "roster"})
_NAN = float("nan")


def schedule_values(row: Values, replaces_id: str | None) -> Values:
    """Return the schedule of a row of a roster or of sessions; a weekly one has no date of its own."""
    weekly = not is_unknown(row.get("byday"))
    begins = row.get("valid_from")
    return {name: row.get(name) for name in SCHEDULE} | {
        "date": None if weekly else row.get("date"),
        "valid_from": row.get("date") if weekly and is_unknown(begins) else begins,
        "replaces_id": replaces_id,
    }


def schedule_issue(kind: str, row: Values) -> Issue | None:
    """Return why a row's times could never be computed, None where they can: what is stored always can be."""
    if kind not in SCHEDULED or is_unknown(row["start"]) or is_unknown(row["end"]):
        return None
    # A plain date or plain weekdays with two times always can, and so are nearly all rows.
    if all(is_unknown(row.get(name)) for name in ("rrule", "end_date", "exdates", "valid_to")):
        return None
    values = {name: None if is_unknown(cell) else cell for name, cell in schedule_values(row, None).items()}
    start, end = local_times(
        values["date"], str(values["start"]), str(values["end"]), values["end_date"],
        values["start_offset_min"] or _NAN, values["end_offset_min"] or _NAN, values["byday"],
    )  # fmt: skip
    code = schedule_fault(values | {"start_local": start, "end_local": end})
    if not code:
        return None
    column, cell = (
        ("end", end) if code in {"end_not_after_start", "repeating_too_long"} else ("rrule", row.get("rrule"))
    )
    facts = (("start", start), ("end", end))
    return Issue(int(row["row"]), column, code, value=None if is_unknown(cell) else str(cell), facts=facts)
