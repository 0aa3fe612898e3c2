"""The table of venues that are open for a while after something has happened: where, when, who is the host.

No column takes words: of what has happened nothing is stored.
"""

from sqlalchemy import Column, Index, Text

from karta.store.schema.columns import Instant, ref, register_table

crisis_opening = register_table(
    "crisis_opening",
    Column("place_id", Text, ref("place"), nullable=False),
    Column("organisation_id", Text, ref("organisation"), nullable=False, index=True),
    # Who is asked to be the host together with it, and the request that asks.
    Column("joint_org_id", Text, ref("organisation"), index=True),
    Column("request_id", Text, ref("request")),
    Column("starts_at", Instant, nullable=False),
    # After it the row is shown nowhere, whether or not anything runs.
    Column("ends_at", Instant, nullable=False),
    Index("ix_crisis_opening_ends_at", "ends_at"),
)
