"""What a personal link does not do: act for another site, open without its token, or fail on a shift that is none."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest

from karta.services import workspace as workspaces
from karta.services.register import places
from karta.services.rosters import invitations, volunteers
from karta.services.workspace import Workspace
from karta.web import posts, volunteer
from tests.services.rosters.conftest import COORDINATOR, Plan, occurrences
from tests.web.client import HOST, Page, ask


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "https://other.example"},
    ],
)
def test_a_post_from_elsewhere_is_refused(
    served: Workspace, plan: Plan, link: str, headers: dict[str, str]
) -> None:
    """Another site's page cannot sign anybody up, even with the right fields."""
    plan()
    form = Page(ask(link).html).form("Jag kommer")
    answer = ask(form.action, {**form.fields, "adult": "yes"}, headers)
    assert answer.status == 400
    assert occurrences(served)[0].adults == 0
    assert ask(form.action, {**form.fields, "adult": "yes"}, {"origin": f"http://{HOST}"}).status == 303


@pytest.mark.parametrize("guard", ["", "0" * 32, "å"])
def test_a_post_needs_the_guard_of_its_link(served: Workspace, plan: Plan, link: str, guard: str) -> None:
    """Without the guard that our pages carry, nothing is done."""
    plan()
    form = Page(ask(link).html).form("Jag kommer")
    assert ask(form.action, {**form.fields, "guard": guard, "adult": "yes"}).status == 400
    assert occurrences(served)[0].adults == 0


def test_a_link_that_is_none_opens_nothing(served: Workspace, link: str) -> None:
    """A wrong and a withdrawn link, read or posted to, give 404 and no word about anybody."""
    who = volunteers.by_link(served, link.removeprefix("/p/"))
    invitations.withdraw_link(served, COORDINATOR, who.person_id)
    for path in (link, "/p/x", f"{link}/kalender.ics", f"{link}/rapport/x.2026-09-18"):
        answer = ask(path)
        assert answer.status == 404
        assert "Anna" not in answer.html
    assert ask(f"{link}/anmal", {}).status == 404


def test_a_shift_that_is_none_is_a_sentence(served: Workspace, link: str) -> None:
    """Names of shifts that nobody made, and posts too large to be ours, are refused, not failures."""
    form_of = {"guard": posts.guard_of(link.removeprefix("/p/")), "adult": "yes"}
    for occurrence in ("", "x", "x.2026-09-18", "x.9999-12-31", "x.0001-01-01", "'; drop table person"):
        assert ask(f"{link}/anmal", {**form_of, "occurrence": occurrence}).status in (400, 404), occurrence
    assert ask(f"{link}/anmal", {**form_of, "occurrence": "x" * 20_000}).status == 400


def test_the_headers_allow_no_script_and_no_store(served: Workspace, link: str) -> None:
    """A page may load its style alone, is in no frame, tells nobody where one came from, and stays in no cache."""
    headers = ask(link).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "script" not in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    style = ask(link).html.split("<style>")[1].split("</style>")[0]
    style_hash = b64encode(sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{style_hash}';" in policy
    assert "url(" not in style


def test_the_workspace_of_the_server_is_opened_once(made_once: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder that the app was started with is what a link is looked up in; a folder without a workspace is none."""
    monkeypatch.setenv("KARTA_WORKSPACE", str(made_once))
    assert ask("/p/x").status == 404
    assert volunteer._opened(made_once) is volunteer._opened(made_once)
    assert workspaces.open_workspace(made_once).store.revision() > 0
    assert not places.places(workspaces.open_workspace(made_once), COORDINATOR).empty
