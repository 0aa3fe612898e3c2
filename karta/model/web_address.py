"""Addresses of pages, as people type them and as browsers send them."""

import re
from urllib.parse import urlsplit

# Names under which only this machine reaches itself.
LOOPBACK = ("127.0.0.1", "localhost", "::1")
# Where an invitation of a member is taken up, with its token behind.
INVITATION = "/in/inbjudan/"
_SPACE = re.compile(r"[\s\x00-\x1f\x7f]")


def is_page(text: str) -> bool:
    """Tell whether a text is the address of a page: http or https, and a host."""
    if _SPACE.search(text):
        return False
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:  # a bracket that is not closed, a port of letters, signs that turn into a slash
        return False
    return parts.scheme in ("http", "https") and bool(host)


def host_of(address: str) -> str:
    """Return the host with its port of an address that a browser sends; blank where there is none."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def is_here_alone(address: str) -> bool:
    """Tell whether an address leads to this machine, and so to nothing on any other."""
    try:
        return (urlsplit(address.strip()).hostname or "") in LOOPBACK
    except ValueError:
        return False
