"""Two have one form open: the second is told, sees what is stored beside what she typed, and keeps her text."""

from datetime import date
from typing import Any

from streamlit.testing.v1 import AppTest

from karta.model.shift import ShiftPlan
from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.needs import deciding, place_status, requests
from karta.services.register import contacts, organisations
from karta.services.register import places as register_places
from karta.services.rosters import cancelling, changes, notices, series, shifts
from karta.services.workspace import Workspace
from tests.ui.conftest import ShowPage, button, html, part

REFUSED = "Ditt sparades inte: någon annan hann först."
FRIDAY = date(2026, 9, 18)


def shift_of(workspace: Workspace, viewer: Viewer, square: str, **values: Any) -> tuple[str, str]:
    """Return the ids of a new shift of Friday evening and of its first occurrence."""
    org = organisations.add_organisation(workspace, viewer, "Nattvandrarna")
    plan = ShiftPlan(square, FRIDAY, "21:00", "22:00", (org,), **values)
    shift = shifts.create_shift(workspace, viewer, plan)
    return shift, shifts.ahead(workspace, viewer).understaffed[0].occurrence_id


def opened(show_page: ShowPage, name: str) -> AppTest:
    """Return the form of a shift, into which she has written."""
    page = show_page("rosters")
    page.query_params["pass"] = name
    page.run()
    page.text_input(f"d_{name}_notes").set_value("Hennes text")
    return page


def test_a_shift_that_somebody_changed_meanwhile(
    workspace: Workspace, viewer: Viewer, square: str, show_page: ShowPage
) -> None:
    """Refused with both texts side by side; her text stands in the form, and saved once more it is what counts."""
    shift, name = shift_of(workspace, viewer, square)
    page = opened(show_page, name)
    version = shifts.occurrence(workspace, viewer, name).version
    changes.edit_all(workspace, viewer, shift, version=version, notes="Annans text", start="20:00")
    button(page, "Spara")
    assert REFUSED in html(page)
    for cell in ("Annans text", "Hennes text", "20:00", "21:00"):
        assert f"<td>{cell}</td>" in html(page)
    assert page.text_input(f"d_{name}_notes").value == "Hennes text"
    assert shifts.occurrence(workspace, viewer, name).notes == "Annans text"
    page.run()
    assert "<td>Annans text</td>" in html(page)
    button(page, "Spara")
    assert "Passet är ändrat." in html(page)
    stored = shifts.occurrence(workspace, viewer, name)
    assert (stored.notes, f"{stored.start:%H:%M}") == ("Hennes text", "19:00")
    assert REFUSED not in html(page)


def test_what_is_stored_can_be_taken_over(
    workspace: Workspace, viewer: Viewer, square: str, show_page: ShowPage
) -> None:
    """The button beside the comparison fills the form with what is stored; after that it can be changed and saved."""
    _, name = shift_of(workspace, viewer, square)
    page = opened(show_page, name)
    version = shifts.occurrence(workspace, viewer, name).version
    changes.edit_occurrence(workspace, viewer, name, version=version, notes="Annans text", title="Rundan")
    button(page, "Spara")
    button(page, "Använd det som är sparat nu")
    assert REFUSED not in html(page)
    assert page.text_input(f"d_{name}_notes_1").value == "Annans text"
    page.text_input(f"d_{name}_notes_1").set_value("Båda texterna")
    button(page, "Spara")
    stored = shifts.occurrence(workspace, viewer, name)
    assert (stored.notes, stored.title) == ("Båda texterna", "Rundan")


def test_a_form_whose_shift_went_away_shows_what_was_typed(
    workspace: Workspace, viewer: Viewer, square: str, show_page: ShowPage
) -> None:
    """Cancelled, or made part of another series, while somebody types: nothing is stored, and her words are shown."""
    _, name = shift_of(workspace, viewer, square, weekly=True)
    for number, away in enumerate(("cancel", "edit_from")):
        later = [o.occurrence_id for o in shifts.ahead(workspace, viewer).understaffed][1]
        page = show_page("rosters")
        page.query_params["pass"] = later
        page.run()
        page.text_input(f"d_{later}_notes").set_value(f"Hennes text {number}")
        version = shifts.occurrence(workspace, viewer, later).version
        if away == "cancel":
            cancelling.cancel(workspace, viewer, later, version=version)
        else:
            series.edit_from(workspace, viewer, later, version=version, start="20:00")
        button(page, "Spara")
        assert "finns inte kvar som det visades" in html(page)
        assert f"Hennes text {number}" in html(page)
        page.run()
        assert "finns inte kvar som det visades" not in html(page)
    assert shifts.occurrence(workspace, viewer, name).notes == ""


def test_a_place_that_somebody_renamed_meanwhile(
    workspace: Workspace, viewer: Viewer, square: str, show_page: ShowPage
) -> None:
    """The chosen place stays chosen where its new name moves it in the list; refused, her name stands in the form."""
    page = show_page("register")
    page.session_state["place_list"] = {"selection": {"rows": [1], "columns": [], "cells": []}}
    page.run()
    field = next(element for element in page.text_input if element.value == "Torget")
    field.set_value("Hennes torg")
    version = int(register_places.places(workspace, viewer).set_index("id")["version"][square])
    entries.edit_place(
        workspace, viewer, square, name="Annans torg", kind="square", around_min=None, version=version
    )
    button(page, "Spara rättelsen")
    assert REFUSED in html(page)
    for cell in ("Annans torg", "Hennes torg"):
        assert f"<td>{cell}</td>" in html(page)
    assert [element.value for element in page.text_input].count("Hennes torg") == 1
    button(page, "Spara rättelsen")
    assert "Hennes torg" in list(register_places.places(workspace, viewer)["name"])


def test_a_need_that_somebody_decided_meanwhile(
    workspace: Workspace, viewer: Viewer, square: str, show_page: ShowPage
) -> None:
    """Two decide one rule anew: the second sees the first decision beside hers, keeps her fields, may replace it."""
    rule = {"days": "FR", "start": "20:00", "end": "22:00", "decided_by": "rådet", "responsible": "Kommunen"}
    old = deciding.decide(workspace, viewer, place_id=square, shown=[], adults=2, **rule)
    page = part(show_page("needs"), "place")
    page.selectbox(next(e.key for e in page.selectbox if e.label == "Plats")).set_value(square).run()
    key = f"{square}_{old}"
    page.selectbox(next(e.key for e in page.selectbox if str(e.key).startswith("rule_"))).set_value(old).run()
    page.number_input(f"adults_{key}").set_value(4).run()
    page.text_input(f"reason_{key}").set_value("Hennes skäl").run()
    deciding.decide(workspace, viewer, rule_id=old, shown=[old], adults=3, **rule, reason="Annans skäl")
    button(page, "Besluta")
    assert REFUSED in html(page)
    assert "Annans skäl" in html(page)
    assert "Hennes skäl" in html(page)
    assert page.number_input(f"adults_{key}").value == 4
    button(page, "Besluta")
    stored = place_status.rules(workspace, viewer, [square])
    assert list(zip(stored["adults"], stored["reason"], strict=True)) == [(4.0, "Hennes skäl")]


def test_a_setting_that_somebody_set_meanwhile(
    workspace: Workspace, viewer: Viewer, square: str, show_page: ShowPage
) -> None:
    """The days of the alarm: five are stored, two are typed, both are shown, and two stand in the form."""
    page = part(show_page("rosters"), "notices")
    page.number_input("alarm_days").set_value(2)
    notices.set_alarm_days(workspace, viewer, 5, version=0)
    button(page, "Spara")
    assert REFUSED in html(page)
    assert "<td>5</td><td>2</td>" in html(page)
    assert page.number_input("alarm_days").value == 2
    button(page, "Spara")
    assert notices.alarm_days(workspace) == 2


def test_a_request_that_somebody_answered_meanwhile(
    workspace: Workspace, viewer: Viewer, square: str, show_page: ShowPage
) -> None:
    """A second answer is not stored over the first: both are shown, and her words stand in the field."""
    organisations.add_organisation(workspace, viewer, "Nattvandrarna")
    asked = requests.ask_presence(
        workspace, viewer, place_id=square, to_org="Nattvandrarna", start="20:00", end="22:00", day=FRIDAY
    )
    page = show_page("requests")
    page.text_input(f"reply_{asked}").set_value("Hennes svar")
    version = int(requests.visible(workspace, viewer)["version"].iloc[0])
    requests.answer(workspace, viewer, asked, "no", "Annans svar", version=version)
    button(page, "Ja")
    assert REFUSED in html(page)
    assert "Ja · Hennes svar" in html(page)
    assert requests.visible(workspace, viewer)["reply"].iloc[0] == "Annans svar"
    assert page.text_input(f"reply_{asked}").value == "Hennes svar"


def test_what_was_chosen_is_taken_away_and_nothing_else(
    workspace: Workspace, viewer: Viewer, square: str, show_page: ShowPage
) -> None:
    """The second of two contacts is chosen when somebody adds one above it: that one goes, no other."""
    for name in ("Fältgruppen", "Socialjouren"):
        contacts.add_contact(workspace, viewer, function=name, channel="08-123 45 67")
    page = part(show_page("sheets"), "contacts")
    chosen = contacts.contacts(workspace, viewer).set_index("function")["id"]["Socialjouren"]
    next(e for e in page.selectbox if e.label == "Vilket").set_value(chosen)
    contacts.add_contact(workspace, viewer, function="Brandkåren", channel="08-123 45 67")
    button(page, "Ta bort")
    assert list(contacts.contacts(workspace, viewer)["function"]) == ["Brandkåren", "Fältgruppen"]
