"""The examples of the page on what Karta reads: its files, what the command answers, and what then counts.

An example stands under a heading of the third level, and begins in the town of the first one. Its steps are a line that
names a file and its kind, the file in a fence (left out where it is the same again), what the command answers in a
fence of `text`, and a table of what counts after it. Whatever else is fenced is not understood, and is a fault.
"""

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import shapely

from karta.model.place import is_unknown
from karta.privacy import Viewer
from karta.services.register import sessions
from karta.services.rosters.occurrences import occurrences_between
from karta.services.workspace import Workspace
from karta.store.records import degrees

NAMED = re.compile(r"\*\*[^*]+\.\w+\*\*")
TITLE = re.compile(r"\*\*(?P<file>[^*]+\.\w+)\*\*(?: igen)?, slag `(?P<kind>\w+)`(?:, med (?P<more>.+))?:")
MORE = re.compile(r"svaret `(?P<answers>\{[^`]*\})`|`(?P<options>--[^`]*)`")
FENCE = re.compile(r"```(\w*)")
COORDINATOR = Viewer("samordnare", "local")
NOTHING = "Inget pass räknas."
MONTH = date(2026, 3, 1), date(2026, 3, 31)
DAYS = ("mån", "tis", "ons", "tors", "fre", "lör", "sön")
SHIFTS = ("dag", "tid", "plats", "förening", "vuxna")

Rows = list[tuple[str, ...]]


@dataclass
class Step:
    """A file that is read in: what the page says of it, and what the command answers."""

    file: str
    kind: str
    answers: str = ""
    options: list[str] = field(default_factory=list)
    content: str | None = None
    answer: list[str] | None = None
    heads: tuple[str, ...] = ()
    rows: Rows = field(default_factory=list)


def examples(page: str) -> dict[str, list[Step]]:
    """Return the steps of each example by its heading.

    Raises
    ------
    ValueError
        When a fence stands where no step is, a step has no answer, or a table beneath one is of no known kind.
    """
    by_heading: dict[str, list[Step]] = {}
    heading, lines = "", iter(page.splitlines())
    for line in lines:
        if line.startswith("#"):
            heading = line.lstrip("#").strip() if line.startswith("### ") else ""
        elif match := TITLE.fullmatch(line):
            by_heading.setdefault(heading, []).append(_step(match))
        elif fence := FENCE.fullmatch(line):
            _fenced(_last(by_heading, heading, line), fence[1], list(_until(lines, "```")))
        elif NAMED.match(line):
            raise ValueError(f"not understood: {line}")
        elif line == NOTHING:
            _last(by_heading, heading, line).heads = SHIFTS
        elif line.startswith("| ") and heading and heading in by_heading:
            step = _last(by_heading, heading, line)
            step.heads = _cells(line)
            if step.heads not in COUNTED or step.answer is None:
                raise ValueError(f"{heading}: no table that is known: {line}")
            step.rows = [_cells(row) for row in _until(lines, "") if not row.startswith("|--")]
    for name, steps in by_heading.items():
        if not name or any(step.answer is None for step in steps):
            raise ValueError(f"{name}: a step without an answer")
    return by_heading


def _step(match: re.Match[str]) -> Step:
    step = Step(match["file"], match["kind"])
    for part in (match["more"] or "").split(" och ") if match["more"] else ():
        more = MORE.fullmatch(part)
        if more is None:
            raise ValueError(f"not understood: {part}")
        step.answers = more["answers"] or step.answers
        step.options += shlex.split(more["options"] or "")
    return step


def _last(by_heading: dict[str, list[Step]], heading: str, line: str) -> Step:
    if heading not in by_heading:
        raise ValueError(f"{heading}: belongs to no step: {line}")
    return by_heading[heading][-1]


def _fenced(step: Step, language: str, lines: list[str]) -> None:
    if step.answer is not None or (language != "text" and step.content is not None):
        raise ValueError(f"{step.file}: one fence too many")
    if language == "text":
        step.answer = joined(lines)
    elif language in {"csv", "ics", "json", "xml", "pdf"}:
        step.content = "\n".join([*lines, ""])
    else:
        raise ValueError(f"{step.file}: a fence of {language or 'nothing'}")


def _until(lines: Iterator[str], last: str) -> Iterator[str]:
    for line in lines:
        if line == last:
            return
        yield line


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))


def joined(lines: list[str]) -> list[str]:
    """Return the lines of an answer; what is set in by four blanks goes on with the line before."""
    whole: list[str] = []
    for line in lines:
        if line.startswith("    ") and whole:
            whole[-1] += " " + line.strip()
        elif line.strip():
            whole.append(" ".join(line.split()))
    return whole


def write(step: Step, folder: Path) -> Path:
    """Write the file of a step, a workbook as one sheet of texts, and return its path."""
    path = folder / step.file
    if step.content is not None and path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for line in step.content.splitlines():
            book.worksheets[0].append(line.split(";"))
        book.save(path)
    elif step.content is not None:
        path.write_text(step.content, encoding="utf-8")
    return path


def counted(workspace: Workspace, heads: tuple[str, ...]) -> Rows:
    """Return the rows that a table with these headings ought to have."""
    return COUNTED[heads](workspace)


def _shifts(workspace: Workspace) -> Rows:
    with workspace.store.reading() as reading:
        occurrences = occurrences_between(reading, *MONTH)
    return [
        (
            _day(shift.held_on), _hours(shift.start.astimezone(ZoneInfo("Europe/Stockholm")),
            shift.end.astimezone(ZoneInfo("Europe/Stockholm"))), shift.place,
            ", ".join(party.organisation or "okänd" for party in shift.parties),
            ", ".join(
                _number(party.stated) + ("" if party.admitted else " (räknas inte)") for party in shift.parties
            ),
        )
        for shift in occurrences
        if not shift.cancelled
    ]  # fmt: skip


def _sessions(workspace: Workspace) -> Rows:
    places = workspace.store.frame("place")
    return sorted(
        (_day(held.day), _hours(held.start, held.end), name, held.title, _number(held.leaders))
        for place, name in zip(places["id"], places["name"], strict=True)
        for held in sessions.sessions(workspace, COORDINATOR, place, *MONTH)
        if not held.cancelled
    )


def _places(workspace: Workspace) -> Rows:
    """Return the places that the file has brought: those of the town are older."""
    frame = workspace.store.frame("place").sort_values("name")
    frame = frame[~frame["name"].isin(["Torget", "Hallen", "Stationen"])]
    lat, lon = degrees(frame["geometry"].map(shapely.centroid))
    spots = [f"{north:.4f}, {east:.4f}" for north, east in zip(lat, lon, strict=True)]
    return list(zip(frame["name"], frame["kind"], spots, strict=True))


def _opening_hours(workspace: Workspace) -> Rows:
    names = workspace.store.frame("place").set_index("id")["name"]
    rows = workspace.store.frame("access_hours")
    cells = zip(rows["place_id"].map(names), rows["days"], rows["start"], rows["end"], strict=True)
    return sorted((name, days, f"{start}–{end}") for name, days, start, end in cells)


def _areas(workspace: Workspace) -> Rows:
    frame = workspace.store.frame("area").sort_values("name")
    frame = frame.assign(code=frame["code"].fillna(""))
    lat, lon = degrees(frame["geometry"].map(shapely.centroid))
    spots = [f"{north:.3f}, {east:.3f}" for north, east in zip(lat, lon, strict=True)]
    return list(zip(frame["name"], frame["code"], spots, strict=True))


def _needs(workspace: Workspace) -> Rows:
    names = workspace.store.frame("place").set_index("id")["name"]
    rows = workspace.store.frame("need_rule")
    cells = zip(
        rows["place_id"].map(names), rows["days"], rows["start"], rows["end"], rows["adults"], strict=True
    )
    return sorted((name, days, f"{start}–{end}", _number(adults)) for name, days, start, end, adults in cells)


COUNTED: dict[tuple[str, ...], Callable[[Workspace], Rows]] = {
    SHIFTS: _shifts,
    ("dag", "tid", "plats", "grupp", "ledare"): _sessions,
    ("ny plats", "slag", "läge"): _places,
    ("plats", "dagar", "öppet"): _opening_hours,
    ("område", "kod", "mitt"): _areas,
    ("plats", "dagar", "tid", "vuxna"): _needs,
}


def _day(on: date) -> str:
    return f"{DAYS[on.weekday()]} {on:%Y-%m-%d}"


def _hours(start: object, end: object) -> str:
    return f"{start:%H:%M}–{end:%H:%M}"


def _number(adults: object) -> str:
    return "okänt" if is_unknown(adults) else f"{adults:g}"
