"""Where people sign in: nothing of the app is answered to anybody else, and a sign-in that ends ends what is open.

The light pages, the way in and files of the program that hold nothing of a workspace are answered to everybody.
An open page hangs on a web socket. That of a sign-in which has ended, or whose member may do something else since, is
closed from here, so that nothing hangs on what the page in the browser does; the page then comes back as whoever it is.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic

from google.protobuf.message import DecodeError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState

from karta.errors import KartaError
from karta.i18n import text
from karta.services.access import provider, sign_in
from karta.ui import session
from karta.web import headers, languages, signed_in, volunteer
from karta.web import sign_in as pages

OPEN = (
    *headers.LIGHT_FOLDERS, "/static/", "/component/", "/_stcore/bidi-components/",
)  # fmt: skip
OPEN_PATHS = frozenset({*headers.LIGHT_PAGES, "/_stcore/health", "/_stcore/host-config"})
CLOSED = ("/fil/",)
# How often what is open is held against the store, and how often it is noted that somebody was there.
LOOK_SECONDS, NOTE_SECONDS = 2.0, 60.0
UNAUTHORIZED, COME_BACK = 401, 1012
# What a browser sends that wants the app's first page.
NEW_PAGE = BackMsg(rerun_script=ClientState()).SerializeToString()


@dataclass(eq=False)
class OpenSocket:
    """An open page: the sign-in that it belongs to, what its member could do then, and whether it must end."""

    token_hash: str
    could: str
    ends: asyncio.Event = field(default_factory=asyncio.Event)
    is_used: bool = False

    @property
    def owner(self) -> tuple[str, str]:
        """Whose the page is, as sessions of the app are noted."""
        return self.token_hash, self.could


# Every open page of this process.
sockets: set[OpenSocket] = set()


class SignedInOnly:
    """ASGI middleware: asks who is there before the app does."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; with the way in where nobody is signed in."""
        if scope["type"] not in ("http", "websocket") or not provider.is_configured():
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._keep(scope, receive, send)
        elif _is_open(scope["path"]) or await _could(scope):
            await self.app(scope, receive, send)
        else:
            await _way_in(scope)(scope, receive, send)

    async def _keep(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Keep a web socket open for as long as its sign-in is what it was when it was opened."""
        token = signed_in.token(scope)
        token_hash = sign_in.token_hash(token) if token else ""
        socket = OpenSocket(token_hash, await _could(scope))
        own = _of_its_own(scope, socket)
        watched = _Watched(socket, receive, send, begins_anew=own is not scope)
        sockets.add(socket)
        try:
            await self.app(own, watched.receive, watched.send)
        finally:
            sockets.discard(socket)
            watched.stop()


class _Watched:
    """A web socket whose messages are seen, and which ends when its sign-in does.

    `begins_anew`: the page in the browser is an older one, and asks for none by itself; it is asked for from here.
    """

    def __init__(self, socket: OpenSocket, receive: Receive, send: Send, *, begins_anew: bool) -> None:
        self._socket, self._receive, self._send = socket, receive, send
        self._begins_anew = begins_anew
        self._is_connected = False
        self._coming: asyncio.Task[Message] | None = None
        self._ends = asyncio.create_task(socket.ends.wait())
        self._is_over = False

    async def receive(self) -> Message:
        """Return the next message, or that the browser has left where the sign-in has ended."""
        if self._begins_anew and self._is_connected:
            self._begins_anew = False
            return {"type": "websocket.receive", "bytes": NEW_PAGE}
        if self._coming is None:
            self._coming = asyncio.create_task(_next(self._receive))
        await asyncio.wait({self._coming, self._ends}, return_when=asyncio.FIRST_COMPLETED)
        if self._ends.done() and not self._is_over:
            await self._send({"type": "websocket.close", "code": COME_BACK})
            self._is_over = True
        if self._is_over:
            return {"type": "websocket.disconnect", "code": COME_BACK}
        message, self._coming = self._coming.result(), None
        self._is_connected = True
        if message["type"] == "websocket.receive" and _is_somebodys(message.get("bytes") or b""):
            self._socket.is_used = True
        return message

    async def send(self, message: Message) -> None:
        """Send a message, unless the sign-in has ended."""
        if not self._is_over and not self._socket.ends.is_set():
            await self._send(message)

    def stop(self) -> None:
        """Wait for nothing any more."""
        self._ends.cancel()
        if self._coming is not None:
            self._coming.cancel()


async def _next(receive: Receive) -> Message:
    return await receive()


@asynccontextmanager
async def kept() -> AsyncIterator[None]:
    """Let open pages end with their sign-ins, for as long as the server runs."""
    watching = asyncio.create_task(_watch())
    try:
        yield
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


async def _watch() -> None:
    noted: dict[str, float] = {}
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        with suppress(KartaError):
            # A store that cannot be read now is asked again; pages that it is needed for say so themselves.
            await look(noted, monotonic())


async def look(noted: dict[str, float], now: float) -> None:
    """End the sockets whose sign-ins are not what they were, and note those in which something was done.

    `noted` is when each sign-in was noted to be in use last.
    """
    open_now = [socket for socket in sockets if socket.token_hash]
    used = {socket.token_hash for socket in open_now if socket.is_used}
    for token_hash in used:
        if now - noted.get(token_hash, -NOTE_SECONDS) >= NOTE_SECONDS:
            await run_in_threadpool(sign_in.note_seen, volunteer.served(), token_hash)
            noted[token_hash] = now
    for socket in open_now:
        socket.is_used = socket.is_used and noted[socket.token_hash] != now
    for gone in set(noted) - {socket.token_hash for socket in open_now}:
        del noted[gone]
    hashes = {socket.token_hash for socket in open_now}
    living = await run_in_threadpool(sign_in.living, volunteer.served(), hashes) if hashes else {}
    for socket in open_now:
        if socket.could and living.get(socket.token_hash, "") != socket.could:
            socket.ends.set()


def _of_its_own(scope: Scope, socket: OpenSocket) -> Scope:
    """Return the request of a socket, which resumes a session of the app only where that was of this very sign-in."""
    wanted = Headers(scope=scope).get("sec-websocket-protocol", "").split(",")
    if len(wanted) < 3 or (socket.could and session.owners.get(wanted[2].strip()) == socket.owner):
        return scope
    fresh = {**scope, "headers": list(scope["headers"])}
    MutableHeaders(scope=fresh)["sec-websocket-protocol"] = ",".join(wanted[:2])
    return fresh


def _is_somebodys(message: bytes) -> bool:
    """Tell whether a message to the app is something that somebody did, and no page that asks again by itself."""
    try:
        sent = BackMsg.FromString(message)
    except DecodeError:
        return False
    return sent.HasField("rerun_script") and not sent.rerun_script.is_auto_rerun


def _is_open(path: str) -> bool:
    return path in OPEN_PATHS or (path.startswith(OPEN) and not path.startswith(CLOSED))


async def _could(scope: Scope) -> str:
    """Return what whoever asks may do, as the store has it now; "" for somebody who is not signed in."""
    token = signed_in.token(scope)
    if token is None:
        return ""
    token_hash = sign_in.token_hash(token)
    living = await run_in_threadpool(sign_in.living, volunteer.served(), [token_hash])
    return living.get(token_hash, "")


def _way_in(scope: Scope) -> Response:
    """Return the way in, as a page for who opens one."""
    request = Request(scope)
    language = languages.language(
        languages.query_language(scope.get("query_string", b"")),
        languages.cookie_language(request.headers.get("cookie")),
    )
    if request.method in ("GET", "HEAD") and "text/html" in request.headers.get("accept", ""):
        way = f"{request.url.path}{f'?{request.url.query}' if request.url.query else ''}"
        return pages.start_page(language, way)
    sentence = text("access.not_signed_in", language)
    return PlainTextResponse(sentence, UNAUTHORIZED, headers={"cache-control": "no-store"})
