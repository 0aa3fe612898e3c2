"""The part *Föreslå vem* of *Pass*: proposed, looked at, locked, turned down, asked; nobody is on a shift by it."""

from dataclasses import replace
from datetime import timedelta

from streamlit.testing.v1 import AppTest

from karta.model.shift import ShiftPlan
from karta.privacy import Viewer
from karta.services.rosters import asking, invitations, shifts, volunteers
from karta.services.workspace import Workspace
from karta.store import availability, people
from tests.ui.conftest import ShowPage, button, html, part
from tests.ui.test_rosters_page import FRIDAY, ahead, field, town

__all__ = ["town"]


def join(workspace: Workspace, viewer: Viewer, org: str, *names: str, **wishes: object) -> None:
    """Let adults with a routine say that they can walk every evening."""
    for each in invitations.invite_all(workspace, viewer, org, [(name, "") for name in names]):
        invitations.note_routine(workspace, viewer, each.person_id, FRIDAY - timedelta(days=30))
        with workspace.act(viewer, "test") as act:
            people.declare_adult(act, each.person_id)
            times = ";".join(f"{day}-evening" for day in ("MO", "TU", "WE", "TH", "FR", "SA", "SU"))
            availability.put(act, each.person_id, {"times": times, **wishes})


def plan(workspace: Workspace, viewer: Viewer, town: tuple[str, str], **changed: object) -> None:
    """Plan a shift for two on Friday 21-22."""
    asked = ShiftPlan(town[0], FRIDAY, "21:00", "22:00", (town[1],))
    shifts.create_shift(workspace, viewer, replace(asked, **changed))


def press(page: AppTest, label: str) -> AppTest:
    """Press the first button of a label, and return the page."""
    button(page, label)
    return page


def proposed(page: AppTest) -> AppTest:
    """Return the part with a proposal."""
    return press(part(page, "who"), "Föreslå")


def test_story_c_on_the_page(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer, town: tuple[str, str]
) -> None:
    """Five people with a shift a week each, twenty shifts: two get people, one is over, 18 stand with their reasons."""
    join(workspace, viewer, town[1], *(f"Person {number}" for number in range(5)), week_cap=1)
    # Saturday and Sunday are of the same week; the coming seven days hold parts of two.
    for number in range(20):
        plan(workspace, viewer, town, day=FRIDAY + timedelta(days=number % 3), title=f"Pass {number}")
    page = proposed(show_page("rosters"))
    shown = html(page)
    assert "2 pass får folk om de som tillfrågas svarar ja" in shown
    assert "5 volontärer, 5 har sagt när de kan. 1 av dem är inte med på något av passen." in shown
    assert "18 pass får inte folk" in shown
    assert shown.count("bara 1 kan") == 18
    assert "4 har så många pass de vill ha" in shown
    assert "en volontär till" in shown
    assert len([box for box in page.checkbox if box.label.startswith("Person")]) == 4


def test_asking_puts_nobody_on_a_shift(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer, town: tuple[str, str]
) -> None:
    """Two are asked by one press; they stand as asked, the shift has nobody, and the question can be taken back."""
    join(workspace, viewer, town[1], "Anna", "Bo")
    plan(workspace, viewer, town)
    page = proposed(show_page("rosters"))
    assert "0 är med nu, 2 behövs" in html(page)
    page = press(page, "Fråga alla valda (2)")
    assert "2 personer är tillfrågade." in html(page)
    assert "Tillfrågade som inte har svarat: 2" in html(page)
    assert "Anna är tillfrågad och har inte svarat än" in html(page)
    assert ahead(workspace, viewer)[0].adults == 0
    page = press(page, "Ta tillbaka frågan")
    assert len(asking.open_asks(workspace, viewer, town[1])) == 1
    assert "Frågan är tillbakatagen." in html(page)


def test_others_are_proposed_and_a_locked_shift_stays(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer, town: tuple[str, str]
) -> None:
    """Of those proposed one is turned down: the third comes in; locked, nobody is changed by a press."""
    join(workspace, viewer, town[1], "Anna", "Bo", "Cia")
    plan(workspace, viewer, town)
    page = proposed(show_page("rosters"))

    def names() -> set[str]:
        return {box.label for box in page.checkbox if box.label in ("Anna", "Bo", "Cia")}

    first = names()
    assert len(first) == 2
    gone = min(first)
    field(page.checkbox, gone).uncheck()
    page.run()
    page = press(page, "Föreslå andra")
    assert names() == {"Anna", "Bo", "Cia"} - {gone}
    page = press(page, "Lås")
    assert field(page.button, "Föreslå andra").disabled
    page = press(page, "Fråga de valda (2)")
    assert {each.name for each in asking.open_asks(workspace, viewer, town[1])} == {"Anna", "Bo", "Cia"} - {
        gone
    }


def test_nobody_and_nothing_are_sentences(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer, town: tuple[str, str]
) -> None:
    """Without volunteers the page says where to invite them, without a shift that none is needed; names stay text."""
    assert "Här finns inga volontärer än." in html(part(show_page("rosters"), "who"))
    (anna,) = invitations.invite_all(workspace, viewer, town[1], [("<b>{{7*7}}</b>", "")])
    assert volunteers.by_link(workspace, anna.token).name
    page = proposed(show_page("rosters"))
    assert "Inget pass de här veckorna behöver fler." in html(page)
    plan(workspace, viewer, town)
    assert "1 har inte sagt när de kan" in html(proposed(show_page("rosters")))
    join(workspace, viewer, town[1], "**fet**", "[x](http://a)")
    page = proposed(show_page("rosters"))
    assert [box.label for box in page.checkbox if "fet" in box.label] == [r"\*\*fet\*\*"]


def test_the_routine_is_noted(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer, town: tuple[str, str]
) -> None:
    """A press notes today; what stood there before was that none is noted."""
    invitations.invite_all(workspace, viewer, town[1], [("Anna", "")])
    page = part(show_page("rosters"), "people")
    assert "ingen rutin antecknad" in html(page)
    page = press(page, "Anteckna")
    assert "Rutin gjord ons 16 sep" in html(page)
    (anna,) = invitations.invited(workspace, viewer, town[1])
    assert anna.routine_on == workspace.today
