"""Telling files apart, and reading them in a killable child process with limits and no network.

A file is judged by its content, never by its name. This module must be imported before pyogrio, so that only the
drivers named in `drivers` are registered.
"""

import bz2
import pickle
import re
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from karta.errors import InputError
from karta.model.typed_text import quoted
from karta.sources import children, xml_letters
from karta.sources.office import old_office, other_office
from karta.sources.zipped import check_ratio, check_zip

MAX_BYTES = 300_000_000
# Of a map that is clipped while it is read only a part is ever in memory: a country's has some 800 MB.
MAX_CLIPPED = 3_000_000_000
SECONDS = 120.0
MEGABYTES = 1_500
# Seconds of processor for a file of less than 1 MB; what is larger gets more, in step with what there is to read.
PROCESSOR, PROCESSOR_EACH_MEGABYTE = 10, 20

_XML_ROOTS = {"osm": "osm", "kml": "kml", "gpx": "gpx"}
_OTHER_XML = {"osmChange": "osmChange", "osm-notes": "OSM Notes"}
_CALENDAR = re.compile(r"(?:^|[\r\n])BEGIN\s*:\s*VCALENDAR\s*(?:$|[\r\n])", re.IGNORECASE)
_XML_START = re.compile(
    r"(?:<\?[^>]*\?>|<!--.*?-->|\s)*<(?P<mark>!)?(?:[\w.-]+:)?(?P<root>[\w.-]+)", re.DOTALL
)
_GEOJSON = re.compile(
    r'"type"\s*:\s*"(FeatureCollection|Feature|GeometryCollection|(Multi)?(Point|LineString|Polygon))"'
)
# Maps in JSON of other makes, by what stands in them.
_OTHER_MAPS = (
    ("TopoJSON", re.compile(r'"type"\s*:\s*"Topology"')),
    ("Esri JSON", re.compile(r'"geometryType"\s*:\s*"esriGeometry')),
)
# Those that only what they lack tells from others.
_OTHER_FEATURES = (
    ("Esri JSON", re.compile(r'"features"\s*:\s*\[\s*\{\s*"(?:attributes|geometry)"')),
    ("Overpass JSON", re.compile(r'"elements"\s*:\s*\[\s*(?:\{\s*"type"\s*:\s*"(?:node|way|relation)"|\])')),
)
# What the service that made a map says at its end where it gave up before all was in it.
_REMARK = re.compile(r'"remark"\s*:\s*"((?:[^"\\]|\\.)*)"')


def sniff(path: Path, *, clipped: bool = False) -> str:
    """Return what a file is by its content; of one that is `clipped` while it is read more is allowed.

    One of csv, xlsx, ics, geojson, json, gpkg, fgb, shp (zipped), kml, kmz, gpx, osm, osm.bz2, osm.pbf.

    Raises
    ------
    InputError
        When it is missing, empty, too big, packed too tightly, XML with a DOCTYPE, or nothing that is known.
    """
    head = _head(path, MAX_CLIPPED if clipped else MAX_BYTES)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(path)
    if head.startswith(b"SQLite format 3\x00"):
        if head[68:72] in {b"GPKG", b"GP10", b"GP11"}:
            return "gpkg"
        raise InputError("file_unknown", file=path.name)
    if head.startswith(b"fgb\x03fgb"):
        return "fgb"
    if head[4:15] == b"\n\tOSMHeader":
        return "osm.pbf"
    if head.startswith(b"BZh"):
        return _bzipped(path)
    if head.startswith(b"\x1f\x8b"):
        raise InputError("file_gzip", file=path.name)
    if head.startswith(b"%PDF"):
        raise InputError("file_pdf", file=path.name)
    if head.startswith(b"{\\rtf"):
        raise InputError("file_document", file=path.name)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError(old_office(path), file=path.name)
    return _textual(path, head)


def processor_seconds(megabytes: float) -> int:
    """Return how many seconds of processor the reading of so many megabytes may take."""
    return PROCESSOR if megabytes < 1 else PROCESSOR + int(PROCESSOR_EACH_MEGABYTE * megabytes)


def in_child(
    function: Callable[..., Any],
    *args: Any,
    seconds: float = SECONDS,
    megabytes: int = MEGABYTES,
    processor: int = PROCESSOR,
) -> Any:
    """Return what `function(*args)` returns, computed in a child process with limits and no network.

    The function must be importable by name. Errors of the user's kind come back as they were raised. `seconds` are of
    the clock, `processor` of work, counted from when all is loaded.

    Raises
    ------
    InputError
        `file_slow` when the time is up, `file_heavy` when memory is, `file_unreadable` when the child breaks.
    """
    with children.child_of(_request(function, args, seconds, megabytes, processor)) as child:
        try:
            answer, _ = child.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise InputError("file_slow", seconds=int(seconds)) from None
    return _answered(answer, child.returncode, seconds, processor)


def begin(function: Callable[..., Any], *args: Any, seconds: float, megabytes: int, processor: int) -> None:
    """Let a child begin with what `in_child` will be asked for in the same words."""
    children.begin(_request(function, args, seconds, megabytes, processor))


def _request(
    function: Callable[..., Any], args: tuple[Any, ...], seconds: float, megabytes: int, processor: int
) -> bytes:
    # A reader that is stopped by its own clock is one whose parent is no more there to stop it, or waits since later.
    return pickle.dumps((function, args, (megabytes, processor, int(seconds) + 2)))


def _answered(answer: bytes, returncode: int, seconds: float, processor: int) -> Any:
    if returncode == -signal.SIGXCPU:
        raise InputError("file_slow", seconds=processor)
    if returncode == -signal.SIGALRM:
        raise InputError("file_slow", seconds=int(seconds))
    if returncode or not answer:
        raise InputError("file_unreadable")
    outcome, value = pickle.loads(answer)  # noqa: S301 - written by our own child
    if outcome == "error":
        code, facts = value
        raise InputError(code, **facts)
    if outcome == "memory":
        raise InputError("file_heavy")
    return value


def _head(path: Path, most: int) -> bytes:
    if not path.is_file():
        raise InputError("file_missing", file=path.name)
    size = path.stat().st_size
    if size == 0:
        raise InputError("file_empty", file=path.name)
    with path.open("rb") as handle:
        head = handle.read(65_536)
    if size > most:
        code = "map_too_big" if head[4:15] == b"\n\tOSMHeader" else "file_too_big"
        raise InputError(code, file=path.name, megabytes=most // 1_000_000)
    return head


def _zipped(path: Path) -> str:
    names = [info.filename.lower() for info in check_zip(path)]
    if "xl/workbook.xml" in names:
        return "xlsx"
    if any(name.endswith(".shp") for name in names):
        return "shp"
    if any(name.endswith(".kml") for name in names):
        return "kmz"
    raise InputError(other_office(path, set(names)), file=path.name)


def _bzipped(path: Path) -> str:
    try:
        with bz2.open(path) as handle:
            inside = handle.read(2_000_000)
    except (OSError, ValueError, EOFError) as error:
        raise InputError("file_unreadable") from error
    check_ratio(path, len(inside))
    inside = inside[:65_536]
    if _textual(path, inside) == "osm":
        return "osm.bz2"
    raise InputError("file_unknown", file=path.name)


def _textual(path: Path, head: bytes) -> str:
    text = _decoded_head(head)
    start = text.lstrip("\ufeff\x1e \t\r\n")
    if not start and path.stat().st_size <= len(head):
        raise InputError("file_empty", file=path.name)
    if start.startswith("<"):
        return _xml(path, start, head)
    if start.startswith(("{", "[")):
        return _json(path, start)
    if _CALENDAR.search(start[:2_000]):
        return "ics"
    odd = sum(1 for mark in start if ord(mark) < 32 and mark not in "\t\r\n\f")
    if not start or odd > len(start) / 100:
        raise InputError("file_unknown", file=path.name)
    return "csv"


def _json(path: Path, start: str) -> str:
    plain = _GEOJSON.search(start) is not None
    for form, mark in (*_OTHER_MAPS, *(() if plain else _OTHER_FEATURES)):
        if mark.search(start):
            if remark := _REMARK.search(_tail(path)):
                raise InputError("osm_stopped", file=path.name, remark=quoted(remark[1]))
            raise InputError("map_form", form=form)
    return "geojson" if plain else "json"


def _tail(path: Path) -> str:
    with path.open("rb") as handle:
        handle.seek(max(0, path.stat().st_size - 4_096))
        return handle.read().decode("utf-8", errors="replace")


def _decoded_head(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="ignore")
    if head[1:2] == b"\0" or head[:1] == b"\0":
        return head.decode("utf-16-le" if head[1:2] == b"\0" else "utf-16-be", errors="ignore")
    return head.decode("latin-1").removeprefix("\xef\xbb\xbf")


def _xml(path: Path, start: str, head: bytes) -> str:
    match = _XML_START.match(start)
    if match is None:
        raise InputError("file_unknown", file=path.name)
    if "<!DOCTYPE" in start or "<!ENTITY" in start:
        raise InputError("file_doctype", file=path.name)
    if match["root"] in _OTHER_XML or (match["root"] == "FeatureCollection" and "/gml" in start):
        raise InputError("map_form", form=_OTHER_XML.get(match["root"], "GML"))
    if match["mark"] or match["root"] not in _XML_ROOTS:
        # Web pages that booking systems call .xls, and Excel's sheets of 2003.
        table = match["root"].lower() in {"html", "table", "workbook"}
        raise InputError("file_web_table" if table else "file_unknown", file=path.name)
    form = _XML_ROOTS[match["root"]]
    letters = xml_letters.declared(start)
    is_wide, is_declared_wide = xml_letters.is_wide(head), xml_letters.override(head) is not None
    if (is_wide or (letters and letters not in xml_letters.PLAIN)) and not (
        form == "kml" and is_declared_wide
    ):
        raise InputError("file_letters", file=path.name, letters="UTF-16" if is_wide else letters)
    return form
