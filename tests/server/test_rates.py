"""How often one address may ask for what needs no sign-in."""

import asyncio
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from karta.server.rates import RATES, Rates
from karta.services.access import public_address

THERE = "203.0.113.7"


class Server:
    """The limits before an app that answers everything, with a clock that stands still."""

    def __init__(self) -> None:
        self.now = 100.0
        self.app = Rates(self._answer, clock=lambda: self.now)

    async def _answer(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    def ask(self, path: str, client: str = THERE, kind: str = "http", method: str = "GET") -> Message:
        """Return the first message of the answer."""
        scope: dict[str, Any] = {
            "type": kind,
            "method": method,
            "path": path,
            "client": (client, 1),
            "query_string": b"",
            "headers": [],
        }
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            return {"type": "http.request"}

        asyncio.run(self.app(scope, receive, send))
        return sent[0]

    def statuses(self, count: int, path: str, client: str = THERE) -> list[int]:
        """Return the statuses of so many answers."""
        return [self.ask(path, client)["status"] for _ in range(count)]


def test_a_bucket_is_emptied_and_fills_again() -> None:
    """Signing in: 30 at once, then one every two seconds; who is refused is told when to come back."""
    server = Server()
    assert (RATES["/in"].at_once, RATES["/in"].a_second) == (30, 0.5)
    assert server.statuses(31, "/in") == [200] * 30 + [429]
    assert dict(server.ask("/in/svar")["headers"])[b"retry-after"] == b"2"
    server.now += 4
    assert server.statuses(3, "/in/inbjudan/x") == [200, 200, 429]
    server.now += 3600
    assert server.statuses(31, "/in") == [200] * 30 + [429]


def test_names_are_left_slowly() -> None:
    """On an open page six names at once, then one in two minutes; looking at it goes on."""
    server = Server()
    path = "/light/med/0198c1f0"
    statuses = [server.ask(path, method="POST")["status"] for _ in range(7)]
    assert statuses == [200] * 6 + [429]
    assert server.ask(path)["status"] == 200
    server.now += 120
    assert [server.ask(path, method="POST")["status"] for _ in range(2)] == [200, 429]


def test_each_address_and_each_kind_of_page_has_its_own() -> None:
    """Somebody else, and another kind of page, are not kept waiting; of IPv6 a whole network is one address."""
    server = Server()
    server.statuses(30, "/in")
    assert server.statuses(1, "/in", "203.0.113.8") == [200]
    assert server.statuses(1, "/p/token") == [200]
    assert server.statuses(31, "/in", "2001:db8::1")[-1] == 429
    assert server.statuses(1, "/in", "2001:db8::ffff:2") == [429]
    assert server.statuses(1, "/in", "2001:db8:0:1::1") == [200]


def test_the_apps_own_pages_are_not_counted() -> None:
    """Only what needs no sign-in is: an app's page whose name begins alike is none of it."""
    server = Server()
    server.statuses(30, "/in")
    assert server.statuses(2, "/inlasning") == [200, 200]
    assert server.statuses(500, "/luckor") == [200] * 500


def test_a_web_socket_is_refused_as_one() -> None:
    """A socket too many is closed, without a page that it could not read."""
    server = Server()
    for _ in range(120):
        assert server.ask("/_stcore/stream", kind="websocket")["type"] == "http.response.start"
    assert server.ask("/_stcore/stream", kind="websocket") == {"type": "websocket.close", "code": 1008}


def test_this_machine_is_counted_behind_a_public_address_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A laptop's own browser never waits; a proxy of which the server does not know is counted as one address."""
    server = Server()
    monkeypatch.delenv(public_address.SETTING, raising=False)
    assert server.statuses(31, "/in", "127.0.0.1") == [200] * 31
    monkeypatch.setenv(public_address.SETTING, "https://karta.example.se")
    assert server.statuses(31, "/in", "127.0.0.1") == [200] * 30 + [429]


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of more addresses than are kept, those that asked longest ago are forgotten."""
    monkeypatch.setattr("karta.server.rates.MOST_BUCKETS", 3)
    server = Server()
    for number in range(10):
        server.statuses(1, "/in", f"203.0.113.{number}")
    assert len(server.app._buckets) == 3
