"""Tables of the audit beside the log of acts: who has looked at what, and signed checkpoints of both chains."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, Table, Text, UniqueConstraint

from karta.store.schema.columns import METADATA, Instant

# Not logged, and outside the revision: looking changes nothing. No text is null: nulls would make no row unique.
read_entry = Table(
    "read_entry",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("function", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("organisation_id", Text, nullable=False),
    Column("member_id", Text, nullable=False),
    Column("data_class", Text, nullable=False),
    # Blank: the whole municipality.
    Column("area_id", Text, nullable=False),
    Column("service_day", Date, nullable=False),
    Column("at", Instant, nullable=False),
    Column("hash", Text, nullable=False),
    UniqueConstraint(
        "function", "role", "organisation_id", "member_id", "data_class", "area_id", "service_day",
        name="uq_read_entry_look",
    ),
    Index("ix_read_entry_area_id", "area_id"),
)  # fmt: skip

checkpoint = Table(
    "checkpoint",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("function", Text, nullable=False),
    # Where both chains stood: the last act and look, and their hashes.
    Column("revision", Integer, nullable=False),
    Column("head", Text, nullable=False),
    Column("look", Integer, nullable=False),
    Column("look_head", Text, nullable=False),
    # What stands up to here has been taken away when it had been kept for long enough.
    Column("cut", Boolean, nullable=False),
    Column("public_key", Text, nullable=False),
    Column("signature", Text, nullable=False),
)
