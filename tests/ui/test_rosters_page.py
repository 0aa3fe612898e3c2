"""Pass, all its parts: what is ahead, who comes, what is told, what came of it, and a new shift."""

from dataclasses import replace
from datetime import date, time

import pytest
from streamlit.testing.v1 import AppTest

from karta.model.shift import ShiftOccurrence, ShiftPlan
from karta.privacy import Viewer
from karta.services import mail
from karta.services.follow_up import shift_reports
from karta.services.importing import entries
from karta.services.register import organisations
from karta.services.register import places as register_places
from karta.services.rosters import notices, shifts, sign_ups, volunteers
from karta.services.workspace import Workspace
from tests import guests
from tests.ui.conftest import ShowPage, button, html, on_board, part
from tests.ui.test_requests_page import ESCAPED, HOSTILE

FRIDAY = date(2026, 9, 18)


@pytest.fixture
def town(workspace: Workspace, viewer: Viewer) -> tuple[str, str]:
    """Give the ids of a square and of an organisation."""
    for name, lat in (("Torget", 59.0), ("Parken", 59.1)):
        entries.add_place(workspace, viewer, name=name, kind="square", lat=lat, lon=15.0)
    places = register_places.places(workspace, viewer)
    square = str(places.loc[places["name"] == "Torget", "id"].iloc[0])
    return square, organisations.add_organisation(workspace, viewer, "Nattvandrarna")


def plan(workspace: Workspace, viewer: Viewer, town: tuple[str, str], **changed: object) -> ShiftOccurrence:
    """Return the first occurrence of a new shift on Friday 21-22."""
    asked = ShiftPlan(town[0], FRIDAY, "21:00", "22:00", (town[1],))
    shift = shifts.create_shift(workspace, viewer, replace(asked, **changed))
    return next(occurrence for occurrence in ahead(workspace, viewer) if occurrence.shift_id == shift)


def ahead(workspace: Workspace, viewer: Viewer) -> list[ShiftOccurrence]:
    """Return what is ahead, by time."""
    found = shifts.ahead(workspace, viewer)
    return sorted(
        [*found.understaffed, *found.staffed, *found.cancelled], key=lambda occurrence: occurrence.start
    )


def signed(
    workspace: Workspace, viewer: Viewer, org: str, occurrence: ShiftOccurrence, name: str
) -> volunteers.Volunteer:
    """Return a new person who has signed up."""
    who = volunteers.by_link(workspace, guests.invite(workspace, viewer, org, name)[1])
    sign_ups.sign_up(workspace, who, occurrence.occurrence_id, is_adult=True)
    return who


def opened(page: AppTest, occurrence: ShiftOccurrence) -> AppTest:
    """Return the page with a shift opened, as a link to it does."""
    page.query_params["pass"] = occurrence.occurrence_id
    page.run()
    assert not page.exception, page.exception[0].value
    return page


def field(found: object, label: str) -> object:
    """Return the first of some fields that has a label."""
    return next(one for one in found if one.label == label)  # type: ignore[attr-defined]


def position(page: AppTest, words: str) -> int:
    """Return at which place of a page an element stands that shows some words, from above."""
    return next(at for at, element in enumerate(page.main) if words in str(getattr(element, "proto", "")))


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
    key = second.occurrence_id
    names = register_places.places(workspace, viewer).set_index("name")["id"]
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
    for occurrence in (changed, third):
        assert (occurrence.place, occurrence.max_team, occurrence.roles, occurrence.known_here) == (
            "Parken",
            4,
            ("first_aid",),
            True,
        )
        assert (occurrence.title, occurrence.meeting_point) == ("Ny title", "Ny meeting_point")
        assert (occurrence.notes, occurrence.invite_to) == ("Ny notes", "Ny invite_to")
        assert (occurrence.start - occurrence.sign_off_until).total_seconds() == 12 * 3600
    button(page, "Ångra")
    assert {occurrence.place for occurrence in ahead(workspace, viewer)} == {"Torget"}


def test_a_shift_is_repeated_left_out_and_cancelled(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], show_page: ShowPage
) -> None:
    """Repeated without one Friday, another left out afterwards, and the first cancelled with its notice on the card."""
    occurrence = plan(workspace, viewer, town)
    page = opened(show_page("rosters"), occurrence)
    page.text_input(f"exdates_{occurrence.occurrence_id}").set_value("2026-09-25 nej")
    press(page, "Upprepa varje vecka")
    assert "”nej” är inget datum" in html(page)
    page.text_input(f"exdates_{occurrence.occurrence_id}").set_value("2026-09-25")
    press(page, "Upprepa varje vecka")
    assert [one.day.day for one in ahead(workspace, viewer)[:2]] == [18, 2]
    page.multiselect(f"off_{occurrence.occurrence_id}").set_value([date(2026, 10, 2), date(2026, 9, 25)])
    press(page, "Spara")
    assert [one.day.day for one in ahead(workspace, viewer)[:2]] == [18, 9]
    page.text_input(f"notice_{occurrence.occurrence_id}").set_value("Halka <b>")
    press(page, "Ställ in passet")
    assert "Inställt: Halka &lt;b&gt;" in html(page)
    first = on_board(page)[0]
    assert first == ("Torget", "2026-09-18", "21:00–22:00", "cancelled")


def test_people_are_invited_added_and_taken_off(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], show_page: ShowPage
) -> None:
    """An invitation shows its link once; who was invited is put on a shift by hand, and taken off again."""
    occurrence = plan(workspace, viewer, town)
    page = part(show_page("rosters"), "people")
    page.text_area("invite_names_0").set_value("Anna")
    press(page, "Bjud in och gör länkar")
    assert "/p/" in page.code[0].value
    assert position(page, "nkarna visas bara f") < position(page, "/p/")
    assert "Anna" in html(page)
    page.text_area("invite_names_1").set_value("Bo, 070-123\n\nDisa\n")
    press(page, "Bjud in och gör länkar")
    # All links stay until they are put away or withdrawn.
    assert len({code.value for code in page.code}) == 3
    assert "Bo · 070-123" in html(page)
    assert "Hej Anna! Välkommen till Nattvandrarna." in html(page)
    press(page, "Dra in länken")
    assert len(page.code) == 2
    # What was handed over goes by itself; the rest stays.
    next(one for one in page.button if one.label == "Skickat").click().run()
    assert len(page.code) == 1
    press(page, "Ta bort länkarna från skärmen")
    assert not page.code
    assert "Länken gäller inte längre." in html(page)
    page = opened(part(page, "ahead"), occurrence)
    page.checkbox(f"adult_{occurrence.occurrence_id}").check()
    press(page, "Anmäl")
    assert "Anna · anmäld" in html(page)
    assert "1 behövs till" in html(page)
    press(page, "Ta bort från passet")
    assert "2 behövs till" in html(page)


def test_a_card_tells_nobody_invited_from_all_signed_up(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], show_page: ShowPage
) -> None:
    """With nobody invited it says where to invite; once Anna, the only one, goes, it says that all have signed up."""
    occurrence = plan(workspace, viewer, town)
    page = opened(show_page("rosters"), occurrence)
    invite, everybody = "Bjud in personer under", "Alla inbjudna är redan anmälda."
    assert (invite in html(page), everybody in html(page)) == (True, False)
    signed(workspace, viewer, town[1], occurrence, "Anna")
    page.run()
    assert (invite in html(page), everybody in html(page)) == (False, True)


def test_notices_are_told_and_set(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], show_page: ShowPage
) -> None:
    """Two are missing on Friday; a stand-in is wanted next week; the days and the mail server are set and unset."""
    plan(workspace, viewer, town)
    later = plan(workspace, viewer, town, day=date(2026, 9, 25))
    who = signed(workspace, viewer, town[1], later, "Anna")
    sign_ups.ask_stand_in(workspace, who, later.occurrence_id)
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
    shifts.create_shift(
        workspace, viewer, ShiftPlan(town[0], monday, "20:00", "22:00", (town[1],)), afterwards=True
    )
    page = part(show_page("rosters"), "past")
    assert "ingen rapport än" in html(page)
    press(page, "Skicka")
    assert "Välj ungefär hur många ungdomar ni mötte." in html(page)
    page.radio[1].set_value("1-10")
    press(page, "Skicka")
    assert "genomfört" in html(page)
    assert list(shift_reports.reported(workspace, viewer).values()) == ["carried_out"]


def test_a_refused_shift_leaves_no_new_organisation(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], show_page: ShowPage
) -> None:
    """A form with a new organisation and a title that is refused stores neither; mended, it stores both."""
    page = part(show_page("rosters"), "new")
    page.selectbox("new_place").select_index(0)
    page.multiselect("new_orgs").set_value([])
    page.text_input("new_new_org").set_value("Scouterna")
    page.text_input("new_title").set_value("Ring 070-174 06 05")
    press(page, "Skapa passet")
    assert "Skriv om platsen, inte om personer." in html(page)
    assert set(organisations.organisations(workspace, viewer).values()) == {"Nattvandrarna"}
    page.text_input("new_title").set_value("Onsdagsrundan")
    press(page, "Skapa passet")
    assert [party.organisation for party in ahead(workspace, viewer)[0].parties] == ["Scouterna"]


def test_a_new_shift_and_a_copied_season(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], show_page: ShowPage
) -> None:
    """A weekly shift without its second day is made from the empty form; its season is copied two weeks on.

    No place is chosen because of the alphabet.
    """
    page = part(show_page("rosters"), "new")
    press(page, "Skapa passet")
    assert "Välj en plats först." in html(page)
    assert ahead(workspace, viewer) == []
    page.selectbox("new_place").select_index(0)
    page.multiselect("new_orgs").set_value([town[1]])
    page.checkbox("new_weekly").check()
    page.date_input("new_until").set_value(date(2026, 9, 30))
    page.text_input("new_exdates").set_value("2026-09-23")
    page.text_input("new_title").set_value("Ring 070-174 06 05")
    press(page, "Skapa passet")
    assert "Skriv om platsen, inte om personer." in html(page)
    page.text_input("new_title").set_value("Onsdagsrundan")
    press(page, "Skapa passet")
    assert [occurrence.day.day for occurrence in ahead(workspace, viewer)] == [16, 30]
    page.date_input("season_from").set_value(date(2026, 9, 14))
    page.date_input("season_to").set_value(date(2026, 9, 20))
    page.date_input("season_new").set_value(date(2026, 10, 5))
    press(page, "Kopiera")
    assert "1 pass kopierades." in html(page)
    assert [occurrence.day.day for occurrence in ahead(workspace, viewer)] == [16, 30, 7]


def test_hostile_words_of_a_shift_are_shown_as_typed(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], show_page: ShowPage
) -> None:
    """Titles, meeting points, notes and organisations reach the page escaped and as they were typed."""
    orgs = tuple(organisations.add_organisation(workspace, viewer, f"o {name}") for name in HOSTILE)
    occurrence = plan(
        workspace, viewer, town, organisations=orgs, title=HOSTILE[1], notes=" ".join(HOSTILE), meeting_point=HOSTILE[0]
    )  # fmt: skip
    page = opened(show_page("rosters"), occurrence)
    for name in HOSTILE:
        assert f"o {ESCAPED.get(name, name)}" in html(page)
    said = [one.value for one in [*page.markdown, *page.caption]]
    said += [one.label for one in [*page.button, *page.expander, *page.text_input, *page.checkbox]]
    assert not [name for name in HOSTILE if any(name in words for words in said)]
