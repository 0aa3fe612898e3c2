"""The parts that rows of several kinds share: where (a place and its position) and when (dates, times, rules)."""

import re
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from karta.model.place import name_key
from karta.settings import CRS_DEGREES, CRS_METRES
from karta.sources import dates, values
from karta.sources.lines import Line, once
from karta.sources.profiles import plain
from karta.sources.row_checks import check_length, check_rule, check_wall
from karta.sources.row_days import days_of, every_second
from karta.sources.row_marks import is_off
from karta.sources.row_weeks import weeks_of
from karta.sources.table_cells import CellError

_METRE_HEADS = frozenset({"n", "e", "x", "y", "north", "east"})
_WKT_POINT = re.compile(
    r"(?:SRID=\d+;)?\s*POINT\s*Z?\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)(?:\s+-?[\d.]+)?\s*\)", re.IGNORECASE
)
_LAST_MINUTE = 1439  # of a day that is meant to its end
_GAPS = re.compile(r"[\s|]+")
_FIRST_YEAR_OF_SHEETS = 1900
_NAN = float("nan")


@once("place", "place_key", "lat", "lon", "position")
def where(line: Line) -> dict[str, Any]:
    """Return place, place_key, lat and lon of a line; positions are checked, not corrected."""
    lat, lon = position(line)
    return {"place": line.text("place", ""), "place_key": line.text("place_key"), "lat": lat, "lon": lon}


def position(line: Line) -> tuple[float, float]:
    """Return latitude and longitude in degrees, NaN where there are none; metres of SWEREF 99 TM are converted."""
    pair = _pair(line)
    if pair is None:
        return _NAN, _NAN
    first, second = pair
    name = "lat" if line.has("lat") else "position"
    if line.crs and abs(first) > 180 and abs(second) > 180:
        first, second = _from_system(line.crs, max(first, second), min(first, second))
    if in_sweden(first, second):
        return first, second
    if first == 0 and second == 0:
        line.tell("coordinates_zero", name)
    elif in_sweden(second, first):
        line.tell("coordinates_swapped", name)
        return second, first
    elif metres := _metres(first, second):
        if not _says_metres(line):
            line.tell("coordinates_metres", name)
        return metres
    elif system := _other_system(first, second):
        line.tell(system, name)
    elif abs(first) > 90 or abs(second) > 180:
        line.tell("coordinates_bad", name)
    else:
        line.tell("coordinates_outside", name)
        return first, second
    return _NAN, _NAN


def in_sweden(lat: float, lon: float) -> bool:
    """Return whether a position in degrees lies in the rectangle around Sweden."""
    return 55.0 <= lat <= 69.3 and 10.3 <= lon <= 24.4


@once(
    "date", "start", "end", "times", "end_date", "day", "byday", "week", "year", "rrule", "valid_from", "valid_to",
    "exdates", "school_days_only", "replaces", "original_date",
)  # fmt: skip
def when(line: Line) -> dict[str, Any]:
    """Return date, start, end and what repeats of a line; faults are noted on the line."""
    start_date, start, start_offset, end_date, end, end_offset = _times(line)
    at, byday, last = days_of(line, start_date)
    first = at if last else None
    series: dict[str, Any] = {
        "rrule": line.text("rrule"),
        "valid_from": line.day("valid_from") or first,
        "valid_to": line.day("valid_to") or last,
        "exdates": line.value("exdates", dates.days),
        "school_days_only": line.value("school_days_only", values.flag, default=False),
        "replaces": line.text("replaces"),
        "original_date": line.day("original_date"),
        "byday": byday,
    }
    if series["valid_from"] and series["valid_to"] and series["valid_to"] < series["valid_from"]:
        line.tell("dates_reversed", "valid_to")
    if start is None or end is None:
        return series
    at = None if last else at
    end = 1440 if end == _LAST_MINUTE else end
    if second := every_second(line, byday):
        at, byday = second[0], None
        series |= {"byday": None, "rrule": second[1]}
    elif line.stands and (weeks := weeks_of(line, byday)):
        at, byday = (weeks.first, None) if weeks.last is None else (None, byday)
        series |= {"byday": byday} | ({} if at else {"valid_from": weeks.first, "valid_to": weeks.last})
        series["exdates"] = ";".join([*filter(None, [series["exdates"]]), *map(str, weeks.out)]) or None
    if at is None and byday is None and line.stands:
        line.tell("date_blank")
    if start == 1440 and at:
        at, start = at + timedelta(days=1), 0
    stated = None if byday else line.day("end_date") or end_date
    if stated and end == 1440:
        stated, end = stated + timedelta(days=1), 0
    if all(issue.code != "days_without_weekday" for issue in line.issues):  # those dates are no length
        check_length(line, at, start, stated, end)
    if at is not None and series["rrule"]:
        check_rule(
            line,
            series["rrule"],
            datetime.combine(at, time(start // 60 % 24, start % 60)),
            series["valid_to"],
        )
    if at is not None:
        for name, minutes, offset, on in (
            ("start", start, start_offset, at),
            ("end", end, end_offset, stated or at + timedelta(days=int(end <= start))),
        ):
            check_wall(line, name, on, minutes, offset)
    return series | {
        "date": at,
        "start": values.hhmm(start),
        "end": values.hhmm(end),
        "end_date": stated,
        "start_offset_min": start_offset,
        "end_offset_min": end_offset,
    }


def window(line: Line) -> tuple[str | None, str | None]:
    """Return start and end of a window without a date, as `HH:MM`."""
    _, start, _, _, end, _ = _times(line)
    return (None if start is None else values.hhmm(start)), (None if end is None else values.hhmm(end))


def local_text(line: Line, name: str, *, is_end: bool) -> str | None:
    """Return a date-time as `YYYY-MM-DDTHH:MM`; a bare date means its beginning, or its end."""
    if not line.has(name):
        return None
    try:
        at, minutes, _ = dates.moment(line.cells[name])
    except CellError:
        at, minutes = line.day(name), 1440 * int(is_end)
    if at is None:
        line.tell("local_bad", name)
        return None
    # The last day of the calendar has no day after it: what ends with it has no end.
    closes = at if at == date.max else at + timedelta(days=minutes // 1440)
    return f"{closes}T{values.hhmm(minutes)}"


def key_of(*parts: Any) -> str:
    """Return an identity made of what makes a row the same row; blanks count as blanks."""
    return "|".join(map(_folded, parts))


@values.remembered
def _folded(part: Any) -> str:
    return "" if part is None or part != part else name_key(_GAPS.sub(" ", str(part)))


def metres_to_degrees(north: float, east: float) -> tuple[float, float]:
    """Return latitude and longitude of a position in SWEREF 99 TM."""
    return _from_system(CRS_METRES, north, east)


def _pair(line: Line) -> tuple[float, float] | None:
    if line.has("position") and not line.has("lat"):
        typed = values.text(line.cells["position"])
        if point := _WKT_POINT.fullmatch(typed):
            return float(point[2]), float(point[1])  # well-known text says east before north
        if typed.isalpha() and plain(line.heads.get("position", "")) == "geometry":
            return None  # what kind of shape it is, not where
        parts = [p for p in typed.strip("[]() ").replace(";", ",").split(",") if p]
        if len(parts) != 2:
            line.tell("coordinates_bad", "position")
            return None
        try:
            return values.number(parts[0]), values.number(parts[1])
        except CellError as error:
            line.tell(error.code, "position")
            return None
    if not line.has("lat") and not line.has("lon"):
        return None
    if line.has("lat") != line.has("lon"):
        line.tell("coordinates_half", "lat" if line.has("lat") else "lon")
        return None
    lat, lon = line.value("lat", _degrees), line.value("lon", _degrees)
    return None if lat is None or lon is None else (lat, lon)


def _degrees(cell: Any) -> float:
    """Return a coordinate; a sign for degrees after it is dropped."""
    return values.number(cell.strip().removesuffix("°") if isinstance(cell, str) else cell)


def _metres(first: float, second: float) -> tuple[float, float] | None:
    """Return degrees of a pair that can only be northing and easting of SWEREF 99 TM, in whichever order."""
    for north, east in ((first, second), (second, first)):
        if 6_100_000 <= north <= 7_700_000 and 250_000 <= east <= 930_000:
            return metres_to_degrees(north, east)
    return None


def _other_system(first: float, second: float) -> str:
    """Return the question about metres that can be no SWEREF 99 TM: RT 90 or a local zone, "" for neither.

    Both are told by their false easting: 1,500 km in RT 90, 150 km in the zones, each with 150 km on either side.
    """
    north, east = max(first, second), min(first, second)
    if not 6_100_000 <= north <= 7_700_000:
        return ""
    if 1_200_000 <= east <= 1_900_000:
        return "coordinates_rt90"
    return "coordinates_local_zone" if 20_000 <= east < 250_000 else ""


def _says_metres(line: Line) -> bool:
    heads = {plain(line.heads.get(name, "")) for name in ("lat", "lon")}
    return all(head in _METRE_HEADS or "sweref" in head or "koordinat" in head for head in heads)


def _times(line: Line) -> tuple[date | None, int | None, float, date | None, int | None, float]:
    """Return date, minutes and offset of start and of end; a column of spans serves where no start is given."""
    if off := next((name for name in ("times", "start") if is_off(values.text(line.cells.get(name)))), ""):
        line.tell("cancelled_without_time", off)
        return None, None, _NAN, None, None, _NAN
    if line.has("times") and not line.has("start"):
        span = line.value("times", values.span)
        if span is None:
            return None, None, _NAN, None, None, _NAN
        return None, span[0], _NAN, None, span[1], _NAN
    if "times" in line.heads and not line.has("start") and not line.has("end"):
        line.tell("cell_blank", "times")
        return None, None, _NAN, None, None, _NAN
    for name in ("start", "end"):
        if not line.has(name):
            line.tell("cell_blank", name)
    return (*_moment(line, "start"), *_moment(line, "end"))


def _moment(line: Line, name: str) -> tuple[date | None, int | None, float]:
    """Return date, minutes and offset of a cell; the date is one that can be counted on from."""
    parse = dates.moment if name == "start" else dates.end_moment
    at, minutes, offset = line.value(name, parse, (None, None, _NAN))
    if name == "start" and isinstance(cell := line.cells.get(name), timedelta) and cell > timedelta(days=1):
        line.tell("time_bad", name)
    if at is not None and line.is_far(at):
        if at.year <= _FIRST_YEAR_OF_SHEETS:  # a number of days where a time was meant
            line.tell("time_bad", name)
        else:
            line.tell("date_far", name, year=at.year)
        return None, None, _NAN
    return at, minutes, offset


def _from_system(crs: str, north: float, east: float) -> tuple[float, float]:
    lon, lat = _to_degrees(crs).transform(east, north)
    return float(lat), float(lon)


@cache
def _to_degrees(crs: str = CRS_METRES) -> Any:
    from pyproj import Transformer  # most tables hold degrees and need none of it

    return Transformer.from_crs(crs, CRS_DEGREES, always_xy=True)
