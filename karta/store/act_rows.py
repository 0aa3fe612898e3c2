"""The row of an act in the log: whose it is, how it begins, and how it is committed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, RootTransaction, and_, insert, or_, select, update
from sqlalchemy.exc import DatabaseError

from karta.errors import StoreError
from karta.store.acts import Act
from karta.store.cells import new_ids
from karta.store.chain import ChangeLog
from karta.store.faults import is_cut_off
from karta.store.schema import journal

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose an act is: who signed in (None: nobody did), and the organisation in whose name it is done."""

    member_id: str | None = None
    organisation_id: str | None = None


NOBODY = Owner()


@dataclass(frozen=True, slots=True)
class Whose:
    """Of whom acts are meant: what a function did as an owner, and what was done in the name of organisations."""

    function: str
    owner: Owner = NOBODY
    organisation_ids: frozenset[str] = frozenset()

    def condition(self) -> ColumnElement[bool]:
        """Return it as a condition on acts."""
        c, owner = journal.act.c, self.owner
        own = and_(
            c.function == self.function, c.member_id == owner.member_id,
            c.organisation_id == owner.organisation_id,
        )  # fmt: skip
        return or_(own, c.organisation_id.in_(sorted(self.organisation_ids)))


def start(
    connection: Connection,
    clock: Clock,
    function: str,
    verb: str,
    note: str,
    undoes: str | None,
    owner: Owner,
) -> tuple[Act, str]:
    """Return a new act and the hash that its own follows: nobody else writes until it is committed."""
    # The first statement takes the row that all writers want: on PostgreSQL this is what makes them queue.
    connection.execute(update(journal.meta).values(revision=journal.meta.c.revision + 1))
    revision, head = connection.execute(select(journal.meta.c.revision, journal.meta.c.head)).one()
    act_id = new_ids(revision, 0, 1)[0]
    # Looked at only now: who had to wait comes later than the one she waited for, by the clock as in the books.
    at = clock()
    connection.execute(
        insert(journal.act).values(
            id=act_id,
            revision=revision,
            function=function,
            member_id=owner.member_id,
            organisation_id=owner.organisation_id,
            verb=verb,
            note=note,
            at=at,
            undoes=undoes,
        )
    )
    return Act(act_id, revision, function, at, connection, ChangeLog(connection, act_id)), head


def commit(connection: Connection, transaction: RootTransaction) -> None:
    """Commit an act."""
    try:
        transaction.commit()
    except DatabaseError as error:
        # A refused commit (a row that others still refer to) leaves SQLite's transaction open: close the connection.
        connection.invalidate()
        if is_cut_off(error):
            raise StoreError("store_unsure") from error
        raise
