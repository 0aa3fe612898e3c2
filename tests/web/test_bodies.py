"""Bodies of requests: waited for within bounds, each client by itself."""

import asyncio
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route

from karta.web.bodies import BoundedBodies

PART = {"type": "http.request", "body": b"a", "more_body": True}
LAST = {"type": "http.request", "body": b"b", "more_body": False}
LEFT = {"type": "http.disconnect"}


async def read(request: Request) -> PlainTextResponse:
    """Answer with what was sent."""
    return PlainTextResponse(await request.body())


async def slow(request: Request) -> StreamingResponse:
    """Answer in two parts with a pause that is longer than any body may take."""

    async def parts() -> Any:
        yield b"a"
        await asyncio.sleep(0.3)
        yield b"b"

    return StreamingResponse(parts())


def statuses(path: str, *comes: dict[str, Any] | float) -> tuple[list[int], bytes]:
    """Send messages, with pauses in seconds between them; return the statuses and the body that came."""
    middleware = [Middleware(BoundedBodies, form=0.1, file=0.4, silent=0.2)]
    app = Starlette(
        routes=[Route(at, what, methods=["POST"]) for at, what in (("/p/x", read), ("/x", read), ("/slow", slow))],
        middleware=middleware,
    )  # fmt: skip
    coming, sent = iter(comes), list[Any]()

    async def receive() -> dict[str, Any]:
        for message in coming:
            if isinstance(message, dict):
                return message
            await asyncio.sleep(message)
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "headers": [],
        "http_version": "1.1",
    }
    asyncio.run(asyncio.wait_for(app(scope, receive, send), 5))
    body = b"".join(message.get("body", b"") for message in sent)
    return [message["status"] for message in sent if "status" in message], body


def test_a_whole_body_is_read() -> None:
    """Parts that come in time are put together."""
    assert statuses("/p/x", PART, 0.02, PART, LAST) == ([200], b"aab")
    assert statuses("/x", PART, 0.15, PART, 0.15, LAST) == ([200], b"aab")


@pytest.mark.parametrize(
    ("path", "comes"),
    [
        ("/p/x", ()),
        ("/p/x", (PART, 0.06, PART, 0.06, PART, LAST)),
        ("/x", (PART, 0.3, LAST)),
        ("/x", (PART, *(0.1, PART) * 6, LAST)),
    ],
)
def test_a_body_that_does_not_come_is_ended(path: str, comes: tuple[Any, ...]) -> None:
    """Silence, drops, and a form that takes too long as a whole end in 408 with a sentence."""
    status, body = statuses(path, *comes)
    assert status == [408]
    assert "Det kom inte fram i tid" in body.decode()


def test_who_leaves_is_no_error() -> None:
    """A client that leaves halfway gets no answer, and the program raises nothing."""
    assert statuses("/p/x", PART, LEFT) == ([], b"")


def test_an_answer_may_take_its_time() -> None:
    """Once the body is there, the bounds are over: a long answer is not cut."""
    assert statuses("/slow", LAST) == ([200], b"ab")
