"""What the server does by itself: a plain list of chores, each done by one process alone when its time has come.

A chore is one of the functions that people could ask for, too; the store remembers when each is due next.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from karta.errors import KartaError
from karta.services import backups, mail
from karta.services.access import auditing, retention, sign_in, viewers
from karta.services.planning import visits
from karta.services.rosters import notice_mail, walk_marks
from karta.services.workspace import Workspace
from karta.store import chores

# So long whoever has taken a chore has for it before somebody else may; a process that was killed held one, too.
LEASE = timedelta(minutes=30)
DAY, MINUTES = timedelta(days=1), timedelta(minutes=5)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Chore:
    """A chore: its name in the store, how often it is done, and what does it."""

    name: str
    every: timedelta
    act: Callable[[Workspace], object]


def send_notices(workspace: Workspace) -> None:
    """Send the notices that wait, and remind of what falls due, where the workspace names a mail server."""
    if mail.server(workspace) is not None:
        notice_mail.send(workspace)


def keep_retention(workspace: Workspace) -> None:
    """Take out what is past its time."""
    retention.daily(workspace, workspace.now())


def keep_visits(workspace: Workspace) -> None:
    """Take out visits that are past their time: of the plan's own book, so that no revision tells of it."""
    visits.forget(workspace, viewers.of_retention())


def keep_backups(workspace: Workspace) -> None:
    """Make the backup of the day where the workspace is a file, note it, and take away old ones and the old log."""
    viewer = viewers.of_retention()
    if not workspace.address and backups.daily(workspace, viewer) is not None:
        retention.note_backup(workspace, viewer, workspace.now())
    auditing.cut(workspace, viewer)


# In this order. What else is to be done by itself is added here, with a name that is never given twice.
CHORES = (
    Chore("walk_marks", MINUTES, walk_marks.look_after),
    Chore("notices", MINUTES, send_notices),
    Chore("old_sign_ins", DAY, sign_in.forget_old),
    Chore("backups", DAY, keep_backups),
    Chore("retention", DAY, keep_retention),
    Chore("visits", DAY, keep_visits),
)


def do_due(workspace: Workspace, every: tuple[Chore, ...] = CHORES) -> list[str]:
    """Do the chores that are due and that nobody else has taken, and return their names.

    One that fails is tried again when it is due next; what failed is a code in the store and in the log.
    """
    return [chore.name for chore in every if _is_taken(workspace, chore) and _do(workspace, chore)]


def _is_taken(workspace: Workspace, chore: Chore) -> bool:
    with workspace.store.reading() as reading:
        if not chores.is_due(reading, chore.name, workspace.now()):
            return False
    with workspace.store.aside() as (connection, now):
        return chores.take(connection, chore.name, now, LEASE)


def _do(workspace: Workspace, chore: Chore) -> bool:
    fault = None
    try:
        chore.act(workspace)
    except KartaError as error:
        fault = error.code
        log.warning("chore_failed", chore=chore.name, code=error.code)
    with workspace.store.aside() as (connection, now):
        chores.put_off(connection, chore.name, now, now + chore.every, fault)
    return fault is None
