"""Whom this server is reached by: this machine alone, or others, which is refused where nobody has to sign in."""

import os

from karta.errors import InputError
from karta.model.web_address import LOOPBACK
from karta.services.access import provider

CLOSED_TEST = "KARTA_CLOSED_TEST"


def is_closed_test() -> bool:
    """Tell whether others reach this server although nobody signs in: a test among people who know of it."""
    return os.environ.get(CLOSED_TEST) == "1" and not provider.is_configured()


def check(address: str) -> None:
    """Check an address that the server listens at.

    Raises
    ------
    InputError
        `host_without_sign_in` where others would reach a server at which nobody signs in; where sign-in is set in part,
        as `provider` does.
    """
    is_open = not provider.is_configured()
    if is_open and address not in LOOPBACK and not is_closed_test():
        raise InputError("host_without_sign_in", value=address)
