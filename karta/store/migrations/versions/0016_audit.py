"""Acts in a chain of hashes, those that are there already among them; who has looked; signed checkpoints."""

import sqlalchemy as sa
from alembic import op

from karta.store import chain

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make two tables, widen acts and the books, and chain the acts that are there."""
    for table, column in (
        ("act", "hash"),
        ("change", "content_hash"),
        ("meta", "head"),
        ("meta", "look_head"),
    ):
        op.add_column(table, sa.Column(column, sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "read_entry",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("function", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("data_class", sa.Text(), nullable=False),
        sa.Column("area_id", sa.Text(), nullable=False),
        sa.Column("service_day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_read_entry")),
        sa.UniqueConstraint(
            "function", "role", "organisation_id", "member_id", "data_class", "area_id", "service_day",
            name="uq_read_entry_look",
        ),
    )  # fmt: skip
    op.create_index("ix_read_entry_area_id", "read_entry", ["area_id"])
    op.create_table(
        "checkpoint",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("function", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("look", sa.Integer(), nullable=False),
        sa.Column("look_head", sa.Text(), nullable=False),
        sa.Column("cut", sa.Boolean(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkpoint")),
    )
    chain.chain_existing(op.get_bind())
