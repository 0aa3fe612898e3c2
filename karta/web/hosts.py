"""Under which names the server answers, and from which pages a request may come.

A page of somebody else can let its own name point to this machine (DNS rebinding), or open a web socket from another
port of it: the browser then takes our answers for that page's own. So nothing is answered under a name that is not
ours, whatever is asked for, and nothing that a foreign page sends is taken.
"""

import os
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from karta.errors import InputError
from karta.i18n import text
from karta.model.web_address import LOOPBACK
from karta.web import languages

# The setting: more names, with commas between them.
SETTING = "KARTA_HOSTS"
# Forms of light pages, which send no referrer and so come from nowhere: they are checked by their guard, over there.
FORMS = ("/p/", "/manad/", "/vard/", "/light/med/", "/ut")
# HTTP's own status for a request that reached a server that does not answer under that name.
MISDIRECTED, FORBIDDEN, POLICY_VIOLATION = 421, 403, 1008
DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?")
_AUTHORITY = re.compile(r"(?P<host>\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::(?P<port>[0-9]{1,5}))?")


def setting(names: Iterable[str]) -> str:
    """Return the value of the setting for some names. Raises InputError where one of them is no name."""
    return ",".join(_checked(name) for name in names)


def allowed() -> tuple[str, ...]:
    """Return every name under which the server answers. Raises InputError where the setting holds what is no name."""
    own = (name.strip() for name in os.environ.get(SETTING, "").split(","))
    return tuple(dict.fromkeys((*LOOPBACK, *(_checked(name) for name in own if name))))


class OwnHosts:
    """ASGI middleware: answers under allowed names alone, and only what does not come from a foreign page.

    A web socket must say that it comes from a page of this very name and port. Browsers always say where a socket
    comes from, so one that does not is refused, too: nothing but the app's own page opens one.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str]) -> None:
        self.app = app
        self.names = frozenset(names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        status = self._refusal(scope)
        if status is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        else:
            await _sentence(scope, status)(scope, receive, send)

    def _refusal(self, scope: Scope) -> int | None:
        headers = Headers(scope=scope)
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        host = hosts[0].lower() if len(hosts) == 1 else ""
        if _name(host) not in self.names:
            return MISDIRECTED
        if scope["type"] == "websocket":
            return None if len(origins) == 1 and _is_own(origins[0], host) else FORBIDDEN
        own = scope["path"].startswith(FORMS) or all(_is_own(origin, host) for origin in origins)
        return None if own else FORBIDDEN


def _checked(name: str) -> str:
    plain = name.strip().lower()
    try:
        bare = plain.encode("idna").decode("ascii") if not plain.isascii() else plain
    except UnicodeError:
        bare = ""
    if bare != "::1" and not _NAME.fullmatch(bare):
        raise InputError("host_not_a_name", value=name)
    return bare.rstrip(".")


def _name(authority: str) -> str | None:
    """Return the name in a header like `karta.example:8501`, None where it is no such header."""
    match = _AUTHORITY.fullmatch(authority)
    return match["host"].strip("[]").rstrip(".") if match else None


def _is_own(origin: str, host: str) -> bool:
    """Tell whether an origin is the page that a host header speaks of, ports included."""
    try:
        parts = urlsplit(origin.lower())
    except ValueError:
        return False
    default = DEFAULT_PORTS.get(parts.scheme)
    if default is None or parts.path or parts.query or parts.fragment:
        return False
    return _with_port(parts.netloc, default) == _with_port(host, default) is not None


def _with_port(authority: str, default: int) -> tuple[str, int] | None:
    match, name = _AUTHORITY.fullmatch(authority), _name(authority)
    return (name, int(match["port"] or default)) if match and name else None


def _sentence(scope: Scope, status: int) -> PlainTextResponse:
    query = scope.get("query_string", b"")
    language = languages.language(
        languages.query_language(query), languages.cookie_language(Headers(scope=scope).get("cookie"))
    )
    key = "host_foreign" if status == MISDIRECTED else "origin_foreign"
    return PlainTextResponse(text(f"web.{key}", language), status, headers={"cache-control": "no-store"})
