"""Twelve weeks of visits at eight venues, planned by a signed-in officer at a desk and on a phone."""

import json
import re
import sys
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from karta.services.access import members
from karta.services.planning import visits
from karta.services.workspace import Workspace, create
from tests.browser.conftest import Serve, app_command
from tests.browser.settling import PATIENCE, settled
from tests.services.planning import eight_venues

pytestmark = pytest.mark.browser

# Who comes in by which of the browser's widths.
OFFICERS = {"page_desktop": "officer-1", "page_phone": "officer-2"}


@dataclass
class Town:
    """The workspace of the venues, its address, and the way in of each officer."""

    workspace: Workspace
    address: str
    invitations: dict[str, str]

    def come_in(self, page: Page, width: str) -> None:
        """Sign in by an invitation: whoever plans visits lands on them."""
        page.goto(f"{self.address}/in/inbjudan/{self.invitations[width]}/vidare")
        page.get_by_role("button", name=OFFICERS[width], exact=True).click()
        expect(page.get_by_role("heading", name="Besök", exact=True)).to_be_visible(timeout=PATIENCE)

    def propose(self, page: Page, weeks: int) -> int:
        """Ask on the page for a plan of some weeks, and return how many visits it has."""
        page.goto(f"{self.address}/besok?del=plan")
        page.get_by_label("Veckor framåt").fill(str(weeks))
        page.get_by_role("button", name="Föreslå besök").click()
        heading = page.get_by_role("heading", name="besök föreslås")
        expect(heading).to_be_visible(timeout=PATIENCE)
        settled(page)
        return int(heading.inner_text().split()[0])


@pytest.fixture(scope="module")
def town(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Give the venues, served where people sign in, and an invitation for each officer."""
    workspace = create(tmp_path_factory.mktemp("story") / "own")
    eight_venues.fill(workspace)
    invitations = {
        width: members.invite(
            workspace, eight_venues.LOCAL, role="police", function="områdespolis", org="Polisen"
        )
        for width in OFFICERS
    }
    known = [word for sub in OFFICERS.values() for word in ("--user-claims", json.dumps({"sub": sub}))]
    provider = serve(
        [sys.executable, "-m", "oidc_provider_mock", "--port", "{port}", "--require-nonce", "true", *known]
    )
    surroundings = {
        "KARTA_OIDC_ISSUER": provider, "KARTA_OIDC_CLIENT": "karta", "KARTA_OIDC_SECRET": "secret",
        "NO_PROXY": "127.0.0.1",
    }  # fmt: skip
    return Town(workspace, serve(app_command(workspace.folder), env=surroundings), invitations)


@pytest.mark.parametrize("width", OFFICERS)
def test_twelve_weeks_are_handed_over_and_what_two_hours_miss_is_listed(
    town: Town, request: pytest.FixtureRequest, width: str
) -> None:
    """Three joint visits, nothing late, none where one declines; accepted, all is kept. At two hours three wait."""
    page: Page = request.getfixturevalue(width)
    workspace, first = town.workspace, town.workspace.today
    eight_venues.forget(workspace)
    eight_venues.staffed(workspace)
    town.come_in(page, width)
    planned = town.propose(page, 12)
    expect(page.get_by_text("Alla mötesplatser som välkomnar besök får ett i tid.")).to_be_visible()
    both = f"{eight_venues.LEAVES} tillsammans med {eight_venues.STAYS}, som presenteras"
    expect(page.get_by_role("checkbox", name=both)).to_have_count(len(eight_venues.HANDED_OVER))
    for name in eight_venues.HANDED_OVER:
        expect(page.get_by_role("checkbox", name=f"{name}, {both}")).to_have_count(1)
    expect(page.get_by_text(eight_venues.DECLINES)).to_have_count(0)
    for question in ("Vet de unga", "Har de fått säga", "Är det deras plats", "Har vi tänkt"):
        page.get_by_text(question).click()
    settled(page)
    page.get_by_role("button", name=f"Godkänn {planned} besök").click()
    expect(page.get_by_text(f"{planned} besök är planerade")).to_be_visible(timeout=PATIENCE)
    assert "del=ahead" in page.url
    # One of today may have begun by now: it can no more be called off, but noted.
    acts = page.get_by_role("button", name=re.compile("^(Ställ in|Blev av)$"))
    expect(acts).to_have_count(planned, timeout=PATIENCE)
    expect(page.get_by_text("som presenteras")).to_have_count(len(eight_venues.HANDED_OVER))
    rows = visits.listed(workspace, eight_venues.police(workspace), first, first + timedelta(days=84))
    assert len(rows) == planned
    eight_venues.keeps_the_terms(workspace, rows)
    eight_venues.forget(workspace)
    eight_venues.short_of_hours(workspace)
    assert town.propose(page, 5) == 4
    expect(page.get_by_role("heading", name="Det här hinns inte")).to_be_visible()
    visited = {
        name for name in eight_venues.WELCOMING if page.get_by_role("checkbox", name=f"{name}, ").count()
    }
    waiting = page.get_by_role("listitem").filter(has_text="väntar 20 dagar för länge").all_inner_texts()
    assert {text.split(":")[0] for text in waiting} == set(eight_venues.WELCOMING) - visited
    assert (len(visited), len(waiting)) == (4, 3)
    expect(page.get_by_text(eight_venues.DECLINES)).to_have_count(0)
