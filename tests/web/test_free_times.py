"""The page on which a volunteer says when they can walk, and the question on their page: few taps, all of it theirs."""

from datetime import date

import pytest
import shapely

from karta.services.planning import rosters
from karta.services.rosters import availability, invitations, training_links, volunteers
from karta.services.workspace import Workspace
from tests.services.rosters.conftest import COORDINATOR, FRIDAY, Person, Plan, occurrences
from tests.web.client import Page, ask, push


def who_of(served: Workspace, link: str) -> volunteers.Volunteer:
    """Return whose link it is."""
    return volunteers.by_link(served, link.removeprefix("/p/"))


def test_two_taps_say_when_one_can(served: Workspace, link: str) -> None:
    """*Säg när jag kan*, then *fre kväll*: stored at once, marked as chosen; the same tap again takes it back."""
    home = ask(link)
    (open_page,) = [
        attrs["href"] for tag, attrs in Page(home.html).tags if tag == "a" and "/nar" in attrs["href"]
    ]
    page = push(ask(open_page or ""), "fre kväll")
    assert availability.own(served, who_of(served, link)).times.stored == "FR-evening"
    assert "\u2713 fre kväll" in page.html
    assert 'aria-pressed="true"' in page.html
    page = push(page, "\u2713 fre kväll")
    assert availability.own(served, who_of(served, link)).times.stored == ""
    assert 'aria-pressed="true"' not in page.html


def test_wishes_days_away_and_names(served: Workspace, link: str) -> None:
    """What is filled in stands there when the page is opened again; a name is shown as typed, and as text alone."""
    page = ask(f"{link}/nar")
    page = push(
        page,
        "Spara önskemålen",
        week_cap="1",
        month_cap="",
        latest_home="23:30",
        longest_hours="3",
        leads="yes",
    )
    own = availability.own(served, who_of(served, link)).wishes
    assert (own.week_cap, own.month_cap, own.latest_home, own.longest_hours) == (1, None, "23:30", 3)
    assert (own.leads, own.first_aid) == (True, False)
    assert Page(page.html).form("Spara önskemålen").fields["leads"] == "yes"
    assert "first_aid" not in Page(page.html).form("Spara önskemålen").fields
    page = push(page, "Jag är borta då", first="2026-09-18", last="2026-09-20")
    assert "fre 18 sep \u2013 sön 20 sep" in page.html
    page = push(page, "Spara namnet", name="<b>Bo</b>", kind="avoid")
    assert "Helst inte med <bdi>&lt;b&gt;Bo&lt;/b&gt;</bdi>" in page.html
    page = push(page, "Ta bort")
    page = push(page, "Ta bort")
    assert "fre 18 sep" not in page.html
    assert "Bo" not in page.html
    assert "Fråga mig inte" not in push(page, "Fråga mig inte").html
    assert availability.own(served, who_of(served, link)).is_asked is False


def test_the_area_of_home_is_one_of_the_register(served: Workspace, link: str) -> None:
    """It is asked only where there are areas with an outline; what is chosen is shown again, and in what is stored."""
    assert "Område där du bor" not in ask(f"{link}/nar").html
    with served.store.act("test", "import") as act:
        area, _ = act.insert(
            "area", [{"name": "Västra", "geometry": shapely.box(0, 0, 1, 1)}, {"name": "Utan gräns"}]
        )
    page = ask(f"{link}/nar")
    assert "Utan gräns" not in page.html
    page = push(page, "Spara önskemålen", home_area=area, farthest_km="3")
    wishes = availability.own(served, who_of(served, link)).wishes
    assert (wishes.home_area_id, wishes.farthest_km) == (area, 3)
    assert f'<option value="{area}" selected>Västra</option>' in page.html
    assert '<option value="3" selected>3</option>' in page.html
    assert "område: Västra" in ask(f"{link}/uppgifter").html
    # While the area has no outline nobody is asked, and what was said stays.
    with served.store.act("test", "import") as act:
        row = act.rows("area", "id", [area])[0]
        act.update("area", area, row["version"], {"geometry": None})
    push(ask(f"{link}/nar"), "Spara önskemålen", week_cap="1")
    wishes = availability.own(served, who_of(served, link)).wishes
    assert (wishes.week_cap, wishes.home_area_id, wishes.farthest_km) == (1, area, 3)
    with served.store.act("test", "import") as act:
        row = act.rows("area", "id", [area])[0]
        act.update("area", area, row["version"], {"geometry": shapely.box(0, 0, 1, 1)})
    page = push(ask(f"{link}/nar"), "Spara önskemålen", home_area="", farthest_km="")
    wishes = availability.own(served, who_of(served, link)).wishes
    assert (wishes.home_area_id, wishes.farthest_km) == (None, None)


def test_where_a_role_is_learnt_stands_beside_it(served: Workspace, link: str) -> None:
    """The page of one's own organisation is a link that tells it nothing of where one came from."""
    assert "Lär dig leda" not in ask(f"{link}/nar").html
    org = who_of(served, link).organisation_id
    page = "https://utbildning.example/?a=1&b=2"
    training_links.put(
        served, COORDINATOR, org, {"walk_leader": page, "first_aid": ""}, {"walk_leader": 0, "first_aid": 0}
    )
    html = ask(f"{link}/nar").html
    assert (
        '<a href="https://utbildning.example/?a=1&amp;b=2" rel="noopener noreferrer nofollow">Lär dig' in html
    )
    assert "Lär dig första hjälpen" not in html


def test_age_is_said_once(served: Workspace, link: str) -> None:
    """The question of age stands on the page until it is answered with a yes."""
    page = ask(f"{link}/nar")
    assert "Är du 18 år eller äldre?" in page.html
    page = push(page, "Ja, jag är 18 eller äldre")
    assert who_of(served, link).is_adult
    assert "Är du 18 år eller äldre?" not in page.html


@pytest.mark.parametrize(
    "sent",
    [
        {"what": "free", "time": "FR-night", "free": "yes"}, {"what": "wishes", "week_cap": "8"}, {"what": "x"}, {},
        {"what": "wishes", "home_area": "x"}, {"what": "wishes", "farthest_km": "21"},
        {"what": "wishes", "latest_home": "natt"}, {"what": "away", "first": "i morgon"},
        {"what": "companion", "name": "x" * 61, "kind": "with"}, {"what": "companion", "name": "Bo", "kind": "x"},
    ],
)  # fmt: skip
def test_what_no_form_sends_is_a_sentence(served: Workspace, link: str, sent: dict[str, str]) -> None:
    """A forged field is refused with a sentence, and nothing is stored."""
    guard = Page(ask(f"{link}/nar").html).forms[0].fields["guard"]
    before = served.store.revision()
    answer = ask(f"{link}/nar", {**sent, "guard": guard})
    assert answer.status == 400
    assert 'class="fault"' in answer.html
    assert served.store.revision() == before
    # A row of somebody else's, or one that is gone, is simply not there any more.
    assert ask(f"{link}/nar", {"what": "not_away", "row": "x", "guard": guard}).status == 303


def asked(served: Workspace, plan: Plan, link: str, person: Person, org: str) -> str:
    """Let Anna and Bo be free on Fridays, be asked about a shift of Friday 21-22; return its id."""
    plan(roles=("walk_leader",))
    for volunteer in (who_of(served, link), person("Bo")):
        availability.declare_adult(served, volunteer)
        availability.set_free(served, volunteer, "FR-evening", is_free=True)
        invitations.note_routine(served, COORDINATOR, volunteer.person_id, date(2026, 9, 1))
    availability.set_wishes(served, who_of(served, link), availability.Wishes(leads=True))
    proposal = rosters.propose(served, COORDINATOR, org, FRIDAY, 1)
    assert rosters.accept(served, COORDINATOR, proposal, proposal.picks) == 2
    return occurrences(served)[0].occurrence_id


def test_one_tap_is_a_yes(served: Workspace, plan: Plan, link: str, person: Person, org: str) -> None:
    """The question stands first on the page with the task; *Ja, jag kommer* signs up with it, and it is gone."""
    asked(served, plan, link, person, org)
    assert occurrences(served)[0].adults == 0
    page = ask(link)
    assert "Kan du gå?" in page.html
    assert "Du är tillfrågad som vandringsledare." in page.html
    # It stands nowhere else on the page: neither among what one can take, nor as news.
    assert page.html.count("Torget</bdi>") == 1
    page = push(page, "Ja, jag kommer")
    assert "Tack! Du är anmäld." in page.html
    assert "Din uppgift: vandringsledare" in page.html
    assert "Kan du gå?" not in page.html
    assert occurrences(served)[0].adults == 1


def test_one_tap_is_a_no(served: Workspace, plan: Plan, link: str, person: Person, org: str) -> None:
    """*Nej, inte den här gången*: no reason is asked for, nothing counts, and the shift can still be taken."""
    asked(served, plan, link, person, org)
    page = push(ask(link), "Nej, inte den här gången")
    assert "Tack för svaret! Du är inte anmäld." in page.html
    assert "Kan du gå?" not in page.html
    assert occurrences(served)[0].adults == 0
    assert "Jag kommer" in [form.button for form in Page(page.html).forms]
