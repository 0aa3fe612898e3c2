"""How often one address may ask for what needs no sign-in: guessing links and filling the store is made slow.

A bucket of requests for each address and kind of page, filled again bit by bit. The address is the one that the
server has from a trusted proxy, else the one that it is connected to. What comes from this machine itself is counted
only where others reach the server through a public address.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from karta.i18n import text
from karta.services.access import public_address
from karta.web import languages

TOO_MANY, POLICY_VIOLATION = 429, 1008
# The least that somebody has a network of their own of, in IPv6.
OWN_NETWORK = 64
# So many buckets are kept at most; the one that was asked for longest ago goes first.
MOST_BUCKETS = 20_000


@dataclass(frozen=True, slots=True)
class Rate:
    """How many requests at once, and how many a second after that."""

    at_once: float
    a_second: float


ASKING = "POST /light/med/"
# A walk group that opens its links in the same hall comes from one address; a machine that guesses asks thousands.
RATES = {
    "/in": Rate(30, 0.5),
    "/light/med/": Rate(60, 1.0),
    # A whole school may come from one address; a program asks every few minutes.
    "/light/ikvall": Rate(240, 4.0),
    "/light/varmed": Rate(240, 4.0),
    "/light/nu": Rate(60, 1.0),
    "/light/ikvall.json": Rate(30, 0.5),
    "/light/ikvall.geojson": Rate(30, 0.5),
    # Leaving a name on the open page: a family, not a program.
    ASKING: Rate(6, 1 / 120),
    # A program that asks every few minutes stays far below; each answer about gaps is computed.
    "/api/": Rate(30, 0.5),
    "/p/": Rate(240, 4.0),
    "/manad/": Rate(240, 4.0),
    "/vard/": Rate(240, 4.0),
    "/tjanst/": Rate(240, 4.0),
    "/_stcore/stream": Rate(120, 2.0),
}


class Rates:
    """ASGI middleware: answers an address only so often."""

    def __init__(self, app: ASGIApp, clock: Callable[[], float] = time.monotonic) -> None:
        self.app = app
        self._clock = clock
        # What is left in each bucket, and when that was.
        self._buckets: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or say when to come back."""
        kind = _kind(scope)
        address = _address(scope)
        wait = 0.0 if kind is None or address is None else self._take(kind, address)
        if not wait:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        else:
            await _sentence(scope, math.ceil(wait))(scope, receive, send)

    def _take(self, kind: str, address: str) -> float:
        """Take one request out of a bucket and return 0, or the seconds until there is one."""
        rate, now, key = RATES[kind], self._clock(), (kind, address)
        left, at = self._buckets.get(key, (rate.at_once, now))
        left = min(rate.at_once, left + (now - at) * rate.a_second)
        is_there = left >= 1
        self._buckets[key] = (left - 1 if is_there else left, now)
        self._buckets.move_to_end(key)
        if len(self._buckets) > MOST_BUCKETS:
            self._buckets.popitem(last=False)
        return 0.0 if is_there else (1 - left) / rate.a_second


def _kind(scope: Scope) -> str | None:
    if scope["type"] not in ("http", "websocket"):
        return None
    path = scope["path"]
    if scope.get("method") == "POST" and path.startswith(ASKING.partition(" ")[2]):
        return ASKING
    return next((kind for kind in RATES if path == kind or path.startswith(kind.rstrip("/") + "/")), None)


def _address(scope: Scope) -> str | None:
    """Return the address that asks, None where it is not counted.

    Of IPv6 the network, of which one household has billions of addresses.
    """
    try:
        address = ip_address((scope.get("client") or ("127.0.0.1", 0))[0])
    except ValueError:
        return ""
    if address.is_loopback and not public_address.host():
        return None
    if isinstance(address, IPv6Address):
        return str(int(address) >> (128 - OWN_NETWORK))
    return str(address)


def _sentence(scope: Scope, seconds: int) -> PlainTextResponse:
    language = languages.language(languages.query_language(scope.get("query_string", b"")))
    headers = {"cache-control": "no-store", "retry-after": str(seconds)}
    return PlainTextResponse(text("web.too_many", language), TOO_MANY, headers=headers)
