"""The pages of signing in without a browser: what is closed to strangers, forged answers, cookies, the way out."""

from base64 import urlsafe_b64encode
from json import dumps

import pytest

from karta.model.member import Identity
from karta.services.access import members, provider, public_address, sign_in, viewers
from karta.services.register import organisations
from karta.services.workspace import Workspace
from karta.web import oidc, signed_in
from karta.web.sign_in import local_path
from tests.web.client import Page, ask

PENDING = {"state": "right", "nonce": "n", "verifier": "v", "way": "/pass", "invitation": None}
SOMEBODY = Identity("http://127.0.0.1:9", "a")


@pytest.fixture
def town(served: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Give the workspace of a server at which people sign in; the sign-in service is not there."""
    monkeypatch.setenv(provider.ISSUER, "http://127.0.0.1:9")
    monkeypatch.setenv(provider.CLIENT, "karta")
    monkeypatch.setenv(provider.SECRET, "s")
    monkeypatch.delenv(public_address.SETTING, raising=False)
    oidc._made.cache_clear()
    organisations.add_organisation(served, viewers.local(), "Bollklubben")
    return served


@pytest.fixture
def token(town: Workspace) -> str:
    """Give the token of a member who is signed in."""
    invitation = members.invite(town, viewers.local(), role="organiser", function="ledare", org="Bollklubben")
    return sign_in.begin(town, SOMEBODY, invitation)


def cookie(name: str, content: str) -> dict[str, str]:
    """Return the header of a cookie."""
    return {"cookie": f"{name}={content}"}


def pending(**changes: str) -> dict[str, str]:
    """Return the cookie of an attempt."""
    return cookie(signed_in.ATTEMPT, urlsafe_b64encode(dumps({**PENDING, **changes}).encode()).decode())


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/luckor",
        "/fil/0123",
        "/media/x",
        "/_stcore/upload_file/a/b",
        "/_stcore/metrics",
        "/in2",
        "//p/x",
    ],
)
def test_nothing_of_the_app_is_answered_to_strangers(town: Workspace, path: str) -> None:
    """Pages, files, uploads, figures of the server: 401 in a word, and the way in for who opens a page."""
    answer = ask(path)
    assert (answer.status, answer.body.decode()) == (
        401,
        "Du är inte inloggad. Öppna sidan igen och logga in.",
    )
    page = ask(path, headers={"accept": "text/html"})
    assert page.status == 200
    assert Page(page.html).text.count("Logga in") == 1
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_light_pages_and_the_way_in_stay_open(town: Workspace) -> None:
    """Personal links, links of the month, posters and invitations answer as ever: unknown ones with their 404."""
    for path in ("/p/x", "/manad/x", "/light/med/x", "/in/inbjudan/x"):
        assert ask(path).status == 404, path
    assert ask("/light/type/400.woff2").status == 200


def test_who_is_signed_in_comes_through(town: Workspace, token: str) -> None:
    """The app is asked with a living sign-in, and not with one that has ended or was made up."""
    assert ask("/glapp", headers=cookie("karta_session", token)).status == 404
    assert ask("/glapp", headers=cookie("karta_session", "x" * 33)).status == 401
    sign_in.end(town, token)
    assert ask("/glapp", headers=cookie("karta_session", token)).status == 401


def test_without_sign_in_the_app_is_as_it_was(served: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """On one's own machine nothing is in the way, and the way in says that nobody signs in here."""
    for name in (provider.ISSUER, provider.CLIENT, provider.SECRET, provider.SECRET_FILE):
        monkeypatch.delenv(name, raising=False)
    assert ask("/glapp").status == 404
    answer = ask("/in")
    assert answer.status == 404
    assert "Här loggar ingen in" in answer.html


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("code=c&state=wrong", pending()), ("state=right", pending()), ("code=c", pending()),
        ("error=access_denied&state=right", pending()), ("code=c&state=right", {}),
        ("code=c&state=right", cookie(signed_in.ATTEMPT, "bm8=")), ("code=c&state=", pending(state="")),
    ],
)  # fmt: skip
def test_an_answer_that_was_not_asked_for_opens_nothing(
    town: Workspace, monkeypatch: pytest.MonkeyPatch, query: str, headers: dict[str, str]
) -> None:
    """Another state, none, no code, no attempt of this browser: a sentence, no cookie; the service is not asked."""
    monkeypatch.setattr(oidc, "identity", lambda *_: pytest.fail("asked"))
    answer = ask(f"/in/svar?{query}", headers=headers)
    assert answer.status == 400
    assert "Inloggningen gick inte att slutföra" in answer.html
    assert "set-cookie" not in answer.headers


def test_a_service_that_is_silent_is_told(town: Workspace) -> None:
    """Nobody listens at the service's address: a sentence, and no word of where that is."""
    answer = ask("/in")
    assert answer.status == 400
    assert "svarar inte just nu" in answer.html
    assert "127.0.0.1:9" not in answer.html


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("/pass?vecka=2026-11-30", "/pass?vecka=2026-11-30"), ("https://a.example", "/"), ("//a.example", "/"),
        ("/\\a.example", "/"), ("javascript:alert(1)", "/"), ("", "/"), ("/a\nb", "/"), ("/in", "/"), ("/ut", "/"),
        ("/\t/a.example", "/"),
    ],
)  # fmt: skip
def test_the_way_leads_to_this_server_alone(typed: str, expected: str) -> None:
    """After signing in one comes to a page of this server, never to another one."""
    assert local_path(typed) == expected


def test_the_cookie_goes_by_https_alone_where_there_is_some(monkeypatch: pytest.MonkeyPatch) -> None:
    """HttpOnly and Lax always; Secure and bound to the host by its name where the public address is https."""
    monkeypatch.delenv(public_address.SETTING, raising=False)
    assert signed_in.begun("T") == "karta_session=T; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax"
    monkeypatch.setenv(public_address.SETTING, "https://karta.example.se")
    assert signed_in.begun("T") == (
        "__Host-karta_session=T; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax; Secure"
    )
    assert signed_in.read(["karta_session=A; __Host-karta_session=B"], signed_in.NAME) == "B"


def test_out_by_a_page_of_ours_and_asked_before_by_any_other(town: Workspace, token: str) -> None:
    """A link of ours ends the sign-in; a foreign page gets as far as the question; the form needs its guard."""
    mine = cookie("karta_session", token)
    foreign = ask("/ut", headers={**mine, "sec-fetch-site": "cross-site"})
    assert "Vill du logga ut" in foreign.html
    assert ask("/ut", {"guard": "x"}, headers=mine).status == 400
    assert sign_in.who(town, token) is not None
    form = Page(foreign.html).form("Logga ut")
    answer = ask(form.action, form.fields, headers=mine)
    assert "Du är utloggad" in answer.html
    assert answer.headers["set-cookie"].startswith("karta_session=; Path=/; Max-Age=0")
    assert sign_in.who(town, token) is None
    other = sign_in.begin(town, SOMEBODY)
    ask("/ut", headers={**cookie("karta_session", other), "sec-fetch-site": "same-origin"})
    assert sign_in.who(town, other) is None
