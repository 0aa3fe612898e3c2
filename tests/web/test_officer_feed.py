"""The calendar of an officer's link: its function's visits alone, no words about people, nothing once ended."""

from datetime import date, timedelta

import pytest
from icalendar import Calendar

from karta.errors import NotAllowedError
from karta.privacy import Viewer
from karta.services.planning import visit_feeds, visit_terms, visits
from karta.services.planning.visit_terms import Hours
from karta.services.workspace import Workspace
from karta.store import visit_book
from tests import viewers
from tests.web.client import ask

LOCAL = Viewer("områdespolis", "local")
# A Friday of summer time and one of winter time: 17:00 in Stockholm is 15:00 and 16:00 UTC.
SUMMER, WINTER = date(2026, 9, 18), date(2026, 11, 20)


@pytest.fixture
def officers(served: Workspace) -> tuple[str, str]:
    """Store two functions, three visits of the first at Torget (one along with the second), one of the second alone."""
    (square,) = (each for each in served.store.frame("place").to_dict("records") if each["name"] == "Torget")
    terms = visit_terms.Terms(
        square["id"], "Torget", "square", "welcome", host="Fritidsledare Kim", not_wanted="Ingen hund",
        welcome=(Hours("FR", "17:00", "20:00"),),
    )  # fmt: skip
    visit_terms.set_terms(served, LOCAL, terms)
    with visit_book.acting(served.store, "polis", "accept_visit_plan") as act:
        first, second = (
            act.insert(
                "visit_officer", {"name": f"Områdespolis {n}", "kind": "officer", "minutes_a_week": 600}
            )
            for n in (1, 2)
        )
        at = {"place_id": square["id"], "start": "17:00", "end": "18:30", "officer_id": first}
        act.insert("visit", {**at, "date": SUMMER, "state": "planned"})
        act.insert("visit", {**at, "date": WINTER, "state": "accepted", "along_id": second})
        act.insert("visit", {**at, "date": WINTER, "state": "called_off", "start": "23:00", "end": "00:30"})
        act.insert(
            "visit", {**at, "date": SUMMER, "state": "planned", "officer_id": second, "start": "18:00"}
        )
    return first, second


def events(token: str) -> list[tuple[str, str, str]]:
    """Return start, end (UTC) and status of every event of a link's calendar, by start."""
    answer = ask(f"/tjanst/{token}/kalender.ics")
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    found = Calendar.from_ical(answer.body).walk("VEVENT")
    return sorted(
        (f"{event['DTSTART'].dt:%m-%d %H:%M%z}", f"{event['DTEND'].dt:%H:%M}", str(event["STATUS"]))
        for event in found
    )


def test_a_link_gives_its_functions_visits_alone(served: Workspace, officers: tuple[str, str]) -> None:
    """Hours are instants, past midnight too; called off is cancelled; a joint visit stands in both calendars."""
    first, second = (visit_feeds.make(served, LOCAL, officer) for officer in officers)
    assert events(first) == [
        ("09-18 15:00+0000", "16:30", "TENTATIVE"),
        ("11-20 16:00+0000", "17:30", "CONFIRMED"),
        ("11-20 22:00+0000", "23:30", "CANCELLED"),
    ]
    assert events(second) == [
        ("09-18 16:00+0000", "16:30", "TENTATIVE"),
        ("11-20 16:00+0000", "17:30", "CONFIRMED"),
    ]


def test_a_calendar_says_where_and_why_and_nothing_of_people(
    served: Workspace, officers: tuple[str, str]
) -> None:
    """Names of visits last; no free text of the terms stands in the file, nor what any function is called."""
    token = visit_feeds.make(served, LOCAL, officers[0])
    told = ask(f"/tjanst/{token}/kalender.ics").body.decode().replace("\r\n ", "")
    assert "SUMMARY:Besök: Torget" in told
    assert "Syftet är att bygga relation" in told
    assert not [word for word in ("Kim", "hund", "Områdespolis", officers[0]) if word in told]
    names = {str(event["UID"]) for event in Calendar.from_ical(told).walk("VEVENT")}
    rows = visits.listed(served, LOCAL, SUMMER, WINTER)
    assert names == {f"{row.visit_id}@karta" for row in rows if row.officer_id == officers[0]}


def test_a_link_ends_by_a_new_one_or_by_hand(served: Workspace, officers: tuple[str, str]) -> None:
    """The older link, the ended one and one that never was are answered alike; an ending can be undone."""
    old = visit_feeds.make(served, LOCAL, officers[0])
    new = visit_feeds.make(served, LOCAL, officers[0])
    assert visit_feeds.linked(served, LOCAL) == {officers[0]}
    assert len(events(new)) == 3
    visit_feeds.end(served, LOCAL, officers[0])
    assert visit_feeds.linked(served, LOCAL) == frozenset()
    answers = [ask(f"/tjanst/{token}/kalender.ics") for token in (old, new, "x" * len(old))]
    assert {(answer.status, answer.body) for answer in answers} == {(404, answers[0].body)}
    assert "gäller inte längre" in answers[0].html
    visits.undo(served, LOCAL, str(visits.history(served, LOCAL)["id"].iloc[0]))
    assert len(events(new)) == 3


def test_a_link_ends_with_its_function(served: Workspace, officers: tuple[str, str]) -> None:
    """On the function's last day the calendar is there, the day after it is not."""
    token, today = visit_feeds.make(served, LOCAL, officers[0]), served.today
    for last, expected in ((today, 200), (today - timedelta(days=1), 404)):
        with visit_book.acting(served.store, "polis", "put_visit_officer") as act:
            act.update("visit_officer", officers[0], {"until_day": last})
        assert ask(f"/tjanst/{token}/kalender.ics").status == expected


def test_only_whose_function_it_is_makes_and_ends_its_link(
    served: Workspace, officers: tuple[str, str]
) -> None:
    """A police officer of another organisation makes none, nor does a host; who does not plan does not see any."""
    with visit_book.acting(served.store, "polis", "put_visit_officer") as act:
        act.update("visit_officer", officers[0], {"organisation_id": "another"})
    own = viewers.of(served, "Nattvandrarna", "police", "polis")
    for viewer in (own, viewers.of(served, "Nattvandrarna", "org_admin", "ordförande")):
        for act in (visit_feeds.make, visit_feeds.end):
            with pytest.raises(NotAllowedError):
                act(served, viewer, officers[0])
    with pytest.raises(NotAllowedError):
        visit_feeds.linked(served, viewers.of(served, "Nattvandrarna", "org_admin", "ordförande"))
