"""Tables of police visits: the terms of venues, which are shared, and the plan, which is the police's own.

The plan's tables are no part of the workspace's history: acts on them have a log of their own (`visit_act`), so that
revision, history and caches tell nobody that something was planned (decision 22). Officers are functions.
"""

from sqlalchemy import Boolean, Column, Date, Index, Integer, Table, Text

from karta.store.schema.columns import METADATA, Instant, id_column, ref, register_table

visit_terms = register_table(
    "visit_terms",
    Column("place_id", Text, ref("place"), nullable=False, index=True),
    # welcome, no; a place without a row is asked first.
    Column("answer", Text, nullable=False),
    # any, without.
    Column("uniform", Text, nullable=False, default="any"),
    # Police volunteers may come instead of an officer.
    Column("volunteers", Boolean, nullable=False, default=False),
    # Who receives, as a function.
    Column("host", Text),
    # What kind of visit: be_there, eat, theme, parents; joined by `;`.
    Column("kinds", Text, nullable=False, default="be_there"),
    Column("not_wanted", Text),
)

register_table(
    "visit_hours",
    Column("place_id", Text, ref("place"), nullable=False, index=True),
    # welcome, never.
    Column("what", Text, nullable=False),
    Column("days", Text, nullable=False),
    Column("start", Text, nullable=False),
    Column("end", Text, nullable=False),
)


def _own(name: str, *parts: Column[object] | Index) -> Table:
    """Return a table of the plan: its rows are written by acts of the plan's own book alone.

    Places and organisations are named without a foreign key: nobody may learn from a refused undo that a place has
    visits.
    """
    return Table(
        name, METADATA, id_column(), *parts, Column("version", Integer, nullable=False), info={"book": True}
    )


visit_officer = _own(
    "visit_officer",
    Column("organisation_id", Text),
    # A function, never somebody's name.
    Column("name", Text, nullable=False),
    # officer, volunteer.
    Column("kind", Text, nullable=False),
    Column("minutes_a_week", Integer, nullable=False),
    Column("days_off", Text, nullable=False, default=""),
    Column("area_ids", Text, nullable=False, default=""),
    Column("from_day", Date),
    Column("until_day", Date),
    # Can come without uniform.
    Column("plain", Boolean, nullable=False, default=True),
    Column("languages", Text, nullable=False, default=""),
)

visit_busy = _own(
    "visit_busy",
    Column("officer_id", Text, ref("visit_officer"), nullable=False, index=True),
    Column("date", Date, nullable=False),
    Column("start", Text, nullable=False),
    Column("end", Text, nullable=False),
)

visit_cadence = _own(
    "visit_cadence",
    Column("place_id", Text, nullable=False, unique=True),
    Column("days", Integer, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("main_officer_id", Text, ref("visit_officer")),
)

visit = _own(
    "visit",
    Column("place_id", Text, nullable=False, index=True),
    Column("date", Date, nullable=False),
    Column("start", Text, nullable=False),
    Column("end", Text, nullable=False),
    # Blank in history, once the function is gone.
    Column("officer_id", Text, ref("visit_officer")),
    # Who comes along to be introduced.
    Column("along_id", Text, ref("visit_officer")),
    # With whom from outside the police it is made: walkers, social; blank: nobody.
    Column("company", Text),
    # planned, accepted, declined, called_off, done, not_done.
    Column("state", Text, nullable=False),
    # The venue has moved it within its terms.
    Column("moved", Boolean, nullable=False, default=False),
    Index("ix_visit_date", "date"),
)

visit_link = _own(
    "visit_link",
    Column("place_id", Text, nullable=False, index=True),
    # SHA-256 of the token; the token itself is shown once and stored nowhere.
    Column("token_hash", Text, nullable=False, unique=True),
    Column("made_on", Date, nullable=False),
    Column("revoked_on", Date),
)

visit_feed = _own(
    "visit_feed",
    Column("officer_id", Text, ref("visit_officer"), nullable=False, index=True),
    # SHA-256 of the token; the token itself is shown once and stored nowhere.
    Column("token_hash", Text, nullable=False, unique=True),
    Column("made_on", Date, nullable=False),
    Column("revoked_on", Date),
)

visit_act = Table(
    "visit_act",
    METADATA,
    id_column(),
    Column("number", Integer, nullable=False, unique=True),
    Column("function", Text, nullable=False),
    Column("member_id", Text),
    Column("organisation_id", Text),
    Column("verb", Text, nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("at", Instant, nullable=False),
    Column("undoes", Text, ref("visit_act")),
    # JSON: [table, row id, before, after] for every change, in their order.
    Column("changes", Text, nullable=False),
)

BOOK = (visit_officer, visit_busy, visit_cadence, visit, visit_link, visit_feed)
