"""Start: where adults are missing this week, day by day, what is largest of what is left, and what waits."""

import re
from datetime import UTC, date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.needs import requests, rule_rows
from karta.services.register import organisations
from karta.services.register import places as register_places
from karta.services.workspace import Workspace
from tests.ui.conftest import ShowPage, html

TUESDAY = date(2026, 9, 15)


@pytest.fixture
def week(workspace: Workspace, viewer: Viewer, square: str) -> str:
    """Give a week of 27 adult-hours: 4 covered, 19 missing and 4 unknown.

    The square asks for four on Tuesday 20-22 (8), where two come; two on Thursday 20-23 (6) and three on Saturday
    21-24 (9), where nobody does. The park asks for two on Wednesday 18-20 (4), and a roster for it is awaited.
    """
    park = str(register_places.places(workspace, viewer).set_index("name")["id"]["Parken"])
    common = {"responsible": "Kommunen", "valid_from": date(2026, 9, 1)}
    for place_id, adults, days, start, end in (
        (square, 4, "TU", "20:00", "22:00"), (square, 2, "TH", "20:00", "23:00"), (square, 3, "SA", "21:00", "00:00"),
        (park, 2, "WE", "18:00", "20:00"),
    ):  # fmt: skip
        rule_rows.decide_need(
            workspace, viewer, place_id=place_id, adults=adults, days=days, start=start, end=end, **common
        )
    entries.expect_source(workspace, viewer, org="Vandrarna", place_id=square)
    organisations.confirm_source(workspace, viewer, "Vandrarna", square, date(2026, 9, 30))
    entries.expect_source(workspace, viewer, org="Vandrarna", place_id=park)
    with workspace.store.act(viewer.function, "add") as act:
        org = act.insert("organisation", [{"name": "Klubben", "admitted_on": TUESDAY}])[0]
        series = act.insert("schedule", [{"date": TUESDAY, "start": "20:00", "end": "22:00"}])[0]
        shift = act.insert("shift", [{"schedule_id": series, "place_id": square}])[0]
        act.insert("shift_party", [{"shift_id": shift, "organisation_id": org, "adults": 2.0}])
    return square


def links(page: AppTest) -> dict[str, str]:
    """Return the label of each link to another page of the app, with its query."""
    return {link.proto.label: link.proto.query_string for link in page.get("page_link")}


def test_it_answers_its_question(show_page: ShowPage, week: str) -> None:
    """The sentence, the days, and the gaps ahead, largest first: that of Tuesday is over, the unknown is none."""
    page = show_page("start")
    said = html(page)
    assert "19 av 27 beslutade vuxentimmar saknar känd närvaro. Ytterligare 4 är okända." in said
    rows = [re.findall(r"<(?:th|td).*?</(?:th|td)>", row) for row in said.split("<tr class=")[1:]]
    cells = {day: amounts for day, *amounts in ([re.sub("<.*?>", "", cell) for cell in row] for row in rows)}
    assert cells == DAYS
    assert said.index("3 vuxna behövs till, 9 vuxentimmar") < said.index("2 vuxna behövs till, 6 vuxentimmar")
    assert "4 vuxna behövs till" not in said
    # Both places are on the small map: the square has gaps, the park hours that nobody knows.
    assert "<img src='data:image/svg+xml;base64," in said
    assert "alt='1 plats har luckor i veckan, 1 har okända timmar.'" in said
    ways = links(page)
    # The nearest of all, by its name, stands before the largest.
    assert "Nästa lucka" in said
    assert ways["Torget, tor 17 sep 20:00–23:00"] == f"vecka=2026-09-14&timme=86&plats={week}"
    # Hours of the week from Monday 06: Saturday 21 is 5 x 24 + 15, Thursday 20 is 3 x 24 + 14.
    assert ways["lör 19 sep 21:00–00:00: visa i Luckor"] == f"vecka=2026-09-14&timme=135&plats={week}"
    assert ways["tor 17 sep 20:00–23:00: visa i Luckor"] == f"vecka=2026-09-14&timme=86&plats={week}"


# Of each day: need, missing, unknown and covered.
DAYS = {
    "mån 14 sep": ["0", "0", "0", "0"],
    "tis 15 sep": ["8", "4", "0", "4"],
    "ons 16 sep, i dag": ["4", "0", "4", "0"],
    "tor 17 sep": ["6", "6", "0", "0"],
    "fre 18 sep": ["0", "0", "0", "0"],
    "lör 19 sep": ["9", "9", "0", "0"],
    "sön 20 sep": ["0", "0", "0", "0"],
}


def test_a_gap_that_has_begun_is_ahead_from_now_on(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer, week: str
) -> None:
    """On Saturday at half past ten in the evening the gap from nine is left: its link leads to the hour under way.

    What has been asked of an organisation waits for an answer, and leads to where it is given.
    """
    requests.ask_presence(
        workspace,
        viewer,
        place_id=week,
        to_org="Vandrarna",
        start="21:00",
        end="23:00",
        day=date(2026, 9, 25),
    )
    page = show_page("start", datetime(2026, 9, 19, 20, 30, tzinfo=UTC))
    ways = links(page)
    assert ways["lör 19 sep 21:00–00:00: visa i Luckor"] == f"vecka=2026-09-14&timme=136&plats={week}"
    assert not any(label.startswith("tor") for label in ways)
    assert ways["1 önskemål att svara på"] == "del=open"
