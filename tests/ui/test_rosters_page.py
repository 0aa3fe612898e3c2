"""Pass, all its parts: what is ahead, who comes, what is told, what came of it, and a new shift."""

from dataclasses import replace
from datetime import date, time

import pytest
from streamlit.testing.v1 import AppTest

from karta.model.shift import ShiftPlan, Stop, Turn
from karta.privacy import Viewer
from karta.services import (
    entries,
    invitations,
    mail,
    notices,
    register,
    rosters,
    routes,
    shift_reports,
    signups,
)
from karta.services.workspace import Workspace
from tests.ui.conftest import ShowPage, html
from tests.ui.test_requests_page import ESCAPED, HOSTILE, button, part

FRIDAY = date(2026, 9, 18)


@pytest.fixture
def town(workspace: Workspace, viewer: Viewer) -> tuple[str, str]:
    """Give the ids of a square and of an organisation."""
    for name, lat in (("Torget", 59.0), ("Parken", 59.1)):
        entries.add_place(workspace, viewer, name=name, kind="square", lat=lat, lon=15.0)
    places = register.places(workspace, viewer)
    square = str(places.loc[places["name"] == "Torget", "id"].iloc[0])
    return square, rosters.add_organisation(workspace, viewer, "Nattvandrarna")


def plan(workspace: Workspace, viewer: Viewer, town: tuple[str, str], **changed: object) -> Turn:
    """Return the first turn of a new shift on Friday 21-22."""
    asked = ShiftPlan(town[0], FRIDAY, "21:00", "22:00", (town[1],))
    shift = rosters.create_shift(workspace, viewer, replace(asked, **changed))
    return next(turn for turn in ahead(workspace, viewer) if turn.shift_id == shift)


def ahead(workspace: Workspace, viewer: Viewer) -> list[Turn]:
    """Return what is ahead, by time."""
    found = rosters.ahead(workspace, viewer)
    return sorted([*found.understaffed, *found.staffed, *found.cancelled], key=lambda turn: turn.start)


def signed(workspace: Workspace, viewer: Viewer, org: str, turn: Turn, name: str) -> signups.Volunteer:
    """Return a new person who has signed up."""
    who = signups.by_link(workspace, invitations.invite(workspace, viewer, org, name)[1])
    signups.sign_up(workspace, who, turn.turn_id, is_adult=True)
    return who


def opened(page: AppTest, turn: Turn) -> AppTest:
    """Return the page with a shift opened, as a link to it does."""
    page.query_params["pass"] = turn.turn_id
    page.run()
    assert not page.exception, page.exception[0].value
    return page


def field(found: object, label: str) -> object:
    """Return the first of some fields that has a label."""
    return next(one for one in found if one.label == label)  # type: ignore[attr-defined]


def press(page: AppTest, label: str) -> None:
    """Press the last button of a label: forms stand below the heading that they belong to."""
    [one for one in page.button if one.label == label][-1].click().run()
    assert not page.exception, page.exception[0].value


def test_an_opened_shift_is_in_the_address_and_can_be_changed_in_every_field(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], show_page: ShowPage
) -> None:
    """A link opens the shift; place, hours, words, roles and deadline are changed from it on, the day before is not."""
    plan(workspace, viewer, town, weekly=True)
    second = ahead(workspace, viewer)[1]
    page = opened(show_page("rosters"), second)
    assert "Ordnas av: Nattvandrarna" in html(page)
    key = second.turn_id
    names = register.places(workspace, viewer).set_index("name")["id"]
    page.selectbox(f"place_{key}").set_value(names["Parken"])
    page.time_input(f"start_{key}").set_value(time(20, 30))
    page.number_input(f"max_{key}").set_value(4)
    for name in ("title", "meeting_point", "notes", "invite_to"):
        page.text_input(f"d_{key}_{name}").set_value(f"Ny {name}")
    page.multiselect(f"d_{key}_roles").set_value(["first_aid"])
    page.checkbox(f"d_{key}_known").check()
    page.number_input(f"d_{key}_off").set_value(12)
    page.radio(f"scope_{key}").set_value("from")
    next(one for one in page.button if one.label == "Spara").click().run()
    assert "Passet är ändrat." in html(page)
    first, changed, third = ahead(workspace, viewer)[:3]
    assert (first.place, first.max_team, first.title) == ("Torget", 5, "")
    for turn in (changed, third):
        assert (turn.place, turn.max_team, turn.roles, turn.known_here) == ("Parken", 4, ("first_aid",), True)
        assert (turn.title, turn.meeting_point) == ("Ny title", "Ny meeting_point")
        assert (turn.notes, turn.invite_to) == ("Ny notes", "Ny invite_to")
        assert (turn.start - turn.sign_off_until).total_seconds() == 12 * 3600
    button(page, "Ångra")
    assert {turn.place for turn in ahead(workspace, viewer)} == {"Torget"}


def test_a_shift_is_repeated_left_out_and_cancelled(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], show_page: ShowPage
) -> None:
    """Repeated without one Friday, another left out afterwards, and the first cancelled with its notice on the card."""
    turn = plan(workspace, viewer, town)
    page = opened(show_page("rosters"), turn)
    page.text_input(f"exdates_{turn.turn_id}").set_value("2026-09-25 nej")
    press(page, "Upprepa varje vecka")
    assert "”nej” är inget datum" in html(page)
    page.text_input(f"exdates_{turn.turn_id}").set_value("2026-09-25")
    press(page, "Upprepa varje vecka")
    assert [one.day.day for one in ahead(workspace, viewer)[:2]] == [18, 2]
    page.multiselect(f"off_{turn.turn_id}").set_value([date(2026, 10, 2), date(2026, 9, 25)])
    press(page, "Spara")
    assert [one.day.day for one in ahead(workspace, viewer)[:2]] == [18, 9]
    page.text_input(f"notice_{turn.turn_id}").set_value("Halka <b>")
    press(page, "Ställ in passet")
    assert "Inställt: Halka &lt;b&gt;" in html(page)
    assert "Inställda (1)" in html(page)


def test_a_route_and_stops_by_keyboard(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], show_page: ShowPage
) -> None:
    """Two places named in their order are a route, said to be straight; a stop with its minutes is kept."""
    turn = plan(workspace, viewer, town)
    page = opened(show_page("rosters"), turn)
    page.toggle(f"route_open_{turn.turn_id}").set_value(True).run()
    for name in ("Ingenstans", "torget", "Parken"):
        page.text_input(f"route_name_{turn.shift_id}").set_value(name)
        press(page, "Lägg till")
        assert ("heter ”Ingenstans”" in html(page)) is (name == "Ingenstans")
    assert "Rutten går genom: Torget – Parken" in html(page)
    assert "i raka linjer: arbetsytan har inga gator." in html(page)
    press(page, "Spara rutten")
    assert len(routes.route(workspace, viewer, turn.shift_id)) == 2
    page.selectbox(f"stop_{turn.shift_id}_0").set_value(town[0])
    page.time_input(f"stop_at_{turn.shift_id}_0").set_value(time(21, 10))
    press(page, "Spara stoppen")
    assert routes.stops(workspace, viewer, turn.shift_id) == [Stop(town[0], "21:10", "21:25")]
    press(page, "Ta bort rutten")
    assert routes.route(workspace, viewer, turn.shift_id) == ()


def test_people_are_invited_added_and_taken_off(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], show_page: ShowPage
) -> None:
    """An invitation shows its link once; who was invited is put on a shift by hand, and taken off again."""
    turn = plan(workspace, viewer, town)
    page = part(show_page("rosters"), "people")
    page.text_input("invite_name").set_value("Anna")
    press(page, "Bjud in och gör en länk")
    assert "/p/" in page.code[0].value
    assert "Anna" in html(page)
    press(page, "Dra in länken")
    assert "Länken gäller inte längre." in html(page)
    page = opened(part(page, "ahead"), turn)
    page.checkbox(f"adult_{turn.turn_id}").check()
    press(page, "Anmäl")
    assert "Anna · anmäld" in html(page)
    assert "1 av 2" in html(page)
    press(page, "Ta bort från passet")
    assert "0 av 2" in html(page)


def test_notices_are_told_and_set(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], show_page: ShowPage
) -> None:
    """Two are missing on Friday; a stand-in is wanted next week; the days and the mail server are set and unset."""
    plan(workspace, viewer, town)
    later = plan(workspace, viewer, town, day=date(2026, 9, 25))
    who = signed(workspace, viewer, town[1], later, "Anna")
    signups.ask_stand_in(workspace, who, later.turn_id)
    page = part(show_page("rosters"), "notices")
    assert "Saknar vuxna inom 3 dagar (1)" in html(page)
    assert "fre 18 sep 21:00–22:00 · Torget: 2 vuxna till behövs" in html(page)
    assert "fre 25 sep 21:00–22:00 · Torget: Någon söker en ersättare." in html(page)
    assert "Anna" not in html(page)
    page.number_input("alarm_days").set_value(1)
    next(one for one in page.button if one.label == "Spara").click().run()
    assert notices.alarm_days(workspace) == 1
    assert "Saknar vuxna" not in html(page)
    assert "inga mejl skickas" in html(page)
    page.text_input("mail_host").set_value("mail.example.se")
    page.text_input("mail_sender").set_value("ingen adress")
    press(page, "Spara")
    assert "Det är ingen mejladress" in html(page)
    page.text_input("mail_sender").set_value("karta@example.se")
    press(page, "Spara")
    assert mail.server(workspace) == mail.Server("mail.example.se", 587, "starttls", "karta@example.se")
    press(page, "Skicka inga mejl")
    assert mail.server(workspace) is None


def test_what_came_of_a_shift_is_reported(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], show_page: ShowPage
) -> None:
    """Monday's shift waits for its report; without a class of youths it is refused, with one it is stored."""
    monday = date(2026, 9, 14)
    rosters.create_shift(workspace, viewer, ShiftPlan(town[0], monday, "20:00", "22:00", (town[1],)))
    page = part(show_page("rosters"), "past")
    assert "ingen rapport än" in html(page)
    press(page, "Skicka")
    assert "Välj ungefär hur många ungdomar ni mötte." in html(page)
    page.radio[1].set_value("1-10")
    press(page, "Skicka")
    assert "genomfört" in html(page)
    assert list(shift_reports.reported(workspace, viewer).values()) == ["carried_out"]


def test_a_new_shift_and_a_copied_season(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], show_page: ShowPage
) -> None:
    """A weekly shift without its second day is made from the empty form; its season is copied two weeks on."""
    page = part(show_page("rosters"), "new")
    page.multiselect("new_orgs").set_value([town[1]])
    page.checkbox("new_weekly").check()
    page.date_input("new_until").set_value(date(2026, 9, 30))
    page.text_input("new_exdates").set_value("2026-09-23")
    page.text_input("new_title").set_value("Ring 070-174 06 05")
    press(page, "Skapa passet")
    assert "Skriv om platsen, inte om personer." in html(page)
    page.text_input("new_title").set_value("Onsdagsrundan")
    press(page, "Skapa passet")
    assert [turn.day.day for turn in ahead(workspace, viewer)] == [16, 30]
    page.date_input("season_from").set_value(date(2026, 9, 14))
    page.date_input("season_to").set_value(date(2026, 9, 20))
    page.date_input("season_new").set_value(date(2026, 10, 5))
    press(page, "Kopiera")
    assert "1 pass kopierades." in html(page)
    assert [turn.day.day for turn in ahead(workspace, viewer)] == [16, 30, 7]


def test_hostile_words_of_a_shift_are_shown_as_typed(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], show_page: ShowPage
) -> None:
    """Titles, meeting points, notes and organisations reach the page escaped and as they were typed."""
    orgs = tuple(rosters.add_organisation(workspace, viewer, f"o {name}") for name in HOSTILE)
    turn = plan(
        workspace, viewer, town, organisations=orgs, title=HOSTILE[1], notes=" ".join(HOSTILE), meeting_point=HOSTILE[0]
    )  # fmt: skip
    page = opened(show_page("rosters"), turn)
    for name in HOSTILE:
        assert f"o {ESCAPED.get(name, name)}" in html(page)
    said = [one.value for one in [*page.markdown, *page.caption]]
    said += [one.label for one in [*page.button, *page.expander, *page.text_input, *page.checkbox]]
    assert not [name for name in HOSTILE if any(name in words for words in said)]
