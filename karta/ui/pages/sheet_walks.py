"""Sheets about shifts: the one in the pocket, the week on the team's wall, the poster that invites."""

import streamlit as st

from karta.errors import KartaError
from karta.services import rosters, turns, walk_sheets
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
    org = st.selectbox(say("sheets.poster_org"), list(orgs.values()), key="poster_org") if orgs else None
    own = st.text_input(say("sheets.poster_words"), max_chars=160, key="poster_words")
    address = st.text_input(
        say("sheets.poster_address"), max_chars=300, key="poster_at", placeholder="https://"
    )
    if not address.strip():
        words.paragraph(say("sheets.poster_help"), "quiet")
        return
    try:
        content = walk_sheets.poster_pdf(
            context.workspace, context.viewer, organisation=org or "", words=own, address=address
        )
    except KartaError as error:
        notes.fault(context, error)
        return
    st.download_button(
        say("sheets.poster_make"), content, file_name="affisch.pdf", mime=PDF, icon=ICON, type="primary",
        key="poster_pdf", on_click="ignore",
    )  # fmt: skip
