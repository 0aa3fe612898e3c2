"""Notices by mail: whom to remind of what as things stand now, one mail a person, kept and tried again when it fails.

Nothing here runs by itself: `karta notices send` does it, as often as whoever runs the machine says. A mail holds what
the calendar holds - when, where, what - and no link and nobody else's name.
"""

import smtplib
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage

from karta.errors import InputError
from karta.i18n import text
from karta.model.shift import Turn
from karta.privacy import Viewer, require
from karta.services import mail, notices, turns
from karta.services.signups import could_take
from karta.services.workspace import Workspace
from karta.store import notices as kept
from karta.store import people
from karta.store.acts import Act
from karta.store.cells import Row
from karta.store.database import Reading

DAY = timedelta(days=1)
# After a failure, doubled with each further one; and when an interrupted sender's mail is taken again.
WAIT = timedelta(minutes=5)
STALE = timedelta(minutes=15)
# What is older was told in the app and is no news by mail.
NEWS = timedelta(days=2)
FUNCTION = "karta"

Mailed = list[tuple[Row, Turn]]


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of one round: how many mails went out, how many wait for another try, and why (a code)."""

    mails: int
    waiting: int
    fault: str | None = None


def send(workspace: Workspace) -> Sent:
    """Mail what people are to be told, and return what came of it.

    Raises
    ------
    InputError
        `mail_off` when the workspace names no mail server.
    """
    server = mail.server(workspace)
    if server is None:
        raise InputError("mail_off")
    with workspace.store.act(FUNCTION, "remind") as act:
        _remind(workspace, act)
    with workspace.store.act(FUNCTION, "mail_notices") as act:
        taken = kept.claim(act, WAIT, STALE)
        letters = _letters(workspace, act, taken, server)
        meant = {row["id"] for mailed in letters.values() for row, _ in mailed}
        kept.sent(act, [row["id"] for row in taken if row["id"] not in meant])
    return _post(workspace, server, letters) if letters else Sent(0, 0)


def faults(workspace: Workspace, viewer: Viewer) -> list[str]:
    """Return why mails that still wait could not be sent, one code for each."""
    require(viewer, "see_shifts")
    with workspace.store.reading() as look:
        return kept.faults(look.connection)


def set_address(workspace: Workspace, person_id: str, function: str, said: str) -> None:
    """Note where a person wants notices sent; blank: nowhere. Raises InputError `mail_address`."""
    found = mail.address(said) if said.strip() else None
    with workspace.store.act(function, "set_address") as act:
        people.set_email(act, person_id, found)


def _remind(workspace: Workspace, act: Act) -> None:
    """Note what time alone has made worth telling: a shift too small so close ahead, a stand-in still wanted."""
    now, days = workspace.now(), notices.alarm_days(workspace)
    today, last = workspace.today, workspace.today + (notices.MOST_ALARM_DAYS + 1) * DAY
    look = Reading(act.connection)
    found = turns.between(look, today - 3 * DAY, last + 3 * DAY)
    told = {
        (row["person_id"], notices.turn_id(row), row["kind"])
        for row in kept.of_days(act.connection, today, last)
    }
    wanted = [
        ("short" if notices.is_short(turn, now, days) else "stand_in", turn)
        for turn in found
        if turn.start > now and (notices.is_short(turn, now, days) or (turn.stand_ins and not turn.cancelled))
    ]
    free = _free(workspace, look, found) if wanted else {}
    for kind, turn in wanted:
        could = [person for person, theirs in free.items() if turn.turn_id in theirs]
        to = [None, *could] if kind == "short" else could
        notices.tell(act, kind, turn, [one for one in to if (one, turn.turn_id, kind) not in told])


def _free(workspace: Workspace, look: Reading, found: list[Turn]) -> dict[str, set[str]]:
    """Return the names of the turns that each person with an address could take."""
    orgs = {party.organisation_id for turn in found for party in turn.parties if party.organisation_id}
    return {
        row["id"]: {turn.turn_id for turn in could_take(workspace, found, row["id"], org)}
        for org in sorted(orgs)
        for row in people.listed(look.connection, org)
        if row["email"]
    }


def _letters(workspace: Workspace, act: Act, taken: list[Row], server: mail.Server) -> dict[str, Mailed]:
    """Return what is worth a mail by the address that it goes to: it holds, is news, and its shift is to come."""
    now = workspace.now()
    found = notices.by_turn(Reading(act.connection), taken)
    letters: dict[str, Mailed] = {}
    for row in taken:
        turn, person_id = found.get(notices.turn_id(row)), row["person_id"]
        if turn is None or turn.start <= now or not notices.holds(row["kind"], turn, person_id):
            continue
        if row["recorded_at"] < now - NEWS and not row["tries"]:
            continue
        person = None if person_id is None else people.known(act.connection, person_id)
        to = server.organiser if person is None else person["email"]
        if to:
            letters.setdefault(to, []).append((row, turn))
    return letters


def _post(workspace: Workspace, server: mail.Server, letters: dict[str, Mailed]) -> Sent:
    """Send each mail, and note what came of it at once: whoever comes after sends no mail twice."""
    sent = 0
    fault: str | None = None
    left = dict(letters)
    try:
        with mail.connected(server) as link:
            for to, mailed in letters.items():
                refused = None
                try:
                    link.send_message(_letter(workspace, server, to, mailed))
                except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError):
                    refused = fault = "mail_refused"
                del left[to]
                with workspace.store.act(FUNCTION, "mail_notices") as act:
                    if refused is None:
                        kept.sent(act, [row["id"] for row, _ in mailed])
                        sent += 1
                    else:
                        kept.failed(act, [row for row, _ in mailed], refused)
    except smtplib.SMTPAuthenticationError:
        fault = "mail_login"
    except (OSError, smtplib.SMTPException):
        fault = "mail_silent"
    if left and fault is not None:
        with workspace.store.act(FUNCTION, "mail_notices") as act:
            kept.failed(act, [row for mailed in left.values() for row, _ in mailed], fault)
    return Sent(sent, len(letters) - sent, fault)


def _letter(workspace: Workspace, server: mail.Server, to: str, mailed: Mailed) -> EmailMessage:
    language = workspace.language
    lines = []
    for row, turn in mailed:
        lines += [
            notices.sentence(row["kind"], turn, language),
            f"{turns.when(workspace, turn)}, {turn.place}",
            "",
        ]
    organising = any(row["person_id"] is None for row, _ in mailed)
    lines.append(text("web.mail_organiser" if organising else "web.mail_foot", language))
    return mail.letter(server, to, text("web.mail_subject", language, count=len(mailed)), "\n".join(lines))
