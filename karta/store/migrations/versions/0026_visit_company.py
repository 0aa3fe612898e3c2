"""With whom from outside the police a visit is made."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of a visit that is there nothing is said."""
    op.add_column("visit", sa.Column("company", sa.Text()))
