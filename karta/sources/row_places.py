"""Rows of the register made of lines: places, organisations, and the hours when a place can be entered."""

import re
from typing import Any

from karta.model.telephone import is_number
from karta.sources import values
from karta.sources.lines import Line
from karta.sources.profiles import meaning, plain
from karta.sources.row_parts import key_of, position, where, window

_NAN = float("nan")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,40}")

Row = dict[str, Any]


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
        "opening_hours": _hours(line),
        "crisis": line.value("crisis", values.flag),
        "priority_weight": weight,
        "external_ids": f"{plain(line.heads['key']).replace(' ', '_')}={own}" if own else None,
    }


def place(line: Line) -> Row:
    """Return the row of a place; without coordinates it still needs its position."""
    lat, lon = position(line)
    place = place_of(line)
    if not place["name"]:
        line.tell("cell_blank", "name")
    if lat != lat and line.stands:
        line.tell("place_without_point", "name", "warning")
    spot = () if lat != lat else (f"{lat:.4f}", f"{lon:.4f}")
    key = place["key"] or key_of(place["name"], place["kind"], *spot)
    return place | {"key": key, "lat": lat, "lon": lon}


def organisation(line: Line) -> Row:
    """Return the row of an organisation; contact people are not read."""
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


def _hours(line: Line) -> str | None:
    """Return opening hours as typed; what is no opening hours at all is told, and kept as text."""
    typed = line.text("opening_hours")
    if typed is not None:
        from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]  # few tables have hours

        try:
            OpeningHours(typed)
        except ParserError:
            line.tell("hours_unread", "opening_hours", "warning")
    return typed


def contact(line: Line) -> Row:
    """Return the row of a function to call; a cell of names of people is not read."""
    said = {name: line.text(name) for name in ("function", "channel")}
    for name, typed in said.items():
        if typed is None and line.stands:
            line.tell("cell_blank", name)
    if said["channel"] and not is_number(said["channel"]):
        line.tell("number_unreadable", "channel")
    area = line.text("area", "") or ""
    return {
        "key": line.text("key") or key_of(said["function"], line.text("org", ""), area),
        **said,
        "org": line.text("org", ""),
        "area": area,
        "hours": line.text("hours"),
        "valid_to": line.day("valid_to"),
    }


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
