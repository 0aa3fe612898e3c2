"""Messages to all of a shift or a team, and that a team is out or home."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add a column, and make a table."""
    op.add_column("notice", sa.Column("message", sa.Text()))
    op.create_table(
        "walk_mark",
        sa.Column("series_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("out_at", MOMENT, nullable=False),
        sa.Column("home_at", MOMENT),
        sa.Column("told_at", MOMENT),
        sa.PrimaryKeyConstraint("series_id", "day", name=op.f("pk_walk_mark")),
    )
