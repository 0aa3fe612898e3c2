"""How an organisation came to count: those admitted so far stay admitted, marked as admitted when they were read in."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen organisations, and mark those that count already."""
    op.add_column("organisation", sa.Column("admitted_how", sa.Text()))
    op.execute("UPDATE organisation SET admitted_how = 'on_import' WHERE admitted_on IS NOT NULL")
