"""The person's rights by the personal link: see all that is stored, take it along, be removed with a receipt."""

import base64
import json
import re
from datetime import timedelta

import pytest

from karta.services.access import retention
from karta.services.rosters import invitations
from karta.services.workspace import Workspace
from karta.store import own_rows
from karta.store.schema import METADATA
from karta.store.schema import people as t
from tests.services.rosters.conftest import COORDINATOR, NOW, Plan, occurrences
from tests.web.client import Page, ask, press, push


@pytest.fixture
def signed(served: Workspace, plan: Plan, link: str) -> str:
    """Give Anna's link, who has signed up to the Friday's shift."""
    plan()
    push(press(link, "Jag kommer"), "Ja, jag är 18 eller äldre")
    return link


def test_all_that_is_stored_is_on_the_page_and_in_both_files(served: Workspace, signed: str) -> None:
    """Name, organisation, the shift with place and hours, and the link: on the page, as JSON and as text."""
    assert "Mina uppgifter" in ask(signed).html
    page = Page(ask(f"{signed}/uppgifter").html).text
    for said in ("Anna", "Nattvandrarna", "2026-09-18", "Torget", "21:00", "22:00", "18 eller äldre: ja"):
        assert said in page
    answer = ask(f"{signed}/uppgifter.json")
    stored = json.loads(answer.body)
    assert answer.headers["cache-control"] == "no-store"
    assert stored["person"]["name"] == "Anna"
    assert [(each["date"], each["place"], each["state"]) for each in stored["shifts"]] == [
        ("2026-09-18", "Torget", "signed")
    ]
    assert len(stored["links"]) == 1
    assert "Torget" in ask(f"{signed}/uppgifter.txt").html


def test_one_press_after_a_question_removes_the_person(served: Workspace, signed: str) -> None:
    """The question removes nobody; the answer does: the link is dead, no file holds the name, the place is free."""
    question = ask(f"{signed}/ta-bort")
    assert len(served.store.frame("person")) == 1
    page = push(question, "Ja, ta bort mig")
    assert "Du är borttagen" in page.html
    assert "Anna" not in page.html
    assert ask(signed).status == 404
    assert occurrences(served)[0].adults == 0
    for table in own_rows.TABLES:
        assert served.store.frame(table.name).empty
    assert b"Anna" not in b"".join(path.read_bytes() for path in served.folder.rglob("*") if path.is_file())


def test_the_receipt_is_a_text_without_a_name(served: Workspace, signed: str) -> None:
    """What can be downloaded says when, what and how many, and the number of the act."""
    page = push(ask(f"{signed}/ta-bort"), "Ja, ta bort mig")
    (encoded,) = re.findall(r'base64,([^"]+)"', page.html)
    receipt = base64.b64decode(encoded.replace("&#43;", "+").replace("%2B", "+")).decode()
    assert "1 anmälan." in receipt
    assert "1 personlig länk." in receipt
    assert f"nummer {served.store.revision()}" in receipt
    assert "Anna" not in receipt


def test_a_press_from_another_site_removes_nobody(served: Workspace, signed: str) -> None:
    """Without the guard of the page, and from a page of somebody else's, it is refused."""
    assert ask(f"{signed}/ta-bort", {}).status == 400
    form = Page(ask(f"{signed}/ta-bort").html).form("Ja, ta bort mig")
    assert ask(form.action, form.fields, {"sec-fetch-site": "cross-site"}).status == 400
    assert len(served.store.frame("person")) == 1


def test_who_was_reminded_can_stay(served: Workspace, link: str) -> None:
    """After a year the old link is dead; by a new one the page asks; *Jag är kvar*, and it does not ask any more."""
    retention.daily(served, NOW)
    retention.note_backup(served, COORDINATOR, NOW)
    retention.daily(served, NOW + timedelta(days=366))
    assert ask(link).status == 404
    (anna,) = served.store.frame("person")["id"]
    page = press(f"/p/{invitations.new_link(served, COORDINATOR, anna)}", "Jag är kvar")
    assert "Tack! Du är kvar." in page.html
    assert "Är du kvar?" not in page.html


def test_every_table_that_names_a_person_is_among_those_shown_and_erased() -> None:
    """A new column called person_id, or a table that refers to people, must be added to `own_rows`."""
    referring = {
        table.name
        for table in METADATA.tables.values()
        for column in table.c
        if column.name == "person_id" or any(key.column.table is t.person for key in column.foreign_keys)
    }
    assert referring | {"person"} == {table.name for table in own_rows.TABLES}
