"""Darkness: by the sun at a place, and by the hours that a calendar states."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from astral import Observer
from astral.sun import dawn, dusk, elevation

from karta.errors import InputError
from karta.model.calendar import dark, dark_times, darkness, slots
from karta.model.daylight import sun_elevation
from karta.model.frames import check
from karta.model.tables import CALENDAR

TZ = ZoneInfo("Europe/Stockholm")
STOCKHOLM = (59.33, 18.07)
YSTAD = (55.43, 13.82)
KIRUNA = (67.855, 20.225)
FRIDAY = date(2026, 9, 18)


def labelled(day: date, minutes: int, position: tuple[float, float]) -> list[str]:
    """The dark slots of a service day by their local times."""
    of_day = slots([day], minutes, TZ)
    rows = np.flatnonzero(darkness(of_day, *position))
    labels = of_day.labels()
    return [labels[row][11:16] for row in rows]


def calendar(*rows: tuple[date, str | None, str | None]) -> pd.DataFrame:
    days = pd.DataFrame(rows, columns=["date", "dark_from_local", "dark_to_local"], dtype=object)
    return check(
        days.assign(school_day=True, public_holiday=False, weekend_night=False, risk_evening=False), CALENDAR
    )


def stated(day: date, first: str | None, last: str | None) -> list[str]:
    """The dark slots of a service day by what a calendar states."""
    of_day = slots([day], 15, TZ)
    found = np.flatnonzero(dark(of_day, calendar((day, first, last))))
    return [of_day.labels()[row][11:16] for row in found]


# --- by the sun


def test_the_first_dark_slot_of_18_september_2026_in_stockholm_is_19_45() -> None:
    """Civil dusk is at 19:41:05: the slot from 19:45 is dark, the one from 19:30 is not."""
    found = labelled(FRIDAY, 15, STOCKHOLM)
    assert found[0] == "19:45"
    assert labelled(FRIDAY, 1, STOCKHOLM)[0] == "19:41"


def test_the_night_of_20_june_in_stockholm_is_dark_from_23_41_to_01_57_only() -> None:
    """The middles of the dark minutes lie between 23:41 and 01:57."""
    found = labelled(date(2026, 6, 20), 1, STOCKHOLM)
    assert found == [f"{h:02}:{m:02}" for h, m in [(23, n) for n in range(41, 60)]] + [
        f"{h:02}:{m:02}" for h in (0, 1) for m in range(60) if (h, m) < (1, 57)
    ]
    assert dark_times(date(2026, 6, 20), *STOCKHOLM, TZ) == ("23:41", "01:57")


def test_kiruna_has_no_dark_hour_in_june_and_no_dark_noon_in_december() -> None:
    """Midnight sun and polar night are ordinary days to the code; at noon the sun is less than six degrees down."""
    assert labelled(date(2026, 6, 20), 15, KIRUNA) == []
    assert dark_times(date(2026, 6, 20), *KIRUNA, TZ) == (None, None)
    december = labelled(date(2026, 12, 21), 15, KIRUNA)
    assert (december[0], december[-1]) == ("14:15", "05:45")
    assert dark_times(date(2026, 12, 21), *KIRUNA, TZ)[1] is None


@pytest.mark.parametrize("position", [STOCKHOLM, YSTAD])
def test_dusk_and_dawn_agree_with_astral_all_year(position: tuple[float, float]) -> None:
    """On every evening of 2026 the first dark minute is astral's civil dusk, and the last its dawn, to a minute."""
    observer = Observer(*position)
    for day in (date(2026, 1, 1) + timedelta(days=number) for number in range(0, 365, 5)):
        first, last = dark_times(day, *position, TZ)
        evening = dusk(observer, day, tzinfo=TZ)
        if evening.date() == day:
            expected = datetime.combine(day, datetime.strptime(str(first), "%H:%M").time(), TZ)  # noqa: DTZ007
            assert abs(expected - evening) <= timedelta(minutes=1)
        morning = dawn(observer, day + timedelta(days=1), tzinfo=TZ)
        if last is not None:
            expected = datetime.combine(morning.date(), datetime.strptime(last, "%H:%M").time(), TZ)  # noqa: DTZ007
            assert abs(expected - morning) <= timedelta(minutes=1)
        else:
            assert morning.hour >= 6 or morning.strftime("%H:%M") == "05:59"


def test_the_elevation_agrees_with_astral_minute_by_minute() -> None:
    """At 400 moments of 2020-2035 from Ystad to Kiruna the sun stands where astral says, to 0.001 degrees."""
    generator = np.random.default_rng(7)
    second = generator.integers(1_577_836_800, 2_082_758_400, 400)
    for position in (YSTAD, STOCKHOLM, KIRUNA):
        mine = sun_elevation(second.astype("datetime64[s]"), *position)
        moments = [datetime.fromtimestamp(int(value), UTC) for value in second]
        theirs = [elevation(Observer(*position), moment, with_refraction=False) for moment in moments]
        assert np.abs(mine - np.array(theirs)).max() < 0.001


def test_mornings_are_never_dark_for_the_weight() -> None:
    """Darkness counts from noon to 06:00 only: not a winter morning at seven, however dark."""
    of_day = slots([date(2026, 12, 21)], 15, TZ)
    hours = set(of_day.local_hour()[darkness(of_day, *KIRUNA)].tolist())
    assert hours == {0, 1, 2, 3, 4, 5, *range(14, 24)}


@pytest.mark.parametrize("position", [(float("nan"), 18.0), (91.0, 18.0), (59.0, 181.0)])
def test_an_unknown_position_is_refused(position: tuple[float, float]) -> None:
    """Where a place is not known to lie, darkness is not guessed."""
    with pytest.raises(InputError, match="position_unknown"):
        darkness(slots([FRIDAY], 15, TZ), *position)


def test_no_slots_no_darkness() -> None:
    """An empty period is an empty answer."""
    assert darkness(slots([], 15, TZ), *STOCKHOLM).tolist() == []
    assert dark(slots([], 15, TZ), calendar()).tolist() == []


# --- by the calendar


def test_dark_from_with_no_end_lasts_until_six() -> None:
    """The worked example: dark from 19:45 and no end is 41 slots, to 06:00."""
    found = stated(FRIDAY, "19:45", None)
    assert (found[0], found[-1], len(found)) == ("19:45", "05:45", 41)


def test_a_blank_start_is_never_dark() -> None:
    """Blank dark_from = never dark, even where an end stands."""
    assert stated(FRIDAY, None, None) == stated(FRIDAY, "", "04:00") == []


def test_times_before_six_lie_on_the_next_date() -> None:
    """Dark from 00:15 to 01:45 is six slots of the night; from 23:30 to 01:00 crosses midnight."""
    assert stated(FRIDAY, "00:15", "01:45") == ["00:15", "00:30", "00:45", "01:00", "01:15", "01:30"]
    assert stated(FRIDAY, "23:30", "01:00") == ["23:30", "23:45", "00:00", "00:15", "00:30", "00:45"]


def test_an_end_after_six_is_the_winter_morning() -> None:
    """Dark from 15:30 to 08:00 lasts to the end of the service day."""
    found = stated(date(2026, 12, 21), "15:30", "08:00")
    assert (found[0], found[-1], len(found)) == ("15:30", "05:45", 58)


def test_darkness_before_noon_does_not_weigh() -> None:
    """Stated dark from 11:00 to 13:00, only the slots from 12:00 on count."""
    assert stated(FRIDAY, "11:00", "13:00") == ["12:00", "12:15", "12:30", "12:45"]


def test_the_middle_of_the_slot_decides() -> None:
    """Dark from 19:41: the slot 19:30-19:45, whose middle is 19:37:30, is not dark; from 19:37 it is."""
    assert stated(FRIDAY, "19:41", "21:00")[0] == "19:45"
    assert stated(FRIDAY, "19:37", "21:00")[0] == "19:30"


def test_the_night_of_october_has_an_hour_more_of_darkness() -> None:
    """Dark from 17:45 to 06:00 on the night when the clock goes back is 53 slots, not 49."""
    assert len(stated(date(2026, 10, 24), "17:45", None)) == 53


def test_each_day_has_its_own_hours_and_a_day_not_listed_is_not_dark() -> None:
    """Days are matched by date, not by their order in the calendar."""
    days = [FRIDAY + timedelta(days=number) for number in range(3)]
    found = dark(slots(days, 15, TZ), calendar((days[2], "05:00", None), (days[0], "05:30", None)))
    assert [int(found[slots(days, 15, TZ).day == number].sum()) for number in range(3)] == [2, 0, 4]
