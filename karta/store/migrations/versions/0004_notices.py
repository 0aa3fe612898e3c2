"""Notices about shifts, to people and to those who organise, and where a person wants them sent."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of notices; give people a mail address."""
    op.add_column("person", sa.Column("email", sa.Text()))
    op.create_table(
        "notice",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text()),
        sa.Column("series_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act_id", sa.Text()),
        sa.Column("read_at", sa.DateTime(timezone=True)),
        sa.Column("mail", sa.Text(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True)),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("fault", sa.Text()),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_notice_person_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    for name in ("person_id", "series_id", "act_id"):
        op.create_index(op.f(f"ix_notice_{name}"), "notice", [name])
