"""KML: what is marked, with its name, address and attributes; of a description only that there is one."""

import re
from collections import defaultdict
from pathlib import Path
from typing import Any
from xml.parsers import expat

import geopandas as gpd
import shapely

from karta.errors import InputError
from karta.settings import CRS_DEGREES
from karta.sources import xml_letters

_MARKUP = re.compile(r"<[^>]*>")
_AROUND_COMMA = re.compile(r"\s*,\s*")
_OWN = frozenset({"name", "address"})
_KEYED = frozenset({"Data", "SimpleData", "SimpleField"})
_NO_LETTER = expat.errors.codes[expat.errors.XML_ERROR_INVALID_TOKEN]
_BOUNDARIES = frozenset({"outerBoundaryIs", "innerBoundaryIs"})


def read_kml(path: Path) -> tuple[gpd.GeoDataFrame, int]:
    """Return a row for each Placemark in the order of the file, and how many maps elsewhere the file refers to.

    A row has its shape in degrees, None where it has none.

    Raises
    ------
    InputError
        When it is no well-formed XML, has a DOCTYPE, or only refers to a map elsewhere.
    """
    reader = _read(path)
    if not reader.marks and reader.links:
        raise InputError("map_linked")
    names = dict.fromkeys(name for mark, _ in reader.marks for name in mark)
    columns = {name: [mark.get(name) for mark, _ in reader.marks] for name in names if name != "geometry"}
    shapes = gpd.GeoSeries([shape for _, shape in reader.marks], crs=CRS_DEGREES)
    return gpd.GeoDataFrame(columns, geometry=shapes), reader.links


def _read(path: Path) -> "_Reader":
    """Return the reader of a file, in the letters that it is written in whatever it declares."""
    with path.open("rb") as handle:
        letters = [xml_letters.override(handle.read(200)), "windows-1252"]
    for at, override in enumerate(letters):
        reader = _Reader(override)
        try:
            with path.open("rb") as handle:
                reader.parser.ParseFile(handle)
        except (expat.ExpatError, KeyError, OSError) as error:
            # Programs declare UTF-8 and write å, ä and ö in one byte, which is none of its letters.
            if at == len(letters) - 1 or getattr(error, "code", None) != _NO_LETTER:
                raise InputError("file_unreadable") from error
        else:
            break
    return reader


class _Reader:
    """A reader that keeps what is marked, as it goes by; `letters`: those of the file, None for those it declares."""

    def __init__(self, letters: str | None) -> None:
        self.marks: list[tuple[dict[str, str], Any]] = []
        self.links = 0
        self.parser = expat.ParserCreate(letters)
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._add_text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._path: list[str] = [""]
        self._texts: list[str] = []
        self._key = ""
        self._marks_as: set[str] = set()
        self._shown_as: dict[str, str] = {}
        self._mark: dict[str, str] | None = None
        self._parts: list[Any] = []
        self._rings: dict[str, list[Any]] = defaultdict(list)
        self._points: list[tuple[float, ...]] = []

    def _doctype(self, *_: Any) -> None:
        raise InputError("file_doctype", file="")

    def _add_text(self, text: str) -> None:
        self._texts.append(text)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        # An early form of KML let a file call its marks otherwise.
        name = "Placemark" if name in self._marks_as else name
        self._path.append(name)
        self._texts = []
        self.links += name == "NetworkLink"
        if name == "Schema" and attributes.get("parent") == "Placemark":
            self._marks_as.add(attributes.get("name", ""))
        if name == "Placemark":
            self._mark, self._parts = {}, []
        elif name in _KEYED:
            self._key = attributes.get("name", "").strip()
        elif name == "Polygon":
            self._rings = defaultdict(list)
        elif name in {"Point", "LineString", "LinearRing", "Track"}:
            self._points = []

    def _end(self, _tag: str) -> None:
        name, parent = self._path.pop(), self._path[-1]
        text = "".join(self._texts).strip()
        self._texts = []
        if name == "displayName":
            self._rename(parent, _MARKUP.sub("", text).strip())
        elif self._mark is not None:
            self._add(name, parent, text)

    def _rename(self, parent: str, shown: str) -> None:
        """Note what people see instead of a column's name."""
        if parent in _KEYED and self._key and shown:
            self._shown_as[self._key] = shown

    def _add(self, name: str, parent: str, text: str) -> None:
        if name == "Placemark":
            self._close()
        elif name in _OWN and parent == "Placemark":
            self._note(name, text)
        elif name == "description" and parent == "Placemark" and text:
            self._note(name, "…")  # free text is not read, and that is told
        elif (name == "value" and parent == "Data") or name == "SimpleData":
            self._note(self._key, text)
        elif name == "coordinates":
            self._points = _points(text)
        elif name == "coord" and parent == "Track":
            self._points += _points(",".join(text.split()))
        elif name == "LinearRing" and parent in _BOUNDARIES:
            self._rings[parent].append(self._points)
        elif name in {"Point", "LineString", "LinearRing", "Track", "Polygon"}:
            self._parts.append(self._shape(name))

    def _note(self, column: str, text: str) -> None:
        """Keep a value; an attribute never takes the place of what the mark itself says."""
        if column and text and self._mark is not None:
            self._mark.setdefault(column, text)

    def _shape(self, name: str) -> Any:
        try:
            if name == "Polygon":
                return shapely.Polygon(self._rings["outerBoundaryIs"][0], self._rings["innerBoundaryIs"])
            return shapely.Point(self._points[0]) if name == "Point" else shapely.LineString(self._points)
        except (shapely.errors.GEOSException, ValueError, IndexError):
            return None

    def _close(self) -> None:
        mark = self._mark or {}
        for column, shown in self._shown_as.items():
            if column in mark:
                mark.setdefault(shown, mark[column])
        parts = [part for part in self._parts if part is not None]
        shape = shapely.GeometryCollection(parts) if len(parts) > 1 else next(iter(parts), None)
        self.marks.append((mark, shape))
        self._mark = None


def _points(text: str) -> list[tuple[float, ...]]:
    """Return longitudes and latitudes; nothing when some of them is no number."""
    try:
        points = [tuple(map(float, spot.split(",")[:2])) for spot in _AROUND_COMMA.sub(",", text).split()]
    except ValueError:
        return []
    return points if all(len(point) == 2 for point in points) else []
