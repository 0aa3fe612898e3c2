"""People as they are typed: a line each, a name and perhaps a phone."""

import re

# A name, a comma or the like, and something with a digit in it.
_PHONE = re.compile(r"(?P<name>[^,;\t]*[^,;\t\s])\s*[,;\t]\s*(?P<phone>[^,;\t]*\d[^,;\t]*)$")
# What a phone without any comma before it is made of, and how many digits it has at least.
_SIGNS, _DASHES = "0123456789+()", " \t\u00a0-\u2010\u2011\u2013"
_FEWEST_DIGITS = 6


def guests(typed: str) -> list[tuple[str, str]]:
    """Return the name and the phone, blank without one, of each line that has anything on it."""
    return [_guest(line.strip()) for line in typed.splitlines() if line.strip()]


def _guest(line: str) -> tuple[str, str]:
    parts = _PHONE.match(line)
    return (parts["name"], parts["phone"]) if parts else _without_comma(line)


def _without_comma(line: str) -> tuple[str, str]:
    """Return the name and the phone of a line that ends in a phone, else the line as a name."""
    phone = line[len(line.rstrip(_SIGNS + _DASHES)) :].lstrip(f"{_DASHES})")
    name = line.removesuffix(phone).rstrip(f"{_DASHES},;")
    is_phone = sum(sign.isdigit() for sign in phone) >= _FEWEST_DIGITS
    return (name, phone) if name and is_phone else (line, "")
