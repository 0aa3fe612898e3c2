"""Shifts that people sign up to, the states of a sign-up, and personal links."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen shifts, people and sign-ups; make the table of personal links."""
    for column in (
        sa.Column("sign_up", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("sign_off_hours", sa.Float(), nullable=False, server_default="24"),
        sa.Column("roles", sa.Text()),
        sa.Column("meeting_point", sa.Text()),
        sa.Column("notes", sa.Text()),
        sa.Column("known_here", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("invite_to", sa.Text()),
    ):
        op.add_column("shift", column)
    op.add_column("schedule_exception", sa.Column("notice", sa.Text()))
    op.add_column("person", sa.Column("declared_act_id", sa.Text()))
    _sign_ups()
    op.create_table(
        "personal_link",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act_id", sa.Text()),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("ended_act_id", sa.Text()),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_personal_link_person_id"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_personal_link_token_hash")),
    )
    for name in ("person_id", "act_id", "ended_act_id"):
        op.create_index(op.f(f"ix_personal_link_{name}"), "personal_link", [name])


def _sign_ups() -> None:
    # Nobody refers to a sign-up, so SQLite may build the table anew without its old constraint.
    with op.batch_alter_table("sign_up") as table:
        table.drop_constraint("uq_sign_up_person_id_series_id_original_start", type_="unique")
        table.add_column(sa.Column("state", sa.Text(), nullable=False, server_default="signed"))
        table.add_column(sa.Column("ended_at", sa.DateTime(timezone=True)))
        table.add_column(sa.Column("ended_act_id", sa.Text()))
    op.create_index(op.f("ix_sign_up_ended_act_id"), "sign_up", ["ended_act_id"])
    current = sa.text("ended_act_id IS NULL")
    op.create_index(
        "uq_sign_up_current",
        "sign_up",
        ["person_id", "series_id", "original_start"],
        unique=True,
        sqlite_where=current,
        postgresql_where=current,
    )
