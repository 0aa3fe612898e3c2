"""How the adults of a roster line that is opened for sign-up are meant: they are there already, or are wanted."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen shifts, and find by index what stands for a day; nothing that is stored changes its meaning."""
    op.add_column("shift", sa.Column("adults_are", sa.Text()))
    op.create_index(op.f("ix_schedule_replaces_id"), "schedule", ["replaces_id"])
