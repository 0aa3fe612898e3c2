"""Asking on the open page to come along: it goes to the organisation, which says yes or no; nobody is told anything."""

from datetime import timedelta

import pytest

from karta.errors import ConflictError, InputError, NotAllowedError
from karta.privacy import Viewer
from karta.services import history
from karta.services.access import retention, viewers
from karta.services.register import organisations
from karta.services.rosters import invitations, joining, leaving, poster_contact
from karta.services.workspace import Workspace
from karta.store import retention as stored_retention
from tests.services.rosters.conftest import COORDINATOR, NOW
from tests.web.client import Answer, Page, ask

NAME, REACH = "Fatima", "070-123 45 67"


@pytest.fixture
def path(served: Workspace, org: str) -> str:
    """Give the address of the organisation's open page."""
    version = poster_contact.way_setting(served, org).version
    poster_contact.set_way(served, COORDINATOR, org, "kom@exempel.se", version=version)
    return poster_contact.path(org)


def send(path: str, name: str = NAME, reach: str = REACH) -> Answer:
    """Fill in the form of the page and send it."""
    (form,) = Page(ask(path).html).forms
    return ask(form.action, {**form.fields, "name": name, "reach": reach})


def test_who_asks_waits_for_a_yes(served: Workspace, org: str, path: str) -> None:
    """What is left goes to the organisation alone, is answered alike again; a yes makes a link that opens."""
    first, again = send(path), send(path)
    assert (first.status, first.headers["location"]) == (303, again.headers["location"])
    thanks = ask(first.headers["location"])
    assert "hör av sig till dig" in thanks.html
    assert NAME not in thanks.html
    (wish,) = joining.wishes(served, COORDINATOR, org)
    assert (wish.name, wish.reach, wish.asked_on.isoformat()) == (NAME, REACH, "2026-09-16")
    assert invitations.invited(served, COORDINATOR, org) == []
    other = Viewer("ledare", "organiser", frozenset({"other"}))
    for attempt in (
        lambda: joining.wishes(served, other, org),
        lambda: joining.answer(served, other, wish.wish_id, yes=True),
    ):
        with pytest.raises(NotAllowedError):
            attempt()
    made = joining.answer(served, COORDINATOR, wish.wish_id, yes=True)
    assert made is not None
    assert "Hej <bdi>Fatima</bdi>" in ask(f"/p/{made.token}").html
    assert joining.wishes(served, COORDINATOR, org) == []
    told = history.acts(served, COORDINATOR).to_csv()
    assert NAME not in told
    assert REACH not in told


def test_a_no_leaves_nothing(served: Workspace, org: str, path: str) -> None:
    """Declined, left by the organisation, or thirty days old: the name is in no table any more."""
    for ends in ("no", "old", "leave"):
        send(path)
        (wish,) = joining.wishes(served, COORDINATOR, org)
        if ends == "no":
            assert joining.answer(served, COORDINATOR, wish.wish_id, yes=False) is None
        elif ends == "old":
            with served.act(COORDINATOR, "retain") as act:
                times = retention.times_at(served, NOW + timedelta(days=31))
                assert stored_retention.carry_out(act, times).wishes == 1
        else:
            leaving.leave(served, COORDINATOR, org)
        assert served.store.frame("join_wish").empty


@pytest.mark.parametrize(
    ("name", "reach", "sentence"),
    [
        ("", REACH, "Skriv ditt förnamn"),
        ("Ali f. 2009", REACH, "Texten är inte sparad"),
        ("070-123 45 67", REACH, "Texten är inte sparad"),
        ("Kim <b>", REACH, "Skriv ditt förnamn"),
        ("K" * 41, REACH, "Skriv kortare"),
        (NAME, "ring mig", "Skriv ett telefonnummer"),
        (NAME, "20050101-1234", "Texten är inte sparad"),
        (NAME, "200501011234", "Skriv ett telefonnummer"),
        (NAME, "Kim på Torget säljer", "Skriv ett telefonnummer"),
    ],
)
def test_what_is_no_name_and_no_number_is_held_back(
    served: Workspace, org: str, path: str, name: str, reach: str, sentence: str
) -> None:
    """Only a first name and a way to call: the rest is refused with a sentence and stored nowhere."""
    answer = send(path, name, reach)
    assert answer.status == 400
    assert sentence in answer.html
    assert "<b>" not in answer.html.replace("<bdi>", "")
    assert served.store.frame("join_wish").empty


def test_a_program_fills_no_more_than_the_list(served: Workspace, org: str, path: str) -> None:
    """Fifty may wait; a page that is not there, a foreign page and one without the guard get nothing in."""
    anyone = viewers.anonymous(org)
    for number in range(joining.MOST_WAITING):
        joining.ask(served, anyone, org, NAME, f"070-000 00 {number:02}")
    with pytest.raises(ConflictError):
        joining.ask(served, anyone, org, NAME, REACH)
    assert send(path).status == 409
    assert ask(path, {"name": NAME, "reach": REACH}).status == 400
    assert ask("/light/med/nobody", {"name": NAME, "reach": REACH}).status == 404
    closed = organisations.add_organisation(served, COORDINATOR, "Utan sida")
    assert ask(poster_contact.path(closed), {"name": NAME, "reach": REACH}).status == 404
    with pytest.raises(InputError):
        joining.ask(served, anyone, org, "", REACH)
