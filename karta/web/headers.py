"""Headers on every answer, and the language of the app's page.

The app's frame needs inline and evaluated scripts (Streamlit, the map's frame); the light pages need none.
"""

from collections.abc import Sequence

from starlette.datastructures import Headers as Read
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from karta.web import languages
from karta.web.page import style_hash

LIGHT_FOLDERS = ("/p/", "/manad/", "/vard/", "/tjanst/", "/light/", "/fil/", "/in/", "/api/")
FILES = ("/static/", "/component/")
LIGHT_PAGES = ("/in", "/ut")
LEFT_OUT = {b"accept-encoding", b"if-none-match", b"if-modified-since"}
SAME = {
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
APP_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss: blob: data:; "
    "worker-src 'self' blob:; media-src 'self' blob: data:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-src 'self' blob: data:; frame-ancestors 'self'"
)
NOWHERE = "frame-ancestors 'none'"
LIGHT_POLICY = (
    f"default-src 'none'; style-src 'STYLE'; img-src 'self'; form-action 'self'; base-uri 'none'; {NOWHERE}"
)


class Headers:
    """ASGI middleware: security headers on all, and `<html lang>` as the app's language is."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with the headers of the page it is."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        query = scope.get("query_string", b"")
        chosen_before = languages.cookie_language(Read(scope=scope).get("cookie"))
        language = languages.language(languages.query_language(query), chosen_before)
        light = is_light(scope["path"])
        answer = _Answer(send, language, light=light, cookies=languages.cookies(query))
        await self.app(scope if light else _for_plain_page(scope), receive, answer.send)


def _for_plain_page(scope: Scope) -> Scope:
    """Return a request for a whole, uncompressed page: the language has to be written into it."""
    read = Read(scope=scope)
    # What a browser fetches beforehand is asked for as a page is.
    is_file = scope["path"].startswith(FILES)
    if scope["method"] != "GET" or is_file or "text/html" not in read.get("accept", ""):
        return scope
    headers = [(name, value) for name, value in scope["headers"] if name.lower() not in LEFT_OUT]
    return {**scope, "headers": headers}


class _Answer:
    """One answer on its way out; a page of the app is held back until its language is put right."""

    def __init__(self, send: Send, language: str, *, light: bool, cookies: list[str]) -> None:
        self._send = send
        self._language = language
        self._light = light
        self._cookies = cookies
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        """Send a part of the answer on."""
        if message["type"] == "http.response.start":
            self._head(message)
            if self._is_page(message):
                for cookie in self._cookies:
                    MutableHeaders(scope=message).append("set-cookie", cookie)
                self._start = message
                return
        elif message["type"] == "http.response.body" and self._start is not None:
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            body = self._body.replace(b'<html lang="en"', f'<html lang="{self._language}"'.encode(), 1)
            MutableHeaders(scope=self._start)["content-length"] = str(len(body))
            await self._send(self._start)
            message = {"type": "http.response.body", "body": body}
        await self._send(message)

    def _head(self, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        for name, value in SAME.items():
            headers[name] = value
        headers["referrer-policy"] = "no-referrer" if self._light else "same-origin"
        # A light page at an address of the app, as the way in, brings the policy of light pages along.
        headers.setdefault("content-security-policy", light_policy() if self._light else APP_POLICY)
        if self._light and NOWHERE not in headers["content-security-policy"]:
            # It says itself which sites may embed it; this header knows only all or none.
            return
        headers["x-frame-options"] = "DENY" if self._light else "SAMEORIGIN"

    def _is_page(self, message: Message) -> bool:
        headers = Read(scope=message)
        plain = "content-encoding" not in headers and "content-length" in headers
        return not self._light and plain and headers.get("content-type", "").startswith("text/html")


def is_light(path: str) -> bool:
    """Tell whether an address is none of the app's own pages."""
    return path in LIGHT_PAGES or path.startswith(LIGHT_FOLDERS)


def light_policy(sites: Sequence[str] = ()) -> str:
    """Return what a light page may do; `sites` are the origins of pages in which it may stand, by default none."""
    policy = LIGHT_POLICY.replace("STYLE", style_hash())
    return policy.replace(NOWHERE, f"frame-ancestors {' '.join(sites)}") if sites else policy
