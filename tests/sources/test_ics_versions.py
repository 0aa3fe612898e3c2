"""Events of one identity in a calendar: versions of one, or events of their own; and those that do not take place."""

from pathlib import Path

import pytest

from karta.sources.cancelled_titles import cancelled_by
from tests.sources.calendars import ZONE, calendar, changed, codes, event, held, taken

DATES = ("0306", "0313", "0320", "0327")
WALKS = [f"{day[:2]}-{day[2:]} 20:00-23:00" for day in DATES]


def walk(day: str, *lines: str, title: str = "Nattvandring", end: str = "2300") -> str:
    """Return an evening's walk under the identity that all of a calendar share."""
    return event("same@x", f"2026{day}T2000", f"2026{day}T{end}", *lines, title=title)


@pytest.mark.parametrize("more", [(), ("SEQUENCE:0",), ("DTSTAMP:20260301T080000Z", "SEQUENCE:3")])
def test_events_of_one_identity_on_different_dates_are_all_held(
    tmp_path: Path, more: tuple[str, ...]
) -> None:
    """Four dates under one UID are four walks, none of them a repetition of another."""
    intake = taken(tmp_path, calendar(*(walk(day, *more) for day in DATES)))
    assert (held(intake), codes(intake)) == (WALKS, [])
    assert intake.rows["key"].nunique() == 4


def test_events_of_one_identity_on_one_date_are_all_held(tmp_path: Path) -> None:
    """Two walks of an evening under one UID are two, whatever their stamps say."""
    late = event("same@x", "20260306T2300", "20260307T0100", "DTSTAMP:20260302T080000Z")
    assert held(taken(tmp_path, calendar(walk("0306"), late))) == [WALKS[0], "03-06 23:00-01:00"]


def test_series_of_one_identity_keep_their_own_exceptions(tmp_path: Path) -> None:
    """Of two series under one UID the changed occurrence belongs to the one that has its date."""
    fridays = walk("0306", "RRULE:FREQ=WEEKLY;COUNT=2")
    saturdays = walk("0307", "RRULE:FREQ=WEEKLY;COUNT=2")
    own = [f"DTSTART;{ZONE}:20260315T180000", f"DTEND;{ZONE}:20260315T190000"]
    intake = taken(tmp_path, calendar(fridays, saturdays, changed("same@x", "20260314T2000", *own)))
    assert held(intake) == [WALKS[0], "03-07 20:00-23:00", WALKS[1], "03-15 18:00-19:00"]
    key = intake.rows.set_index("row").loc[2, "key"]
    assert intake.rows.set_index("row").loc[3, "replaces"] == key


def test_an_older_version_of_the_same_date_is_replaced(tmp_path: Path) -> None:
    """A higher number replaces the version of its date, told as what it is; a later stamp does so, too."""
    newer = walk("0306", "SEQUENCE:2", end="2200")
    intake = taken(tmp_path, calendar(newer, walk("0306")))
    assert (held(intake), codes(intake)) == (["03-06 20:00-22:00"], [(2, "event_replaced", "note")])
    stamped = walk("0306", "LAST-MODIFIED:20260302T080000Z", end="2200")
    intake = taken(tmp_path, calendar(walk("0306", "LAST-MODIFIED:20260301T080000Z"), stamped))
    assert (held(intake), codes(intake)) == (["03-06 20:00-22:00"], [(1, "event_replaced", "note")])


def test_an_older_version_of_another_date_is_asked_about(tmp_path: Path) -> None:
    """Moved to another date, or a date of its own: only people know; yes lets it count."""
    content = calendar(walk("0313", "SEQUENCE:1"), walk("0306"))
    intake = taken(tmp_path, content)
    assert (held(intake), codes(intake)) == ([WALKS[1]], [(2, "event_older", "question")])
    assert held(taken(tmp_path, content, accept=["event_older"])) == WALKS[:2]


def test_two_that_nothing_tells_apart_but_their_end_are_asked_about(tmp_path: Path) -> None:
    """The same start and version with two ends: which of them counts is answered by its number."""
    content = calendar(walk("0306"), walk("0306", end="2200"))
    intake = taken(tmp_path, content)
    assert {issue[1] for issue in codes(intake)} == {"same_key_differs"}
    assert held(taken(tmp_path, content, keep=[2])) == ["03-06 20:00-22:00"]


def nameless(place: str, *lines: str) -> str:
    """Return an evening's walk at a place, without an identity; nothing says no place."""
    return walk("0306", *lines).replace("UID:same@x\r\n", "").replace("LOCATION:Torget", f"LOCATION:{place}")


def test_events_without_an_identity_at_two_places_are_two(tmp_path: Path) -> None:
    """One title and start at two places are two walks, whatever their stamps, and known by the same names alone."""
    stamps = ("DTSTAMP:20260301T080000Z", "DTSTAMP:20260302T080000Z")
    intake = taken(tmp_path, calendar(nameless("Torget", stamps[0]), nameless("Parken", stamps[1])))
    assert (held(intake), codes(intake)) == ([WALKS[0], WALKS[0]], [])
    assert sorted(intake.rows["place"]) == ["Parken", "Torget"]
    alone = taken(tmp_path, calendar(nameless("Parken")))
    assert set(alone.rows["key"]) == set(intake.rows.loc[intake.rows["place"] == "Parken", "key"])


@pytest.mark.parametrize(("place", "code"), [("", "same_key_differs"), ("TORGET", "row_duplicate")])
def test_events_without_an_identity_at_perhaps_one_place_are_no_two(
    tmp_path: Path, place: str, code: str
) -> None:
    """Where one says no place it is asked which counts; the same place in other letters is the same walk."""
    intake = taken(tmp_path, calendar(nameless("Torget"), nameless(place)))
    assert {issue[1] for issue in codes(intake)} == {code}


def test_the_same_event_twice_is_one(tmp_path: Path) -> None:
    """A calendar that holds an event twice, word for word, holds it once."""
    intake = taken(tmp_path, calendar(walk("0306"), walk("0306")))
    assert (held(intake), [issue[1] for issue in codes(intake)]) == (WALKS[:1], ["row_duplicate"])


@pytest.mark.parametrize(
    ("title", "cancelled"),
    [
        ("Inställd: Nattvandring", "yes"),
        ("INSTÄLLT - Nattvandring", "yes"),
        ("Canceled: Nattvandring", "yes"),
        ("Cancelled event: Nattvandring", "yes"),
        ("Avbokad. Nattvandring", "yes"),
        ("AVBOKAT!! Nattvandring", "yes"),
        ("[Avlyst] Nattvandring", "yes"),
        ("Nattvandring (inställd)", "yes"),
        ("Nattvandring (inställt!) på torget", "yes"),
        ("Nattvandring – INSTÄLLT", "yes"),
        ("Nattvandring är inställd", "yes"),
        ("Nattvandringen ställs in", "yes"),
        ("Nattvandring utgår", "yes"),
        ("*Inställd* Nattvandring", "yes"),
        ("Insta\u0308llt: Nattvandring", "yes"),
        ("Nattvandring inhiberad", "yes"),
        ("Called off: Nattvandring", "yes"),
        ("Nattvandringen blir inte av", "yes"),
        ("Inställt vid regn: Nattvandring", "perhaps"),
        ("Uppskjuten: Nattvandring", "perhaps"),
        ("Nattvandring uppskjuts", "perhaps"),
        ("❌ Nattvandring", "perhaps"),
        ("Nattvandring flyttas till lördag", "perhaps"),
        ("Nattvandring (flyttad från fredag)", "no"),
        ("Nattvandring om träningen är inställd den dagen", "perhaps"),
        ("Ingen nattvandring", "perhaps"),
        ("Nattvandring", "no"),
        ("Nattvandring, inte inställd", "no"),
        ("Det är inte så att nattvandringen ställs in", "no"),
        ("Nattvandring utgår från Torget", "no"),
        ("Inställning av radio", "no"),
        ("Ta in stolarna", "no"),
        ("", "no"),
    ],
)
def test_titles_that_cancel(title: str, cancelled: str) -> None:
    """A title that begins or ends with the word, or has it in brackets, cancels; elsewhere it may."""
    assert cancelled_by(title) == cancelled


@pytest.mark.parametrize(
    "title", ["Inställd: Nattvandring", "Nattvandring (INSTÄLLT)", "Canceled: Nattvandring"]
)
def test_an_event_cancelled_by_its_title_is_not_held(tmp_path: Path, title: str) -> None:
    """Nobody comes: the row is cancelled, or a session without dates, and it is said. A status says it in silence."""
    content = calendar(walk("0306", "STATUS:CONFIRMED", title=title), walk("0313"))
    intake = taken(tmp_path, content)
    assert (held(intake), codes(intake)) == ([WALKS[1]], [(1, "cancelled_by_title", "warning")])
    assert list(intake.rows["status"]) == ["cancelled", "planned"]
    sessions = taken(tmp_path, content, kind="sessions")
    assert (held(sessions), codes(sessions)) == ([WALKS[1]], [(1, "cancelled_by_title", "warning")])
    assert codes(taken(tmp_path, calendar(walk("0306", "STATUS:CANCELLED", title=title)))) == []


@pytest.mark.parametrize("line", ["LOCATION:Torget (INSTÄLLT)", "CATEGORIES:Nattvandring,Inställt"])
def test_an_event_cancelled_by_its_place_or_category_is_not_held(tmp_path: Path, line: str) -> None:
    """The place is the one without the word; what says so is named."""
    name = line.split(":")[0]
    off = walk("0306", line).replace("LOCATION:Torget\r\n", "") if name == "LOCATION" else walk("0306", line)
    intake = taken(tmp_path, calendar(off, walk("0313")))
    assert (held(intake), codes(intake)) == ([WALKS[1]], [(1, "cancelled_by_title", "warning")])
    assert (intake.issues[0].column, set(intake.rows["place"])) == (name, {"Torget"})


def test_a_private_title_cancels_and_is_not_shown(tmp_path: Path) -> None:
    """What a private event is called stands nowhere, also where it says that it is cancelled."""
    intake = taken(tmp_path, calendar(walk("0306", "CLASS:PRIVATE", title="Inställt: Besök hos NN")))
    assert held(intake) == []
    assert "Besök" not in str(intake.issues) + str(intake.rows.to_dict())


def test_a_changed_occurrence_cancelled_by_its_title_takes_its_date_out(tmp_path: Path) -> None:
    """A series of which one date is called cancelled is held on the others."""
    own = [f"DTSTART;{ZONE}:20260313T200000", f"DTEND;{ZONE}:20260313T230000"]
    series = walk("0306", "RRULE:FREQ=WEEKLY;COUNT=3")
    intake = taken(tmp_path, calendar(series, changed("same@x", "20260313T2000", *own, title="INSTÄLLT")))
    assert held(intake) == [WALKS[0], WALKS[2]]


def test_a_title_that_may_cancel_is_asked_about(tmp_path: Path) -> None:
    """Until somebody has answered, the evening does not count; yes lets it."""
    content = calendar(walk("0306", title="Ingen nattvandring utan reflexväst"), walk("0313"))
    intake = taken(tmp_path, content)
    assert (held(intake), codes(intake)) == ([WALKS[1]], [(1, "cancelled_perhaps", "question")])
    assert held(taken(tmp_path, content, accept=["cancelled_perhaps"])) == WALKS[:2]


def test_a_calendar_that_cancels_holds_nothing(tmp_path: Path) -> None:
    """METHOD:CANCEL takes back its events: all dates of one without RECURRENCE-ID, else that date."""
    content = calendar(walk("0306", "RRULE:FREQ=WEEKLY;COUNT=2"), head="METHOD:CANCEL")
    assert held(taken(tmp_path, content)) == []
    assert held(taken(tmp_path, content, kind="sessions")) == []
    series = calendar(walk("0306", "RRULE:FREQ=WEEKLY;COUNT=2"), head="METHOD:PUBLISH")
    back = calendar(changed("same@x", "20260313T2000"), head="METHOD:CANCEL")
    assert held(taken(tmp_path, series + back)) == WALKS[:1]
