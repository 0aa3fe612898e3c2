"""A browser without a screen: asks the routes as a server would, and reads the forms of a page."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.applications import Starlette

from karta.web import serving

HOST = "karta.example"


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def html(self) -> str:
        """The page."""
        return self.body.decode()


@dataclass
class Form:
    """A form of a page: where it posts, its fields, and what its button says."""

    action: str
    fields: dict[str, str]
    button: str


def ask(
    path: str, fields: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """Get a page, or post fields to it, as a browser does from a page of the same host."""
    sent = {
        "host": HOST,
        **({"origin": "null", "sec-fetch-site": "same-origin"} if fields is not None else {}),
    }
    return asyncio.run(_ask(path, fields, {**sent, **(headers or {})}))


async def _ask(path: str, fields: Mapping[str, str] | None, headers: Mapping[str, str]) -> Answer:
    app = Starlette(routes=serving.routes(), middleware=serving.middleware())
    parts = urlsplit(path)
    scope: dict[str, Any] = {
        "type": "http", "method": "GET" if fields is None else "POST", "path": parts.path, "http_version": "1.1",
        "query_string": parts.query.encode(), "scheme": "http", "root_path": "", "server": (HOST, 80),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    found: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": urlencode(fields or {}).encode(), "more_body": False}

    async def send(message: Any) -> None:
        found.append(message)

    await app(scope, receive, send)
    said = {name.decode(): value.decode() for name, value in found[0]["headers"]}
    return Answer(found[0]["status"], said, b"".join(part.get("body", b"") for part in found[1:]))


class Page(HTMLParser):
    """A page as it is read: its forms, its texts, its tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._in_button = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        said = dict(attrs)
        self.tags.append((tag, said))
        if tag == "form":
            self.forms.append(Form(said["action"] or "", {}, ""))
        elif tag == "input" and self.forms and (said.get("type") != "radio" or "checked" in said):
            self.forms[-1].fields[said["name"] or ""] = said.get("value") or ""
        self._in_button = tag == "button"

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.text += data
        if self._in_button and self.forms:
            self.forms[-1].button += data

    def form(self, button: str) -> Form:
        """Return the first form with a button of that name."""
        return next(form for form in self.forms if form.button == button)
