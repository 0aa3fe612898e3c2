"""Signing in, in a real browser against a real sign-in service on this machine: in, out, invited, ended."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from karta.cli import main
from karta.services.access import viewers
from karta.services.register import organisations
from karta.services.workspace import Workspace, create
from tests.browser.conftest import Serve, Servers, app_command
from tests.browser.settling import PATIENCE

pytestmark = pytest.mark.browser

# A number that the tax agency gives away for tests; in no store, log or address may it turn up.
NUMBER = "191212121212"
NAME = "Tolvan Tolvansson"
CLAIMS = {"email": "tolvan@vandrarna.test", "name": NAME, "personal_number": NUMBER, "ssn": "121212-1212"}


@dataclass
class Town:
    """An app at which people sign in, what it stores and writes, and how `karta members` is run beside it."""

    workspace: Workspace
    address: str
    logs: Path
    members: Callable[..., list[str]]

    def invite(self, role: str = "organiser", function: str = "vandringsledare") -> str:
        """Return the address of a new invitation for Vandrarna."""
        words = ("add", "--role", role, "--function", function, "--org", "Vandrarna")
        path = self.members(*words)[0].partition("/in/")[2]
        return f"{self.address}/in/{path}"


@pytest.fixture
def town(serve: Serve, servers: Servers, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Town:
    """Give the app of a workspace with one organisation, and a sign-in service that knows three people."""
    people = [{"sub": "opaque-7", **CLAIMS}, {"sub": "stranger-1"}, {"sub": "121212-1212"}]
    known = [word for claims in people for word in ("--user-claims", json.dumps(claims))]
    provider = serve(
        [sys.executable, "-m", "oidc_provider_mock", "--port", "{port}", "--require-nonce", "true", *known]
    )
    workspace = create(tmp_path / "own")
    organisations.add_organisation(workspace, viewers.local(), "Vandrarna")
    surroundings = {
        "KARTA_OIDC_ISSUER": provider, "KARTA_OIDC_CLIENT": "karta", "KARTA_OIDC_SECRET": "secret-of-the-client",
        "NO_PROXY": "127.0.0.1",
    }  # fmt: skip
    address = serve(app_command(workspace.folder), env=surroundings)

    def members(*words: str) -> list[str]:
        capsys.readouterr()
        assert main(["--workspace", str(workspace.folder), "members", *words]) == 0
        return capsys.readouterr().out.splitlines()

    return Town(workspace, address, servers.folder, members)


@pytest.fixture
def page(page_desktop: Page) -> Page:
    """Give a page that waits for a server that is still reading in."""
    page_desktop.set_default_timeout(2 * PATIENCE)
    return page_desktop


def sign_in(page: Page, subject: str = "opaque-7") -> None:
    """Choose who one is at the sign-in service."""
    page.get_by_role("button", name=subject, exact=True).click()


def head(page: Page) -> str:
    """Return what the head of the app's page says."""
    return page.locator(".karta-head").inner_text(timeout=PATIENCE)


def test_in_by_invitation_out_and_in_again(town: Town, page: Page) -> None:
    """Nobody sees the app before; an invitation binds who signs in; out, it is gone; in again needs no invitation."""
    page.goto(f"{town.address}/luckor?vecka=2026-11-30")
    expect(page.get_by_role("link", name="Logga in")).to_be_visible()
    assert page.locator("[data-testid=stApp]").count() == 0
    page.goto(town.invite())
    expect(page.get_by_text("Du bjuds in som vandringsledare.")).to_be_visible()
    page.get_by_role("link", name="Logga in").click()
    assert "code_challenge_method=S256" in page.url
    sign_in(page)
    assert "Inloggad som vandringsledare, Vandrarna" in head(page)
    cookie = next(cookie for cookie in page.context.cookies() if cookie["name"] == "karta_session")
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    assert page.evaluate("document.cookie.includes('karta_session')") is False
    page.get_by_role("link", name="Logga ut").click()
    expect(page.get_by_role("heading", name="Du är utloggad")).to_be_visible()
    page.goto(f"{town.address}/pass")
    page.get_by_role("link", name="Logga in").click()
    sign_in(page)
    page.wait_for_url("**/pass")
    assert "Vandrarna" in head(page)


def test_an_ended_member_is_out_within_five_seconds(town: Town, page: Page) -> None:
    """`karta members end` ends the open page: nothing of it is left within 5 s, and signing in again leads nowhere."""
    page.goto(f"{town.invite()}/vidare")
    sign_in(page)
    assert "Vandrarna" in head(page)
    (member,) = town.members("list")
    town.members("end", member.split("\t")[0])
    expect(page.get_by_text("Du är inte inloggad längre.")).to_be_visible(timeout=5_000)
    assert page.locator(".karta-head").count() == 0
    page.goto(f"{town.address}/in")
    sign_in(page)
    expect(page.get_by_role("heading", name="Du är inloggad men inte inbjuden")).to_be_visible()


def test_what_is_open_follows_the_role(town: Town, page: Page) -> None:
    """An open page of a member who gets another role is that role's within seconds, without signing in again."""
    page.goto(f"{town.invite('org_admin', 'styrelsen')}/vidare")
    sign_in(page)
    expect(page.get_by_role("link", name="Medlemmar")).to_be_visible(timeout=PATIENCE)
    (member,) = town.members("list")
    town.members("role", member.split("\t")[0], "evaluator")
    expect(page.get_by_role("link", name="Medlemmar")).to_have_count(0, timeout=PATIENCE)
    assert "Inloggad som styrelsen" in head(page)


def test_a_member_invites_another_on_the_page(town: Town, page: Page, page_phone: Page) -> None:
    """Whoever takes up the link that the page shows once comes in, and stands on the page; ended, is out again."""
    page_phone.set_default_timeout(PATIENCE)
    page.goto(f"{town.invite('org_admin', 'styrelsen')}/vidare")
    sign_in(page)
    head(page)
    page.goto(f"{town.address}/medlemmar")
    page.get_by_role("textbox", name="Funktion").fill("kassör")
    page.get_by_role("button", name="Gör en inbjudan").click()
    link = page.locator("code").inner_text()
    assert "/in/inbjudan/" in link
    page_phone.goto(link)
    page_phone.get_by_role("link", name="Logga in").click()
    sign_in(page_phone, "stranger-1")
    assert "Inloggad som kassör, Vandrarna" in head(page_phone)
    page.get_by_role("button", name="Jag har lämnat länken").click()
    expect(page.locator("code")).to_have_count(0)
    page.get_by_role("button", name="Avsluta", exact=True).click()
    page.get_by_role("button", name="Avsluta kassör").click()
    expect(page_phone.get_by_text("Du är inte inloggad längre.")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("heading", name="kassör")).to_have_count(0, timeout=PATIENCE)


def test_strangers_and_personal_numbers_stay_outside(town: Town, page: Page) -> None:
    """A stranger is told so and nothing is stored; who is called by a personal number is refused, and not led on."""
    page.goto(f"{town.address}/in")
    sign_in(page, "stranger-1")
    expect(page.get_by_role("heading", name="Du är inloggad men inte inbjuden")).to_be_visible()
    page.goto(f"{town.invite()}/vidare")
    sign_in(page, "121212-1212")
    expect(page.get_by_text("det tar Karta inte emot")).to_be_visible()
    assert [cookie["name"] for cookie in page.context.cookies() if cookie["name"] == "karta_session"] == []
    (member,) = town.members("list")
    assert member.endswith("har inte loggat in")
    assert "stranger-1" not in written(town)


def test_what_the_service_knows_of_a_person_is_written_nowhere(town: Town, page: Page) -> None:
    """Subject and work address are in the store; name and personal number in no file of it, no log, no cookie."""
    page.goto(f"{town.invite()}/vidare")
    sign_in(page)
    assert "Vandrarna" in head(page)
    everything = written(town) + json.dumps(page.context.cookies()) + page.content()
    assert "opaque-7" in everything
    assert "tolvan@vandrarna.test" in everything
    for secret in (NUMBER, "121212-1212", NAME, "secret-of-the-client"):
        assert secret not in everything


def written(town: Town) -> str:
    """Return every byte of the workspace and of what the app has written into its log."""
    files = [path for path in town.workspace.folder.rglob("*") if path.is_file()]
    port = town.address.rpartition(":")[2]
    files += list(town.logs.glob(f"server-{port}.log"))
    return "\n".join(path.read_bytes().decode("latin-1") for path in files)
