"""Measures with their places, meetings, and who does what by when."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _table(
        "measure",
        {},
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("need", "goal", "what")),
        *(sa.Column(name, sa.Text()) for name in ("result", "learned")),
        *(sa.Column(name, sa.Text()) for name in ("aims", "programme", "days", "start", "end")),
        *(sa.Column(name, sa.Date()) for name in ("begins", "ends")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("responsible", "decided_by")),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("look_again", sa.Date()),
        sa.Column("state", sa.Text(), nullable=False),
    )
    _table(
        "measure_place",
        {"measure_id": "measure", "place_id": "place"},
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("measure_id", "place_id")),
    )
    _table(
        "meeting",
        {},
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("about", "parties")),
    )
    _table(
        "task",
        {"meeting_id": "meeting", "measure_id": "measure", "place_id": "place"},
        sa.Column("kind", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text()) for name in ("meeting_id", "measure_id", "place_id")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("words", "responsible")),
        *(sa.Column(name, sa.Date()) for name in ("due", "done_on")),
        sa.Column("done_by", sa.Text()),
    )


def _table(name: str, refers: dict[str, str], *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Text(), nullable=False),
        *columns,
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True)),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_{name}_{column}"), initially="DEFERRED", deferrable=True
            )
            for column, table in refers.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )  # fmt: skip
    for column in refers:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])
