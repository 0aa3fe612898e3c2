"""The language of a page of the app: asked for, kept, or the server's; and it stands in the page itself."""

import asyncio
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from karta.cli.app import _language
from karta.server import serving
from karta.web.languages import SERVER


def page(query: str, cookie: str = "") -> tuple[str, dict[str, str]]:
    """Return the page of an app that compresses, as Streamlit does, behind our middleware; and its headers."""

    async def app(_request: Request) -> HTMLResponse:
        return HTMLResponse(f'<!doctype html><html lang="en"><body>{"x" * 2000}</body></html>')

    served = Starlette(
        routes=[Route("/", app)], middleware=[*serving.middleware(), Middleware(GZipMiddleware)]
    )
    headers = {
        "host": "localhost",
        "accept": "text/html,*/*",
        "accept-encoding": "gzip",
        "if-none-match": '"x"',
        "cookie": cookie,
    }
    scope = {
        "type": "http", "method": "GET", "path": "/", "http_version": "1.1", "query_string": query.encode(),
        "scheme": "http", "root_path": "", "server": ("karta.example", 80),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items() if value],
    }  # fmt: skip
    sent: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    asyncio.run(served(scope, receive, send))  # type: ignore[arg-type]
    answer_headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}  # type: ignore[attr-defined]
    body = b"".join(message.get("body", b"") for message in sent[1:])  # type: ignore[misc]
    return body.decode(), answer_headers


@pytest.mark.parametrize(
    ("query", "cookie", "server", "expected"),
    [
        ("", "", None, "sv"),
        ("lang=en", "", None, "en"),
        ("lang=en&vecka=2026-09-14", "karta_lang=sv", None, "en"),
        ("", "a=b; karta_lang=en", None, "en"),
        ("", "", "en", "en"),
        ("lang=sv", "karta_lang=en", "en", "sv"),
        ("lang=%22%3E", "karta_lang=%3Cb%3E", "klingon", "sv"),
    ],
)
def test_a_page_says_the_language_that_it_is_in(
    monkeypatch: pytest.MonkeyPatch, query: str, cookie: str, server: str | None, expected: str
) -> None:
    """A browser that takes compressed pages gets the right language, too; what is asked for by address is kept."""
    monkeypatch.delenv(SERVER, raising=False)
    if server:
        monkeypatch.setenv(SERVER, server)
    body, headers = page(query, cookie)
    assert body.count("<html lang=") == 1
    assert f'<html lang="{expected}">' in body
    cookie = headers.get("set-cookie", "")
    assert (
        cookie.startswith(f"karta_lang={expected};")
        if query in {"lang=en", "lang=sv"}
        else "klingon" not in cookie
    )
    assert ("set-cookie" in headers) == (query.startswith("lang=") and "%" not in query)


def test_the_language_of_a_workspace_is_kept(tmp_path: Path) -> None:
    """What is chosen when the app is started is what it starts in from then on, until something else is chosen."""
    assert _language(tmp_path, None) == "sv"
    assert _language(tmp_path, "en") == "en"
    assert _language(tmp_path, None) == "en"
    assert _language(tmp_path, "sv") == "sv"


def test_a_tour_that_was_left_stays_left() -> None:
    """The address of the way out of the tour keeps that in this browser, and nothing about who it is."""
    _, headers = page("tur=sedd")
    assert headers["set-cookie"].startswith("karta_tour=left; Path=/;")
    assert "set-cookie" not in page("")[1]
