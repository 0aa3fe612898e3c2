"""Open pages and their sign-ins: a socket ends with its sign-in, and no session of the app changes hands."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState

from karta.model.member import Identity
from karta.server import signed_in_only
from karta.services.access import members, provider, sign_in, viewers
from karta.services.workspace import Workspace, create
from karta.ui import session
from karta.web import volunteer

SOMEBODY = Identity("http://127.0.0.1:9", "a")
CLICK = BackMsg(rerun_script=ClientState(query_string="x=1")).SerializeToString()
BY_ITSELF = BackMsg(rerun_script=ClientState(is_auto_rerun=True)).SerializeToString()


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Give the workspace of a server at which people sign in."""
    for name, content in (
        (provider.ISSUER, "http://127.0.0.1:9"),
        (provider.CLIENT, "k"),
        (provider.SECRET, "s"),
    ):
        monkeypatch.setenv(name, content)
    made = create(tmp_path / "own")
    monkeypatch.setattr(volunteer, "_opened", lambda _: volunteer._Opened(made))
    return made


@pytest.fixture
def token(workspace: Workspace) -> str:
    """Give the token of a coordinator who is signed in."""
    invitation = members.invite(workspace, viewers.local(), role="coordinator", function="samordnare")
    return sign_in.begin(workspace, SOMEBODY, invitation)


class Browser:
    """A browser's side of a web socket, and an app that notes what reaches it."""

    def __init__(self, token: str, resumes: str = "") -> None:
        protocols = ", ".join(["streamlit", "xsrf", *([resumes] if resumes else [])])
        headers = [
            (b"cookie", f"karta_session={token}".encode()),
            (b"sec-websocket-protocol", protocols.encode()),
        ]
        self.scope: Scope = {"type": "websocket", "path": "/_stcore/stream", "headers": headers}
        self.sends: asyncio.Queue[Message] = asyncio.Queue()
        self.gets: list[Message] = []
        self.reached: list[Message] = []
        self.protocols = ""

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take messages until the browser leaves, and answer each."""
        self.protocols = dict(scope["headers"])[b"sec-websocket-protocol"].decode()
        while not self.reached or self.reached[-1]["type"] != "websocket.disconnect":
            self.reached.append(await receive())
            await send({"type": "websocket.send", "bytes": b"page"})

    async def send(self, message: Message) -> None:
        """Get a message."""
        self.gets.append(message)

    def open(self) -> "asyncio.Task[None]":
        """Open the socket."""
        self.sends.put_nowait({"type": "websocket.connect"})
        guarded = signed_in_only.SignedInOnly(self.app)
        return asyncio.create_task(guarded(self.scope, self.sends.get, self.send))

    async def say(self, message: bytes) -> None:
        """Send a message and let it arrive."""
        self.sends.put_nowait({"type": "websocket.receive", "bytes": message})
        await asyncio.sleep(0.05)


async def opened(browser: Browser) -> "asyncio.Task[None]":
    """Return an open socket that the app has heard of."""
    socket = browser.open()
    while not browser.reached:
        await asyncio.sleep(0.01)
    return socket


@pytest.mark.parametrize("how", ["signs out", "is ended", "has another role"])
def test_a_socket_ends_when_its_sign_in_is_not_what_it_was(
    workspace: Workspace, token: str, how: str
) -> None:
    """The next look closes it, so that the browser comes back; what it sends after that reaches no app."""
    who = sign_in.who(workspace, token)
    assert who is not None
    acts: dict[str, Callable[[], object]] = {
        "signs out": lambda: sign_in.end(workspace, token),
        "is ended": lambda: members.end(workspace, viewers.local(), who.member.id),
        "has another role": lambda: members.change_role(
            workspace, viewers.local(), who.member.id, "evaluator"
        ),
    }

    async def story() -> Browser:
        browser = Browser(token)
        socket = await opened(browser)
        await signed_in_only.look({}, 0.0)
        await browser.say(CLICK)
        assert [message["type"] for message in browser.reached] == ["websocket.connect", "websocket.receive"]
        acts[how]()
        await signed_in_only.look({}, 2.0)
        await browser.say(CLICK)
        await asyncio.wait_for(socket, 5)
        return browser

    browser = asyncio.run(story())
    assert browser.gets[-1] == {"type": "websocket.close", "code": 1012}
    assert [m["type"] for m in browser.reached].count("websocket.receive") == 1
    assert browser.reached[-1]["type"] == "websocket.disconnect"
    assert not signed_in_only.sockets


@pytest.mark.parametrize(("message", "is_noted"), [(CLICK, True), (BY_ITSELF, False), (b"\xff\xff", False)])
def test_only_what_somebody_does_keeps_a_sign_in_alive(
    workspace: Workspace, token: str, monkeypatch: pytest.MonkeyPatch, message: bytes, is_noted: bool
) -> None:
    """A click is noted, once a minute; a page that asks again by itself, or what is no message, is not."""
    noted: list[str] = []
    monkeypatch.setattr(sign_in, "note_seen", lambda _, token_hash: noted.append(token_hash))

    async def story() -> None:
        browser, seen = Browser(token), {}
        socket = await opened(browser)
        for now in (0.0, 2.0, 59.0, 60.0):
            await browser.say(message)
            await signed_in_only.look(seen, now)
        socket.cancel()

    asyncio.run(story())
    assert noted == ([sign_in.token_hash(token)] * 2 if is_noted else [])


def test_a_session_of_the_app_is_resumed_by_its_owner_alone(workspace: Workspace, token: str) -> None:
    """Her own is taken up as it is; another's, an unknown one, or hers with another role begins a new page at once."""
    who = sign_in.who(workspace, token)
    assert who is not None
    mine = (sign_in.token_hash(token), who.could)
    session.owners.note("hers", mine)
    session.owners.note("another's", ("x", who.could))
    session.owners.note("before", (mine[0], "another role"))

    async def story(resumes: str, cookie: str = token) -> Browser:
        browser = Browser(cookie, resumes)
        socket = await opened(browser)
        await asyncio.sleep(0.05)
        socket.cancel()
        return browser

    kept = asyncio.run(story("hers"))
    assert kept.protocols.split(", ")[2] == "hers"
    assert len(kept.reached) == 1
    for resumes, cookie in (("another's", token), ("unknown", token), ("before", token), ("hers", "x" * 33)):
        fresh = asyncio.run(story(resumes, cookie))
        assert fresh.protocols == "streamlit, xsrf"
        assert fresh.reached[1] == {"type": "websocket.receive", "bytes": signed_in_only.NEW_PAGE}
