"""When volunteers can walk, as they say themselves, and questions to them whether they go."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _table(
        "availability",
        (),
        sa.Column("times", sa.Text(), nullable=False),
        sa.Column("week_cap", sa.Integer()),
        sa.Column("month_cap", sa.Integer()),
        sa.Column("latest_home", sa.Text()),
        sa.Column("longest_hours", sa.Integer()),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.Column("first_aid", sa.Boolean(), nullable=False),
        sa.Column("wants_day", sa.Boolean(), nullable=False),
        sa.Column("wants_short", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.UniqueConstraint("person_id", name=op.f("uq_availability_person_id")),
    )
    _table(
        "away",
        ("person_id",),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
    )
    _table(
        "companion",
        ("person_id",),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
    )
    _table(
        "ask",
        ("person_id", "series_id", "act_id", "ended_act_id"),
        sa.Column("series_id", sa.Text(), nullable=False),
        sa.Column("original_start", sa.Text(), nullable=False),
        sa.Column("role", sa.Text()),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("act_id", sa.Text()),
        sa.Column("answer", sa.Text()),
        sa.Column("ended_at", MOMENT),
        sa.Column("ended_act_id", sa.Text()),
    )
    op.create_index(
        "uq_ask_current", "ask", ["person_id", "series_id", "original_start"], unique=True,
        sqlite_where=sa.text("ended_act_id IS NULL"), postgresql_where=sa.text("ended_act_id IS NULL"),
    )  # fmt: skip


def _table(name: str, indexed: tuple[str, ...], *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f(f"fk_{name}_person_id"),
            ondelete="CASCADE",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    for column in indexed:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])
