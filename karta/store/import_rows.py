"""What the rows of imported files became: each row of a file by its key, bound to its row of the register."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from karta.store import line_parts
from karta.store.acts import Act, chunks
from karta.store.cells import Row, defaults_of
from karta.store.database import Reading
from karta.store.file_marks import OF_FILE
from karta.store.schema import TABLES
from karta.store.schema.people import head_count, sign_up
from karta.store.schema.places import import_row
from karta.store.schema.shifts import report, schedule_exception, shift, shift_party


class ImportRow(NamedTuple):
    """A row of a file as it was read in; `row_id` is its row in `row_table`, both None while it waits.

    `source` is the mark of its file (`file_marks`), `home_org_id` whose it is where it waits and names nobody.
    """

    id: str
    key: str
    source: str
    payload: str
    row_table: str | None
    row_id: str | None
    home_org_id: str | None = None


def own_id(key: str) -> str:
    """Return the id of a row as its file gives it, of the key that it has here."""
    return key.rpartition(OF_FILE)[2]


def key_in(source: str, own: str) -> str:
    """Return the key of a row of a file whose id stands for a row of another file."""
    return f"{source}{OF_FILE}{own}"


def of_kind(reading: Reading, kind: str) -> list[ImportRow]:
    """Return the rows of all imports of a kind, in the order in which they came."""
    columns = [import_row.c[name] for name in ImportRow._fields]
    query = select(*columns).where(import_row.c.kind == kind).order_by(import_row.c.id)
    return [ImportRow._make(row) for row in reading.connection.execute(query).all()]


def registered(reading: Reading, table: str, ids: Sequence[str]) -> dict[str, Row]:
    """Return the rows of a table of the register by their ids, as they are stored."""
    columns = TABLES[table]
    rows: dict[str, Row] = {}
    for chunk in chunks(ids):
        for row in reading.connection.execute(select(columns).where(columns.c.id.in_(chunk))).mappings():
            rows[row["id"]] = dict(row)
    return rows


def row_ids(reading: Reading, kind: str) -> dict[str, str | None]:
    """Return the row of the register for each key of a kind; None while the row of the file waits."""
    query = select(import_row.c.key, import_row.c.row_id).where(import_row.c.kind == kind)
    return dict(reading.connection.execute(query).all())


def successors(reading: Reading, table: str, ids: Sequence[str]) -> dict[str, str]:
    """Return the row that stands now in the place of each of `ids`, where others have replaced it."""
    columns = TABLES[table].c
    latest: dict[str, str] = {}
    wanted = {row_id: row_id for row_id in ids}
    while wanted:
        replaced: dict[str, str] = {}
        for chunk in chunks(list(wanted)):
            query = select(columns.id, columns.replaces).where(columns.replaces.in_(chunk))
            replaced |= {
                wanted[old]: new for new, old in reading.connection.execute(query.order_by(columns.id))
            }
        latest |= replaced
        wanted = {new: first for first, new in replaced.items()}
    return latest


def rebind(act: Act, table: str, old: str, new: str) -> None:
    """Let the rows of files that made a row of the register stand for another one."""
    rows = [row for row in act.rows("import_row", "row_id", [old]) if row["row_table"] == table]
    act.update_many("import_row", {row["id"]: {"row_id": new} for row in rows})


def in_use(reading: Reading, schedules: Sequence[str]) -> set[str]:
    """Return those of some schedules whose dates people have signed up for, changed, cancelled or reported."""
    used: set[str] = set()
    for chunk in chunks(list(schedules)):
        signed = select(sign_up.c.series_id).where(
            sign_up.c.series_id.in_(chunk),
            sign_up.c.original_start.is_not(None),
            sign_up.c.ended_act_id.is_(None),
        )
        went = select(head_count.c.series_id).where(head_count.c.series_id.in_(chunk))
        cancelled = select(schedule_exception.c.schedule_id).where(
            schedule_exception.c.schedule_id.in_(chunk), schedule_exception.c.superseded_at.is_(None)
        )
        reported = (
            select(shift.c.schedule_id)
            .join_from(report, shift_party, shift_party.c.id == report.c.party_id)
            .join(shift, shift.c.id == shift_party.c.shift_id)
            .where(
                shift.c.schedule_id.in_(chunk),
                report.c.superseded_at.is_(None),
                # What a file has reported comes again with the file.
                report.c.id.not_in(select(import_row.c.row_id).where(import_row.c.row_table == "report")),
            )
        )
        for query in (signed, went, cancelled, reported, line_parts.changed_dates(chunk)):
            used.update(reading.connection.execute(query).scalars())
    return used


def cancelled_days(reading: Reading, schedules: Sequence[str]) -> set[tuple[str | None, date]]:
    """Return the days on which people have cancelled some schedules, each with the schedule."""
    c = schedule_exception.c
    days: set[tuple[str | None, date]] = set()
    for chunk in chunks(list(schedules)):
        query = select(c.schedule_id, c.original_start).where(
            c.schedule_id.in_(chunk), c.superseded_at.is_(None)
        )
        for schedule, start in reading.connection.execute(query):
            days.add((schedule, date.fromisoformat(start[:10])))
    return days


def defaults(table: str) -> Row:
    """Return what a table of the register holds where nothing is said."""
    return defaults_of(TABLES[table])
