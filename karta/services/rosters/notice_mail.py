"""Notices by mail: one mail to each person with all that is new to them, stored and tried again when sending fails.

A server does it every few minutes (`karta.services.chores`), and `karta notices send` on demand. A mail holds what the
calendar holds - when, where, what - and nobody else's name; of links none but the app's own address, to organisers.
"""

import smtplib
from dataclasses import dataclass, replace
from datetime import timedelta
from email.message import EmailMessage

from karta.errors import InputError
from karta.i18n import text
from karta.model.shift import ShiftOccurrence
from karta.model.walltime import DAY
from karta.privacy import WORKSPACE, Viewer, require
from karta.services import mail
from karta.services.access import public_address
from karta.services.rosters import notices, reminder_mail
from karta.services.rosters.former_times import FormerTime, former_times
from karta.services.rosters.occurrences import WITH_PEOPLE, occurrences_between, when_text
from karta.services.rosters.volunteers import could_take
from karta.services.workspace import Workspace
from karta.store import notices as store_notices
from karta.store import people
from karta.store.acts import Act
from karta.store.cells import Row
from karta.store.database import Reading

# After a failure, doubled with each further one; and when an interrupted sender's mail is taken again.
WAIT = timedelta(minutes=5)
STALE = timedelta(minutes=15)
# An older notice has been shown in the app and is not mailed.
NEWS = timedelta(days=2)
FUNCTION = "karta"

Mailed = list[tuple[Row, ShiftOccurrence, FormerTime | None]]


@dataclass(frozen=True, slots=True)
class Sent:
    """Outcome of one round of mailing: mails sent, mails that wait for another try, and why they wait (a code)."""

    mails: int
    waiting: int
    fault: str | None = None


def send(workspace: Workspace) -> Sent:
    """Send the waiting notices by mail, and return how many went out and how many still wait.

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
        taken = store_notices.claim(act, WAIT, STALE)
        letters = _letters(workspace, act, taken, server)
        meant = {row["id"] for mailed in letters.values() for row, *_ in mailed}
        store_notices.sent(act, [row["id"] for row in taken if row["id"] not in meant])
    reminders = reminder_mail.send(workspace, server, FUNCTION)
    posted = _post(workspace, server, letters) if letters else Sent(0, 0)
    return replace(posted, mails=posted.mails + reminders)


def failed_mails(workspace: Workspace, viewer: Viewer) -> list[str]:
    """Return why mails that still wait could not be sent, one code for each."""
    require(viewer, "see_shifts", WORKSPACE)
    with workspace.store.reading() as reading:
        return store_notices.failed_mails(reading.connection)


def set_address(workspace: Workspace, person_id: str, function: str, typed: str, *, shown: str) -> None:
    """Store the mail address that a person wants notices sent to; blank: none. `shown` is the one that was read.

    Raises
    ------
    InputError
        `mail_address`.
    ConflictError
        `row_changed` when another address has been stored since.
    """
    address = mail.address(typed) if typed.strip() else None
    with workspace.store.act(function, "set_address") as act:
        people.set_email(act, person_id, address, shown or None)


def _remind(workspace: Workspace, act: Act) -> None:
    """Store the notices that fall due by time alone: a shift still short of people, a stand-in still wanted."""
    now, days = workspace.now(), notices.alarm_days(workspace)
    today, last = workspace.today, workspace.today + (notices.MOST_ALARM_DAYS + 1) * DAY
    reading = Reading(act.connection)
    occurrences = occurrences_between(reading, today - 3 * DAY, last + 3 * DAY, WITH_PEOPLE)
    # A notice names the first day of a shift, wherever that was moved.
    first_days = [occurrence.day for occurrence in occurrences] or [today]
    notified = {
        (row["person_id"], notices.occurrence_id(row), row["kind"])
        for row in store_notices.of_days(act.connection, min(first_days), max(first_days))
    }
    wanted = [
        ("short" if notices.is_short(occurrence, now, days) else "stand_in", occurrence)
        for occurrence in occurrences
        if occurrence.start > now
        and (notices.is_short(occurrence, now, days) or (occurrence.stand_ins and not occurrence.cancelled))
    ]
    free = _free(workspace, reading, occurrences) if wanted else {}
    for kind, occurrence in wanted:
        could = [person for person, theirs in free.items() if occurrence.occurrence_id in theirs]
        to = [None, *could] if kind == "short" else could
        notices.tell(
            act,
            kind,
            occurrence,
            [person_id for person_id in to if (person_id, occurrence.occurrence_id, kind) not in notified],
        )


def _free(workspace: Workspace, reading: Reading, occurrences: list[ShiftOccurrence]) -> dict[str, set[str]]:
    """Return the ids of the occurrences that each person with an address could take."""
    orgs = {
        party.organisation_id
        for occurrence in occurrences
        for party in occurrence.parties
        if party.organisation_id
    }
    return {
        row["id"]: {
            occurrence.occurrence_id for occurrence in could_take(workspace, occurrences, row["id"], org)
        }
        for org in sorted(orgs)
        for row in people.listed(reading.connection, org)
        if row["email"]
    }


def _letters(workspace: Workspace, act: Act, taken: list[Row], server: mail.Server) -> dict[str, Mailed]:
    """Return the notices to mail, by address: those that still apply, are recent, and whose shift lies ahead."""
    now = workspace.now()
    reading = Reading(act.connection)
    occurrences, former = notices.by_occurrence(reading, taken), former_times(workspace, reading, taken)
    letters: dict[str, Mailed] = {}
    for row in taken:
        occurrence, person_id = occurrences.get(notices.occurrence_id(row)), row["person_id"]
        if (
            occurrence is None
            or (occurrence.start <= now and row["kind"] != "not_home")
            or not notices.holds(row["kind"], occurrence, person_id)
        ):
            continue
        if row["recorded_at"] < now - NEWS and not row["tries"]:
            continue
        person = None if person_id is None else people.by_id(act.connection, person_id)
        to = server.organiser if person is None else person["email"]
        if to:
            letters.setdefault(to, []).append((row, occurrence, former.get(row["id"])))
    return letters


def _post(workspace: Workspace, server: mail.Server, letters: dict[str, Mailed]) -> Sent:
    """Send each mail and store its outcome at once, so that no later round sends it twice."""
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
                        store_notices.sent(act, [row["id"] for row, *_ in mailed])
                        sent += 1
                    else:
                        store_notices.failed(act, [row for row, *_ in mailed], refused)
    except smtplib.SMTPAuthenticationError:
        fault = "mail_login"
    except (OSError, smtplib.SMTPException):
        fault = "mail_silent"
    if left and fault is not None:
        with workspace.store.act(FUNCTION, "mail_notices") as act:
            store_notices.failed(act, [row for mailed in left.values() for row, *_ in mailed], fault)
    return Sent(sent, len(letters) - sent, fault)


def _letter(workspace: Workspace, server: mail.Server, to: str, mailed: Mailed) -> EmailMessage:
    language = workspace.language
    lines = []
    for row, occurrence, former in mailed:
        lines += [
            notices.sentence(row["kind"], occurrence, language, former, row["message"] or ""),
            f"{when_text(workspace, occurrence)}, {occurrence.place}",
            "",
        ]
    organising = any(row["person_id"] is None for row, *_ in mailed)
    lines.append(text("web.mail_organiser" if organising else "web.mail_foot", language))
    if organising and (address := public_address.address()):
        lines.append(address)
    return mail.letter(server, to, text("web.mail_subject", language, count=len(mailed)), "\n".join(lines))
