"""An association takes back what it has just changed by its link of the month, in a tap, and nothing else."""

import pytest

from karta.services import history
from karta.services.follow_up import month_changes
from karta.services.workspace import Workspace
from tests.services.follow_up import month_town
from tests.services.follow_up.month_town import COORDINATOR, MONTH, line_at, lines, org_id, walkers
from tests.web.client import Answer, Page, ask, press, push
from tests.web.month_page import buttons, link, prepared, served

__all__ = ["link", "prepared", "served"]


def change(served: Workspace, link: str, button: str) -> Answer:
    """Press a button of the line of Fridays at the square, and return the page that follows."""
    return push(ask(f"{link}/rad/{line_at(served, 'Torget').party_id}"), button)


@pytest.mark.parametrize("button", ["Upphör från och med ons 16 sep", "fre 25 sep", "2"])
def test_a_change_is_taken_back_in_a_tap(served: Workspace, link: str, button: str) -> None:
    """Ended, cancelled for a day, or of two adults: undone, the lines are what they were; nothing is left to undo."""
    before = [(line.days, line.adults) for line in lines(served)]
    assert "Ångra" not in buttons(ask(link))
    page = change(served, link, button)
    assert [(line.days, line.adults) for line in lines(served)] != before
    undone = push(page, "Ångra")
    assert (undone.status, "Ångrat. Allt är som det var före." in undone.html) == (200, True)
    assert [(line.days, line.adults) for line in lines(served)] == before
    assert "Ångra" not in buttons(ask(f"{link}?klart=changed"))
    assert push(page, "Ångra").status == 409


def test_what_others_have_built_on_is_not_taken_back(served: Workspace, link: str) -> None:
    """The coordinator has changed the line since: a sentence says so, and it stays as it is."""
    page = change(served, link, "2")
    with served.store.act("samordnare", "test") as act:
        act.update("shift_party", line_at(served, "Torget").party_id, None, {"adults": 3.0})
    refused = push(page, "Ångra")
    assert (refused.status, "någon har ändrat samma sak sedan dess" in refused.html) == (409, True)
    assert line_at(served, "Torget").adults == 3


def test_the_last_act_alone_is_taken_back(served: Workspace, link: str) -> None:
    """After a yes the change before it is not offered, nor taken; nor is an act of others, or one that is none."""
    page = change(served, link, "2")
    press(link, "Ja, schemat stämmer")
    assert "Ångra" not in buttons(ask(f"{link}?klart=changed"))
    foreign = str(served.store.acts()["id"].iloc[-1])
    form = Page(page.html).form("Ångra")
    for act_id in (form.fields["act"], foreign, "x", ""):
        assert ask(form.action, {**form.fields, "act": act_id}).status == 409
    assert line_at(served, "Torget").adults == 2
    assert not history.acts(served, COORDINATOR)["undone"].any()


def test_another_association_takes_nothing_back(served: Workspace, link: str) -> None:
    """The church's link neither offers nor undoes what the walkers have changed."""
    line = line_at(served, "Torget")
    month_changes.set_adults(
        served, walkers(served), org_id(served), MONTH, line.party_id, 2, version=line.version
    )
    church = f"/manad/{month_town.link(served, org='Kyrkan')}"
    page = ask(f"{church}?klart=changed")
    assert "Ångra" not in buttons(page)
    act_id = str(served.store.acts()["id"].iloc[1])
    sent = {**Page(page.html).forms[0].fields, "act": act_id}
    assert ask(f"{church}/angra", sent).status == 409
    assert line_at(served, "Torget").adults == 2
