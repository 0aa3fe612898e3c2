"""Månadens länkar on Önskemål: made, all of them in sight, revoked; who has answered; notes and crowd events."""

from streamlit.testing.v1 import AppTest

from karta.privacy import Viewer
from karta.services.access import viewers
from karta.services.follow_up import month_answers, month_lines, month_links
from karta.services.importing import entries
from karta.services.needs import crowd_events
from karta.services.workspace import Workspace
from tests.ui.conftest import ShowPage, button, html

MONTH = "2026-09"


def walkers(org: str) -> Viewer:
    """Return the viewer that the walkers' link makes of its holder."""
    return viewers.for_month_link(org, "Vandrarna")


def opened(show_page: ShowPage) -> AppTest:
    """Return the part of the page."""
    page = show_page("requests")
    page.query_params["del"] = "months"
    page.run()
    assert not page.exception, page.exception[0].value
    return page


def labels(page: AppTest) -> list[str]:
    """Return what the buttons of a page say."""
    return [one.label for one in page.button]


def ids(workspace: Workspace) -> dict[str, str]:
    """Return the ids of the organisations by name."""
    frame = workspace.store.frame("organisation")
    return dict(zip(frame["name"], frame["id"], strict=True))


def confirm(workspace: Workspace) -> None:
    """Let the walkers say yes."""
    org = ids(workspace)["Vandrarna"]
    lines = month_lines.lines(workspace, walkers(org), org, MONTH)
    shown = month_lines.fingerprint(lines, month_lines.expected(workspace, walkers(org), org, lines))
    month_answers.confirm(workspace, walkers(org), org, MONTH, shown=shown)


def test_links_are_made_for_all_that_have_not_answered(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """Before there is an organisation the page says so; then two links stand there, open, and are taken back."""
    assert "inga organisationer" in html(opened(show_page))
    for org in ("Vandrarna", "Kyrkan"):
        entries.expect_source(workspace, viewer, org=org, place_id=square)
    page = opened(show_page)
    assert "2 föreningar har ingen länk än." in html(page)
    assert "har svarat" not in html(page)
    button(page, "Gör länkar till alla som inte har svarat")
    tokens = [code.value.rsplit("/", 1)[-1] for code in page.code]
    opens_for = {month_links.holder(workspace, token).organisation for token in tokens}
    assert opens_for == {"Vandrarna", "Kyrkan"}
    assert "har en länk sedan ons 16 sep, inget svar än" in html(page)
    assert "0 av 2 har svarat." in html(page)
    assert "ingen länk än" not in html(page)
    assert "Gör länkar till alla som inte har svarat" not in labels(page)
    # One more does not hide the other.
    button(page, "Ny länk")
    assert len(page.code) == 2
    button(page, "Dra in länken")
    assert len(page.code) == 1
    button(page, "Ångra")
    assert len(page.code) == 2


def test_who_has_answered_is_seen_with_the_day(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """After the walkers' yes it says when, and they get no link with the others."""
    for org in ("Vandrarna", "Kyrkan"):
        entries.expect_source(workspace, viewer, org=org, place_id=square)
    confirm(workspace)
    page = opened(show_page)
    assert "1 av 1 har svarat. 1 förening har ingen länk än." in html(page)
    assert "Vandrarna · svarade ons 16 sep" in html(page)
    button(page, "Gör länkar till alla som inte har svarat")
    assert [
        month_links.holder(workspace, code.value.rsplit("/", 1)[-1]).organisation for code in page.code
    ] == ["Kyrkan"]


def test_notes_and_events_are_seen_to(
    show_page: ShowPage, square: str, workspace: Workspace, viewer: Viewer
) -> None:
    """What is not right is shown as typed and settled at a press; a match is listed and removed."""
    entries.expect_source(workspace, viewer, org="Vandrarna", place_id=square)
    org, typed = ids(workspace)["Vandrarna"], "**Fel** <b>tid</b> {{7*7}}"
    month_answers.note(workspace, walkers(org), org, square, typed)
    crowd_events.add(workspace, walkers(org), org_id=org, place_id=square, day=workspace.today, kind="cup")
    page = opened(show_page)
    assert "Stämmer inte (1)" in html(page)
    assert "**Fel** &lt;b&gt;tid&lt;/b&gt; {{7*7}}" in html(page)
    assert "ons 16 sep · Torget · cup · Vandrarna" in html(page)
    button(page, "Klart")
    assert month_answers.notes(workspace, viewer) == []
    button(page, "Ta bort")
    assert crowd_events.coming(workspace, viewer) == []
    button(page, "Ångra")
    assert len(crowd_events.coming(workspace, viewer)) == 1
