"""Requests, both ways: why, until when, when they were received, what was replied, whether they were withdrawn."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen the table of requests, which nothing has written to before."""
    for column in (
        sa.Column("why", sa.Text()),
        sa.Column("valid_to", sa.Date()),
        sa.Column("received_on", sa.Date()),
        sa.Column("received_by", sa.Text()),
        sa.Column("reply", sa.Text()),
        sa.Column("withdrawn_on", sa.Date()),
    ):
        op.add_column("request", column)
