"""Rows made of lines: sessions, lines of a roster, and shift reports."""

import re
from typing import Any

from karta.model import typed_text
from karta.sources import dates, values
from karta.sources.lines import Line, once
from karta.sources.profiles import meaning, plain
from karta.sources.row_marks import is_nobody, is_off, parts_of
from karta.sources.row_where_when import key_of, when, where
from karta.sources.table_cells import CellError

_NAN = float("nan")
_BETWEEN = re.compile(r"[;,/]|\boch\b|\band\b")
_PHONES = re.compile(r"\s*[;,\n]\s*")
_PROTECTED = re.compile(r"skydda(d|de)|sekretess|protected", re.IGNORECASE)
_MET = {"0": "0", "1-10": "1-10", "11-30": "11-30", ">30": ">30", "över 30": ">30"}

Row = dict[str, Any]


def session(line: Line) -> Row:
    """Return the row of a session; a missing number of leaders is unknown."""
    at, time, what = where(line), when(line), _what(line)
    day = time.get("date") or time["byday"]
    own = line.text("key") or key_of(
        at["place_key"] or at["place"], day, time.get("start"), what["org"], what["title"], time["valid_from"]
    )
    return {**at, **time, **what, "key": own}


_FLAGS = ("girls", "adapted", "free", "drop_in", "membership")
_PEOPLE = ("leaders", "young_leaders", "age_from", "age_to")


@once("org", "title", "activity", "status", "languages", "accessibility", *_PEOPLE, *_FLAGS)
def _what(line: Line) -> Row:
    """Return the organisation, activity and people of a session, and `off` for one that has been cancelled."""
    typed = line.text("status") or ""
    status = "cancelled" if is_off(typed) else meaning("status", typed) if line.has("status") else "planned"
    if status is None:
        line.tell("status_unknown", "status")
    return ({"off": True} if status == "cancelled" else {}) | {
        "org": line.text("org", ""),
        "activity": _activity(line),
        "title": line.text("title", ""),
        "leaders": line.value("leaders", values.count, _NAN),
        "young_leaders": line.value("young_leaders", values.count, _NAN),
        "age_from": line.value("age_from", values.count, _NAN),
        "age_to": line.value("age_to", values.count, _NAN),
        **{name: line.value(name, values.flag) for name in _FLAGS},
        "languages": line.value("languages", _languages),
        "accessibility": line.text("accessibility"),
    }


def _languages(cell: Any) -> str:
    """Return the codes of the languages that a cell names. Raises CellError for one that Karta has no code for."""
    codes = {meaning("speech", word) for word in _BETWEEN.split(values.text(cell)) if word.strip()}
    if None in codes:
        raise CellError("language_unknown")
    return ";".join(sorted(filter(None, codes)))


# How many parts the key of a roster line without an id is made of.
_PARTS_OF_KEY = 6


def has_own_id(key: str) -> bool:
    """Tell whether the key of a roster line is an id that its file gives it, not made of what it says."""
    return key.count("|") != _PARTS_OF_KEY - 1


def roster(line: Line) -> Row:
    """Return the row of a roster line; a missing number of adults is unknown, never 1 or 2."""
    at, time, what = where(line), when(line), _who(line)
    day = time.get("date") or time["byday"]
    spot = (
        at["place_key"]
        or at["place"]
        or ("" if at["lat"] != at["lat"] else f"{at['lat']:.4f} {at['lon']:.4f}")
    )
    own = line.text("key") or key_of(
        spot, day, time.get("start"), what["kind"], what["org"], time["valid_from"]
    )
    return {
        **at,
        **time,
        **what,
        **_people(line),
        "key": own,
    }


@once("org", "kind", "mode", "adults", "min_adults", "status", "title", "stops", "purpose")
def _who(line: Line) -> Row:
    """Return the party of a roster line, without its people."""
    kind = line.word("kind", "role", "other", unknown="other")
    free = any(is_nobody(values.text(line.cells.get(name))) for name in ("org", "adults", "status", "title"))
    return ({"vacant": True} if free else {}) | {
        "org": _organisation(line),
        "kind": kind,
        "mode": line.word("mode", "mode", "active"),
        "adults": line.value("adults", _adults, _NAN),
        "min_adults": line.value("min_adults", values.count, 2.0),
        "status": _status(line),
        "title": line.text("title", ""),
        "stops": line.text("stops"),
        "purpose": _purpose(line, kind),
    }


def _organisation(line: Line) -> str:
    typed = line.text("org", "") or ""
    return "" if is_nobody(typed) else typed


def _adults(cell: Any) -> float:
    return _NAN if is_nobody(values.text(cell)) else values.count(cell)


def _status(line: Line) -> str:
    if is_nobody(values.text(line.cells.get("status"))):
        return "planned"
    if is_off(values.text(line.cells.get("status"))):
        return "cancelled"
    return line.word("status", "status", "planned")


def report(line: Line) -> Row:
    """Return the row of a shift report."""
    at = where(line)
    series, org, date = line.text("series"), line.text("org", ""), line.day("date")
    planned = line.value("planned_start", values.clock)
    outcome = line.word("outcome", "outcome", "")
    nothing = (None, None, _NAN)
    start = line.value("start", dates.moment, nothing)[1]
    end = line.value("end", dates.moment, nothing)[1]
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


def _activity(line: Line) -> str:
    typed = line.text("activity")
    return (meaning("activity", typed) or plain(typed)) if typed else "training"


def _purpose(line: Line, kind: str) -> str:
    """Return what a line is for: as its cell says, else by the word for its role, else by the role."""
    if meaning("no_purpose", line.text("purpose") or "") is not None:
        line.tell("purpose_refused", "purpose")
        return "walk"
    by_role = {"school_host": "school", "field_social_worker": "outreach"}
    default = meaning("purpose", line.text("kind") or "") or by_role.get(kind, "walk")
    return line.word("purpose", "purpose", default)


@once("persons", "phones", "routine_on")
def _people(line: Line) -> Row:
    """Return the people whom a line names, for the people room."""
    names = {"persons": _persons(line), "phones": _phones(line), "routine_on": _routine(line)}
    free = any(map(is_nobody, parts_of(values.text(line.cells.get("persons")))))
    return ({"vacant": True} if free else {}) | names


def _persons(line: Line) -> str | None:
    """Return the names of a line; who is marked as protected is taken in without a name, and without the mark."""
    if not line.has("persons"):
        return None
    if _is_marked(values.text(line.cells["persons"])):
        line.unnamed()
        return None
    typed = line.text("persons")
    listed = None if typed is None else _named(typed)
    if listed is not None and any(len(name) > typed_text.MOST_OF_NAME for name in listed.split(";")):
        line.tell("cell_too_long", "persons", most=typed_text.MOST_OF_NAME)
    return listed


def _phones(line: Line) -> str | None:
    # A telephone number may look like a personal number and is dropped then: too much rather than too little.
    if not line.has("phones") or _is_marked(values.text(line.cells.get("persons"))):
        return None
    typed = line.text("phones")
    return None if typed is None else _listed(typed, _PHONES)


@values.remembered
def _is_marked(typed: str) -> bool:
    return _PROTECTED.search(typed) is not None


@values.remembered
def _named(typed: str) -> str | None:
    """Return the names of a cell; a place that nobody has taken is no person."""
    return ";".join(part for part in parts_of(typed) if not is_nobody(part)) or None


@values.remembered
def _listed(typed: str, apart: re.Pattern[str]) -> str | None:
    return ";".join(part for part in apart.split(typed) if part) or None


def _routine(line: Line) -> Any:
    """Return the date of the routine where the cell is a plain date; any other content is not read."""
    if not line.has("routine_on") or not re.fullmatch(
        r"\d{4}-\d{2}-\d{2}", values.text(line.cells.get("routine_on"))[:10]
    ):
        return None
    return line.day("routine_on")
