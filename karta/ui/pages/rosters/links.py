"""Personal links that were made just now: each with a text to send and a code to scan, until it has been handed over.

A link is shown to whoever made it, in this session alone: the store keeps nothing that it could be made of again.
"""

import html
from collections.abc import Sequence
from urllib.parse import quote

import segno
import streamlit as st

from karta.services.rosters import invitations
from karta.ui import own_address, words
from karta.ui.context import Context

# The links made in this session, by organisation: person -> (name, address), shown until they are put away.
_LINKS = "rosters_links"
# Of a module of the code, in pixels of the picture.
SCALE = 5


def add(org: str, made: Sequence[invitations.Invitation]) -> None:
    """Show links that have just been made, before those of other people."""
    paths = {person.person_id: (person.name, f"/p/{person.token}") for person in made}
    links = {key: (name, own_address.of(path) or path) for key, (name, path) in paths.items()}
    st.session_state[_LINKS][org] = links | {
        key: link for key, link in shown(org).items() if key not in links
    }
    st.rerun()


def shown(org: str) -> dict[str, tuple[str, str]]:
    """Return name and address of the links that this session has made for an organisation, by person."""
    links: dict[str, dict[str, tuple[str, str]]] = st.session_state.setdefault(_LINKS, {})
    return links.setdefault(org, {})


def show(context: Context, org: str, organisation: str) -> None:
    """Show the links that this session has made for an organisation: nobody sees them again once they are put away."""
    links = shown(org)
    if not links:
        return
    say = context.say
    with st.container(border=True, key="karta_link"):
        words.heading(say("rosters.links_left", count=len(links)), 3)
        words.paragraph(say("rosters.link_once"), "note")
        own_address.warn(context, next(iter(links.values()))[1])
        for person_id, (name, address) in list(links.items()):
            _link(context, org, person_id, (name, address, organisation))
        st.button(say("rosters.links_away"), key="links_away", on_click=links.clear)


def _link(context: Context, org: str, person_id: str, link: tuple[str, str, str]) -> None:
    """Show one link, as a text that is ready to be sent and as a code, and the button that puts it away."""
    say, (name, address, organisation) = context.say, link
    with st.container(horizontal=True, vertical_alignment="center"):
        words.paragraph(say("rosters.link_of", name=name))
        with st.popover(say("rosters.link_code"), icon=":material/qr_code_2:"):
            words.paragraph(say("rosters.link_code_what", name=name))
            st.html(_code(address, say("rosters.link_code_what", name=name)))
        st.button(
            say("rosters.link_sent"), key=f"sent_{person_id}", icon=":material/check:",
            on_click=_put_away, args=(org, person_id),
        )  # fmt: skip
    st.code(address, language=None, wrap_lines=True)
    text = say("rosters.link_text", name=name, org=organisation, address=address)
    with st.expander(say("rosters.link_ready", name=name)):
        words.paragraph(text)
        ways = {
            "sms": f"sms:?&body={quote(text)}",
            "mail": f"mailto:?subject={quote(organisation)}&body={quote(text)}",
        }
        said = {way: html.escape(say(f"rosters.link_by_{way}")) for way in ways}
        written = " · ".join(f"<a href='{html.escape(to)}'>{said[way]}</a>" for way, to in ways.items())
        st.html(f"<p class='karta-p karta-ways'>{written}</p>")


def _put_away(org: str, person_id: str) -> None:
    """Take a link off the screen that has been handed over."""
    shown(org).pop(person_id, None)


def _code(address: str, label: str) -> str:
    """Return an address as a picture to scan, within the page: no file of it lies anywhere."""
    picture = segno.make(address, error="m").png_data_uri(scale=SCALE)
    return f"<img class='karta-code' src='{picture}' alt='{html.escape(label)}'>"
