"""Files that come by themselves: where they come from, and what became of each of them.

Not logged: an address may hold a secret, which must not stand in the log of acts once it has been removed. What a file
brings is an import like any other, logged and undone as that.
"""

from sqlalchemy import Column, Table, Text, UniqueConstraint

from karta.store.schema.columns import METADATA, Instant, id_column, ref

feed = Table(
    "feed",
    METADATA,
    id_column(),
    Column("name", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    # The path of a folder, or an https address.
    Column("address", Text, nullable=False),
    # Answers that hold for each reading, as JSON text of what `--answers` takes.
    Column("answers", Text, nullable=False),
    # When it was last tried, when that last went well, and why it did not (JSON text of an error's code and facts).
    Column("tried_at", Instant),
    Column("read_at", Instant),
    Column("fault", Text),
)

feed_file = Table(
    "feed_file",
    METADATA,
    id_column(),
    Column("feed_id", Text, ref("feed", cascade=True), nullable=False),
    Column("name", Text, nullable=False),
    # SHA-256 of what was read last; blank: it is read again in any case.
    Column("sha", Text),
    # stored, waits (for an answer), left (as it is, by somebody who has seen it).
    Column("state", Text, nullable=False),
    Column("read_at", Instant, nullable=False),
    # Since when it is no longer there.
    Column("gone_at", Instant),
    # JSON texts: what was counted by name, what people have seen of it, why the file as a whole was refused.
    Column("counts", Text, nullable=False),
    Column("seen", Text, nullable=False),
    Column("fault", Text),
    UniqueConstraint("feed_id", "name"),
)
