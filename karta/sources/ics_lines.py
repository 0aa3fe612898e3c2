"""The lines of a calendar file: put together as bytes, each with its number, those that nobody reads left out.

Programs fold lines after so many bytes, also within a letter: what is decoded first would be no UTF-8 any more.
ATTENDEE, ORGANIZER and DESCRIPTION are never decoded.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from karta.errors import InputError, Issue
from karta.sources.grids import decode

_BREAK = re.compile(rb"\r\n|\n|\r")
_UNREAD = re.compile(
    rb"(?:DESCRIPTION|ATTENDEE|ORGANIZER|COMMENT|CONTACT|ATTACH|X-ALT-DESC|X-MS-OLK-[\w-]+)[ \t]*[;:]",
    re.IGNORECASE,
)
_PROPERTY = re.compile(r"[\w.-]+\s*(?::|;.*:)", re.ASCII)
_OF_CALENDAR = re.compile(r"(?:VERSION|PRODID|METHOD|X-WR-CALNAME|X-WR-TIMEZONE)\s*[;:]", re.IGNORECASE)
_MARK = re.compile(r"(BEGIN|END)\s*:\s*([\w-]+)\s*", re.IGNORECASE | re.ASCII)
_DATED = re.compile(r"(?:DTSTART|DTEND|DTSTAMP|RDATE|EXDATE|RECURRENCE-ID|RRULE)[;:]", re.IGNORECASE)
_ZONE = re.compile(r";TZID=\"?([^\";:]+)", re.IGNORECASE)
_PARTS_OF_SECONDS = re.compile(r"(\d{8}T\d{6})(?:\.\d+|,\d{1,3}(?!\d))")
_WITHOUT_SECONDS = re.compile(r"(\d{8}T\d{4})(?=Z|[,/;]|$)")
_READ = frozenset({"VCALENDAR", "VEVENT", "VTIMEZONE", "STANDARD", "DAYLIGHT"})
_COMPONENTS = _READ | {"VTODO", "VJOURNAL", "VFREEBUSY", "VALARM"}
_MOST_NAMED = 5
_MOST_OF_ZONE = 60


@dataclass
class Lines:
    """The content lines of a calendar, and the numbers of the lines left out and of those that begin events."""

    lines: list[str] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    events: list[int] = field(default_factory=list)

    def text(self, *, zones: bool = True) -> str:
        """Return the calendar as text, with the time zones that it describes or without."""
        return "\r\n".join(self.lines if zones else _without_zones(self.lines)) + "\r\n"

    @property
    def issues(self) -> list[Issue]:
        """A warning that names the lines that are no lines of a calendar."""
        if not self.dropped:
            return []
        named = ", ".join(map(str, self.dropped[:_MOST_NAMED]))
        more = " …" if len(self.dropped) > _MOST_NAMED else ""
        facts = (("count", len(self.dropped)), ("lines", f"{named}{more}"))
        return [Issue(None, None, "calendar_lines_dropped", "warning", facts=facts)]


def read_lines(path: Path) -> Lines:
    """Return the lines of a calendar file that are read.

    Raises
    ------
    InputError
        `file_unreadable_line` where parts do not close as they open, `file_unreadable_cut` where the end is missing.
    """
    read = Lines()
    open_: list[tuple[str, int]] = []
    calendars = 0
    for number, typed in _unfolded(_in_bytes(path.read_bytes()), path.name):
        line = _without_slip(typed, open_)
        mark = _MARK.fullmatch(line)
        if mark and mark[1].upper() == "BEGIN":
            _check_place(mark[2].upper(), open_, number)
            open_.append((mark[2].upper(), number))
            read.events += [number] if _reads(open_) and open_[-1][0] == "VEVENT" else []
        if not mark and not (open_ and _PROPERTY.match(line)):
            read.dropped += [number] if line.strip() else []
        elif _reads(open_) and (mark or len(open_) > 1 or _OF_CALENDAR.match(line)):
            read.lines.append(_dated(line))
        if mark and mark[1].upper() == "END":
            if not open_ or open_.pop()[0] != mark[2].upper():
                raise InputError("file_unreadable_line", line=number)
            calendars += mark[2].upper() == "VCALENDAR"
    if open_ or not calendars:
        raise InputError("file_unreadable_cut", line=open_[-1][1] if open_ else 1)
    return read


def _in_bytes(raw: bytes) -> bytes:
    """Return a file in an encoding whose line ends and blanks are single bytes."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw[:2]:
        return decode(raw, "").encode()
    return raw.removeprefix(b"\xef\xbb\xbf")


def _unfolded(raw: bytes, name: str) -> Iterator[tuple[int, str]]:
    """Yield the content lines of a file with the numbers of their first lines, those that nobody reads as blank."""
    parts: list[list[bytes]] = []
    numbers: list[int] = []
    for number, line in enumerate(_BREAK.split(raw), start=1):
        if line[:1] in {b" ", b"\t"} and parts:
            parts[-1].append(line[1:])
        elif line:
            parts.append([line if parts else line.lstrip()])
            numbers.append(number)
    whole = (b"".join(part) for part in parts)
    # Decoded together: which encoding it is shows in all that is read.
    text = decode(b"\n".join(b"" if _UNREAD.match(line) else line for line in whole), name)
    yield from zip(numbers, text.split("\n"), strict=True)


def _check_place(name: str, open_: list[tuple[str, int]], number: int) -> None:
    """Refuse an event within an event, and a calendar within one: where the first ends cannot be told."""
    if name in {part for part, _ in open_} and name in {"VEVENT", "VCALENDAR"}:
        raise InputError("file_unreadable_line", line=number)


def _without_slip(line: str, open_: list[tuple[str, int]]) -> str:
    """Return an END of what there is not, as END:VCALENDARD, as the end of what is open."""
    mark = _MARK.fullmatch(line)
    if not (mark and open_ and mark[1].upper() == "END") or mark[2].upper() in _COMPONENTS:
        return line
    return line if mark[2].upper() in {name for name, _ in open_} else f"END:{open_[-1][0]}"


def _reads(open_: list[tuple[str, int]]) -> bool:
    return all(name in _READ for name, _ in open_)


def _dated(line: str) -> str:
    """Return a line with its times to the second: no more of them, and no less; a zone that is a folder is none."""
    if not _DATED.match(line):
        return line
    zone = _ZONE.search(line)
    if zone and _is_folder(zone[1]):
        line = line.replace(zone[1], f"{zone[1].strip('/')[:_MOST_OF_ZONE]}?", 1)
    return _WITHOUT_SECONDS.sub(r"\g<1>00", _PARTS_OF_SECONDS.sub(r"\1", line))


@lru_cache(maxsize=1_024)
def _is_folder(zone: str) -> bool:
    """Tell whether a name is that of a folder of zones, as Europe: asking for it ends the reading of all events."""
    try:
        ZoneInfo(zone.strip("/"))
    except (ZoneInfoNotFoundError, ValueError):
        return False
    except OSError:
        return True
    return False


def _without_zones(lines: list[str]) -> Iterator[str]:
    inside = False
    for line in lines:
        mark = _MARK.fullmatch(line)
        of_zone = mark is not None and mark[2].upper() == "VTIMEZONE"
        inside = inside or of_zone
        if not inside:
            yield line
        if of_zone and mark is not None and mark[1].upper() == "END":
            inside = False
