"""The directory on the page: searched, filtered, a card opened and changed, hours changed, each with its undo."""

from streamlit.testing.v1 import AppTest

from karta.privacy import Viewer
from karta.services.register import directory
from karta.services.rosters import looking_for_adults
from karta.services.workspace import Workspace
from tests.ui.conftest import ShowPage, html
from tests.ui.register_page import button, table

LOCAL = Viewer("samordnare", "local")


def opened(show_page: ShowPage, square: str, workspace: Workspace) -> AppTest:
    """Show the part with a club that has a free activity, and a choir of which nothing is known."""
    today = workspace.today
    with workspace.store.act("test", "import") as act:
        rows = [{"name": name, "admitted_on": today, "admitted_by": "rådet"} for name in ("Klubben", "Kören")]
        org_id = act.insert("organisation", rows)[0]
        schedule = act.insert("schedule", [{"byday": "MO", "start": "17:00", "end": "23:00"}])[0]
        activity = {
            "schedule_id": schedule,
            "organisation_id": org_id,
            "place_id": square,
            "title": "Ping<b>is",
        }
        act.insert("activity", [{**activity, "free": True}])
    page = show_page("register")
    page.query_params["del"] = "organisations"
    return page.run()


def card(workspace: Workspace) -> directory.Card:
    """Return the club's card as it is stored."""
    return next(each for each in directory.cards(workspace, LOCAL) if each.name == "Klubben")


def test_the_directory_is_searched_and_a_card_is_changed(
    show_page: ShowPage, square: str, workspace: Workspace
) -> None:
    """Free is the club alone, of the choir it is not known; what is typed is stored, and the undo takes it back."""
    page = opened(show_page, square, workspace)
    assert [row[0] for row in table(page, "Katalogen")] == ["Klubben", "Kören"]
    page.multiselect(key="directory_only").set_value(["free"]).run()
    assert [row[0] for row in table(page, "Katalogen")] == ["Klubben"]
    assert "Vi vet inte om detta gäller: Kören." in html(page)
    page.selectbox(key="directory_card").set_value(card(workspace).org_id).run()
    assert "Ping&lt;b&gt;is · mån 17:00\u201323:00 · Torget" in html(page)
    next(area for area in page.text_area if area.label == "Vad vi gör").set_value("Pingis för alla")
    next(box for box in page.button if box.form_id.startswith("card_")).click().run()
    assert card(workspace).does == "Pingis för alla"
    assert "Sparat: kortet för Klubben." in html(page)
    button(page, "Ångra")
    assert card(workspace).does == ""


def test_hours_are_changed_on_the_card(show_page: ShowPage, square: str, workspace: Workspace) -> None:
    """The start alone is typed anew, and another weekday chosen: the end stays."""
    page = opened(show_page, square, workspace)
    page.selectbox(key="directory_card").set_value(card(workspace).org_id).run()
    next(box for box in page.text_input if box.label == "Börjar").set_value("18:15")
    next(box for box in page.multiselect if box.label == "Veckodagar").set_value(["TU"])
    next(box for box in page.button if box.form_id.startswith("hours_")).click().run()
    (offer,) = card(workspace).offers
    assert (offer.start, offer.end, offer.days) == ("18:15", "23:00", ("TU",))


def test_one_that_is_not_admitted_asks_on_its_card(
    show_page: ShowPage, square: str, workspace: Workspace
) -> None:
    """The criteria are written; after a no its card says whose it was; the request is listed until it is taken back."""
    page = opened(show_page, square, workspace)
    with workspace.store.act("test", "import") as act:
        org = act.insert("organisation", [{"name": "Nya"}])[0]
    page.run()
    next(area for area in page.text_area if area.label.startswith("Vad som krävs")).set_value("Stadgar")
    next(box for box in page.button if box.form_id == "admission_criteria").click().run()
    next(box for box in page.selectbox if box.form_id == "decline").set_value(org)
    next(box for box in page.button if box.form_id == "decline").click().run()
    page.selectbox(key="directory_card").set_value(org).run()
    assert "Vad som krävs för att godkännas: Stadgar" in html(page)
    assert "Inte godkänd. Beslutat av samordnare" in html(page)
    button(page, "Be om ett nytt beslut")
    assert "Nya bad om beslut" in html(page)
    button(page, "Ångra")
    assert "Nya bad om beslut" not in html(page)


def test_an_organisation_says_on_its_card_that_it_looks_for_adults(
    show_page: ShowPage, square: str, workspace: Workspace
) -> None:
    """Its yes with a part of the week is stored."""
    page = opened(show_page, square, workspace)
    org = card(workspace).org_id
    page.selectbox(key="directory_card").set_value(org).run()
    next(box for box in page.checkbox if box.label.startswith("Ja, visa att vi")).check()
    next(box for box in page.multiselect if box.label.startswith("När ni är ute")).set_value(["weekdays"])
    next(box for box in page.button if box.form_id == f"join_in_{org}").click().run()
    stated, _ = looking_for_adults.said(workspace, LOCAL, org)
    assert stated == looking_for_adults.Said(is_on=True, parts=("weekdays",))
