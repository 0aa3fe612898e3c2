"""How long before and after each training is shown by itself, for each place; blank is the method's half hour."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("place", sa.Column("around_min", sa.Integer()))
