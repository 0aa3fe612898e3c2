"""The area card: one area's contacts, terms, visits, decisions, requests and changes, and nobody else's."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import shapely
from pypdf import PdfReader

from karta.errors import NotAllowedError, NotFoundError
from karta.privacy import Viewer
from karta.services.needs import requests, rule_rows
from karta.services.planning import area_card, visit_terms
from karta.services.planning.visit_terms import Hours
from karta.services.register import contacts
from karta.services.workspace import Workspace, create
from karta.store import visit_book

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
LOCAL = Viewer("områdespolis", "local")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a workspace of two areas; in the first a venue that welcomes visits and one that does not."""
    folder = tmp_path_factory.mktemp("card")
    # All of it is from a year ago but what happens below.
    town = create(folder, now=lambda: NOW - timedelta(days=365))
    with town.store.act("test", "import") as act:
        areas = act.insert("area", [{"name": name, "kind": "district"} for name in ("Centrum", "Norr")])
        (org,) = act.insert("organisation", [{"name": "Alfa", "admitted_on": date(2025, 9, 16)}])
        names = (("Gården", 0), ("Hallen", 0), ("Kiosken", 1))
        act.insert(
            "place",
            [
                {
                    "name": name, "kind": "youth_centre", "owner_org_id": org, "area_id": areas[area],
                    "geometry": shapely.Point(500_000, 6_500_000),
                }
                for name, area in names
            ],
        )  # fmt: skip
    town.store.close()
    town = create(folder, now=lambda: NOW)
    places = dict(town.store.frame("place")[["name", "id"]].itertuples(index=False))
    area = dict(town.store.frame("area")[["name", "id"]].itertuples(index=False))
    for name, answer, hours in (
        ("Gården", "welcome", (Hours("WE;FR", "17:00", "20:00"),)), ("Hallen", "no", ()),
        ("Kiosken", "welcome", (Hours("MO", "15:00", "17:00"),)),
    ):  # fmt: skip
        (blank,) = (each for each in visit_terms.venues(town, LOCAL) if each.place == name)
        visit_terms.set_terms(town, LOCAL, replace(blank, answer=answer, welcome=hours, host="föreståndaren"))
    contacts.add_contact(
        town, LOCAL, function="Områdespolisen", channel="010-000 00 01", area_id=area["Norr"]
    )
    contacts.add_contact(town, LOCAL, function="Socialjouren", channel="010-000 00 02")
    rule_rows.decide_need(
        town, LOCAL, place_id=places["Gården"], adults=2, days="FR", start="21:00", end="22:00",
        responsible="Kommunen",
    )  # fmt: skip
    requests.ask_presence(
        town, LOCAL, place_id=places["Gården"], to_org="Alfa", start="21:00", end="22:00",
        day=date(2026, 9, 18), adults=2, role="night_walker",
    )  # fmt: skip
    with visit_book.acting(town.store, "polis", "accept_visit_plan") as act:
        one, two = (
            act.insert("visit_officer", {"name": name, "kind": kind, "minutes_a_week": 60})
            for name, kind in (("Områdespolis 1", "officer"), ("Volontär 1", "volunteer"))
        )
        at = {"place_id": places["Gården"], "start": "17:00", "end": "18:30"}
        for day, officer, state in (
            (date(2026, 9, 9), one, "done"), (date(2026, 6, 17), one, "done"), (date(2026, 8, 5), two, "done"),
            (date(2026, 9, 18), one, "planned"),
        ):  # fmt: skip
            act.insert("visit", {**at, "date": day, "officer_id": officer, "state": state})
        values = {"place_id": places["Gården"], "days": 21, "decided_by": "gruppchef", "main_officer_id": one}
        act.insert("visit_cadence", values)
    town.store.close()
    return folder


def area(workspace: Workspace, name: str) -> str:
    """Return the id of an area."""
    rows = workspace.store.frame("area")
    return str(rows.loc[rows["name"] == name, "id"].iloc[0])


def rows(card: area_card.AreaCard) -> list[tuple[tuple[str, ...], ...]]:
    """Return the rows of a card's sections."""
    return [section.rows for section in card.sections]


def test_a_card_holds_what_is_of_its_area(workspace: Workspace) -> None:
    """Each of the six sections by hand; what declines is named apart and without a row."""
    card = area_card.card(workspace, LOCAL, area(workspace, "Centrum"))
    assert card.area == "Centrum"
    called, venues, visits, decided, asked, changed = rows(card)
    assert called == (("Socialjouren", "010-000 00 02", "", ""),)
    assert venues == (("Gården", "ons, fre 17:00–20:00", "Vara med; tas emot av föreståndaren"),)
    assert card.sections[1].note == "Dit går inga besök, och inget skäl behövs: Hallen."
    assert visits == (("Gården", "ons 9 sep", "fre 18 sep 17:00", "21:e dag", "Områdespolis 1"),)
    assert [(row[0], row[1]) for row in decided] == [("Gården", "2 vuxna på plats 21:00–22:00, fre.")]
    assert asked == (("Vuxna önskas: Gården", "fre 18 sep 21:00–22:00", "", "Alfa"),)
    # The places are of a year ago; the contact of the whole municipality is one of this area, too.
    assert sorted(row[1:] for row in changed) == [
        ("Beslut om vuxna", "Gården"), ("Kontakt", "Socialjouren"), ("Villkor för besök", "Gården"),
        ("Villkor för besök", "Hallen"),
    ]  # fmt: skip
    # Of the visits held, that of 17 June was 91 days ago.
    assert card.sections[5].note.endswith("1 av polis, 1 av volontärer.")


def test_another_area_and_the_whole_town_have_theirs(workspace: Workspace) -> None:
    """Norr has its own contact and venue and no visit; the whole municipality has both areas' contacts in force."""
    called, venues, visits, decided, asked, _ = rows(
        area_card.card(workspace, LOCAL, area(workspace, "Norr"))
    )
    assert [row[0] for row in called] == ["Områdespolisen", "Socialjouren"]
    assert [row[0] for row in venues] == ["Kiosken"]
    assert [row[:3] for row in visits] == [("Kiosken", "inget känt", "")]
    assert (decided, asked) == ((), ())
    whole = area_card.card(workspace, LOCAL)
    assert whole.area == "hela kommunen"
    assert [row[0] for row in whole.sections[1].rows] == ["Gården", "Kiosken"]


def test_the_paper_says_what_the_screen_says(workspace: Workspace) -> None:
    """One page, with every cell of every section."""
    chosen = area(workspace, "Centrum")
    paper = PdfReader(io.BytesIO(area_card.pdf(workspace, LOCAL, chosen)))
    words = "".join("".join(page.extract_text() for page in paper.pages).split())
    assert len(paper.pages) == 1
    for section in area_card.card(workspace, LOCAL, chosen).sections:
        for cell in (section.title, *(cell for row in section.rows for cell in row)):
            assert "".join(cell.split()) in words


def test_a_card_is_the_polices_and_of_an_area_that_there_is(workspace: Workspace) -> None:
    """A host gets none; an area that is gone is a sentence."""
    for make in (area_card.card, area_card.pdf):
        with pytest.raises(NotAllowedError):
            make(workspace, Viewer("föreståndare", "org_admin"))
        with pytest.raises(NotFoundError):
            make(workspace, LOCAL, "gone")
