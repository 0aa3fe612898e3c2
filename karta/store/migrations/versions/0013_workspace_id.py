"""What tells a workspace from all others, for caches that do not stand in its folder."""

from secrets import token_hex

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Give the workspace an id that nobody else has."""
    op.add_column("meta", sa.Column("workspace_id", sa.Text()))
    op.execute(sa.text("UPDATE meta SET workspace_id = :id").bindparams(id=token_hex(16)))
