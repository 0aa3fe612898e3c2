"""Tokens of links: they cannot be guessed, a chat leaves none of them out of a link, and only their hashes are kept."""

from hashlib import sha256
from secrets import choice
from string import ascii_letters, digits

_SIGNS = ascii_letters + digits
# 33 of 62 signs are 196 bits.
_LENGTH = 33


def new_token() -> str:
    """Return a token of letters and digits, on any of which a link may end."""
    return "".join(choice(_SIGNS) for _ in range(_LENGTH))


def hash_of(token: str) -> str:
    """Return what is kept of a token."""
    return sha256(token.encode()).hexdigest()
