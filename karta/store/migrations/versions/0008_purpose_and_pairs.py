"""What to fetch and whom to call before a shift, and the adult function with whom young leaders are paired."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen shifts and activities."""
    op.add_column("shift", sa.Column("fetch", sa.Text()))
    op.add_column("shift", sa.Column("call_before_id", sa.Text()))
    for table in ("shift", "activity"):
        op.add_column(table, sa.Column("paired_with", sa.Text()))
