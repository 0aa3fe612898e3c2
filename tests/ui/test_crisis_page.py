"""Luckor and Platser: a venue is marked on its card, opened on Luckor, stands above the map, and is closed there."""

from streamlit.testing.v1 import AppTest

from karta.privacy import Viewer
from karta.services.register import crisis_places, organisations
from karta.services.workspace import Workspace
from tests.ui.conftest import ShowPage, button, html


def test_a_venue_is_opened_and_closed(
    workspace: Workspace, viewer: Viewer, square: str, show_page: ShowPage
) -> None:
    """The square takes forty; it stands open until 16.00 with its host, escaped; after closing nothing stands there."""
    org = organisations.add_organisation(workspace, viewer, "Kyrkan <b>")
    version = int(workspace.store.frame("place", [square])["version"].iloc[0])
    crisis_places.set_crisis(workspace, viewer, square, opens=True, room=40, version=version)
    page = show_page("gaps")
    assert "Torget (Torg): rum för 40. Ring: ingen funktion är inlagd" in html(page)
    assert "Öppet efter en händelse" not in html(page)
    page.selectbox("crisis_place").set_value(square).run()
    page.selectbox("crisis_host").set_value(org).run()
    button(page, "Öppna nu")
    assert "Torget är öppen till 16:00. Värd: Kyrkan &lt;b&gt;." in html(page)
    button(page, "Stäng")
    assert "Öppet efter en händelse" not in html(page)
    assert "Torget är stängd." in html(page)


def test_the_card_of_a_place_says_whether_it_can_open(
    workspace: Workspace, square: str, show_page: ShowPage
) -> None:
    """Stored untouched nothing is said; a yes and forty are stored, and stand on the card."""
    page = show_page("register")
    page.session_state["place_list"] = {"selection": {"rows": [1], "columns": [], "cells": []}}
    page.run()
    save = f"FormSubmitter:crisis_{square}-Spara"
    page.button(save).click().run()
    assert workspace.store.frame("place", [square])[["crisis", "crisis_room"]].isna().all(axis=None)
    page.selectbox[_key(page, f"crisis_opens_{square}")].set_value("yes")
    page.number_input[0].set_value(40)
    page.button(save).click().run()
    row = workspace.store.frame("place", [square]).iloc[0]
    assert (row["crisis"], row["crisis_room"]) == (True, 40)
    assert "Kan öppna vid kris, rum för 40." in html(page)


def _key(page: AppTest, begins: str) -> int:
    """Return which selection field of a page has a key that begins so."""
    return next(number for number, field in enumerate(page.selectbox) if str(field.key).startswith(begins))
