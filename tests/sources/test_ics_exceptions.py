"""Exceptions of calendars: EXDATE and changed occurrences take out the dates that they mean, however they say it."""

from pathlib import Path

import pytest

from tests.sources.calendars import ZONE, calendar, changed, codes, event, held, taken, timed

WEEKLY = "RRULE:FREQ=WEEKLY;BYDAY=FR;COUNT=3"
FRIDAYS = [f"03-{day} 20:00-23:00" for day in ("06", "13", "20")]
WITHOUT_13 = [FRIDAYS[0], FRIDAYS[2]]


@pytest.mark.parametrize(
    ("exdate", "code"),
    [
        (f"EXDATE;{ZONE}:20260313T200000", None),
        ("EXDATE;VALUE=DATE:20260313", None),
        ("EXDATE:20260313T190000Z", None),
        (f"EXDATE;{ZONE}:20260313T000000", "exception_of_day"),
        (f"EXDATE;{ZONE}:20260313T210000", "exception_of_day"),
        ("EXDATE:20260312T230000Z", "exception_of_day"),
        ("EXDATE;TZID=America/New_York:20260313T200000", "exception_of_day"),
        ("EXDATE;TZID=Asia/Tokyo:20260313T200000", "exception_of_day"),
        ("EXDATE:20260313T200000", None),
    ],
)
def test_an_exception_takes_out_the_date_it_means(tmp_path: Path, exdate: str, code: str | None) -> None:
    """Midnight, another hour or another zone: the walk of 13 March is out, and what was not written so is said."""
    intake = taken(tmp_path, calendar(event("a", "20260306T2000", "20260306T2300", WEEKLY, exdate)))
    assert held(intake) == WITHOUT_13
    assert [issue[1] for issue in codes(intake)] == ([code] if code else [])


def test_an_exception_that_means_no_date_is_warned_about(tmp_path: Path) -> None:
    """A Thursday takes out no Friday, and is said; one before the first or after the last date is not."""
    dates = "EXDATE;VALUE=DATE:20260312,20260227,20260626"
    until = "RRULE:FREQ=WEEKLY;BYDAY=FR;UNTIL=20260320T220000Z"
    intake = taken(tmp_path, calendar(event("a", "20260306T2000", "20260306T2300", until, dates)))
    assert held(intake) == FRIDAYS
    assert codes(intake) == [(1, "exception_unmatched", "warning")]


def test_an_exception_at_the_hour_of_another_night_takes_out_none(tmp_path: Path) -> None:
    """23:30 in UTC on Friday 13 is half past midnight on Saturday here: the walk of the night before stands."""
    lines = ["RRULE:FREQ=WEEKLY;COUNT=2", "EXDATE:20260313T233000Z"]
    intake = taken(tmp_path, calendar(event("a", "20260306T0030", "20260306T0430", *lines)))
    assert held(intake) == ["03-06 00:30-04:30", "03-13 00:30-04:30"]
    assert [issue[1] for issue in codes(intake)] == ["exception_unmatched"]


@pytest.mark.parametrize("exdate", [f"EXDATE;{ZONE}:20260312T200000", "EXDATE;VALUE=DATE:20260312"])
@pytest.mark.parametrize("rule", [[], [WEEKLY]])
def test_an_exception_takes_out_a_further_date(tmp_path: Path, exdate: str, rule: list[str]) -> None:
    """A date that is both further and excepted is not held, whether the event has a rule or not."""
    further = f"RDATE;{ZONE}:20260312T200000,20260321T200000"
    intake = taken(tmp_path, calendar(event("a", "20260306T2000", "20260306T2300", *rule, further, exdate)))
    assert held(intake) == sorted([*(FRIDAYS if rule else FRIDAYS[:1]), "03-21 20:00-23:00"])


def test_an_exception_to_the_minute_leaves_the_other_of_a_day(tmp_path: Path) -> None:
    """Of two further times of a day the one that is named is out; a bare date means both."""
    further = f"RDATE;{ZONE}:20260313T180000,20260313T210000"
    exact = event("a", "20260306T1800", "20260306T1900", further, f"EXDATE;{ZONE}:20260313T210000")
    assert held(taken(tmp_path, calendar(exact))) == ["03-06 18:00-19:00", "03-13 18:00-19:00"]
    whole = event("a", "20260306T1800", "20260306T1900", further, "EXDATE;VALUE=DATE:20260313")
    assert held(taken(tmp_path, calendar(whole))) == ["03-06 18:00-19:00"]


def test_an_event_may_except_its_own_first_date(tmp_path: Path) -> None:
    """An event without a rule whose first date is excepted is held on the further one; all out is said."""
    lines = [f"RDATE;{ZONE}:20260313T200000", f"EXDATE;{ZONE}:20260306T200000"]
    intake = taken(tmp_path, calendar(event("a", "20260306T2000", "20260306T2300", *lines)))
    assert held(intake) == ["03-13 20:00-23:00"]
    nothing = taken(tmp_path, calendar(event("a", "20260306T2000", "20260306T2300", lines[1])))
    assert (held(nothing), codes(nothing)) == ([], [(1, "event_without_dates", "note")])


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (("DTSTART;VALUE=DATE:20260314", "DTEND;VALUE=DATE:20260315"), "all_day"),
        ((f"DTSTART;{ZONE}:20260313T230000", f"DTEND;{ZONE}:20260313T200000"), "end_not_after_start"),
        (("DTSTART:20261399T200000", "DURATION:PT1H"), "local_bad"),
        ((f"DTSTART;{ZONE}:20260313T210000",), "cell_blank"),
        (("DTSTART;TZID=Kratern:20260313T210000", "DURATION:PT1H"), "zone_lost"),
        ((f"DTSTART;{ZONE}:20260329T021500", f"DTEND;{ZONE}:20260329T030000"), "time_missing"),
    ],
)
@pytest.mark.parametrize(
    "many", ["RRULE:FREQ=WEEKLY;COUNT=3", f"RDATE;{ZONE}:20260313T200000,20260320T200000"]
)
def test_a_changed_occurrence_that_cannot_be_read_suspends_the_old_one(
    tmp_path: Path, lines: tuple[str, ...], code: str, many: str
) -> None:
    """The calendar says that 13 March was replaced: until it is known by what, nobody is there."""
    series = event("a", "20260306T2000", "20260306T2300", many)
    intake = taken(tmp_path, calendar(series, changed("a", "20260313T2000", *lines)))
    assert held(intake) == WITHOUT_13
    assert (2, code) in [issue[:2] for issue in codes(intake)]


@pytest.mark.parametrize(
    "original",
    [f";{ZONE}:20260313T200000", ";VALUE=DATE:20260313", ":20260313T190000Z", f";{ZONE}:20260313T000000"],
)
@pytest.mark.parametrize(
    "many", ["RRULE:FREQ=WEEKLY;COUNT=3", f"RDATE;{ZONE}:20260313T200000,20260320T200000"]
)
def test_a_moved_occurrence_replaces_the_old_one(tmp_path: Path, original: str, many: str) -> None:
    """Whether a rule or a further date names 13 March: it is moved to the 14th, and not also on the 13th."""
    own = [f"RECURRENCE-ID{original}", f"DTSTART;{ZONE}:20260314T180000", f"DTEND;{ZONE}:20260314T190000"]
    moved = "\r\n".join(["BEGIN:VEVENT", "UID:a", "SUMMARY:Nattvandring", *own, "END:VEVENT"])
    intake = taken(tmp_path, calendar(event("a", "20260306T2000", "20260306T2300", many), moved))
    assert held(intake) == [FRIDAYS[0], "03-14 18:00-19:00", FRIDAYS[2]]


def test_a_cancelled_occurrence_need_not_say_its_times(tmp_path: Path) -> None:
    """A cancellation without hours of one date is read with those of its series: there is nothing to ask."""
    series = event("a", "20260306T2000", "20260306T2300", WEEKLY)
    off = changed("a", "20260313T2000", "DTSTART;VALUE=DATE:20260313", "STATUS:CANCELLED")
    intake = taken(tmp_path, calendar(series, off))
    assert (held(intake), codes(intake)) == (WITHOUT_13, [])
    assert intake.rows[["status", "start", "end"]].to_numpy().tolist()[1] == ["cancelled", "20:00", "23:00"]


@pytest.mark.parametrize(
    "rule", ["RRULE:FREQ=WEEKLY;COUNT=9", "RRULE:FREQ=WEEKLY", "RRULE:FREQ=DAILY;INTERVAL=7"]
)
def test_what_is_changed_from_a_date_on_is_suspended_from_there(tmp_path: Path, rule: str) -> None:
    """A change of all later dates is not read: it is refused, and none of the old dates counts from there."""
    own = [f"DTSTART;{ZONE}:20260314T200000", f"DTEND;{ZONE}:20260314T230000"]
    later = changed("a", "20260313T2000", *own).replace("RECURRENCE-ID", "RECURRENCE-ID;RANGE=THISANDFUTURE")
    series = event("a", "20260306T2000", "20260306T2300", rule)
    intake = taken(tmp_path, calendar(series, later))
    assert held(intake, last="2028-12-31") == FRIDAYS[:1]
    assert codes(intake) == [(2, "range_unsupported", "error")]
    off = taken(tmp_path, calendar(series, later.replace("END:VEVENT", "STATUS:CANCELLED\r\nEND:VEVENT")))
    assert (held(off, last="2028-12-31"), codes(off)) == (FRIDAYS[:1], [])


def test_a_rule_of_exceptions_is_not_passed_over(tmp_path: Path) -> None:
    """EXRULE of old programs takes dates out that Karta cannot find: the event is refused."""
    intake = taken(
        tmp_path, calendar(event("a", "20260306T2000", "20260306T2300", WEEKLY, "EXRULE:FREQ=MONTHLY"))
    )
    assert (held(intake), codes(intake)) == ([], [(1, "rrule_unreadable", "error")])


@pytest.mark.parametrize("exdate", [f"EXDATE;{ZONE}:20260313T200000", "EXDATE;VALUE=DATE:20260313"])
def test_an_occurrence_both_changed_and_excepted_is_asked_about(tmp_path: Path, exdate: str) -> None:
    """A date that the calendar both changes and takes out counts when somebody has said that it does."""
    own = [f"DTSTART;{ZONE}:20260314T180000", f"DTEND;{ZONE}:20260314T190000"]
    series = event("a", "20260306T2000", "20260306T2300", WEEKLY, exdate)
    content = calendar(series, changed("a", "20260313T2000", *own))
    intake = taken(tmp_path, content)
    assert (held(intake), codes(intake)) == (WITHOUT_13, [(2, "changed_and_excepted", "question")])
    answered = held(taken(tmp_path, content, accept=["changed_and_excepted"]))
    assert answered == [FRIDAYS[0], "03-14 18:00-19:00", FRIDAYS[2]]


def test_a_series_without_a_date_left_makes_no_row(tmp_path: Path) -> None:
    """A rule all of whose dates are excepted is said, and nothing is stored; with a changed date the series stays."""
    out = f"EXDATE;{ZONE}:20260306T200000,20260313T200000,20260320T200000"
    nothing = taken(tmp_path, calendar(event("a", "20260306T2000", "20260306T2300", WEEKLY, out)))
    assert (len(nothing.rows), codes(nothing)) == (0, [(1, "event_without_dates", "note")])
    twice = f"EXDATE;{ZONE}:20260306T200000,20260320T200000"
    own = [f"DTSTART;{ZONE}:20260314T180000", f"DTEND;{ZONE}:20260314T190000"]
    series = event("a", "20260306T2000", "20260306T2300", WEEKLY, twice)
    kept = taken(tmp_path, calendar(series, changed("a", "20260313T2000", *own)))
    assert (held(kept), len(kept.rows)) == (["03-14 18:00-19:00"], 2)


def test_a_change_in_an_unknown_zone_suspends_its_date(tmp_path: Path) -> None:
    """Whether it is Swedish time is asked; until then the 13th is not held as if nothing had changed."""
    series = event("a", "20260306T2000", "20260306T2300", WEEKLY)
    times = [f"{name};TZID=Fantasia:20260313T{hour}0000" for name, hour in (("DTSTART", 18), ("DTEND", 21))]
    own = timed("a", "RECURRENCE-ID;TZID=Fantasia:20260313T200000", *times)
    intake = taken(tmp_path, calendar(series, own))
    assert (held(intake), codes(intake)) == (WITHOUT_13, [(2, "zone_lost", "question")])


@pytest.mark.parametrize(
    ("line", "dates", "issue"),
    [
        ("RDATE;VALUE=PERIOD:20260321T190000Z/PT-3H", FRIDAYS, (1, "further_dates_unreadable", "warning")),
        (f"RDATE;{ZONE}:2026-03-21", FRIDAYS, (1, "further_dates_unreadable", "warning")),
        (f"EXDATE;{ZONE}:13 mars", [], (1, "exceptions_unreadable", "error")),
    ],
)
def test_dates_that_cannot_be_read_are_named(
    tmp_path: Path, line: str, dates: list[str], issue: tuple[int, str, str]
) -> None:
    """Further dates are left out with a warning; exceptions refuse the event: some of its dates are off."""
    intake = taken(tmp_path, calendar(event("a", "20260306T2000", "20260306T2300", WEEKLY, line)))
    assert (held(intake), codes(intake)) == (dates, [issue])
    assert intake.issues[0].column == line.split(";")[0]
