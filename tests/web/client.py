"""A browser without a screen: asks the routes as a server would, and reads the forms of a page."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.applications import Starlette

from karta.server import serving

HOST = "127.0.0.1:8501"


@dataclass
class Answer:
    """An answer of the server."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def html(self) -> str:
        """Return the page."""
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
        "query_string": parts.query.encode(), "scheme": "http", "root_path": "", "server": ("127.0.0.1", 8501),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    messages: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": urlencode(fields or {}).encode(), "more_body": False}

    async def send(message: Any) -> None:
        messages.append(message)

    await app(scope, receive, send)
    answer_headers = {name.decode(): content.decode() for name, content in messages[0]["headers"]}
    body = b"".join(message.get("body", b"") for message in messages[1:])
    return Answer(messages[0]["status"], answer_headers, body)


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
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        if tag == "form":
            self.forms.append(Form(attributes["action"] or "", {}, ""))
        elif (
            tag == "input"
            and self.forms
            and (attributes.get("type") not in ("radio", "checkbox") or "checked" in attributes)
        ):
            self.forms[-1].fields[attributes["name"] or ""] = attributes.get("value") or ""
        self._in_button = tag == "button"

    def handle_endtag(self, tag: str) -> None:
        """Note the end of a button: what follows it is not on it."""
        self._in_button = self._in_button and tag != "button"

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.text += data
        if self._in_button and self.forms:
            self.forms[-1].button += data

    def form(self, button: str) -> Form:
        """Return the first form with a button of that name."""
        return next(form for form in self.forms if form.button == button)


def press(link: str, button: str, **fields: str) -> Answer:
    """Open a link and press the first button of that name; follow where it leads."""
    return push(ask(link), button, **fields)


def push(page: Answer, button: str, **fields: str) -> Answer:
    """Press the first button of that name on a page; follow where it leads."""
    form = Page(page.html).form(button)
    answer = ask(form.action, {**form.fields, **fields})
    return ask(answer.headers["location"]) if answer.status == 303 else answer
