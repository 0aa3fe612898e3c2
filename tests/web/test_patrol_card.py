"""The patrol card: for who has signed in and may see now; the slip holds what is published; nothing is written."""

import sqlite3
from pathlib import Path

import pytest

from karta.privacy import ROLES, Viewer, policy
from karta.services.access import provider
from karta.services.importing import entries
from karta.services.register import contacts
from karta.services.register.open_tonight import public_key
from karta.services.rosters import poster_contact
from karta.store.engine import FILE
from karta.web import patrol_card, volunteer
from tests.web import open_town
from tests.web.client import Page, ask
from tests.web.open_town import LOCAL, TODAY, OpenTown

HOME = "/light/nu"
MAY = {
    "local", "coordinator", "organiser", "org_admin", "police", "police_volunteer", "field_worker", "municipality",
}  # fmt: skip


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OpenTown:
    """Give the town, served, with a walk that is out, a number to call, and an activity that is shown to everybody."""
    made = open_town.make(tmp_path / "own")
    monkeypatch.setenv("KARTA_WORKSPACE", str(made.workspace.folder))
    monkeypatch.setattr(volunteer, "_opened", lambda _: volunteer._Opened(made.workspace))
    made.share("Klubben")
    made.activity("Klubben", "Gården", "Pingis", public_yes="shown", free=True)
    made.activity("Klubben", "Gården", "Utan ja")
    entries.add_shift(
        made.workspace, LOCAL, org="Kyrkan", place_id=made.places["Torget"], kind="night_walker", weekdays=["WE"],
        start="17:00", end="21:00", adults=3, from_day=TODAY,
    )  # fmt: skip
    contacts.add_contact(
        made.workspace, LOCAL, function="Socialjouren", channel="010-123 45 67", hours="dygnet runt"
    )
    poster_contact.set_way(made.workspace, LOCAL, made.orgs["Klubben"], "hej@klubben.exempel", version=0)
    return made


def as_viewer(monkeypatch: pytest.MonkeyPatch, viewer: Viewer | None) -> None:
    """Let somebody, or nobody, have signed in."""
    monkeypatch.setattr(patrol_card, "_viewer", lambda _request, _workspace: viewer)


def test_who_has_not_signed_in_gets_the_way_in(town: OpenTown, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is a sign-in service, neither card nor slip is answered without a sign-in or with a made-up one."""
    town.open_up()
    monkeypatch.setattr(provider, "is_configured", lambda: True)
    key = public_key(str(town.workspace.store.frame("activity")["id"].iloc[0]))
    for path in (HOME, f"{HOME}/lapp/{key}"):
        for headers in ({}, {"cookie": "karta_session=" + "a" * 43}):
            words = Page(ask(path, headers=headers).html).text
            assert "Logga in" in words
            assert not any(word in words for word in ("Pingis", "Kyrkan", "Socialjouren"))


def test_who_may_see_now_gets_the_card_and_nobody_else(
    town: OpenTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the policy says of *now*: the others are told so, and given no slip either."""
    town.open_up()
    assert set(policy().cells["see_now"]) == MAY
    key = public_key(str(town.workspace.store.frame("activity")["id"].iloc[0]))
    for role in ROLES:
        as_viewer(monkeypatch, Viewer("funktion", role))
        answers = [ask(HOME), ask(f"{HOME}/lapp/{key}")]
        assert [answer.status for answer in answers] == [200 if role in MAY else 403] * 2, role
        assert all(("Pingis" in answer.html) == (role in MAY) for answer in answers), role


def test_the_card_says_who_is_out_whom_to_call_and_where_to_invite(
    town: OpenTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The walk with its place and end, a number that can be pressed, what is shown to everybody; no unshared word."""
    town.open_up()
    as_viewer(monkeypatch, LOCAL)
    html = ask(HOME).html
    words = " ".join(Page(html).text.split())
    assert "Torget: Kyrkan, nattvandrare, 3 vuxna, till 21:00" in words
    assert 'href="tel:0101234567"' in html
    assert "Socialjouren, hela kommunen: 010-123 45 67 dygnet runt" in words
    assert "17:00\u201320:00 · Öppet nu · Gården" in words
    assert "Utan ja" not in words
    assert f'href="{HOME}?gratis=1"' in html
    assert "Inget passar" in ask(f"{HOME}?dropin=1").html


def test_whose_roster_is_not_shared_with_the_police_is_not_named(
    town: OpenTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A roster for partners alone tells the police neither whose it is nor how many."""
    as_viewer(monkeypatch, Viewer("områdespolis", "police"))
    words = Page(ask(HOME).html).text
    assert "Kyrkan" not in words
    assert "3 vuxna" not in words


def test_without_an_open_side_there_are_no_slips(town: OpenTown, monkeypatch: pytest.MonkeyPatch) -> None:
    """The card still says who is out and whom to call."""
    as_viewer(monkeypatch, LOCAL)
    html = ask(HOME).html
    assert "Därför finns inga lappar." in html
    assert "Socialjouren" in html
    assert ask(f"{HOME}/lapp/x").status == 404


def test_a_slip_is_what_is_published_and_is_noted_nowhere(
    town: OpenTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Activity, hours, place, whose and how to reach them; in English, too; not one byte of the store is another."""
    town.open_up()
    as_viewer(monkeypatch, Viewer("fältare", "field_worker"))
    html = ask(HOME).html
    path = html.split('href="/light/nu/lapp/')[1].split('"')[0]
    town.workspace.store.close()
    before = dump(town.workspace.folder)
    page = " ".join(Page(ask(f"{HOME}/lapp/{path}").html).text.split())
    assert "Pingis 17:00\u201320:00 Gården Klubben" in page
    assert "Så når du dem: hej@klubben.exempel" in page
    assert "How to reach them: hej@klubben.exempel" in Page(ask(f"{HOME}/lapp/{path}?lang=en").html).text
    assert not any(word in page for word in ("Kyrkan", "Socialjouren", "fältare"))
    assert ask(f"{HOME}/lapp/unknown").status == 404
    assert dump(town.workspace.folder) == before


def dump(folder: Path) -> list[str]:
    """Return all that the store holds, as statements."""
    with sqlite3.connect(folder / FILE) as connection:
        lines = list(connection.iterdump())
    connection.close()
    return lines
