"""Cards of shifts on Pass: what a shift is called, how long it repeats, and what a move of it tells."""

from datetime import date

from karta.privacy import Viewer
from karta.services import mail
from karta.services.rosters import changes, sign_ups
from karta.services.workspace import Workspace
from tests.ui.conftest import ShowPage, board, button, html, part
from tests.ui.test_rosters_page import ahead, opened, plan, press, signed, town

__all__ = ["town"]


def test_the_board_shows_who_seeks_and_who_is_missing_first(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], show_page: ShowPage
) -> None:
    """Of Anna's Friday and an empty Saturday: she seeks a stand-in, and that stands above what two are missing on."""
    friday = plan(
        workspace, viewer, town, weekly=True, until=date(2026, 9, 25), title="Fredagsvandring", min_team=1
    )
    who = signed(workspace, viewer, town[1], friday, "Anna")
    sign_ups.ask_stand_in(workspace, who, friday.occurrence_id)
    plan(workspace, viewer, town, day=date(2026, 9, 19))
    shown = board(show_page("rosters"))
    lanes = [
        (lane["title"], [(one["day"], one["said"]) for one in lane["shifts"]]) for lane in shown["lanes"]
    ]
    assert lanes == [
        ("Söker ersättare (1)", [("fre 18 sep", "1 söker ersättare")]),
        ("Behöver fler (2)", [("lör 19 sep", "2 behövs till"), ("fre 25 sep", "1 behövs till")]),
    ]
    (row,) = shown["rows"]
    assert [(one["column"], one["filled"], one["missing"], one["series"]) for one in row["shifts"]] == [
        (4, 1, 0, "serie till 25 sep"), (5, 0, 2, ""), (11, 0, 1, "serie till 25 sep"),
    ]  # fmt: skip
    label = "fre 18 sep 21:00–22:00, Torget, Fredagsvandring, 1 anmälda, 1 söker ersättare, serie till 25 sep"
    assert row["shifts"][0]["label"] == label
    assert "Anna" not in str(shown)


def test_a_card_tells_its_name_and_until_when_it_repeats(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], show_page: ShowPage
) -> None:
    """Fridays until 30 October under a name: both are on the card, and its button closes it."""
    occurrence = plan(workspace, viewer, town, weekly=True, until=date(2026, 10, 30), title="Fredagsvandring")
    page = opened(show_page("rosters"), occurrence)
    assert "fre 18 sep 21:00–22:00 · Torget · Fredagsvandring" in html(page)
    assert "Varje vecka till 30 okt" in html(page)
    button(page, "Stäng")
    assert "Varje vecka till 30 okt" not in html(page)
    cut = plan(workspace, viewer, town, weekly=True, start="12:00", end="13:00", day=date(2026, 9, 19))
    assert "Varje vecka tills vidare" in html(opened(page, cut))
    assert occurrence.repeats


def test_a_move_is_news_and_says_how_people_see_it(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], show_page: ShowPage
) -> None:
    """Without a mail server Anna sees it on her page; with one she is told; those who organise read of it, too."""
    occurrence = plan(workspace, viewer, town)
    signed(workspace, viewer, town[1], occurrence, "Anna")
    page = opened(show_page("rosters"), occurrence)
    page.date_input(f"move_to_{occurrence.occurrence_id}").set_value(date(2026, 9, 19))
    press(page, "Flytta")
    assert "1 anmäld ser det på sin sida." in html(page)
    server = mail.Server("mail.example.se", 587, "none", "karta@example.se")
    mail.set_server(workspace, viewer, server, versions=mail.read_server(workspace)[1])
    page.run()
    page.date_input(f"move_to_{occurrence.occurrence_id}_1").set_value(date(2026, 9, 20))
    press(page, "Flytta")
    assert "1 anmäld får besked." in html(page)
    page = part(page, "notices")
    assert "sön 20 sep 21:00–22:00 · Torget: Passet är flyttat från fre 18 sep." in html(page)


def test_a_date_that_was_changed_for_itself_ends_no_series(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], show_page: ShowPage
) -> None:
    """A Friday of its own offers neither the end of its series nor a change from it on; the others do."""
    first = plan(workspace, viewer, town, weekly=True)
    changes.edit_occurrence(workspace, viewer, first.occurrence_id, version=first.version, start="20:00")
    own, other = ahead(workspace, viewer)[:2]
    offered = []
    for occurrence in (own, other):
        page = opened(show_page("rosters"), occurrence)
        name = occurrence.occurrence_id
        boxes = [box.key for box in page.checkbox if box.key == f"series_{name}"]
        scopes = [radio.key for radio in page.radio if radio.key in {f"scope_{name}", f"move_scope_{name}"}]
        offered.append((len(boxes), len(scopes), "ändringen gäller bara det" in html(page)))
    assert offered == [(0, 0, True), (1, 2, False)]
    page = opened(show_page("rosters"), own)
    press(page, "Ställ in passet")
    assert [each.cancelled for each in ahead(workspace, viewer)[:2]] == [True, False]
