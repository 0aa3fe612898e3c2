"""Whether Karta has an open side: for whoever may open it, with whom it names and on which sites it may stand."""

from functools import partial

import streamlit as st

from karta.privacy import WORKSPACE, allowed
from karta.services.follow_up import open_statistics
from karta.services.register import open_side
from karta.services.register.open_side import OpenSide
from karta.ui import edits, feedback, own_address, words
from karta.ui.context import Context
from karta.ui.edits import Texts

PATH = "/light/ikvall"


def show(context: Context) -> None:
    """Show what the open side is, its address, and the form that opens or closes it, to whoever may."""
    if not allowed(context.viewer, "open_to_public", WORKSPACE):
        return
    say, workspace = context.say, context.workspace
    words.heading(say("open_side.title"))
    words.paragraph(say("open_side.what"))
    stated, versions = open_side.open_side(workspace)
    words.paragraph(
        say("open_side.is_on", address=own_address.of(PATH) or PATH)
        if stated.is_on
        else say("open_side.is_off")
    )
    on_label, contact_label, sites_label = (
        say(f"open_side.{name}") for name in ("is_open", "contact", "sites")
    )

    def texts(side: OpenSide) -> Texts:
        state = say("open_side.yes" if side.is_on else "open_side.no")
        return {on_label: state, contact_label: side.contact, sites_label: "\n".join(side.sites)}

    def stored() -> tuple[dict[str, int], Texts]:
        now, read = open_side.open_side(workspace)
        return read, texts(now)

    edit = edits.opened("open_side", stated, versions, texts(stated))
    with st.form("open_side", border=True):
        is_on = st.checkbox(on_label, edit.row.is_on, key=edit.key("open_side_on", on_label))
        contact = st.text_input(
            contact_label, edit.row.contact, key=edit.key("open_side_contact", contact_label),
            max_chars=open_side.MOST_OF_CONTACT, help=say("open_side.contact_help"),
        )  # fmt: skip
        sites = st.text_area(
            sites_label, "\n".join(edit.row.sites), key=edit.key("open_side_sites", sites_label),
            help=say("open_side.sites_help"),
        )  # fmt: skip
        sent = st.form_submit_button(say("open_side.save"))
    if sent:
        new = OpenSide(is_on, contact, tuple(sites.split()))
        act = partial(open_side.set_open_side, workspace, context.viewer, new, versions=edit.version)
        feedback.save(context, edit, act, "open_side.saved", texts(new), stored)
    edits.compare(context, edit)
    if stated.is_on:
        _statistics(context)


def _statistics(context: Context) -> None:
    """Show what statistics everybody may see, and the months that may be published, each as it would be told."""
    say, workspace, viewer = context.say, context.workspace, context.viewer
    words.heading(say("open_side.statistics"), 3)
    words.paragraph(say("open_side.statistics_what"), "quiet")
    for there in open_statistics.published(workspace, viewer):
        with st.container(horizontal=True, vertical_alignment="center"):
            words.paragraph(say("open_side.published", month=there.month))
            if st.button(say("open_side.withdraw"), key=f"withdraw_{there.month}"):
                act = partial(open_statistics.withdraw, workspace, viewer, there.month)
                feedback.perform(context, act, "open_side.withdrawn")
    waiting = open_statistics.waiting(workspace, viewer)
    if not waiting:
        words.paragraph(say("open_side.none_waiting"), "quiet")
        return
    month = st.selectbox(say("open_side.month"), waiting, key="statistics_month")
    shown = open_statistics.proposed(workspace, viewer, month)
    words.table(
        [say("ui.area"), *(say(f"open.stat_{part}") for part in open_statistics.PARTS)],
        [[area.name, *(_told(area.hours[part]) for part in open_statistics.PARTS)] for area in shown.areas],
        say("open_side.would_show", month=month),
    )
    if st.button(say("open_side.publish", month=month), key="statistics_publish"):
        feedback.perform(
            context, partial(open_statistics.publish, workspace, viewer, month), "open_side.published_now"
        )


def _told(hours: int | None) -> str:
    return "\u2013" if hours is None else str(hours)
