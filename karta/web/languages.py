"""Which language a page is in: what its address asks for, else what was chosen before, else what the server speaks.

What was chosen is kept in a cookie of this host: two letters of the language, one word about the tour, nothing else.
"""

import os
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from karta.i18n import DEFAULT, LANGUAGES

COOKIE, ASKED = "karta_lang", "lang"
# Whether the tour has been left, which is kept in the same way.
TOUR_COOKIE, TOUR = "karta_tour", "tur"
SERVER = "KARTA_LANGUAGE"
KEPT_SECONDS = 365 * 24 * 3600


def language(asked: str | None, kept: str | None = None) -> str:
    """Return the first of them that is a language of the catalogue, else the server's own."""
    own = os.environ.get(SERVER)
    return next((one for one in (asked, kept, own) if one in LANGUAGES), DEFAULT)


def asked_in(query: bytes) -> str | None:
    """Return the language that a query asks for, None where it asks for none that there is."""
    said = parse_qs(query.decode("latin-1")).get(ASKED, [""])[-1]
    return said if said in LANGUAGES else None


def kept_in(header: str | None) -> str | None:
    """Return what the cookies of a request say."""
    try:
        found = SimpleCookie(header or "").get(COOKIE)
    except CookieError:
        return None
    return found.value if found else None


def cookies(query: bytes) -> list[str]:
    """Return the headers that keep in this browser what an address asks to be kept: a language, a tour left."""
    chosen = asked_in(query)
    kept = [(COOKIE, chosen)] if chosen else []
    if TOUR in parse_qs(query.decode("latin-1")):
        kept.append((TOUR_COOKIE, "left"))
    return [f"{name}={value}; Path=/; Max-Age={KEPT_SECONDS}; SameSite=Lax; HttpOnly" for name, value in kept]
