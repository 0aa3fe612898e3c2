"""What people write across a line of a roster or of sessions: that it is called off, or that nobody has taken it.

Such words stand in any cell: the title, a note that is not read otherwise, the cell for names. None of them is held.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from karta.model.place import is_unknown
from karta.model.recurrence import WEEKDAYS
from karta.sources import values
from karta.sources.lines import Line
from karta.sources.profiles import meaning, spelled, words, written_words

MARKED = frozenset({"roster", "sessions"})
_OFF = rf"(?:{spelled('called_off', 'plainly')})"
_WALKS_OUT = rf"(?:{spelled('called_off', 'sets_out')})"  # a walk may also set out from somewhere
_BEGINS = re.compile(
    rf"[\W_]*({_OFF}(?!\w|\s+(?:vid|om|if)\b)|{_WALKS_OUT}(?=\s*(?:[:!.,(–—-]|$)))",
    re.IGNORECASE | re.VERBOSE,
)
_ENDS = re.compile(rf"(?:[-–—:,/([]\s*|\*)({_OFF})[\W_]*$", re.IGNORECASE | re.VERBOSE)
# What else a status may begin with: on that day nothing takes place.
_OFF_STATUS = re.compile(
    rf"[\W_]*(?:{spelled('called_off', 'moved', 'later', 'begins_status')})", re.IGNORECASE | re.VERBOSE
)
_BARE = (
    re.compile(rf"[\W_]*{_OFF}(?!\w)[\W_]*(?P<rest>.*)", re.IGNORECASE | re.VERBOSE | re.DOTALL),
    re.compile(rf"(?P<rest>.*?)\s*(?:[-–—:,/([*]\s*){_OFF}[\W_]*", re.IGNORECASE | re.VERBOSE | re.DOTALL),
)
_WHERE_AND_WHEN = ("place", "date", "day", "byday", "times", "start", "end")
_SOMEWHERE = re.compile(
    rf"(?<!\bej\ )(?<!\binte\ )(?<!\bnot\ )\b("
    rf"{_OFF}|{spelled('called_off', 'of_dates', 'later', 'perhaps')}|"
    rf"(?:{spelled('called_off', 'moved')})\ (?:till|fram|bort))\b",
    re.IGNORECASE | re.VERBOSE,
)
_FREE = re.compile(
    r"[\W\d_]*(?:vakan[ts]\w*|vakanser|ledig[at]?\ (?:plats(?:er)?|pass|tid(?:er)?)|obemanna[dt]|vacan(?:t|cy)|"
    r"(?:ej|inte)\ bemanna[dt])(?!\w)",
    re.IGNORECASE | re.VERBOSE,
)
# Where a name is expected; in a note such words say something else.
_WANTED = re.compile(
    r"[\W\d_]*(?:behövs|saknas|saknar\ folk|(?:vi\ )?sök(?:er|s|es)|anmäl\ (?:dig|er)|skriv\ upp\ (?:dig|er))(?!\w)",
    re.IGNORECASE | re.VERBOSE,
)
_YET = re.compile(r"\s+(?:än|ännu|just nu|för tillfället)$")
_STEMS = dict.fromkeys(
    word if " " in word else word[:5]
    for meant, group in written_words()["called_off"].items()
    for word in (group if meant != "begins_status" else ())
)
# Nothing of this stands on nearly all lines, and they are not looked at further.
_PERHAPS = (
    *_STEMS, "vakan", "ledig", "obemann", "vacan", "jämn", "udda", "annan",
    "tredje", "fjärde", "every", "even ", "odd ", "månad", "/mån", "per mån", "i mån", ":e", ":a", "month", "biweek",
    "fortnight", " veckor", "14 dag", "bemann",
)  # fmt: skip
_NAMES = re.compile(r"\s*(?:[;\n&/+]|,|\boch\b|\band\b)\s*")
_LETTERS = re.compile(r"[\W\d_]+")
_MOST_DATES = 1000
_NAN = float("nan")

Row = dict[str, Any]


@values.remembered
def is_nobody(typed: str) -> bool:
    """Tell whether a cell, or a part of it, names nobody: VAKANT, Ledig plats 2, N.N., se anslag, ?."""
    if not re.search(r"[^\W_]", typed):
        return bool(typed)
    letters = _YET.sub("", _LETTERS.sub(" ", typed).strip().casefold())
    return letters in words("nobody") or any(way.match(typed) for way in (_FREE, _WANTED))


@values.remembered
def parts_of(names: str) -> tuple[str, ...]:
    """Return the parts of a cell that may each name somebody."""
    return tuple(part for part in _NAMES.split(names) if part)


def may_be_marked(texts: str) -> bool:
    """Tell whether some of the cells, joined, may hold such a word."""
    lower = texts.lower()
    return bool(lower) and any([word in lower for word in _PERHAPS])  # noqa: C419 - a third faster than one by one


def mark(kind: str, line: Line, rows: Sequence[Row], texts: Iterable[str], whole: str) -> None:
    """Note on the rows of a line that they are called off or that nobody has taken them, where its cells say so.

    `whole` are the texts of its cells, joined; the makers of rows have noted what stands in fields of their own.
    """
    if not may_be_marked(whole) and rows[0].keys().isdisjoint(("vacant", "off")):
        return
    cells = [text for text in texts if text]
    if kind == "roster" and ("vacant" in rows[0] or any(map(_FREE.match, cells))):
        _without_number(line, rows)
    word = _off(line, cells)
    for row in rows if word else ():
        _call_off(kind, line, row, word)
    if any(not is_unknown(row.get("byday")) for row in rows) and any(map(values.skips_weeks, cells)):
        line.tell("weeks_perhaps_skipped")
    if not word and (unsure := _first(_spoken(line, cells), _SOMEWHERE.search)):
        line.tell("row_perhaps_cancelled", shown=unsure)


def _spoken(line: Line, cells: list[str]) -> list[str]:
    """Return the cells without those that list the dates left out."""
    silent = {values.text(line.cells.get(name)) for name in ("exdates", "status")}
    return [cell for cell in cells if cell not in silent]


def _off(line: Line, cells: list[str]) -> str:
    status = values.text(line.cells.get("status"))
    if status and (meaning("status", status) == "cancelled" or is_off(status)):
        return status
    return _first(_spoken(line, cells), _BEGINS.match, _ENDS.search)


@values.remembered
def is_off(status: str) -> bool:
    """Tell whether a status begins with a word for called off: "Inställt pga sjukdom"."""
    return _BEGINS.match(status) is not None or _OFF_STATUS.match(status) is not None


def bare(cells: dict[str, Any]) -> None:
    """Take words for called off out of the cells that say where and when: `INSTÄLLT 20-23` is the shift of 20-23."""
    for name in _WHERE_AND_WHEN:
        typed = cells.get(name)
        if isinstance(typed, str):
            match = next((match for way in _BARE if (match := way.fullmatch(typed))), None)
            if match is not None and re.search(r"\w", match["rest"]):
                cells[name] = match["rest"].strip()


def _first(cells: list[str], *ways: Callable[[str], re.Match[str] | None]) -> str:
    """Return the first such word of the cells, and nothing else of what people have written there."""
    return next((match[1] for cell in cells for way in ways if (match := way(cell))), "")


def _without_number(line: Line, rows: Iterable[Row]) -> None:
    """Make the number of a row unknown that has fewer names than it states, until somebody has answered."""
    for row in rows:
        names = len(row["persons"].split(";")) if row.get("persons") else 0
        if not is_unknown(row["adults"]) and names >= row["adults"] > 0:
            row.pop("vacant", None)
            continue
        row["vacant"] = True
        stated = {} if is_unknown(row["adults"]) else {"adults": int(row["adults"])}
        line.tell("row_vacant", _field_of_nobody(line), "warning", **stated)
        if "row_vacant" not in line.accepted:
            row["adults"] = _NAN


def _field_of_nobody(line: Line) -> str | None:
    cells = {
        name: values.text(line.cells.get(name)) for name in ("persons", "org", "adults", "status", "title")
    }
    return next((name for name, cell in cells.items() if any(map(is_nobody, parts_of(cell)))), None)


def _call_off(kind: str, line: Line, row: Row, word: str) -> None:
    if kind == "roster":
        if row["status"] != "cancelled" or not line.has("status"):
            line.tell("row_cancelled", None, "warning", shown=word)
        row["status"] = "cancelled"
        return
    dates = _dates(row)
    if dates is None:
        line.tell("session_cancelled_endless", "status" if line.has("status") else None)
        return
    line.tell("row_cancelled", None, "warning", shown=word)
    row["exdates"] = ";".join(dates)


def _dates(row: Row) -> list[str] | None:
    """Return the dates on which a session would be held, None where they have no end or follow a rule."""
    if is_unknown(row.get("rrule")) and not is_unknown(row.get("date")):
        return [row["date"].isoformat()]
    if any(is_unknown(row.get(name)) for name in ("valid_from", "valid_to", "byday")):
        return None
    first, last, days = row["valid_from"], row["valid_to"], row["byday"].split(";")
    if (last - first).days > _MOST_DATES:
        return None
    return [on.isoformat() for on in _between(first, last) if WEEKDAYS[on.weekday()] in days]


def _between(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=at) for at in range((last - first).days + 1))
