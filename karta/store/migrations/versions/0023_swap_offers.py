"""Dates of shifts that one organisation offers another one."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

REFERS = (
    ("from_org_id", "organisation"), ("to_org_id", "organisation"), ("series_id", "schedule"),
    ("wanted_series_id", "schedule"),
)  # fmt: skip


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "swap_offer",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("from_org_id", sa.Text(), nullable=False),
        sa.Column("to_org_id", sa.Text(), nullable=False),
        sa.Column("series_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("wanted_series_id", sa.Text()),
        sa.Column("wanted_day", sa.Date()),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("wanted_seen", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True)),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_swap_offer_{column}"), initially="DEFERRED", deferrable=True,
            )
            for column, table in REFERS
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swap_offer")),
    )  # fmt: skip
    for column in ("from_org_id", "to_org_id"):
        op.create_index(op.f(f"ix_swap_offer_{column}"), "swap_offer", [column])
