"""In which area a volunteer lives, and how far from it a shift may be."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; nobody has said anything of it."""
    op.add_column("availability", sa.Column("home_area_id", sa.Text()))
    op.add_column("availability", sa.Column("farthest_km", sa.Integer()))
