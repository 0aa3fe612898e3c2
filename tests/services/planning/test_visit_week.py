"""A week of visits on paper: each day with its visits, of all functions or of one, with the venue's own terms."""

import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from karta.errors import NotAllowedError
from karta.privacy import Viewer
from karta.services.planning import visit_terms, visit_week
from karta.services.planning.visit_terms import Hours
from karta.services.workspace import Workspace, create
from karta.store import visit_book

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
WEDNESDAY = date(2026, 9, 16)
LOCAL = Viewer("områdespolis", "local")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a workspace with a venue, two functions, and five visits, one of which lies in the week after."""
    folder = tmp_path_factory.mktemp("week")
    town = create(folder, now=lambda: NOW)
    with town.store.act("test", "import") as act:
        (place,) = act.insert("place", [{"name": "Gården", "kind": "youth_centre"}])
    terms = visit_terms.Terms(
        place, "Gården", "youth_centre", "welcome", "without", host="föreståndaren", kinds=("eat", "theme"),
        welcome=(Hours("WE;SU", "17:00", "20:00"),),
    )  # fmt: skip
    visit_terms.set_terms(town, LOCAL, terms)
    with visit_book.acting(town.store, "polis", "accept_visit_plan") as act:
        one = act.insert("visit_officer", {"name": "Områdespolis 1", "kind": "officer", "minutes_a_week": 60})
        two = act.insert("visit_officer", {"name": "Volontär 1", "kind": "volunteer", "minutes_a_week": 60})
        for day, officer, start, state in (
            (16, one, "17:00", "accepted"), (16, two, "15:00", "planned"), (20, one, "18:00", "planned"),
            (20, one, "19:00", "declined"), (21, one, "17:00", "planned"),
        ):  # fmt: skip
            at = {"place_id": place, "date": date(2026, 9, day), "start": start, "end": "20:00"}
            act.insert("visit", {**at, "officer_id": officer, "state": state})
    town.store.close()
    return folder


def rows(week: visit_week.VisitWeek) -> list[tuple[str, str, str]]:
    """Return day, hours and who of every visit of a week."""
    return [(day, row.hours, row.who) for day, visits in week.days for row in visits]


def test_a_week_begins_on_monday_and_leaves_out_what_is_declined(workspace: Workspace) -> None:
    """Three of five: one is declined, one lies in the next week; a volunteer is said to be one."""
    week = visit_week.week(workspace, LOCAL, WEDNESDAY)
    assert (week.monday, len(week.days), week.function) == (date(2026, 9, 14), 7, "")
    assert rows(week) == [
        ("ons 16 sep", "15:00–20:00", "Volontär 1 (polisvolontär)"),
        ("ons 16 sep", "17:00–20:00", "Områdespolis 1"),
        ("sön 20 sep", "18:00–20:00", "Områdespolis 1"),
    ]
    assert week.days[2][1][0].terms == (
        "Bara utan uniform; Äta tillsammans, Prata om ett ämne; tas emot av föreståndaren"
    )


def test_a_function_gets_its_own_week(workspace: Workspace) -> None:
    """The officer's sheet holds the officer's visits, and says whose it is."""
    officers = workspace.store.frame("visit_officer")
    officer = str(officers.loc[officers["name"] == "Områdespolis 1", "id"].iloc[0])
    week = visit_week.week(workspace, LOCAL, WEDNESDAY, officer)
    assert week.function == "Områdespolis 1"
    assert [row[1] for row in rows(week)] == ["17:00–20:00", "18:00–20:00"]
    paper = PdfReader(io.BytesIO(visit_week.pdf(workspace, LOCAL, WEDNESDAY, officer)))
    words = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    assert len(paper.pages) == 1
    for expected in (
        "Besök vecka 38",
        "Områdespolis 1",
        "17:00–20:00",
        "mötesplatsen har tackat ja",
        "Inget besök",
    ):
        assert expected in words
    assert "Volontär" not in words


def test_a_week_is_the_polices_alone(workspace: Workspace) -> None:
    """A host gets no sheet of the plan."""
    with pytest.raises(NotAllowedError):
        visit_week.pdf(workspace, Viewer("föreståndare", "org_admin"), WEDNESDAY)
