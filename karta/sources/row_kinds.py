"""How a line of a table becomes the row, or the rows, of its kind (`karta.model.rows`)."""

import re
from collections.abc import Callable
from typing import Any

from karta.sources import values
from karta.sources.lines import Line
from karta.sources.profiles import meaning, plain
from karta.sources.row_parts import key_of, local_text, position, when, where, window

_NAN = float("nan")
_NAMES = re.compile(r"\s*(?:[;\n&]|,|\boch\b|\band\b)\s*")
_PROTECTED = re.compile(r"skydda(d|de)|sekretess|protected", re.IGNORECASE)
_CODE = re.compile(r"[a-z][a-z0-9_]{0,40}")
_MET = {"0": "0", "1-10": "1-10", "11-30": "11-30", ">30": ">30", "över 30": ">30"}

Row = dict[str, Any]


def rows_of(kind: str, line: Line, constants: dict[str, Any]) -> list[Row]:
    """Return the rows of a line; none where something on it is wrong or must be asked about first."""
    made = _MAKERS[kind](line)
    if not line.stands:
        return []
    made = made if isinstance(made, list) else [made]
    return [{"row": line.row, **row, **constants} for row in made]


def place_kind(line: Line, name: str = "kind") -> str:
    """Return METHOD's kind of place for what the file says; other words are kept when they are codes already."""
    typed = line.text(name)
    if not typed:
        return "other"
    found = meaning("place_kind", typed)
    if found is not None:
        return found
    if _CODE.fullmatch(typed):
        return typed
    line.tell("word_other", name, "warning")
    return "other"


def place_of(line: Line) -> Row:
    """Return what a line says of a place, apart from where it is; `key` is "" where it has no id of its own."""
    weight = line.value("priority_weight", values.number, 1.0)
    if not 0.5 <= weight <= 2:
        line.tell("number_out_of_range", "priority_weight", low=0.5, high=2)
    own = line.text("key")
    return {
        "key": own or "",
        "name": line.text("name", ""),
        "kind": place_kind(line),
        "parent_key": line.text("parent_key"),
        "address": line.text("address"),
        "opening_hours": line.text("opening_hours"),
        "crisis": line.value("crisis", values.flag),
        "priority_weight": weight,
        "external_ids": f"{plain(line.heads['key']).replace(' ', '_')}={own}" if own else None,
    }


def _place(line: Line) -> Row:
    lat, lon = position(line)
    place = place_of(line)
    if not place["name"]:
        line.tell("cell_blank", "name")
    if lat != lat and line.stands:
        line.tell("place_without_point", "name", "warning")
    spot = () if lat != lat else (f"{lat:.4f}", f"{lon:.4f}")
    key = place["key"] or key_of(place["name"], place["kind"], *spot)
    return place | {"key": key, "lat": lat, "lon": lon}


def _organisation(line: Line) -> Row:
    name = line.text("name")
    if name is None:
        line.tell("cell_blank", "name")
    return {
        "key": line.text("key") or key_of(name),
        "name": name,
        "types": line.text("types"),
        "sector": line.word("sector", "sector", "civil_society"),
        "umbrella": line.text("umbrella"),
        "admitted_on": line.day("admitted_on"),
        "admitted_by": line.text("admitted_by"),
        "does": line.text("does"),
        "does_not": line.text("does_not"),
        "request_cap": line.value("request_cap", values.count, _NAN),
    }


def _access(line: Line) -> Row:
    start, end = window(line)
    days = line.value("days", values.day_tokens)
    if days is None and line.stands:
        line.tell("cell_blank", "days")
    at = where(line)
    first = line.day("valid_from")
    return at | {
        "key": line.text("key") or key_of(at["place_key"] or at["place"], days, start, first),
        "days": days,
        "start": start,
        "end": end,
        "valid_from": first,
        "valid_to": line.day("valid_to"),
    }


def _session(line: Line) -> Row:
    at, time = where(line), when(line)
    org, title = line.text("org", ""), line.text("title", "")
    day = time.get("date") or time["byday"]
    return (
        at
        | time
        | {
            "key": line.text("key")
            or key_of(at["place_key"] or at["place"], day, time.get("start"), org, title, time["valid_from"]),
            "org": org,
            "activity": _activity(line),
            "title": title,
            "leaders": line.value("leaders", values.count, _NAN),
            "young_leaders": line.value("young_leaders", values.count, _NAN),
            "age_from": line.value("age_from", values.count, _NAN),
            "age_to": line.value("age_to", values.count, _NAN),
            **{name: line.value(name, values.flag) for name in ("girls", "adapted", "free", "drop_in")},
        }
    )


def _activity(line: Line) -> str:
    typed = line.text("activity")
    return (meaning("activity", typed) or plain(typed)) if typed else "training"


def _roster(line: Line) -> Row:
    at, time = where(line), when(line)
    org = line.text("org", "")
    kind = line.word("kind", "role", "other", unknown="other")
    day = time.get("date") or time["byday"]
    spot = (
        at["place_key"]
        or at["place"]
        or ("" if at["lat"] != at["lat"] else f"{at['lat']:.4f} {at['lon']:.4f}")
    )
    return (
        at
        | time
        | {
            "key": line.text("key") or key_of(spot, day, time.get("start"), kind, org, time["valid_from"]),
            "org": org,
            "kind": kind,
            "mode": line.word("mode", "mode", "active"),
            "adults": line.value("adults", values.count, _NAN),
            "min_adults": line.value("min_adults", values.count, 2.0),
            "status": line.word("status", "status", "planned"),
            "title": line.text("title", ""),
            "stops": line.text("stops"),
            "purpose": line.word("purpose", "purpose", _purpose(kind)),
            "persons": _persons(line),
            "phones": _phones(line),
            "routine_on": _routine(line),
        }
    )


def _purpose(kind: str) -> str:
    return {"school_host": "school", "field_social_worker": "outreach"}.get(kind, "walk")


def _persons(line: Line) -> str | None:
    """Return the names of a line; who is marked as protected is taken in without a name, and without the mark."""
    typed = line.text("persons")
    if typed is None or _PROTECTED.search(typed):
        return None
    return ";".join(name for name in _NAMES.split(typed) if name) or None


def _phones(line: Line) -> str | None:
    # A telephone number may look like a personal number and is dropped then: too much rather than too little.
    typed = None if _PROTECTED.search(values.text(line.cells.get("persons"))) else line.text("phones")
    return ";".join(part for part in re.split(r"\s*[;,\n]\s*", typed) if part) if typed else None


def _routine(line: Line) -> Any:
    """Return the date of the routine where the cell is a plain date; any other content is not read."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", values.text(line.cells.get("routine_on"))[:10]):
        return None
    return line.day("routine_on")


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


def _report(line: Line) -> Row:
    at = where(line)
    series, org, date = line.text("series"), line.text("org", ""), line.day("date")
    planned = line.value("planned_start", values.clock)
    outcome = line.word("outcome", "outcome", "")
    nothing = (None, None, _NAN)
    start = line.value("start", values.moment, nothing)[1]
    end = line.value("end", values.moment, nothing)[1]
    for name, cell in (("date", date), ("outcome", outcome or None)):
        if cell is None and line.stands:
            line.tell("cell_blank", name)
    met = line.text("met")
    if met is not None and met.replace("–", "-").replace(" ", "") not in _MET:
        line.tell("value_not_allowed", "met", allowed="0, 1-10, 11-30, >30")
    spot = series or key_of(at["place_key"] or at["place"], org)
    return at | {
        "key": line.text("key") or key_of(spot, date, None if planned is None else values.hhmm(planned)),
        "series": series,
        "org": org,
        "date": date,
        "planned_start": None if planned is None else values.hhmm(planned),
        "outcome": outcome,
        "adults": line.value("adults", values.count, _NAN),
        "start": None if start is None else values.hhmm(start),
        "end": None if end is None else values.hhmm(end),
        "met": _MET.get(met.replace("–", "-").replace(" ", "")) if met else None,
    }


_MAKERS: dict[str, Callable[[Line], Row | list[Row]]] = {
    "places": _place,
    "organisations": _organisation,
    "access": _access,
    "sessions": _session,
    "roster": _roster,
    "needs": _need,
    "sources": _source,
    "calendar": _calendar,
    "reports": _report,
}
