"""Links to the calendar of the visits of a function of the police."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "visit_feed",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("officer_id", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("revoked_on", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["visit_officer.id"], name=op.f("fk_visit_feed_officer_id"), initially="DEFERRED",
            deferrable=True,
        ),
        sa.UniqueConstraint("token_hash", name=op.f("uq_visit_feed_token_hash")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_feed")),
    )  # fmt: skip
    op.create_index(op.f("ix_visit_feed_officer_id"), "visit_feed", ["officer_id"])
