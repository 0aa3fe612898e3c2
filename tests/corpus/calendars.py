"""Calendars as programs publish them: each is one event but for what its name says."""

ZONE = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:19701025T030000
TZOFFSETFROM:+{summer}
TZOFFSETTO:+{winter}
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
TZOFFSETFROM:+{winter}
TZOFFSETTO:+{summer}
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE"""
HERE = ";TZID=Europe/Stockholm"
START, END = f"DTSTART{HERE}:20260918T200000", f"DTEND{HERE}:20260918T230000"


def event(*lines: str, uid: str = "1") -> str:
    """Return an event on the square."""
    return "\n".join(
        ["BEGIN:VEVENT", f"UID:{uid}", "SUMMARY:Nattvandring", "LOCATION:Torget", *lines, "END:VEVENT"]
    )


def calendar(*parts: str, end: str = "\r\n") -> bytes:
    """Return a calendar of parts."""
    text = "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//invented//", *parts, "END:VCALENDAR", ""])
    return text.replace("\n", end).encode()


def timed(*lines: str, uid: str = "1") -> str:
    """Return an event of three hours on a Friday evening."""
    return event(START, END, *lines, uid=uid)


def files() -> dict[str, bytes]:
    """Return calendars by file name."""
    return {**_single(), **_zones(), **_rules(), **_broken()}


def _single() -> dict[str, bytes]:
    people = (
        "ORGANIZER;CN=Påhittad Ett:mailto:a@example.org",
        "ATTENDEE:mailto:b@example.org",
        "DESCRIPTION:Ring Ett",
    )
    return {
        "ics_plain.ics": calendar(timed()),
        "ics_bom.ics": b"\xef\xbb\xbf" + calendar(timed()),
        "ics_unix_lines.ics": calendar(timed(), end="\n"),
        "ics_duration.ics": calendar(event(START, "DURATION:PT3H")),
        "ics_duration_negative.ics": calendar(event(START, "DURATION:-PT3H")),
        "ics_end_before_start.ics": calendar(event(START, f"DTEND{HERE}:20260918T190000")),
        "ics_without_end.ics": calendar(event(START)),
        "ics_without_start.ics": calendar(event(END)),
        "ics_all_day.ics": calendar(event("DTSTART;VALUE=DATE:20260918", "DTEND;VALUE=DATE:20260919")),
        "ics_cancelled.ics": calendar(timed("STATUS:CANCELLED")),
        "ics_cancelled_session.ics": calendar(timed("STATUS:CANCELLED"), timed(uid="2")),
        "ics_tentative.ics": calendar(timed("STATUS:TENTATIVE")),
        "ics_people.ics": calendar(timed(*people)),
        "ics_private.ics": calendar(timed("CLASS:PRIVATE")),
        "ics_personal_number.ics": calendar(event(START, END).replace("Nattvandring", "Pass 121212-1212")),
        "ics_without_uid.ics": calendar(timed().replace("UID:1\n", "")),
        "ics_position.ics": calendar(timed("GEO:59.3293;18.0583")),
        "ics_newer_version.ics": calendar(timed("SEQUENCE:1"), timed("SEQUENCE:2")),
        "ics_long.ics": calendar(event(START, f"DTEND{HERE}:20260919T190000")),
        "ics_past_midnight.ics": calendar(event(START, f"DTEND{HERE}:20260919T010000")),
        "ics_two_calendars.ics": calendar(timed()) + calendar(timed(uid="2")),
        "ics_empty.ics": calendar(),
    }


def _zones() -> dict[str, bytes]:
    windows = "W. Europe Standard Time"
    lying = ZONE.format(name="Europe/Stockholm", winter="0500", summer="0600")

    def at(name: str) -> str:
        return event(f"DTSTART;TZID={name}:20260918T200000", f"DTEND;TZID={name}:20260918T230000")

    return {
        "ics_utc.ics": calendar(event("DTSTART:20260918T180000Z", "DTEND:20260918T210000Z")),
        "ics_without_zone.ics": calendar(event("DTSTART:20260918T200000", "DTEND:20260918T230000")),
        "ics_windows_zone.ics": calendar(at(windows)),
        "ics_windows_zone_told.ics": calendar(
            ZONE.format(name=windows, winter="0100", summer="0200"), at(windows)
        ),
        "ics_lying_zone.ics": calendar(lying, timed()),
        "ics_unknown_zone.ics": calendar(at("Klubbens tid")),
        "ics_unknown_zone_and_good.ics": calendar(at("Klubbens tid"), timed(uid="2")),
        "ics_hour_twice.ics": calendar(
            event(f"DTSTART{HERE}:20261025T023000", f"DTEND{HERE}:20261025T050000")
        ),
        "ics_other_clock.ics": calendar(
            event(
                "DTSTART;TZID=America/New_York:20260918T140000",
                "DTEND;TZID=America/New_York:20260918T170000",
                "RRULE:FREQ=WEEKLY;COUNT=10",
            )
        ),
    }


def _rules() -> dict[str, bytes]:
    def ruled(rule: str, *more: str) -> bytes:
        return calendar(timed(f"RRULE:{rule}", *more))

    moved = event(
        f"RECURRENCE-ID{HERE}:20260925T200000",
        f"DTSTART{HERE}:20260926T200000",
        f"DTEND{HERE}:20260926T230000",
    )
    return {
        "ics_weekly.ics": ruled("FREQ=WEEKLY;BYDAY=FR;UNTIL=20261218T220000Z"),
        "ics_weekly_endless.ics": ruled("FREQ=WEEKLY;BYDAY=FR"),
        "ics_exdate.ics": ruled("FREQ=WEEKLY;COUNT=5", f"EXDATE{HERE}:20260925T200000"),
        "ics_moved.ics": calendar(timed("RRULE:FREQ=WEEKLY;COUNT=5"), moved),
        "ics_moved_alone.ics": calendar(moved),
        "ics_moved_onwards.ics": calendar(
            timed("RRULE:FREQ=WEEKLY;COUNT=5"),
            moved.replace("RECURRENCE-ID", "RECURRENCE-ID;RANGE=THISANDFUTURE"),
        ),
        "ics_monthly.ics": ruled("FREQ=MONTHLY;BYDAY=1FR;COUNT=4"),
        "ics_secondly.ics": ruled("FREQ=SECONDLY"),
        "ics_minutely.ics": ruled("FREQ=MINUTELY;INTERVAL=5;COUNT=10"),
        "ics_hourly.ics": ruled("FREQ=HOURLY"),
        "ics_by_second.ics": ruled("FREQ=DAILY;BYSECOND=0,1,2"),
        "ics_too_many.ics": ruled("FREQ=DAILY;COUNT=100000"),
        "ics_daily_endless.ics": ruled("FREQ=DAILY"),
        "ics_never.ics": ruled("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
        "ics_nonsense_rule.ics": ruled("FREQ=SOMETIMES"),
        "ics_two_rules.ics": calendar(timed("RRULE:FREQ=WEEKLY;COUNT=2", "RRULE:FREQ=MONTHLY;COUNT=2")),
        "ics_rdate.ics": calendar(timed(f"RDATE{HERE}:20261002T200000")),
        "ics_rule_longer_than_a_day.ics": calendar(
            event(START, f"DTEND{HERE}:20260920T230000", "RRULE:FREQ=WEEKLY;COUNT=3")
        ),
    }


def _broken() -> dict[str, bytes]:
    whole = calendar(timed(), timed(uid="2"))
    return {
        "ics_cut.ics": whole[: len(whole) - 60],
        "ics_text_date.ics": calendar(event("DTSTART:på fredag", "DTEND:senare")),
        "ics_wrong_kind.ics": calendar(timed()),
        "ics_named.csv": calendar(timed()),
        "ics_nul_byte.ics": whole.replace(b"Torget", b"Tor\0get"),
        "ics_nested.ics": whole.replace(b"SUMMARY", b"BEGIN:VEVENT\r\nSUMMARY", 1),
    }
