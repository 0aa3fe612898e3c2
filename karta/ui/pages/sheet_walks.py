"""Sheets about shifts: the one in the pocket, the week on the team's wall, the poster that invites."""

from urllib.parse import urlsplit

import streamlit as st

from karta.errors import KartaError
from karta.services import joining, rosters, turns, walk_sheets
from karta.ui import words
from karta.ui.app import Context, page_link
from karta.ui.pages import register_notes as notes
from karta.ui.view import View

PDF = "application/pdf"
ICON = ":material/picture_as_pdf:"


def walk(context: Context, _shown: View) -> None:
    """Show the choice of a shift, and its sheet as a PDF."""
    say = context.say
    words.paragraph(say("sheets.walk_lead"))
    ahead = rosters.ahead(context.workspace, context.viewer)
    found = sorted([*ahead.understaffed, *ahead.staffed], key=lambda turn: (turn.start, turn.turn_id))
    if not found:
        words.paragraph(say("sheets.walk_none"), "quiet")
        page_link("gaps", say("ui.go_gaps"))
        return
    names = {
        turn.turn_id: " · ".join(filter(None, (turns.when(context.workspace, turn), turn.place, turn.title)))
        for turn in found
    }
    turn_id = st.selectbox(
        say("sheets.walk_which"), list(names), format_func=names.__getitem__, key="walk_turn"
    )
    st.download_button(
        say("sheets.walk_download"), lambda: walk_sheets.walk_pdf(context.workspace, context.viewer, turn_id),
        file_name=f"vandringsblad-{turn_id[-10:]}.pdf", mime=PDF, icon=ICON, type="primary", key="walk_pdf",
        on_click="ignore",
    )  # fmt: skip


def wall(context: Context, shown: View) -> None:
    """Show the choice of a team, and its week as a PDF."""
    say = context.say
    words.paragraph(say("sheets.wall_lead"))
    orgs = rosters.organisations(context.workspace, context.viewer)
    if not orgs:
        words.paragraph(say("sheets.wall_no_org"), "quiet")
        return
    org_id = st.selectbox(say("sheets.wall_org"), list(orgs), format_func=orgs.__getitem__, key="wall_org")
    st.download_button(
        say("sheets.wall_download"),
        lambda: walk_sheets.wall_pdf(context.workspace, context.viewer, org_id, shown.week),
        file_name=f"internt-v{shown.week.isocalendar().week:02d}.pdf", mime=PDF, icon=ICON, type="primary",
        key="wall_pdf", on_click="ignore",
    )  # fmt: skip


def poster(context: Context, _shown: View) -> None:
    """Show what the poster says, and the poster as a PDF once its address leads somewhere."""
    say = context.say
    words.paragraph(say("sheets.poster_lead_page"))
    orgs = rosters.organisations(context.workspace, context.viewer)
    org = st.selectbox(say("sheets.poster_org"), list(orgs), format_func=orgs.__getitem__, key="poster_org")
    own_page = _own_page(context, org) if org is not None else ""
    own = st.text_input(say("sheets.poster_words"), max_chars=160, key="poster_words")
    address = st.text_input(
        say("sheets.poster_address"), own_page, max_chars=300, key=f"poster_at_{own_page}", placeholder="https://",
        help=say("sheets.poster_address_help"),
    )  # fmt: skip
    if not address.strip():
        words.paragraph(say("sheets.poster_help"), "quiet")
        return
    try:
        content = walk_sheets.poster_pdf(
            context.workspace,
            context.viewer,
            organisation=orgs.get(org or "", ""),
            words=own,
            address=address,
        )
    except KartaError as error:
        notes.fault(context, error)
        return
    st.download_button(
        say("sheets.poster_make"), content, file_name="affisch.pdf", mime=PDF, icon=ICON, type="primary",
        key="poster_pdf", on_click="ignore",
    )  # fmt: skip


def _own_page(context: Context, org_id: str) -> str:
    """Show how those who want to come along reach the organisation; return the address of its public page, if any."""
    say = context.say
    way = joining.way(context.workspace, org_id)
    with st.form(f"join_{org_id}", border=False):
        typed, send = st.columns([5, 2], vertical_alignment="bottom")
        said = typed.text_input(
            say("join.way"),
            way,
            max_chars=joining.LONGEST,
            placeholder=say("join.way_example"),
            help=say("join.way_help"),
        )
        sent = send.form_submit_button(say("join.keep"), width="stretch")
    if sent:
        notes.perform(
            context, lambda: joining.set_way(context.workspace, context.viewer, org_id, said), "join.kept"
        )
    if not way:
        words.paragraph(say("join.no_way"), "quiet")
        return ""
    here = urlsplit(st.context.url or "")
    address = f"{here.scheme}://{here.netloc}{joining.path(org_id)}" if here.netloc else ""
    if address:
        st.page_link(address, label=say("join.look"))
    return address
