"""The app's own address, as links and codes on paper carry it, and whether anybody else can open it."""

from urllib.parse import urlsplit

import streamlit as st

from karta.model.web_address import is_here_alone
from karta.services.access import public_address
from karta.ui import words
from karta.ui.context import Context


def of(path: str) -> str:
    """Return the address of a path of this server: its public one, else by the name that the browser calls it.

    "" where there is neither.
    """
    if public := public_address.address():
        return f"{public}{path}"
    here = urlsplit(st.context.url or "")
    return f"{here.scheme}://{here.netloc}{path}" if here.netloc else ""


def warn(context: Context, address: str) -> None:
    """Say that no telephone can open an address, where that is so."""
    if is_here_alone(address):
        words.paragraph(context.say("ui.address_here_alone"), "note")
