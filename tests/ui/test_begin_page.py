"""Kom igång: from nothing to a gap, each step saying what to do, each act with a way back."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from karta.privacy import Viewer
from karta.services.gaps import period
from karta.services.importing import entries
from karta.services.needs import place_status, rule_rows
from karta.services.register import places as register_places
from karta.services.workspace import Workspace
from tests.ui.conftest import ShowPage, button, html

HOSTILE = (
    "{{7*7}}", "<img src=x onerror=alert(1)>", "**bold**", ":material/home:", "`code`", "[x](http://a)",
    "$x^2$", "![x](http://a/b.png)",
)  # fmt: skip
ESCAPED = {"<img src=x onerror=alert(1)>": "&lt;img src=x onerror=alert(1)&gt;"}
MONDAY = date(2026, 9, 14)


@pytest.fixture
def square(workspace: Workspace, viewer: Viewer) -> str:
    """Give a workspace with one square, and its id."""
    entries.add_place(workspace, viewer, name="Torget", kind="square", lat=59.0, lon=15.0)
    return str(register_places.places(workspace, viewer)["id"].iloc[0])


def step(page: AppTest, name: str, chosen: list[str] | None = None) -> AppTest:
    """Return the page at a step, with some places chosen."""
    page.query_params["del"] = name
    if chosen is not None:
        page.session_state["begin_chosen"] = chosen
    page.run()
    assert not page.exception, page.exception[0].value
    return page


def text_input(page: AppTest, label: str, value: str) -> None:
    """Write into the first field of a label."""
    next(one for one in page.text_input if one.label == label).set_value(value).run()


def test_every_step_of_an_empty_workspace_says_what_to_do(show_page: ShowPage) -> None:
    """Nothing is there, nothing breaks, and each step names the next act."""
    page = show_page("begin")
    assert "Arbetsytan har inga platser än" in html(page)
    assert "Steg 1 av 5.</strong> Inget är klart än." in html(page)
    said = {
        "choose": "inga platser än",
        "need": "Inga platser är valda",
        "roster": "inga platser än",
        "ask": "Inga platser är valda",
    }
    for name, words in said.items():
        assert words in html(step(page, name)), name


def test_the_price_is_shown_before_anything_is_stored(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """The square's default is 2 adults x 7 h x 7 days = 98, the weekend nights 2 x 3 x 2 = 12; no rule exists."""
    shown = html(step(show_page("begin"), "need", [square]))
    assert "98 vuxentimmar" in shown
    assert "28 besök" in shown
    assert "12 vuxentimmar i en vanlig vecka. Känd närvaro i dag: 0." in shown
    assert "Förslag, inte beslutat" in shown
    assert place_status.rules(workspace, viewer).empty


def test_a_suggestion_is_stored_as_one_and_undone(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """Showing the suggestions on the map stores four, decides none, and one press takes them away again."""
    page = step(show_page("begin"), "need", [square])
    button(page, "Visa som förslag på kartan")
    rules = place_status.rules(workspace, viewer)
    assert list(rules["state"]) == ["suggested"] * 4
    assert "Förslagen för Torget visas nu på kartan" in html(page)
    button(page, "Ångra")
    assert place_status.rules(workspace, viewer).empty
    assert "Ångrat" in html(page)


def test_a_decision_needs_somebody_responsible_and_loses_nothing_typed(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """Without a responsible party the form says so, keeps what was typed and stores nothing."""
    page = step(show_page("begin"), "need", [square])
    text_input(page, "Skäl (frivilligt)", "Många är ute då")
    button(page, "Besluta")
    assert "Skriv vem som är ansvarig" in html(page)
    assert next(one for one in page.text_input if one.label == "Skäl (frivilligt)").value == "Många är ute då"
    assert place_status.rules(workspace, viewer).empty
    text_input(page, "Ansvarig för att behovet möts", "Kommunen")
    button(page, "Besluta")
    rule = place_status.rules(workspace, viewer).iloc[0]
    assert (rule["state"], rule["adults"], rule["start"], rule["end"]) == ("decided", 2, "22:00", "01:00")
    assert (rule["responsible"], rule["decided_by"], rule["reason"]) == (
        "Kommunen",
        "samordnare",
        "Många är ute då",
    )
    assert rule["valid_to"] == date(2027, 3, 18)


def test_a_place_pointed_out_gets_six_months_and_a_reference(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """For a designated place the last day is at most 183 days off, and the decision behind it is named."""
    page = step(show_page("begin"), "need", [square])
    text_input(page, "Ansvarig för att behovet möts", "Kommunen")
    page.checkbox[0].check().run()
    until = next(one for one in page.date_input if one.label == "Gäller till och med")
    assert until.proto.max == "2027-03-18"
    button(page, "Besluta")
    assert "hänvisning till beslutet" in html(page)
    assert place_status.rules(workspace, viewer).empty


def test_nothing_is_a_decision_too(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """A decided nothing replaces every suggestion, counts as decided with no hours, and one press brings all back."""
    rule_rows.switch_on_default(workspace, viewer, "square", only=[square])
    page = step(show_page("begin"), "need", [square])
    button(page, "Besluta: inget här, de ungas egen plats")
    rules = place_status.rules(workspace, viewer)
    assert list(rules["adults"]) == [0]
    assert list(rules["state"]) == ["decided"]
    week = period.week(workspace, viewer, MONDAY)
    assert week.totals["need_ah"] == 0
    assert week.days["need_ah"].notna().any()
    assert week.suggested_ah == 0
    button(page, "Ångra")
    assert sorted(place_status.rules(workspace, viewer)["state"]) == ["suggested"] * 4


def test_the_whole_way_leads_to_a_gap(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """Two adults asked for 22-01 Friday and Saturday, two known Friday 20-23: 12 needed, 2 covered, 10 missing."""
    page = step(show_page("begin"), "need", [square])
    text_input(page, "Ansvarig för att behovet möts", "Kommunen")
    button(page, "Besluta")
    unknown = period.week(workspace, viewer, MONDAY).totals
    assert (unknown["need_ah"], unknown["gap_ah"], unknown["unknown_ah"]) == (12, 0, 12)

    step(page, "roster")
    page.text_input[0].set_value("Nattvandrarna")
    page.multiselect[0].set_value(["FR"])
    page.number_input[0].set_value(2)
    button(page, "Lägg till passet")
    assert "Nattvandrarna finns nu med på Torget (Torg)." in html(page)

    step(page, "ask")
    assert "Du känner till 2 vuxna här som mest, 6 vuxentimmar i veckan. Resten är okänt" in html(page)
    button(page, "Alla scheman för den här platsen är inne")
    assert "Alla scheman för Torget är inne till och med tis 15 dec." in html(page)
    known = period.week(workspace, viewer, MONDAY).totals
    assert (known["covered_ah"], known["gap_ah"], known["unknown_ah"]) == (2, 10, 0)
    button(page, "Ångra")
    assert period.week(workspace, viewer, MONDAY).totals["unknown_ah"] == 10


def test_nobody_can_answer_for_a_place_where_nobody_is_known(show_page: ShowPage, square: str) -> None:
    """Confirming a place without any organisation says what to do first."""
    page = step(show_page("begin"), "ask", [square])
    button(page, "Alla scheman för den här platsen är inne")
    assert "Ingen organisation är känd på platsen än" in html(page)


def test_an_unknown_number_of_adults_is_no_adult_and_not_nobody(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """A shift without a number is told as somebody whose number is not known."""
    page = step(show_page("begin"), "roster", [square])
    page.text_input[0].set_value("Nattvandrarna")
    page.multiselect[0].set_value(["FR"])
    button(page, "Lägg till passet")
    shown = html(step(page, "ask"))
    assert "Du känner till att någon är här, men inte hur många." in shown
    assert "Nattvandrarna, okänt antal vuxna" in shown


def test_a_shift_without_weekday_is_told_beside_the_form(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """The form names what is missing, keeps the organisation and stores nothing."""
    page = step(show_page("begin"), "roster", [square])
    page.text_input[0].set_value("Scouterna")
    button(page, "Lägg till passet")
    assert "Välj minst en veckodag" in html(page)
    assert page.text_input[0].value == "Scouterna"
    assert place_status.progress(workspace, viewer).lines == 0


def test_a_click_near_a_place_chooses_it_and_elsewhere_offers_a_new_one(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """20 metres off means the place; a kilometre off is a new one, which gets its name and kind there."""
    page = step(show_page("begin"), "choose", [])
    page.session_state["karta_point"] = ("begin_choose", (15.0, 59.00018))
    page.run()
    assert page.session_state["begin_chosen"] == [square]
    page.session_state["karta_point"] = ("begin_choose", (15.0, 59.009))
    page.run()
    assert "Lägg till en plats här" in html(page)
    text_input(page, "Platsens namn", "Bron")
    button(page, "Lägg till platsen")
    places = register_places.places(workspace, viewer)
    assert list(places["name"]) == ["Torget", "Bron"]
    assert places["lat"].iloc[1] == pytest.approx(59.009, abs=1e-6)
    assert places["lon"].iloc[1] == pytest.approx(15.0, abs=1e-6)


def test_a_place_without_name_or_point_is_told(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer
) -> None:
    """Neither a missing point, nor unreadable coordinates, nor a missing name stores anything."""
    page = show_page("begin")
    page.session_state["begin_way"] = "map"
    page.run()
    button(page, "Lägg till platsen")
    assert "Klicka på kartan där platsen ligger" in html(page)
    text_input(page, "Latitud, longitud", "nära kyrkan")
    button(page, "Lägg till platsen")
    assert "”nära kyrkan” är ingen position" in html(page)
    text_input(page, "Latitud, longitud", "59,1 15,2")
    button(page, "Lägg till platsen")
    assert "Skriv vad platsen heter" in html(page)
    assert register_places.places(workspace, viewer).empty
    text_input(page, "Platsens namn", "Kyrkbacken")
    button(page, "Lägg till platsen")
    assert register_places.places(workspace, viewer)["lat"].iloc[0] == pytest.approx(59.1, abs=1e-6)


def test_defaults_are_switched_on_for_a_kind(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """Two squares and a park: the price is for two, and only the squares get suggestions."""
    entries.add_place(workspace, viewer, name="Lilla torget", kind="square", lat=59.01, lon=15.0)
    entries.add_place(workspace, viewer, name="Parken", kind="park", lat=59.02, lon=15.0)
    page = step(show_page("begin"), "need", [])
    next(one for one in page.selectbox if one.label == "Slag").set_value("square").run()
    assert "För 2 platser: 196." in html(page)
    button(page, "Föreslå för 2 platser")
    found = place_status.rules(workspace, viewer)
    assert set(found["state"]) == {"suggested"}
    assert len(found) == 8
    assert "Alla platser av slaget har redan de här förslagen" in html(page)


def test_names_are_shown_as_typed(show_page: ShowPage, workspace: Workspace, viewer: Viewer) -> None:
    """In every step names of places and organisations go out escaped, or to a widget that shows plain text."""
    for number, name in enumerate(HOSTILE):
        entries.add_place(workspace, viewer, name=name, kind="square", lat=59.0 + number / 100, lon=15.0)
    places = register_places.places(workspace, viewer)
    for place_id, name in zip(places["id"], places["name"], strict=True):
        entries.expect_source(workspace, viewer, org=f"org {name}", place_id=place_id)
    page = show_page("begin")
    for at in ("choose", "need", "roster", "ask"):
        step(page, at, list(places["id"]))
        assert "<img" not in html(page)
        markdown = [one.value for one in [*page.markdown, *page.error, *page.info, *page.success]]
        labels = [one.label for one in [*page.button, *page.expander, *page.text_input, *page.checkbox]]
        assert not [name for name in HOSTILE if any(name in said for said in markdown + labels)]
    for name in HOSTILE:
        typed = ESCAPED.get(name, name)
        assert f">{typed}</h3>" in html(page)
        assert f"org {typed}" in html(page)
