"""Platser, reading in: a file is shown before it is stored, its questions are answered, and it can be undone."""

import json
import re

import pytest

from karta.privacy import Viewer
from karta.services import history
from karta.services.importing import entries
from karta.services.needs import place_status
from karta.services.workspace import Workspace
from karta.ui.pages.register.kind import guess
from tests.ui.conftest import ShowPage, html, part
from tests.ui.register_page import ROSTER, button, finish, table, upload


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
    (fault,) = table(page, "Att veta om raderna")
    assert fault[0] == "5"
    assert "25:00" in fault[2]
    assert place_status.progress(workspace, viewer).lines == 0
    button(page, "Spara 3 rader")
    assert "schema.csv: 3 rader sparade. 2 av dem behöver en plats" in html(page)
    far = place_status.progress(workspace, viewer)
    assert (far.lines, far.waiting) == (1, 2)
    button(page, "Ångra")
    far = place_status.progress(workspace, viewer)
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
    assert table(page, "Ändras")[0][1:] == ["Vuxna", "4", "2"]
    upload(page, "schema.csv", plain.replace(";4", ";(tomt)"))
    assert table(page, "Ändras")[0][1:] == ["Vuxna", "4", "töms"]
    upload(page, "schema.csv", plain.replace(";4", ";"))
    assert "Filen har inget nytt" in html(page)


def test_a_file_that_cannot_be_read_says_so_and_changes_nothing(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer
) -> None:
    """The error stands beside the form, as typed and escaped, and the register is untouched."""
    page = part(show_page("register"), "load")
    upload(page, "<b>tom.csv", "")
    assert "&lt;b&gt;tom.csv" in html(page)
    assert "karta-p fault" in html(page)
    assert history.acts(workspace, viewer).empty


@pytest.mark.parametrize("name", ["platser.umap", "platser.geojsonl", "platser"])
def test_a_file_of_any_ending_is_taken(show_page: ShowPage, name: str) -> None:
    """What a file is stands in it: no ending is refused before it is read."""
    page = part(show_page("register"), "load")
    spot = {
        "type": "Feature",
        "properties": {"name": "Bryggan"},
        "geometry": {"type": "Point", "coordinates": [15, 59]},
    }
    upload(page, name, json.dumps({"type": "FeatureCollection", "features": [spot]}))
    kind = page.selectbox[0]
    kind.set_value("places").run()
    finish(page)
    assert "1 lästa = 1 att spara" in html(page)


def test_what_is_said_of_no_row_is_shown(show_page: ShowPage, square: str) -> None:
    """A row that a newer file of another name has no longer is told of, although it is no row of this one."""
    head = "plats;datum;start;slut;organisation;antal\n"
    lines = [f"Torget;2026-10-{day:02};20:00;22:00;Nattvandrarna;2\n" for day in (2, 9, 16)]
    page = part(show_page("register"), "load")
    upload(page, "schema.csv", head + "".join(lines))
    button(page, "Spara 3 rader")
    upload(page, "nytt schema.csv", head + lines[0] + lines[2])
    (told,) = table(page, "Att veta om raderna")
    assert told[0] == ""
    assert re.search(r"1 rad som en CSV-fil från [0-9-]{10} har", told[2])


def test_a_file_that_only_asks_says_that_it_waits(show_page: ShowPage, square: str) -> None:
    """A shift that another file has already is asked about by its weekday in words; the file is not called old."""
    text = "id;plats;veckodag;start;slut;organisation;antal\n1;Torget;fredag;20:00;22:00;Nattvandrarna;2\n"
    page = part(show_page("register"), "load")
    upload(page, "schema.csv", text)
    button(page, "Spara 1 rad")
    upload(page, "kommunens schema.csv", text.replace("\n1;", "\n77;"))
    assert re.search(
        r"en CSV-fil från [0-9-]{10} har redan samma pass \(Torget fre 20:00 Nattvandrarna\)", html(page)
    )
    assert "Inget att spara än: svara på frågorna först." in html(page)


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
    questions = [box for box in page.selectbox if box.label.startswith("Vilken kolumn säger")]
    assert [box.label for box in questions] == ["Vilken kolumn säger: Från?"]
    questions[0].set_value("bums")
    button(page, "Läs filen igen")
    assert "1 lästa = 1 att spara" in html(page)


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
    next(widget for widget in page.radio if widget.label == "Vilken av raderna 3, 4 gäller?").set_value(4)
    button(page, "Läs filen igen")
    assert "3 lästa = 2 att spara + 0 redan kända + 1 som inte kan sparas + 0 som väntar på svar." in html(
        page
    )
    next(widget for widget in page.radio if widget.label == "Är det samma organisation?").set_value(
        "same"
    ).run()
    button(page, "Spara 2 rader")
    assert workspace.store.frame("organisation")["name"].tolist() == ["Björkens IF"]
    assert sorted(workspace.store.frame("shift_party")["adults"]) == [4, 5]


def test_a_system_that_fits_the_town_is_accepted_with_a_yes(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer
) -> None:
    """A map says SWEREF 99 TM, its numbers lie in the town in the zone 15 00 alone: one question, one yes."""
    entries.add_place(workspace, viewer, name="Torget", kind="square", lat=60.0, lon=15.0)
    ring = [[149_000, 6_653_000], [151_000, 6_653_000], [150_000, 6_655_000], [149_000, 6_653_000]]
    feature = {
        "type": "Feature",
        "properties": {"namn": "Norra"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    crs = {"type": "name", "properties": {"name": "EPSG:3006"}}
    content = {"type": "FeatureCollection", "features": [feature], "crs": crs}
    page = part(show_page("register"), "load")
    upload(page, "omraden.geojson", json.dumps(content))
    assert "filen säger att koordinatsystemet är EPSG:3006" in html(page)
    assert page.selectbox[-1].options[0] == "SWEREF 99 15 00 (EPSG:3009)"
    button(page, "Ja (1 rad)")
    assert "1 lästa = 1 att spara" in html(page)


def test_a_row_without_names_enough_is_asked_about(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """Two adults and one name: stored as unknown until a yes; without a number nothing is asked."""
    page = part(show_page("register"), "load")
    head = "id;plats;veckodag;från;till;organisation;antal;namn\n1;Torget;fredag;20:00;24:00;Nattvandrarna;"
    upload(page, "schema.csv", head + ";vakant\n")
    assert not any(widget.label.startswith("Räkna antalet") for widget in page.button)
    upload(page, "schema.csv", head + "2;Bo Ek, vakant\n")
    assert "Rad 2: på raden står att ingen är bestämd än" in html(page)
    button(page, "Räkna antalet i filen ändå (1 rad)")
    assert "på raden står" not in html(page)
    button(page, "Spara 1 rad")
    assert workspace.store.frame("shift_party")["adults"].tolist() == [2]


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
        ("export.csv", "plats, veckodag, start, slut", "roster"),
        ("platser.csv", "Plats;Veckodag;Start;Slut", "roster"),
        ("lokaler.csv", "plats;datum;tid;aktivitet", "sessions"),
        ("platser.csv", "plats;datum;tid;lat;lon", "places"),
        ("karta.geojson", "", "places"),
    ],
)
def test_the_kind_of_a_file_is_guessed(name: str, head: str, kind: str) -> None:
    """By the file's name first, then by the words of its header."""
    assert guess(name, head.encode()) == kind
