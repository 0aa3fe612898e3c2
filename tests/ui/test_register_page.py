"""Platser: what is known and what is not, files in and out again, rows that need a place, and a way back from all."""

from datetime import date
from time import monotonic, sleep

import geopandas as gpd
import pytest
from shapely import LineString
from streamlit.testing.v1 import AppTest

from karta.privacy import Viewer
from karta.services import decisions, entries, history, register, standing
from karta.services.workspace import Workspace
from karta.store.layers import put_layer
from karta.ui.pages.register_kind import guess
from tests.ui.conftest import ShowPage, html

ROSTER = (
    "plats;veckodag;från;till;organisation;roll;antal\n"
    "Torget;fredag;20:00;24:00;Nattvandrarna;nattvandrare;4\n"
    "Gamla hamnen;lördag;20:00;24:00;Nattvandrarna;nattvandrare;3\n"
    "gamla Hamnen;söndag;18:00;20:00;Scouterna;ledare;2\n"
    "Torget;söndag;25:00;22:00;Scouterna;ledare;2\n"
)


@pytest.fixture
def square(workspace: Workspace, viewer: Viewer) -> str:
    """Give a workspace with a square and a park, and the square's id."""
    entries.add_place(workspace, viewer, name="Torget", kind="square", lat=59.0, lon=15.0)
    entries.add_place(workspace, viewer, name="Parken", kind="park", lat=59.01, lon=15.0)
    return str(register.places(workspace, viewer)["id"].iloc[0])


def part(page: AppTest, name: str) -> AppTest:
    """Return the page at one of its parts."""
    page.query_params["del"] = name
    page.run()
    assert not page.exception, page.exception[0].value
    return page


def button(page: AppTest, label: str) -> None:
    """Press the first button of a label."""
    next(one for one in page.button if one.label == label).click().run()
    finish(page)


def upload(page: AppTest, name: str, content: str) -> None:
    """Hand a file to the page."""
    page.file_uploader[0].set_value((name, content.encode(), "text/csv")).run()
    finish(page)


def finish(page: AppTest) -> None:
    """Look again until what runs beside the page is done."""
    deadline = monotonic() + 60
    while "resten av Karta under tiden" in html(page) and monotonic() < deadline:
        sleep(0.2)
        page.run()
    assert not page.exception, page.exception[0].value


def test_each_part_of_an_empty_register_says_what_to_do(show_page: ShowPage) -> None:
    """Nothing is there, nothing breaks, and each part has a sentence."""
    page = show_page("register")
    said = {
        "places": "inga platser än", "load": "Välj en fil", "waiting": "Ingen rad väntar", "twice": "två gånger",
        "history": "Inget har gjorts än",
    }  # fmt: skip
    for name, words in said.items():
        assert words in html(part(page, name)), name


def test_the_list_tells_need_and_sources_of_each_place(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """One place is decided with one roster in and one missing, the other is untouched; the meter counts the same."""
    decisions.decide_need(
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
    register.confirm_source(workspace, viewer, "Scouterna", square, date(2026, 10, 1))
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


def test_a_file_is_shown_before_it_is_stored_and_can_be_undone(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """Four rows: three to store, of which two need a place, one refused with its sentence; then stored; then undone."""
    page = part(show_page("register"), "load")
    upload(page, "schema.csv", ROSTER)
    assert "4 lästa = 3 att spara + 0 redan kända + 1 som inte kan sparas + 0 som väntar på svar." in html(
        page
    )
    assert "2 rader saknar en känd plats" in html(page)
    faults = page.dataframe[-1].value
    assert faults["Rad"].tolist() == ["5"]
    assert faults["Vad det gäller"].str.contains("25:00").all()
    assert standing.progress(workspace, viewer).lines == 0
    button(page, "Spara 3 rader")
    assert "schema.csv: 3 rader sparade. 2 av dem behöver en plats" in html(page)
    far = standing.progress(workspace, viewer)
    assert (far.lines, far.waiting) == (1, 2)
    button(page, "Ångra")
    far = standing.progress(workspace, viewer)
    assert (far.lines, far.waiting) == (0, 0)


def test_a_second_import_shows_what_changed_from_what(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """The same file has nothing new; with another number of adults the cell is shown before and now."""
    plain = "id;plats;veckodag;från;till;organisation;antal\n1;Torget;fredag;20:00;24:00;Nattvandrarna;4\n"
    page = part(show_page("register"), "load")
    upload(page, "schema.csv", plain)
    button(page, "Spara 1 rad")
    upload(page, "schema.csv", plain)
    assert "1 lästa = 0 att spara + 1 redan kända" in html(page)
    assert "Filen har inget nytt" in html(page)
    upload(page, "schema.csv", plain.replace(";4", ";2"))
    changed = page.dataframe[0].value.iloc[0]
    assert (changed["Kolumn"], changed["Förut"], changed["Nu"]) == ("Vuxna", "4", "2")


def test_a_file_that_cannot_be_read_says_so_and_changes_nothing(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer
) -> None:
    """The error stands beside the form, as typed and escaped, and the register is untouched."""
    page = part(show_page("register"), "load")
    upload(page, "<b>tom.csv", "")
    assert "&lt;b&gt;tom.csv" in html(page)
    assert "karta-p fault" in html(page)
    assert history.acts(workspace, viewer).empty


def test_an_unknown_header_is_answered_in_the_form(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """A column whose name nobody knows is named by the user, and the file is read again."""
    page = part(show_page("register"), "load")
    upload(
        page,
        "schema.csv",
        "plats;veckodag;bums;till;organisation;antal\nTorget;fredag;20:00;24:00;Nattvandrarna;4\n",
    )
    assert "Kolumner som behövs känns inte igen" in html(page)
    asked = [one for one in page.selectbox if one.label.startswith("Vilken kolumn säger")]
    assert [one.label for one in asked] == ["Vilken kolumn säger: Från?"]
    asked[0].set_value("bums")
    button(page, "Läs filen igen")
    assert "1 lästa = 1 att spara" in html(page)


def test_a_waiting_row_is_bound_to_a_place_of_the_register(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """Both rows that name the same place, in whatever case, get it at once; undoing makes them wait again."""
    page = part(show_page("register"), "load")
    upload(page, "schema.csv", ROSTER)
    button(page, "Spara 3 rader")
    part(page, "waiting")
    assert "2 rader nämner samma plats" in html(page)
    button(page, "Det är den här platsen")
    assert "Välj en plats i listan först" in html(page)
    next(one for one in page.selectbox if one.label == "Vilken plats är det?").set_value(square)
    button(page, "Det är den här platsen")
    assert "Gamla hamnen har fått sin plats. 2 rader räknas nu med." in html(page)
    assert "Ingen rad väntar" in html(page)
    assert standing.progress(workspace, viewer).lines == 3
    button(page, "Ångra")
    assert standing.progress(workspace, viewer).waiting == 2


def test_a_waiting_row_is_put_on_the_map(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """A click on the map makes the place where it was, under the name in the file."""
    page = part(show_page("register"), "load")
    upload(page, "schema.csv", ROSTER)
    button(page, "Spara 3 rader")
    part(page, "waiting")
    waits = register.waiting(workspace, viewer)["id"].iloc[0]
    page.session_state["karta_point"] = (f"wait_{waits}", (15.02, 59.005))
    page.run()
    button(page, "Här är platsen")
    places = register.places(workspace, viewer).set_index("name")
    assert places.loc["Gamla hamnen", "lat"] == pytest.approx(59.005, abs=1e-6)
    assert standing.progress(workspace, viewer).lines == 3


def test_doubles_are_merged_on_a_persons_word_alone(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """Two names at one point stand in the list and both stay, until somebody says which; undoing brings it back."""
    entries.add_place(workspace, viewer, name="Stora torget", kind="square", lat=59.0, lon=15.0)
    page = part(show_page("register"), "twice")
    assert page.dataframe[0].value.iloc[0].tolist() == [
        "Torget", "Stora torget", "Plats", "ligger på samma punkt",
    ]  # fmt: skip
    assert len(register.places(workspace, viewer)) == 3
    button(page, "Slå ihop")
    assert "Stora torget är nu en del av Torget." in html(page)
    assert set(register.places(workspace, viewer)["name"]) == {"Torget", "Parken"}
    button(page, "Ångra")
    button(page, "Det är två olika")
    assert "föreslås inte igen" in html(page)
    assert "Inget ser ut att finnas två gånger" in html(page)
    assert len(register.places(workspace, viewer)) == 3


def test_a_place_is_corrected_and_its_old_name_still_found(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """Name and kind change in one form, with a way back; a file with the old name finds the place."""
    page = show_page("register")
    page.session_state["place_list"] = {"selection": {"rows": [1], "columns": [], "cells": []}}
    page.run()
    next(one for one in page.text_input if one.label == "Namn").set_value("Stortorget")
    next(one for one in page.selectbox if one.label == "Slag").set_value("meeting_place")
    button(page, "Spara rättelsen")
    places = register.places(workspace, viewer).set_index("name")
    assert places.loc["Stortorget", ["id", "kind"]].tolist() == [square, "meeting_place"]
    part(page, "load")
    upload(page, "schema.csv", ROSTER)
    assert "2 rader saknar en känd plats" in html(page)
    button(page, "Ångra")
    assert set(register.places(workspace, viewer)["name"]) == {"Torget", "Parken"}


def test_questions_of_a_file_are_answered_on_the_page(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """Swapped coordinates, rows that contradict each other and an alike organisation: asked, answered, stored."""
    entries.expect_source(workspace, viewer, org="Björkens IF", place_id=square)
    page = part(show_page("register"), "load")
    upload(
        page,
        "schema.csv",
        "id;plats;lat;lon;veckodag;från;till;organisation;antal\n"
        "1;Hamnen;15,2;59,3;fredag;20:00;24:00;IF Björken;4\n"
        "2;Torget;;;lördag;20:00;24:00;IF Björken;3\n"
        "2;Torget;;;lördag;20:00;24:00;IF Björken;5\n",
    )
    assert "3 lästa = 0 att spara + 0 redan kända + 0 som inte kan sparas + 3 som väntar på svar." in html(
        page
    )
    button(page, "Ja (1 rad)")
    next(one for one in page.radio if one.label == "Vilken av raderna 3, 4 gäller?").set_value(4)
    button(page, "Läs filen igen")
    assert "3 lästa = 2 att spara + 0 redan kända + 1 som inte kan sparas + 0 som väntar på svar." in html(
        page
    )
    next(one for one in page.radio if one.label == "Är det samma organisation?").set_value("same").run()
    button(page, "Spara 2 rader")
    assert workspace.store.frame("organisation")["name"].tolist() == ["Björkens IF"]
    assert sorted(workspace.store.frame("shift_party")["adults"]) == [4, 5]


def test_an_address_is_found_on_the_own_streets(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """The street of an address puts the point on the map halfway along it; accepted, the row has its place."""
    streets = gpd.GeoDataFrame(
        {"name": ["Hamngatan", "Norra Hamngatan"], "class": "street"},
        geometry=[
            LineString([(500000, 6540000), (500200, 6540000)]),
            LineString([(501000, 6540000), (501100, 6540000)]),
        ],
        crs=3006,
    )
    with workspace.store.act("samordnare", "import") as act:
        put_layer(act, "streets", streets)
    page = part(show_page("register"), "load")
    upload(page, "schema.csv", ROSTER)
    button(page, "Spara 3 rader")
    part(page, "waiting")
    next(one for one in page.text_input if one.label == "Sök gata eller adress").set_value(
        "hamngatan 12 B, Ekby"
    )
    button(page, "Sök")
    found = next(one for one in page.selectbox if one.label == "Gator som stämmer (2)")
    assert found.options == ["Hamngatan (200 m)", "Norra Hamngatan (100 m)"]
    button(page, "Här är platsen")
    places = register.places(workspace, viewer).set_index("name")
    assert (
        places.loc["Gamla hamnen", "geometry"].x,
        places.loc["Gamla hamnen", "geometry"].y,
    ) == pytest.approx((500100, 6540000), abs=0.2)


def test_the_history_names_functions_and_undone_acts(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """Newest first, in words; what was undone is marked so."""
    register.undo(workspace, viewer, str(history.acts(workspace, viewer)["id"].iloc[0]))
    rows = part(show_page("register"), "history").dataframe[0].value
    assert rows["Vad"].tolist() == ["Ångrade", "Läste in", "Läste in"]
    assert rows["Läge"].tolist() == ["", "ångrat", ""]
    assert set(rows["Av"]) == {"samordnare"}


def test_every_act_has_words() -> None:
    """Each verb that services write into the journal is said in the catalogue: the history shows no bare code."""
    import ast
    from importlib.resources import files
    from pathlib import Path

    from karta.i18n import catalogue

    # Where a call names a verb: the called name -> the position of the verb.
    named = {"act": 1, "changing": 2}
    verbs = set()
    for path in Path(str(files("karta"))).joinpath("services").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = (
                getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
            )
            if name in named and len(node.args) > named[name]:
                verb = node.args[named[name]]
                assert isinstance(verb, ast.Constant) or "def changing(" in path.read_text(
                    encoding="utf-8"
                ), path
                verbs |= {str(verb.value)} if isinstance(verb, ast.Constant) else set()
    assert {"import", "decide_need", "cancel_turn"} <= verbs
    assert not {verb for verb in verbs if f"register.verb.{verb}" not in catalogue("sv")}


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("stad.osm.bz2", "", "osm"),
        ("Nattvandring hösten.xlsx", "", "roster"),
        ("skolor 2026.csv", "", "places"),
        ("deso.gpkg", "", "areas"),
        ("läsår 26-27.csv", "", "calendar"),
        ("lag.ics", "", "sessions"),
        ("export.csv", "Plats;Utfall;Datum", "reports"),
        ("export.csv", "plats,öppnar,stänger", "access"),
        ("export.csv", "skolenhetskod;namn", "places"),
        ("blad1.csv", "a;b", "roster"),
        ("karta.geojson", "", "places"),
    ],
)
def test_the_kind_of_a_file_is_guessed(name: str, head: str, kind: str) -> None:
    """By the file's name first, then by the words of its header."""
    assert guess(name, head.encode()) == kind
