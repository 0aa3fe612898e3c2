"""What somebody who signs up takes on: to lead the walk, or first aid."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen sign-ups."""
    op.add_column("sign_up", sa.Column("role", sa.Text()))
