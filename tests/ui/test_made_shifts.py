"""A shift that repeats says how many it has become, whichever form made it; its end and exceptions lie open."""

from datetime import date

import pytest

from karta.privacy import Viewer
from karta.services.needs import deciding, requests
from karta.services.register import organisations
from karta.services.workspace import Workspace
from tests.ui.conftest import ShowPage, button, html, part
from tests.ui.test_rosters_page import opened, plan, press, town

__all__ = ["town"]


@pytest.mark.parametrize("form", ["new", "gap"])
def test_the_end_of_a_series_and_its_exceptions_lie_open(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer, town: tuple[str, str], form: str
) -> None:
    """Neither is folded away, in the empty form as in that of a gap; what is seldom needed is."""
    page = show_page("rosters" if form == "new" else "gaps")
    key = "new"
    if form == "gap":
        deciding.decide(
            workspace, viewer, shown=[], place_id=town[0], adults=2, days="FR", start="21:00", end="22:00",
            decided_by="rådet", responsible="Kommunen",
        )  # fmt: skip
        organisations.confirm_source(workspace, viewer, "Nattvandrarna", town[0], date(2026, 12, 31))
        key = f"gap_{town[0]}_202609182100_2200"
        page.session_state["karta_gap_open"] = key
        page.query_params.update(vecka="2026-09-14", timme=str(4 * 24 + 15), plats=town[0])
        page.run()
    else:
        part(page, "new")
    shown = {field.key for field in [*page.date_input, *page.text_input]}
    folded = {field.key for box in page.expander for field in [*box.date_input, *box.text_input]}
    assert {f"{key}_until", f"{key}_exdates", f"{key}_title"} <= shown
    assert {f"{key}_until", f"{key}_exdates"} & folded == set()
    assert f"{key}_title" in folded


def test_a_shift_that_is_repeated_says_how_many_it_has_become(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer, town: tuple[str, str]
) -> None:
    """Fridays from 18 September to 9 October without 2/10 are three."""
    occurrence = plan(workspace, viewer, town)
    page = opened(show_page("rosters"), occurrence)
    page.date_input(f"until_{occurrence.occurrence_id}").set_value(date(2026, 10, 9))
    page.text_input(f"exdates_{occurrence.occurrence_id}").set_value("2/10")
    press(page, "Upprepa varje vecka")
    assert "Passet upprepas nu: 3 pass till 9 okt, utom 2 okt." in html(page)


@pytest.mark.parametrize(
    ("days", "until", "sentence"),
    [
        ("FR;SA", date(2026, 10, 3), "3 pass till 2 okt. 3 pass till 3 okt."),
        # Two evenings in five weeks are no series.
        (
            "risk_evening",
            date(2026, 10, 17),
            "2 enstaka pass, det första fre 18 sep och det sista fre 16 okt.",
        ),
    ],
)
def test_shifts_of_a_request_say_how_many_they_are(
    show_page: ShowPage,
    workspace: Workspace,
    viewer: Viewer,
    town: tuple[str, str],
    days: str,
    until: date,
    sentence: str,
) -> None:
    """Asked for until a day and answered with yes, they are counted where they are made."""
    with workspace.store.act("test", "calendar") as act:
        evenings = (date(2026, 9, 18), date(2026, 10, 16))
        act.insert("calendar_row", [{"kind": "risk_evening", "date": day} for day in evenings])
    requests.ask_presence(
        workspace, viewer, place_id=town[0], to_org="Nattvandrarna", start="20:00", end="22:00", days=days,
        until=until,
    )  # fmt: skip
    page = part(show_page("requests"), "open")
    button(page, "Ja")
    button(page, "Skapa passen")
    assert f"Passen på Torget är skapade: {sentence} Nu kan folk anmäla sig." in html(page)
