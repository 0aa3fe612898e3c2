"""What stays when names go, when a person was last active, and no names of files any more."""

import json
from collections.abc import Callable
from datetime import date
from secrets import token_hex
from typing import Any

import sqlalchemy as sa
from alembic import op

from karta.store.file_marks import OF_FILE, file_mark, is_of_a_file

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# Acts whose note was the name of a file.
_OF_FILES = ("import", "leave_feed_file")
# Where what stands as the source says for whose eyes a row is.
_NOT_OF_FILES = ("snapshot",)


def upgrade() -> None:
    """Make the table of heads, widen four others, and put marks where names of files stood."""
    op.create_table(
        "head_count",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("series_id", sa.Text(), nullable=False),
        sa.Column("original_start", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_head_count_organisation_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_head_count")),
    )
    op.create_index(op.f("ix_head_count_series_id"), "head_count", ["series_id"])
    op.add_column("person", sa.Column("active_on", sa.Date()))
    op.add_column("person", sa.Column("reminded_on", sa.Date()))
    op.add_column("person", sa.Column("reminder_mailed_on", sa.Date()))
    op.add_column("organisation", sa.Column("left_on", sa.Date()))
    op.add_column("import_row", sa.Column("home_org_id", sa.Text()))
    op.add_column("meta", sa.Column("file_key", sa.Text()))
    key = token_hex(32)
    connection = op.get_bind()
    connection.execute(sa.text("UPDATE meta SET file_key = :key"), {"key": key})
    # What contacts were called stands with them alone, so that it goes with an organisation that leaves.
    connection.execute(sa.text("UPDATE act SET note = '' WHERE verb = 'add_contact'"))
    _scrub(connection, bytes.fromhex(key))


def _scrub(connection: sa.Connection, key: bytes) -> None:
    """Put marks where names of files stand: in the rows, in the log of what they were, and in the notes of acts."""
    inspector = sa.inspect(connection)
    tables = [
        sa.table(name, sa.column("source"), sa.column("recorded_at"))
        for name in sorted(inspector.get_table_names())
        if name not in _NOT_OF_FILES
        and "source" in {column["name"] for column in inspector.get_columns(name)}
    ]
    fetched = {
        source for table in tables for source in _sources(connection, table) if not is_of_a_file(source)
    }
    for name in _NOT_OF_FILES:
        fetched |= set(_sources(connection, sa.table(name, sa.column("source"))))
    days = _days(connection, tables)
    marks: dict[str, str] = {}

    def mark(source: str) -> str:
        if source not in fetched and source not in marks:
            marks[source] = file_mark(key, source, days.get(source) or date.min)
        return marks.get(source, source)

    _keep_homes(connection)
    for table in tables:
        for source in _sources(connection, table):
            if mark(source) != source:
                change = sa.update(table).where(table.c.source == source).values(source=mark(source))
                connection.execute(change)
    for row_id, row_key in connection.execute(sa.text("SELECT id, key FROM import_row")).all():
        if OF_FILE in row_key:
            connection.execute(
                sa.text("UPDATE import_row SET key = :key WHERE id = :id"),
                {"key": _marked_key(row_key, mark), "id": row_id},
            )
    _scrub_log(connection, mark)
    _scrub_notes(connection, key, fetched, days)


def _sources(connection: sa.Connection, table: sa.TableClause) -> list[str]:
    query = sa.select(table.c.source).where(table.c.source.is_not(None)).distinct()
    return [source for source in connection.execute(query).scalars() if source]


def _days(connection: sa.Connection, tables: list[sa.TableClause]) -> dict[str, date]:
    """Return the day on which each source was first read in."""
    days: dict[str, date] = {}
    for table in tables:
        query = sa.select(table.c.source, sa.func.min(table.c.recorded_at)).group_by(table.c.source)
        for source, moment in connection.execute(query):
            day = date.fromisoformat(str(moment)[:10])
            days[source] = min(day, days.get(source, day))
    return days


def _keep_homes(connection: sa.Connection) -> None:
    """Note whose a waiting row is where its file's name said so: the organisation of that name."""
    waiting = sa.text("SELECT id, source, payload FROM import_row WHERE row_id IS NULL")
    by_name = {
        name.casefold(): row_id
        for row_id, name in connection.execute(sa.text("SELECT id, name FROM organisation ORDER BY id DESC"))
    }
    for row_id, source, payload in connection.execute(waiting).all():
        home = by_name.get(source.rpartition(".")[0].casefold())
        if home is not None and not json.loads(payload).get("org"):
            connection.execute(
                sa.text("UPDATE import_row SET home_org_id = :home WHERE id = :id"),
                {"home": home, "id": row_id},
            )


def _marked_key(key: str, mark: Callable[[str], str]) -> str:
    source, sign, own = key.rpartition(OF_FILE)
    return f"{mark(source)}{sign}{own}"


def _scrub_log(connection: sa.Connection, mark: Callable[[str], str]) -> None:
    update = sa.text("UPDATE change SET before = :before, after = :after WHERE id = :id")
    query = sa.text("SELECT id, before, after FROM change WHERE before LIKE :one OR after LIKE :one")
    for row_id, *texts in connection.execute(query, {"one": '%"source":%'}).all():
        before, after = (text and _scrubbed(text, mark) for text in texts)
        if [before, after] != texts:
            connection.execute(update, {"before": before, "after": after, "id": row_id})


def _scrubbed(text: str, mark: Callable[[str], str]) -> str:
    row: dict[str, Any] = json.loads(text)
    if isinstance(row.get("source"), str):
        row["source"] = mark(row["source"])
    if isinstance(row.get("key"), str) and OF_FILE in row["key"]:
        row["key"] = _marked_key(row["key"], mark)
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _scrub_notes(connection: sa.Connection, key: bytes, fetched: set[str], days: dict[str, date]) -> None:
    query = sa.text("SELECT id, note, at FROM act WHERE verb IN (:import, :leave) AND note <> ''")
    names = dict(zip(("import", "leave"), _OF_FILES, strict=True))
    for act_id, note, at in connection.execute(query, names).all():
        if note not in fetched and is_of_a_file(note):
            marked = file_mark(key, note, days.get(note) or date.fromisoformat(str(at)[:10]))
            connection.execute(
                sa.text("UPDATE act SET note = :note WHERE id = :id"), {"note": marked, "id": act_id}
            )
