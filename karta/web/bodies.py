"""The body of a request is waited for within bounds, and a client that leaves is no fault of the program.

A client that sends half a form and then nothing would else hold its connection for as long as it likes; one that
leaves would be written into the log as an error, some kilobytes each time.
"""

import asyncio
import time

from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from karta.i18n import text
from karta.web import languages

# A light form is a few hundred bytes. A file of 50 MB takes seven minutes at 1 Mbit/s; a line that is alive never
# falls silent for half a minute.
FORM_SECONDS, FILE_SECONDS, SILENT_SECONDS = 10.0, 900.0, 30.0
LIGHT = ("/p/", "/manad/", "/vard/", "/tjanst/", "/light/", "/in", "/ut", "/api/")
TIMED_OUT = 408


class BoundedBodies:
    """ASGI middleware: ends the reading of a body that does not come, and what a client broke off.

    The seconds are those for a whole form of a light page, for any other body, and for silence between its parts.
    """

    def __init__(
        self,
        app: ASGIApp,
        form: float = FORM_SECONDS,
        file: float = FILE_SECONDS,
        silent: float = SILENT_SECONDS,
    ) -> None:
        self.app = app
        self._form, self._file, self._silent = form, file, silent

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; say so where the body took too long, and say nothing to who has left."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        whole = self._form if scope["path"].startswith(LIGHT) else self._file
        body = _Body(receive, time.monotonic() + whole, self._silent)
        answer = _Started(send)
        try:
            await self.app(scope, body.receive, answer.send)
        except ClientDisconnect:
            if body.is_late and not answer.is_started:
                await _sentence(scope)(scope, receive, send)


class _Body:
    """A body that is being read: after its deadline the client counts as gone."""

    def __init__(self, receive: Receive, deadline: float, silent: float) -> None:
        self._receive, self._deadline, self._silent = receive, deadline, silent
        self._is_whole = False
        self.is_late = False

    async def receive(self) -> Message:
        if self._is_whole:
            # What comes now is only that the client leaves, and that may take as long as the answer.
            return await self._receive()
        patience = min(self._silent, max(self._deadline - time.monotonic(), 0))
        try:
            async with asyncio.timeout(patience):
                message = await self._receive()
        except TimeoutError:
            self._is_whole = self.is_late = True
            return {"type": "http.disconnect"}
        self._is_whole = message["type"] != "http.request" or not message.get("more_body", False)
        return message


class _Started:
    """An answer on its way out: whether its head has left."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.is_started = False

    async def send(self, message: Message) -> None:
        self.is_started = True
        await self._send(message)


def _sentence(scope: Scope) -> PlainTextResponse:
    query = scope.get("query_string", b"")
    language = languages.language(languages.query_language(query))
    headers = {"connection": "close", "cache-control": "no-store"}
    return PlainTextResponse(text("web.body_late", language), TIMED_OUT, headers=headers)
