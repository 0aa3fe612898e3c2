"""A venue says its terms by its link, before anybody has planned a visit there; and changes or withdraws them."""

import pytest

from karta.privacy import Viewer
from karta.services.planning import visit_links, visit_terms
from karta.services.planning.visit_terms import Hours, Terms
from karta.services.workspace import Workspace
from tests.web.client import Page, ask

LOCAL = Viewer("områdespolis", "local")


@pytest.fixture
def address(served: Workspace) -> str:
    """Give the link of a venue that has not said anything."""
    with served.store.act("test", "import") as act:
        org = act.insert("organisation", [{"name": "Påhittade gården", "admitted_on": served.today}])[0]
        act.insert("place", [{"name": "Gården", "kind": "youth_centre", "owner_org_id": org}])
    place = next(row.place_id for row in visit_terms.venues(served, LOCAL) if row.place == "Gården")
    return f"{visit_links.HOME}{visit_links.make(served, LOCAL, place)}"


def terms(served: Workspace) -> Terms:
    """Return the terms of the venue."""
    (row,) = (row for row in visit_terms.venues(served, LOCAL) if row.place == "Gården")
    return row


def send(address: str, **fields: str) -> int:
    """Fill in the form of the terms, send it, and return the answer's status."""
    (form,) = Page(ask(f"{address}/villkor").html).forms
    kept = {name: form.fields[name] for name in ("guard", "version")}
    return ask(form.action, {**kept, **fields}).status


def test_a_venue_says_its_terms_on_its_link(served: Workspace, address: str) -> None:
    """Two times and no uniform are stored and shown again; a no takes the hours, and says no reason."""
    assert "När är polisen välkommen?" in ask(address).html
    yes = {"answer": "welcome", "TU-0": "yes", "TH-0": "yes", "from-0": "17:00", "to-0": "20:00"}
    more = {"SA-2": "yes", "from-2": "14:00", "to-2": "16:00", "uniform": "yes", "host": "föreståndaren"}
    assert send(address, **yes, **more) == 303
    row = terms(served)
    assert row.welcome == (Hours("TU;TH", "17:00", "20:00"), Hours("SA", "14:00", "16:00"))
    assert (row.answer, row.uniform, row.volunteers, row.host) == (
        "welcome",
        "without",
        False,
        "föreståndaren",
    )
    shown = ask(f"{address}/villkor").html
    assert 'value="17:00"' in shown
    assert 'value="föreståndaren"' in shown
    assert "Det ni har sagt är sparat." in ask(f"{address}?klart=terms").html
    assert send(address, answer="no") == 303
    assert (terms(served).answer, terms(served).welcome) == ("no", ())


def test_what_cannot_be_terms_is_refused_and_nothing_is_stored(served: Workspace, address: str) -> None:
    """No answer, a yes at no time, half a row, a person's number, an older version, a post of another page."""
    yes = {"answer": "welcome", "TU-0": "yes", "from-0": "17:00", "to-0": "20:00"}
    half = {**yes, "SA-1": "yes", "from-1": "14:00"}
    for fields in ({"answer": "maybe"}, {"answer": "welcome"}, {**yes, "host": "Kim, 070-123 45 67"}, half):
        assert send(address, **fields) == 400
    assert send(address, **yes, version="7") == 409
    assert send(address, **yes, guard="another") >= 400
    assert terms(served).answer == ""


def test_a_link_sets_the_terms_of_its_own_venue_alone(served: Workspace, address: str) -> None:
    """Another place of the same association is left as it was, whatever the form says."""
    with served.store.act("test", "import") as act:
        (row,) = act.rows("place", "name", ["Gården"])
        values = {"name": "Hallen", "kind": "sports_facility", "owner_org_id": row["owner_org_id"]}
        act.insert("place", [values])
    other = next(row.place_id for row in visit_terms.venues(served, LOCAL) if row.place == "Hallen")
    assert send(address, answer="no", place_id=other) == 303
    answers = {row.place: row.answer for row in visit_terms.venues(served, LOCAL)}
    assert (answers["Gården"], answers["Hallen"]) == ("no", "")
