"""The dates of calendars: far series, further dates, lengths over the clock change, rules that name nothing."""

from datetime import date
from pathlib import Path

import pytest

from tests.sources.calendars import ZONE, calendar, codes, event, held, only, taken, timed


@pytest.mark.parametrize(
    "rule", ["FREQ=WEEKLY;BYDAY=FR", "FREQ=DAILY;INTERVAL=7", "FREQ=WEEKLY;INTERVAL=1;WKST=SU"]
)
def test_the_horizon_is_counted_from_today(tmp_path: Path, rule: str) -> None:
    """A series begun in 2012 and never touched since is held until the end of the second year from now; it is said."""
    walk = event("a", "20120113T2000", "20120113T2300", "DTSTAMP:20120110T080000Z", f"RRULE:{rule}")
    intake = taken(tmp_path, calendar(walk), today=date(2026, 11, 29))
    assert intake.notes["horizon"] == date(2028, 12, 31)
    assert held(intake, "2028-12-01", "2029-12-31") == [
        f"12-{day} 20:00-23:00" for day in ("01", "08", "15", "22", "29")
    ]
    assert dict(only(intake, "series_bounded").facts) == {"count": 1, "date": date(2028, 12, 31)}


@pytest.mark.parametrize(
    "rule",
    ["FREQ=DAILY", "FREQ=DAILY;UNTIL=20270101T000000Z", "FREQ=DAILY;UNTIL=20450101", "FREQ=DAILY;COUNT=2900"],
)
@pytest.mark.parametrize("today", [date(2026, 11, 20), date(2026, 1, 1)])
def test_past_occurrences_count_towards_no_limit(tmp_path: Path, rule: str, today: date) -> None:
    """Each day since 2019 is more than a thousand times, of which few are to come: all of November is held."""
    walk = event("a", "20190107T1500", "20190107T1900", f"RRULE:{rule}")
    intake = taken(tmp_path, calendar(walk), today=today)
    assert [i for i in intake.issues if i.severity != "note"] == []
    assert len(held(intake, "2026-11-01", "2026-11-30")) == 30


def test_too_many_dates_to_come_are_refused(tmp_path: Path) -> None:
    """Two thousand days from today on are nobody's plan, as a number and as dates."""
    counted = event("a", "20260306T1500", "20260306T1900", "RRULE:FREQ=DAILY;COUNT=2000")
    assert codes(taken(tmp_path, calendar(counted))) == [(1, "rrule_too_many", "error")]
    days = ",".join(
        f"{2030 + at // 336}{at // 28 % 12 + 1:02d}{at % 28 + 1:02d}T210000Z" for at in range(1_100)
    )
    dated = calendar(event("a", "20260306T1500", "20260306T1900", f"RDATE:{days}"))
    assert codes(taken(tmp_path, dated)) == [(1, "rrule_too_many", "error")]
    assert len(taken(tmp_path, dated, today=date(2033, 1, 1)).rows) == 1_101


@pytest.mark.parametrize(
    "rule", ["FREQ=WEEKLY;UNTIL=20260301T000000Z", "FREQ=DAILY;INTERVAL=2;UNTIL=20260305"]
)
def test_a_rule_that_ends_before_it_begins_names_nothing(tmp_path: Path, rule: str) -> None:
    """Such an event is refused with that sentence, weekly or not."""
    intake = taken(tmp_path, calendar(event("a", "20260306T2000", "20260306T2300", f"RRULE:{rule}")))
    assert codes(intake) == [(1, "rrule_never", "error")]


@pytest.mark.parametrize(
    ("further", "expected"),
    [
        ("RDATE;VALUE=DATE:20260313,20260320", ["03-06 18:00-19:00", "03-13 18:00-19:00", "03-20 18:00-19:00"]),
        (f"RDATE;{ZONE}:20260313T180000,20260313T210000",
         ["03-06 18:00-19:00", "03-13 18:00-19:00", "03-13 21:00-22:00"]),
        (f"RDATE;{ZONE}:20260306T180000,20260313T180000,20260313T180000", ["03-06 18:00-19:00", "03-13 18:00-19:00"]),
        ("RDATE;VALUE=DATE:20260306", ["03-06 18:00-19:00"]),
        (f"RDATE;{ZONE}:20260306T210000", ["03-06 18:00-19:00", "03-06 21:00-22:00"]),
        ("RDATE;VALUE=DATE-TIME:20260313T170000Z", ["03-06 18:00-19:00", "03-13 18:00-19:00"]),
        ("RDATE;VALUE=PERIOD:20260313T170000Z/PT2H", ["03-06 18:00-19:00", "03-13 18:00-20:00"]),
        ("RDATE;VALUE=DATE:20260331", ["03-06 18:00-19:00", "03-31 18:00-19:00"]),
    ],
)  # fmt: skip
def test_further_dates(tmp_path: Path, further: str, expected: list[str]) -> None:
    """Bare dates are at the event's hours, two times of a day are two, and the same time again is the same."""
    intake = taken(tmp_path, calendar(event("a", "20260306T1800", "20260306T1900", further)))
    assert (held(intake), codes(intake)) == (expected, [])


@pytest.mark.parametrize(
    "zone", ["Europe", "America/Argentina", "../Europe", "x" * 300, "Månen", "Europe/Stockholm/"]
)
def test_a_zone_that_is_none_is_asked_about(tmp_path: Path, zone: str) -> None:
    """A continent, a path or a moon in place of a zone is a question of its event; the other one stands."""
    lost = timed("a", f"DTSTART;TZID={zone}:20260306T200000", "DURATION:PT3H")
    intake = taken(tmp_path, calendar(lost, event("b", "20260307T2000", "20260307T2300")))
    assert "03-07 20:00-23:00" in held(intake)
    assert [issue[1] for issue in codes(intake)] in (["zone_lost"], [])


@pytest.mark.parametrize("name", ["RDATE", "EXDATE"])
def test_an_hour_among_dates_is_a_fault_of_its_event(tmp_path: Path, name: str) -> None:
    """202610 is read by the library as an hour: the event is refused, the other one stands."""
    dates = f"{name};{ZONE}:20260313T200000,202610"
    intake = taken(
        tmp_path,
        calendar(
            event("a", "20260306T2000", "20260306T2300", dates), event("b", "20260307T2000", "20260307T2300")
        ),
    )
    assert (held(intake), codes(intake)) == (["03-07 20:00-23:00"], [(1, "local_bad", "error")])


def test_a_further_date_that_the_rule_names_is_one(tmp_path: Path) -> None:
    """A walk that stands both in the rule and among the further dates is one walk."""
    lines = ["RRULE:FREQ=WEEKLY;COUNT=2", f"RDATE;{ZONE}:20260313T180000,20260314T180000"]
    intake = taken(tmp_path, calendar(event("a", "20260306T1800", "20260306T1900", *lines)))
    assert held(intake) == ["03-06 18:00-19:00", "03-13 18:00-19:00", "03-14 18:00-19:00"]


@pytest.mark.parametrize(
    ("start", "length", "expected"),
    [
        ("20260328T223000", "PT4H30M", "03-28 22:30-04:00"),
        ("20261024T223000", "PT4H30M", "10-24 22:30-02:00"),
        ("20260328T223000", "PT1H", "03-28 22:30-23:30"),
        ("20260306T200000", "PT2H59M59S", "03-06 20:00-23:00"),
        ("20260306T200000", "PT3H59M", "03-06 20:00-00:00"),
        ("20260307T223000", "PT4H30M", "03-07 22:30-03:00"),
        ("20260329T013000", "PT1H", "03-29 01:30-03:30"),
    ],
)
def test_a_stated_length_is_real_time(tmp_path: Path, start: str, length: str, expected: str) -> None:
    """Over the clock change a length of hours ends an hour later, or earlier, than on the wall."""
    content = calendar(timed("a", f"DTSTART;{ZONE}:{start}", f"DURATION:{length}"))
    assert held(taken(tmp_path, content)) == [expected]


@pytest.mark.parametrize("rule", ["FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2", "FREQ=DAILY;INTERVAL=14;COUNT=2"])
def test_a_stated_length_of_a_series_is_real_time(tmp_path: Path, rule: str) -> None:
    """The Saturday of the clock change ends at four, all others at three; as a date of its own it can be excepted."""
    lines = [f"DTSTART;{ZONE}:20260314T223000", "DURATION:PT4H30M", f"RRULE:{rule}"]
    walks = held(taken(tmp_path, calendar(timed("a", *lines))), last="2026-03-31")
    assert [walk for walk in walks if walk[:5] != "03-21"] == ["03-14 22:30-03:00", "03-28 22:30-04:00"]
    excepted = taken(tmp_path, calendar(timed("a", *lines, "EXDATE;VALUE=DATE:20260328")))
    assert "03-28 22:30-04:00" not in held(excepted)


def test_an_end_of_a_series_stays_on_the_wall(tmp_path: Path) -> None:
    """Who says until three ends at three, also in the night of the clock change, and in whatever zone it is said."""
    lines = [f"DTSTART;{ZONE}:20260321T223000", "DTEND:20260322T020000Z", "RRULE:FREQ=WEEKLY;COUNT=2"]
    assert held(taken(tmp_path, calendar(timed("a", *lines)))) == ["03-21 22:30-03:00", "03-28 22:30-03:00"]


def test_an_hour_that_is_not_there_is_never_stored_unseen(tmp_path: Path) -> None:
    """02:15 to 03:00 in the night of the clock change is asked about; a yes finds it ends before it begins."""
    content = calendar(event("a", "20260329T0215", "20260329T0300"))
    assert codes(taken(tmp_path, content)) == [(1, "time_missing", "question")]
    assert codes(taken(tmp_path, content, accept=["time_missing"])) == [(1, "end_not_after_start", "error")]


def test_the_same_rule_twice_is_one(tmp_path: Path) -> None:
    """A program that writes its rule twice means it once; two rules that differ are refused."""
    rule = "RRULE:FREQ=WEEKLY;COUNT=2"
    twice = taken(tmp_path, calendar(event("a", "20260306T2000", "20260306T2300", rule, rule)))
    assert held(twice) == ["03-06 20:00-23:00", "03-13 20:00-23:00"]
    differing = event("a", "20260306T2000", "20260306T2300", rule, "RRULE:FREQ=DAILY;COUNT=2")
    assert codes(taken(tmp_path, calendar(differing))) == [(1, "rrule_unreadable", "error")]
