"""The address under which others reach this server: what personal links, posters, calendars and mails carry.

Without one a link carries the name that its maker's browser happens to use, which often no telephone can open.
"""

import os
from urllib.parse import urlsplit

from karta.errors import InputError
from karta.model.web_address import LOOPBACK, is_page
from karta.services.access import provider

SETTING = "KARTA_PUBLIC_ADDRESS"
THIS_MACHINE = "http://127.0.0.1:8501"


def address() -> str:
    """Return the public address without a slash at its end, "" where none is set. Raises InputError as `checked`."""
    typed = os.environ.get(SETTING, "").strip()
    return checked(typed) if typed else ""


def or_this_machine() -> str:
    """Return the public address, else the one under which this machine alone reaches the server."""
    return address() or THIS_MACHINE


def host() -> str:
    """Return the name in the public address, "" where none is set."""
    return urlsplit(address()).hostname or ""


def checked(typed: str) -> str:
    """Return an address as it is stored.

    Raises
    ------
    InputError
        `public_address` for what is no address of a server alone, `public_address_open` where people would sign in
        without encryption.
    """
    plain = typed.strip().rstrip("/")
    if not is_page(plain):
        raise InputError("public_address", value=typed)
    parts = urlsplit(plain)
    if parts.path or parts.query or parts.fragment or parts.username is not None:
        raise InputError("public_address", value=typed)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK and provider.is_configured():
        raise InputError("public_address_open", value=typed)
    return f"{parts.scheme}://{parts.netloc.lower()}"
