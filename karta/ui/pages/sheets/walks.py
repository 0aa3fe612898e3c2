"""Sheets about shifts: the one in the pocket, the week on the team's wall, the poster that invites."""

from functools import partial

import streamlit as st

from karta.errors import KartaError
from karta.model.shift import ShiftOccurrence
from karta.services.register import organisations
from karta.services.rosters import poster_contact
from karta.services.rosters.occurrences import when_text
from karta.services.sheets import walk_sheets
from karta.ui import edits, feedback, own_address, own_organisation, words
from karta.ui.context import Context, page_link
from karta.ui.edits import Texts
from karta.ui.pages.rosters import cached_occurrences, card
from karta.ui.pages.sheets import preview
from karta.ui.view import View

PDF = "application/pdf"
ICON = ":material/picture_as_pdf:"


def walk(context: Context, shown: View) -> None:
    """Show the choice of a shift, and its sheet as a PDF."""
    say = context.say
    words.paragraph(say("sheets.walk_lead"))
    occurrences = _walks(context)
    if not occurrences:
        words.paragraph(say("sheets.walk_none"), "quiet")
        page_link("gaps", say("ui.go_gaps"))
        return
    names = {
        occurrence.occurrence_id: " · ".join(
            filter(None, (when_text(context.workspace, occurrence), occurrence.place, occurrence.title))
        )
        for occurrence in occurrences
    }
    here, came = [occurrence.place_id for occurrence in occurrences], st.query_params.get(card.OPEN, "")
    # The shift that one came from, else the first at the place that one came from.
    first = (
        list(names).index(came) if came in names else here.index(shown.place) if shown.place in here else 0
    )
    occurrence_id = st.selectbox(
        say("sheets.walk_which"), list(names), first, format_func=names.__getitem__,
        key=f"walk_occurrence_{shown.place or ''}_{came}",
    )  # fmt: skip

    def make() -> bytes:
        return walk_sheets.walk_pdf(context.workspace, context.viewer, occurrence_id)

    st.download_button(
        say("sheets.walk_download"), make,
        file_name=f"vandringsblad-{occurrence_id[-10:]}.pdf", mime=PDF, icon=ICON, type="primary", key="walk_pdf",
        on_click="ignore",
    )  # fmt: skip
    preview.show(context, say("sheets.part_walk"), occurrence_id, make)


def _walks(context: Context) -> list[ShiftOccurrence]:
    """Return the shifts to choose from: those that people sign up to, or the roster of the organisation chosen."""
    whose = cached_occurrences.owners(context)
    names = {"planned": context.say("sheets.walk_planned")} | {
        owner.organisation_id: owner.name or context.say("rosters.roster_of_nobody") for owner in whose
    }
    org = "planned"
    if whose:
        org = st.selectbox(
            context.say("sheets.walk_whose"), list(names), format_func=names.__getitem__, key="walk_whose"
        )
    if org != "planned":
        return [line for line in cached_occurrences.lines(context, org) if not line.cancelled]
    ahead = cached_occurrences.ahead(context)
    occurrences = [*ahead.understaffed, *ahead.staffed]
    return sorted(occurrences, key=lambda occurrence: (occurrence.start, occurrence.occurrence_id))


def wall(context: Context, shown: View) -> None:
    """Show the choice of a team, and its week as a PDF."""
    say = context.say
    words.paragraph(say("sheets.wall_lead"))
    orgs = organisations.organisations(context.workspace, context.viewer)
    if not orgs:
        words.paragraph(say("sheets.wall_no_org"), "quiet")
        return
    org_id = _organisation(context, "wall_org", orgs)
    if org_id is None:
        return

    def make() -> bytes:
        return walk_sheets.wall_pdf(context.workspace, context.viewer, org_id, shown.week)

    st.download_button(
        say("sheets.wall_download"), make,
        file_name=f"internt-v{shown.week.isocalendar().week:02d}.pdf", mime=PDF, icon=ICON, type="primary",
        key="wall_pdf", on_click="ignore",
    )  # fmt: skip
    preview.show(context, say("sheets.part_wall"), (org_id, shown.week), make)


def _organisation(context: Context, key: str, names: dict[str, str]) -> str | None:
    """Show the choice of whose sheet it is, and return its id."""
    return st.selectbox(
        context.say(f"sheets.{key}"), list(names), own_organisation.position(context.viewer, names),
        format_func=names.__getitem__, key=key, placeholder=context.say("rosters.organisation_choose"),
    )  # fmt: skip


def poster(context: Context, _shown: View) -> None:
    """Show what the poster says, and the poster as a PDF once its address leads somewhere."""
    say = context.say
    words.paragraph(say("sheets.poster_lead_page"))
    orgs = organisations.organisations(context.workspace, context.viewer)
    org = _organisation(context, "poster_org", orgs)
    if orgs and org is None:
        return
    own_page = _own_page(context, org) if org is not None else ""
    own = st.text_input(
        say("sheets.poster_words"), max_chars=160, key="poster_words", help=say("sheets.poster_words_help")
    )
    address = st.text_input(
        say("sheets.poster_address"), own_page, max_chars=300, key=f"poster_at_{own_page}", placeholder="https://",
        help=say("sheets.poster_address_help"),
    )  # fmt: skip
    if not address.strip():
        words.paragraph(say("sheets.poster_help"), "quiet")
        return
    own_address.warn(context, address)
    try:
        content = walk_sheets.poster_pdf(
            context.workspace,
            context.viewer,
            organisation=orgs.get(org or "", ""),
            words=own,
            address=address,
        )
    except KartaError as error:
        feedback.fault(context, error)
        return
    st.download_button(
        say("sheets.poster_make"), content, file_name="affisch.pdf", mime=PDF, icon=ICON, type="primary",
        key="poster_pdf", on_click="ignore",
    )  # fmt: skip
    preview.show(context, say("sheets.part_poster"), content, lambda: content, at_once=True)


def _own_page(context: Context, org_id: str) -> str:
    """Show how those who want to come along reach the organisation; return the address of its public page, if any."""
    say = context.say

    def stored() -> tuple[int, Texts]:
        setting = poster_contact.way_setting(context.workspace, org_id)
        return setting.version, {say("join.way"): setting.value or ""}

    version, texts = stored()
    way = texts[say("join.way")]
    edit = edits.opened(f"join_{org_id}", way, version, texts)
    with st.form(f"join_{org_id}", border=False):
        typed, send = st.columns([5, 2], vertical_alignment="bottom")
        new_way = typed.text_input(
            say("join.way"),
            edit.row,
            key=edit.key(f"way_{org_id}", say("join.way")),
            max_chars=poster_contact.LONGEST,
            placeholder=say("join.way_example"),
            help=say("join.way_help"),
        )
        sent = send.form_submit_button(say("join.keep"), width="stretch")
    if sent:
        act = partial(
            poster_contact.set_way, context.workspace, context.viewer, org_id, new_way, version=edit.version
        )
        feedback.save(context, edit, act, "join.kept", {say("join.way"): new_way.strip()}, stored)
    edits.compare(context, edit)
    if not way:
        words.paragraph(say("join.no_way"), "quiet")
        return ""
    address = own_address.of(poster_contact.path(org_id))
    if address:
        st.page_link(address, label=say("join.look"))
    return address
