"""Which language a page is in: what its address asks for, else what was chosen before, else what the server speaks.

What was chosen is kept in a cookie of this host: two letters of the language, one word about the tour, nothing else.
"""

import os
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from karta.i18n import DEFAULT, LANGUAGES

COOKIE, PARAMETER = "karta_lang", "lang"
# Whether the tour has been left: a cookie and a parameter, too.
TOUR_COOKIE, TOUR = "karta_tour", "tur"
SERVER = "KARTA_LANGUAGE"
COOKIE_SECONDS = 365 * 24 * 3600


def language(chosen: str | None, chosen_before: str | None = None) -> str:
    """Return the first of them that is a language of the catalogue, else the server's own."""
    candidates = (chosen, chosen_before, os.environ.get(SERVER))
    return next((candidate for candidate in candidates if candidate in LANGUAGES), DEFAULT)


def query_language(query: bytes) -> str | None:
    """Return the language that a query names, None where it names none that there is."""
    code = parse_qs(query.decode("latin-1")).get(PARAMETER, [""])[-1]
    return code if code in LANGUAGES else None


def cookie_language(header: str | None) -> str | None:
    """Return the language in the cookies of a request, None where there is none."""
    try:
        cookie = SimpleCookie(header or "").get(COOKIE)
    except CookieError:
        return None
    return cookie.value if cookie else None


def cookies(query: bytes) -> list[str]:
    """Return the headers that store in this browser what an address chooses: a language, a tour left."""
    chosen = query_language(query)
    pairs = [(COOKIE, chosen)] if chosen else []
    if TOUR in parse_qs(query.decode("latin-1")):
        pairs.append((TOUR_COOKIE, "left"))
    return [
        f"{name}={content}; Path=/; Max-Age={COOKIE_SECONDS}; SameSite=Lax; HttpOnly"
        for name, content in pairs
    ]
