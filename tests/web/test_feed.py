"""The calendar of a personal link: a shift keeps its name in it, whatever becomes of the shift."""

from dataclasses import replace
from datetime import timedelta

import pytest
from icalendar import Calendar

from karta.services.rosters import sign_ups
from karta.services.workspace import Workspace
from karta.web import volunteer
from tests.services.rosters.conftest import Person, Plan, cancel, edit_occurrence, occurrences
from tests.web.client import ask, press


def test_the_calendar_keeps_names_and_tells_of_cancellations(
    served: Workspace, plan: Plan, link: str, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One UID through tentative, confirmed, moved and cancelled with notice; the sequence is the clock's."""
    plan()
    occurrence_id = occurrences(served)[0].occurrence_id

    def read_event() -> dict[str, str]:
        (calendar_event,) = Calendar.from_ical(ask(f"{link}/kalender.ics").body).walk("VEVENT")
        return {name: str(calendar_event[name]) for name in ("UID", "STATUS", "SEQUENCE")} | {
            "start": f"{calendar_event['DTSTART'].dt:%H:%M}", "description": str(calendar_event["DESCRIPTION"]),
        }  # fmt: skip

    press(link, "Jag kommer", adult="yes")
    events = [read_event()]
    sign_ups.sign_up(served, person(), occurrence_id, is_adult=True)
    events.append(read_event())
    edit_occurrence(served, occurrence_id, start="20:00")
    events.append(read_event())
    cancel(served, occurrence_id, "Storm på väg")
    events.append(read_event())
    assert [event["STATUS"] for event in events] == ["TENTATIVE", "CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [event["start"] for event in events] == ["19:00", "19:00", "18:00", "18:00"]
    assert len({event["UID"] for event in events}) == 1
    later = replace(served, now=lambda: served.now() + timedelta(minutes=1))
    monkeypatch.setattr(volunteer, "_opened", lambda _: volunteer._Opened(later))
    numbers = [int(event["SEQUENCE"]) for event in [*events, read_event()]]
    assert numbers == [numbers[0]] * 4 + [numbers[0] + 1]
    assert "Storm på väg" in events[-1]["description"]
    # Of the two who have signed up no calendar says who they are.
    feed = ask(f"{link}/kalender.ics").body.decode()
    assert not any(name in feed for name in ("Anna", "Person 1"))
