"""The app's own address, as links and codes on paper carry it, and whether anybody else can open it."""

from urllib.parse import urlsplit

import streamlit as st

from karta.ui import words
from karta.ui.context import Context
from karta.web.hosts import LOOPBACK


def of(path: str) -> str:
    """Return the address of a path of this server, by the name that the browser calls it; "" where it calls none."""
    here = urlsplit(st.context.url or "")
    return f"{here.scheme}://{here.netloc}{path}" if here.netloc else ""


def is_here_alone(address: str) -> bool:
    """Tell whether an address leads to this machine, and so to nothing on any other."""
    try:
        return (urlsplit(address.strip()).hostname or "") in LOOPBACK
    except ValueError:
        return False


def warn(context: Context, address: str) -> None:
    """Say that no telephone can open an address, where that is so."""
    if is_here_alone(address):
        words.paragraph(context.say("ui.address_here_alone"), "note")
