"""Darkness of slots, by the sun at a place or by the hours that a calendar states.

Darkness never changes need; it weighs how severe a gap is, and only between noon and 06:00. Dark is where the sun
stands, as seen through the air, more than six degrees below the horizon (the end of civil twilight) at the middle of
a slot. Source: METHOD section 2.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd
from astral import refraction_at_zenith
from astral.julian import julianday, julianday_to_juliancentury
from astral.sun import eq_of_time, sun_declination

from karta.errors import InputError
from karta.model.service_day import DAY_START, Slots, slots, utc64
from karta.model.walltime import DAY, instant, is_blank, local, parse_time

CIVIL_TWILIGHT_DEGREES = -6.0
NOON = 12
BoolArray = npt.NDArray[np.bool_]


def dark(of: Slots, calendar: pd.DataFrame) -> BoolArray:
    """Return the dark slots between noon and 06:00, by `dark_from_local` and `dark_to_local` of a CALENDAR.

    A blank `dark_from_local` = never dark on that service day, a blank `dark_to_local` = until 06:00; a time before
    06:00 lies on the next date. A day that is not in the calendar is not dark.
    """
    begin = np.full(len(of.days), np.datetime64("NaT", "us"))
    end = begin.copy()
    hours = zip(calendar["dark_from_local"], calendar["dark_to_local"], strict=True)
    stated = dict(zip(calendar["date"], hours, strict=True))
    for number, day in enumerate(of.days):
        first, last = stated.get(day, (None, None))
        if not is_blank(first):
            begin[number], end[number] = _dark_hours(day, first, last, of.tz)
    middle = of.middle
    return np.asarray((middle >= begin[of.day]) & (middle < end[of.day]) & _evening(of))


def darkness(of: Slots, lat: float, lon: float) -> BoolArray:
    """Return the dark slots between noon and 06:00 at a position in degrees (WGS 84), by the sun alone.

    Raises
    ------
    InputError
        `position_unknown`.
    """
    return np.asarray(
        (sun_elevation(of.middle, lat, lon) < _without_refraction(CIVIL_TWILIGHT_DEGREES)) & _evening(of)
    )


def sun_elevation(moments: npt.NDArray[np.datetime64], lat: float, lon: float) -> npt.NDArray[np.float64]:
    """Return the geometric elevation of the sun in degrees, without refraction, at UTC moments.

    The declination and the equation of time are astral's, once a day and linear between (within 0.001 degrees); so
    a year of slots costs milliseconds, and neither midnight sun nor polar night is a special case.

    Raises
    ------
    InputError
        `position_unknown`.
    """
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise InputError("position_unknown", lat=lat, lon=lon)
    if len(moments) == 0:
        return np.array([], dtype=np.float64)
    second = moments.astype("datetime64[s]").astype(np.int64)
    midnights = np.arange(second.min() // 86_400, second.max() // 86_400 + 2)
    centuries = [
        julianday_to_juliancentury(julianday(datetime.fromtimestamp(int(n) * 86_400, UTC))) for n in midnights
    ]
    declination = np.radians(np.interp(second, midnights * 86_400, [sun_declination(c) for c in centuries]))
    equation_min = np.interp(second, midnights * 86_400, [eq_of_time(c) for c in centuries])
    solar_min = (second % 86_400) / 60 + equation_min + 4 * lon
    hour_angle = np.radians(solar_min / 4 - 180)
    height = np.sin(np.radians(lat)) * np.sin(declination)
    height += np.cos(np.radians(lat)) * np.cos(declination) * np.cos(hour_angle)
    return np.asarray(np.degrees(np.arcsin(np.clip(height, -1, 1))), dtype=np.float64)


def dark_times(day: date, lat: float, lon: float, tz: ZoneInfo) -> tuple[str | None, str | None]:
    """Return `dark_from_local` and `dark_to_local` of a service day at a position, to the whole minute.

    (None, None) = never dark; an end of None = until 06:00.
    """
    of_day = slots([day], 1, tz)
    rows = np.flatnonzero(darkness(of_day, lat, lon))
    if len(rows) == 0:
        return None, None
    first, after = int(rows[0]), int(rows[-1]) + 1
    begin = _clock(of_day.start[first], tz)
    return begin, None if after == len(of_day) else _clock(of_day.start[after], tz)


@cache
def _without_refraction(apparent: float) -> float:
    # The air lifts the sun by 0.05 degrees at -6 (one and a half minutes in a Stockholm June): astral counts that.
    geometric = apparent
    for _ in range(5):
        geometric = apparent - refraction_at_zenith(90 - geometric)
    return geometric


def _dark_hours(day: date, first: Any, last: Any, tz: ZoneInfo) -> tuple[np.datetime64, np.datetime64]:
    begin = _on_service_day(day, parse_time(first))
    end = datetime.combine(day + DAY, DAY_START) if is_blank(last) else _on_service_day(day, parse_time(last))
    if end <= begin:  # dark until after 06:00, as in winter
        end += DAY
    return utc64(instant(begin, tz)), utc64(instant(end, tz))


def _on_service_day(day: date, clock: time) -> datetime:
    return datetime.combine(day if clock >= DAY_START else day + DAY, clock)


def _evening(of: Slots) -> BoolArray:
    hour = of.local_hour()
    return np.asarray((hour >= NOON) | (hour < DAY_START.hour))


def _clock(moment: np.datetime64, tz: ZoneInfo) -> str:
    seconds = int(moment.astype("datetime64[s]").astype(np.int64))
    return f"{local(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds), tz):%H:%M}"
