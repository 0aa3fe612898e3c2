"""Mail, where a workspace names a server; without one nothing leaves the machine.

The password of a server that wants one stands in the environment (`KARTA_MAIL_PASSWORD`), never in the workspace.
"""

import os
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Literal, get_args

from karta.errors import InputError
from karta.privacy import Viewer, require
from karta.services.workspace import Workspace, set_setting

Tls = Literal["tls", "starttls", "none"]
SECONDS = 20.0
PASSWORD = "KARTA_MAIL_PASSWORD"  # noqa: S105 - the name of a variable
KEYS = ("host", "port", "tls", "from", "user", "organiser")
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+\.[^\s@<>,;:\"()\[\]\\]+")
_LONGEST = 254


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server: where it is, how it is spoken to, from whom mail comes, and the organisers' own mailbox."""

    host: str
    port: int
    tls: Tls
    sender: str
    user: str = ""
    organiser: str = ""


def server(workspace: Workspace) -> Server | None:
    """Return the mail server that the workspace names, None where it names none: then no mail is ever sent."""
    said = {name: workspace.setting(f"mail_{name}") or "" for name in KEYS}
    if not said["host"] or not said["from"]:
        return None
    tls: Tls = next((one for one in get_args(Tls) if one == said["tls"]), "starttls")
    port = int(said["port"]) if said["port"].isdecimal() else 587
    return Server(said["host"], port, tls, said["from"], said["user"], said["organiser"])


def set_server(workspace: Workspace, viewer: Viewer, found: Server | None) -> None:
    """Name the workspace's mail server, or (None) send no mail any more.

    Raises
    ------
    InputError
        `mail_server` where host or port are none, `mail_address` where an address is none.
    """
    require(viewer, "edit_register")
    values = dict.fromkeys(KEYS)
    if found is not None:
        if not re.fullmatch(r"[\w.:-]+", found.host) or not 0 < found.port < 65536:
            raise InputError("mail_server")
        sender, organiser = address(found.sender), address(found.organiser) if found.organiser.strip() else ""
        told = (found.host, str(found.port), found.tls, sender, found.user.strip(), organiser)
        values = {name: value or None for name, value in zip(KEYS, told, strict=True)}
    for name, value in values.items():
        set_setting(workspace, viewer, f"mail_{name}", value)


def address(said: str) -> str:
    """Return a mail address as typed, without what stands around it. Raises InputError for what is none."""
    plain = said.strip()
    if len(plain) > _LONGEST or not _ADDRESS.fullmatch(plain) or not plain.isprintable():
        raise InputError("mail_address")
    return plain


@contextmanager
def connected(found: Server) -> Iterator[smtplib.SMTP]:
    """Give a connection to a server. Raises OSError or smtplib.SMTPException (an OSError, too)."""
    context = ssl.create_default_context()
    if found.tls == "tls":
        link: smtplib.SMTP = smtplib.SMTP_SSL(found.host, found.port, timeout=SECONDS, context=context)
    else:
        link = smtplib.SMTP(found.host, found.port, timeout=SECONDS)
    with link:
        if found.tls == "starttls":
            link.starttls(context=context)
        if found.user:
            link.login(found.user, os.environ.get(PASSWORD, ""))
        yield link


def letter(found: Server, to: str, subject: str, body: str) -> EmailMessage:
    """Return a plain mail; what would break its lines is taken out of the subject."""
    mail = EmailMessage()
    mail["From"], mail["To"] = found.sender, to
    mail["Subject"] = " ".join("".join(c if c.isprintable() else " " for c in subject).split())
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(body)
    return mail
