"""An association and the police at the same app, each signed in: what is shared, who looked, what is never shown."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from karta.services.access import members
from karta.services.register import organisations, sharing
from karta.services.workspace import Workspace, create
from tests.browser.conftest import Serve, app_command
from tests.browser.looking import words
from tests.browser.settling import PATIENCE, settled
from tests.privacy import paged_town
from tests.privacy.probed_town import LOCAL, Whose

pytestmark = pytest.mark.browser

ADMIN, OFFICER = "admin-1", "officer-1"
WEEK = "vecka=2026-09-14&timme=111"


@dataclass
class Town:
    """The probed town, served where people sign in; the addresses of two invitations."""

    workspace: Workspace
    alfa: Whose
    address: str
    admin: str
    officer: str


@pytest.fixture
def town(serve: Serve, tmp_path: Path) -> Town:
    """Give the town, with an administrator of Alfa's and an officer of the northern area invited."""
    made, whose = paged_town.make(tmp_path / "own")
    made.store.close()
    # From here on it is today: an invitation lasts for seven days.
    workspace = create(tmp_path / "own")
    alfa = whose["Alfa"]
    organisations.add_organisation(workspace, LOCAL, "Polisen")
    admin = members.invite(workspace, LOCAL, role="org_admin", function="styrelsen", org="Alfa")
    officer = members.invite(
        workspace, LOCAL, role="police", function="områdespolis", org="Polisen", area_ids=[alfa.area]
    )
    known = [word for sub in (ADMIN, OFFICER) for word in ("--user-claims", json.dumps({"sub": sub}))]
    provider = serve(
        [sys.executable, "-m", "oidc_provider_mock", "--port", "{port}", "--require-nonce", "true", *known]
    )
    surroundings = {
        "KARTA_OIDC_ISSUER": provider, "KARTA_OIDC_CLIENT": "karta", "KARTA_OIDC_SECRET": "secret",
        "NO_PROXY": "127.0.0.1",
    }  # fmt: skip
    address = serve(app_command(workspace.folder), env=surroundings)
    links = (f"{address}/in/inbjudan/{token}/vidare" for token in (admin, officer))
    return Town(workspace, alfa, address, *links)


def come_in(page: Page, invitation: str, subject: str) -> None:
    """Take up an invitation, and wait for the page that the role comes for."""
    page.set_default_timeout(2 * PATIENCE)
    page.goto(invitation)
    page.get_by_role("button", name=subject, exact=True).click()
    expect(page.locator(".karta-head")).to_contain_text("Inloggad som", timeout=2 * PATIENCE)
    settled(page)


@pytest.mark.parametrize(
    ("office", "street"), [("page_desktop", "page_phone"), ("page_phone", "page_desktop")]
)
def test_the_police_look_and_the_association_sees_that(
    town: Town, request: pytest.FixtureRequest, office: str, street: str
) -> None:
    """An officer sees the gaps of the own area and no name; the association sees who looked, and shares.

    On a desk and a phone, and the other way round. Signed out in one tab, the other is dead within 5 s.
    """
    officer: Page = request.getfixturevalue(street)
    admin: Page = request.getfixturevalue(office)
    come_in(officer, town.officer, OFFICER)
    assert "/besok" in officer.url
    officer.goto(f"{town.address}/luckor?{WEEK}")
    settled(officer)
    expect(officer.get_by_text("Torget Alfa").first).to_be_attached(timeout=PATIENCE)
    shown = words(officer)
    for secret in (
        "Torget Beta",
        "Kim Alfa",
        "070-000 00 00",
        *(c.word for c in paged_town.CANARIES.values()),
    ):
        assert secret not in shown
    come_in(admin, town.admin, ADMIN)
    admin.goto(f"{town.address}/platser?del=organisations")
    settled(admin)
    looked = admin.get_by_role("row").filter(has_text="områdespolis")
    expect(looked).to_contain_text("Polisen", timeout=PATIENCE)
    expect(looked).to_contain_text("Luckor")
    admin.get_by_text("Också kommunen och polisen").first.click()
    admin.get_by_role("button", name="Spara vem som får se").click()
    expect(admin.get_by_text("Sparat. Det gäller från och med nu.")).to_be_visible(timeout=PATIENCE)
    assert sharing.levels(town.workspace, LOCAL, town.alfa.org)[0]["roster"] == "authorities"
    other = admin.context.new_page()
    other.goto(f"{town.address}/pass")
    expect(other.locator(".karta-head")).to_be_visible(timeout=2 * PATIENCE)
    other.get_by_role("link", name="Logga ut").click()
    expect(other.get_by_role("heading", name="Du är utloggad")).to_be_visible(timeout=PATIENCE)
    expect(admin.get_by_text("Du är inte inloggad längre.")).to_be_visible(timeout=5_000)
    expect(admin.get_by_text("Vem får se vad?")).to_have_count(0)
