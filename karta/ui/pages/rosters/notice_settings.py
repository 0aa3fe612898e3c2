"""The settings of notices: how many days ahead a shift that lacks adults is alarmed, and the mail server."""

from functools import partial

import streamlit as st

from karta.services import mail
from karta.services.rosters import notices
from karta.ui import edits, feedback, words
from karta.ui.context import Context
from karta.ui.edits import Edit, Texts

TLS: tuple[mail.Tls, ...] = ("starttls", "tls", "none")
BLANK = mail.Server("", 587, "starttls", "")


def show(context: Context) -> None:
    """Show the forms of both."""
    _days(context)
    _mail(context)


def _days(context: Context) -> None:
    say, workspace = context.say, context.workspace
    label = say("rosters.alarm_days")

    def stored() -> tuple[int, Texts]:
        return notices.alarm_setting(workspace).version, {label: str(notices.alarm_days(workspace))}

    version, texts = stored()
    edit = edits.opened("alarm_days", int(texts[label]), version, texts)
    with st.form("rosters_alarm_days"):
        days = st.number_input(label, 0, notices.MOST_ALARM_DAYS, edit.row, key=edit.key("alarm_days", label))
        sent = st.form_submit_button(say("rosters.alarm_days_save"))
    if sent:
        act = partial(notices.set_alarm_days, workspace, context.viewer, int(days), version=edit.version)
        feedback.save(context, edit, act, "rosters.alarm_days_saved", {label: str(int(days))}, stored)
    edits.compare(context, edit)


def _mail(context: Context) -> None:
    say, workspace = context.say, context.workspace

    def stored() -> tuple[mail.Versions, Texts]:
        server, versions = mail.read_server(workspace)
        return versions, _texts(context, server)

    server, versions = mail.read_server(workspace)
    if server is None:
        words.paragraph(say("rosters.mail_off"))
    else:
        words.paragraph(say("rosters.mail_on", sender=server.sender, host=server.host))
    edit = edits.opened("mail", server or BLANK, versions, _texts(context, server))
    with st.expander(say("rosters.mail_edit")):
        with st.form("rosters_mail"):
            typed = _fields(context, edit)
            buttons = st.container(horizontal=True)
            save = buttons.form_submit_button(say("rosters.mail_save"), type="primary")
            stop = buttons.form_submit_button(say("rosters.mail_stop"))
        if save or stop:
            new_server = typed if save else None
            act = partial(mail.set_server, workspace, context.viewer, new_server, versions=edit.version)
            feedback.save(context, edit, act, "rosters.mail_saved", _texts(context, new_server), stored)
        edits.compare(context, edit)


def _fields(context: Context, edit: Edit[mail.Server]) -> mail.Server:
    """Show the fields of the mail server and return what they say."""
    say, server = context.say, edit.row

    def key(name: str) -> str:
        return edit.key(f"mail_{name}", say(f"rosters.mail_{name}"))

    left, right = st.columns(2)
    host = left.text_input(say("rosters.mail_host"), server.host, key=key("host"))
    port = right.number_input(say("rosters.mail_port"), 1, 65535, server.port, key=key("port"))
    tls = st.selectbox(
        say("rosters.mail_tls"), TLS, TLS.index(server.tls), key=key("tls"),
        format_func=lambda name: say(f"rosters.mail_tls_{name}"),
    )  # fmt: skip
    sender = left.text_input(say("rosters.mail_sender"), server.sender, key=key("sender"))
    organiser = right.text_input(say("rosters.mail_to"), server.organiser, key=key("to"))
    user = st.text_input(
        say("rosters.mail_user"), server.user, key=key("user"), help=say("rosters.mail_user_help")
    )
    return mail.Server(host.strip(), int(port), tls, sender, user, organiser)


def _texts(context: Context, server: mail.Server | None) -> Texts:
    """Return a mail server in words, by the labels of its fields; blank where there is none."""
    values = {"host": "", "port": "", "tls": "", "sender": "", "to": "", "user": ""}
    if server is not None:
        values = {
            "host": server.host, "port": str(server.port), "tls": context.say(f"rosters.mail_tls_{server.tls}"),
            "sender": server.sender.strip(), "to": server.organiser.strip(), "user": server.user.strip(),
        }  # fmt: skip
    return {context.say(f"rosters.mail_{name}"): value for name, value in values.items()}
