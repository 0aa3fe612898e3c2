"""Making the row, or the rows, of its kind from a line of a table (`karta.model.rows`)."""

from collections.abc import Callable
from typing import Any

from karta.sources import row_organisations, row_places, row_shifts, values
from karta.sources.lines import Line
from karta.sources.profiles import meaning, plain
from karta.sources.row_where_when import key_of, local_text, where, window

Row = dict[str, Any]


def rows_of(kind: str, line: Line, constants: dict[str, Any]) -> list[Row]:
    """Return the rows of a line; none where something on it is wrong or must be asked about first."""
    made = _MAKERS[kind](line)
    if not line.stands:
        return []
    made = made if isinstance(made, list) else [made]
    for row in made:
        row["row"] = line.row
        row.update(constants)
    return made


def _need(line: Line) -> Row:
    start, end = window(line)
    at = where(line)
    adults = line.value("adults", values.count)
    if adults is None and line.stands:
        line.tell("cell_blank", "adults")
    days = line.value("days", values.day_tokens, "all")
    kind = line.word("type", "need_type", "base")
    first = line.day("valid_from")
    return at | {
        "key": line.text("key") or key_of(at["place_key"] or at["place"], kind, days, start, first),
        "type": kind,
        "days": days,
        "start": start,
        "end": end,
        "adults": adults,
        "outside_sessions": line.value("outside_sessions", values.flag, default=False),
        "within_access": line.value("within_access", values.flag, default=False),
        "mode": line.word("mode", "need_mode", "stay"),
        "anchor": line.word("anchor", "anchor", "clock"),
        "valid_from": first,
        "valid_to": line.day("valid_to"),
        "state": line.word("state", "need_state", "decided"),
        "responsible": line.text("responsible"),
        "decided_by": line.text("decided_by"),
        "decided_on": line.day("decided_on"),
        "reason": line.text("reason"),
    }


def _source(line: Line) -> Row:
    at = where(line)
    org = line.text("org")
    if org is None:
        line.tell("cell_blank", "org")
    first = local_text(line, "from_local", is_end=False)
    last = local_text(line, "to_local", is_end=True)
    if first and last and last <= first:
        line.tell("end_not_after_start", "to_local")
    return at | {
        "key": line.text("key") or key_of(at["place_key"] or at["place"], org, first),
        "org": org,
        "status": line.word("status", "source_status", "unknown"),
        "from_local": first,
        "to_local": last,
        "confirmed_on": line.day("confirmed_on"),
        "asked_on": line.day("asked_on"),
    }


def _calendar(line: Line) -> list[Row]:
    """Return the days of a line: one of a typed row, several of a row with a column for each property of the day."""
    at, last, name = line.day("date"), line.day("date_to"), line.text("name", "") or ""
    if at is None:
        if line.stands:
            line.tell("cell_blank", "date")
        return []
    if last and last < at:
        line.tell("dates_reversed", "date_to")
    kinds = []
    if line.has("kind") or not line.has("school_day"):
        word = line.text("kind") or name
        kind = meaning("calendar_kind", word) or meaning("calendar_kind", name)
        if kind is None:
            line.tell("word_unknown", "kind" if line.has("kind") else "name")
            return []
        kinds = [kind]
        name = name or (word if plain(word) != kind else "")
    else:
        kinds.append("school_day" if line.value("school_day", values.flag) else "school_break")
        kinds.extend(k for k in ("public_holiday", "risk_evening") if line.value(k, values.flag))
    own = line.text("key")
    return [
        {
            "key": key_of(own or at, kind, "" if own else name),
            "date": at,
            "date_to": last,
            "kind": kind,
            "name": name,
        }
        for kind in kinds
    ]


_MAKERS: dict[str, Callable[[Line], Row | list[Row]]] = {
    "places": row_places.place,
    "organisations": row_organisations.organisation,
    "contacts": row_organisations.contact,
    "access": row_places.access,
    "sessions": row_shifts.session,
    "roster": row_shifts.roster,
    "needs": _need,
    "sources": _source,
    "calendar": _calendar,
    "reports": row_shifts.report,
}
