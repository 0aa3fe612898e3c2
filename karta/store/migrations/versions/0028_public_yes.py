"""What an organisation has said yes to show of an activity to everybody; blank is nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; nobody has said yes to anything."""
    op.add_column("activity", sa.Column("public_yes", sa.Text()))
