"""Rows of the register made of lines: organisations, and the functions one calls."""

from typing import Any

from karta.model.telephone import is_number
from karta.sources import values
from karta.sources.lines import Line
from karta.sources.row_where_when import key_of

_NAN = float("nan")
# What people write for a date of admission: neither says when it was decided.
_NO_DATES = frozenset(
    {
        "ja", "j", "yes", "x", "true", "nej", "n", "no", "false", "ej", "inte", "inte än", "inte ännu", "ej än",
        "ej godkänd", "inte godkänd", "väntar", "vilande", "pågår", "avvaktar", "under prövning", "prövas", "ansökt",
        "sökt", "pending",
    }
)  # fmt: skip

Row = dict[str, Any]


def organisation(line: Line) -> Row:
    """Return the row of an organisation; contact people are not read."""
    name = line.text("name")
    if name is None and line.stands:
        line.tell("cell_blank", "name")
    if values.text(line.cells.get("admitted_on")).casefold().strip(" .!?") in _NO_DATES:
        line.tell("admission_without_date", "admitted_on", "warning")
        del line.cells["admitted_on"]  # as if it were blank: the row changes no admission
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
