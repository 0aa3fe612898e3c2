"""Mail to people of whom nothing has been heard for a year: on what day they will be erased, and how to stay."""

import smtplib

from karta.i18n import text
from karta.services import mail
from karta.services.rosters.volunteers import erased_on
from karta.services.workspace import Workspace
from karta.store import people


def send(workspace: Workspace, server: mail.Server, function: str) -> int:
    """Mail each reminder once, and return how many went out; what fails is tried in the next round."""
    with workspace.store.reading() as reading:
        due = people.to_remind(reading.connection)
    sent = 0
    if not due:
        return sent
    language = workspace.language
    try:
        with mail.connected(server) as link:
            for row in due:
                words = text("web.mail_reminder", language, day=erased_on(row))
                letter = mail.letter(server, row["email"], text("web.mail_reminder_subject", language), words)
                try:
                    link.send_message(letter)
                except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError):
                    continue
                with workspace.store.act(function, "mail_notices") as act:
                    people.reminder_mailed(act, row["id"], workspace.today)
                sent += 1
    except (OSError, smtplib.SMTPException):
        return sent
    return sent
