"""The cookie of a sign-in: the token of a row of our own table, which no script can read.

The app and the light pages read the same cookie. Where the server is reached by https alone it goes no other way.
"""

from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from karta.services.access import public_address, sign_in

# A cookie of that name is taken by a browser only from this very host, by https, for all of its paths.
SECURE_PREFIX = "__Host-"
NAME, ATTEMPT = "karta_session", "karta_in"
ATTEMPT_SECONDS = 600


def is_secure() -> bool:
    """Tell whether this server is reached by https."""
    return urlsplit(public_address.address()).scheme == "https"


def name(plain: str = NAME) -> str:
    """Return what a cookie of this server is called."""
    return f"{SECURE_PREFIX}{plain}" if is_secure() else plain


def cookie(plain: str, content: str, seconds: int) -> str:
    """Return the header that puts a cookie into a browser; 0 seconds take it out."""
    secure = "; Secure" if is_secure() else ""
    return f"{name(plain)}={content}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"


def begun(token: str) -> str:
    """Return the header that puts the token of a sign-in into a browser, for as long as it can live at most."""
    return cookie(NAME, token, int(sign_in.ENDS_BY_ITSELF.total_seconds()))


def ended() -> str:
    """Return the header that takes a sign-in out of a browser."""
    return cookie(NAME, "", 0)


def token(scope: Scope) -> str | None:
    """Return the token that a request brings along, None where it brings none."""
    return read(Headers(scope=scope).getlist("cookie"), NAME)


def read(headers: Iterable[str], plain: str) -> str | None:
    """Return the content of a cookie of this server among the headers of a request, None where it is not there."""
    try:
        morsel = SimpleCookie("; ".join(headers)).get(name(plain))
    except CookieError:
        return None
    return morsel.value if morsel and morsel.value else None
