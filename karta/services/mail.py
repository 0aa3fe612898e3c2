"""Mail, where a workspace names a server; without one nothing leaves the machine.

The password of a server that wants one stands in the environment (`KARTA_MAIL_PASSWORD`), never in the workspace.
"""

import os
import re
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Literal, get_args

from karta.errors import InputError
from karta.model import typed_text
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.workspace import Workspace, put_settings

Tls = Literal["tls", "starttls", "none"]
SECONDS = 20.0
PASSWORD = "KARTA_MAIL_PASSWORD"  # noqa: S105 - the name of a variable
KEYS = ("host", "port", "tls", "from", "user", "organiser")
# The version of each of the server's settings, by its key.
Versions = Mapping[str, int]
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
    return read_server(workspace)[0]


def read_server(workspace: Workspace) -> tuple[Server | None, Versions]:
    """Return the mail server with the versions of its settings, which an edit of it hands in."""
    settings = workspace.settings([f"mail_{name}" for name in KEYS])
    versions = {key: setting.version for key, setting in settings.items()}
    values = {name: settings[f"mail_{name}"].value or "" for name in KEYS}
    if not values["host"] or not values["from"]:
        return None, versions
    tls: Tls = next((mode for mode in get_args(Tls) if mode == values["tls"]), "starttls")
    port = int(values["port"]) if values["port"].isdecimal() else 587
    return Server(values["host"], port, tls, values["from"], values["user"], values["organiser"]), versions


def set_server(workspace: Workspace, viewer: Viewer, server: Server | None, *, versions: Versions) -> None:
    """Name the workspace's mail server, or (None) send no mail any more. `versions` are those that were read.

    Raises
    ------
    ConflictError
        `row_changed` when somebody has named another one since.
    InputError
        `mail_server` where host or port are none, `mail_address` where an address is none.
    """
    require(viewer, "edit_mail", WORKSPACE)
    values = dict.fromkeys(KEYS)
    if server is not None:
        host, user = typed_text.clean(server.host, _LONGEST), typed_text.clean(server.user, _LONGEST)
        is_server = re.fullmatch(r"[\w.:-]+", host) and server.tls in get_args(Tls)
        if not is_server or not 0 < server.port < 65536:
            raise InputError("mail_server")
        sender = address(server.sender)
        organiser = address(server.organiser) if server.organiser.strip() else ""
        texts = (host, str(int(server.port)), server.tls, sender, user, organiser)
        values = {name: value or None for name, value in zip(KEYS, texts, strict=True)}
    settings = {f"mail_{name}": value for name, value in values.items()}
    put_settings(workspace, viewer, "mail", settings, versions)


def address(typed: str) -> str:
    """Return a mail address as typed, without what stands around it. Raises InputError for what is none."""
    plain = typed_text.clean(typed, _LONGEST)
    if not _ADDRESS.fullmatch(plain) or not plain.isprintable():
        raise InputError("mail_address")
    return plain


@contextmanager
def connected(server: Server) -> Iterator[smtplib.SMTP]:
    """Give a connection to a server. Raises OSError or smtplib.SMTPException (an OSError, too)."""
    context = ssl.create_default_context()
    if server.tls == "tls":
        link: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
    else:
        link = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    with link:
        if server.tls == "starttls":
            link.starttls(context=context)
        if server.user:
            link.login(server.user, os.environ.get(PASSWORD, ""))
        yield link


def letter(server: Server, to: str, subject: str, body: str) -> EmailMessage:
    """Return a plain mail; what would break its lines is taken out of the subject."""
    mail = EmailMessage()
    mail["From"], mail["To"] = server.sender, to
    mail["Subject"] = " ".join("".join(c if c.isprintable() else " " for c in subject).split())
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(body)
    return mail
