"""Tables of the month of an association: its link, its answer, what it has noted, and its crowd events.

No person stands in them. They are logged like all else, so that every act of a holder of a link can be undone.
"""

from sqlalchemy import Column, Date, Index, Text

from karta.store.schema.columns import ref, register_table, side_table

month_link = side_table(
    "month_link",
    Column("organisation_id", Text, ref("organisation"), nullable=False, index=True),
    # The month that the link lives for: 2026-11.
    Column("month", Text, nullable=False),
    # SHA-256 of the token; the token itself is shown once, to hand over, and stored nowhere.
    Column("token_hash", Text, nullable=False, unique=True),
    Column("made_on", Date, nullable=False),
    Column("revoked_on", Date),
)

month_answer = register_table(
    "month_answer",
    Column("organisation_id", Text, ref("organisation"), nullable=False, index=True),
    Column("month", Text, nullable=False),
    Column("answered_on", Date, nullable=False),
    Column("answered_by", Text, nullable=False),
    # The last service day that the yes is about.
    Column("valid_to", Date, nullable=False),
)

month_note = register_table(
    "month_note",
    Column("organisation_id", Text, ref("organisation"), nullable=False, index=True),
    Column("place_id", Text, ref("place"), nullable=False),
    Column("words", Text, nullable=False),
    Column("noted_on", Date, nullable=False),
    Column("settled_on", Date),
)

crowd_event = register_table(
    "crowd_event",
    Column("organisation_id", Text, ref("organisation"), nullable=False, index=True),
    Column("place_id", Text, ref("place"), nullable=False),
    # The service day that is a risk evening at that place, and at no other.
    Column("date", Date, nullable=False),
    Column("kind", Text, nullable=False),
    Index("ix_crowd_event_date", "date"),
)
