"""Control is no purpose any more: shifts that had it are walks, whose hours count as they did."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Give shifts another purpose."""
    shift = sa.table("shift", sa.column("purpose", sa.Text()))
    op.execute(sa.update(shift).where(shift.c.purpose == "control").values(purpose="walk"))
