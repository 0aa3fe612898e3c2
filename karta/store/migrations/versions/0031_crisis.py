"""Venues that open in a crisis: how many they take, and where one is open until when."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and make the table; nobody has said or opened anything."""
    op.add_column("place", sa.Column("crisis_room", sa.Integer()))
    keys = (
        ("place_id", "place"), ("organisation_id", "organisation"), ("joint_org_id", "organisation"),
        ("request_id", "request"),
    )  # fmt: skip
    op.create_table(
        "crisis_opening",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("place_id", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Text(), nullable=False),
        sa.Column("joint_org_id", sa.Text()),
        sa.Column("request_id", sa.Text()),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("owner_org_id", sa.Text()),
        sa.Column("sharing", sa.Text(), nullable=False),
        sa.Column("source", sa.Text()),
        sa.Column("licence", sa.Text()),
        sa.Column("verified_at", sa.DateTime(timezone=True)),
        sa.Column("verified_by", sa.Text()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True)),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_crisis_opening_{column}"), initially="DEFERRED",
                deferrable=True,
            )
            for column, table in keys
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crisis_opening")),
    )  # fmt: skip
    for column in ("organisation_id", "joint_org_id", "ends_at"):
        op.create_index(op.f(f"ix_crisis_opening_{column}"), "crisis_opening", [column])
