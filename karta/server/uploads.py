"""Files that people hand in: how much one session may hold at once, and that it ends with the session.

Streamlit keeps what is sent until the session ends, bounds each file and never their sum, and notices that a session
has ended only when another one begins.
"""

import asyncio
import gc
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, cast

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from karta.i18n import text
from karta.server.files import KEPT_SECONDS, SWEEP_SECONDS
from karta.ui.uploads import MOST_BYTES
from karta.web import languages

HOME = "/_stcore/upload_file/"
TOO_MUCH = 413


class _TooMuch(Exception):  # noqa: N818 - no fault: the way out of a request that is not read to its end
    pass


class BoundedUploads:
    """ASGI middleware: takes a file only as far as its session has room for it, those on their way counted in."""

    def __init__(self, app: ASGIApp, most: int = MOST_BYTES) -> None:
        self.app = app
        self._most = most
        self._coming: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; with a sentence where a session would hold too much."""
        if scope["type"] != "http" or scope["method"] != "PUT" or not scope["path"].startswith(HOME):
            await self.app(scope, receive, send)
            return
        session = scope["path"].removeprefix(HOME).partition("/")[0]
        received = 0

        async def bounded() -> Message:
            nonlocal received
            message = await receive()
            size = len(message.get("body", b""))
            received += size
            self._coming[session] += size
            if self._coming[session] + bytes_of(uploads(), session) > self._most:
                raise _TooMuch
            return message

        try:
            await self.app(scope, bounded, send)
        except _TooMuch:
            await _sentence(scope)(scope, receive, send)
        finally:
            self._coming[session] -= received
            if not self._coming[session]:
                del self._coming[session]


@dataclass
class Sessions:
    """When each session that holds files was last seen connected, and which ones wait to be resumed."""

    seen: dict[str, float] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)

    def sweep(
        self, files: MemoryUploadedFileManager, is_connected: Callable[[str], bool], now: float
    ) -> None:
        """Drop the files of sessions that have not been connected for a while."""
        holders = set(files.file_storage)
        for session in holders:
            if is_connected(session) or session not in self.seen:
                self.seen[session] = now
            elif now - self.seen[session] > KEPT_SECONDS:
                files.remove_session_files(session)
        for session in set(self.seen) - set(files.file_storage):
            del self.seen[session]

    def end(self, waiting: set[str]) -> None:
        """Free the memory of sessions that no longer wait to be resumed: they hang together in rings."""
        if self.waiting - waiting:
            gc.collect()
        self.waiting = waiting


def uploads() -> MemoryUploadedFileManager:
    """Return where the running server keeps what is handed in."""
    return cast(MemoryUploadedFileManager, runtime.get_instance().uploaded_file_mgr)


def bytes_of(files: MemoryUploadedFileManager, session: str) -> int:
    """Return how many bytes of files a session holds."""
    return sum(len(file.data) for file in list(files.file_storage.get(session, {}).values()))


@asynccontextmanager
async def kept() -> AsyncIterator[None]:
    """Let what sessions hold go when they have ended, for as long as the server runs."""
    sweeping = asyncio.create_task(_sweep(Sessions()))
    try:
        yield
    finally:
        sweeping.cancel()
        with suppress(asyncio.CancelledError):
            await sweeping


async def _sweep(sessions: Sessions) -> None:
    server = runtime.get_instance()
    # Streamlit lets go of a session whose time is up when somebody counts them, and offers no other way to ask for it.
    manager = cast(Any, server)._session_mgr  # noqa: SLF001
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        sessions.sweep(uploads(), server.is_active_session, time.monotonic())
        ids = {info.session.id for info in manager.list_sessions()}
        sessions.end({session for session in ids if not server.is_active_session(session)})


def _sentence(scope: Scope) -> PlainTextResponse:
    language = languages.language(languages.query_language(scope.get("query_string", b"")))
    headers = {"connection": "close", "cache-control": "no-store"}
    return PlainTextResponse(text("register.load_refused", language), TOO_MUCH, headers=headers)
