"""Platser: what is known and what is not, duplicates, corrections, and a way back from all."""

from datetime import date

from karta.model.shift import ShiftPlan
from karta.privacy import Viewer
from karta.services import history
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.register import organisations
from karta.services.register import places as register_places
from karta.services.rosters import shifts
from karta.services.workspace import Workspace
from tests import guests
from tests.ui.conftest import ShowPage, html, part
from tests.ui.register_page import ROSTER, button, upload


def test_each_part_of_an_empty_register_says_what_to_do(show_page: ShowPage) -> None:
    """Nothing is there, nothing breaks, and each part has a sentence."""
    page = show_page("register")
    sentences = {
        "places": "inga platser än", "load": "Välj filer", "waiting": "Ingen rad väntar", "twice": "två gånger",
        "history": "Inget har gjorts än", "feeds": "karta feeds add",
    }  # fmt: skip
    for name, words in sentences.items():
        assert words in html(part(page, name)), name


def test_the_list_tells_need_and_sources_of_each_place(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """One place is decided with one roster in and one missing, the other is untouched; the meter counts the same."""
    rule_rows.decide_need(
        workspace,
        viewer,
        place_id=square,
        adults=2,
        days="all",
        start="18:00",
        end="22:00",
        responsible="Kommunen",
    )
    for org in ("Scouterna", "Nattvandrarna"):
        entries.expect_source(workspace, viewer, org=org, place_id=square)
    organisations.confirm_source(workspace, viewer, "Scouterna", square, date(2026, 10, 1))
    page = show_page("register")
    rows = page.dataframe[0].value.set_index("Plats")
    assert list(rows.index) == ["Parken", "Torget"]
    assert rows.loc["Torget", ["Behov", "Scheman", "Öppettider"]].tolist() == [
        "beslutat",
        "1 av 2 inne",
        "okända",
    ]
    assert rows.loc["Parken", ["Behov", "Scheman"]].tolist() == ["ej beslutat", "inga väntas än"]
    assert rows.loc["Torget", "Kontroll"] == date(2026, 9, 16)
    assert "0 av 1" in html(page)


def test_search_and_filters_narrow_the_list(show_page: ShowPage, square: str) -> None:
    """A part of the name in any case, a kind, and a search that finds nothing."""
    page = show_page("register")
    page.text_input[0].set_value("PARK").run()
    assert list(page.dataframe[0].value["Plats"]) == ["Parken"]
    page.text_input[0].set_value("")
    page.multiselect[0].set_value(["square"]).run()
    assert list(page.dataframe[0].value["Plats"]) == ["Torget"]
    page.text_input[0].set_value("park").run()
    assert not page.dataframe
    assert "Ingen plats stämmer" in html(page)


def test_duplicates_are_merged_on_a_persons_word_alone(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """Two names at one point stand in the list and both stay, until somebody says which; undoing brings it back."""
    entries.add_place(workspace, viewer, name="Stora torget", kind="square", lat=59.0, lon=15.0)
    page = part(show_page("register"), "twice")
    assert page.dataframe[0].value.iloc[0].tolist() == [
        "Torget", "Stora torget", "Plats", "ligger på samma punkt",
    ]  # fmt: skip
    assert len(register_places.places(workspace, viewer)) == 3
    button(page, "Slå ihop")
    assert "Stora torget är nu en del av Torget." in html(page)
    assert set(register_places.places(workspace, viewer)["name"]) == {"Torget", "Parken"}
    button(page, "Ångra")
    button(page, "Det är två olika")
    assert "föreslås inte igen" in html(page)
    assert "Inget ser ut att finnas två gånger" in html(page)
    assert len(register_places.places(workspace, viewer)) == 3


def test_a_place_is_corrected_and_its_old_name_still_found(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """Name and kind change in one form, with a way back; a file with the old name finds the place."""
    page = show_page("register")
    page.session_state["place_list"] = {"selection": {"rows": [1], "columns": [], "cells": []}}
    page.run()
    next(widget for widget in page.text_input if widget.label == "Namn").set_value("Stortorget")
    next(widget for widget in page.selectbox if widget.label == "Slag").set_value("meeting_place")
    button(page, "Spara rättelsen")
    places = register_places.places(workspace, viewer).set_index("name")
    assert places.loc["Stortorget", ["id", "kind"]].tolist() == [square, "meeting_place"]
    assert "Ångra" in {widget.label for widget in page.button}
    part(page, "load")
    upload(page, "schema.csv", ROSTER)
    assert "2 rader saknar en känd plats" in html(page)
    history.undo(workspace, viewer, str(history.acts(workspace, viewer)["id"].iloc[0]))
    assert set(register_places.places(workspace, viewer)["name"]) == {"Torget", "Parken"}


def test_the_history_names_functions_and_undone_acts(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """Newest first, in words; what was undone is marked so."""
    history.undo(workspace, viewer, str(history.acts(workspace, viewer)["id"].iloc[0]))
    rows = part(show_page("register"), "history").dataframe[0].value
    assert rows["Vad"].tolist() == ["Ångrade", "Läste in", "Läste in"]
    assert rows["Läge"].tolist() == ["", "ångrat", ""]
    assert set(rows["Av"]) == {"samordnare"}


def test_the_history_says_what_each_act_is_about(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """Places typed in, a shift, a person and an undoing are told by their place; no code, and no row without words."""
    org = organisations.add_organisation(workspace, viewer, "Vandrarna")
    shifts.create_shift(workspace, viewer, ShiftPlan(square, date(2026, 9, 18), "20:00", "23:00", (org,)))
    guests.invite(workspace, viewer, org, "Ida")
    history.undo(workspace, viewer, str(history.acts(workspace, viewer)["id"].iloc[1]))
    rows = part(show_page("register"), "history").dataframe[0].value
    assert rows["Gäller"].tolist() == [
        "Skapade pass · Torget", "en person, vars namn inte står här", "Torget", "Vandrarna",
        "inskrivet för hand · Parken", "inskrivet för hand · Torget",
    ]  # fmt: skip


def test_no_row_of_the_history_is_without_words() -> None:
    """Of every act that has a verb, also where it names nothing: never a code, and never an empty cell."""
    from types import SimpleNamespace

    from karta.i18n import catalogue
    from karta.ui.context import Context
    from karta.ui.pages.register import history as history_part

    context = Context(SimpleNamespace(language="sv"), Viewer("samordnare", "local"))  # type: ignore[arg-type]
    notes = {"switch_on_default": "square", "set": "way_nobody_knows", "import": "by_hand"}
    verbs = [
        key.removeprefix("register.verb.") for key in catalogue("sv") if key.startswith("register.verb.")
    ]
    for verb in verbs:
        row = SimpleNamespace(verb=verb, note=notes.get(verb, ""), about="", undid="")
        for one in (row, SimpleNamespace(verb="undo", note="", about="", undid=verb)):
            said = history_part._about(context, one)
            assert said.strip(), verb
            assert not {"_", "["} & set(said), (verb, said)


def test_every_act_has_words() -> None:
    """Each verb that services write into the journal is said in the catalogue: the history shows no bare code."""
    import ast
    from importlib.resources import files
    from pathlib import Path

    from karta.i18n import catalogue

    def texts(node: ast.expr) -> set[str]:
        return {
            part.value
            for part in ast.walk(node)
            if isinstance(part, ast.Constant) and isinstance(part.value, str)
        }

    # Where a call names a verb: the called name -> the position of the verb.
    positions = {"act": 1, "changing": 2}
    verbs = set()
    for path in Path(str(files("karta"))).joinpath("services").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = (
                getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
            )
            if name in positions and len(node.args) > positions[name]:
                words = texts(node.args[positions[name]])
                handed_on = path.name in ("workspace.py", "changes.py")
                assert words or handed_on, path
                verbs |= words
            if isinstance(node, ast.Call):
                verbs |= {text for word in node.keywords if word.arg == "verb" for text in texts(word.value)}
    assert {"import", "decide_need", "cancel_turn", "edit_shift_from", "set_route"} <= verbs
    assert not {verb for verb in verbs if f"register.verb.{verb}" not in catalogue("sv")}


def test_an_address_chooses_a_place_with_its_hours_and_its_way_to_the_map(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer, square: str
) -> None:
    """Opening hours in words; the way to Luckor names the place; unknown hours are said to be unknown."""
    page = show_page("register")
    page.query_params["plats"] = square
    page.run()
    assert "<h2 class='karta-h'>Torget</h2>" in html(page)
    assert "Öppettiderna är okända." in html(page)
    row = {"place_id": square, "days": "MO;TU;WE;TH;FR", "start": "15:00", "end": "21:00"}
    with workspace.store.act(viewer.function, "add") as act:
        act.insert("access_hours", [row])
    page.run()
    assert "<li>Öppet mån–fre 15:00–21:00</li>" in html(page)
    links = {link.proto.label: link.proto.query_string for link in page.get("page_link")}
    assert links["Visa i Luckor"] == f"plats={square}"
