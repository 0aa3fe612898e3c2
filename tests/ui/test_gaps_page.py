"""Luckor: what it leaves out of its figures, on which hour it opens, and what it offers to do about one."""

from datetime import UTC, date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from karta.privacy import Viewer
from karta.services.gaps import fillable
from karta.services.gaps import period as gaps_period
from karta.services.importing import entries
from karta.services.needs import rule_rows
from karta.services.register import contacts, organisations
from karta.services.register import places as register_places
from karta.services.workspace import Workspace
from karta.ui import hour_names, week_rows
from karta.ui.context import Context
from tests.ui.conftest import ShowPage, html

FRIDAY = date(2026, 9, 18)


def test_a_row_that_cannot_be_computed_is_named(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer, square: str
) -> None:
    """A shift that ends before it begins breaks no page: it is named below the map, and nothing is without one."""
    assert "inte att räkna" not in html(show_page("gaps"))
    with workspace.store.act(viewer.function, "add") as act:
        org = act.insert("organisation", [{"name": "Klubben", "admitted_on": FRIDAY}])[0]
        times = {"date": FRIDAY, "start": "22:00", "end": "20:00", "end_date": FRIDAY}
        series = act.insert("schedule", [times])[0]
        shift = act.insert("shift", [{"schedule_id": series, "place_id": square}])[0]
        act.insert("shift_party", [{"shift_id": shift, "organisation_id": org, "adults": 2.0}])
    assert "ett pass av Klubben, Torget, 2026-09-18 (slutar före sin början)" in html(show_page("gaps"))


def shown_hour(page: AppTest) -> str:
    """Return the name of the hour that the panel is about."""
    return next(line for line in html(page).splitlines() if line.startswith("<h2") and "sep" in line)


@pytest.fixture
def needy(workspace: Workspace, viewer: Viewer, square: str) -> str:
    """Give a square that asks for four on Tuesday 20-22, two on Thursday 20-23, and a visit by two on Friday 15-17."""
    entries.expect_source(workspace, viewer, org="Vandrarna", place_id=square)
    organisations.confirm_source(workspace, viewer, "Vandrarna", square, date(2026, 9, 30))
    common = {"place_id": square, "responsible": "Kommunen", "valid_from": date(2026, 9, 1)}
    for rule in (
        {"adults": 4, "days": "TU", "start": "20:00", "end": "22:00"},
        {"adults": 2, "days": "TH", "start": "20:00", "end": "23:00"},
        {"adults": 2, "days": "FR", "start": "15:00", "end": "17:00", "mode": "visit"},
    ):
        rule_rows.decide_need(workspace, viewer, **common, **rule)
    return square


def test_it_opens_on_an_hour_to_come(show_page: ShowPage, needy: str) -> None:
    """On Wednesday noon most adults are missing on Tuesday, which is over: the page opens on Thursday 20."""
    page = show_page("gaps")
    assert "tor 17 sep 20-21" in shown_hour(page)
    # A week that is over has no hour to come: it opens on the one in which most were missing.
    page.query_params["vecka"] = "2026-09-07"
    page.run()
    assert "tis 8 sep 20-21" in shown_hour(page)


@pytest.mark.parametrize(
    ("now", "hour"),
    [
        # Tuesday's four are the most of what has been; of Thursday nobody can tell yet.
        ((16, 10), "tis 15 sep 20-21"),
        # On Monday at half past six nothing of the week has been: the hour under way.
        ((14, 4), "mån 14 sep 06-07"),
    ],
)
def test_what_was_delivered_opens_on_an_hour_that_has_been(
    show_page: ShowPage, needy: str, now: tuple[int, int], hour: str
) -> None:
    """All hours to come are unknown in this view, and it opens on none of them."""
    page = show_page("gaps", datetime(2026, 9, now[0], now[1], 30, tzinfo=UTC))
    page.query_params["vy"] = "delivered"
    page.run()
    assert hour in shown_hour(page)


def test_of_hours_alike_it_opens_on_the_one_that_lacks_a_visit(show_page: ShowPage, needy: str) -> None:
    """On Friday at ten no adult is missing for the rest of the week, and a visit is at 15."""
    assert "fre 18 sep 15-16" in shown_hour(show_page("gaps", datetime(2026, 9, 18, 8, tzinfo=UTC)))


@pytest.mark.parametrize(("now", "week"), [((18, 12), 38), ((20, 8), 39), ((20, 23), 39), ((21, 8), 39)])
def test_a_week_with_nothing_left_opens_on_the_next(
    show_page: ShowPage, needy: str, now: tuple[int, int], week: int
) -> None:
    """From Sunday on nothing is missing in what is left of week 38: the coming week, unless an address asks for one."""
    page = show_page("gaps", datetime(2026, 9, *now, tzinfo=UTC))
    assert f"vecka {week} " in html(page)
    page.query_params["vecka"] = "2026-09-14"
    page.run()
    assert "vecka 38 " in html(page)


def test_the_small_hours_of_monday_are_of_the_week_under_way(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer, needy: str
) -> None:
    """At two on Monday 21 September it is still Sunday's service day, the last of week 38: the page shows that week."""
    rule_rows.decide_need(
        workspace, viewer, place_id=needy, responsible="Kommunen", valid_from=FRIDAY, adults=1, days="SU",
        start="22:00", end="05:00",
    )  # fmt: skip
    page = show_page("gaps", datetime(2026, 9, 21, tzinfo=UTC))
    assert "vecka 38" in html(page)
    assert "mån 21 sep 02-03" in shown_hour(page)
    assert page.date_input("gaps_week").value == date(2026, 9, 20)


@pytest.mark.parametrize(("hour", "offered"), [(24 + 14, False), (3 * 24 + 14, True), (4 * 24 + 9, True)])
def test_a_shift_is_offered_for_what_is_to_come(
    show_page: ShowPage, needy: str, hour: int, offered: bool
) -> None:
    """Tuesday's gap is over; Thursday's can be filled, and so can the visit that is missed on Friday."""
    page = show_page("gaps")
    page.query_params.update(vecka="2026-09-14", timme=str(hour), plats=needy)
    page.run()
    assert not page.exception
    assert any(button.label == "Gör ett pass av luckan" for button in page.button) is offered


def test_what_can_be_filled_is_worked_out_once(
    show_page: ShowPage, needy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Buttons of the panel that lead to a form with the gap filled in share it."""
    page, most = show_page("gaps"), fillable._most
    times: list[int] = []
    monkeypatch.setattr(fillable, "_most", lambda *about: times.append(1) or most(*about))
    page.query_params.update(vecka="2026-09-14", timme=str(3 * 24 + 14), plats=needy)
    page.run()
    assert not page.exception
    assert len(times) == 1


def test_one_hour_is_called_as_it_is_among_all(workspace: Workspace, viewer: Viewer, square: str) -> None:
    """Also in the night in which the clock goes back: the second hour from two is marked."""
    context, week = Context(workspace, viewer), gaps_period.week(workspace, viewer, date(2026, 10, 25))
    labels = hour_names.hour_labels(context, week)
    assert [label for label in labels if label.startswith("sön 25 okt 02")] == [
        "sön 25 okt 02-03", "sön 25 okt 02-03\u00b2",
    ]  # fmt: skip
    assert [hour_names.hour_label(context, week, hour) for hour in range(len(labels))] == labels


def test_rows_of_the_week_stand_by_gap_or_name(workspace: Workspace, viewer: Viewer, needy: str) -> None:
    """The square lacks 14 adult-hours, the park 20 and Arenan none."""
    for name, adults in (("Parken", 10), ("Arenan", 0)):
        if name == "Arenan":
            entries.add_place(workspace, viewer, name=name, kind="other", lat=59.0, lon=15.01)
        places = register_places.places(workspace, viewer).set_index("name")["id"]
        place = str(places[name])
        entries.expect_source(workspace, viewer, org="Vandrarna", place_id=place)
        organisations.confirm_source(workspace, viewer, "Vandrarna", place, date(2026, 9, 30))
        rule_rows.decide_need(
            workspace, viewer, place_id=place, responsible="Kommunen", valid_from=date(2026, 9, 1), adults=adults,
            days="TH", start="20:00", end="22:00",
        )  # fmt: skip
    context, week = Context(workspace, viewer), gaps_period.week(workspace, viewer, FRIDAY)
    names = {
        order: [row.name for row in week_rows.grid_rows(context, week, order)] for order in ("gap", "name")
    }
    assert names == {"gap": ["Parken", "Torget", "Arenan"], "name": ["Arenan", "Parken", "Torget"]}


def test_a_little_known_never_gives_a_large_share(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer, needy: str
) -> None:
    """With the square's roster unknown nothing is known: the span leads, and no share of the known is said."""
    page = show_page("gaps")
    page.query_params["vecka"] = "2026-09-14"
    page.run()
    assert "<p class='karta-p span'>0\u00a0% av behovet är täckt.</p>" in html(page)
    assert "Av det som är känt är 0\u00a0% täckt." in html(page)
    entries.expect_source(workspace, viewer, org="Klubben", place_id=needy)
    page.run()
    assert (
        "<p class='karta-p span'>Mellan 0 och 100\u00a0% av behovet är täckt, beroende på det okända.</p>"
        in html(page)
    )
    assert "Av det som är känt" not in html(page)


def test_the_panel_says_when_it_is_open_and_whom_to_call(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer, needy: str
) -> None:
    """Opening hours in words; 112 and 114 14 first, then the municipality's functions, and who is not filled in."""
    rows = [{"place_id": needy, "days": "MO;TU;WE;TH;FR", "start": "10:00", "end": "20:00"},
            {"place_id": needy, "days": "SA;holiday", "start": "10:00", "end": "10:00"}]  # fmt: skip
    with workspace.store.act(viewer.function, "add") as act:
        act.insert("access_hours", rows)
    contacts.add_contact(workspace, viewer, function="Socialjouren", channel="08-123 45 67", hours="kvällar")
    page = show_page("gaps")
    page.query_params.update(vecka="2026-09-14", timme=str(3 * 24 + 14), plats=needy)
    page.run()
    said = html(page)
    assert "<li>mån–fre 10:00–20:00</li>" in said
    assert "<li>lör, röda dagar hela dygnet</li>" in said
    assert "<a href='tel:081234567'>08-123 45 67</a> Socialjouren <span class='quiet'>kvällar</span>" in said
    assert said.index("tel:112") < said.index("tel:11414") < said.index("tel:081234567")
    assert "Områdespolisen: inget nummer är ifyllt." in said
    assert "Socialjouren: inget nummer" not in said


def test_the_panel_says_whom_to_ask_about_a_gap(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer, needy: str
) -> None:
    """Who answers for the need: with a number of theirs, else with that of who holds the work together."""
    contacts.add_contact(workspace, viewer, function="Samordnaren", channel="08-111 11 11", hours="vardagar")
    page = show_page("gaps")
    page.query_params.update(vecka="2026-09-14", timme=str(3 * 24 + 14), plats=needy)
    page.run()
    asked = html(page).partition("Fråga om luckan")[2].partition("</ul>")[0]
    assert "<li>Kommunen</li><li><a href='tel:081111111'>08-111 11 11</a> Samordnaren" in asked
    with workspace.store.act(viewer.function, "add") as act:
        (org,) = act.insert("organisation", [{"name": "Kommunen"}])
    contacts.add_contact(
        workspace, viewer, function="Fritidschefen", channel="08-222 22 22", organisation_id=org
    )
    page.run()
    asked = html(page).partition("Fråga om luckan")[2].partition("</ul>")[0]
    assert "<a href='tel:082222222'>08-222 22 22</a> Kommunen, Fritidschefen" in asked
    assert "Samordnaren" not in asked


def test_a_shift_made_of_a_gap_can_be_undone_where_it_was_made(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer, needy: str
) -> None:
    """The way to a second one is away until it is undone, or another hour is looked at."""
    page = show_page("gaps")
    page.query_params.update(vecka="2026-09-14", timme=str(3 * 24 + 14), plats=needy)
    page.run()

    def pressed(label: str) -> None:
        next(button for button in page.button if button.label == label).click().run()

    pressed("Gör ett pass av luckan")
    next(field for field in page.text_input if field.label.startswith("Ny organisation")).set_value(
        "Vandrarna"
    )
    pressed("Skapa passet")
    assert "Skapat" in html(page)
    assert len(workspace.store.frame("shift")) == 1
    assert not any(button.label == "Gör ett pass av luckan" for button in page.button)
    pressed("Ångra")
    assert workspace.store.frame("shift").empty
    assert any(button.label == "Gör ett pass av luckan" for button in page.button)


def test_a_typical_week_counts_no_visits_of_a_place(show_page: ShowPage, needy: str) -> None:
    """Visit windows are counted in a week; in the mean of four none is told, neither of the town nor of the place."""
    page = show_page("gaps")
    page.query_params.update(vecka="2026-09-14", timme=str(4 * 24 + 9), plats=needy)
    page.run()
    assert "Besöksfönster" in html(page)
    page.query_params["typisk"] = "1"
    page.run()
    assert "Besöksfönster" not in html(page)


def test_a_missed_visit_is_told_as_one(show_page: ShowPage, needy: str) -> None:
    """Friday 15 lacks a visit by two: neither list nor place says that two adults are missing for the hour."""
    page = show_page("gaps")
    page.query_params.update(vecka="2026-09-14", timme=str(4 * 24 + 9))
    page.run()
    query = f"?vecka=2026-09-14&amp;timme={4 * 24 + 9}&amp;plats={needy}"
    link = f"<a class='karta-go' href='{query}' target='_self'>Torget</a>"
    assert f"data-sign='b' aria-hidden='true'></span>{link}: besök av 2, minst tio minuter</li>" in html(page)
    assert "2 behövs till" not in html(page)
    assert "Besöksfönster i veckan: 1 behövs, 0 har besök, 1 saknar besök, 0 är okända." in html(page)
    page.query_params["plats"] = needy
    page.run()
    assert "fre 18 sep 15-16: besök behövs. Minst tio minuter av 2 vuxna räcker" in html(page)


def test_the_date_follows_the_hour(show_page: ShowPage, needy: str) -> None:
    """The date above the map is that of the hour shown, and a date that is chosen moves the hour."""
    page = show_page("gaps")
    assert page.date_input("gaps_week").value == date(2026, 9, 17)
    page.date_input("gaps_week").set_value(date(2026, 9, 18)).run()
    assert "fre 18 sep 20-21" in shown_hour(page)
