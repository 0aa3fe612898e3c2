"""The workspace's own books: revision, settings, acts and what they changed, snapshots, layers of the base map.

Acts are chained by hashes (`store.chain`), so that what somebody changes here by other means than Karta's shows.
"""

from sqlalchemy import Column, Date, Integer, LargeBinary, Table, Text

from karta.store.schema.columns import METADATA, Instant, id_column, ref, register_table, side_table

meta = Table(
    "meta",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("revision", Integer, nullable=False),
    # What tells this workspace from all others, wherever its database is moved.
    Column("workspace_id", Text),
    # Where the chains of acts and of looks end: the hash of the last of each.
    Column("head", Text, nullable=False, default="", server_default=""),
    Column("look_head", Text, nullable=False, default="", server_default=""),
    # The key under which names of files are hashed (`file_marks`): they are compared, and stored nowhere.
    Column("file_key", Text),
)

setting = side_table("setting", Column("key", Text, nullable=False, unique=True), Column("value", Text))

act = Table(
    "act",
    METADATA,
    id_column(),
    Column("revision", Integer, nullable=False, unique=True),
    Column("function", Text, nullable=False),
    # Whose it is: who signed in (blank: nobody did) and the organisation in whose name it was done.
    Column("member_id", Text),
    Column("organisation_id", Text),
    Column("verb", Text, nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("at", Instant, nullable=False),
    Column("undoes", Text, ref("act")),
    # Over the hash before, the columns above and all changes of the act.
    Column("hash", Text, nullable=False, default="", server_default=""),
)

change = Table(
    "change",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("act_id", Text, ref("act"), nullable=False, index=True),
    Column("table_name", Text, nullable=False),
    Column("row_id", Text, nullable=False, index=True),
    # JSON text of the row without its empty columns; blank before = it came, blank after = deleted. Rows that came new
    # stand in one entry, by their ids and version: row_id is the first of them.
    Column("before", Text),
    Column("after", Text),
    # What stands for both in the chain (`chain`).
    Column("content_hash", Text, nullable=False, default="", server_default=""),
)

snapshot = register_table(
    "snapshot",
    Column("name", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("from_day", Date),
    Column("to_day", Date),
)

snapshot_frame = Table(
    "snapshot_frame",
    METADATA,
    Column("snapshot_id", Text, ref("snapshot", cascade=True), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("parquet", LargeBinary, nullable=False),
)

layer = register_table(
    "layer",
    Column("kind", Text, nullable=False),
    Column("attribution", Text),
    Column("count", Integer, nullable=False),
    Column("sha", Text, nullable=False),
)

blob = Table(
    "blob",
    METADATA,
    Column("sha", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
