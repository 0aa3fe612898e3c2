"""Rows of the register made of lines: places, and the hours when one can be entered."""

from typing import Any

from karta.model.place import KIND_CODE
from karta.sources import values
from karta.sources.lines import Line
from karta.sources.profiles import meaning, plain
from karta.sources.row_where_when import key_of, position, where, window

Row = dict[str, Any]


def place_kind(line: Line, name: str = "kind") -> str:
    """Return METHOD's kind of place for a word of the file; other words stay when they are codes already."""
    typed = line.text(name)
    if not typed:
        return "other"
    kind = meaning("place_kind", typed)
    if kind is not None:
        return kind
    if KIND_CODE.fullmatch(typed):
        return typed
    line.tell("word_other", name, "warning")
    return "other"


def place_of(line: Line) -> Row:
    """Return the fields of a place in a line, without its position; `key` is "" where it has no id of its own."""
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
        "opening_hours": _hours(line),
        "crisis": line.value("crisis", values.flag),
        "around_min": line.value("around_min", values.around),
        "priority_weight": weight,
        "external_ids": f"{plain(line.heads['key']).replace(' ', '_')}={own}" if own else None,
    }


def place(line: Line) -> Row:
    """Return the row of a place; without coordinates it still needs its position."""
    lat, lon = position(line)
    place = place_of(line)
    if not place["name"] and line.stands:
        line.tell("cell_blank", "name")
    if lat != lat and line.stands:
        line.tell("place_without_point", "name", "warning")
    spot = () if lat != lat else (f"{lat:.4f}", f"{lon:.4f}")
    key = place["key"] or key_of(place["name"], place["kind"], *spot)
    return place | {"key": key, "lat": lat, "lon": lon}


def _hours(line: Line) -> str | None:
    """Return opening hours as typed; what does not become weekly hours is told, and stays as text."""
    typed = line.text("opening_hours")
    if typed is not None:
        from karta.sources.opening_hours import fault_of  # few tables have hours

        if code := fault_of(typed):
            line.tell(code, "opening_hours", "warning")
    return typed


def access(line: Line) -> Row:
    """Return the row of hours when a place can be entered."""
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
