"""When and where a shift was held before it was moved, with the notice that tells of it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen notices."""
    op.add_column("notice", sa.Column("former_start", sa.DateTime(timezone=True)))
    op.add_column("notice", sa.Column("former_end", sa.DateTime(timezone=True)))
    op.add_column("notice", sa.Column("former_place_id", sa.Text()))
