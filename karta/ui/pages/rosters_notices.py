"""Meddelanden: which shifts lack adults soon, what is new about the others, and how people get to know."""

from functools import partial

import streamlit as st

from karta.privacy import may
from karta.services import mail, notice_mail, notices, turns
from karta.ui import words
from karta.ui.app import Context
from karta.ui.pages import register_notes as notes

TLS: tuple[mail.Tls, ...] = ("starttls", "tls", "none")


def show(context: Context) -> None:
    """Show the notices, and below them the settings of those who may set them."""
    faults(context)
    alarms(context)
    _news(context)
    words.heading(context.say("rosters.how"))
    words.paragraph(context.say("rosters.how_what"), "quiet")
    if may(context.viewer, "edit_register"):
        _days(context)
        _mail(context)


def alarms(context: Context, *, listed: bool = True) -> None:
    """Say which shifts are still below their minimum in the days to come, or how many; nothing where none is."""
    found = notices.alarms(context.workspace, context.viewer)
    if not found:
        return
    days = notices.alarm_days(context.workspace)
    if not listed:
        words.paragraph(context.say("rosters.alarms", days=days, count=len(found)), "note")
        return
    with st.container(border=True, key="karta_alarms"):
        words.heading(context.say("rosters.alarms", days=days, count=len(found)), 3)
        words.bullets([
            context.say(
                "rosters.alarm_line", when=turns.when(context.workspace, turn), place=turn.place, count=turn.missing
            )
            for turn in found
        ])  # fmt: skip


def faults(context: Context) -> None:
    """Say in one sentence that mails wait because they could not be sent; nothing where none does."""
    found = notice_mail.faults(context.workspace, context.viewer)
    if found:
        words.paragraph(context.say(f"rosters.fault_{found[-1]}", count=len(found)), "fault")


def _news(context: Context) -> None:
    words.heading(context.say("rosters.news"))
    found = notices.recent(context.workspace, context.viewer)
    lines = [
        f"{turns.when(context.workspace, told.turn)} · {told.turn.place}: {context.say(f'rosters.notice_{told.kind}')}"
        for told in found
    ]
    if lines:
        words.bullets(lines)
    else:
        words.paragraph(context.say("rosters.news_none"), "quiet")


def _days(context: Context) -> None:
    say, workspace = context.say, context.workspace
    with st.form("rosters_alarm_days"):
        days = st.number_input(
            say("rosters.alarm_days"), 0, notices.MOST_ALARM_DAYS, notices.alarm_days(workspace), key="alarm_days"
        )  # fmt: skip
        if st.form_submit_button(say("rosters.alarm_days_save")):
            save = partial(notices.set_alarm_days, workspace, context.viewer, int(days))
            notes.perform(context, save, "rosters.alarm_days_saved")


def _mail(context: Context) -> None:
    say, workspace = context.say, context.workspace
    held = mail.server(workspace)
    if held is None:
        words.paragraph(say("rosters.mail_off"))
    else:
        words.paragraph(say("rosters.mail_on", sender=held.sender, host=held.host))
    held = held or mail.Server("", 587, "starttls", "")
    with st.expander(say("rosters.mail_edit")), st.form("rosters_mail"):
        left, right = st.columns(2)
        host = left.text_input(say("rosters.mail_host"), held.host, key="mail_host")
        port = right.number_input(say("rosters.mail_port"), 1, 65535, held.port, key="mail_port")
        tls = st.selectbox(
            say("rosters.mail_tls"), TLS, TLS.index(held.tls), key="mail_tls",
            format_func=lambda name: say(f"rosters.mail_tls_{name}"),
        )  # fmt: skip
        sender = left.text_input(say("rosters.mail_sender"), held.sender, key="mail_sender")
        organiser = right.text_input(say("rosters.mail_to"), held.organiser, key="mail_to")
        user = st.text_input(
            say("rosters.mail_user"), held.user, key="mail_user", help=say("rosters.mail_user_help")
        )
        buttons = st.container(horizontal=True)
        save = buttons.form_submit_button(say("rosters.mail_save"), type="primary")
        stop = buttons.form_submit_button(say("rosters.mail_stop"))
    if save or stop:
        named = mail.Server(host.strip(), int(port), tls, sender, user, organiser) if save else None
        notes.perform(
            context, lambda: mail.set_server(workspace, context.viewer, named), "rosters.mail_saved"
        )
