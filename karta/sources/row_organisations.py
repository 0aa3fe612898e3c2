"""Rows of the register made of lines: organisations, and the functions one calls."""

from typing import Any

from karta.model.telephone import is_number
from karta.sources import values
from karta.sources.lines import Line
from karta.sources.row_where_when import key_of

_NAN = float("nan")

Row = dict[str, Any]


def organisation(line: Line) -> Row:
    """Return the row of an organisation; contact people are not read."""
    name = line.text("name")
    if name is None and line.stands:
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


def contact(line: Line) -> Row:
    """Return the row of a function to call; a cell of names of people is not read."""
    texts = {name: line.text(name) for name in ("function", "channel")}
    for name, typed in texts.items():
        if typed is None and line.stands:
            line.tell("cell_blank", name)
    if texts["channel"] and not is_number(texts["channel"]):
        line.tell("number_unreadable", "channel")
    area = line.text("area", "") or ""
    return {
        "key": line.text("key") or key_of(texts["function"], line.text("org", ""), area),
        **texts,
        "org": line.text("org", ""),
        "area": area,
        "hours": line.text("hours"),
        "valid_to": line.day("valid_to"),
    }
